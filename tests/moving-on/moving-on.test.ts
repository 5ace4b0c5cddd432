import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EpisodeId, PersonId } from "../../src/kernel/id.ts";
import { now, today, typedDay } from "../../src/kernel/time.ts";
import { keepMovingOn } from "../../src/moving-on.ts";
import { finishEpisode } from "../../src/record/episode/actions.ts";
import { moveOn } from "../../src/record/moving-on/minute.ts";
import { SERVICES } from "../../src/services/index.ts";
import { must, storiesIn } from "../handovers/story.ts";
import { openServed, type Served } from "../served.ts";
import { send, visit } from "../visiting.ts";
import type { TestAgency, World } from "../world.ts";

let served: Served;
let world: World;
let stories: ReturnType<typeof storiesIn>;
let us: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  stories = storiesIn(world);
  us = await world.anAgency("treatment");
});
afterAll(() => served.close());

type Stay = { readonly person: PersonId; readonly episode: EpisodeId };
async function aStay(agency: TestAgency = us, startedOn?: string): Promise<Stay> {
  const person = await world.aPerson(agency);
  return { person, episode: await world.anEpisode(agency, person, startedOn ? { startedOn } : {}) };
}
const ends = (agency: TestAgency, stay: Stay, ending: string, on = today()) =>
  world.as(agency, (tx) => finishEpisode(tx, SERVICES, stay, { ending, on, reason: "" }, now()));
const minute = () => moveOn(world.sql, "testland", SERVICES);
const tasksOf = (person: PersonId, kind: string) =>
  world.sql<{ staff_id: string | null; due_at: Temporal.Instant; title: string; team_id: string }[]>`
    select staff_id, due_at, title, team_id from task where person_id = ${person} and kind = ${kind} order by staff_id nulls first`;

describe("an unplanned exit", () => {
  test("raises its alarm within a minute: a task for the duty team and one for its lead, once", async () => {
    const stay = await aStay();
    must(await ends(us, stay, "dropped-out"));
    const before = now();
    await minute();
    await minute();
    const tasks = await tasksOf(stay.person, "unplanned-exit");
    const [lead] = await world.sql`select lead_staff_id from team where id = ${us.teamId}`;
    expect(tasks.map((task) => [task.team_id, task.staff_id])).toEqual([
      [us.teamId, null],
      [us.teamId, lead?.lead_staff_id],
    ]);
    const hours = before.until(tasks[0]?.due_at ?? before).total("hours");
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
  });

  test("is noticed by the server by itself, well within the hour", async () => {
    const stay = await aStay();
    must(await ends(us, stay, "withdrawn-by-service"));
    const told: string[] = [];
    const keeping = keepMovingOn(
      { setUp: world.sql, partnerships: new Map([["testland", 1]]) },
      SERVICES,
      (words) => told.push(words),
      50,
    );
    const alarms = async () => (await tasksOf(stay.person, "unplanned-exit")).length;
    await expect.poll(alarms).toBeGreaterThan(0);
    await keeping.stop();
    expect(await tasksOf(stay.person, "unplanned-exit")).toHaveLength(2);
    expect(told).toEqual([]);
  });

  test("raises none when it was planned, when the person died, or when a file tells of one of long ago", async () => {
    const [planned, old] = [await aStay(), await aStay()];
    must(await ends(us, planned, "completed-drug-free"));
    must(await ends(us, old, "dropped-out", today().subtract({ days: 8 })));
    await minute();
    for (const { person } of [planned, old]) expect(await tasksOf(person, "unplanned-exit")).toHaveLength(0);
  });

  test("whose stay is reopened and ends unplanned again on another day is another alarm", async () => {
    const stay = await aStay();
    must(await ends(us, stay, "dropped-out", today().subtract({ days: 2 })));
    await minute();
    await world.sql`update episode set ended_on = null, ending = null where id = ${stay.episode}`;
    must(await ends(us, stay, "dropped-out"));
    await minute();
    expect(await tasksOf(stay.person, "unplanned-exit")).toHaveLength(4);
  });
});

