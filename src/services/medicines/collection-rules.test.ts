import { expect, test } from "vitest";
import { refuse } from "../../kernel/result.ts";
import { type DueDay, daysMissed, decideCollection } from "./collection-rules.ts";
import { type Taken, warningsOf } from "./opioid-rules.ts";
import { type Course, decideSpan, planCollections, standingOn, totalOf } from "./plan-rules.ts";
import { PRODUCTS, type Product } from "./products.ts";
import { protocolFor } from "./protocols.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.Instant.from(text);
const product = (code: string): Product => {
  const found = PRODUCTS.get(code);
  if (!found) expect.fail(code);
  return found;
};
const METHADONE = product("methadone-solution");
const WEEKLY = product("buprenorphine-depot-weekly-16");

const course = (more: Partial<Course> = {}): Course => ({
  micrograms: 40_000,
  startsOn: day("2026-12-01"),
  endsOn: day("2026-12-14"),
  weekdays: [1, 2, 3, 4, 5, 6],
  supervised: "every",
  wordings: [],
  ...more,
});
const notSundays = (date: Temporal.PlainDate) => date.dayOfWeek !== 7;

test("a Sunday on which the pharmacy is closed is taken home on Saturday, and 14 days of 40 mg are 560 mg", () => {
  const plan = planCollections(course(), METHADONE, notSundays);
  if (!plan.ok) expect.fail("it can be planned");
  expect(plan.value).toHaveLength(12);
  expect(plan.value.find(({ dueOn }) => dueOn.toString() === "2026-12-05")).toMatchObject({
    days: 2,
    supervised: 40_000,
    home: 40_000,
  });
  expect(plan.value.at(-1)).toMatchObject({ days: 1, home: 0 });
  expect(totalOf(plan.value)).toBe(560_000);
});

test("a bank holiday is taken home the day before, and one on the first day is refused", () => {
  const closed = (date: Temporal.PlainDate) => !["2026-12-06", "2026-12-07"].includes(date.toString());
  const plan = planCollections(course(), METHADONE, closed);
  expect(plan.ok && plan.value.find(({ dueOn }) => dueOn.toString() === "2026-12-05")).toMatchObject({
    days: 3,
    home: 80_000,
  });
  expect(planCollections(course({ startsOn: day("2026-12-07") }), METHADONE, closed)).toMatchObject(
    refuse({ code: "closed-on-first-day" }),
  );
});

test("no day of a course is left without its dose: its first day is a day of collection or it is refused", () => {
  expect(planCollections(course({ weekdays: [1, 4] }), METHADONE, notSundays)).toMatchObject(
    refuse({ code: "first-day-not-collected" }),
  );
});

test.each(["2026-03-28", "2026-10-24"])(
  "a course over the night on which clocks change from %s has each day once",
  (start) => {
    const plan = planCollections(
      course({ startsOn: day(start), endsOn: day(start).add({ days: 2 }), weekdays: [1, 2, 3, 4, 5, 6, 7] }),
      METHADONE,
      () => true,
    );
    expect(plan.ok && plan.value.map(({ dueOn, days }) => [dueOn.toString(), days])).toEqual(
      [0, 1, 2].map((i) => [day(start).add({ days: i }).toString(), 1]),
    );
  },
);

test("a weekly depot is injected every seventh day, each time in full", () => {
  const plan = planCollections(course({ micrograms: 16_000, endsOn: day("2026-12-28") }), WEEKLY, notSundays);
  expect(
    plan.ok && plan.value.map(({ dueOn, supervised, home }) => [dueOn.toString(), supervised, home]),
  ).toEqual([
    ["2026-12-01", 16_000, 0],
    ["2026-12-08", 16_000, 0],
    ["2026-12-15", 16_000, 0],
    ["2026-12-22", 16_000, 0],
  ]);
});

test("what is signed runs from its first day, not from the day another takes its place, and not after its last", () => {
  const one = {
    state: "signed",
    startsOn: day("2026-12-01"),
    endsOn: day("2026-12-14"),
    stopsOn: day("2026-12-08"),
  } as const;
  expect(
    ["2026-11-30", "2026-12-01", "2026-12-07", "2026-12-08"].map((on) => standingOn(one, day(on))),
  ).toEqual(["signed", "running", "running", "changed"]);
  expect(standingOn({ ...one, stopsOn: undefined }, day("2026-12-15"))).toBe("run out");
});

