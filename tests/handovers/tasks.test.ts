import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TaskId } from "../../src/kernel/id.ts";
import { accept } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import { recordDeath, reverseDeath } from "../../src/record/person/store-death.ts";
import { tasksDue } from "../../src/record/staff/store.ts";
import { addTask, doTask, dropTask, giveTask, undoDone } from "../../src/record/task/actions.ts";
import { Document } from "../../src/web/layout.tsx";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { code, hours, must } from "./story.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const aTask = async (agency: TestAgency, change: object = {}) =>
  must(
    await world.as(agency, (tx) =>
      addTask(tx, { title: "Ring", dueAt: hours(2), team: agency.teamId, ...change }, now()),
    ),
  ).id;

test("done can be taken back for ten minutes and no longer", async () => {
  const agency = await world.anAgency("treatment");
  const id = await aTask(agency);
  must(await world.as(agency, (tx) => doTask(tx, id, now())));
  must(await world.as(agency, (tx) => undoDone(tx, id, now())));
  must(await world.as(agency, (tx) => doTask(tx, id, now())));
  await world.sql`update task set closed_at = now() - interval '11 minutes' where id = ${id}`;
  expect(code(await world.as(agency, (tx) => undoDone(tx, id, now())))).toBe("too-late-to-undo");
});

test("done before a death is not taken back after it: nothing is left to do about the dead", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  const id = await aTask(agency, { person });
  must(await world.as(agency, (tx) => doTask(tx, id, now())));
  const undo = () => world.as(agency, (tx) => undoDone(tx, id, now()));
  must(await world.as(agency, (tx) => recordDeath(tx, person, { diedOn: today(), reason: "The ward rang" })));
  const refused = await undo();
  expect(code(refused)).toBe("person-has-died");
  const [row] = await world.sql`select state from task where id = ${id}`;
  expect(row?.state).toBe("done");
  must(await world.as(agency, (tx) => reverseDeath(tx, person, "Another man of that name")));
  expect(code(await undo())).toBe("done");
});

test("of two who mark it done at once one does, and the other is told it is done", async () => {
  const agency = await world.anAgency("treatment");
  const id = await aTask(agency);
  const both = await Promise.all([1, 2].map(() => world.as(agency, (tx) => doTask(tx, id, now()))));
  expect(both.map(code).sort()).toEqual(["done", "not-open"]);
});

test("cancelling asks for a reason", async () => {
  const agency = await world.anAgency("treatment");
  const id = await aTask(agency);
  expect(code(await world.as(agency, (tx) => dropTask(tx, id, "  ", now())))).toBe("reason-needed");
  expect(code(await world.as(agency, (tx) => dropTask(tx, id, "Came in person", now())))).toBe("done");
});

test("it can be given to someone of the team and to nobody else", async () => {
  const agency = await world.anAgency("treatment");
  const [colleague, stranger] = [await world.aWorker(agency, "keyworker"), await world.anAgency("treatment")];
  const id = await aTask(agency);
  const give = (to: TestAgency) =>
    world.as(agency, (tx) => giveTask(tx, id, { staff: to.staffId, dueAt: hours(5) }, now()));
  expect(code(await give(stranger))).toBe("not-of-the-team");
  expect(code(await give(colleague))).toBe("done");
});

test("about a person it is given by name only to those whose role reads people", async () => {
  const agency = await world.anAgency("treatment");
  const office = await world.aWorker(agency, "administrator");
  const person = await world.aPerson(agency);
  const give = (id: TaskId) =>
    world.as(agency, (tx) => giveTask(tx, id, { staff: office.staffId, dueAt: hours(5) }, now()));
  expect(code(await give(await aTask(agency, { person })))).toBe("not-of-the-team");
  expect(code(await give(await aTask(agency)))).toBe("done");
  const named = await world.as(agency, (tx) =>
    addTask(
      tx,
      { title: "Ring", dueAt: hours(2), team: agency.teamId, staff: office.staffId, person },
      now(),
    ),
  );
  expect(code(named)).toBe("not-of-the-team");
});

test("another time must still be to come; late work can be given on with the time it had", async () => {
  const agency = await world.anAgency("treatment");
  const colleague = await world.aWorker(agency, "keyworker");
  const id = await aTask(agency);
  const dueAt = hours(-3).round("second");
  await world.sql`update task set due_at = ${dueAt} where id = ${id}`;
  const give = (at: Temporal.Instant) =>
    world.as(agency, (tx) => giveTask(tx, id, { staff: colleague.staffId, dueAt: at }, now()));
  expect(code(await give(hours(-1)))).toBe("due-has-passed");
  expect(code(await give(dueAt))).toBe("done");
  expect(code(await give(hours(1)))).toBe("done");
});

test("another agency finds no such task", async () => {
  const [agency, stranger] = [await world.anAgency("treatment"), await world.anAgency("treatment")];
  const id = await aTask(agency);
  expect(code(await world.as(stranger, (tx) => doTask(tx, id, now())))).toBe("not-there");
});

test("a task about someone the agency has nothing to do with cannot be made", async () => {
  const [agency, stranger] = [await world.anAgency("treatment"), await world.anAgency("treatment")];
  const person = await world.aPerson(stranger);
  const added = await world.as(agency, (tx) =>
    addTask(tx, { title: "Ring", dueAt: hours(2), team: agency.teamId, person }, now()),
  );
  expect(code(added)).toBe("not-there");
});

test("what is due today is counted for the bar of every page, and not beyond 100", async () => {
  const agency = await world.anAgency("treatment");
  const due = async (): Promise<unknown> =>
    world.as(agency, async (tx) => accept(await tasksDue(tx, hours(3))));
  await aTask(agency);
  await aTask(agency, { dueAt: hours(4) });
  expect(await due()).toEqual({ ok: true, value: 1 });
  await world.sql`
    insert into task (agency_id, team_id, kind, title, due_at, state)
    select ${agency.agencyId}, ${agency.teamId}, 'other', 'Ring', now() + interval '2 hours', 'open' from generate_series(1, 120)`;
  expect(await due()).toEqual({ ok: true, value: 100 });
  const [at99, at100] = [99, 100].map((tasks) => barWith(tasks));
  expect(at99).toContain(">99 due<");
  expect(at100).toContain(">More than 99 due<");
});

const barWith = (tasksDue: number): string =>
  renderToStaticMarkup(
    Document({
      frame: {
        partnership: "Testland",
        madeUp: true,
        path: "/",
        nonce: "",
        csrf: "",
        once: "",
        madeAt: "today",
        styles: "/style.css",
        screen: "device",
        back: "/",
        scripts: [],
        asking: { name: "A", role: "Keyworker", agency: "B", navigation: [], mayFind: false, tasksDue },
      },
      shown: { title: "Home", body: null },
    }),
  );
