import type { Method } from "./method.ts";

const counts = (says: string, length: number) =>
  ({ name: "events", kind: "numbers", says, needed: true, length }) as const;
const times = (says: string, length: number) =>
  ({ name: "time", kind: "numbers", says, needed: true, length }) as const;

/** Rates, shares and the comparison of two of either, from numbers typed. */
export const RATE_METHODS: readonly Method[] = [
  {
    name: "rate-ratio",
    answers: "Is one rate higher than another? Exact and mid-P intervals of their ratio.",
    takes: "numbers",
    options: [
      counts("events on the one side and the other, such as 3,541", 2),
      times("person-time of each, such as 3.45,114", 2),
    ],
    example: ["--events", "3,541", "--time", "3.45,114"],
    run: async ({ given }) => {
      const { compareRates } = await import("../evaluate/compare-rates.ts");
      const [x = 0, y = 0] = given.numbers("events");
      const [t = 0, s = 0] = given.numbers("time");
      return compareRates({ events: x, personYears: t }, { events: y, personYears: s }, given.level);
    },
  },
  {
    name: "rate",
    answers: "How often does something happen? One rate with its exact interval.",
    takes: "numbers",
    options: [counts("how many events", 1), times("over how much time", 1)],
    example: ["--events", "30", "--time", "1.976"],
    run: async ({ given }) => {
      const { singleRate } = await import("../evaluate/single-rate.ts");
      const [events = 0] = given.numbers("events");
      const [personYears = 0] = given.numbers("time");
      return singleRate({ events, personYears }, given.level);
    },
  },
  {
    name: "smr",
    answers: "Are there more deaths than at the general rates? Observed over expected.",
    takes: "numbers",
    options: [
      { name: "observed", kind: "number", says: "how many were observed", needed: true },
      { name: "expected", kind: "number", says: "how many the comparison's rates expect", needed: true },
    ],
    example: ["--observed", "342", "--expected", "45.8"],
    run: async ({ given }) => {
      const { standardisedRatio } = await import("../evaluate/single-rate.ts");
      return standardisedRatio(given.number("observed") ?? 0, given.number("expected") ?? 0, given.level);
    },
  },
  {
    name: "share",
    answers: "What part of them? One share with Wilson's and the exact interval.",
    takes: "numbers",
    options: [
      { name: "part", kind: "number", says: "how many of them", needed: true },
      { name: "whole", kind: "number", says: "of how many", needed: true },
    ],
    example: ["--part", "7", "--whole", "14"],
    run: async ({ given }) => {
      const { share } = await import("../evaluate/two-by-two.ts");
      return share(given.number("part") ?? 0, given.number("whole") ?? 0, given.level);
    },
  },
  {
    name: "two-by-two",
    answers: "Does a yes-or-no outcome differ between two groups? Every usual scale.",
    takes: "numbers",
    options: [
      {
        name: "cells",
        kind: "numbers",
        says: "first group with and without, second with and without, such as 101,14,60,51",
        needed: true,
        length: 4,
      },
    ],
    example: ["101,14,60,51"],
    run: async ({ given }) => {
      const { twoByTwo } = await import("../evaluate/two-by-two.ts");
      const [a = 0, b = 0, c = 0, d = 0] = given.numbers("cells");
      return twoByTwo([a, b, c, d], given.level);
    },
  },
];
