import { describe, expect, test } from "vitest";
import { type Random, randomFrom } from "../../kernel/random.ts";
import type { Bounds } from "./flow.ts";
import { isOfFew, rangeOf, roundedBy, roundedTo, roundTable } from "./rounding.ts";
import { type Table, USUAL_RULE, withTotals } from "./table.ts";

const aTable = (inner: readonly (readonly number[])[]): Table =>
  withTotals(
    inner.map((_, i) => [`row ${i}`]),
    (inner[0] ?? []).map((_, j) => `column ${j}`),
    inner,
  );

const shownOf = (table: Table): readonly number[] | string => {
  const done = roundTable(table, [], USUAL_RULE);
  return done.ok ? done.value.counts : done.refusal.code;
};

describe("rounded to the nearest five", () => {
  test.each([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 5],
    [4, 5],
    [5, 5],
    [7, 5],
    [8, 10],
    [12, 10],
    [13, 15],
  ])("%i is told as %i", (count, told) => {
    expect(roundedTo(count)).toBe(told);
  });

  test("a 5 can have been 3 to 7, and a 0 nobody to 2", () => {
    expect([rangeOf(5), rangeOf(0)]).toEqual([
      { low: 3, high: 7 },
      { low: 0, high: 2 },
    ]);
  });

  // By hand: 12 and 23 are 35, told 10 + 25 = 35; 8 and 9 are 17, told 10 + 10 against 15.
  test("totals are rounded by themselves, so that rows need not add up to them", () => {
    expect(
      shownOf(
        aTable([
          [12, 23],
          [8, 9],
        ]),
      ),
    ).toEqual([10, 25, 35, 10, 10, 15, 20, 30, 50]);
  });

  // By hand: 2 and 2 are told 0 and 0 beside a total of 4 told as 5. Of a 5 the total was 3 at least and of two noughts 4 at
  // most: it was 3 or 4, and each of the two was 1 or 2. So totals are added up: 0.
  test("where a rounded total would tell that somebody is there and that they are few, totals are added up instead", () => {
    const table = aTable([
      [2, 2],
      [40, 60],
    ]);
    const own = roundedBy(table, "rounded");
    expect([own.known[0], own.known[2]]).toEqual([
      { low: 1, high: 2 },
      { low: 3, high: 4 },
    ]);
    expect(shownOf(table)).toEqual([0, 0, 0, 40, 60, 100, 40, 60, 100]);
    const done = roundTable(table, [], USUAL_RULE);
    expect(done.ok && done.value.totals).toBe("added");
  });

  test("fewer than five in all are not released, rounded or not", () => {
    expect(shownOf(aTable([[2, 2]]))).toBe("too-few-in-all");
  });

  const exactly = (counts: readonly number[]) => counts.map((n): Bounds => ({ low: n, high: n }));

  // By hand: 13 and 13 are told 15 and 15 beside 25 for 26, so that each was 13 or 14. Beside 12 before, 1 or 2 came.
  test("where rounded totals would tell with an exact release that a few came, totals are added up instead", () => {
    const table = aTable([[13, 13]]);
    const before = { name: "table 1, version 1", rows: table.rows, columns: table.columns };
    expect(roundedBy(table, "rounded").known[0]).toEqual({ low: 13, high: 14 });
    const done = roundTable(table, [{ ...before, known: exactly([12, 13, 25, 12, 13, 25]) }], USUAL_RULE);
    expect(done.ok && [done.value.totals, done.value.counts[2]]).toEqual(["added", 30]);
    const far = roundTable(table, [{ ...before, known: exactly([30, 30, 60, 30, 30, 60]) }], USUAL_RULE);
    expect(far.ok && [far.value.totals, far.value.counts[2]]).toEqual(["rounded", 25]);
  });

  // By hand: a 0 was nobody to 2. Who was told of exactly 3 before knows that 1 to 3 went.
  test("where an earlier release told a small count, a rounded one is refused, by cell and release", () => {
    const table = aTable([[1, 40]]);
    const before = { name: "table 1, version 1", rows: table.rows, columns: table.columns };
    const done = roundTable(table, [{ ...before, known: exactly([3, 40, 43, 3, 40, 43]) }], USUAL_RULE);
    expect(!done.ok && [done.refusal.code, done.refusal.sentence]).toEqual([
      "rounding-tells",
      "Not released: rounded as it is, it would tell together with table 1, version 1 that a few people came or went at “row 0, column 0”. Keep small counts back instead, or wait until more people have come.",
    ]);
  });
});

