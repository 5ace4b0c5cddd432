import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Protocol } from "../protocol/protocol.ts";
import { DIAMORPHINE, HYDROMORPHONE } from "../protocol/shipped.ts";
import type { Part, Slot } from "./order.ts";
import { sayOrder } from "./order-messages.ts";
import { decideOrder, type History, STEADY, type Wanted } from "./order-rules.ts";

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const day = (text: string) => Temporal.PlainDate.from(text);
const mg = (milligrams: number): number => milligrams * 1000;
/** Monday 1 June 2026, 19:00 in England. */
const NOW = at("2026-06-01T18:00:00Z");

const part = (slot: Slot, milligrams: number, number = 1, leastMinutes = 240): Part => ({
  slot,
  part: number,
  product: "diamorphine-ampoule-30",
  micrograms: mg(milligrams),
  leastMinutes,
});
const twice = (morning: number, evening: number): readonly Part[] => [
  part("morning", morning),
  part("evening", evening),
];
const order = (parts: readonly Part[], more: Partial<Wanted> = {}): Wanted => ({
  kind: "standing",
  drugClass: "diamorphine",
  startsOn: day("2026-06-02"),
  endsOn: day("2026-06-02"),
  slot: undefined,
  sessionsADay: 2,
  mostSingle: mg(400),
  mostDaily: mg(900),
  rangeLeast: undefined,
  rule: "label-twice-daily",
  parts,
  ...more,
});
/** Injected at 09:00 and 16:30 in England on days until this one, in milligrams. */
const had = (
  doses: readonly (readonly [on: string, milligrams: number])[],
  more: Partial<History> = {},
): History => ({
  taken: doses.map(([text, milligrams]) => ({ endedAt: at(text), micrograms: mg(milligrams) })),
  current: undefined,
  raisedOn: undefined,
  nightsSeen: () => false,
  missed: [],
  away: [],
  riseStop: undefined,
  ...more,
});
const said = (wanted: Wanted, history: History, now = NOW, protocol: Protocol = DIAMORPHINE): string => {
  const decided = decideOrder(wanted, protocol, history, now);
  if (decided.ok)
    return decided.value.begins
      ? "begins"
      : `${decided.value.raises ? "raises" : "goes on"}, ${decided.value.phase}`;
  const { refusal } = decided;
  return "most" in refusal ? `${refusal.code} ${refusal.most / 1000}` : refusal.code;
};

const TODAY = [
  ["2026-06-01T08:00:00Z", 60],
  ["2026-06-01T15:30:00Z", 60],
] as const;

describe("two sessions a day by the label", () => {
  test("rise by half of the last dose that was really had, rounded down, and no further", () => {
    expect(said(order(twice(90, 90)), had(TODAY))).toBe("raises, titration");
    expect(said(order(twice(95, 90)), had(TODAY))).toBe("above-rule 90");
    // 65 mg and half of it are 97.5: 95 can be measured.
    const odd = had([["2026-06-01T15:30:00Z", 65]]);
    expect([said(order(twice(95, 95)), odd), said(order(twice(100, 95)), odd)]).toEqual([
      "raises, titration",
      "above-rule 95",
    ]);
  });

  test("count what went in, not what was ordered: half a dose is what the next rises from", () => {
    const half = had([...TODAY.slice(0, 1), ["2026-06-01T15:30:00Z", 30]]);
    expect(said(order(twice(60, 60)), half)).toBe("above-rule 45");
    // As much as stands ordered and was borne in the morning is no rise.
    expect(said(order(twice(60, 60)), { ...half, current: { parts: twice(60, 60), phase: "stable" } })).toBe(
      "goes on, titration",
    );
  });

  test("take two parts of one session for one dose", () => {
    const parts = had([
      ["2026-06-01T15:00:00Z", 15],
      ["2026-06-01T15:35:00Z", 15],
    ]);
    expect([said(order(twice(45, 45)), parts), said(order(twice(50, 45)), parts)]).toEqual([
      "raises, titration",
      "above-rule 45",
    ]);
  });
});

