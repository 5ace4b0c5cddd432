import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { DECISIONS, REASONS, type Reason } from "./assessment-rules.ts";
import { sayReadings } from "./assessment-words.ts";
import { type Assessed, AssessmentId, type VisitId } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);
const Row = z.object({
  id: AssessmentId.schema,
  at: instant,
  staff: z.string(),
  mine: z.boolean(),
  valid_until: instant,
  decision: z.enum(DECISIONS),
  reasons: z.array(z.enum(Object.keys(REASONS) as [Reason, ...Reason[]])),
  decided_by: z.enum(["nobody", "second-staff", "prescriber"]),
  sentence: z.string(),
  again_at: instant.nullable(),
  agreed_by: z.string().nullable(),
  agreed_because: z.string().nullable(),
  readings: z.unknown(),
  baseline_spo2: z.number().nullable(),
  identified_by: z.array(z.string()).nullable().catch(null),
});

const assessments = (tx: Tx) => tx`
  select a.id, a.at, s.name as staff, a.staff_id = acting_staff() as mine, a.valid_until, a.decision, a.reasons, a.decided_by, a.sentence, a.again_at,
         g.name as agreed_by, m.reason as agreed_because, a.readings, a.baseline_spo2,
         (select d.details -> 'by' from dosing_step d where d.visit_id = a.visit_id and d.to_state = 'identified' and d.at <= a.at and d.details ? 'by'
           order by d.seq desc limit 1) as identified_by
    from pre_dose_assessment a join staff s on s.id = a.staff_id
    left join pre_dose_agreement m on m.assessment_id = a.id left join staff g on g.id = m.staff_id`;

function decoded(raw: unknown): Assessed {
  const row = Row.parse(raw);
  return {
    id: row.id,
    at: row.at,
    staff: row.staff,
    staffIsMe: row.mine,
    validUntil: row.valid_until,
    decision: row.decision,
    reasons: row.reasons,
    decidedBy: row.decided_by,
    sentence: row.sentence,
    againAt: row.again_at ?? undefined,
    agreed: row.agreed_by === null ? undefined : { by: row.agreed_by, because: row.agreed_because ?? "" },
    answers: sayReadings(row.readings, row.identified_by ?? undefined, row.baseline_spo2 ?? undefined),
  };
}

/** Every assessment of a visit, the oldest first, with all that was read and asked. The caller notes what it read of whom. */
export async function assessmentsOf(tx: Tx, visit: VisitId): Promise<readonly Assessed[]> {
  return (await tx`${assessments(tx)} where a.visit_id = ${visit} order by a.at`).map(decoded);
}

/** The last assessment of somebody, of whatever visit, where the reader sees one. Notes that it was read. */
export async function lastAssessment(tx: Tx, person: PersonId): Promise<Assessed | undefined> {
  const [row] = await tx`${assessments(tx)} where a.person_id = ${person} order by a.at desc limit 1`;
  if (row) tx.log({ what: "read", about: "assessment before a dose", people: [person] });
  return row && decoded(row);
}
