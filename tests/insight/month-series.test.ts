import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { areaCounts } from "../../demo/area-months.ts";
import {
  by,
  column,
  expectAllClose,
  expectClose,
  found,
  warnedOf,
} from "../../src/insight/evaluate/close.fixture.ts";
import { estimateOf, type Finding } from "../../src/insight/evaluate/finding.ts";
import {
  firstAfter,
  interruptedDifference,
  interruptedMonths,
  type MonthCount,
} from "../../src/insight/evaluate/month-series.ts";
import oracle from "../../src/insight/evaluate/oracle/month-series.json" with { type: "json" };
import serial from "../../src/insight/evaluate/oracle/serial-errors.json" with { type: "json" };

const day = (text: string) => Temporal.PlainDate.from(text);
const OPENED = day("2024-10-01");
const COUNTS = areaCounts("northmoor-1", day("2026-09-01"));
const of = (area: string, measure: string): readonly MonthCount[] =>
  COUNTS.filter((one) => one.area === area && one.measure === measure);

type Golden = Omit<typeof oracle.litter, "fitted">;
const WHAT = ["trend before", "step", "change of trend", "difference at the last point"];

function expectMonths(finding: Finding, golden: Golden, first: Omit<typeof serial.litter, "fitted">): void {
  expectRows(by(finding, "AR(1)"), first);
  expectClose(estimateOf(finding, "correlation of neighbours")?.value, first.phi, 1e-6);
  expectRows(by(finding, "Newey–West"), golden);
  expectClose(estimateOf(finding, "Durbin–Watson")?.value, golden.watson, 1e-6);
  expect(finding.counts).toMatchObject({
    points: golden.points,
    "points before": golden.before,
    lag: golden.lag,
  });
}

type Rows = Pick<Golden, "value" | "error" | "low" | "high" | "p">;
function expectRows(finding: Finding, golden: Rows): void {
  const told = WHAT.map((what) => estimateOf(finding, what));
  const each = (pick: (one: (typeof told)[number]) => number | undefined, values: readonly number[]) =>
    expectAllClose(told.map(pick), values, 1e-6);
  each((one) => one?.value, golden.value);
  each((one) => one?.standardError, golden.error);
  each((one) => one?.low, golden.low);
  each((one) => one?.high, golden.high);
  each((one) => one?.p, golden.p);
}

