import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { OrderPartId, ROUTES, type Route } from "../prescribing/order.ts";
import { assessmentsOf } from "./assessments-store.ts";
import { correctionsOf } from "./correction-store.ts";
import { mistakeFrom } from "./mistake-store.ts";
import { PLACES, type Place } from "./places.ts";
import { sayDetails } from "./step-words.ts";
import {
  AuthorityId,
  DosingSessionId,
  HandKey,
  InjectionId,
  LookId,
  type LookTaken,
  OUTCOMES,
  type Outcome,
  PreparationId,
  type Prepared,
  type Step,
  type Visit,
  VisitId,
  WasteId,
} from "./visit.ts";
import { STATES, type VisitState } from "./visit-rules.ts";

const instant = z.instanceof(Temporal.Instant);
const whole = z.bigint().transform(Number);
const state = z.enum(Object.keys(STATES) as [VisitState, ...VisitState[]]);
const sedation = z.enum(["asleep", "1", "2", "3", "4"]);

const VisitRow = z.object({
  id: VisitId.schema,
  person_id: PersonId.schema,
  session_id: DosingSessionId.schema,
  prescribed_ug: whole,
  stays: instant.nullable(),
  watcher: z.string().nullable(),
  watched_by_me: z.boolean().nullable(),
});
const StepRow = z.object({
  seq: z.number(),
  to_state: state,
  at: instant,
  staff: z.string().nullable(),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

/** One visit with everything that happened there. The caller notes what it read of whom. */
export async function visitById(tx: Tx, id: VisitId): Promise<Visit | undefined> {
  const [raw] =
    await tx`select v.id, v.person_id, v.session_id, v.prescribed_ug, dosing_stays_until(v.id) as stays, w.name as watcher, w.id = acting_staff() as watched_by_me
                 from dosing_visit v left join staff w on w.id = dosing_watcher(v.id) where v.id = ${id}`;
  if (!raw) return undefined;
  const visit = VisitRow.parse(raw);
  const steps = await stepsOf(tx, id);
  const looks = await looksOf(tx, id);
  return {
    id,
    person: visit.person_id,
    session: visit.session_id,
    prescribed: visit.prescribed_ug,
    stays: visit.stays ?? undefined,
    watcher: visit.watcher === null ? undefined : { name: visit.watcher, mine: visit.watched_by_me ?? false },
    steps,
    state: steps.at(-1)?.to ?? "scheduled",
    assessments: await assessmentsOf(tx, id),
    prepared: await preparedIn(tx, id),
    looks: looks.filter(({ mistake }) => !mistake || mistake.waits),
    mistaken: looks.filter(({ mistake }) => mistake && !mistake.waits),
    corrections: await correctionsOf(tx, id),
  };
}

async function stepsOf(tx: Tx, visit: VisitId): Promise<readonly Step[]> {
  const rows = await tx`
    select d.seq, d.to_state, d.at, s.name as staff, d.reason, d.code, d.details
      from dosing_step d left join staff s on s.id = d.staff_id where d.visit_id = ${visit} order by d.seq`;
  return rows.map((raw) => {
    const row = StepRow.parse(raw);
    return {
      seq: row.seq,
      to: row.to_state,
      at: row.at,
      staff: row.staff ?? undefined,
      reason: row.reason ?? undefined,
      code: row.code ?? undefined,
      also: sayDetails(row.to_state, row.details) || undefined,
    };
  });
}

const PreparedRow = z.object({
  id: PreparationId.schema,
  prepared_at: instant,
  product: z.string(),
  lot: z.string(),
  dose_ug: whole,
  units: z.number(),
  taken_ug: whole,
  rest_ug: whole,
  ug_per_ml: z.number(),
  microlitres: z.number(),
  hand_key: HandKey.schema,
  order_part_id: OrderPartId.schema,
  route: z.enum(Object.keys(ROUTES) as [Route, ...Route[]]).nullable(),
  place: z.enum(Object.keys(PLACES) as [Place, ...Place[]]).nullable(),
  by: z.string(),
  mine: z.boolean(),
  checked_by: z.string().nullable(),
  stopped: z.boolean(),
  authority_id: AuthorityId.schema.nullable(),
  taken_at: instant.nullable(),
  injection_id: InjectionId.schema.nullable(),
  corrected: z.boolean(),
  what: z.enum(Object.keys(OUTCOMES) as [Outcome, ...Outcome[]]).nullable(),
  injected_ug: whole.nullable(),
  left_ug: whole.nullable(),
  ended_at: instant.nullable(),
  recorded_by: z.string().nullable(),
  added: z.string().nullable(),
  ahead_ms: z.bigint().transform(Number).nullable(),
  waste_id: WasteId.schema.nullable(),
  wasted_ug: whole.nullable(),
  returned_ug: whole.nullable(),
  wasted_by: z.string().nullable(),
  wasted_by_me: z.boolean().nullable(),
  witnessed_by: z.string().nullable(),
});

const preparedColumns = (tx: Tx) => tx`
  select p.id, p.prepared_at, p.product, p.lot, p.dose_ug, p.units, p.taken_ug, p.rest_ug, p.ug_per_ml, p.microlitres, p.hand_key, p.order_part_id, (select r.route from clinic_order_part r where r.id = p.order_part_id) as route, i.place, s.name as by,
         p.prepared_by = acting_staff() as mine, k.name as checked_by,
         coalesce((select w.what from preparation_step w where w.preparation_id = p.id order by w.at desc limit 1) = 'mismatch', false) as stopped,
         a.id as authority_id, a.taken_at, i.id as injection_id, i.corrects is not null as corrected, i.what, i.injected_ug, i.left_ug, i.ended_at, r.name as recorded_by, case when i.corrects is null then i.because end as added, q.ahead_ms, w.id as waste_id, w.wasted_ug, w.returned_ug, ws.name as wasted_by,
         w.staff_id = acting_staff() as wasted_by_me, wt.name as witnessed_by
    from preparation p join staff s on s.id = p.prepared_by
    left join preparation_check c on c.preparation_id = p.id left join staff k on k.id = c.checked_by
    left join authority a on a.preparation_id = p.id
    left join injection i on i.authority_id = a.id and not exists (select from injection x where x.corrects = i.id)
    left join staff r on r.id = i.staff_id
    left join injection_clock q on q.injection_id = i.id
    left join dosing_waste w on w.preparation_id = p.id left join staff ws on ws.id = w.staff_id
    left join dosing_waste_witness n on n.waste_id = w.id left join staff wt on wt.id = n.staff_id`;

function preparedFrom(raw: unknown): Prepared {
  const row = PreparedRow.parse(raw);
  return {
    id: row.id,
    at: row.prepared_at,
    product: row.product,
    lot: row.lot,
    dose: row.dose_ug,
    units: row.units,
    taken: row.taken_ug,
    rest: row.rest_ug,
    microgramsPerMillilitre: row.ug_per_ml,
    microlitres: row.microlitres,
    handKey: row.hand_key,
    part: row.order_part_id,
    route: row.route ?? undefined,
    by: row.by,
    mine: row.mine,
    checkedBy: row.checked_by ?? undefined,
    stopped: row.stopped && row.checked_by === null,
    authority: row.authority_id ?? undefined,
    takenAt: row.taken_at ?? undefined,
    injection:
      row.injection_id && row.what && row.ended_at
        ? {
            id: row.injection_id,
            corrected: row.corrected,
            what: row.what,
            injected: row.injected_ug ?? 0,
            left: row.left_ug ?? 0,
            endedAt: row.ended_at,
            by: row.recorded_by ?? row.by,
            added: row.added ?? undefined,
            place: row.place ?? undefined,
            wrongClockMs: row.ahead_ms ?? undefined,
          }
        : undefined,
    waste: row.waste_id
      ? {
          id: row.waste_id,
          wasted: row.wasted_ug ?? 0,
          returned: row.returned_ug ?? 0,
          by: row.wasted_by ?? "",
          mine: row.wasted_by_me ?? false,
          witnessedBy: row.witnessed_by ?? undefined,
        }
      : undefined,
  };
}

async function preparedIn(tx: Tx, visit: VisitId): Promise<readonly Prepared[]> {
  return (await tx`${preparedColumns(tx)} where p.visit_id = ${visit} order by p.prepared_at`).map(
    preparedFrom,
  );
}

const ToCheckRow = z.object({ visit_id: VisitId.schema, person_id: PersonId.schema });

/** One preparation, and whose it is. */
export async function preparationById(
  tx: Tx,
  id: PreparationId,
): Promise<{ readonly visit: VisitId; readonly person: PersonId; readonly prepared: Prepared } | undefined> {
  const [row] = await tx`select visit_id, person_id from preparation where id = ${id}`;
  const [found] = row ? await tx`${preparedColumns(tx)} where p.id = ${id}` : [];
  if (!row || !found) return undefined;
  const { visit_id: visit, person_id: person } = ToCheckRow.parse(row);
  return { visit, person, prepared: preparedFrom(found) };
}

const LookRow = z.object({
  id: LookId.schema,
  mistake: z.unknown(),
  at: instant,
  staff: z.string().nullable(),
  sedation,
  breaths: z.number(),
  seconds: z.number(),
  spo2: z.number(),
  on_oxygen: z.boolean(),
  low_seconds: z.number(),
  rung: z.enum(["watch", "stimulate", "oxygen", "naloxone"]),
});

async function looksOf(tx: Tx, visit: VisitId): Promise<readonly LookTaken[]> {
  const rows = await tx`
    select l.id, (select mistake_shown(m) from dosing_mistake m where m.look_id = l.id) as mistake, l.at, s.name as staff, l.sedation, l.breaths, l.seconds, l.spo2, l.on_oxygen, l.low_seconds, l.rung
      from dosing_look l left join staff s on s.id = l.staff_id where l.visit_id = ${visit} order by l.at`;
  return rows.map((raw) => {
    const { on_oxygen: onOxygen, low_seconds: lowSeconds, staff, mistake, ...row } = LookRow.parse(raw);
    return { ...row, onOxygen, lowSeconds, staff: staff ?? undefined, mistake: mistakeFrom(mistake) };
  });
}

/** Whether something happened that no prescriber has reviewed since. */
export async function waitsForReview(tx: Tx, person: PersonId): Promise<boolean> {
  const [row] = await tx`select dosing_waits_for_review(${person}) as waits`;
  return row?.waits === true;
}
