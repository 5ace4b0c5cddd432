import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import {
  EpisodeId,
  type PersonId,
  PersonId as PersonIds,
  ServiceId,
  StaffId,
  TeamId,
} from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import {
  APPOINTMENT_STATES,
  AppointmentId,
  type AppointmentKind,
  type AppointmentState,
  isAppointmentKind,
  RoomId,
  SessionId,
  type Span,
  type Wanted,
} from "./appointment.ts";

const At = z.instanceof(Temporal.Instant);

const Row = z.object({
  id: AppointmentId.schema,
  person_id: PersonIds.schema,
  person_name: z.string(),
  kind: z.string().transform((code): AppointmentKind => (isAppointmentKind(code) ? code : "other")),
  purpose: z.string(),
  starts_at: At,
  ends_at: At,
  staff_id: StaffId.schema.nullable(),
  staff_name: z.string().nullable(),
  also_name: z.string().nullable(),
  also_staff_id: StaffId.schema.nullable(),
  room_id: RoomId.schema.nullable(),
  room_name: z.string().nullable(),
  place: z.string(),
  state: z.enum(APPOINTMENT_STATES),
  cancelled_by: z.enum(["person", "service"]).nullable(),
  reason: z.string(),
  for_order: z.boolean(),
  walked_in: z.boolean(),
  category: z.string(),
  service_id: ServiceId.schema,
  service_name: z.string(),
  team_id: TeamId.schema,
  episode_id: EpisodeId.schema.nullable(),
  session_id: SessionId.schema.nullable(),
  group_name: z.string().nullable(),
  ours: z.boolean(),
  made_at: At,
  reminder: z.string().nullable(),
});

/** An appointment with the names a page shows. */
export type Appointment = z.infer<typeof Row>;

const columns = (tx: Tx) => tx`
  a.id, a.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name, a.kind, a.purpose, a.starts_at, a.ends_at,
  coalesce(a.staff_id, g.leader_id) as staff_id, s.name as staff_name, o.name as also_name, a.also_staff_id,
  coalesce(a.room_id, g.room_id) as room_id, r.name as room_name, a.place, a.state,
  a.cancelled_by, a.reason, a.for_order, a.walked_in, a.category, a.service_id, v.name as service_name, a.team_id, a.episode_id, a.session_id,
  g.name as group_name, coalesce(a.agency_id = ${tx.asking.agency_id}, false) as ours, a.made_at,
  (select m.state from reminder m where m.appointment_id = a.id) as reminder`;
const tables = (tx: Tx) => tx`
  appointment a join person p on p.id = a.person_id join service v on v.id = a.service_id
  left join group_session n on n.id = a.session_id left join regular_group g on g.id = n.group_id
  left join staff s on s.id = coalesce(a.staff_id, g.leader_id) left join staff o on o.id = coalesce(a.also_staff_id, g.also_leader_id)
  left join room r on r.id = coalesce(a.room_id, g.room_id)`;

const decoded = (rows: readonly unknown[]): readonly Appointment[] => rows.map((row) => Row.parse(row));

/** Whose diary is looked at. */
export type Whose =
  | { readonly of: "worker"; readonly id: StaffId }
  | { readonly of: "team"; readonly id: TeamId }
  | { readonly of: "room"; readonly id: RoomId };

/** What stands in a diary between two instants: what was moved or cancelled is left out. Soonest first. */
export async function diaryOf(
  tx: Tx,
  whose: Whose,
  from: Instant,
  to: Instant,
): Promise<readonly Appointment[]> {
  const which =
    whose.of === "worker"
      ? tx`(a.staff_id = ${whose.id} or a.also_staff_id = ${whose.id} or g.leader_id = ${whose.id} or g.also_leader_id = ${whose.id})`
      : whose.of === "team"
        ? tx`a.team_id = ${whose.id}`
        : tx`(a.room_id = ${whose.id} or g.room_id = ${whose.id})`;
  return decoded(
    await tx`
    select ${columns(tx)} from ${tables(tx)}
     where a.agency_id = ${tx.asking.agency_id} and a.starts_at >= ${from} and a.starts_at < ${to} and ${which}
       and a.state not in ('moved', 'cancelled', 'stopped-by-death')
     order by a.starts_at, a.ends_at, a.id limit 1000`,
  );
}

