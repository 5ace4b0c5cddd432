import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import type { Series } from "../area-series/answer.ts";
import { areaMonthsMade, type Length, monthsIn, wholeSeries } from "./area-months-table.ts";
import { comparableWith } from "./compared.ts";
import { holdBack } from "./hold-back.ts";
import type { Made } from "./made.ts";
import { heldBack, publishedAs } from "./published.fixture.ts";
import { toldTogether } from "./telling.fixture.ts";

// Counts of areas by month, quarter and year: the same deaths stand in all of them, so that one can tell what another keeps back.

const day = Temporal.PlainDate.from;
const MEASURE = {
  code: "drug-deaths",
  name: "drug deaths",
  unit: "deaths",
  ofPeople: true,
  cautions: [],
  source: "x",
  checkBy: "2027-04-01",
};

/** Counts of areas from January 2025 on, month after month; `restated` months are of a second version. */
function made(
  counts: Readonly<Record<string, readonly number[]>>,
  length: Length,
  [first, last]: readonly [string, string],
  restated: readonly string[] = [],
): Made {
  const all = monthsIn({ first: day("2025-01-01"), last: day("2027-12-01") });
  const series = Object.entries(counts).map(
    ([area, row]): Series => ({
      of: {
        agency: "office",
        agencyName: "Office",
        measure: MEASURE.code,
        area,
        areaName: area,
        months: row.length,
        first: day("2025-01-01"),
        last: day("2025-12-01"),
      },
      measure: MEASURE,
      months: row.map((counted, i) => ({
        month: all[i] ?? day("2025-01-01"),
        version: restated.includes(String(all[i]).slice(0, 7)) ? 2 : 1,
        counted,
        population: undefined,
        basis: "registered",
        source: "the register",
        loadedAt: Temporal.Instant.from("2026-01-01T00:00Z"),
        before: [],
      })),
    }),
  );
  const asked = { length, first: day(`${first}-01`), last: day(`${last}-01`) };
  return areaMonthsMade(MEASURE, { code: "office", name: "Office" }, asked, wholeSeries(series, asked));
}

const YEAR = ["2025-01", "2025-12"] as const;

describe("a table of counts of areas", () => {
  // By hand: 3 + 4 + 5 = 12, 6 + 7 + 8 = 21, and so on; totals by rows and columns.
  const counts = {
    Fenwick: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    Holmside: [1, 1, 1, 0, 0, 0, 2, 2, 2, 9, 9, 9],
  };

  test("adds up months to quarters and years, with their totals", () => {
    const quarters = made(counts, "quarter", YEAR);
    expect(quarters.table.columns).toEqual([
      "January to March 2025",
      "April to June 2025",
      "July to September 2025",
      "October to December 2025",
    ]);
    expect(quarters.table.counts).toEqual([12, 21, 30, 39, 102, 3, 0, 6, 27, 36, 15, 21, 36, 66, 138]);
    const year = made(counts, "year", YEAR);
    expect([year.table.columns, year.table.counts]).toEqual([
      ["January to December 2025"],
      [102, 102, 36, 36, 138, 138],
    ]);
  });

  test("keeps 1 to 4 back and tells none, in words of what is counted", () => {
    const it = publishedAs(made(counts, "quarter", YEAR), 1);
    expect(it.document.lines[1]?.counts[0]).toBeNull();
    expect(it.document.lines[1]?.counts[1]).toBe(0);
    expect(it.document.note).toContain("a count of fewer than 5 deaths");
    expect(it.document.note).toContain("0 means none");
  });

  test("leaves out an area of which a month is missing, and names it: no row is not nought", () => {
    const it = made({ Fenwick: counts.Fenwick, Gap: counts.Holmside.slice(0, 11) }, "quarter", YEAR);
    expect(it.table.rows).toEqual([["Fenwick"]]);
    expect(it.definition).toContain("Not in it, since months are missing: Gap.");
  });
});

describe("what is compared with what", () => {
  const counts = {
    Fenwick: Array.from({ length: 36 }, () => 9),
    Holmside: Array.from({ length: 36 }, () => 8),
  };
  const year = publishedAs(made(counts, "year", YEAR), 1);
  const half = publishedAs(made(counts, "quarter", ["2025-01", "2025-06"]), 2);
  const later = publishedAs(made(counts, "quarter", ["2027-01", "2027-06"]), 3);
  const against = (it: Made): readonly string[] =>
    comparableWith(it, [year, half, later]).past.map(({ name }) => name);

  test("months of the other half are held beside the year and its first half: the year less that half is theirs", () => {
    expect(against(made(counts, "month", ["2025-07", "2025-12"]))).toEqual([
      "table 1, version 1",
      "table 2, version 1",
    ]);
  });

  test("months that nothing connects with them are not, nor are other counts of the same areas", () => {
    expect(against(made(counts, "month", ["2026-01", "2026-06"]))).toEqual([]);
    const litter = made(counts, "month", ["2025-07", "2025-12"]);
    expect(against({ ...litter, subject: litter.subject.replace("drug-deaths", "drug-litter") })).toEqual([]);
  });
});

// By hand: Fenwick's quarter is 20 and two of its months are 9 and 8, so that the third is 3, whether or not it is shown.
test("a quarter beside its months does not tell the month that is kept back", () => {
  const counts = { Fenwick: [9, 8, 3], Holmside: [9, 9, 9], Quay: [7, 12, 10] };
  const quarter = publishedAs(made(counts, "quarter", ["2025-01", "2025-03"]), 1);
  expect(quarter.document.lines[0]?.counts).toEqual([20, 20]);
  const months = made(counts, "month", ["2025-01", "2025-03"]);
  const { past } = comparableWith(months, [quarter]);
  expect(toldTogether(months.table, heldBack(months, [quarter]).shown, past).told).toBe(0);
});

