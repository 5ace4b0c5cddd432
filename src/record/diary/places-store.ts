import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, type PersonId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { RoomId, type Span } from "./appointment.ts";
import type { Hours } from "./free-rules.ts";

const At = z.instanceof(Temporal.Instant);
const Day = z.instanceof(Temporal.PlainDate);

const Room = z.object({ id: RoomId.schema, name: z.string() });
/** A room of the reader's own agency. */
export type Room = z.infer<typeof Room>;

/** The rooms of the reader's agency that are in use, by name. */
export async function ownRooms(tx: Tx): Promise<readonly Room[]> {
  const rows = await tx`
    select id, name from room where agency_id = ${tx.asking.agency_id} and closed_on is null order by name`;
  return rows.map((row) => Room.parse(row));
}

/** Adds a room to the reader's agency; one that was closed is opened again. */
export async function addRoom(tx: Tx, name: string): Promise<boolean> {
  const [row] = await tx`select add_room(${name}) as id`;
  return row?.id != null;
}

/** Closes a room of the reader's agency: nothing more is booked there. */
export async function closeRoom(tx: Tx, room: RoomId): Promise<boolean> {
  const [row] = await tx`select close_room(${room}) as closed`;
  return row?.closed === true;
}

const HoursRow = z.object({ weekday: z.int(), from_at: z.string(), to_at: z.string() });

/** When in the week this worker sees people. */
export async function hoursOf(tx: Tx, staff: StaffId): Promise<readonly Hours[]> {
  const rows = await tx`
    select weekday, from_at::text, to_at::text from working_hours where staff_id = ${staff} order by weekday, from_at`;
  return rows.map((raw) => {
    const { weekday, from_at, to_at } = HoursRow.parse(raw);
    return { weekday, from: Temporal.PlainTime.from(from_at), to: Temporal.PlainTime.from(to_at) };
  });
}

/** Writes when the asker sees people, in the place of what stood there. */
export async function setOwnHours(tx: Tx, hours: readonly Hours[]): Promise<void> {
  const [days, from, to] = [
    hours.map(({ weekday }) => weekday),
    hours.map((each) => each.from.toString()),
    hours.map((each) => each.to.toString()),
  ];
  await tx`select set_working_hours(${tx.array(days, 1007)}, ${tx.array(from, 1009)}::text[]::time[], ${tx.array(to, 1009)}::text[]::time[])`;
}

/** When this worker is taken, between two instants: by whatever it is. */
export async function takenOf(tx: Tx, staff: StaffId, from: Instant, to: Instant): Promise<readonly Span[]> {
  const rows = await tx`
    select starts_at, ends_at from occupied where staff_id = ${staff} and starts_at < ${to} and ends_at > ${from} order by starts_at`;
  return rows.map((row) => ({ from: At.parse(row.starts_at), to: At.parse(row.ends_at) }));
}

/** The days from this one on which a worker is away. */
export async function absencesOf(
  tx: Tx,
  staff: StaffId,
  from: LocalDate,
): Promise<readonly { readonly from: LocalDate; readonly to: LocalDate }[]> {
  const rows = await tx`select from_on, to_on from absence where staff_id = ${staff} and to_on >= ${from}`;
  return rows.map((row) => ({ from: Day.parse(row.from_on), to: Day.parse(row.to_on) }));
}

const Place = z.object({
  service_id: ServiceId.schema,
  service_name: z.string(),
  category: z.string(),
  team_id: TeamId.schema,
  team_name: z.string(),
  episode_id: EpisodeId.schema.nullable(),
  keyworker_id: StaffId.schema.nullable(),
});
/** Where the reader's agency has a person, or could meet them: a service, its team, and the stay there. */
export type Place = z.infer<typeof Place>;

/**
 * The services of the reader's agency by which a person can be met: those that have them first, with the team of the stay;
 * then the asker's own team's.
 */
export async function placesFor(tx: Tx, person: PersonId): Promise<readonly Place[]> {
  const rows = await tx`
    select s.id as service_id, s.name as service_name, k.category, t.id as team_id, t.name as team_name, e.id as episode_id, e.keyworker_id
      from episode e join service s on s.id = e.service_id join service_kind k on k.code = s.kind join team t on t.id = e.team_id
     where e.person_id = ${person} and e.ended_on is null and s.id = any ((select acting_services())::uuid[])
    union all
    select s.id, s.name, k.category, t.id, t.name, null, null
      from team t join service s on s.id = t.service_id join service_kind k on k.code = s.kind
     where t.id = ${tx.asking.team_id} and s.id = any ((select acting_services())::uuid[])
       and not exists (select from episode e where e.person_id = ${person} and e.ended_on is null and e.service_id = s.id)
     order by episode_id nulls last, service_name`;
  return rows.map((row) => Place.parse(row));
}
