import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";

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

export type DeathRefusal =
  | { readonly code: "death-in-the-future" }
  | { readonly code: "death-before-birth"; readonly bornOn: LocalDate };

export type ReverseRefusal = { readonly code: "not-recorded" } | { readonly code: "not-there" };

/** Can this person have died on this day? */
export function decideDeath(
  diedOn: LocalDate,
  known: { readonly bornOn: LocalDate; readonly today: LocalDate },
): Result<LocalDate, DeathRefusal> {
  if (before(known.today, diedOn)) return refuse({ code: "death-in-the-future" });
  if (before(diedOn, known.bornOn)) return refuse({ code: "death-before-birth", bornOn: known.bornOn });
  return accept(diedOn);
}
