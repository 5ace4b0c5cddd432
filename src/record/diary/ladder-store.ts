import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { type Id, idOf, type PersonId, type ServiceId, TaskId, type TeamId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { AppointmentId } from "./appointment.ts";
import { LADDERS } from "./ladder-plans.ts";
import type { PlannedStep, Standing } from "./ladder-rules.ts";

export type LadderId = Id<"ladder">;
export const LadderId = idOf("ladder");

const At = z.instanceof(Temporal.Instant);

/** Writes the plans of the program into a partnership, at start. Runs as the policy role. */
export async function writeLadderPlans(tx: Sql): Promise<void> {
  await tx`delete from ladder_plan`;
  const rows = Object.entries(LADDERS).flatMap(([kind, { steps, version, status, source, checkBy }]) =>
    steps.map(({ code, title, hours, owner }, i) => ({
      service_kind: kind,
      position: i + 1,
      code,
      title,
      hours,
      owner,
      version,
      status,
      source,
      check_by: checkBy,
    })),
  );
  await tx`insert into ladder_plan ${tx(rows)}`;
}

/** Why contact counts as missed, as a code; each has words in `messages.ts`. */
export const BECAUSE = ["missed-appointment", "missed-collections", "missed-session", "not-seen"] as const;
export type Because = (typeof BECAUSE)[number];

const Open = z.object({ id: LadderId.schema, task_id: TaskId.schema.nullable() });

/** The open ladders of the reader's agency about somebody. Hold the life of the person first. */
export async function openLadders(
  tx: Tx,
  person: PersonId,
  service?: ServiceId,
): Promise<readonly z.infer<typeof Open>[]> {
  const rows = await tx`
    select id, task_id from ladder where person_id = ${person} and agency_id = ${tx.asking.agency_id} and state = 'open'
       and (${service ?? null}::uuid is null or service_id = ${service ?? null}) for update`;
  return rows.map((row) => Open.parse(row));
}

/** Begins a ladder at no step yet. */
export async function insertLadder(
  tx: Tx,
  begun: {
    readonly person: PersonId;
    readonly category: string;
    readonly service: ServiceId;
    readonly team: TeamId;
    readonly episode?: string | undefined;
    readonly because: Because;
    readonly appointment?: AppointmentId | undefined;
  },
): Promise<LadderId> {
  const [row] = await tx`
    insert into ladder (person_id, category, service_id, team_id, episode_id, because, appointment_id)
    values (${begun.person}, ${begun.category}, ${begun.service}, ${begun.team}, ${begun.episode ?? null}, ${begun.because},
            ${begun.appointment ?? null}) returning id`;
  return LadderId.schema.parse(row?.id);
}

/**
 * Begins a ladder for somebody whose prescription is held for missed days, unless one is open with that service. As the policy role: its
 * first step is given within the minute.
 */
export async function beginForMissedDoses(tx: Sql, prescription: string): Promise<void> {
  await tx`
    insert into ladder (person_id, category, agency_id, owner_kind, service_id, team_id, episode_id, because, started_by)
    select p.person_id, p.category, p.agency_id, p.owner_kind, t.service_id, p.team_id, e.id, 'missed-collections', null
      from prescription p join team t on t.id = p.team_id
      left join episode e on e.person_id = p.person_id and e.service_id = t.service_id and e.ended_on is null
     where p.id = ${prescription}
       and not exists (select from ladder l where l.person_id = p.person_id and l.service_id = t.service_id and l.state = 'open')`;
}

/**
 * Begins a ladder for somebody who did not come to a session of a service, unless one is open with it. As the policy role: its first step
 * is given within the minute.
 */
export async function beginForMissedSession(
  tx: Sql,
  missed: { readonly person: string; readonly service: string; readonly team: string },
): Promise<void> {
  await tx`
    insert into ladder (person_id, category, agency_id, owner_kind, service_id, team_id, episode_id, because, started_by)
    select ${missed.person}, 'medication', s.agency_id, g.kind, s.id, ${missed.team}, e.id, 'missed-session', null
      from service s join agency g on g.id = s.agency_id
      left join episode e on e.person_id = ${missed.person} and e.service_id = s.id and e.ended_on is null
     where s.id = ${missed.service}
       and not exists (select from ladder l where l.person_id = ${missed.person} and l.service_id = s.id and l.state = 'open')`;
}

/** Takes an open ladder to its last step at once: outreach. As the policy role. Answers whether there was one that was not there yet. */
export async function goOutAtOnce(
  tx: Sql,
  missed: { readonly person: string; readonly service: string },
  now: Instant,
): Promise<boolean> {
  const [row] = await tx`
    ${candidates(tx)} where l.person_id = ${missed.person} and l.service_id = ${missed.service} and l.state = 'open' for update of l`;
  const ladder = row && dueFrom(row);
  const last = ladder?.plan.at(-1);
  if (!ladder || !last || ladder.standing.position >= last.position) return false;
  await takeStep(tx, ladder, { step: last, again: false }, now);
  return true;
}

/** Ends a ladder. */
export async function endLadder(
  tx: Tx,
  id: LadderId,
  state: "contact-made" | "not-missed",
  how: string,
): Promise<void> {
  await tx`
    update ladder set state = ${state}, ended_at = now(), ended_by = ${tx.asking.staff_id}, how = ${how} where id = ${id} and state = 'open'`;
}

/** Closes the task of a step that is no longer needed: done by whoever made contact, or dropped. */
export async function closeStepTask(tx: Tx, task: TaskId, state: "done" | "cancelled"): Promise<void> {
  await tx`
    update task set state = ${state}, closed_at = now(), closed_by = ${tx.asking.staff_id},
           close_reason = case when ${state} = 'cancelled' then 'Nothing was missed after all' end
     where id = ${task} and state = 'open'`;
}

/** The open ladder that an appointment began, if it has one. */
export async function ladderOfAppointment(tx: Tx, appointment: AppointmentId) {
  const rows = await tx`
    select id, task_id from ladder where appointment_id = ${appointment} and state = 'open' for update`;
  return rows[0] && Open.parse(rows[0]);
}

const Due = z.object({
  id: LadderId.schema,
  position: z.int(),
  task_id: TaskId.schema.nullable(),
  task_open: z.boolean().nullable(),
  task_due: At.nullable(),
  died: z.boolean(),
  stay_ended: z.boolean(),
  plan: z.array(
    z.object({
      position: z.int(),
      title: z.string(),
      hours: z.int(),
      owner: z.enum(["keyworker", "team", "outreach"]),
    }),
  ),
});

/** A ladder that may have to move, with its plan. */
export type DueLadder = {
  readonly id: LadderId;
  readonly task: TaskId | undefined;
  readonly standing: Standing;
  readonly plan: readonly PlannedStep[];
};

const candidates = (tx: Sql | Tx) => tx`
  select l.id, l.position, l.task_id, k.state = 'open' as task_open, k.due_at as task_due, p.died_on is not null as died,
         coalesce(e.ended_on is not null, false) as stay_ended, plan.steps as plan
    from ladder l
    join person p on p.id = l.person_id
    join service s on s.id = l.service_id
    left join episode e on e.id = l.episode_id
    left join task k on k.id = l.task_id
   cross join lateral (
     select jsonb_agg(jsonb_build_object('position', n.position, 'title', n.title, 'hours', n.hours, 'owner', n.owner) order by n.position) as steps
       from ladder_plan n
      where n.service_kind = case when exists (select from ladder_plan o where o.service_kind = s.kind) then s.kind else 'usual' end) plan`;

function dueFrom(raw: unknown): DueLadder {
  const row = Due.parse(raw);
  return {
    id: row.id,
    task: row.task_id ?? undefined,
    plan: row.plan,
    standing: {
      position: row.position,
      task: row.task_due ? { open: row.task_open === true, dueAt: row.task_due } : undefined,
      died: row.died,
      stayEnded: row.stay_ended,
    },
  };
}

/** Open ladders whose task is closed or late, or whose person or stay is no longer there: held, so that one process moves each. */
export async function ladderToMove(tx: Sql, now: Instant): Promise<DueLadder | undefined> {
  const [row] = await tx`
    ${candidates(tx)}
     where l.state = 'open' and (k.id is null or k.state <> 'open' or p.died_on is not null or e.ended_on is not null
           or (k.due_at < ${now}
               and l.position < (plan.steps -> -1 ->> 'position')::int))
     order by l.id limit 1 for update of l skip locked`;
  return row && dueFrom(row);
}

/** One ladder with its plan, as it has just begun. */
export async function ladderBegun(tx: Tx, id: LadderId): Promise<DueLadder | undefined> {
  const [row] = await tx`${candidates(tx)} where l.id = ${id}`;
  return row && dueFrom(row);
}

/**
 * Gives the next step to its owner: the keyworker of the stay while there is one, the outreach team of the agency where it
 * has one, and always a duty team. A step before it that is still open is dropped: this one takes its place.
 */
export async function takeStep(
  tx: Sql | Tx,
  ladder: Pick<DueLadder, "id" | "task">,
  { step, again }: { readonly step: PlannedStep; readonly again: boolean },
  now: Instant,
): Promise<void> {
  const task = TaskId.fresh();
  if (ladder.task)
    await tx`
      update task set state = 'cancelled', closed_at = now(), close_reason = 'Not done in time: the next step was given'
       where id = ${ladder.task} and state = 'open'`;
  await tx`
    insert into task (id, agency_id, team_id, staff_id, person_id, kind, title, due_at)
    select ${task}, l.agency_id, coalesce(o.team_id, l.team_id), case when ${step.owner} = 'keyworker' then e.keyworker_id end,
           l.person_id, 'missed-contact', ${step.title}, ${now}::timestamptz + make_interval(hours => ${step.hours})
      from ladder l left join episode e on e.id = l.episode_id
      left join lateral (
        select p.team_id from post p
         where ${step.owner} = 'outreach' and p.role = 'outreach-worker' and p.agency_id = l.agency_id and p.team_id is not null
           and p.ended_on is null and l.owner_kind <> 'supervised-use' order by p.team_id limit 1) o on true
     where l.id = ${ladder.id}`;
  await tx`
    update ladder set position = ${step.position}, rounds = rounds + ${again ? 1 : 0}, task_id = ${task} where id = ${ladder.id}`;
}

/** Ends a ladder by itself: its stay is over, or the person has died. Its task is dropped with it. */
export async function endByItself(
  tx: Sql,
  ladder: Pick<DueLadder, "id" | "task">,
  state: "stay-ended" | "person-died",
): Promise<void> {
  await tx`update ladder set state = ${state}, ended_at = now() where id = ${ladder.id}`;
  if (ladder.task && state === "stay-ended")
    await tx`
      update task set state = 'cancelled', closed_at = now(), close_reason = 'The stay has ended' where id = ${ladder.task} and state = 'open'`;
}

const Shown = z.object({
  id: LadderId.schema,
  because: z.string(),
  service_name: z.string(),
  started_at: At,
  state: z.enum(["open", "contact-made", "stay-ended", "person-died", "not-missed"]),
  position: z.int(),
  steps: z.int(),
  ended_at: At.nullable(),
  how: z.string(),
  ours: z.boolean(),
  step: z.string().nullable(),
  due_at: At.nullable(),
  owner: z.string().nullable(),
});
/** A ladder as a person's page shows it. */
export type ShownLadder = z.infer<typeof Shown>;

/** The ladders about this person that the reader may see, the open ones first. */
export async function laddersOf(tx: Tx, person: PersonId): Promise<readonly ShownLadder[]> {
  const rows = await tx`
    select l.id, l.because, s.name as service_name, l.started_at, l.state, l.position, l.ended_at, l.how,
           (select count(*)::int from ladder_plan n
             where n.service_kind = case when exists (select from ladder_plan o where o.service_kind = s.kind) then s.kind else 'usual' end) as steps,
           l.agency_id = ${tx.asking.agency_id} as ours, k.title as step, k.due_at,
           case when k.state = 'open' then coalesce(w.name, t.name) end as owner
      from ladder l join service s on s.id = l.service_id left join task k on k.id = l.task_id and k.state = 'open'
      left join team t on t.id = k.team_id left join staff w on w.id = k.staff_id and staff_available(w.id, k.team_id)
     where l.person_id = ${person} order by l.state = 'open' desc, l.started_at desc limit 20`;
  return rows.map((row) => Shown.parse({ ...row, ours: row.ours === true }));
}
