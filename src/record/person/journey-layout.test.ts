import fc from "fast-check";
import { expect, test } from "vitest";
import { type Frame, periodStart } from "./journey-axis.ts";
import { pathOf } from "./journey-connectors.ts";
import { layoutJourney } from "./journey-layout.ts";
import type { Journey, JourneyEvent } from "./journey-model.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

/** January to March 2026 has 90 days; on 900 units a day is 10, and 1 January stands at 50. */
const FRAME: Frame = { width: 1000, left: 50, right: 950, namesAbove: false };
const stay = (service: string, startedOn: string, endedOn?: string, words = "x") => ({
  service,
  serviceName: service,
  startedOn: day(startedOn),
  endedOn: endedOn ? day(endedOn) : undefined,
  stage: words,
  ending: words,
});
const journey = (more: Partial<Journey>): Journey => ({
  episodes: [stay("diversion", "2026-01-11", "2026-02-10"), stay("community", "2026-02-15")],
  handovers: [],
  events: [],
  measures: [],
  today: day("2026-03-22"),
  ...more,
});
const layout = (more: Partial<Journey>) => layoutJourney(journey(more), FRAME);
const offence = (on: string): JourneyEvent => ({
  kind: "offence",
  label: "Theft",
  on: day(on),
  precision: "day",
});

test("the axis runs over whole months, from the first fact to today", () => {
  const { axis } = layout({});
  expect([axis.from.toString(), axis.to.toString()]).toEqual(["2026-01-01", "2026-04-01"]);
  expect(axis.months.map((tick) => [tick.label, tick.x])).toEqual([
    ["Jan", 50],
    ["Feb", 360],
    ["Mar", 640],
  ]);
  expect(axis.years).toEqual([{ x: 50, label: "2026", isYear: true }]);
});

test("a fact after today, such as a planned end, is still inside the axis", () => {
  expect(layout({ episodes: [stay("prison", "2026-01-11", "2026-05-20")] }).axis.to.toString()).toBe(
    "2026-06-01",
  );
});

test("a stay begins and ends where its days are; an open one runs to today", () => {
  const bars = layout({}).lanes.flatMap((lane) =>
    lane.bars.map(({ x, width, open }) => ({ x, width, open })),
  );
  // 11 January is ten days in; to 10 February is 30 days. 15 February is 45 days in; to 22 March is 35 days.
  expect(bars).toEqual([
    { x: 150, width: 300, open: false },
    { x: 500, width: 350, open: true },
  ]);
});

test("there is one lane for each service, in the order the person came to them", () => {
  const lanes = layout({
    episodes: [
      stay("community", "2026-02-15"),
      stay("diversion", "2026-01-11", "2026-01-20"),
      stay("diversion", "2026-03-01"),
    ],
    handovers: [
      { fromService: "community", toService: "housing", offeredOn: day("2026-01-02"), state: "offered" },
    ],
  }).lanes;
  expect(lanes.map((lane) => [lane.service, lane.bars.length, lane.standing])).toEqual([
    ["diversion", 2, "x"],
    ["community", 1, "x"],
    ["housing", 0, "Not begun"],
  ]);
  for (const [index, lane] of lanes.entries()) {
    const next = lanes[index + 1];
    if (next) expect(next.top).toBe(lane.top + lane.height);
  }
});

test("two stays at once with one service stand under each other, and one after the other in one line", () => {
  const [lane] = layout({
    episodes: [
      stay("housing", "2026-01-01", "2026-02-01"),
      stay("housing", "2026-01-15"),
      stay("housing", "2026-02-01", "2026-02-10"),
    ],
  }).lanes;
  const tops = lane?.bars.map((bar) => bar.y) ?? [];
  expect([tops[1] === tops[0], tops[2] === tops[0]]).toEqual([false, true]);
});

test("words stand in a bar only where they fit", () => {
  const [lane] = layout({
    episodes: [
      stay("a", "2026-01-01", "2026-01-03", "Completed"),
      stay("a", "2026-01-10", "2026-01-31", "Completed"),
    ],
  }).lanes;
  expect(lane?.bars.map((bar) => bar.label)).toEqual([undefined, "Completed"]);
});

test("a handover that arrived runs from the day it was offered to the day of arrival, between the edges of the bars", () => {
  const { connectors, lanes } = layout({
    handovers: [
      {
        fromService: "diversion",
        toService: "community",
        offeredOn: day("2026-02-05"),
        acceptedOn: day("2026-02-10"),
        arrivedOn: day("2026-02-15"),
        state: "arrived",
      },
    ],
  });
  const [connector] = connectors;
  const [from, to] = lanes.map((lane) => lane.bars[0]);
  expect(connector?.look).toBe("arrived");
  expect(connector?.offered).toEqual({ x: 400, y: (from?.y ?? 0) + 26 });
  expect(connector?.end).toEqual({ x: 500, y: to?.y });
  // Accepted half way between: the line is symmetrical, so it passes its own middle there.
  expect(connector?.accepted?.x).toBe(450);
  expect(connector?.accepted?.y).toBeCloseTo(((from?.y ?? 0) + 26 + (to?.y ?? 0)) / 2, 3);
});

