import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Protocol } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
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
  overnightConfirmed: false,
  releasedUnconfirmed: false,
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
  // 48 to 72: 50 %.
  expect([tried(50, 60, "2026-06-04"), tried(55, 60, "2026-06-04")]).toEqual([
    "goes on, titration",
    "after-gap 50",
  ]);
  expect([tried(15, 130, "2026-06-07"), tried(20, 130, "2026-06-07")]).toEqual([
    "begins",
    "above-first-dose 15",
  ]);
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