const due = (more: Partial<DueDay> = {}): DueDay => ({
  dueOn: day("2026-12-04"),
  days: 3,
  supervised: 40_000,
  home: 80_000,
  state: "signed",
  stopsOn: undefined,
  outcome: undefined,
  died: false,
  wordings: [],
  ...more,
});
const FRIDAY = at("2026-12-04T10:00:00Z");
const give = (more: Partial<DueDay>, now = FRIDAY) =>
  decideCollection(due(more), { what: "given", at: now }, now);

test("what is due today is given in full, once", () => {
  expect(give({})).toMatchObject({
    ok: true,
    value: { outcome: "supervised", micrograms: 120_000, supervised: 40_000 },
  });
  expect(give({ outcome: "supervised" })).toMatchObject(refuse({ code: "recorded-already" }));
});

test.each([
  ["on hold", { state: "held" }, "on-hold"],
  ["changed from that day on", { stopsOn: day("2026-12-04") }, "stopped"],
  ["ended", { state: "ended" }, "stopped"],
  ["of somebody who has died", { died: true }, "has-died"],
  ["due tomorrow", { dueOn: day("2026-12-05") }, "not-due-yet"],
  ["due yesterday", { dueOn: day("2026-12-03"), days: 1 }, "day-is-over"],
] as const)("nothing is given of a prescription %s", (_what, more, code) => {
  expect(give(more)).toMatchObject({ ok: false, refusal: { code } });
});

test("come for a day late, only the days left are given, and only where the wording says so", () => {
  const saturday = at("2026-12-05T10:00:00Z");
  expect(give({ outcome: "missed" }, saturday)).toMatchObject(refuse({ code: "recorded-already" }));
  expect(give({ outcome: "missed", wordings: ["remaining-days"] }, saturday)).toMatchObject({
    ok: true,
    value: { micrograms: 80_000, fromOn: day("2026-12-05") },
  });
  expect(give({ outcome: "missed", wordings: ["remaining-days"] }, at("2026-12-07T10:00:00Z")).ok).toBe(
    false,
  );
});

test("what has happened is never refused, whatever stands against it, but says how it came about", () => {
  const told = { what: "given", at: FRIDAY, despite: "Handed over before the hold was seen" } as const;
  for (const more of [{ state: "held" }, { state: "ended" }, { died: true }, { outcome: "missed" }] as const)
    expect(decideCollection(due(more), told, FRIDAY)).toMatchObject({
      ok: true,
      value: { micrograms: 120_000, despite: told.despite },
    });
  expect(decideCollection(due({ state: "held" }), { ...told, despite: " " }, FRIDAY)).toEqual(
    refuse({ code: "reason-needed" }),
  );
});

test("a minute before midnight is today, also where the clocks differ from universal time", () => {
  expect(give({ dueOn: day("2026-07-10") }, at("2026-07-10T22:59:00Z")).ok).toBe(true);
  expect(give({ dueOn: day("2026-07-10"), days: 1 }, at("2026-07-10T23:01:00Z"))).toMatchObject(
    refuse({ code: "day-is-over" }),
  );
});

const past = (...outcomes: readonly (readonly [string, DueDay["outcome"], number?])[]) =>
  outcomes.map(([on, outcome, days]) => ({ dueOn: day(on), days: days ?? 1, outcome }));

test("three days missed one after another are three; a dose in between begins anew", () => {
  const three = past(["2026-12-01", "missed"], ["2026-12-02", "refused"], ["2026-12-03", "missed"]);
  expect(daysMissed(three, day("2026-12-03"))).toBe(3);
  expect(
    daysMissed(
      past(["2026-12-01", "missed"], ["2026-12-02", "supervised"], ["2026-12-03", "missed"]),
      day("2026-12-03"),
    ),
  ).toBe(1);
});

test("days are counted and not collections: three days that were to be taken home on Friday are three by Sunday", () => {
  const friday = past(["2026-12-03", "supervised"], ["2026-12-04", "missed", 3]);
  expect(
    ["2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07"].map((on) => daysMissed(friday, day(on))),
  ).toEqual([1, 2, 3, 3]);
});

test("a day on which the pharmacy was closed neither counts nor breaks the row, and after a restart the count begins anew", () => {
  const days = past(
    ["2026-12-01", "missed"],
    ["2026-12-02", "missed"],
    ["2026-12-03", "closed"],
    ["2026-12-04", "missed"],
  );
  expect(daysMissed(days, day("2026-12-04"))).toBe(3);
  expect(daysMissed(days, day("2026-12-04"), day("2026-12-04"))).toBe(1);
});

const prescribed = (id: string, more: Partial<Taken> = {}): Taken => ({
  id,
  drug: "methadone",
  micrograms: 40_000,
  everyDays: undefined,
  startsOn: day("2026-12-01"),
  endsOn: day("2026-12-14"),
  stopsOn: undefined,
  state: "signed",
  replaces: undefined,
  givenUntil: undefined,
  agency: `Agency ${id}`,
  ...more,
});

