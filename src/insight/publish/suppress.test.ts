import { describe, expect, test } from "vitest";
import type { Release } from "./joint.ts";
import { audit, keptBack, linesOf, suppress } from "./suppress.ts";
import { placeOf, type Rule, type Table, TOTAL, USUAL_RULE, withTotals } from "./table.ts";

/** A table with rows North, South, … and columns left, stayed, …. */
const aTable = (inner: readonly (readonly number[])[]): Table =>
  withTotals(
    ["North", "South", "East", "West"].slice(0, inner.length).map((label) => [label]),
    ["left", "stayed", "moved", "died"].slice(0, inner[0]?.length),
    inner,
  );

/** What a reader of the release sees, a row a line; what is kept back is c. */
const seen = (table: Table, earlier: readonly Release[] = [], rule: Rule = USUAL_RULE): readonly string[] => {
  const answer = suppress(table, earlier, rule);
  return answer.ok
    ? linesOf(answer.value, TOTAL).map(({ counts }) => counts.map((count) => count ?? "c").join(" "))
    : [answer.refusal.code, answer.refusal.sentence];
};

const bounds = (table: Table, cell: string, earlier: readonly Release[] = []) => {
  const answer = suppress(table, earlier, USUAL_RULE);
  return answer.ok ? audit(answer.value, earlier).find((one) => one.cell === cell) : undefined;
};

/** An earlier release in which everything is shown but what is said to be kept back. */
const aRelease = (table: Table, keptBackPlaces: readonly number[] = []): Release => ({
  ...table,
  name: "january.csv",
  counts: table.counts.map((count, place) => (keptBackPlaces.includes(place) ? undefined : count)),
});

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

describe("with an earlier release", () => {
  const january = aTable([
    [12, 20],
    [30, 40],
  ]);

  test("one more person than before is told nowhere: not by the cell, nor by its row, its column or all", () => {
    const february = aTable([
      [13, 20],
      [30, 40],
    ]);
    expect(seen(february, [aRelease(january)])).toEqual(["c 20 c", "30 40 70", "c 60 c"]);
    expect(bounds(february, "North, left", [aRelease(january)])?.together.low).toBe(12);
    expect(bounds(february, "North, left", [aRelease(january)])?.together.high).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test("one person less is told nowhere either", () => {
    expect(
      seen(
        aTable([
          [11, 20],
          [30, 40],
        ]),
        [aRelease(january)],
      ),
    ).toEqual(["c 20 c", "30 40 70", "c 60 c"]);
  });

  test("five more people in each cell are many enough to be told", () => {
    expect(
      seen(
        aTable([
          [17, 25],
          [35, 45],
        ]),
        [aRelease(january)],
      ),
    ).toEqual(["17 25 42", "35 45 80", "52 70 122"]);
  });

  test("each earlier release is asked: seven more than in January are told, one more than in February is not", () => {
    const first = aRelease(
      aTable([
        [6, 20],
        [30, 40],
      ]),
    );
    const now = aTable([
      [13, 20],
      [30, 40],
    ]);
    expect(seen(now, [first])).toEqual(["13 20 33", "30 40 70", "43 60 103"]);
    expect(seen(now, [first, aRelease(january)])).toEqual(["c 20 c", "30 40 70", "c 60 c"]);
  });

  test("the same again is released again", () => {
    expect(seen(january, [aRelease(january)])).toEqual(["12 20 32", "30 40 70", "42 60 102"]);
  });

  test("one more person in every cell is too little, and it is said where and since when", () => {
    const [code, sentence] = seen(
      aTable([
        [13, 21],
        [31, 41],
      ]),
      [aRelease(january)],
    );
    expect(code).toBe("nothing-left");
    expect(sentence).toContain("january.csv");
    expect(sentence).toContain("North, left");
  });

  // By hand: January kept North and South back; February by itself would keep back what is cheapest, and the two together
  // leave no unknown.
  test("a small count that January hid by other cells is not told by February's", () => {
    const small = aTable([
      [3, 20, 6],
      [30, 40, 50],
      [7, 60, 70],
    ]);
    const hidByOthers = [
      placeOf(small, 0, 0),
      placeOf(small, 0, 1),
      placeOf(small, 1, 0),
      placeOf(small, 1, 1),
    ];
    expect(seen(small)).toEqual(["c 20 c 29", "30 40 50 120", "c 60 c 137", "40 120 126 286"]);
    const together = bounds(small, "North, left", [aRelease(small, hidByOthers)])?.together;
    expect((together?.high ?? 0) - (together?.low ?? 0)).toBeGreaterThanOrEqual(5);
  });

  test("an earlier release that tells a small count by itself is named, and stops nothing", () => {
    const small = aTable([
      [3, 20],
      [30, 40],
    ]);
    const answer = suppress(small, [aRelease(small, [placeOf(small, 0, 0)])], USUAL_RULE);
    expect(answer.ok && answer.value.toldBefore).toEqual([{ release: "january.csv", cell: "North, left" }]);
  });

  // By hand: January hid the north's 3 by three others. February told it, and a reader who sees that nobody went anywhere
  // knows that January's was 0 to 3. Nothing that March keeps back can mend that.
  test("what two earlier releases tell together is not made worse by a third: it is refused, by cell and release", () => {
    const small = aTable([
      [3, 20],
      [30, 40],
    ]);
    const hidden = [placeOf(small, 0, 0), placeOf(small, 0, 1), placeOf(small, 1, 0), placeOf(small, 1, 1)];
    const [code, sentence] = seen(small, [
      aRelease(small, hidden),
      { ...aRelease(small), name: "february.csv" },
    ]);
    expect(code).toBe("still-told");
    expect(sentence).toBe(
      "Not released: even with every count kept back, the earlier count of “North, left” could be worked out together with january.csv. Wait until more people have come, or release coarser groups.",
    );
  });

  test("an earlier release that does not add up is refused", () => {
    const wrong = {
      ...aRelease(january),
      counts: january.counts.map((count, i) => (i === 0 ? count + 1 : count)),
    };
    expect(seen(january, [wrong])[0]).toBe("previous-sums");
  });

  test("an earlier release of other places cannot be compared", () => {
    const other = { ...aRelease(january), rows: [["Up"], ["Down"]] };
    expect(seen(january, [other])[0]).toBe("nothing-shared");
  });

  test("a new row's people are not counted as having come between", () => {
    const grown = aTable([
      [12, 20],
      [30, 40],
      [8, 9],
    ]);
    expect(seen(grown, [aRelease(january)])).toEqual(["12 20 32", "30 40 70", "8 9 17", "50 69 119"]);
  });
});
