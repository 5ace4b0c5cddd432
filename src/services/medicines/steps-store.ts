import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { Instant } from "../../kernel/time.ts";
import type { PrescriptionId } from "./prescription.ts";

const StepRow = z.object({
  what: z.string(),
  reason: z.string().nullable(),
  at: z.instanceof(Temporal.Instant),
  staff: z.string().nullable(),
});
/** One thing that happened to a prescription. */
export type Step = {
  readonly what: string;
  readonly reason: string | undefined;
  readonly at: Instant;
  readonly staff: string | undefined;
};

/** Everything that happened to a prescription, the newest first. */
export async function stepsOf(tx: Tx, id: PrescriptionId): Promise<readonly Step[]> {
  const rows = await tx`
    select p.what, p.reason, p.at, s.name as staff from prescription_step p left join staff s on s.id = p.staff_id
     where p.prescription_id = ${id} order by p.at desc, p.id desc limit 200`;
  return rows.map((raw) => {
    const row = StepRow.parse(raw);
    return { ...row, reason: row.reason ?? undefined, staff: row.staff ?? undefined };
  });
}
