import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import type { Bounds } from "../publish/flow.ts";
import { type Table, withTotals } from "../publish/table.ts";
import { comparableWith } from "./compared.ts";
import { allInOneOf, type Held, holdBack } from "./hold-back.ts";
import { holdBackApart } from "./hold-back-thread.ts";
import type { Made } from "./made.ts";
import { heldBack, publishedAs } from "./published.fixture.ts";
import { staysMade } from "./stays-table.ts";
import { toldTogether } from "./telling.fixture.ts";

const day = Temporal.PlainDate.from;

const aTable = (inner: readonly (readonly number[])[]): Table =>
  withTotals(
    ["North", "South", "East"].slice(0, inner.length).map((label) => [label]),
    ["left", "stayed", "moved"].slice(0, inner[0]?.length),
    inner,
  );

/** Stays of some services in a month: there before and still, there before and left, came and still, came and left. */
function stays(month: string, services: Readonly<Record<string, readonly number[]>>): Made {
  const from = day(`${month}-01`);
  const rows = Object.entries(services).map(
    ([name, [stayed = 0, left = 0, came_stayed = 0, came_left = 0]]) => ({
      name,
      code: name,
      stayed,
      left,
      came_stayed,
      came_left,
    }),
  );
  return staysMade(rows, from, from.add({ months: 1 }).subtract({ days: 1 }));
}

describe("a row in which everybody falls in one column", () => {
  const exactly = (counts: readonly number[]): readonly Bounds[] => counts.map((n) => ({ low: n, high: n }));

  // By hand: all twelve of the north left, which everybody then knows of each of them; in the south it is eight and nine.
  test("is named, however many they are", () => {
    const table = aTable([
      [12, 0],
      [8, 9],
    ]);
    expect(allInOneOf(table, exactly(table.counts))).toEqual([{ row: "North", column: "left" }]);
  });

  test("is none where something is kept back that could be elsewhere, or nobody is there", () => {
    const table = aTable([
      [12, 3],
      [0, 0],
    ]);
    const known = exactly(table.counts).map((bounds, place) => (place === 1 ? { low: 0, high: 15 } : bounds));
    expect(allInOneOf(table, known)).toEqual([]);
  });

  test("is none in a rounded table, where a 0 can have been two", () => {
    const done = holdBack(
      aTable([
        [12, 0],
        [8, 9],
      ]),
      [],
      "round",
    );
    expect(done.ok && done.value.allInOne).toEqual([]);
  });
});

describe("what is compared with what", () => {
  const of = (from: string, to: string, subject = "indicator waited"): Made => ({
    table: aTable([
      [40, 50],
      [60, 70],
    ]),
    rowNames: ["Area"],
    subject,
    title: "x",
    definition: "x",
    source: "x",
    from: day(from),
    to: day(to),
    cautions: [],
  });
  const year = publishedAs(of("2025-01-01", "2025-12-31"), 1);

  test.each<[string, Made, readonly string[], readonly string[]]>([
    ["the same time again", of("2025-01-01", "2025-12-31"), ["table 1, version 1"], []],
    ["a quarter of it", of("2025-04-01", "2025-06-30"), ["table 1, version 1"], []],
    ["a time around it", of("2024-01-01", "2026-06-30"), ["table 1, version 1"], []],
    ["a time that overlaps in part", of("2025-07-01", "2026-06-30"), [], ["table 1, version 1"]],
    ["another year", of("2026-01-01", "2026-12-31"), [], []],
    ["another subject", of("2025-01-01", "2025-12-31", "indicator retained"), [], []],
    ["what somebody brings in", of("2025-01-01", "2025-12-31", "file of mine"), ["table 1, version 1"], []],
  ])("%s", (_what, made, past, notAgainst) => {
    const found = comparableWith(made, [year]);
    expect(found.past.map(({ name }) => name)).toEqual(past);
    expect(found.notAgainst.map(({ release }) => release)).toEqual(notAgainst);
  });

  test("a table said to count other people is not compared, and those who sign are told; but its own versions always are", () => {
    const mine: Made = { ...of("2025-01-01", "2025-12-31", "file of mine"), ofOthers: [1, 2] };
    const own = publishedAs(of("2025-01-01", "2025-12-31", "file of mine"), 2);
    const found = comparableWith(mine, [year, own]);
    expect(found.past.map(({ name }) => name)).toEqual(["table 2, version 1"]);
    expect(found.notAgainst).toEqual([
      { release: "table 1, version 1", why: "whoever prepared this says that it counts other people" },
    ]);
  });

  // By hand: the year has 40, its first half 38 of them; the 2 of the second half are told by neither.
  test("a half-year beside its year does not tell of the few in the other half", () => {
    const half: Made = {
      ...of("2025-01-01", "2025-06-30"),
      table: aTable([
        [38, 50],
        [60, 70],
      ]),
    };
    const it = heldBack(half, [year]);
    expect(it.shown[0]).toBeUndefined();
    expect(it.keptBack.compared).toBeGreaterThan(0);
  });
});