test("the same drug prescribed twice is added, day by day, for all to see", () => {
  const two = [
    prescribed("A"),
    prescribed("B", { micrograms: 30_000, startsOn: day("2026-12-10"), endsOn: day("2026-12-20") }),
  ];
  expect(warningsOf(two, [], undefined, FRIDAY)).toEqual([
    {
      code: "same-drug-twice",
      words: "Methadone is prescribed twice for the same days.",
      sum: "From 10 Dec 2026 to 14 Dec 2026: 40 mg (Agency A) + 30 mg (Agency B) = 70 mg a day.",
    },
  ]);
});

test("two opioids are named beside each other and never added, and nothing is converted", () => {
  const [warning] = warningsOf(
    [prescribed("A"), prescribed("B", { drug: "buprenorphine", micrograms: 8000 })],
    [],
    undefined,
    FRIDAY,
  );
  expect(warning).toMatchObject({ code: "two-opioids" });
  expect(warning?.sum).toBe(
    "From 1 Dec 2026 to 14 Dec 2026. 40 mg (Agency A) and 8 mg (Agency B). They are not added: no dose of one is worked out from the other.",
  );
  expect(warning?.sum).not.toMatch(/48|=|\+/);
});

test("a prescription that takes another's place is no second one, and one on hold counts", () => {
  expect(
    warningsOf(
      [prescribed("A"), prescribed("B", { replaces: "A", startsOn: day("2026-12-08") })],
      [],
      undefined,
      FRIDAY,
    ),
  ).toEqual([]);
  expect(
    warningsOf([prescribed("A"), prescribed("B", { state: "held" })], [], undefined, FRIDAY)[0]?.sum,
  ).toContain("on hold");
});

test("what is prescribed is held against the dose last seen, by its arithmetic", () => {
  const seen = { drug: "methadone", micrograms: 30_000, givenAt: at("2026-12-03T09:00:00Z") };
  expect(warningsOf([prescribed("A")], [], seen, FRIDAY)[0]?.sum).toBe("40 mg − 30 mg = 10 mg more a day.");
  const long = { ...seen, givenAt: at("2026-11-28T09:00:00Z") };
  expect(warningsOf([prescribed("A")], [], long, FRIDAY)[0]).toMatchObject({
    code: "gap",
    words: "5 days without a dose that anybody saw. Tolerance may be lost.",
  });
});

test("what adds to an opioid is warned of where an alert says it", () => {
  const codes = (alerts: readonly string[]) =>
    warningsOf([prescribed("A")], alerts, undefined, FRIDAY).map(({ code }) => code);
  expect(codes(["Takes benzodiazepines or z-drugs: diazepam, bought", "Allergic to penicillin"])).toEqual([
    "benzodiazepine",
  ]);
  expect(warningsOf([], ["Drinks alcohol dependently"], undefined, FRIDAY)).toEqual([]);
});

test("what is at home already for days of a new prescription is reckoned up", () => {
  const old = prescribed("A", { stopsOn: day("2026-12-05"), givenUntil: day("2026-12-06") });
  const next = prescribed("B", { replaces: "A", startsOn: day("2026-12-05"), micrograms: 50_000 });
  expect(warningsOf([old, next], [], undefined, FRIDAY)).toEqual([
    {
      code: "at-home",
      words: "Doses for 2 days of it are at home already.",
      sum: "5 Dec 2026 to 6 Dec 2026: 2 × 40 mg = 80 mg, beside 50 mg a day from 5 Dec 2026.",
    },
  ]);
  expect(warningsOf([{ ...old, givenUntil: day("2026-12-04") }, next], [], undefined, FRIDAY)).toEqual([]);
});

test("one prescription is for fourteen days at most, and is begun within twenty-eight of being signed", () => {
  const protocol = protocolFor(METHADONE);
  if (!protocol) expect.fail("methadone has a protocol");
  const span = (startsOn: string, days: number) =>
    decideSpan(
      { startsOn: day(startsOn), endsOn: day(startsOn).add({ days: days - 1 }) },
      protocol,
      day("2026-12-01"),
    );
  expect(span("2026-12-01", 14).ok).toBe(true);
  expect(span("2026-12-01", 15)).toMatchObject(refuse({ code: "too-many-days", days: 15, most: 14 }));
  expect(span("2026-12-29", 1).ok).toBe(true);
  expect(span("2026-12-30", 1)).toMatchObject(refuse({ code: "starts-too-late" }));
});
