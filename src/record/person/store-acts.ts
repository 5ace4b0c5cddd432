import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import type { NotThere } from "../../web/page.ts";
import type { Details } from "./details-rules.ts";
import type { SchemeCode } from "./identifiers.ts";
import type { Described } from "./store-find.ts";

/** Writes a new person, met by the reader's agency for this reason. */
export async function insertPerson(tx: Tx, who: Described & { readonly reason: string }): Promise<PersonId> {
  const numbers = Object.fromEntries(Object.entries(who.numbers).filter(([, value]) => value !== ""));
  const [row] = await tx<{ id: string | null }[]>`
    select register_person(${who.familyName}, ${who.givenNames}, ${who.knownAs}, ${who.bornOn}, ${who.sex}, ${who.reason},
                           ${tx.json(numbers)}) as id`;
  const id = PersonId.parse(row?.id ?? "");
  invariant(id, "a role that may open the form may register a person");
  tx.log({ what: "changed", about: "registered", people: [id] });
  return id;
}

const DetailsRow = z.object({
  family_name: z.string(),
  given_names: z.string(),
  known_as: z.string(),
  born_on: z.instanceof(Temporal.PlainDate),
  sex: z.enum(["female", "male", "indeterminate", "not-known"]),
});

/** Who someone is as it is recorded now. Hold the person's life first, so that it stays so. */
export async function detailsOf(tx: Tx, person: PersonId): Promise<Details | undefined> {
  const [raw] = await tx`
    select family_name, given_names, coalesce(known_as, '') as known_as, born_on, sex from person where id = ${person}`;
  if (!raw) return undefined;
  const row = DetailsRow.parse(raw);
  return {
    familyName: row.family_name,
    givenNames: row.given_names,
    knownAs: row.known_as,
    bornOn: row.born_on,
    sex: row.sex,
  };
}

/** Writes corrected details; the name before stays as another name, which may be kept from everybody's view. */
export async function updatePerson(
  tx: Tx,
  person: PersonId,
  details: Details,
  { keepPrivate = false }: { readonly keepPrivate?: boolean } = {},
): Promise<Result<PersonId, NotThere>> {
  const { familyName, givenNames, knownAs, bornOn, sex } = details;
  const [row] = await tx<{ done: boolean }[]>`
    select correct_person(${person}, ${familyName}, ${givenNames}, ${knownAs}, ${bornOn}, ${sex},
                          ${keepPrivate}) as done`;
  if (!row?.done) return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "who they are", people: [person] });
  return accept(person);
}

/** Writes another name of a person. */
export async function insertAlias(
  tx: Tx,
  person: PersonId,
  alias: { readonly name: string; readonly kind: string },
): Promise<void> {
  await tx`insert into alias (person_id, name, kind) values (${person}, ${alias.name}, ${alias.kind})`;
  tx.log({ what: "changed", about: "another name added", people: [person] });
}

/** Writes a number of a person, in its canonical form. Anyone else who has it goes before the identity clerk. */
export async function insertNumber(
  tx: Tx,
  person: PersonId,
  number: { readonly scheme: SchemeCode; readonly value: string },
): Promise<Result<PersonId, NotThere | { readonly code: "already-there" }>> {
  const [row] = await tx<{ outcome: string }[]>`
    select add_number(${person}, ${number.scheme}, ${number.value}) as outcome`;
  if (row?.outcome === "already-there") return refuse({ code: "already-there" });
  if (row?.outcome !== "added") return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "number added", people: [person] });
  return accept(person);
}

/** Ends a number that the reader's agency recorded and found wrong. */
export async function endNumber(
  tx: Tx,
  person: PersonId,
  number: string,
): Promise<Result<PersonId, NotThere>> {
  const ended = await tx`
    update identifier set ended_at = now()
     where id = ${number} and person_id = ${person} and ended_at is null returning id`;
  if (ended.length === 0) return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "number found wrong", people: [person] });
  return accept(person);
}

/** Writes an alert of a category. */
export async function insertAlert(
  tx: Tx,
  person: PersonId,
  alert: { readonly category: string; readonly words: string },
): Promise<void> {
  await tx`insert into alert (person_id, category, words) values (${person}, ${alert.category}, ${alert.words})`;
  tx.log({ what: "changed", about: "alert added", people: [person] });
}

/** Ends an alert that the reader's agency raised. */
export async function endAlert(tx: Tx, person: PersonId, alert: string): Promise<Result<PersonId, NotThere>> {
  const ended = await tx`
    update alert set ended_at = now()
     where id = ${alert} and person_id = ${person} and ended_at is null returning id`;
  if (ended.length === 0) return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "alert ended", people: [person] });
  return accept(person);
}
