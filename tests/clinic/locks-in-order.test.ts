import { afterAll, beforeAll, expect, test } from "vitest";
import { now } from "../../src/kernel/time.ts";
import { medicinesStory, proveNow, signedPrescription } from "../medicines/story.ts";
import { openWorld, type World } from "../world.ts";
import { call, type DosingStory, dosingStory, opened, prepared } from "./dosing-story.ts";
import { mg } from "./orders-story.ts";

// Two acts about one person at one moment wait for one another in one order: the person, then the visit or the order, then the book. Else the
// database ends one of them, and it might be the emergency.

let world: World;
let story: DosingStory;
let visit: string;
let injection: string;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  story = await dosingStory(world);
  const session = await opened(world, story);
  const dose = await prepared(world, story, session);
  visit = dose.visit;
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "take_authority", dose.preparation, dose.key)).answer).toBe("done");
  const [taken] = await world.sql`select id from authority where visit_id = ${visit}`;
  const had = await call(world, story.nurse, "record_injection", taken?.id, "full", mg(100), now(), null);
  injection = had.made ?? "";
});
afterAll(() => world.close());

/** Whoever has the person goes on to what else an act needs while that act waits for them: it must not have it yet. */
async function whileItWaits(
  act: () => Promise<unknown>,
  row: { readonly of: string; readonly id: string },
  person: string = story.person,
): Promise<void> {
  let waiting: Promise<unknown> | undefined;
  await world.sql.begin(async (tx) => {
    await tx`select from person where id = ${person} for no key update`;
    const [own] = await tx`select pg_backend_pid() as pid`;
    waiting = act();
    await expect
      .poll(
        async () =>
          (
            await world.sql`select count(*)::int as n from pg_stat_activity where ${own?.pid} = any (pg_blocking_pids(pid))`
          )[0]?.n,
      )
      .toBe(1);
    await tx`select from ${tx(row.of)} where id = ${row.id} for no key update nowait`;
  });
  await waiting;
}

const LEFT = { advised: "yes", capacity: "yes", witness: "Tom", naloxone: "taken" };

test("an emergency begun while somebody hands over to the same person waits for them, and neither is ended by the database", async () => {
  await whileItWaits(() => call(world, story.nurse, "begin_dosing_emergency", visit, "overdose"), {
    of: "dosing_visit",
    id: visit,
  });
});

test("so does whoever lets them leave, or corrects what was injected", async () => {
  await proveNow(world, story.nurse);
  const corrected = ["part", mg(60), now(), "The wrong button", "in the sharps bin, seen by Tom"];
  await whileItWaits(() => call(world, story.nurse, "correct_injection", injection, ...corrected), {
    of: "dosing_visit",
    id: visit,
  });
  await whileItWaits(
    () => call(world, story.nurse, "move_dosing_visit", visit, "left-early", "x", null, world.sql.json(LEFT)),
    { of: "dosing_visit", id: visit },
  );
});

test("so does whoever holds the order", async () => {
  await whileItWaits(
    () => call(world, story.nurse, "move_clinic_order", story.order, "held", "Asked by the ward"),
    {
      of: "clinic_order",
      id: story.order,
    },
  );
});

test("so does whoever holds a prescription", async () => {
  const other = await medicinesStory(world);
  const id = await signedPrescription(world, other);
  await whileItWaits(
    () => call(world, other.prescriber, "move_prescription", id, "held", "Asked by the ward"),
    { of: "prescription", id },
    other.person,
  );
});
