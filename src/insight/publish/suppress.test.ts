import { describe, expect, test } from "vitest";
import { aTable, bounds, seen } from "./suppress.fixture.ts";
import { keptBack, suppress } from "./suppress.ts";
import { USUAL_RULE, withTotals } from "./table.ts";

describe("a table by itself", () => {
  test("a table of large counts leaves as it is", () => {
    expect(
      seen(
        aTable([
          [12, 20],
          [30, 40],
        ]),
      ),
    ).toEqual(["12 20 32", "30 40 70", "42 60 102"]);
  });

  // By hand: with every total shown one cell moves all four, and the 3 lies from 0 to the smaller of its totals, 23 and 33.
  test("one small cell among four takes the other three with it, and no total", () => {
    const table = aTable([
      [3, 20],
      [30, 40],
    ]);
    expect(seen(table)).toEqual(["c c 23", "c c 70", "33 60 93"]);
    expect(bounds(table, "North, left")?.alone).toEqual({ low: 0, high: 23 });
    expect(bounds(table, "South, stayed")?.alone).toEqual({ low: 37, high: 60 });
  });

  // By hand: totals 23 and 11; what is nobody's takes no part, for a reader may know that nobody can be there.
  test("rows and columns of nobody are shown and hide nothing", () => {
    const table = aTable([
      [3, 0, 20],
      [0, 0, 0],
      [8, 0, 40],
    ]);
    expect(seen(table)).toEqual(["c 0 c 23", "0 0 0 0", "c 0 c 48", "11 0 60 71"]);
    expect(bounds(table, "North, left")?.alone).toEqual({ low: 0, high: 11 });
  });

  // By hand: with the nought in South the four cells would cost 7 + 1 + 8; without it two cells and their columns' totals do.
  test("nobody is not kept back to hide somebody", () => {
    const inner = [
      [3, 6],
      [7, 0],
    ];
    expect(seen(aTable(inner))).toEqual(["c c 9", "7 0 7", "c c 16"]);
  });

  // By hand: North's total says what North's only cell is, so it goes too; 23 are left for North and South.
  test("a row of one cell goes with its total, and another row with both of its own", () => {
    const table = aTable([
      [3, 0],
      [20, 30],
    ]);
    expect(seen(table)).toEqual(["c 0 c", "c 30 c", "23 30 53"]);
    expect(bounds(table, "North, Total")?.alone).toEqual({ low: 0, high: 23 });
  });

  test("in a table of one column each total goes with its cell", () => {
    expect(seen(aTable([[3], [40], [60]]))).toEqual(["c c", "c c", "60 60", "103 103"]);
  });

  // By hand: 4 + 1 are 5; were both alone kept back, a reader would know 0 to 5 of each, which is a span of 5.
  test("two small cells in a row and two in a column hide one another where they are far enough apart", () => {
    const table = aTable([
      [4, 1, 9],
      [1, 4, 9],
      [9, 9, 9],
    ]);
    expect(seen(table)).toEqual(["c c 9 14", "c c 9 14", "9 9 9 27", "14 14 27 55"]);
    expect(bounds(table, "North, left")?.alone).toEqual({ low: 0, high: 5 });
  });

  // By hand: 1 + 1 are 2: each is 0, 1 or 2, which tells enough to know that they are few.
  test("two small cells that hide one another too little are not left to it", () => {
    const table = aTable([
      [1, 1, 9],
      [1, 1, 9],
      [9, 9, 9],
    ]);
    for (const one of ["North, left", "North, stayed", "South, left", "South, stayed"]) {
      const found = bounds(table, one)?.alone;
      expect((found?.high ?? 0) - (found?.low ?? 0)).toBeGreaterThanOrEqual(5);
    }
    expect(seen(table)).not.toEqual(["c c 9 11", "c c 9 11", "9 9 9 27", "11 11 27 49"]);
  });

  test("nobody is kept back too where that is asked", () => {
    expect(
      seen(
        aTable([
          [0, 20],
          [30, 40],
        ]),
      )[0],
    ).toBe("0 20 20");
    expect(
      seen(
        aTable([
          [0, 20],
          [30, 40],
        ]),
        [],
        { ...USUAL_RULE, zeros: "hidden" },
      ),
    ).toEqual(["c c 20", "c c 70", "30 60 90"]);
  });

  test("a table of four people in all is not released", () => {
    expect(
      seen(
        aTable([
          [3, 0],
          [0, 1],
        ]),
      ),
    ).toEqual([
      "too-few-in-all",
      "The whole table counts fewer than 5 people. Nothing of so few is released; put it together with other areas or a longer time.",
    ]);
  });

  // 50 rows and 49 columns are 51 times 50 places with totals, 2,550; at most 2,500 are taken.
  test("a table of more places than can be looked at is not released, and it is said what to do", () => {
    const large = withTotals(
      Array.from({ length: 50 }, (_, i) => [`row ${i}`]),
      Array.from({ length: 49 }, (_, j) => `column ${j}`),
      Array.from({ length: 50 }, () => Array.from({ length: 49 }, () => 20)),
    );
    expect(seen(large)).toEqual([
      "too-large",
      "The table has 2,550 places with its totals, and at most 2,500 are taken. Release it in parts that share nobody, or in coarser groups.",
    ]);
  });

  test("it is told how many places are kept back, and why", () => {
    const answer = suppress(
      aTable([
        [3, 20],
        [30, 40],
      ]),
      [],
      USUAL_RULE,
    );
    expect(answer.ok && keptBack(answer.value)).toEqual({ primary: 1, secondary: 3, compared: 0 });
  });
});
