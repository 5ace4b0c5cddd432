import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import type { Rung } from "./observation-rules.ts";
import {
  CorrectionId,
  type DosingSessionId,
  EmergencyId,
  LateAsideId,
  PreparationId,
  VisitId,
  WasteId,
} from "./visit.ts";
import { STATES, type VisitState } from "./visit-rules.ts";

const instant = z.instanceof(Temporal.Instant);

const CardRow = z.object({
  id: VisitId.schema,
  person_id: PersonId.schema,
  name: z.string(),
  initials: z.string(),
  prescribed_ug: z.bigint().transform(Number),
  state: z.enum(Object.keys(STATES) as [VisitState, ...VisitState[]]),
  since: instant,
  code: z.string().nullable(),
  again_at: instant.nullable(),
  valid_until: instant.nullable(),
  ended_at: instant.nullable(),
  looks: z.number(),
  watcher: z.string().nullable(),
  rung: z.enum(["watch", "stimulate", "oxygen", "naloxone"]).nullable(),
  looked_at: instant.nullable(),
  stays: instant.nullable(),
  emergency: EmergencyId.schema.nullable(),
  to_check: PreparationId.schema.nullable(),
  checked: z.boolean(),
  to_witness: WasteId.schema.nullable(),
  waits: z.boolean(),
  to_sign: CorrectionId.schema.nullable(),
  to_set_aside: LateAsideId.schema.nullable(),
  untold: z.boolean(),
});

/** A card of the board: somebody in this session, where they stand and what they wait for. */
export type Card = {
  readonly visit: VisitId;
  readonly person: PersonId;
  readonly name: string;
  readonly initials: string;
  readonly state: VisitState;
  readonly since: Instant;
  readonly code: string | undefined;
  /** When somebody who was deferred may be looked at again. */
  readonly againAt: Instant | undefined;
  readonly validUntil: Instant | undefined;
  /** When the last injection of this visit ended. */
  readonly endedAt: Instant | undefined;
  readonly looks: number;
  /** The nurse who watches them since something was handed over. */
  readonly watcher: string | undefined;
  /** The newest readings that count, and what the ladder asked for by them. */
  readonly lastLook: { readonly at: Instant; readonly rung: Rung } | undefined;
  /** Until when they stay, where something was injected. */
  readonly stays: Instant | undefined;
  readonly emergency: EmergencyId | undefined;
  /** Waits for the second of two. */
  readonly toCheck: PreparationId | undefined;
  readonly checked: boolean;
  readonly toWitness: WasteId | undefined;
  /** An emergency that no prescriber has reviewed. */
  readonly waitsForReview: boolean;
  /** A correction of what was injected, at this visit or an earlier one, that no second person has signed: nothing is given meanwhile. */
  readonly toSign: CorrectionId | undefined;
  /** The same of a dose recorded late that somebody says was none. */
  readonly toSetAside: LateAsideId | undefined;
  /** Given less or nothing, and nobody was told. */
  readonly untold: boolean;
};

