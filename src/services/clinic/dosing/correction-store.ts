import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { Micrograms } from "../products.ts";
import { answered } from "./answer.ts";
import type { DosingRefusal } from "./messages.ts";
import { type Correction, CorrectionId, type InjectionId, OUTCOMES, type Outcome, VisitId } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);
const whole = z.bigint().transform(Number);
const outcome = z.enum(Object.keys(OUTCOMES) as [Outcome, ...Outcome[]]);

const Row = z.object({
  id: CorrectionId.schema,
  what: outcome,
  injected_ug: whole,
  left_ug: whole,
  ended_at: instant,
  reason: z.string(),
  left_where: z.string().nullable(),
  said_at: instant,
  by: z.string(),
  mine: z.boolean(),
  was_what: outcome,
  was_ug: whole,
  was_ended: instant,
  was_added: z.string().nullable(),
  second_at: instant.nullable(),
  second: z.string().nullable(),
  dropped_at: instant.nullable(),
  dropped: z.string().nullable(),
});

/** Corrections of what was injected at a visit, the oldest first. The caller notes what it read of whom. */
export async function correctionsOf(tx: Tx, visit: VisitId): Promise<readonly Correction[]> {
  const rows = await tx`
    select k.id, k.what, k.injected_ug, k.left_ug, k.ended_at, k.reason, k.left_where, k.said_at, s.name as by, k.staff_id = acting_staff() as mine,
           i.what as was_what, i.injected_ug as was_ug, i.ended_at as was_ended, case when i.corrects is null then i.because end as was_added, n.at as second_at, t.name as second, k.dropped_at, d.name as dropped
      from injection_correction k join injection i on i.id = k.injection_id join staff s on s.id = k.staff_id
      left join injection_correction_second n on n.correction_id = k.id left join staff t on t.id = n.staff_id left join staff d on d.id = k.dropped_by
     where k.visit_id = ${visit} order by k.said_at, k.id`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      what: row.what,
      injected: row.injected_ug,
      left: row.left_ug,
      endedAt: row.ended_at,
      reason: row.reason,
      leftWhere: row.left_where ?? undefined,
      saidAt: row.said_at,
      by: row.by,
      mine: row.mine,
      was: {
        what: row.was_what,
        injected: row.was_ug,
        endedAt: row.was_ended,
        added: row.was_added ?? undefined,
      },
      signed: row.second_at ? { at: row.second_at, by: row.second ?? "a colleague" } : undefined,
      dropped: row.dropped_at ? { at: row.dropped_at, by: row.dropped ?? "a colleague" } : undefined,
    };
  });
}

const OfVisit = z.object({ visit_id: VisitId.schema });

/** The visit at which something was injected; nothing where the reader may not see it, or it was at no visit. */
export async function visitOfInjection(tx: Tx, id: InjectionId): Promise<VisitId | undefined> {
  const [row] = await tx`select visit_id from injection where id = ${id} and visit_id is not null`;
  return row && OfVisit.parse(row).visit_id;
}

/** The visit that a correction is about. */
export async function visitOfCorrection(tx: Tx, id: CorrectionId): Promise<VisitId | undefined> {
  const [row] = await tx`select visit_id from injection_correction where id = ${id}`;
  return row && OfVisit.parse(row).visit_id;
}

/** Says that something else was injected than was recorded, and signs for it. Micrograms; where what was left went, if anything was. */
export async function correctInjection(
  tx: Tx,
  person: PersonId,
  injection: InjectionId,
  it: {
    readonly what: Outcome;
    readonly injected: Micrograms;
    readonly endedAt: Instant;
    readonly reason: string;
    readonly leftWhere: string | undefined;
  },
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`
    select * from correct_injection(${injection}, ${it.what}, ${it.injected}, ${it.endedAt}, ${it.reason}, ${it.leftWhere ?? null})`;
  return answered(tx, row, "injection corrected", person);
}

/** Signs a correction as the second, who entered the micrograms by themselves. */
export async function countersignCorrection(
  tx: Tx,
  person: PersonId,
  correction: CorrectionId,
  ug: Micrograms,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select countersign_injection_correction(${correction}, ${ug}) as answer`;
  return answered(tx, row, "injection corrected", person);
}

/** Drops a correction that no second has signed. */
export async function dropCorrection(
  tx: Tx,
  person: PersonId,
  correction: CorrectionId,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select drop_injection_correction(${correction}) as answer`;
  return answered(tx, row, "correction of an injection dropped", person);
}