describe("a series of an area by month", () => {
  test("the file that R read is what Northmoor's own series are made of", () => {
    const lines = COUNTS.map(({ month, code, area, measure, counted, population }) =>
      [month.toString().slice(0, 7), code, area, measure, counted, population].join(","),
    );
    const text = ["month,area_code,area,measure,count,population", ...lines, ""].join("\n");
    expect(readFileSync("examples/stats/area-months.csv", "utf8")).toBe(text);
  });

  test.each([
    ["drug litter, which fell", "drug-litter", oracle.litter, serial.litter],
    [
      "anti-social behaviour, which did not change",
      "anti-social-behaviour",
      oracle.behaviour,
      serial.behaviour,
    ],
    ["open drug use", "open-drug-use", oracle.use, serial.use],
  ] as const)(
    "%s, is what R's gls, lm and NeweyWest say, seasons taken out",
    (_name, measure, golden, first) => {
      const finding = found(interruptedMonths(of("Fenwick", measure), { began: OPENED }));
      expectMonths(finding, golden, first);
      expectAllClose(column(finding, "line", "line"), first.fitted, 1e-6);
    },
  );

  test("the truth that was put in lies inside the intervals: litter fell by 24 at once, anti-social behaviour did not change", () => {
    const step = (measure: string) =>
      estimateOf(found(interruptedMonths(of("Fenwick", measure), { began: OPENED })), "step");
    const litter = step("drug-litter");
    expect([(litter?.low ?? 0) < -24, (litter?.high ?? 0) > -24, (litter?.high ?? 0) < 0]).toEqual([
      true,
      true,
      true,
    ]);
    const behaviour = step("anti-social-behaviour");
    expect([(behaviour?.low ?? 1) < 0, (behaviour?.high ?? -1) > 0]).toEqual([true, true]);
  });

  test("of fewer than five a month the seasons are left in, and it is said how few there are", () => {
    const finding = found(interruptedMonths(of("Fenwick", "drug-deaths"), { began: OPENED }));
    expectMonths(finding, oracle.deaths, serial.deaths);
    expect(warnedOf(finding)).toContain("few-a-month");
    expect(warnedOf(finding)).not.toContain("season-unknown");
  });

  test("against an area in which nothing began, the difference of the rates for 10,000 people is what R says", () => {
    const [own, other] = [of("Fenwick", "drug-litter"), of("Holmside", "drug-litter")];
    const finding = found(interruptedDifference(own, other, { began: OPENED }));
    expectMonths(finding, oracle.against, serial.against);
    expect(warnedOf(finding)).not.toContain("no-comparison");
    expect(warnedOf(finding)).toContain("compared-with-one");
  });

  test("begun in the middle of a month it counts from the next, and is said to; with ten months before, seasons are not taken out", () => {
    const finding = found(interruptedMonths(of("Fenwick", "drug-litter"), { began: day("2023-07-12") }));
    expectMonths(finding, oracle.early, serial.early);
    expect(warnedOf(finding)).toEqual(expect.arrayContaining(["began-inside-month", "season-unknown"]));
    expect([firstAfter(day("2023-07-12")).toString(), firstAfter(day("2023-08-01")).toString()]).toEqual([
      "2023-08-01",
      "2023-08-01",
    ]);
  });

  test("months in any order are the same series", () => {
    const own = of("Fenwick", "drug-litter");
    const told = (points: readonly MonthCount[]) =>
      estimateOf(found(interruptedMonths(points, { began: OPENED })), "step")?.value;
    expect(told(own.toReversed())).toBe(told(own));
  });

  const litter = of("Fenwick", "drug-litter");
  test.each<[string, readonly MonthCount[], string, string]>([
    [
      "a month is missing",
      litter.toSpliced(30, 2),
      "2024-10-01",
      "2 months are missing inside the series: 2025-04, 2025-05. A month without a row is not nought: bring in its count, or begin the series after it.",
    ],
    [
      "a month stands there twice",
      [...litter, ...litter.slice(0, 1)],
      "2024-10-01",
      "2022-10 stands there twice. Choose one area, one measure and one source.",
    ],
    [
      "it began with the series",
      litter,
      "2022-11-15",
      "What began on 2022-11-15 cannot be looked at in a series from 2022-10 to 2026-09: at least 3 whole months before it and 3 from it on are needed. Bring in more months, or wait.",
    ],
    [
      "it began two months before the end",
      litter,
      "2026-08-01",
      "What began on 2026-08-01 cannot be looked at in a series from 2022-10 to 2026-09: at least 3 whole months before it and 3 from it on are needed. Bring in more months, or wait.",
    ],
  ])("no figure where %s", (_name, points, began, sentence) => {
    const answer = interruptedMonths(points, { began: day(began) });
    expect(!answer.ok && answer.refusal.sentence).toBe(sentence);
  });

  test("no comparison of counts where an area's people are not known, nor where two areas share too few months", () => {
    const bare = litter.map(({ month, counted }) => ({ month, counted }));
    const other = of("Holmside", "drug-litter");
    const refused = (own: readonly MonthCount[], beside: readonly MonthCount[]) => {
      const answer = interruptedDifference(own, beside, { began: OPENED });
      return !answer.ok && answer.refusal.code;
    };
    expect([refused(bare, other), refused(litter, bare), refused(litter, other.slice(0, 5))]).toEqual([
      "no-population",
      "no-population",
      "too-little-in-common",
    ]);
  });
});
