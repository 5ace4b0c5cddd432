import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Sex } from "./identity.ts";

/** Nobody recorded here was born before this many years ago; a century mistyped is. */
const OLDEST_YEARS = 120;

export type CorrectRefusal =
  | { readonly code: "born-in-the-future" }
  | { readonly code: "born-too-long-ago"; readonly earliest: LocalDate }
  | { readonly code: "born-after-death"; readonly diedOn: LocalDate };

const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** Can someone have been born on this day? Today counts: a child is a person from their first day. */
export function decideBirth(
  bornOn: LocalDate,
  known: { readonly today: LocalDate; readonly diedOn?: LocalDate | undefined },
): Result<LocalDate, CorrectRefusal> {
  if (before(known.today, bornOn)) return refuse({ code: "born-in-the-future" });
  const earliest = known.today.subtract({ years: OLDEST_YEARS });
  if (before(bornOn, earliest)) return refuse({ code: "born-too-long-ago", earliest });
  if (known.diedOn && before(known.diedOn, bornOn)) {
    return refuse({ code: "born-after-death", diedOn: known.diedOn });
  }
  return accept(bornOn);
}

/** Who someone is, as it is corrected. */
export type Details = {
  readonly familyName: string;
  readonly givenNames: string;
  readonly knownAs: string;
  readonly bornOn: LocalDate;
  readonly sex: Sex;
};

/** Somebody else has corrected the same meanwhile: what, and what the form then says of what is recorded now. */
export type MeanwhileRefusal = {
  readonly code: "changed-meanwhile";
  readonly both: readonly (keyof Details)[];
  readonly recorded: Details;
  readonly merged: Details;
};

const isSame = (a: Details, b: Details, one: keyof Details): boolean => `${a[one]}` === `${b[one]}`;

/**
 * What a form that stood open means for what is recorded by now: what was left as the form showed it stays as it is
 * recorded, what was changed is changed. What somebody else has changed as well, to something else, is asked again.
 */
export function mergeDetails(
  wanted: Details,
  { shown, recorded }: { readonly shown: Details; readonly recorded: Details },
): Result<Details, MeanwhileRefusal> {
  const all = Object.keys(recorded) as (keyof Details)[];
  const changed = all.filter((one) => !isSame(wanted, shown, one));
  const merged: Details = { ...recorded, ...Object.fromEntries(changed.map((one) => [one, wanted[one]])) };
  const both = changed.filter((one) => !isSame(recorded, shown, one) && !isSame(recorded, wanted, one));
  return both.length > 0 ? refuse({ code: "changed-meanwhile", both, recorded, merged }) : accept(merged);
}

export type DeathRefusal =
  | { readonly code: "death-in-the-future" }
  | { readonly code: "death-before-birth"; readonly bornOn: LocalDate };

export type ReverseRefusal = { readonly code: "not-recorded" | "not-fresh" | "not-there" };

/** Can this person have died on this day? */
export function decideDeath(
  diedOn: LocalDate,
  known: { readonly bornOn: LocalDate; readonly today: LocalDate },
): Result<LocalDate, DeathRefusal> {
  if (before(known.today, diedOn)) return refuse({ code: "death-in-the-future" });
  if (before(diedOn, known.bornOn)) return refuse({ code: "death-before-birth", bornOn: known.bornOn });
  return accept(diedOn);
}
