import type { Sql } from "../src/kernel/database/connection.ts";
import { type Random, randomFrom } from "../src/kernel/random.ts";
import { LADDERS } from "../src/record/diary/ladder-plans.ts";
import type { Calendar } from "./calendar.ts";
import { idFrom, weighted } from "./chance.ts";
import { groupRows } from "./diary-groups.ts";
import { openStays, type Stay } from "./diary-store.ts";
import type { Directory, Row } from "./rows.ts";

const MOST_STAYS = 1500;
const BACK = 42;
const AHEAD = 13;
/** When appointments begin, in minutes after midnight: four in the morning, four in the afternoon, three quarters of an hour each. */
const SLOTS = [540, 590, 640, 690, 810, 860, 910, 960] as const;
const LONG = 45;

const KINDS: readonly (readonly [string, number])[] = [
  ["keywork", 60],
  ["review", 15],
  ["clinical", 12],
  ["call", 8],
  ["visit", 5],
];
const BECAME: readonly (readonly [string, number])[] = [
  ["attended", 72],
  ["missed", 13],
  ["excused", 6],
  ["cancelled", 9],
];

/** Which times of a day are gone, of workers and of people. */
type Taken = {
  has(who: string, day: number, slot: number): boolean;
  add(who: string, day: number, slot: number): void;
};

const takenTimes = (): Taken => {
  const gone = new Set<string>();
  const key = (who: string, day: number, slot: number): string => `${who} ${day} ${slot}`;
  return {
    has: (who, day, slot) => gone.has(key(who, day, slot)),
    add: (who, day, slot) => void gone.add(key(who, day, slot)),
  };
};

/** The diary of Northmoor: what was kept and missed in six weeks, what is booked for two, groups, agreements and searches. */
export async function diaryRows(
  tx: Sql,
  where: Directory,
  calendar: Calendar,
  seed: string,
): Promise<readonly (readonly [string, readonly Row[]])[]> {
  const random = randomFrom(`${seed}/diary`);
  const stays = await openStays(tx, MOST_STAYS);
  const taken = takenTimes();
  const groups = groupRows({ stays, where, calendar, random: random.fork("groups") });
  const appointments = stays.flatMap((stay) => appointmentsOf(stay, calendar, random, taken));
  const searches = ladders(stays, appointments, calendar, random.fork("ladders"));
  return [
    ["working_hours", hoursOf(stays)],
    ...groups.before,
    ["appointment", appointments],
    ["occupied", appointments.filter(held).map(occupiedBy)],
    ...groups.after,
    ["contact_agreement", agreements(stays, calendar, random.fork("agreements"))],
    ["task", searches.tasks],
    ["ladder", searches.ladders],
  ];
}

const isWorkday = (calendar: Calendar, day: number): boolean =>
  calendar.today.add({ days: day }).dayOfWeek <= 5;

function appointmentsOf(stay: Stay, calendar: Calendar, random: Random, taken: Taken): Row[] {
  const days = new Set<number>();
  for (let n = random.between(1, 3); n > 0; n--) days.add(-random.between(1, BACK));
  if (random.chance(0.14)) days.add(0);
  if (random.chance(0.7)) days.add(random.between(1, AHEAD));
  return [...days].flatMap((day) => {
    if (!isWorkday(calendar, day) || calendar.day(day) < stay.started) return [];
    const slot = freeSlot(stay, day, random, taken);
    return slot === undefined ? [] : [appointmentAt(stay, day, SLOTS[slot] ?? 0, calendar, random)];
  });
}

/** A time at which neither worker nor person has anything, which is then taken. */
function freeSlot(stay: Stay, day: number, random: Random, taken: Taken): number | undefined {
  const first = random.between(0, SLOTS.length - 1);
  for (let i = 0; i < SLOTS.length; i++) {
    const slot = (first + i) % SLOTS.length;
    const busy = [stay.person, ...(stay.worker ? [stay.worker] : [])];
    if (busy.some((who) => taken.has(who, day, slot))) continue;
    for (const who of busy) taken.add(who, day, slot);
    return slot;
  }
  return undefined;
}