test("a handover that waits runs to today, and is late when it says so", () => {
  const waiting = (late: boolean) =>
    layout({
      handovers: [
        {
          fromService: "community",
          toService: "housing",
          offeredOn: day("2026-03-02"),
          state: "offered",
          late,
        },
      ],
    }).connectors[0];
  expect([waiting(false)?.look, waiting(false)?.end.x]).toEqual(["open", 850]);
  expect(waiting(true)?.look).toBe("late");
  expect(waiting(true)?.title).toContain("offered on 2 March 2026, offered, waiting for an answer, late");
});

test("a declined handover stops on the day it was declined", () => {
  const { connectors } = layout({
    handovers: [
      {
        fromService: "community",
        toService: "diversion",
        offeredOn: day("2026-03-02"),
        closedOn: day("2026-03-12"),
        state: "declined",
        late: true,
      },
    ],
  });
  expect([connectors[0]?.look, connectors[0]?.end.x]).toEqual(["closed", 750]);
});

test("a line between lanes goes down, across, and down", () => {
  expect(pathOf({ offered: { x: 10, y: 20 }, end: { x: 50, y: 60 }, bend: 22 })).toBe(
    "M10.0 20.0C10.0 42.0 50.0 38.0 50.0 60.0",
  );
});

test("events far enough apart are marks of their own", () => {
  const [row] = layout({ events: [offence("2026-01-11"), offence("2026-01-13")] }).events;
  expect(row?.marks.map((mark) => mark.x)).toEqual([150, 170]);
  expect(row?.tallies).toEqual([]);
});

test("events that would hide each other are counted by month, and none is lost", () => {
  const events = [offence("2026-01-11"), offence("2026-01-11"), offence("2026-01-12"), offence("2026-03-31")];
  const [row] = layout({ events }).events;
  expect(row?.marks).toEqual([]);
  // January is 310 units wide from 50, March 310 from 640; a unit is left free on each side.
  expect(row?.tallies.map(({ x, width, count, title }) => ({ x, width, count, title }))).toEqual([
    { x: 51, width: 308, count: 3, title: "3 recorded offences, January 2026" },
    { x: 641, width: 308, count: 1, title: "1 recorded offence, March 2026" },
  ]);
  expect(row?.standing).toBe("4, by month");
});

test("however many events there are, the columns add up to them", () => {
  const days = fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(days, (offsets) => {
      const events = offsets.map((offset) => offence(day("2001-05-20").add({ days: offset }).toString()));
      const [row] = layout({ events }).events;
      const drawn =
        (row?.marks.length ?? 0) + (row?.tallies ?? []).reduce((sum, tally) => sum + tally.count, 0);
      expect(drawn).toBe(events.length);
      for (const tally of row?.tallies ?? []) {
        expect(tally.x).toBeGreaterThanOrEqual(FRAME.left);
        expect(tally.x + tally.width).toBeLessThanOrEqual(FRAME.right);
      }
    }),
  );
});

test("a day that is not known is marked as such", () => {
  const [row] = layout({
    events: [{ kind: "overdose", label: "Overdose", on: day("2026-02-01"), precision: "month" }],
  }).events;
  expect(row?.marks).toEqual([{ x: 360, exact: false, title: "Overdose, February 2026" }]);
});

test("time in custody is a band through the picture and a row of its own", () => {
  const { custody, events } = layout({
    events: [
      {
        kind: "custody",
        label: "In custody",
        on: day("2026-01-11"),
        endedOn: day("2026-01-21"),
        precision: "day",
      },
    ],
  });
  expect(custody).toEqual([
    { x: 150, width: 100, title: "In custody from 11 January 2026 to 21 January 2026" },
  ]);
  expect(events[0]?.spells).toEqual([
    { x: 150, width: 100, title: "In custody, 11 January 2026 to 21 January 2026" },
  ]);
});

test("custody that has not ended runs to today", () => {
  const { custody } = layout({
    events: [{ kind: "custody", label: "In custody", on: day("2026-03-12"), precision: "day" }],
  });
  expect(custody).toEqual([{ x: 750, width: 100, title: "In custody from 12 March 2026 and still" }]);
});

test("a score's line rises from the bottom of its row to the top of its range", () => {
  const [row] = layout({
    measures: [
      {
        code: "psychological-health",
        name: "Psychological health",
        points: [
          { on: day("2026-03-02"), value: 20, max: 20 },
          { on: day("2026-01-11"), value: 0, max: 20 },
        ],
      },
    ],
  }).measures;
  const base = (row?.top ?? 0) + (row?.height ?? 0) - 9;
  expect(row?.points.map(({ x, y, value }) => [x, y, value])).toEqual([
    [150, base, 0],
    [650, base - 34, 20],
  ]);
  expect(row?.standing).toBe("20 of 20 at last");
});

test("today stands at its day", () => {
  expect(layout({}).today).toEqual({ x: 850, title: "Today, 22 March 2026" });
});

test("years alone are named when months would crowd", () => {
  const { axis } = layout({ episodes: [stay("community", "1996-03-01")] });
  expect(axis.months).toEqual([]);
  // Thirty years on 900 units: every other January, counted in even years, and the year the axis begins in.
  expect(axis.years.slice(0, 3).map((tick) => tick.label)).toEqual(["1996", "1998", "2000"]);
});

test("a period begins where a calendar would begin it", () => {
  expect([1, 3, 6, 12].map((months) => periodStart(day("2026-11-21"), months).toString())).toEqual([
    "2026-11-01",
    "2026-10-01",
    "2026-07-01",
    "2026-01-01",
  ]);
});