// What is said to be known is held against every table that rounds to the same, tried one after another.

const ENOUGH = 200;

const aCount = (random: Random): number => (random.chance(0.6) ? random.between(0, 4) : random.between(5, 9));

/** Every table whose cells and totals round to what is told. */
function everyRounded(table: Table, told: readonly number[], totals: "rounded" | "added") {
  const width = table.columns.length + 1;
  const inner = told.filter((_, place) => (place + 1) % width !== 0 && place < table.rows.length * width);
  const found: number[][] = [];
  const cells: number[] = [];
  const fill = (): void => {
    if (cells.length === inner.length) {
      const rows = table.rows.map((_, i) => cells.slice(i * (width - 1), (i + 1) * (width - 1)));
      const whole = withTotals(table.rows, table.columns, rows).counts;
      if (
        totals === "added" ||
        whole.every((count, place) => Math.floor((count + 2) / 5) * 5 === told[place])
      )
        found.push([...whole]);
      return;
    }
    const one = inner[cells.length] ?? 0;
    for (let value = Math.max(0, one - 2); value <= one + 2; value++) {
      cells.push(value);
      fill();
      cells.pop();
    }
  };
  fill();
  return found;
}

describe("rounded tables, every possible one tried", () => {
  test("what can be known of each place is what the network says, and never that somebody is there and few", () => {
    const random = randomFrom("rounding");
    let [tables, added, told] = [0, 0, 0];
    while (tables < ENOUGH) {
      const [height, width] = random.chance(0.5) ? [2, 2] : [1, 3];
      const table = aTable(
        Array.from({ length: height }, () => Array.from({ length: width }, () => aCount(random))),
      );
      if ((table.counts.at(-1) ?? 0) < 5) continue;
      const done = roundTable(table, [], USUAL_RULE);
      if (!done.ok) throw new Error(done.refusal.sentence);
      tables++;
      if (done.value.totals === "added") added++;
      if (roundedBy(table, "rounded").known.some((bounds) => isOfFew(bounds, USUAL_RULE))) told++;
      const every = everyRounded(table, done.value.counts, done.value.totals);
      for (const [place, bounds] of done.value.known.entries()) {
        const values = every.map((one) => one[place] ?? 0);
        const tried = { low: Math.min(...values), high: Math.max(...values) };
        expect(bounds, JSON.stringify([table.counts, done.value.counts])).toEqual(tried);
        expect(tried.low >= 1 && tried.high <= 4).toBe(false);
      }
    }
    // Rounded totals do tell now and then, which is why they are looked at.
    expect(told).toBe(added);
    expect(added).toBeGreaterThan(ENOUGH / 20);
  });

  // The earlier table is exact with small counts kept back, or rounded itself; each pair that fits both is tried.
  test("a rounded table and an earlier one tell together of nobody few who came or went", () => {
    const random = randomFrom("rounding twice");
    let [pairs, refused] = [0, 0];
    while (pairs < 120) {
      const before = aTable([
        [aCount(random), aCount(random) + 4],
        [aCount(random) + 4, aCount(random)],
      ]);
      const grow = (count: number): number => Math.max(0, count + random.between(-2, 3));
      const inner = [0, 1].map((i) => [0, 1].map((j) => grow(before.counts[i * 3 + j] ?? 0)));
      const after = aTable(inner);
      if (Math.min(before.counts.at(-1) ?? 0, after.counts.at(-1) ?? 0) < 5) continue;
      const earlier = roundTable(before, [], USUAL_RULE);
      if (!earlier.ok) continue;
      const name = "before";
      const known = { name, rows: before.rows, columns: before.columns, known: earlier.value.known };
      const done = roundTable(after, [known], USUAL_RULE);
      pairs++;
      if (!done.ok) {
        refused++;
        continue;
      }
      const then = everyRounded(before, earlier.value.counts, earlier.value.totals);
      const now = everyRounded(after, done.value.counts, done.value.totals);
      // Neither table tells anything of the other: the limits of a step are those of its two ends.
      for (const [place] of after.counts.entries()) {
        const at = (every: readonly (readonly number[])[]) => every.map((one) => one[place] ?? 0);
        const step = {
          low: Math.min(...at(now)) - Math.max(...at(then)),
          high: Math.max(...at(now)) - Math.min(...at(then)),
        };
        expect(isOfFew(step, USUAL_RULE) || isOfFew({ low: -step.high, high: -step.low }, USUAL_RULE)).toBe(
          false,
        );
      }
    }
    expect(refused).toBe(0);
  });
});
