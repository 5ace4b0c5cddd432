import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { Wanted } from "./find-rules.ts";
import type { Identity, Sex } from "./identity.ts";
import { sayAgreement, sayLikelihood } from "./match-messages.ts";
import { identitiesOf } from "./store-identity.ts";

/** Results shown at once; one more is asked for, to know whether there are more. */
export const MOST_FOUND = 50;

/** Somebody found, with what of them matched. */
export type Found = { readonly identity: Identity; readonly matched: string };

const FoundRow = z.object({ person_id: PersonId.schema, matched: z.string() });

/**
 * People like this whom the reader may see, closest first, and whether there are more than are shown.
 * The search is noted in the log with the people it showed.
 */
export async function findPeople(
  tx: Tx,
  wanted: Wanted,
): Promise<{ readonly found: readonly Found[]; readonly more: boolean }> {
  const rows = await tx`
    select person_id, matched
      from find_people(${wanted.name}, ${wanted.bornOn ?? null}, ${wanted.number?.value ?? null}, ${MOST_FOUND + 1})`;
  const matches = rows.map((row) => FoundRow.parse(row));
  const shown = matches.slice(0, MOST_FOUND);
  const found = await withIdentity(tx, shown);
  tx.log({ what: "searched", about: "search", people: found.map(({ identity }) => identity.id) });
  return { found, more: matches.length > MOST_FOUND };
}

/** Somebody whose record the reader opened or changed lately. */
export type Recent = { readonly identity: Identity; readonly at: Instant };

const RecentRow = z.object({ person_id: PersonId.schema, at: z.instanceof(Temporal.Instant) });

/** The people whose records the reader opened or changed in the last 90 days, newest first. Noted as a list. */
export async function recentPeople(tx: Tx, most: number): Promise<readonly Recent[]> {
  const rows = (await tx`select person_id, at from recent_people(${most})`).map((row) =>
    RecentRow.parse(row),
  );
  const identities = await identitiesOf(
    tx,
    rows.map((row) => row.person_id),
  );
  if (identities.length > 0) {
    tx.log({ what: "listed", about: "people opened lately", people: identities.map(({ id }) => id) });
  }
  return identities.flatMap((identity) => {
    const at = rows.find((row) => row.person_id === identity.id)?.at;
    return at ? [{ identity, at }] : [];
  });
}

/** What is known of someone before they are registered. */
export type Described = {
  readonly familyName: string;
  readonly givenNames: string;
  readonly knownAs: string;
  readonly bornOn: LocalDate;
  readonly sex: Sex;
  readonly numbers: Readonly<Record<string, string>>;
};

const AlikeRow = z.object({
  person_id: PersonId.schema,
  agreement: z.array(z.string()),
  weight: z.coerce.number(),
});

/** People the reader may see who may be the one described, with what agrees, closest first. Noted as a search. */
export async function possibleDuplicates(tx: Tx, described: Described): Promise<readonly Found[]> {
  const { familyName, givenNames, knownAs, bornOn, sex, numbers } = described;
  const rows = await tx`
    select person_id, agreement, weight
      from possible_duplicates(${familyName}, ${givenNames}, ${knownAs}, ${bornOn}, ${sex}, ${tx.json(numbers)})`;
  const alike = rows.map((row) => AlikeRow.parse(row));
  const found = await withIdentity(
    tx,
    alike.map(({ person_id, agreement, weight }) => ({
      person_id,
      matched: `${sayLikelihood(weight)}: ${sayAgreement(agreement)}`,
    })),
  );
  if (found.length > 0) {
    tx.log({
      what: "searched",
      about: "possible duplicates",
      people: found.map(({ identity }) => identity.id),
    });
  }
  return found;
}

async function withIdentity(
  tx: Tx,
  matches: readonly { readonly person_id: PersonId; readonly matched: string }[],
): Promise<readonly Found[]> {
  const identities = await identitiesOf(
    tx,
    matches.map((each) => each.person_id),
  );
  return identities.map((identity) => ({
    identity,
    matched: matches.find((each) => each.person_id === identity.id)?.matched ?? "",
  }));
}