function appointmentAt(stay: Stay, day: number, minutes: number, calendar: Calendar, random: Random): Row {
  const state = day < 0 ? weighted(random, BECAME) : random.chance(0.93) ? "booked" : "offered";
  const made = calendar.at(Math.min(-1, day - 7), 10 * 60);
  return {
    id: idFrom(random, Date.parse(made), random.between(0, 4095)),
    person_id: stay.person,
    category: stay.category,
    agency_id: stay.agency,
    owner_kind: stay.owner,
    service_id: stay.service,
    team_id: stay.team,
    episode_id: stay.episode,
    kind: weighted(random, KINDS),
    starts_at: calendar.at(day, minutes),
    ends_at: calendar.at(day, minutes + LONG),
    staff_id: stay.worker,
    state,
    cancelled_by: state === "cancelled" ? random.pick(["person", "service"]) : null,
    reason:
      state === "excused" ? "Rang in the morning" : state === "cancelled" ? "Asked for another day" : "",
    made_at: made,
    made_by: stay.worker,
    closed_at: day < 0 ? calendar.at(day, minutes + LONG) : null,
  };
}

const held = (row: Row): boolean =>
  row.staff_id !== null && ["offered", "booked", "attended"].includes(String(row.state));
const occupiedBy = (row: Row): Row => ({
  agency_id: row.agency_id,
  staff_id: row.staff_id,
  appointment_id: row.id,
  starts_at: row.starts_at,
  ends_at: row.ends_at,
});

/** Everyone who looks after somebody sees people on working days, with an hour for lunch. */
const hoursOf = (stays: readonly Stay[]): readonly Row[] =>
  [...new Set(stays.flatMap((stay) => stay.worker ?? []))].flatMap((worker) =>
    [1, 2, 3, 4, 5].flatMap((weekday) => [
      { staff_id: worker, weekday, from_at: "09:00", to_at: "12:30" },
      { staff_id: worker, weekday, from_at: "13:30", to_at: "17:00" },
    ]),
  );

/** Half of them agreed to be reached, by numbers kept for invention and addresses that lead nowhere. */
const agreements = (stays: readonly Stay[], calendar: Calendar, random: Random): readonly Row[] =>
  stays
    .filter(() => random.chance(0.5))
    .map((stay) => {
      const channel = random.pick(["sms", "sms", "email", "letter"]);
      return {
        person_id: stay.person,
        category: "contact",
        agency_id: stay.agency,
        owner_kind: stay.owner,
        channel,
        address:
          channel === "sms"
            ? `07700 900${String(random.between(0, 999)).padStart(3, "0")}`
            : channel === "email"
              ? `person${random.between(100, 999)}@example.net`
              : "The address on record",
        may_leave: random.chance(0.3),
        agreed_on: calendar.day(-random.between(5, 200)),
      };
    });

/** Those whose last appointment was missed lately are being looked for, each at some step. */
function ladders(
  stays: readonly Stay[],
  appointments: readonly Row[],
  calendar: Calendar,
  random: Random,
): { readonly tasks: readonly Row[]; readonly ladders: readonly Row[] } {
  const [tasks, begun]: [Row[], Row[]] = [[], []];
  for (const stay of stays) {
    const own = appointments.filter((row) => row.episode_id === stay.episode && row.closed_at !== null);
    const last = own.toSorted((a, b) => String(a.starts_at).localeCompare(String(b.starts_at))).at(-1);
    if (last?.state !== "missed") continue;
    const steps = (LADDERS[stay.kind] ?? LADDERS.usual)?.steps ?? [];
    const position = random.between(1, steps.length);
    const step = steps[position - 1];
    if (!step) continue;
    const id = idFrom(random, Date.parse(String(last.closed_at)), random.between(0, 4095));
    tasks.push({
      id,
      agency_id: stay.agency,
      team_id: stay.team,
      staff_id: step.owner === "keyworker" ? stay.worker : null,
      person_id: stay.person,
      kind: "missed-contact",
      title: step.title,
      due_at: calendar.at(random.between(0, 3), 17 * 60),
      state: "open",
      made_at: last.closed_at,
      made_by: stay.worker,
    });
    begun.push({
      person_id: stay.person,
      category: stay.category,
      agency_id: stay.agency,
      owner_kind: stay.owner,
      service_id: stay.service,
      team_id: stay.team,
      episode_id: stay.episode,
      because: "missed-appointment",
      appointment_id: last.id,
      started_at: last.closed_at,
      started_by: stay.worker,
      position,
      task_id: id,
    });
  }
  return { tasks, ladders: begun };
}