describe("a planned ending", () => {
  test("steps to recovery: the stay goes on until they have arrived, and then has ended as planned", async () => {
    const recovery = await world.anAgency("recovery");
    const stay = await aStay();
    const url = `/people/${stay.person}/episodes/${stay.episode}/end`;
    const sent = await send(served, us, url, {
      ending: "completed-drug-free",
      on: typedDay(today()),
      reason: "",
      recovery: recovery.serviceId,
    });
    expect(sent.status).toBe(303);
    const [waiting] = await world.sql`select ended_on, ending from episode where id = ${stay.episode}`;
    expect(waiting).toMatchObject({ ended_on: null, ending: null });
    const [handover] = await world.sql`select id from handover where from_episode_id = ${stay.episode}`;
    const story = { sender: us, receiver: recovery, ...stay, id: handover?.id };
    must(await stories.yes(story));
    must(await stories.arrives(story));
    const [ended] = await world.sql`select ended_on, ending from episode where id = ${stay.episode}`;
    expect(ended?.ending).toBe("completed-drug-free");
    await minute();
    const due = await world.sql<{ due_on: Temporal.PlainDate }[]>`
      select due_on from check_up where person_id = ${stay.person} order by due_on`;
    expect(due.slice(0, 3).map((row) => row.due_on)).toEqual([
      today().add({ days: 14 }),
      today().add({ days: 42 }),
      today().add({ days: 91 }),
    ]);
    expect(due).toHaveLength(10);
    expect(await tasksOf(stay.person, "check-up")).toHaveLength(1);
  });

  test("that was declined by recovery leaves the stay open, with the sender's task", async () => {
    const recovery = await world.anAgency("recovery");
    const stay = await aStay();
    await send(served, us, `/people/${stay.person}/episodes/${stay.episode}/end`, {
      ending: "completed",
      on: typedDay(today()),
      reason: "",
      recovery: recovery.serviceId,
    });
    const [handover] = await world.sql`select id from handover where from_episode_id = ${stay.episode}`;
    must(await stories.no({ sender: us, receiver: recovery, ...stay, id: handover?.id }));
    const [row] = await world.sql`select ended_on from episode where id = ${stay.episode}`;
    expect(row?.ended_on).toBeNull();
    expect(await tasksOf(stay.person, "handover-returned")).toHaveLength(1);
  });

  test("check-ups are not offered after an ending that nobody planned", async () => {
    const recovery = await world.anAgency("recovery");
    const stay = await aStay();
    const again = await send(served, us, `/people/${stay.person}/episodes/${stay.episode}/end`, {
      ending: "dropped-out",
      on: typedDay(today()),
      reason: "",
      recovery: recovery.serviceId,
    });
    expect(again.body).toContain("Recovery check-ups follow a planned ending");
  });

  test("a check-up that was held closes its task; somebody who struggles is offered a way back", async () => {
    const recovery = await world.anAgency("recovery");
    const stay = await aStay(recovery, today().subtract({ days: 10 }).toString());
    await minute();
    const [checkUp] =
      await world.sql`select id from check_up where person_id = ${stay.person} order by due_on limit 1`;
    const url = `/people/${stay.person}/check-ups/${checkUp?.id}`;
    const missing = await send(served, recovery, url, {
      outcome: "struggling",
      on: typedDay(today()),
      words: "",
    });
    expect(missing.body).toContain("Enter what the person said");
    const held = await send(served, recovery, url, {
      outcome: "struggling",
      on: typedDay(today()),
      words: "Using at weekends",
    });
    expect(held.location).toContain(`/people/${stay.person}/handovers/offer`);
    const [task] =
      await world.sql`select state from task where person_id = ${stay.person} and kind = 'check-up'`;
    expect(task?.state).toBe("done");
    const page = await visit(served, recovery, `/people/${stay.person}/moving-on`);
    expect(page.body).toContain("Struggling: Using at weekends");
  });
});

describe("somebody in hospital", () => {
  test("is shown as in hospital now, and their treatment team is asked once to follow them up before they go home", async () => {
    const stay = await aStay();
    await send(served, us, `/people/${stay.person}/events/new`, {
      kind: "admission",
      when: typedDay(today().subtract({ days: 2 })),
      until: "",
      what: "Infected leg",
      place: "",
      outcome: "",
      certainty: "confirmed",
    });
    await minute();
    await minute();
    expect(await tasksOf(stay.person, "hospital-follow-up")).toHaveLength(1);
    const page = await visit(served, us, `/people/${stay.person}`);
    expect(page.body).toContain("In hospital now, since");
  });
});
