import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import { isNoteCategory, type NoteCategory } from "./rules.ts";

/** Notes shown at once. */
export const MOST_NOTES = 200;

/** A note as written, with the note it corrects and the one that corrects it. */
export type Note = {
  readonly id: string;
  readonly category: NoteCategory;
  readonly words: string;
  readonly at: Instant;
  readonly agency: string;
  readonly staff: string | undefined;
  readonly ours: boolean;
  readonly corrects: string | undefined;
  readonly correctedBy: string | undefined;
};

const NoteRow = z.object({
  id: z.string(),
  category: z.string().refine(isNoteCategory),
  words: z.string(),
  at: z.instanceof(Temporal.Instant),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  corrects: z.string().nullable(),
  corrected_by: z.string().nullable(),
});

function decoded(raw: unknown): Note {
  const row = NoteRow.parse(raw);
  return {
    id: row.id,
    category: row.category,
    words: row.words,
    at: row.at,
    agency: row.agency,
    staff: row.staff ?? undefined,
    ours: row.ours,
    corrects: row.corrects ?? undefined,
    correctedBy: row.corrected_by ?? undefined,
  };
}

const columns = (tx: Tx) => tx`
  n.id, n.category, n.words, n.at, g.name as agency, s.name as staff, n.agency_id = acting_agency() as ours, n.corrects,
  (select c.id from note c where c.corrects = n.id order by c.at, c.id limit 1) as corrected_by`;

/** The notes about this person that the reader may see, newest first, of one category or of all. */
export async function notesOf(
  tx: Tx,
  person: PersonId,
  category: NoteCategory | undefined,
): Promise<readonly Note[]> {
  const rows = await tx`
    select ${columns(tx)}
      from note n join agency g on g.id = n.agency_id left join staff s on s.id = n.staff_id
     where n.person_id = ${person} and n.category <> 'identity'
       and (${category ?? null}::text is null or n.category = ${category ?? null})
     order by n.at desc, n.id desc
     limit ${MOST_NOTES}`;
  return rows.map(decoded);
}

/** How many notes about this person the reader may see, by category. */
export async function noteCounts(tx: Tx, person: PersonId): Promise<ReadonlyMap<string, number>> {
  const rows = await tx<{ category: string; count: number }[]>`
    select category, count(*)::int as count from note where person_id = ${person} group by category`;
  return new Map(rows.map((row) => [row.category, row.count]));
}

/** One note, or undefined when it is not there or not the reader's to see. */
export async function noteNamed(tx: Tx, person: PersonId, note: string): Promise<Note | undefined> {
  const [row] = await tx`
    select ${columns(tx)}
      from note n join agency g on g.id = n.agency_id left join staff s on s.id = n.staff_id
     where n.id = ${note} and n.person_id = ${person} and n.category <> 'identity'`;
  return row ? decoded(row) : undefined;
}

/** When this worker wrote the same words of the same category about the same person within a day, if they still stand. */
export async function writtenAlready(
  tx: Tx,
  person: PersonId,
  note: { readonly category: NoteCategory; readonly words: string },
): Promise<Instant | undefined> {
  const [row] = await tx<{ at: Instant }[]>`
    select n.at from note n
     where n.person_id = ${person} and n.category = ${note.category} and n.words = ${note.words} and n.staff_id = acting_staff()
       and n.at > now() - interval '1 day' and not exists (select from note c where c.corrects = n.id)
     order by n.at desc limit 1`;
  return row?.at;
}

/** Writes a note, which never changes; with `corrects`, one that points at what it corrects. */
export async function insertNote(
  tx: Tx,
  person: PersonId,
  note: { readonly category: NoteCategory; readonly words: string; readonly corrects?: string },
): Promise<void> {
  await tx`insert into note (person_id, category, words, corrects)
           values (${person}, ${note.category}, ${note.words}, ${note.corrects ?? null})`;
  tx.log({ what: "changed", about: note.corrects ? "note corrected" : "note added", people: [person] });
}

/** Holds a note until the end of the transaction, so that two corrections of one wait for each other. */
export async function holdNote(tx: Tx, note: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`note ${note}`}, 0))`;
}