/** This person's appointments that the reader may see, newest first. */
export async function appointmentsOf(tx: Tx, person: PersonId): Promise<readonly Appointment[]> {
  return decoded(
    await tx`
    select ${columns(tx)} from ${tables(tx)} where a.person_id = ${person} order by a.starts_at desc, a.id limit 300`,
  );
}

/** The register of one session of a group, by name. */
export async function registerOf(tx: Tx, session: SessionId): Promise<readonly Appointment[]> {
  return decoded(
    await tx`
    select ${columns(tx)} from ${tables(tx)}
     where a.session_id = ${session} and a.state not in ('moved', 'cancelled', 'stopped-by-death')
     order by p.family_name, p.given_names, a.id`,
  );
}

/** One appointment, if the reader may see it. */
export async function appointmentById(tx: Tx, id: AppointmentId): Promise<Appointment | undefined> {
  const [row] = decoded(await tx`select ${columns(tx)} from ${tables(tx)} where a.id = ${id}`);
  return row;
}

/** One of the reader's own agency's, held until the end of the transaction. Hold the life of the person first. */
export async function lockAppointment(tx: Tx, id: AppointmentId): Promise<Appointment | undefined> {
  const held = await tx`
    select id from appointment where id = ${id} and agency_id = ${tx.asking.agency_id} for update`;
  return held.length > 0 ? appointmentById(tx, id) : undefined;
}

/** Writes an appointment. Undefined: the person has another at that time. */
export async function insertAppointment(
  tx: Tx,
  wanted: Wanted,
  span: Span,
): Promise<AppointmentId | undefined> {
  const [row] = await tx`
    insert into appointment (person_id, category, service_id, team_id, episode_id, kind, purpose, starts_at, ends_at, staff_id,
                             also_staff_id, room_id, place, for_order, state)
    values (${wanted.person}, ${wanted.category}, ${wanted.service}, ${wanted.team}, ${wanted.episode ?? null}, ${wanted.kind},
            ${wanted.purpose}, ${span.from}, ${span.to}, ${wanted.staff ?? null}, ${wanted.alsoStaff ?? null}, ${wanted.room ?? null},
            ${wanted.place}, ${wanted.forOrder}, ${wanted.offered ? "offered" : "booked"})
    on conflict do nothing returning id`;
  return row && AppointmentId.schema.parse(row.id);
}

/** When they came without an appointment to the same worker for the same, at about this time, if that is recorded already. */
export async function walkedInThen(tx: Tx, wanted: Wanted, span: Span): Promise<Instant | undefined> {
  const [row] = await tx<{ starts_at: Instant }[]>`
    select starts_at from appointment
     where person_id = ${wanted.person} and service_id = ${wanted.service} and kind = ${wanted.kind} and walked_in and state = 'attended'
       and staff_id is not distinct from ${wanted.staff ?? null}::uuid and starts_at < ${span.to} and ends_at > ${span.from}
     order by starts_at limit 1`;
  return row?.starts_at;
}

/** Somebody who came without an appointment: what happened is written down whatever else stands there. */
export async function insertWalkIn(tx: Tx, wanted: Wanted, span: Span): Promise<AppointmentId> {
  const [row] = await tx`
    insert into appointment (person_id, category, service_id, team_id, episode_id, kind, purpose, starts_at, ends_at, staff_id, place,
                             for_order, state, walked_in, closed_at)
    values (${wanted.person}, ${wanted.category}, ${wanted.service}, ${wanted.team}, ${wanted.episode ?? null}, ${wanted.kind},
            ${wanted.purpose}, ${span.from}, ${span.to}, ${wanted.staff ?? null}, ${wanted.place}, ${wanted.forOrder}, 'attended', true, now())
    returning id`;
  return AppointmentId.schema.parse(row?.id);
}