describe("in a thread of its own", () => {
  const table = aTable([
    [3, 20],
    [30, 40],
  ]);

  test("a table is held back as it is here", async () => {
    const apart = await holdBackApart({ table, past: [], way: "suppress" });
    expect(apart).toEqual(holdBack(table, [], "suppress"));
  });

  test("what takes too long is refused, with what to do", async () => {
    const late = await holdBackApart({ table, past: [], way: "suppress" }, 0);
    expect(!late.ok && late.refusal.sentence).toMatch(/takes too long here. Release it in coarser groups/);
    // Measured: three rounded tables of fifteen services take seconds, and as many that keep small counts back a tenth of one.
    expect(!late.ok && late.refusal.sentence).toContain("Rounding every count is no quicker");
  });
});

describe("two months of stays that adjoin", () => {
  // By hand: in October 3 came to the north and left, and by 31 + 9 = 40 it is told how many were there at its end.
  const october = stays("2026-10", {
    North: [31, 12, 9, 3],
    South: [60, 25, 30, 14],
    East: [50, 20, 30, 11],
  });
  const tableOfOctober = publishedAs(october, 1);

  test("are compared, though nobody is counted in both as the same cell", () => {
    const november = stays("2026-11", {
      North: [30, 10, 9, 8],
      South: [70, 20, 15, 9],
      East: [60, 20, 10, 9],
    });
    const { past } = comparableWith(november, [tableOfOctober]);
    expect(past.map(({ adjoins }) => adjoins?.length)).toEqual([4]);
    expect(past[0]?.adjoins?.[0]).toEqual({ here: [0, 2], there: [0, 1] });
  });

  // Whoever was there at the end of October was there before November. Tried by linear programming over both.
  test("tell no small count of either together, in random months", () => {
    const random = randomFrom("adjoining months");
    let [hidden, apart] = [0, 0];
    for (let i = 0; i < 80; i++) {
      const few = (): number => (random.chance(0.3) ? random.between(1, 4) : random.between(5, 30));
      const names = ["North", "South", "East"];
      const first = Object.fromEntries(names.map((name) => [name, [few(), few(), few(), few()]]));
      const second = Object.fromEntries(
        names.map((name) => {
          const there = (first[name]?.[0] ?? 0) + (first[name]?.[2] ?? 0);
          const left = Math.min(there, few());
          return [name, [there - left, left, few(), few()]];
        }),
      );
      const one = publishedAs(stays("2026-10", first), 1);
      const made = stays("2026-11", second);
      const comparable = comparableWith(made, [one]);
      const done = holdBack(made.table, comparable.past, "suppress");
      if (!done.ok) continue;
      const alone = holdBack(made.table, [], "suppress");
      const telling = (shown: Held["shown"]): number => {
        const both = toldTogether(made.table, shown, comparable.past);
        hidden += both.hidden;
        return both.told;
      };
      expect(telling(done.value.shown), JSON.stringify([first, second])).toBe(0);
      if (alone.ok && telling(alone.value.shown) > 0) apart++;
    }
    expect(hidden).toBeGreaterThan(300);
    // Each month by itself does tell, which is why they are looked at together.
    expect(apart).toBeGreaterThan(10);
  });
});
