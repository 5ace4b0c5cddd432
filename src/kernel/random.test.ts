import { expect, test } from "vitest";
import { randomFrom } from "./random.ts";

const tens = (seed: string): readonly number[] => {
  const random = randomFrom(seed);
  return Array.from({ length: 20 }, () => random.between(0, 9));
};

test("the same seed tells the same story, another seed another", () => {
  expect(tens("northmoor")).toEqual(tens("northmoor"));
  expect(tens("northmoor")).not.toEqual(tens("southmoor"));
});

test("a fork tells its own story, however much was drawn before it", () => {
  const [early, late] = [randomFrom("northmoor"), randomFrom("northmoor")];
  for (let draws = 0; draws < 5; draws += 1) late.next();
  const [one, other] = [early.fork("people").next(), late.fork("people").next()];
  expect(one).toBe(other);
  expect(one).not.toBe(early.fork("events").next());
  expect(one).not.toBe(randomFrom("northmoor").next());
});

test("both ends can come up, nothing beyond them does, and each about as often", () => {
  const random = randomFrom("dice");
  const thrown = Array.from({ length: 6000 }, () => random.between(1, 6));
  const counts = [1, 2, 3, 4, 5, 6].map((face) => thrown.filter((each) => each === face).length);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6000);
  // A thousand each; its deviation is 29, so seven deviations are a fault and not chance.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
});

test("what never happens never does, what always happens always does, and of three each can be picked", () => {
  const random = randomFrom("chance");
  const tries = Array.from({ length: 1000 }, () => [random.chance(0), random.chance(1), random.chance(0.25)]);
  expect(tries.filter(([never]) => never).length).toBe(0);
  expect(tries.filter(([, always]) => always).length).toBe(1000);
  // 250 expected; its deviation is 14.
  expect(Math.abs(tries.filter(([, , sometimes]) => sometimes).length - 250)).toBeLessThan(100);
  const picked = new Set(Array.from({ length: 100 }, () => random.pick(["a", "b", "c"])));
  expect([...picked].toSorted()).toEqual(["a", "b", "c"]);
});
