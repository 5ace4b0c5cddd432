import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { now } from "../../kernel/time.ts";
import { acceptOffered, book, cancel, correctAttendance, markAttendance, move } from "./actions.ts";
import type { AppointmentId, Wanted } from "./appointment.ts";
import { sayDiary } from "./messages.ts";
import { addRoom, ownRooms, placesFor } from "./places-store.ts";
import { appointmentById, appointmentsOf, firstOffered, stepsOf } from "./store.ts";

let site: Site;
let world: World;
let us: TestAgency;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
  us = await world.anAgency("treatment");
});
afterAll(() => site.close());

const tomorrow = (hour: number, days = 1) =>
  now()
    .round({ smallestUnit: "hour", roundingMode: "floor" })
    .add({ hours: 24 * days + hour });

async function someone(agency = us): Promise<PersonId> {
  const person = await world.aPerson(agency);
  await world.anEpisode(agency, person);
  return person;
}

/** Books as a worker: whatever is not said is usual. */
const tryToBook = (agency: TestAgency, person: PersonId, change: Partial<Wanted>) =>
  world.as(agency, async (tx) => {
    const [place] = await placesFor(tx, person);
    invariant(place, "the person can be met");
    return book(
      tx,
      {
        person,
        service: place.service_id,
        category: place.category,
        team: place.team_id,
        episode: place.episode_id ?? undefined,
        kind: "keywork",
        purpose: "",
        at: tomorrow(0),
        minutes: 45,
        place: "",
        forOrder: false,
        offered: false,
        weeks: 1,
        ...change,
      },
      now(),
    );
  });

async function booked(agency: TestAgency, person: PersonId, change: Partial<Wanted>): Promise<AppointmentId> {
  const done = await tryToBook(agency, person, change);
  invariant(
    done.ok && done.value[0],
    `it is booked${done.ok ? "" : `, not ${JSON.stringify(done.refusal)}`}`,
  );
  return done.value[0];
}
const code = (done: { ok: boolean; refusal?: { code: string } }) => (done.ok ? "done" : done.refusal?.code);

