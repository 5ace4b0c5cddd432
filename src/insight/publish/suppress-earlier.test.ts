import { describe, expect, test } from "vitest";
import { aRelease, aTable, bounds, seen } from "./suppress.fixture.ts";
import { suppress } from "./suppress.ts";
import { placeOf, USUAL_RULE } from "./table.ts";

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
