import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";

const ToldRow = z.object({
  id: z.uuid(),
  item: z.string(),
  answer: z.string(),
  how: z.enum(["told", "confirmed", "corrected"]),
  agency: z.string(),
  staff: z.string().nullable(),
  at: z.instanceof(Temporal.Instant),
  ours: z.boolean(),
});
/** One answer as it was told, to whom and when. */
export type Told = z.infer<typeof ToldRow>;

/** What stands of an item: the newest answer, and those before it, newest first. */
export type Standing = { readonly now: Told; readonly before: readonly Told[] };

/** What this person told that the reader may see, by item. */
export async function toldBy(tx: Tx, person: PersonId): Promise<ReadonlyMap<string, Standing>> {
  const rows = await tx`
    select t.id, t.item, t.answer, t.how, g.name as agency, s.name as staff, t.at, coalesce(t.agency_id = acting_agency(), false) as ours
      from told t join agency g on g.id = t.agency_id left join staff s on s.id = t.staff_id
     where t.person_id = ${person} order by t.at desc, t.id desc`;
  const standing = new Map<string, Standing>();
  for (const row of rows) {
    const told = ToldRow.parse(row);
    const known = standing.get(told.item);
    standing.set(
      told.item,
      known ? { ...known, before: [...known.before, told] } : { now: told, before: [] },
    );
  }
  return standing;
}

/** Writes one answer, which never changes. */
export async function insertTold(
  tx: Tx,
  person: PersonId,
  told: {
    readonly item: string;
    readonly version: string;
    readonly answer: string;
    readonly how: Told["how"];
    readonly corrects: string | undefined;
    readonly category: string;
  },
): Promise<void> {
  await tx`insert into told (person_id, item, version, answer, how, corrects, category)
           values (${person}, ${told.item}, ${told.version}, ${told.answer}, ${told.how}, ${told.corrects ?? null},
                   ${told.category})`;
  tx.log({ what: "changed", about: "what was told", people: [person] });
}

const AssessmentRow = z.object({
  id: z.uuid(),
  definition: z.string(),
  done_on: z.instanceof(Temporal.PlainDate),
  words: z.string().nullable(),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  corrected: z.boolean(),
});
/** An assessment that was finished. */
export type Assessment = z.infer<typeof AssessmentRow>;

/** The finished assessments of this person that the reader may see, newest first. */
export async function assessmentsOf(tx: Tx, person: PersonId): Promise<readonly Assessment[]> {
  const rows = await tx`
    select a.id, a.definition, a.done_on, a.words, g.name as agency, s.name as staff,
           a.agency_id = acting_agency() as ours, exists (select from assessment c where c.corrects = a.id) as corrected
      from assessment a join agency g on g.id = a.agency_id left join staff s on s.id = a.staff_id
     where a.person_id = ${person} order by a.done_on desc, a.at desc`;
  return rows.map((row) => AssessmentRow.parse(row));
}

/** Writes that an assessment was finished. */
export async function insertAssessment(
  tx: Tx,
  person: PersonId,
  done: {
    readonly episode: EpisodeId;
    readonly definition: string;
    readonly version: string;
    readonly doneOn: LocalDate;
    readonly words: string;
    readonly corrects: string | undefined;
    readonly category: string;
  },
): Promise<void> {
  await tx`
    insert into assessment (person_id, episode_id, definition, version, done_on, words, corrects, category)
    values (${person}, ${done.episode}, ${done.definition}, ${done.version}, ${done.doneOn}, ${done.words || null},
            ${done.corrects ?? null}, ${done.category})`;
  tx.log({ what: "changed", about: "assessment finished", people: [person] });
}

/** Holds what a person tells until the end of the transaction, so that two windows save one after the other. */
export async function holdTold(tx: Tx, person: PersonId): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`told ${person}`}, 0))`;
}

/** When anything of these items was last told, as a page carries it along; undefined when nothing was. */
export const lastTold = (
  standing: ReadonlyMap<string, Standing>,
  items: readonly string[],
): Instant | undefined =>
  items
    .flatMap((item) => standing.get(item)?.now.at ?? [])
    .toSorted(Temporal.Instant.compare)
    .at(-1);
