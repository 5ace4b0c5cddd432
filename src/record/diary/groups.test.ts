import { afterAll, beforeAll, expect, test } from "vitest";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { fromLondon, londonDateTime, now } from "../../kernel/time.ts";
import type { GroupId } from "./appointment.ts";
import { freeTimes } from "./free-rules.ts";
import { firstMeeting, join, leave, planAhead, welcome } from "./group-actions.ts";
import { insertGroup, sessionsOf } from "./group-store.ts";
import { weekly } from "./rules.ts";
import { readHours } from "./settings.page.tsx";
import { orderAttendance, registerOf } from "./store.ts";

let site: Site;
let world: World;
let us: TestAgency;
let group: GroupId;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
  us = await world.anAgency("treatment");
  const made = await world.as(us, async (tx) =>
    accept(
      await insertGroup(tx, {
        team: us.teamId,
        name: "Tuesday group",
        programme: "",
        subIntervention: "PSYMOTI",
        room: undefined,
        weekday: 2,
        from: Temporal.PlainTime.from("14:00"),
        minutes: 60,
        leader: us.staffId,
        alsoLeader: undefined,
      }),
    ),
  );
  invariant(made.ok && made.value, "the group is made");
  group = made.value;
});
afterAll(() => site.close());

async function someone(familyName?: string): Promise<PersonId> {
  const person = await world.aPerson(us, familyName ? { familyName } : {});
  await world.anEpisode(us, person);
  return person;
}

test("a group's sessions take its leader's time and expect its members; who is busy then is named; visitors come on the register", async () => {
  const [member, busy, visitor] = [await someone(), await someone("Busy"), await someone()];
  expect(await world.as(us, (tx) => join(tx, group, member, now()))).toEqual(accept(0));
  expect(await world.as(us, (tx) => join(tx, group, busy, now()))).toEqual(accept(0));
  const first = firstMeeting({ weekday: 2, from_at: Temporal.PlainTime.from("14:00") }, now());
  await world.sql`
    insert into appointment (person_id, category, agency_id, owner_kind, service_id, team_id, kind, starts_at, ends_at)
    values (${busy}, 'health', ${us.agencyId}, 'treatment', ${us.serviceId}, ${us.teamId}, 'keywork', ${first.add({ minutes: 30 })}, ${first.add({ minutes: 60 })})`;
  const planned = await world.as(us, (tx) => planAhead(tx, group, 4, now()));
  invariant(planned.ok, "it is planned");
  expect(planned.value.planned).toBe(4);
  expect(planned.value.clashes.map(({ person }) => person)).toEqual([expect.stringContaining("Busy")]);
  const [session] = await world
    .as(us, async (tx) => accept(await sessionsOf(tx, group)))
    .then((all) => (all.ok ? all.value : []));
  invariant(session, "a session is planned");
  const [taken] = await world.sql<
    { n: number }[]
  >`select count(*)::int as n from occupied where staff_id = ${us.staffId} and session_id = ${session.id}`;
  expect(taken?.n).toBe(1);
  expect((await world.as(us, (tx) => welcome(tx, session.id, visitor))).ok).toBe(true);
  const register = await world.as(us, async (tx) => accept(await registerOf(tx, session.id)));
  expect(register.ok && register.value.map((line) => [line.state, line.walked_in]).sort()).toEqual([
    ["attended", true],
    ["booked", false],
  ]);
  const page = await visitorTo(site, { token: us.token }).get(`/groups/sessions/${session.id}`);
  expect(page.body).toContain("2 expected or come, by family name; 1 attended");
  expect((await world.as(us, (tx) => leave(tx, group, member, now()))).ok).toBe(true);
  const [left] = await world.sql<
    { n: number }[]
  >`select count(*)::int as n from appointment where person_id = ${member} and state = 'booked'`;
  expect(left?.n).toBe(0);
});