// By hand: February had 12 and has 14 since the file came again: two more, who are told by neither table.
test("two deaths that were registered late are not told by a later table with the same month", () => {
  const before = { Fenwick: [11, 12, 13], Holmside: [20, 21, 22] };
  const after = { Fenwick: [11, 14, 13, 9], Holmside: [20, 21, 22, 23] };
  const one = publishedAs(made(before, "month", ["2025-01", "2025-03"]), 1);
  const again = made(after, "month", ["2025-02", "2025-04"], ["2025-02"]);
  expect(one.document.lines[0]?.counts[1]).toBe(12);
  expect(heldBack(again).shown[0]).toBe(14);
  expect(heldBack(again, [one]).shown[0]).toBeUndefined();
});

// By hand: January had 12 and has 14 now, which is another number; April to June are still the 20 of the published quarter, so that
// the 3 of June has to be hidden among them, and not behind a cheap month of the spring.
test("a month that was counted anew does not undo what its other months are held to", () => {
  const before = { Fenwick: [12, 5, 5, 9, 8, 3], Holmside: [9, 5, 5, 9, 9, 9], Quay: [9, 5, 5, 8, 9, 9] };
  const after = { ...before, Fenwick: [14, 5, 5, 9, 8, 3] };
  const one = publishedAs(made(before, "month", ["2025-01", "2025-03"]), 1);
  const two = publishedAs(made(before, "quarter", ["2025-04", "2025-06"]), 2, [one]);
  expect([one.document.lines[0]?.counts[0], two.document.lines[0]?.counts[0]]).toEqual([12, 20]);
  const now = made(after, "month", ["2025-01", "2025-06"], ["2025-01"]);
  const { past } = comparableWith(now, [one, two]);
  // Looked at alone, June is hidden behind February, and the quarter tells it: 20 less 9 and 8.
  expect(toldTogether(now.table, heldBack(now).shown, past).told).toBe(1);
  const { shown } = heldBack(now, [one, two]);
  expect(toldTogether(now.table, shown, past).told).toBe(0);
  expect(shown.slice(3, 6).filter((count) => count === undefined).length).toBeGreaterThan(1);
});

// By hand: the year has 30, its first nine months 27 of them; the 3 of the last quarter stand in no table, and are told by none.
test("the first nine months beside the year do not tell of the few in the rest", () => {
  const counts = {
    Fenwick: [3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1],
    Holmside: Array.from({ length: 12 }, () => 5),
    Quay: Array.from({ length: 12 }, () => 6),
  };
  const year = publishedAs(made(counts, "year", YEAR), 1);
  expect(year.document.lines[0]?.counts[0]).toBe(30);
  const nine = made(counts, "quarter", ["2025-01", "2025-09"]);
  const width = nine.table.columns.length + 1;
  expect(heldBack(nine).shown.slice(0, width)).toEqual([9, 9, 9, 27]);
  expect(
    heldBack(nine, [year])
      .shown.slice(0, width)
      .filter((one) => one === undefined).length,
  ).toBeGreaterThan(1);
});

describe("together they tell no small count, tried by linear programming on random areas; looked at apart they do", () => {
  const cases: readonly [string, readonly (readonly [Length, readonly [string, string]])[]][] = [
    [
      "quarters, then their months",
      [
        ["quarter", ["2025-01", "2025-06"]],
        ["month", ["2025-01", "2025-06"]],
      ],
    ],
    [
      "months, then quarters around them",
      [
        ["month", ["2025-02", "2025-05"]],
        ["quarter", ["2025-01", "2025-06"]],
      ],
    ],
    [
      "months that overlap in part",
      [
        ["month", ["2025-01", "2025-04"]],
        ["month", ["2025-03", "2025-06"]],
      ],
    ],
    [
      "a year, its first nine months, then the last three",
      [
        ["year", YEAR],
        ["quarter", ["2025-01", "2025-09"]],
        ["month", ["2025-10", "2025-12"]],
      ],
    ],
  ];
  test.each(cases)("%s", (name, tables) => {
    const random = randomFrom(name);
    const most = tables[0]?.[0] === "year" ? 3 : 15;
    const few = (): number =>
      random.chance(0.3) ? random.between(0, Math.min(4, most)) : random.between(0, most);
    let [hidden, apart] = [0, 0];
    for (let i = 0; i < 40; i += 1) {
      const counts = Object.fromEntries(
        ["Fenwick", "Holmside", "Quay"].map((area) => [area, Array.from({ length: 12 }, few)]),
      );
      const all = tables.map(([length, span]) => made(counts, length, span));
      const [last] = all.slice(-1);
      let before: ReturnType<typeof publishedAs>[] = [];
      try {
        for (const [k, one] of all.slice(0, -1).entries())
          before = [...before, publishedAs(one, k + 1, before)];
      } catch {
        continue;
      }
      if (!last) continue;
      const { past } = comparableWith(last, before);
      const [done, alone] = [holdBack(last.table, past, "suppress"), holdBack(last.table, [], "suppress")];
      if (!done.ok) continue;
      const telling = toldTogether(last.table, done.value.shown, past);
      hidden += telling.hidden;
      expect(telling.told, JSON.stringify(counts)).toBe(0);
      if (alone.ok && toldTogether(last.table, alone.value.shown, past).told > 0) apart += 1;
    }
    expect(hidden).toBeGreaterThan(40);
    expect(apart).toBeGreaterThan(0);
  });
});