describe("nobody and nothing is booked twice", () => {
  test("of twenty who book one worker for one time at the same moment, one does", async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => someone()));
    const all = await Promise.all(
      people.map((person, i) =>
        tryToBook(us, person, { staff: us.staffId, at: tomorrow(0).add({ minutes: i }) }),
      ),
    );
    expect(all.map(code).filter((each) => each === "done")).toHaveLength(1);
    expect(new Set(all.map(code))).toEqual(new Set(["done", "worker-busy"]));
    const [row] =
      await world.sql`select count(*)::int as n from appointment where staff_id = ${us.staffId} and state = 'booked'`;
    expect(row?.n).toBe(1);
  });

  test("of twenty who book one room for one time at the same moment, one does", async () => {
    await world.as(us, async (tx) => accept(await addRoom(tx, "Blue room")));
    const rooms = await world.as(us, async (tx) => accept(await ownRooms(tx)));
    invariant(rooms.ok && rooms.value[0], "there is a room");
    const room = rooms.value[0].id;
    const people = await Promise.all(Array.from({ length: 20 }, () => someone()));
    const all = await Promise.all(people.map((person) => tryToBook(us, person, { room, at: tomorrow(3) })));
    expect(all.map(code).filter((each) => each === "done")).toHaveLength(1);
    expect(new Set(all.map(code))).toEqual(new Set(["done", "room-busy"]));
  });

  test("of twenty who book one person for one time at the same moment, one does", async () => {
    const person = await someone();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => tryToBook(us, person, { at: tomorrow(5).add({ minutes: i }) })),
    );
    expect(all.map(code).filter((each) => each === "done")).toHaveLength(1);
    expect(new Set(all.map(code))).toEqual(new Set(["done", "person-busy"]));
  });

  test("the next begins where the last ends, and what is cancelled or moved is free again", async () => {
    const [one, other] = [await someone(), await someone()];
    const worker = await world.aWorker(us, "keyworker");
    const first = await booked(us, one, { staff: worker.staffId, at: tomorrow(1) });
    await booked(us, other, { staff: worker.staffId, at: tomorrow(1).add({ minutes: 45 }) });
    expect(code(await tryToBook(us, other, { staff: worker.staffId, at: tomorrow(1) }))).toBe("worker-busy");
    await world.as(us, (tx) =>
      move(
        tx,
        first,
        { at: tomorrow(6), minutes: 45, staff: worker.staffId, room: undefined, reason: "Bus strike" },
        now(),
      ),
    );
    const again = await booked(us, other, { staff: worker.staffId, at: tomorrow(1) });
    await world.as(us, (tx) => cancel(tx, again, { by: "person", reason: "Ill" }));
    expect(code(await tryToBook(us, one, { staff: worker.staffId, at: tomorrow(1) }))).toBe("done");
  });

  test("a repeat that clashes in one week books none of them", async () => {
    const person = await someone();
    const worker = await world.aWorker(us, "keyworker");
    await booked(us, await someone(), { staff: worker.staffId, at: tomorrow(2, 8) });
    expect(code(await tryToBook(us, person, { staff: worker.staffId, at: tomorrow(2), weeks: 4 }))).toBe(
      "worker-busy",
    );
    const all = await world.as(us, async (tx) => accept(await appointmentsOf(tx, person)));
    expect(all.ok && all.value).toEqual([]);
  });

  test("the refusal says with what it clashes to whoever may see it, and to others that there is something", async () => {
    const [one, other] = [await someone(), await someone()];
    const worker = await world.aWorker(us, "keyworker", "Kay Worker");
    await booked(us, one, { staff: worker.staffId, at: tomorrow(9) });
    const ours = await tryToBook(us, other, { staff: worker.staffId, at: tomorrow(9) });
    invariant(!ours.ok && ours.refusal.code === "worker-busy", "it is refused");
    expect(JSON.stringify(sayDiary(ours.refusal))).toContain("Kay Worker has keywork with Given");
    // Another care agency that has the person too, and may not see what the first recorded.
    const them = await world.anAgency("rehab");
    await world.anEpisode(them, await lent(one, them));
    await world.sql`update visible set grants = '{minimum,own}' where agency_id = ${them.agencyId}`;
    const theirs = await tryToBook(them, one, { at: tomorrow(9) });
    invariant(!theirs.ok && theirs.refusal.code === "person-busy", "it is refused");
    expect(theirs.refusal.with).toBeUndefined();
    expect(JSON.stringify(sayDiary(theirs.refusal))).toContain("The person has something else then");
  });

  test("police and probation learn nothing of it, not even that somebody is busy", async () => {
    const person = await someone();
    await booked(us, person, { at: tomorrow(12) });
    const probation = await world.anAgency("probation");
    await world.anEpisode(probation, await lent(person, probation));
    expect(code(await tryToBook(probation, person, { at: tomorrow(12) }))).toBe("done");
  });
});

