import { expect, test } from "vitest";
import { invariant } from "../../kernel/result.ts";
import { comparableWith, factsOf } from "./compared.ts";
import { labelsOf } from "./document.ts";
import { holdBack } from "./hold-back.ts";
import type { Made, Way } from "./made.ts";
import { programmeMade } from "./programme-table.ts";
import { heldBack, publishedAs } from "./published.fixture.ts";
import { staysMade } from "./stays-table.ts";

// Who came to a service in a month, and who first entered it in those days: the second are among the first, and what is left came back.

const day = Temporal.PlainDate.from;
const OCTOBER = { from: day("2026-10-01"), to: day("2026-10-31") };
const NAMES = ["North", "South", "East"];

/** Of each service: there before and still, there before and left, came and still, came and left. */
const stays = (rows: readonly (readonly number[])[], { from, to } = OCTOBER): Made =>
  staysMade(
    rows.map(([stayed = 0, left = 0, came_stayed = 0, came_left = 0], i) => ({
      name: NAMES[i] ?? "",
      code: `s${i}`,
      stayed,
      left,
      came_stayed,
      came_left,
    })),
    from,
    to,
  );

/** Of each service: still there, as planned, moved, unplanned, died. */
const entered = (rows: readonly (readonly number[])[], period = OCTOBER): Made =>
  programmeMade(
    rows.map((row, i) => ({ service: { name: NAMES[i] ?? "", code: `s${i}` }, row })),
    period,
  );
const leaves = (now: Made, before: Made, way: Way = "suppress", beforeWay: Way = "suppress"): string => {
  const one = publishedAs(before, 1, [], beforeWay);
  const done = holdBack(now.table, comparableWith(now, [one]).past, way);
  return done.ok ? "left" : done.refusal.sentence;
};

// By hand: 9 + 8 = 17 came to the north in October.
const came = stays([
  [31, 12, 9, 8],
  [40, 15, 10, 12],
]);

test("stays and entrants of one service find each other, whatever their columns are called", () => {
  const [one, two] = [labelsOf(came), labelsOf(entered([[10, 6, 0, 0, 0]]))];
  expect(one.rows.filter((label) => two.rows.includes(label))).toEqual(["North", "entered s0"]);
  expect(one.columns.filter((label) => two.columns.includes(label))).toEqual(["entered s0"]);
});

// By hand: of the 17 who came to the north 15 entered for the first time, so that 2 came back. Nothing at all is small in either table.
const first = entered([
  [9, 6, 0, 0, 0],
  [10, 12, 0, 0, 0],
]);

test("15 who entered beside 17 who came: how many entered is kept back, so that nobody learns that 2 came back", () => {
  expect(heldBack(first).keptBack).toEqual({ primary: 0, secondary: 0, compared: 0 });
  const { shown, keptBack } = heldBack(first, [publishedAs(came, 1)]);
  expect(shown[5]).toBeUndefined();
  expect(keptBack.compared).toBeGreaterThan(0);
  // Neither is it told by the cells of the row, nor by the other row and the totals.
  expect(shown.slice(0, 2)).toContain(undefined);
  expect([shown[11], shown[17]]).toContain(undefined);
});

test("17 who came beside 15 who entered: how many came is kept back", () => {
  expect(heldBack(came).keptBack).toEqual({ primary: 0, secondary: 0, compared: 0 });
  const { shown } = heldBack(came, [publishedAs(first, 1)]);
  expect(shown.slice(2, 4)).toContain(undefined);
  expect([shown[0], shown[1], shown[4]]).toContain(undefined);
});

test("38 came, and all of them or 30 of them for the first time: nobody or 8 came back, and both leave", () => {
  const many = stays([[31, 12, 20, 18]]);
  expect(leaves(entered([[20, 18, 0, 0, 0]]), many)).toBe("left");
  expect(leaves(entered([[12, 18, 0, 0, 0]]), many)).toBe("left");
});

test("9 came and are there at the end of the month, 7 of those who entered are there now: 2 have left since, and the 7 are kept back", () => {
  // By hand: 17 came and 17 entered, so that nobody came back; 9 less 7 have left since October.
  const now = entered([[7, 10, 0, 0, 0]]);
  expect(heldBack(now).shown.slice(0, 2)).toEqual([7, 10]);
  expect(heldBack(now, [publishedAs(stays([[31, 12, 9, 8]]), 1)]).shown.slice(0, 2)).toEqual([
    undefined,
    undefined,
  ]);
});

test("2 who came and left, kept back among 12 who came, are told by 10 who entered and are still there, and it is refused", () => {
  // By hand: of the 12 who came at least 10 are there at the end of the month, so that at most 2 left.
  const kept = stays([
    [31, 12, 10, 2],
    [40, 15, 10, 8],
    [20, 11, 7, 9],
  ]);
  expect(heldBack(kept).shown.slice(2, 4)).toEqual([undefined, undefined]);
  const told = leaves(entered([[10, 0, 0, 0, 0]]), kept);
  expect(told).toContain("it would tell how few “North, Came, left” of table 1, version 1 are");
});

test("months of stays together: 51 came in a quarter and 48 of them for the first time, so that 3 came back, whichever table is last", () => {
  // By hand: 31 + 9 = 40 were there at the end of each month, who were there before the next; 9 + 8 = 17 came in each.
  const [october, november, december] = ["2026-10", "2026-11", "2026-12"].map((month, i) => {
    const from = day(`${month}-01`);
    const span = { from, to: from.add({ months: 1 }).subtract({ days: 1 }) };
    return stays([i === 0 ? [31, 12, 9, 8] : [31, 9, 9, 8]], span);
  });
  invariant(october && november && december, "three months");
  const quarter = entered([[20, 28, 0, 0, 0]], { from: october.from, to: december.to });
  const [one, two] = [publishedAs(october, 1), publishedAs(november, 2, [publishedAs(october, 1)])];
  // Two of the three months say nothing of it.
  expect(heldBack(quarter, [one, two]).shown[5]).toBe(48);
  expect(heldBack(quarter, [one, two, publishedAs(december, 3, [one, two])]).shown[5]).toBeUndefined();
  // A month of one service has nothing behind which that could be kept back.
  const { past } = comparableWith(december, [one, two, publishedAs(quarter, 3, [one, two])]);
  const done = holdBack(december.table, past, "suppress");
  expect(done.ok ? "left" : done.refusal.sentence).toMatch(
    /^Not released: together with table 3, version 1, which counts people who came .* how few people came back to North\./,
  );
});

test("rounded, 17 is 15 to 17 of 15 and 20: who came back cannot be told to be few, and both leave", () => {
  expect(leaves(entered([[9, 6, 0, 0, 0]]), came, "round", "round")).toBe("left");
});

test("numbers that no longer fit, since one table was counted anew, are named to those who sign", () => {
  // By hand: 17 came and 20 entered for the first time, which cannot be.
  const now = entered([[12, 8, 0, 0, 0]]);
  const [one] = [publishedAs(came, 1)];
  const comparable = comparableWith(now, [one]);
  const { notAgainst } = factsOf(heldBack(now, [one]), comparable, now);
  expect(notAgainst).toEqual([
    { release: "table 1, version 1", why: expect.stringContaining("one of them was counted anew") },
  ]);
});
