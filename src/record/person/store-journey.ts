import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { HANDOVER_STATES } from "../handover/handover.ts";
import { isEnforcement } from "../sharing/agency-kinds.ts";

const Day = z.instanceof(Temporal.PlainDate);
const At = z.instanceof(Temporal.Instant);

const EpisodeRow = z.object({
  id: z.string(),
  service_id: z.string(),
  service_name: z.string(),
  service_kind: z.string(),
  agency_name: z.string(),
  team_name: z.string(),
  keyworker_name: z.string().nullable(),
  stage: z.string(),
  started_on: Day,
  ended_on: Day.nullable(),
  ending: z.string().nullable(),
  end_reason: z.string().nullable(),
  ours: z.boolean(),
  history: z.array(
    z.object({
      what: z.string(),
      stage: z.string(),
      at: z.string().transform((at) => Temporal.Instant.from(at)),
    }),
  ),
});

/** One stay with a service, with every stage it went through, oldest first. */
export type JourneyStay = z.infer<typeof EpisodeRow>;

/** The stays of this person that the reader may see, newest first. An open one names no keyworker who is away or gone. */
export async function staysOf(tx: Tx, person: PersonId): Promise<readonly JourneyStay[]> {
  const rows = await tx`
    select e.id, e.service_id, s.name as service_name, s.kind as service_kind, g.name as agency_name, t.name as team_name,
           k.name as keyworker_name, e.stage, e.started_on, e.ended_on, e.ending, e.end_reason,
           coalesce(e.agency_id = acting_agency(), false) as ours,
           (select coalesce(json_agg(json_build_object('what', m.what, 'stage', m.stage, 'at', m.at) order by m.at, m.id), '[]')
              from episode_stage m where m.episode_id = e.id) as history
      from episode e join service s on s.id = e.service_id join agency g on g.id = e.agency_id
      join team t on t.id = e.team_id
      left join staff k on k.id = e.keyworker_id and (e.ended_on is not null or staff_available(k.id, e.team_id))
     where e.person_id = ${person}
     order by e.started_on desc, e.id desc
     limit 200`;
  return rows.map((row) => EpisodeRow.parse(row));
}

const HandoverRow = z.object({
  id: z.string(),
  from_service_id: z.string(),
  from_name: z.string(),
  to_service_id: z.string(),
  to_name: z.string(),
  state: z.enum(HANDOVER_STATES),
  offered_at: At,
  answered_at: At.nullable(),
  arrived_at: At.nullable(),
  ended_at: At.nullable(),
  due_at: At.nullable(),
  team_name: z.string().nullable(),
  staff_name: z.string().nullable(),
  to_us: z.boolean(),
});

/** One handover of a person, with the names of both ends. */
export type JourneyPass = z.infer<typeof HandoverRow>;

/** The handovers of this person that the reader may see, newest first; with the named worker, if they are at work. */
export async function passesOf(tx: Tx, person: PersonId): Promise<readonly JourneyPass[]> {
  const rows = await tx`
    select h.id, h.from_service_id, f.name as from_name, h.to_service_id, t.name as to_name, h.state, h.offered_at, h.answered_at,
           h.arrived_at, h.ended_at, h.due_at, d.name as team_name, w.name as staff_name, coalesce(h.to_agency_id = acting_agency(), false) as to_us
      from handover h join service f on f.id = h.from_service_id join service t on t.id = h.to_service_id
      left join team d on d.id = h.team_id left join staff w on w.id = h.staff_id and staff_available(w.id, h.team_id)
     where h.person_id = ${person}
     order by h.offered_at desc, h.id desc
     limit 200`;
  return rows.map((row) => HandoverRow.parse(row));
}

const EventRow = z.object({
  kind: z.string(),
  what: z.string().nullable(),
  happened_on: Day,
  until_on: Day.nullable(),
  precision: z.enum(["minute", "day", "month", "year"]),
});

/** What happened to this person that the reader may see, newest first; withdrawn entries are left out. */
export async function happeningsOf(tx: Tx, person: PersonId): Promise<readonly z.infer<typeof EventRow>[]> {
  const rows = await tx`
    select kind, what, happened_on, until_on, precision from event
     where person_id = ${person} and withdrawn_at is null
     order by happened_on desc limit 500`;
  return rows.map((row) => EventRow.parse(row));
}

const MeasureRow = z.object({
  definition: z.string(),
  taken_on: Day,
  scores: z.record(z.string(), z.number().nullable()),
});

/** The scores of this person that the reader may see, oldest first; withdrawn ones are left out. */
export async function scoresOf(tx: Tx, person: PersonId): Promise<readonly z.infer<typeof MeasureRow>[]> {
  const rows = await tx`
    select definition, taken_on, scores from measure
     where person_id = ${person} and withdrawn_at is null
     order by taken_on, noted_at limit 500`;
  return rows.map((row) => MeasureRow.parse(row));
}

const TaskRow = z.object({
  id: z.string(),
  title: z.string(),
  due_at: At,
  team_name: z.string(),
  staff_name: z.string().nullable(),
});

/** An open task about a person. */
export type DueTask = z.infer<typeof TaskRow>;

/** The open tasks about this person at the reader's agency, most urgent first; with the named worker, if at work. */
export async function openTasksOf(tx: Tx, person: PersonId): Promise<readonly DueTask[]> {
  const rows = await tx`
    select k.id, k.title, k.due_at, t.name as team_name, s.name as staff_name
      from task k join team t on t.id = k.team_id left join staff s on s.id = k.staff_id and staff_available(s.id, k.team_id)
     where k.person_id = ${person} and k.state = 'open'
     order by k.due_at, k.title limit 100`;
  return rows.map((row) => TaskRow.parse(row));
}

const ReferralRow = z.object({
  to_service: z.string(),
  offered_at: At,
  status: z.enum(["sent", "received", "closed"]),
});

/** A referral by police or probation, of which they learn only this. */
export type ReferralStatus = {
  readonly to: string;
  readonly at: Instant;
  readonly status: "sent" | "received" | "closed";
};

/** Where referrals of this person by the reader's own services stand: sent, received or closed, newest first. */
export async function referralsOf(tx: Tx, person: PersonId): Promise<readonly ReferralStatus[]> {
  const rows = await tx`select to_service, offered_at, status from referral_status(${person})`;
  return rows.map((raw) => {
    const row = ReferralRow.parse(raw);
    return { to: row.to_service, at: row.offered_at, status: row.status };
  });
}

/** Everything one overview of a person needs besides who they are. */
export type Facts = {
  readonly stays: readonly JourneyStay[];
  readonly passes: readonly JourneyPass[];
  readonly happenings: Awaited<ReturnType<typeof happeningsOf>>;
  readonly scores: Awaited<ReturnType<typeof scoresOf>>;
  readonly tasks: readonly DueTask[];
  readonly referrals: readonly ReferralStatus[];
  readonly today: LocalDate;
};

/**
 * Reads it all at once: the statements share one round trip. Police and probation are told of their referrals apart:
 * they do not see handovers. The caller notes the read.
 */
export async function factsOf(tx: Tx, person: PersonId, today: LocalDate): Promise<Facts> {
  const [stays, passes, happenings, scores, tasks, referrals] = await Promise.all([
    staysOf(tx, person),
    passesOf(tx, person),
    happeningsOf(tx, person),
    scoresOf(tx, person),
    openTasksOf(tx, person),
    isEnforcement(tx.asking.agency_kind) ? referralsOf(tx, person) : [],
  ]);
  return { stays, passes, happenings, scores, tasks, referrals, today };
}