/** The protocol for a clinic that opens three times a day. */
const ofThree: Protocol = {
  ...DIAMORPHINE,
  parameters: {
    ...DIAMORPHINE.parameters,
    "sessions-a-day": { value: 3, mark: "L", source: "clinicaltrials.gov: up to three a day" },
  },
};

test("three sessions a day by the label: each at most half of the day before", () => {
  const three = (milligrams: number) => [
    part("morning", milligrams),
    part("midday", milligrams),
    part("evening", milligrams),
  ];
  const wanted = (milligrams: number) =>
    order(three(milligrams), { sessionsADay: 3, rule: "label-multi-daily" });
  const history = had([
    ["2026-06-01T07:00:00Z", 30],
    ["2026-06-01T11:00:00Z", 30],
    ["2026-06-01T15:30:00Z", 60],
  ]);
  expect([said(wanted(60), history, NOW, ofThree), said(wanted(65), history, NOW, ofThree)]).toEqual([
    "goes on, titration",
    "above-rule 60",
  ]);
  // The protocol as it comes has two sessions a day: a third is refused before anything else is asked.
  expect(said(wanted(60), history)).toBe("too-many-sessions");
  expect(sayOrder({ code: "too-many-sessions", sessions: 2 })).toMatch(/^The protocol has 2 sessions a day/);
});

test("a steady order raises nothing, and is stable once it has stood for fourteen days", () => {
  const current = { parts: twice(60, 60), phase: "titration" } as const;
  const steady = order(twice(60, 60), { rule: STEADY });
  expect(said(order(twice(65, 60), { rule: STEADY }), had(TODAY, { current }))).toBe("above-rule 60");
  expect(said(steady, had(TODAY, { current, raisedOn: day("2026-05-20") }))).toBe("goes on, titration");
  expect(said(steady, had(TODAY, { current, raisedOn: day("2026-05-19") }))).toBe("goes on, stable");
});

test("after sedation nothing is raised, and the same or less may be ordered", () => {
  const riseStop = { because: "sedation", happenedAt: NOW, notedAt: NOW } as const;
  const history = had(TODAY, { riseStop, current: { parts: twice(60, 60), phase: "stable" } });
  expect(said(order(twice(65, 60)), history)).toBe("rise-stopped");
  expect(said(order(twice(60, 60)), history)).toBe("goes on, titration");
  expect(said(order(twice(40, 60)), history)).toBe("goes on, titration");
});

test("after a gap what stood ordered is capped, nothing is raised, and after five days it is begun anew", () => {
  const current = { parts: twice(100, 100), phase: "stable" } as const;
  const history = had([["2026-06-01T15:30:00Z", 100]], { current });
  const on = (text: string) => ({ startsOn: day(text), endsOn: day(text) });
  const tried = (milligrams: number, hours: number, text: string) =>
    said(order(twice(milligrams, milligrams), on(text)), history, at("2026-06-01T15:30:00Z").add({ hours }));
  // 24 to 48 hours without confirmed methadone: 75 %.
  expect([tried(75, 40, "2026-06-03"), tried(80, 40, "2026-06-03")]).toEqual([
    "goes on, titration",
    "after-gap 75",
  ]);
  // 48 to 72: 50 %, in two halves.
  const halves = order(
    [part("morning", 25), part("morning", 25, 2, 30), part("evening", 25), part("evening", 25, 2, 30)],
    on("2026-06-04"),
  );
  expect([
    said(halves, history, at("2026-06-04T03:30:00Z")),
    tried(50, 60, "2026-06-04"),
    tried(55, 60, "2026-06-04"),
  ]).toEqual(["goes on, titration", "not-in-halves 25", "after-gap 50"]);
  expect(sayOrder({ code: "not-in-halves", slot: "morning", most: mg(25), apart: 30 })).toBe(
    "A night’s opioid by mouth is not confirmed, so what the gap leaves is given in halves. Write the morning session as two parts of at most 25 mg, at least 30 minutes apart",
  );
  expect([tried(15, 130, "2026-06-07"), tried(20, 130, "2026-06-07")]).toEqual([
    "begins",
    "above-first-dose 15",
  ]);
});

