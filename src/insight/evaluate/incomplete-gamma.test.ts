import { expect, test } from "vitest";
import { gammaAbove, gammaBelow } from "./incomplete-gamma.ts";
import oracle from "./oracle/gamma.json" with { type: "json" };
import { exactRate } from "./rate.ts";

/** How far apart, relative to R's; figures so small that doubles lose digits of them are left out. */
const apart = (ours: number, theirs: number): number =>
  theirs < 1e-290 ? 0 : Math.abs(ours - theirs) / theirs;

test("the share of a gamma distribution below and above is R's pgamma to eleven figures, whatever its shape", () => {
  expect(oracle.points.length).toBeGreaterThan(100);
  for (const { shape, x, below, above } of oracle.points) {
    expect(apart(gammaBelow(x, shape), below), `below ${x}, shape ${shape}`).toBeLessThan(1e-11);
    expect(apart(gammaAbove(x, shape), above), `above ${x}, shape ${shape}`).toBeLessThan(1e-11);
  }
});

test("limits of a count of a thousand and of a million are those of R's poisson.test", () => {
  for (const { events, low, high } of oracle.rates) {
    const rate = exactRate({ events, personYears: 1 });
    expect(rate.ok && apart(rate.value.low, low), `low of ${events}`).toBeLessThan(1e-9);
    expect(rate.ok && apart(rate.value.high, high), `high of ${events}`).toBeLessThan(1e-9);
  }
});

test("there is nothing below nought and everything below the endless; what is no number stays none", () => {
  expect([gammaBelow(0, 3), gammaAbove(0, 3)]).toEqual([0, 1]);
  expect([gammaBelow(Number.POSITIVE_INFINITY, 3), gammaAbove(Number.POSITIVE_INFINITY, 3)]).toEqual([1, 0]);
  expect([gammaBelow(Number.NaN, 3), gammaAbove(1, 0)]).toEqual([Number.NaN, Number.NaN]);
});
