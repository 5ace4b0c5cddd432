import { afterEach, expect, test, vi } from "vitest";
import { newSignals } from "./signals.ts";

afterEach(() => void vi.useRealTimers());

test("a mark grows old by what is told of its own topic, and by nothing else", () => {
  const signals = newSignals();
  const [ours, theirs] = [signals.mark("ours"), signals.mark("theirs")];
  signals.tell("ours");
  expect(signals.mark("ours")).not.toBe(ours);
  expect(signals.mark("theirs")).toBe(theirs);
  const once = signals.mark("ours");
  signals.tell("ours");
  expect(signals.mark("ours")).not.toBe(once);
});

test("a mark says nothing of how much was told", () => {
  const [busy, quiet] = [newSignals(), newSignals()];
  for (let i = 0; i < 1000; i++) busy.tell("one");
  quiet.tell("one");
  expect(busy.mark("one")).toMatch(/^[\w-]{8}\.[\w-]{8}$/);
  expect(quiet.mark("one")).toMatch(/^[\w-]{8}\.[\w-]{8}$/);
});

test("marks of another server, or from before a gap, count as old, and whoever listens hears of the gap", () => {
  const signals = newSignals();
  expect(newSignals().mark("one")).not.toBe(signals.mark("one"));
  const before = signals.mark("one");
  const heard: string[] = [];
  const stop = signals.on(
    "one",
    () => heard.push("told"),
    () => heard.push("missed"),
  );
  signals.missed();
  expect(signals.mark("one")).not.toBe(before);
  signals.tell("one");
  signals.tell("another");
  stop();
  signals.tell("one");
  signals.missed();
  expect(heard).toEqual(["missed", "told"]);
});

test("what was told is remembered for an hour, and not for ever", () => {
  vi.useFakeTimers();
  const signals = newSignals();
  signals.tell("over");
  vi.advanceTimersByTime(59 * 60_000);
  signals.tell("another");
  expect(signals.wasTold("over")).toBe(true);
  vi.advanceTimersByTime(2 * 60_000);
  signals.tell("another");
  expect(signals.wasTold("over")).toBe(false);
  expect(signals.wasTold("another")).toBe(true);
});