describe("a schedule of a protocol", () => {
  /** Hydromorphone's rapid schedule, case A, with its second part 20 minutes later, for diamorphine's ampoules. */
  const rapid: Protocol = {
    ...DIAMORPHINE,
    schedules: HYDROMORPHONE.schedules,
  };
  const now = at("2026-06-03T11:00:00Z");
  const on = (text: string) => ({ startsOn: day(text), endsOn: day(text), rule: "rapid-a" });
  const two = (first: number, second: number, evening: number, minutes = 30) => [
    part("morning", first),
    part("morning", second, 2, minutes),
    part("evening", evening),
  ];
  const tries = (parts: readonly Part[], text: string, history: History) =>
    said(order(parts, on(text)), history, now, rapid);
  const first = [
    ["2026-06-02T08:00:00Z", 75],
    ["2026-06-02T15:30:00Z", 80],
  ] as const;

  test("is counted in days from the last time it was begun anew, and a former patient does not go on where they were", () => {
    // Twenty days of April, then begun anew on 2 June: on 3 June it is day 2, 80 + 20 and 100 mg, and not what is maintained, 140 mg.
    const april = Array.from({ length: 20 }, (_, i) => [
      `2026-04-${String(i + 1).padStart(2, "0")}T08:00:00Z`,
      140,
    ]) as [string, number][];
    const history = had([...april, ...first]);
    expect([
      tries(two(80, 20, 100), "2026-06-03", history),
      tries(twice(140, 100), "2026-06-03", history),
    ]).toEqual(["raises, titration", "above-schedule 80"]);
    // So it is where only an absence of a day began it anew.
    const away = [{ before: at("2026-06-02T06:00:00Z"), noted: at("2026-06-02T06:00:00Z") }];
    const may = Array.from({ length: 3 }, (_, i) => [`2026-05-${30 + i}T15:00:00Z`, 140]) as [
      string,
      number,
    ][];
    const back = had([...may.slice(0, 2), ["2026-06-01T08:00:00Z", 140], ...first], { away });
    expect(tries(twice(140, 100), "2026-06-03", back)).toBe("above-schedule 80");
  });

  test("does not count what was had today for the order of today: at noon it is the same day as in the morning", () => {
    const history = had([...first, ["2026-06-03T08:00:00Z", 100]]);
    expect(tries(twice(100, 100), "2026-06-03", history)).toBe("above-schedule 80");
    // From tomorrow it is day 3: 100 and 100 mg.
    expect(tries(twice(100, 100), "2026-06-04", history)).toBe("goes on, titration");
  });

  test("holds part by part: one injection of what two parts come to is refused, as is a second part too soon and a third", () => {
    const none = had([]);
    expect([
      tries(two(45, 30, 50), "2026-06-03", none),
      tries(twice(75, 50), "2026-06-03", none),
      tries(two(30, 45, 50), "2026-06-03", none),
    ]).toEqual(["begins", "above-first-dose 45", "above-first-dose 30"]);
    const history = had(first);
    expect([
      tries(twice(100, 100), "2026-06-03", history),
      tries(two(75, 25, 100), "2026-06-03", history),
      tries([...two(80, 15, 100), part("morning", 5, 3, 30)], "2026-06-03", history),
    ]).toEqual(["above-schedule 80", "above-schedule 20", "above-schedule 0"]);
    // First doses may follow straight away by the label, and by this schedule not before 20 minutes.
    expect([
      tries(two(15, 15, 50, 0), "2026-06-03", none),
      tries(two(15, 15, 50, 20), "2026-06-03", none),
    ]).toEqual(["interval-too-short", "begins"]);
  });
});

test("no order ever comes to more than the protocol's most, whatever was had", () => {
  const amount = fc.integer({ min: 1, max: 120 }).map((steps) => steps * 5);
  fc.assert(
    fc.property(amount, amount, amount, (morning, evening, last) => {
      const answer = decideOrder(
        order(twice(morning, evening)),
        DIAMORPHINE,
        had([["2026-06-01T15:30:00Z", last]]),
        NOW,
      );
      if (!answer.ok) return;
      expect(Math.max(morning, evening)).toBeLessThanOrEqual(Math.min(400, Math.max(last, last * 1.5)));
      expect(morning + evening).toBeLessThanOrEqual(900);
    }),
  );
});
