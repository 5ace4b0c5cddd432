import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { AppointmentId, GroupId, RoomId, SessionId } from "./appointment.ts";
import type { Whose } from "./store.ts";

const At = z.instanceof(Temporal.Instant);
const Day = z.instanceof(Temporal.PlainDate);

const Group = z.object({
  id: GroupId.schema,
  name: z.string(),
  programme: z.string(),
  sub_intervention: z.string().nullable(),
  service_id: ServiceId.schema,
  service_name: z.string(),
  category: z.string(),
  team_id: TeamId.schema,
  room_id: RoomId.schema.nullable(),
  room_name: z.string().nullable(),
  weekday: z.int(),
  from_at: z.string().transform((text) => Temporal.PlainTime.from(text)),
  minutes: z.int(),
  leader_id: StaffId.schema.nullable(),
  leaders: z.string(),
  members: z.int(),
  next_at: At.nullable(),
});
/** A group that meets every week. */
export type Group = z.infer<typeof Group>;

const groups = (tx: Tx) => tx`
  select g.id, g.name, g.programme, g.sub_intervention, g.service_id, s.name as service_name, k.category, g.team_id, g.room_id, r.name as room_name,
         g.weekday, g.from_at::text, g.minutes, g.leader_id, concat_ws(' and ', l.name, o.name) as leaders,
         (select count(*)::int from group_member m where m.group_id = g.id and m.left_on is null) as members,
         (select min(n.starts_at) from group_session n where n.group_id = g.id and n.state = 'planned' and n.starts_at > now()) as next_at
    from regular_group g join service s on s.id = g.service_id join service_kind k on k.code = s.kind left join room r on r.id = g.room_id
    left join staff l on l.id = g.leader_id left join staff o on o.id = g.also_leader_id
   where g.service_id = any ((select acting_services())::uuid[]) and g.ended_on is null`;

/** The groups of the reader's agency, by the day and time they meet. */
export async function ownGroups(tx: Tx): Promise<readonly Group[]> {
  const rows = await tx`${groups(tx)} order by g.weekday, g.from_at, g.name`;
  return rows.map((row) => Group.parse(row));
}

/** One group of the reader's agency. */
export async function groupById(tx: Tx, id: GroupId): Promise<Group | undefined> {
  const [row] = await tx`${groups(tx)} and g.id = ${id}`;
  return row && Group.parse(row);
}

/** A group somebody wants to make. */
export type NewGroup = {
  readonly team: TeamId;
  readonly name: string;
  readonly programme: string;
  readonly subIntervention: string | undefined;
  readonly room: RoomId | undefined;
  readonly weekday: number;
  readonly from: Temporal.PlainTime;
  readonly minutes: number;
  readonly leader: StaffId | undefined;
  readonly alsoLeader: StaffId | undefined;
};

/** Makes a group. Undefined where the asker may not. */
export async function insertGroup(tx: Tx, g: NewGroup): Promise<GroupId | undefined> {
  const [row] = await tx`
    select make_group(${g.team}, ${g.name}, ${g.programme}, ${g.subIntervention ?? null}, ${g.room ?? null}, ${g.weekday},
                      ${g.from.toString()}::text::time, ${g.minutes}, ${g.leader ?? null}, ${g.alsoLeader ?? null}) as id`;
  return row?.id ? GroupId.schema.parse(row.id) : undefined;
}

/** Ends a group from this day on. */
export async function endGroup(tx: Tx, id: GroupId, on: LocalDate): Promise<boolean> {
  const [row] = await tx`select end_group(${id}, ${on}) as ended`;
  return row?.ended === true;
}

const Planned = z.object({
  session_id: SessionId.schema.nullable(),
  taken: z.string().nullable(),
});

/** Plans one session. Answers it, or the name of what is taken then; neither where it is planned already. */
export async function planSession(
  tx: Tx,
  group: GroupId,
  from: Instant,
  to: Instant,
): Promise<{ readonly session?: SessionId; readonly taken?: string }> {
  const [row] = await tx`
    select p.session_id, coalesce(s.name, r.name) as taken from plan_session(${group}, ${from}, ${to}) p
      left join staff s on s.id = p.taken_staff left join room r on r.id = p.taken_room`;
  if (!row) return {};
  const { session_id, taken } = Planned.parse(row);
  return session_id ? { session: session_id } : taken ? { taken } : {};
}

const SessionRow = z.object({
  id: SessionId.schema,
  group_id: GroupId.schema,
  group_name: z.string(),
  room_name: z.string().nullable(),
  starts_at: At,
  ends_at: At,
  expected: z.int(),
  marked: z.int(),
});
/** A session as a diary shows it. */
export type SessionLine = z.infer<typeof SessionRow>;

const sessions = (tx: Tx) => tx`
  select n.id, n.group_id, g.name as group_name, r.name as room_name, n.starts_at, n.ends_at,
         (select count(*)::int from appointment a where a.session_id = n.id and a.state not in ('moved', 'cancelled', 'stopped-by-death')) as expected,
         (select count(*)::int from appointment a where a.session_id = n.id and a.state in ('attended', 'missed', 'excused')) as marked
    from group_session n join regular_group g on g.id = n.group_id left join room r on r.id = g.room_id
   where n.state = 'planned' and g.service_id = any ((select acting_services())::uuid[])`;