/** Lets another agency have to do with a person of ours. */
async function lent(person: PersonId, to: TestAgency): Promise<PersonId> {
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${to.agencyId}, 'met by the test')`;
  return person;
}

describe("what becomes of an appointment", () => {
  const begun = async (id: AppointmentId) => {
    await world.sql`update appointment set starts_at = now() - interval '1 hour', ends_at = now() - interval '15 minutes' where id = ${id}`;
  };

  test("is kept step by step, and a correction leaves what it said first", async () => {
    const person = await someone();
    const id = await booked(us, person, { offered: true, at: tomorrow(20) });
    await world.as(us, (tx) => acceptOffered(tx, id));
    await begun(id);
    expect(
      code(await world.as(us, (tx) => markAttendance(tx, id, { as: "missed", reason: "" }, now()))),
    ).toBe("done");
    expect(
      code(await world.as(us, (tx) => correctAttendance(tx, id, { as: "attended", reason: "" }, now()))),
    ).toBe("reason-needed");
    await world.as(us, (tx) =>
      correctAttendance(tx, id, { as: "attended", reason: "Was in the other room" }, now()),
    );
    const steps = await world.as(us, async (tx) => accept(await stepsOf(tx, id)));
    expect(steps.ok && steps.value.map((step) => step.state)).toEqual([
      "offered",
      "booked",
      "missed",
      "attended",
    ]);
  });

  test("missed gives somebody a task at once, and coming ends it", async () => {
    const person = await someone();
    const id = await booked(us, person, { at: tomorrow(22) });
    await begun(id);
    await world.as(us, (tx) => markAttendance(tx, id, { as: "missed", reason: "" }, now()));
    const tasks = () =>
      world.sql<{ title: string; state: string; team: string }[]>`
        select title, state, team_id as team from task where person_id = ${person} order by made_at`;
    expect([...(await tasks())]).toEqual([
      { title: "Missed contact: call the same day", state: "open", team: us.teamId },
    ]);
    const next = await booked(us, person, { at: tomorrow(30) });
    await begun(next);
    await world.as(us, (tx) => markAttendance(tx, next, { as: "attended", reason: "" }, now()));
    expect((await tasks()).map((task) => task.state)).toEqual(["done"]);
  });

  test("moved stands where it stood, and points at what it became; the first that was offered stays known", async () => {
    const person = await world.aPerson(us);
    const episode = await world.anEpisode(us, person);
    const first = tomorrow(40);
    const id = await booked(us, person, { offered: true, at: first });
    const moved = await world.as(us, (tx) =>
      move(
        tx,
        id,
        { at: tomorrow(50), minutes: 30, staff: undefined, room: undefined, reason: "No bus" },
        now(),
      ),
    );
    invariant(moved.ok, "it is moved");
    const was = await world.as(us, async (tx) => accept(await appointmentById(tx, id)));
    expect(was.ok && was.value?.state).toBe("moved");
    const offered = await world.as(us, async (tx) => accept(await firstOffered(tx, episode)));
    expect(offered.ok && offered.value?.forWhen.toString()).toBe(first.toString());
  });

  test("a death stops it; a death recorded in error lets it stand again", async () => {
    const person = await someone();
    const worker = await world.aWorker(us, "keyworker");
    const id = await booked(us, person, { staff: worker.staffId, at: tomorrow(60) });
    await world.sql`update person set died_on = now()::date, death_noted_at = now() where id = ${person}`;
    const stateOf = async () =>
      (await world.sql<{ state: string }[]>`select state from appointment where id = ${id}`)[0]?.state;
    expect(await stateOf()).toBe("stopped-by-death");
    expect((await world.sql`select from occupied where appointment_id = ${id}`).length).toBe(0);
    await world.sql`update person set died_on = null, death_noted_at = null where id = ${person}`;
    expect(await stateOf()).toBe("booked");
    expect((await world.sql`select from occupied where appointment_id = ${id}`).length).toBe(1);
  });
});

describe("the pages", () => {
  test("a person is booked, moved, marked and corrected by hand, with JavaScript off", async () => {
    const person = await someone();
    const visitor = visitorTo(site, { token: us.token });
    expect((await visitor.get(`/people/${person}/appointments`)).body).toContain("Nothing is booked");
    const wrong = await visitor.post(`/people/${person}/appointments/new`, { at: "some day", minutes: "45" });
    expect(wrong.body).toContain("“some day” is not a day and time");
    const form = {
      at: "tomorrow 10:15",
      minutes: "30",
      kind: "review",
      purpose: "Catch up",
      where: "Library",
      weeks: "2",
      place: us.serviceId,
    };
    const done = await visitor.post(`/people/${person}/appointments/new`, form);
    expect(done.location).toBe(`/people/${person}/appointments`);
    const list = await visitor.get(`/people/${person}/appointments`);
    expect(list.body).toContain("To come, and not marked yet (2)");
    expect(list.body).toContain("Catch up · Library");
    const id = /\/appointments\/([0-9a-f-]{36})"/.exec(list.body)?.[1] ?? "";
    expect((await visitor.get(`/appointments/${id}`)).body).toContain("10:15 to 10:45");
    const early = await visitor.post(`/appointments/${id}/missed`, {});
    expect(early.body).toContain("Mark it when the time has come");
    const cancelled = await visitor.post(`/appointments/${id}/cancel`, { by: "person", reason: "Ill" });
    expect(cancelled.location).toBe(`/people/${person}/appointments`);
    for (const page of [
      "/diary",
      "/diary?view=day",
      "/diary/team",
      "/diary/rooms",
      "/diary/hours",
      "/groups",
      "/groups/new",
      "/caseload",
      "/caseload?whose=team",
      "/",
    ])
      expect((await visitor.get(page)).status, page).toBe(200);
  });

  test("another agency's worker opens none of it", async () => {
    const person = await someone();
    const id = await booked(us, person, { at: tomorrow(70) });
    const stranger = visitorTo(site, { token: (await world.anAgency("treatment")).token });
    expect((await stranger.get(`/appointments/${id}`)).status).toBe(404);
    expect((await stranger.post(`/appointments/${id}/attended`, {})).status).toBe(404);
  });
});
