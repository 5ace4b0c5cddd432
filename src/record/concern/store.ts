import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";

const Row = z.object({
  id: z.uuid(),
  kind: z.string(),
  words: z.string(),
  told_to: z.string().nullable(),
  follows: z.uuid().nullable(),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  at: z.instanceof(Temporal.Instant),
});
/** A concern, or what was done about one. */
export type ConcernLine = z.infer<typeof Row>;

/** Concerns about this person and what was done, newest first: of those the reader may see. */
export async function concernsOf(tx: Tx, person: PersonId): Promise<readonly ConcernLine[]> {
  const rows = await tx`
    select c.id, c.kind, c.words, c.told_to, c.follows, g.name as agency, s.name as staff,
           c.agency_id = acting_agency() as ours, c.at
      from concern c join agency g on g.id = c.agency_id left join staff s on s.id = c.staff_id
     where c.person_id = ${person} order by c.at desc, c.id desc`;
  return rows.map((row) => Row.parse(row));
}

/** Writes a concern, or with `follows` what was done about one. */
export async function insertConcern(
  tx: Tx,
  person: PersonId,
  said: {
    readonly kind: string;
    readonly words: string;
    readonly toldTo?: string;
    readonly follows?: string;
  },
): Promise<void> {
  await tx`insert into concern (person_id, kind, words, told_to, follows)
           values (${person}, ${said.kind}, ${said.words}, ${said.toldTo ?? null}, ${said.follows ?? null})`;
  tx.log({
    what: "changed",
    about: said.follows ? "what was done about a concern" : "concern raised",
    people: [person],
  });
}

/** Keeps a concern of whoever keeps no safeguarding records, and shows it to them no more. */
export async function handInConcern(
  tx: Tx,
  person: PersonId,
  said: { readonly kind: string; readonly words: string },
): Promise<boolean> {
  const [row] = await tx`select raise_concern(${person}, ${said.kind}, ${said.words}) as kept`;
  tx.log({ what: "changed", about: "concern raised", people: [person] });
  return row?.kept === true;
}

const ToActOn = z.object({
  id: z.uuid(),
  person_id: PersonId.schema,
  person_name: z.string(),
  kind: z.string(),
  agency: z.string(),
  done: z.boolean(),
  at: z.instanceof(Temporal.Instant),
});
/** A concern as a safeguarding lead finds it among others. */
export type ConcernToActOn = z.infer<typeof ToActOn>;

/** At most so many are listed at once. */
export const CONCERNS_MOST = 200;

/** Concerns that the reader may see: those about which nothing was done first, the longest waiting before the others. */
export async function concernsToActOn(tx: Tx, since: Temporal.Instant): Promise<readonly ConcernToActOn[]> {
  const rows = await tx`
    select c.id, c.person_id, coalesce(nullif(p.known_as, ''), p.given_names) || ' ' || p.family_name as person_name,
           c.kind, g.name as agency, exists (select from concern d where d.follows = c.id) as done, c.at
      from concern c join person p on p.id = c.person_id join agency g on g.id = c.agency_id
     where c.follows is null and (c.at >= ${since} or not exists (select from concern d where d.follows = c.id))
     order by done, c.at, c.id limit ${CONCERNS_MOST}`;
  return rows.map((row) => ToActOn.parse(row));
}