/** The sessions in a diary between two instants, soonest first. */
export async function sessionsBetween(
  tx: Tx,
  whose: Whose,
  from: Instant,
  to: Instant,
): Promise<readonly SessionLine[]> {
  const which =
    whose.of === "worker"
      ? tx`(g.leader_id = ${whose.id} or g.also_leader_id = ${whose.id})`
      : whose.of === "team"
        ? tx`g.team_id = ${whose.id}`
        : tx`g.room_id = ${whose.id}`;
  const rows = await tx`
    ${sessions(tx)} and ${which} and n.starts_at >= ${from} and n.starts_at < ${to} order by n.starts_at, g.name`;
  return rows.map((row) => SessionRow.parse(row));
}

/** The sessions of one group around now: the last few, and all that are planned. Soonest first. */
export async function sessionsOf(tx: Tx, group: GroupId): Promise<readonly SessionLine[]> {
  const rows = await tx`
    ${sessions(tx)} and n.group_id = ${group} and n.starts_at > now() - interval '60 days' order by n.starts_at limit 60`;
  return rows.map((row) => SessionRow.parse(row));
}

/** One session of a group of the reader's agency. */
export async function sessionById(tx: Tx, id: SessionId): Promise<SessionLine | undefined> {
  const [row] = await tx`${sessions(tx)} and n.id = ${id}`;
  return row && SessionRow.parse(row);
}

const Member = z.object({
  id: z.string(),
  person_id: PersonId.schema,
  person_name: z.string(),
  joined_on: Day,
  episode_id: z.string().nullable(),
});
/** Somebody who belongs to a group. */
export type Member = z.infer<typeof Member>;

/** Who belongs to a group now, by name. */
export async function membersOfGroup(tx: Tx, group: GroupId): Promise<readonly Member[]> {
  const rows = await tx`
    select m.id, m.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name, m.joined_on,
           (select e.id from episode e where e.person_id = m.person_id and e.service_id = g.service_id and e.ended_on is null limit 1) as episode_id
      from group_member m join person p on p.id = m.person_id join regular_group g on g.id = m.group_id
     where m.group_id = ${group} and m.left_on is null order by p.family_name, p.given_names, m.id`;
  return rows.map((row) => Member.parse(row));
}

/** Writes that somebody belongs to a group from today on. */
export async function insertMember(tx: Tx, group: Group, person: PersonId): Promise<void> {
  await tx`
    insert into group_member (person_id, category, group_id) values (${person}, ${group.category}, ${group.id})`;
}

/** Writes that somebody belongs to it no longer; what is booked for them there is cancelled. */
export async function endMember(tx: Tx, group: GroupId, person: PersonId, on: LocalDate): Promise<void> {
  await tx`
    update group_member set left_on = ${on} where group_id = ${group} and person_id = ${person} and left_on is null`;
  await tx`
    update appointment a set state = 'cancelled', cancelled_by = 'service', reason = 'Left the group', closed_at = now()
      from group_session n
     where n.id = a.session_id and n.group_id = ${group} and a.person_id = ${person} and a.state in ('offered', 'booked') and a.starts_at > now()`;
}

/** One line of a register for somebody who is expected. Undefined: they have another appointment then, or stand there already. */
export async function expectAt(
  tx: Tx,
  group: Group,
  session: Pick<SessionLine, "id" | "starts_at" | "ends_at">,
  person: { readonly person_id: PersonId; readonly episode_id: string | null },
): Promise<AppointmentId | undefined> {
  const [row] = await tx`
    insert into appointment (person_id, category, service_id, team_id, episode_id, kind, starts_at, ends_at, session_id)
    values (${person.person_id}, ${group.category}, ${group.service_id}, ${group.team_id}, ${person.episode_id}, 'group',
            ${session.starts_at}, ${session.ends_at}, ${session.id})
    on conflict do nothing returning id`;
  return row && AppointmentId.schema.parse(row.id);
}

/** One line of a register for a visitor, who came. Undefined when they stand there already. */
export async function visitorAt(
  tx: Tx,
  group: Group,
  session: Pick<SessionLine, "id" | "starts_at" | "ends_at">,
  person: PersonId,
): Promise<AppointmentId | undefined> {
  const [row] = await tx`
    insert into appointment (person_id, category, service_id, team_id, kind, starts_at, ends_at, session_id, state, walked_in, closed_at)
    values (${person}, ${group.category}, ${group.service_id}, ${group.team_id}, 'group', ${session.starts_at}, ${session.ends_at},
            ${session.id}, 'attended', true, now())
    on conflict do nothing returning id`;
  return row && AppointmentId.schema.parse(row.id);
}

const Fitting = z.object({ person_id: PersonId.schema, name: z.string(), born_on: Day });
/** Somebody whose name fits what was typed. */
export type Fitting = z.infer<typeof Fitting>;

/** People with an open stay at this service whose names fit every word that was typed, and whose birth date where one was. */
export async function peopleFitting(
  tx: Tx,
  service: ServiceId,
  words: readonly string[],
  born: LocalDate | undefined,
): Promise<readonly Fitting[]> {
  const rows = await tx`
    select p.id as person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name, p.born_on
      from episode e join person p on p.id = e.person_id
     where e.service_id = ${service} and e.ended_on is null and (${born ?? null}::date is null or p.born_on = ${born ?? null})
       and not exists (select from unnest(${tx.array([...words], 1009)}::text[]) word
                        where not lower(concat_ws(' ', ' ', p.given_names, p.known_as, p.family_name)) like '% ' || lower(word) || '%')
     order by name, p.id limit 6`;
  return rows.map((row) => Fitting.parse(row));
}
