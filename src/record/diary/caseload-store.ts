import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";

/** Days are counted and moments told in milliseconds by the database: thousands of rows are read to show fifty. */
const Row = z.object({
  episode_id: z.string(),
  person_id: PersonId.schema,
  person_name: z.string(),
  since_days: z.int(),
  keyworker_name: z.string().nullable(),
  here: z.boolean(),
  step: z.string().nullable(),
  step_due: z.number().nullable(),
  missed: z.int(),
  missed_since: z.boolean(),
  seen_at: z.number().nullable(),
  seen_days: z.int(),
  review_days: z.int(),
  next_at: z.number().nullable(),
  unmarked: z.int(),
  late_tasks: z.int(),
  top_days: z.int(),
});
/** One person of a caseload, with everything by which it is decided what matters today. */
export type CaseRow = z.infer<typeof Row>;

/** Whose people: the asker's own, everyone of their team, or those of workers who are not here today. */
export const WHOSE = ["mine", "team", "away"] as const;
export type CaseWhose = (typeof WHOSE)[number];

/**
 * Everyone with an open stay with the asker's team, or whose keyworker they are, in one statement that asks each person's
 * rights once. It counts what the asker's own agency recorded. The caller decides the order.
 */
export async function caseRows(tx: Tx, whose: CaseWhose): Promise<readonly CaseRow[]> {
  const rows = await tx`select * from caseload_facts(${whose})`;
  return rows.map((row) => Row.parse(row));
}