/** Takes the time of its workers and its room. Answers the name of what is taken already. */
export async function holdTime(
  tx: Tx,
  id: AppointmentId,
): Promise<{ readonly what: "worker" | "room"; readonly name: string; readonly key: string } | undefined> {
  const [row] = await tx`
    select h.taken_staff, h.taken_room, coalesce(s.name, r.name, '') as name
      from hold_time(${id}) h left join staff s on s.id = h.taken_staff left join room r on r.id = h.taken_room`;
  if (!row) return undefined;
  const { taken_staff, taken_room, name } = z
    .object({ taken_staff: z.string().nullable(), taken_room: z.string().nullable(), name: z.string() })
    .parse(row);
  return taken_staff
    ? { what: "worker", name, key: taken_staff }
    : { what: "room", name, key: taken_room ?? "" };
}

/** What stands at that time, as far as the reader may see it: of the person, a worker or a room. */
export async function standsThere(
  tx: Tx,
  of: { readonly person: PersonId } | { readonly taken: string; readonly beside: AppointmentId },
  span: Span,
): Promise<Appointment | undefined> {
  const which =
    "person" in of
      ? tx`a.person_id = ${of.person}`
      : tx`(a.staff_id = ${of.taken} or a.also_staff_id = ${of.taken} or a.room_id = ${of.taken} or g.leader_id = ${of.taken}
            or g.also_leader_id = ${of.taken} or g.room_id = ${of.taken}) and a.id <> ${of.beside}`;
  const [row] = decoded(
    await tx`
    select ${columns(tx)} from ${tables(tx)}
     where ${which} and a.state in ('offered', 'booked', 'attended') and not a.walked_in
       and tstzrange(a.starts_at, a.ends_at) && tstzrange(${span.from}, ${span.to})
     order by a.starts_at limit 1`,
  );
  return row;
}

/** What an appointment becomes. */
export type Becomes = {
  readonly state: AppointmentState;
  readonly reason: string;
  readonly cancelledBy?: "person" | "service";
  readonly movedTo?: AppointmentId;
};

/** Writes what an appointment has become; the database keeps each step and frees what it no longer needs. */
export async function settle(tx: Tx, id: AppointmentId, becomes: Becomes): Promise<void> {
  const open = becomes.state === "offered" || becomes.state === "booked";
  await tx`
    update appointment set state = ${becomes.state}, reason = ${becomes.reason}, cancelled_by = ${becomes.cancelledBy ?? null},
           moved_to = ${becomes.movedTo ?? null}, closed_at = case when ${open} then null else now() end
     where id = ${id}`;
}

/** Points an appointment that was moved at what it became. */
export async function pointAt(tx: Tx, id: AppointmentId, to: AppointmentId): Promise<void> {
  await tx`update appointment set moved_to = ${to} where id = ${id}`;
}

const Step = z.object({
  state: z.enum(APPOINTMENT_STATES),
  reason: z.string(),
  at: At,
  staff_name: z.string().nullable(),
});
/** One thing that became of an appointment. */
export type Step = z.infer<typeof Step>;

/** Everything that became of an appointment, oldest first. */
export async function stepsOf(tx: Tx, id: AppointmentId): Promise<readonly Step[]> {
  const rows = await tx`
    select t.state, t.reason, t.at, s.name as staff_name from appointment_step t left join staff s on s.id = t.staff_id
     where t.appointment_id = ${id} order by t.at, t.id`;
  return rows.map((row) => Step.parse(row));
}

const Attended = z.object({
  on_day: z.instanceof(Temporal.PlainDate),
  outcome: z.enum(["attended", "missed", "excused"]),
});
/** What whoever holds an order learns: a day, and attended, missed or excused. */
export type Attended = z.infer<typeof Attended>;

/** Of the appointments an order asks for, the days and what came of them; nothing else, newest first. */
export async function orderAttendance(tx: Tx, person: PersonId): Promise<readonly Attended[]> {
  const rows = await tx`select on_day, outcome from order_attendance(${person})`;
  return rows.map((row) => Attended.parse(row));
}

/**
 * For the national waiting time: when the first appointment of a stay was offered, and for when. What was moved or
 * cancelled since still counts: it was offered.
 */
export async function firstOffered(
  tx: Tx,
  episode: EpisodeId,
): Promise<{ readonly offeredAt: Instant; readonly forWhen: Instant } | undefined> {
  const [row] = await tx`
    select made_at, starts_at from appointment where episode_id = ${episode} and not walked_in order by made_at, starts_at, id limit 1`;
  return row && { offeredAt: At.parse(row.made_at), forWhen: At.parse(row.starts_at) };
}
