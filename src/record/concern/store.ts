import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";

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