test("police and probation learn attended, missed or excused of what an order asks for, where the rules let them, and nothing else", async () => {
  const police = await world.anAgency("police");
  const probation = await world.anAgency("probation");
  const person = await world.aPerson(police);
  await world.anEpisode(police, person);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${probation.agencyId}, 'x'), (${person}, ${us.agencyId}, 'x')`;
  await world.anEpisode(probation, person);
  await world.anEpisode(us, person);
  const book = (of: TestAgency, category: string, order: boolean, purpose: string) => world.sql`
    insert into appointment (person_id, category, agency_id, owner_kind, service_id, team_id, kind, purpose, place, starts_at, ends_at, state, for_order, closed_at)
    values (${person}, ${category}, ${of.agencyId}, ${of.kind}, ${of.serviceId}, ${of.teamId}, 'keywork', ${purpose}, 'zq-place', now() - interval '2 days',
            now() - interval '47 hours', 'missed', ${order}, now())`;
  await book(police, "offending", true, "zq-of the order");
  await book(us, "health", true, "zq-treatment");
  const seen = await world.as(probation, async (tx) => accept(await orderAttendance(tx, person)));
  expect(seen.ok && seen.value.map(({ outcome }) => outcome)).toEqual(["missed"]);
  const page = await visitorTo(site, { token: probation.token }).get(`/people/${person}/appointments`);
  expect(page.body).toContain("What the order asks for");
  expect(page.body).not.toContain("zq-");
  expect(page.body).not.toContain(us.code);
  // Not even a grant by mistake lets them read the row.
  await world.sql`update visible set grants = grants || '{health/treatment}' where agency_id = ${probation.agencyId}`;
  expect(
    (await visitorTo(site, { token: probation.token }).get(`/people/${person}/appointments`)).body,
  ).not.toContain("zq-");
});

test("ten o'clock stays ten o'clock when clocks change, and an appointment over the change is as long as it was to be", () => {
  const ten = fromLondon(Temporal.PlainDateTime.from("2026-03-22T10:00"));
  const spans = weekly(ten, 45, 2);
  expect(spans.map(({ from }) => londonDateTime(from).toString())).toEqual([
    "2026-03-22T10:00:00",
    "2026-03-29T10:00:00",
  ]);
  expect(spans[0]?.from.until(spans[1]?.from ?? ten).total("hours")).toBe(167);
  // In the hour that comes twice the chosen one is kept.
  const second = Temporal.Instant.from("2026-10-25T01:30:00Z");
  expect(weekly(second, 30, 1)[0]?.from.toString()).toBe("2026-10-25T01:30:00Z");
});

test("free times are within a worker's hours, beside what is taken, and not on days away", () => {
  const present = fromLondon(Temporal.PlainDateTime.from("2026-11-25T09:20"));
  const hours = readHours("9-12, 13-14", 3) ?? [];
  expect(hours).toHaveLength(2);
  expect(readHours("12-9", 3)).toBeUndefined();
  expect(readHours("9-12, 11-13", 3)).toBeUndefined();
  const taken = [
    {
      from: fromLondon(Temporal.PlainDateTime.from("2026-11-25T10:00")),
      to: fromLondon(Temporal.PlainDateTime.from("2026-11-25T11:00")),
    },
  ];
  const away = (day: Temporal.PlainDate) => day.toString() === "2026-12-02";
  const found = freeTimes({ hours, taken, away, minutes: 60, now: present, days: 15, eachDay: 4 });
  expect(found.map(({ from }) => londonDateTime(from).toString({ smallestUnit: "minute" }))).toEqual([
    "2026-11-25T11:00",
    "2026-11-25T13:00",
    "2026-12-09T09:00",
    "2026-12-09T10:00",
    "2026-12-09T11:00",
    "2026-12-09T13:00",
  ]);
});

test("the person reads their own appointments, with no word of what others do about them", async () => {
  const person = await someone("Own");
  await world.sql`
    insert into appointment (person_id, category, agency_id, owner_kind, service_id, team_id, kind, starts_at, ends_at, staff_id)
    values (${person}, 'health', ${us.agencyId}, 'treatment', ${us.serviceId}, ${us.teamId}, 'review', now() + interval '3 days', now() + interval '74 hours', ${us.staffId})`;
  await world.sql`insert into account (username, person_id) values ('own-diary', ${person})`;
  const mine = await visitorTo(site, { token: await world.tokenFor("own-diary") }).get("/my");
  expect(mine.body).toContain("Your appointments (1)");
  expect(mine.body).toContain(`Worker of ${us.code}`);
});
