import { expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { INDICATORS, SPANS } from "./definitions.ts";
import { countOf } from "./indicators.ts";
import { monthsApart, periodAmong, sayMonths } from "./months.ts";
import type { Stay } from "./stay.ts";

// Two periods of the page that differ by a month tell that month by subtraction, so that months of few people are counted together.

const day = Temporal.PlainDate.from;
const TODAY = day("2026-11-10");

/** So many journeys that began in a month and so many of before that ended in it, by month of 2025. */
const journeys = (months: readonly (readonly [begun: number, ended: number])[]): readonly Stay[] =>
  months.flatMap(([begun, ended], month) => {
    const on = day("2025-01-10").add({ months: month });
    const one = (i: number, treated: Temporal.PlainDate, end: Temporal.PlainDate | undefined): Stay => ({
      person: `${month} ${end ? "left" : "came"} ${i}`,
      referredOn: treated,
      offeredOn: undefined,
      treatedOn: treated,
      endedOn: end,
      exit: end ? "planned" : undefined,
    });
    return [
      ...Array.from({ length: begun }, (_, i) => one(i, on, undefined)),
      ...Array.from({ length: ended }, (_, i) => one(i, day("2024-06-01"), on)),
    ];
  });
const blocksOf = (months: Parameters<typeof journeys>[0]) =>
  monthsApart(journeys(months), [], TODAY).map(({ from, to }) => `${from} ${to}`);

const FEW_IN_MARCH = [
  [9, 7],
  [8, 6],
  [2, 6],
  [7, 9],
  [6, 5],
] as const;

test("January to March less January to February is the 2 who began in March: March cannot be an edge, and is counted with April", () => {
  const stays = journeys(FEW_IN_MARCH);
  const begun = (to: string): number =>
    countOf("waited-three-weeks", {
      stays,
      profiles: [],
      period: { from: day("2025-01-01"), to: day(to) },
      asAt: TODAY,
      spans: SPANS,
    }).length;
  // By hand: 9 + 8 + 2 = 19 and 9 + 8 = 17.
  expect(begun("2025-03-31") - begun("2025-02-28")).toBe(2);
  const blocks = monthsApart(stays, [], TODAY);
  expect(blocks.map(({ to }) => to.toString())).not.toContain("2025-03-31");
  const asked = periodAmong(blocks, { from: "2024-06-01", to: "2025-03-31" }, TODAY);
  expect(asked.wrong).toMatch(
    /^31 March 2025 cannot be the last day: between it and the nearest choice fewer than 5/,
  );
  expect(asked.period).not.toEqual({ from: day("2024-06-01"), to: day("2025-03-31") });
});

test("a month is an edge where five began and five left; else it joins the next, and what is left the last", () => {
  // The summer of 2024, in which all began who ended later, joins January.
  expect(blocksOf(FEW_IN_MARCH)).toEqual([
    "2024-06-01 2025-01-31",
    "2025-02-01 2025-02-28",
    "2025-03-01 2025-04-30",
    "2025-05-01 2026-10-31",
  ]);
  expect(blocksOf([[4, 4]])).toEqual(["2024-06-01 2026-10-31"]);
  expect(monthsApart([], [], TODAY)).toEqual([]);
});

test("why a month is no choice is said, with the months that are counted together", () => {
  expect(sayMonths(monthsApart(journeys(FEW_IN_MARCH), [], TODAY))).toBe(
    "Months in which fewer than 5 people began or left treatment cannot be chosen by themselves, since two periods that differ by so few would tell of them. They are counted with the months beside them: May 2025 to October 2026, March 2025 to April 2025 and June 2024 to January 2025.",
  );
  expect(sayMonths([])).toBeUndefined();
});

test("what is typed or empty is the usual year as nearly as there are months, and its edges are kept", () => {
  const blocks = monthsApart(journeys(FEW_IN_MARCH), [], TODAY);
  expect(periodAmong(blocks, {}, TODAY)).toEqual({
    period: { from: day("2025-05-01"), to: day("2026-10-31") },
    wrong: undefined,
  });
  const some = periodAmong(blocks, { from: "1/2/2025", to: "30 April 2025" }, TODAY);
  expect(some).toEqual({ period: { from: day("2025-02-01"), to: day("2025-04-30") }, wrong: undefined });
  expect(periodAmong(blocks, { from: "2025-05-01", to: "2025-04-30" }, TODAY).wrong).toContain(
    "after the last",
  );
});

test("of random journeys no two periods that can be chosen differ below the line by 1 to 4, for any indicator of starts or ends", () => {
  const random = randomFrom("months of few");
  let pairs = 0;
  for (let i = 0; i < 10; i += 1) {
    const stays = journeys(Array.from({ length: 22 }, () => [random.between(0, 9), random.between(0, 9)]));
    const blocks = monthsApart(stays, [], TODAY);
    for (const { code, addsUp } of INDICATORS) {
      if (!addsUp) continue;
      for (const [j, { from }] of blocks.entries()) {
        const counts = blocks
          .slice(j)
          .map(({ to }) =>
            countOf(code, { stays, profiles: [], period: { from, to }, asAt: TODAY, spans: SPANS }),
          )
          .map(({ length }) => length);
        for (const [k, count] of counts.entries()) {
          const step = count - (counts[k - 1] ?? 0);
          pairs += 1;
          expect(step > 0 && step < 5, `${code} ${from} ${step}`).toBe(false);
        }
      }
    }
  }
  expect(pairs).toBeGreaterThan(1000);
});