/** Everybody of a session. The caller notes that they were listed. */
export async function cardsOf(tx: Tx, session: DosingSessionId): Promise<readonly Card[]> {
  const rows = await tx`
    select v.id, v.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name,
           left(coalesce(p.known_as, p.given_names), 1) || left(p.family_name, 1) as initials, v.prescribed_ug,
           n.to_state as state, n.at as since, n.code, a.again_at, a.valid_until, i.ended_at,
           (select count(*)::int from dosing_look l where l.visit_id = v.id and l.at >= i.ended_at and dosing_counts(l.id)) as looks, g.rung, g.at as looked_at,
           (select f.name from staff f where f.id = dosing_watcher(v.id)) as watcher, dosing_stays_until(v.id) as stays,
           (select e.id from dosing_emergency e where e.visit_id = v.id and not dosing_emergency_over(e.id) limit 1) as emergency,
           case when n.to_state = 'prepared' and c.preparation_id is null then r.id end as to_check, c.preparation_id is not null as checked,
           (select w.id from dosing_waste w where w.visit_id = v.id and not exists (select from dosing_waste_witness s where s.waste_id = w.id) limit 1) as to_witness,
           dosing_waits_for_review(v.person_id) as waits,
           (select k.id from injection_correction k where k.person_id = v.person_id and k.agency_id = v.agency_id and k.dropped_at is null
               and not exists (select from injection_correction_second s where s.correction_id = k.id) order by k.said_at limit 1) as to_sign,
           (select a.id from dosing_late_aside a where a.person_id = v.person_id and a.agency_id = v.agency_id and a.dropped_at is null
               and not exists (select from dosing_late_aside_second s where s.aside_id = a.id) order by a.said_at limit 1) as to_set_aside
      , dosing_untold(v.id) is not null as untold
      from dosing_visit v join person p on p.id = v.person_id
      join lateral (select * from dosing_step s where s.visit_id = v.id order by s.seq desc limit 1) n on true
      left join lateral (select * from pre_dose_assessment s where s.visit_id = v.id order by s.at desc limit 1) a on true
      left join lateral (select max(x.ended_at) as ended_at from injection x where x.visit_id = v.id and x.injected_ug > 0
                            and not exists (select from injection c where c.corrects = x.id)) i on true
      left join lateral (select * from preparation s where s.visit_id = v.id order by s.prepared_at desc limit 1) r on true
      left join preparation_check c on c.preparation_id = r.id
      left join lateral (select l.rung, l.at from dosing_look l where l.visit_id = v.id and dosing_counts(l.id) order by l.at desc limit 1) g on true
     where v.session_id = ${session} order by p.family_name, p.given_names, v.id`;
  return rows.map((raw) => {
    const row = CardRow.parse(raw);
    return {
      visit: row.id,
      person: row.person_id,
      name: row.name,
      initials: row.initials,
      state: row.state,
      since: row.since,
      code: row.code ?? undefined,
      againAt: row.again_at ?? undefined,
      validUntil: row.valid_until ?? undefined,
      endedAt: row.ended_at ?? undefined,
      looks: row.looks,
      watcher: row.watcher ?? undefined,
      lastLook: row.rung && row.looked_at ? { rung: row.rung, at: row.looked_at } : undefined,
      stays: row.stays ?? undefined,
      emergency: row.emergency ?? undefined,
      toCheck: row.to_check ?? undefined,
      checked: row.checked,
      toWitness: row.to_witness ?? undefined,
      waitsForReview: row.waits,
      toSign: row.to_sign ?? undefined,
      toSetAside: row.to_set_aside ?? undefined,
      untold: row.untold,
    };
  });
}

const AlikeRow = z.object({ visit: VisitId.schema, alike: z.string() });

/** Names of a session, or of one visit there, that could be taken for one another: whose, and with whom. */
export async function nameAlerts(
  tx: Tx,
  session: DosingSessionId,
  visit?: VisitId,
): Promise<ReadonlyMap<VisitId, readonly string[]>> {
  const rows =
    await tx`select visit, alike from dosing_name_alerts(${session}, ${visit ?? null}) order by alike`;
  const found = new Map<VisitId, string[]>();
  for (const raw of rows) {
    const { visit, alike } = AlikeRow.parse(raw);
    found.set(visit, [...(found.get(visit) ?? []), alike]);
  }
  return found;
}

const AroundRow = z.object({
  person_id: PersonId.schema,
  starts_at: instant,
  kind: z.string(),
  service: z.string(),
});
/** Another visit of the day, around the dose. */
export type Beside = {
  readonly person: PersonId;
  readonly at: Instant;
  readonly kind: string;
  readonly service: string;
};

/** What else is booked that day for these people, as far as the reader may see, soonest first. */
export async function besideDoses(
  tx: Tx,
  people: readonly PersonId[],
  day: LocalDate,
): Promise<readonly Beside[]> {
  const rows = await tx`
    select a.person_id, a.starts_at, a.kind, s.name as service from appointment a join service s on s.id = a.service_id
     where a.person_id = any (${tx.array([...people], 2950)}) and london_day(a.starts_at) = ${day} and a.state in ('offered', 'booked', 'attended')
     order by a.starts_at`;
  return rows.map((raw) => {
    const row = AroundRow.parse(raw);
    return { person: row.person_id, at: row.starts_at, kind: row.kind, service: row.service };
  });
}
