import { expect, test } from "vitest";
import type { Series } from "../area-series/answer.ts";
import { areaMonthsMade, type Length, monthsIn, wholeSeries } from "./area-months-table.ts";
import { comparableWith } from "./compared.ts";
import { holdBack } from "./hold-back.ts";
import type { Made } from "./made.ts";
import { programmeMade } from "./programme-table.ts";
import { publishedAs } from "./published.fixture.ts";
import type { Published } from "./store.ts";

// Rounded tables of times of which some lie in others: a count that is rounded is a span, and spans that add up narrow one another.

const day = Temporal.PlainDate.from;
const span = (first: string, last: string) => ({
  from: day(`2026-${first}-01`),
  to: day(`2026-${last}-01`).add({ months: 1 }).subtract({ days: 1 }),
});

/** Who entered the north and the south, of whom so many in the north are still there; of everything else as many each month. */
const entered = (north: number, time: ReturnType<typeof span>, months = 1): Made =>
  programmeMade(
    [
      { service: { name: "North", code: "s0" }, row: [north, 20 * months, 0, 0, 0] },
      { service: { name: "South", code: "s1" }, row: [30 * months, 20 * months, 0, 0, 0] },
    ],
    time,
  );

/** Drug deaths of one area from January 2026 on, beside one of many. */
function deaths(counts: readonly number[], length: Length): Made {
  const measure = {
    code: "drug-deaths",
    name: "drug deaths",
    unit: "deaths",
    ofPeople: true,
    cautions: [],
    source: "x",
    checkBy: "2027-04-01",
  };
  const months = monthsIn({ first: day("2026-01-01"), last: day("2026-12-01") });
  const seriesOf = (area: string, row: readonly number[]): Series => ({
    of: {
      agency: "office",
      agencyName: "Office",
      measure: measure.code,
      area,
      areaName: area,
      months: row.length,
      first: day("2026-01-01"),
      last: day("2026-12-01"),
    },
    measure,
    months: row.map((counted, i) => ({
      month: months[i] ?? day("2026-01-01"),
      version: 1,
      counted,
      population: undefined,
      basis: "registered",
      source: "the register",
      loadedAt: Temporal.Instant.from("2027-01-01T00:00Z"),
      before: [],
    })),
  });
  const asked = { length, first: day("2026-01-01"), last: day(`2026-0${counts.length}-01`) };
  const series = [
    seriesOf("Fenwick", counts),
    seriesOf(
      "Holmside",
      counts.map(() => 30),
    ),
  ];
  return areaMonthsMade(measure, { code: "office", name: "Office" }, asked, wholeSeries(series, asked));
}

const rounded = (now: Made, before: readonly Published[]) =>
  holdBack(now.table, comparableWith(now, before).past, "round");
const inOrder = (...tables: readonly Made[]): readonly Published[] => {
  const published: Published[] = [];
  for (const one of tables) published.push(publishedAs(one, published.length + 1, published, "round"));
  return published;
};

test("3 in January, 4 in February and 7 in both are 5, 5 and 5: each is 3 or 4, and the last of the three is refused", () => {
  // By hand: each month is 3 to 7 and both together at most 7, so that neither is more than 7 - 3 = 4.
  const [january, february, both] = [
    entered(3, span("01", "01")),
    entered(4, span("02", "02")),
    entered(7, span("01", "02"), 2),
  ];
  for (const order of [
    [january, february, both],
    [january, both, february],
    [both, february, january],
  ]) {
    const [last] = order.slice(-1);
    const before = inOrder(...order.slice(0, -1));
    const done = last && rounded(last, before);
    expect(done?.ok === false && done.refusal.sentence).toMatch(
      /^Not released: held beside table 1.* how few “North, Still there” of .* are/,
    );
    // Beside one of the two it leaves.
    for (const one of before) expect(last && rounded(last, [one]).ok).toBe(true);
  }
});

test("3 deaths in January and 4 in February, rounded to 5 and 5, are told by a quarter that is rounded to 5", () => {
  const [months, quarter] = [deaths([3, 4, 0], "month"), deaths([3, 4, 0], "quarter")];
  for (const [now, before] of [
    [months, quarter],
    [quarter, months],
  ] as const) {
    const done = rounded(now, inOrder(before));
    expect(done.ok ? "left" : done.refusal.code).toBe("rounding-tells-beside");
  }
  expect(rounded(deaths([8, 9, 7], "month"), inOrder(deaths([8, 9, 7], "quarter"))).ok).toBe(true);
});

test("those who sign see how closely a rounded count is known with everything published", () => {
  // By hand: 7, 22 and 29 are 5, 20 and 30: January is 3 to 7, and at least 28 - 22 = 6.
  const before = inOrder(entered(22, span("02", "02")), entered(29, span("01", "02"), 2));
  const done = rounded(entered(7, span("01", "01")), before);
  const place = done.ok ? done.value.hidden[0] : undefined;
  expect([place?.alone, place?.together]).toEqual([
    { low: 3, high: 7 },
    { low: 6, high: 7 },
  ]);
});

test("a version that rounds to other numbers than the one before is no contradiction, and leaves", () => {
  const [one] = inOrder(entered(20, span("01", "03")));
  expect(one && rounded(entered(40, span("01", "03")), [one]).ok).toBe(true);
});
