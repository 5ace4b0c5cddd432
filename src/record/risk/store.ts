import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { type Area, isArea, type Level } from "./areas.ts";

const Row = z.object({
  id: z.uuid(),
  area: z.string().refine(isArea),
  level: z.enum(["none-known", "low", "medium", "high"]),
  reasons: z.string(),
  todo: z.string(),
  by_whom: z.string(),
  review_on: z.instanceof(Temporal.PlainDate),
  stands: z.boolean(),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  at: z.instanceof(Temporal.Instant),
});
/** A danger as one agency judged it; `stands` until it judges it anew. */
export type Risk = z.infer<typeof Row>;

/** Every judgement about this person that the reader may see, newest first. */
export async function risksOf(tx: Tx, person: PersonId): Promise<readonly Risk[]> {
  const rows = await tx`
    select r.id, r.area, r.level, r.reasons, r.todo, r.by_whom, r.review_on,
           not exists (select from risk n where n.changes = r.id) as stands, g.name as agency, s.name as staff,
           r.agency_id = acting_agency() as ours, r.at
      from risk r join agency g on g.id = r.agency_id left join staff s on s.id = r.staff_id
     where r.person_id = ${person} order by r.at desc, r.id desc`;
  return rows.map((row) => Row.parse(row));
}

/** Writes a judgement, which never changes; it takes the place of the agency's own before. */
export async function insertRisk(
  tx: Tx,
  person: PersonId,
  judged: {
    readonly area: Area;
    readonly level: Level;
    readonly reasons: string;
    readonly todo: string;
    readonly byWhom: string;
    readonly reviewOn: LocalDate;
    readonly changes: string | undefined;
    readonly category: string;
  },
): Promise<void> {
  await tx`
    insert into risk (person_id, area, level, reasons, todo, by_whom, review_on, changes, category)
    values (${person}, ${judged.area}, ${judged.level}, ${judged.reasons}, ${judged.todo}, ${judged.byWhom},
            ${judged.reviewOn}, ${judged.changes ?? null}, ${judged.category})`;
  tx.log({ what: "changed", about: "risk judged", people: [person] });
}

/** Holds the risks of a person until the end of the transaction, so that two judgements follow each other. */
export async function holdRisks(tx: Tx, person: PersonId): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`risk ${person}`}, 0))`;
}
