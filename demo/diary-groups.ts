import type { Random } from "../src/kernel/random.ts";
import type { Calendar } from "./calendar.ts";
import { idFrom, weighted } from "./chance.ts";
import type { Stay } from "./diary-store.ts";
import type { Directory, Row } from "./rows.ts";

const AGENCY = "wayside";
const SERVICE = "wayside-community";
const ROOMS = ["Room 1", "Room 2", "Garden room"] as const;

/** Two groups in the lunch hour and the evening, when nobody has anything else. */
const GROUPS = [
  {
    name: "Tuesday group",
    programme: "Steps 1 to 8",
    counts: "PSYMOTI",
    weekday: 2,
    at: 1035,
    leader: "keyworker3",
    room: 2,
  },
  {
    name: "Thursday group",
    programme: "Staying well",
    counts: "RECRLPP",
    weekday: 4,
    at: 1035,
    leader: "keyworker5",
    room: 2,
  },
] as const;
const LONG = 75;
const MEMBERS = 9;

type Made = readonly (readonly [string, readonly Row[]])[];

type Story = {
  readonly stays: readonly Stay[];
  readonly where: Directory;
  readonly calendar: Calendar;
  readonly random: Random;
};
type Tables = Record<"groups" | "sessions" | "members" | "lines" | "occupied", Row[]>;

/** Rooms, groups, their sessions of six weeks and the next four, and a register for each. */
export function groupRows(story: Story): { readonly before: Made; readonly after: Made } {
  const { stays, where, calendar } = story;
  const agency = where.agencies.get(AGENCY);
  if (!agency || !where.services.has(SERVICE)) return { before: [], after: [] };
  const rooms: Row[] = ROOMS.map((name) => ({ id: idAt(story, -400), agency_id: agency.id, name }));
  const here = stays.filter((stay) => stay.code === SERVICE && calendar.day(-60) > stay.started);
  const tables: Tables = { groups: [], sessions: [], members: [], lines: [], occupied: [] };
  for (const [i, one] of GROUPS.entries())
    oneGroup(story, tables, one, rooms[one.room]?.id ?? null, here.slice(i * MEMBERS, (i + 1) * MEMBERS));
  return {
    before: [
      ["room", rooms],
      ["regular_group", tables.groups],
      ["group_session", tables.sessions],
    ],
    after: [
      ["group_member", tables.members],
      ["appointment", tables.lines],
      ["occupied", tables.occupied],
    ],
  };
}

const idAt = ({ random, calendar }: Story, day: number): string =>
  idFrom(random, Date.parse(calendar.at(day, 600)), random.between(0, 4095));

function oneGroup(
  story: Story,
  tables: Tables,
  one: (typeof GROUPS)[number],
  room: unknown,
  members: readonly Stay[],
): void {
  const { where, calendar } = story;
  const service = where.services.get(SERVICE);
  const agency = where.agencies.get(AGENCY)?.id;
  const [group, leader] = [idAt(story, -300), where.workers.get(one.leader)?.staffId ?? null];
  tables.groups.push({
    id: group,
    agency_id: agency,
    service_id: service?.id,
    team_id: service?.teamId,
    name: one.name,
    programme: one.programme,
    sub_intervention: one.counts,
    room_id: room,
    weekday: one.weekday,
    from_at: "17:15",
    minutes: LONG,
    leader_id: leader,
  });
  for (const stay of members)
    tables.members.push({
      person_id: stay.person,
      category: stay.category,
      agency_id: stay.agency,
      owner_kind: stay.owner,
      group_id: group,
      joined_on: calendar.day(-60),
    });
  const first = (one.weekday - calendar.today.dayOfWeek + 7) % 7;
  for (let week = -6; week <= 4; week++) {
    const day = first + 7 * week;
    const span = { starts_at: calendar.at(day, one.at), ends_at: calendar.at(day, one.at + LONG) };
    const session = idAt(story, -50);
    tables.sessions.push({ id: session, group_id: group, ...span });
    const held = { agency_id: agency, session_id: session, ...span };
    if (leader) tables.occupied.push({ ...held, staff_id: leader, room_id: null });
    tables.occupied.push({ ...held, staff_id: null, room_id: room });
    for (const stay of members) tables.lines.push(registerLine(story, stay, { session, day, span }));
  }
}

function registerLine(
  story: Story,
  stay: Stay,
  at: { readonly session: string; readonly day: number; readonly span: Row },
): Row {
  const { random } = story;
  const state =
    at.day < 0
      ? weighted(random, [
          ["attended", 76],
          ["missed", 14],
          ["excused", 10],
        ] as const)
      : "booked";
  return {
    id: idAt(story, -60),
    person_id: stay.person,
    category: stay.category,
    agency_id: stay.agency,
    owner_kind: stay.owner,
    service_id: stay.service,
    team_id: stay.team,
    episode_id: stay.episode,
    kind: "group",
    ...at.span,
    session_id: at.session,
    state,
    reason: state === "excused" ? "Told the group" : "",
    closed_at: at.day < 0 ? at.span.ends_at : null,
  };
}
