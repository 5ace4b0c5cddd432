import { expect, test } from "vitest";
import { ClockWatch } from "./clock-watch.ts";

// What the watch is told: that the machine has run so many seconds, and what the database's clock shows.

const MORNING = Temporal.Instant.from("2026-03-27T08:00:00Z");
const shows = (seconds: number) => MORNING.add({ milliseconds: seconds * 1000 });
const quick = (seconds: number) => ({ asked: seconds * 1000, answered: seconds * 1000 + 5 });

test("a clock that goes on as time passes has not jumped, however long nobody asked", () => {
  const watch = new ClockWatch();
  expect(watch.jumped(shows(0), quick(1000))).toBeUndefined();
  expect(watch.jumped(shows(60 * 60 * 24 * 30), quick(1000 + 60 * 60 * 24 * 30))).toBeUndefined();
});

test("one that is put forward or back by an hour has, by that hour", () => {
  const watch = new ClockWatch();
  watch.jumped(shows(0), quick(1000));
  const forward = watch.jumped(shows(3700), quick(1100));
  expect(forward?.movedMs).toBeCloseTo(3_600_000, -2);
  if (forward) watch.kept(forward);
  watch.jumped(shows(3800), quick(1200));
  expect(watch.jumped(shows(300), quick(1300))?.movedMs).toBeCloseTo(-3_600_000, -2);
});

test("it is told of until it was kept, as the same jump, and not again after", () => {
  const watch = new ClockWatch();
  watch.jumped(shows(0), quick(1000));
  const first = watch.jumped(shows(7300), quick(1100));
  expect(watch.jumped(shows(7400), quick(1200))?.id).toBe(first?.id);
  watch.kept({ id: "another", movedMs: 0 });
  expect(watch.jumped(shows(7500), quick(1300))?.id).toBe(first?.id);
  if (first) watch.kept(first);
  expect(watch.jumped(shows(7600), quick(1400))).toBeUndefined();
});

test("one that is set right by half a minute has not jumped, by more than a minute it has", () => {
  const watch = new ClockWatch();
  watch.jumped(shows(0), quick(1000));
  expect(watch.jumped(shows(130), quick(1100))).toBeUndefined();
  expect(watch.jumped(shows(291), quick(1200))?.movedMs).toBeCloseTo(61_000, -2);
});

test("a database that stands still for two minutes before it answers is slow, and its clock has not jumped", () => {
  const watch = new ClockWatch();
  watch.jumped(shows(0), quick(1000));
  expect(watch.jumped(shows(1), { asked: 1_001_000, answered: 1_121_000 })).toBeUndefined();
  expect(watch.jumped(shows(240), { asked: 1_121_000, answered: 1_241_000 })).toBeUndefined();
  // What took so long says too little of the moment to go by.
  expect(watch.jumped(shows(300), quick(1300))).toBeUndefined();
});
