import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../../../../tests/world.ts";
import { agreementInForce, agreementPrint } from "./agreement.ts";
import { CAUTIONS, PROGRAMMES } from "./programmes.ts";
import {
  type Came,
  endsOf,
  mayBeAccepted,
  mayGo,
  median,
  standsAgainst,
  timesIn,
  toldCount,
} from "./rules.ts";
import { STATES } from "./states.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("page and database hold the same steps: for every pair of states they say the same", async () => {
  const rows = await world.sql`
    select was, goes, nomination_may_go(was, goes) as may from unnest(${world.sql.array([...STATES], 1009)}) was cross join unnest(${world.sql.array([...STATES], 1009)}) goes`;
  expect(rows.length).toBe(STATES.length ** 2);
  const wrong = rows
    .filter((row) => mayGo(row.was, row.goes) !== row.may)
    .map((row) => `${row.was} to ${row.goes}`);
  expect(wrong).toEqual([]);
});

test("nobody comes to acceptance but by assessment, nor to treatment but by a signed agreement", () => {
  expect(STATES.filter((state) => mayGo(state, "accepted"))).toEqual(["assessment"]);
  expect(STATES.filter((state) => mayGo(state, "agreed"))).toEqual(["accepted"]);
  expect(STATES.filter((state) => mayGo(state, "induction"))).toEqual(["agreed"]);
  expect(STATES.filter((state) => mayGo(state, "panel"))).toEqual(["consented", "deferred"]);
});

const answer = (criterion: string, said: "met" | "not-met" | "not-known" | "exception") => ({
  criterion,
  answer: said,
});

test("an unanswered criterion is not known, the newest answer counts, an exception passes, and a caution only has to be looked at", () => {
  const at = (...answers: ReturnType<typeof answer>[]) =>
    standsAgainst(["age", "years"], ["caution"], answers);
  expect(at()).toEqual({ notMet: [], notKnown: ["age", "years"], cautionsOpen: ["caution"] });
  expect(at(answer("age", "met"), answer("years", "not-met"), answer("caution", "met"))).toEqual({
    notMet: ["years"],
    notKnown: [],
    cautionsOpen: [],
  });
  expect(mayBeAccepted(at(answer("age", "met"), answer("years", "not-met"), answer("caution", "met")))).toBe(
    false,
  );
  expect(
    mayBeAccepted(at(answer("age", "met"), answer("years", "exception"), answer("caution", "met"))),
  ).toBe(true);
  expect(
    mayBeAccepted(at(answer("age", "met"), answer("years", "exception"), answer("caution", "not-known"))),
  ).toBe(false);
  expect(at(answer("age", "met"), answer("age", "not-met")).notMet).toEqual(["age"]);
});

const came = (nomination: string, state: Came["state"], day: string): Came => ({
  nomination,
  state,
  at: Temporal.Instant.from(`${day}T09:00:00Z`),
});

test("time in each state: over stays by median and range, those that go on apart, a settled decision that stays is no move", () => {
  const history = [
    came("a", "nominated", "2026-01-01"),
    came("a", "consented", "2026-01-03"),
    came("a", "panel", "2026-01-10"),
    came("a", "shortlisted", "2026-01-11"),
    came("a", "shortlisted", "2026-01-12"),
    came("b", "nominated", "2026-01-01"),
    came("b", "consented", "2026-01-09"),
    came("b", "refused-by-person", "2026-01-10"),
    came("c", "nominated", "2026-01-05"),
  ];
  const times = timesIn(history, Temporal.Instant.from("2026-01-31T09:00:00Z"));
  const of = (state: Came["state"]) => times.find((time) => time.state === state);
  expect(of("nominated")).toEqual({
    state: "nominated",
    ever: 3,
    days: [2, 8],
    median: 5,
    still: [{ nomination: "c", days: 26 }],
  });
  expect(of("consented")).toEqual({ state: "consented", ever: 2, days: [1, 7], median: 4, still: [] });
  expect(of("shortlisted")).toEqual({
    state: "shortlisted",
    ever: 1,
    days: [],
    median: undefined,
    still: [{ nomination: "a", days: 20 }],
  });
  const { all, open, ends } = endsOf(history);
  expect([all, open]).toEqual([3, 2]);
  expect(ends.find((end) => end.state === "refused-by-person")).toEqual({
    state: "refused-by-person",
    n: 1,
    from: [{ state: "consented", n: 1 }],
  });
});

test("the middle of numbers, and small counts for whoever is not entitled to them", () => {
  expect([median([]), median([4]), median([1, 9]), median([1, 2, 9])]).toEqual([undefined, 4, 5, 2]);
  expect([0, 1, 4, 5].map((n) => toldCount(n, false))).toEqual(["0", "under 5", "under 5", "5"]);
  expect(toldCount(1, true)).toBe("1");
});

test("every programme's criteria and cautions have a code of their own and say where they come from; nobody has signed them off", () => {
  for (const programme of PROGRAMMES) {
    const codes = [...programme.criteria, ...CAUTIONS].map((one) => one.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { mark } of programme.criteria) expect(mark).toMatch(/\[(L:S\d|M)/);
    expect(programme.signedOff).toBeUndefined();
  }
  expect(PROGRAMMES.map((one) => one.code)).toEqual([
    "riott",
    "glasgow",
    "middlesbrough",
    "switzerland",
    "prove",
    "germany",
    "naomi",
    "salome",
    "crism",
  ]);
});

test("the text of the agreement that was signed is never changed: its fingerprint is the one of the day it was written", () => {
  expect([agreementInForce().version, agreementPrint(agreementInForce())]).toMatchInlineSnapshot(`
    [
      1,
      "18f87409df649a09386a0c844930ebf4741617f000f088fa8a33f7f3fce862df",
    ]
  `);
});
