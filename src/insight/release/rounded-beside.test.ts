import { expect, test } from "vitest";
import { withTotals } from "../publish/table.ts";
import { CHANGED_COLUMNS } from "./changed-table.ts";
import { comparableWith } from "./compared.ts";
import { holdBack } from "./hold-back.ts";
import { enteredRow, type Made, type Way } from "./made.ts";
import { publishedAs } from "./published.fixture.ts";

// A table that is rounded and one that keeps small counts back, of the same people in the same time.

const day = Temporal.PlainDate.from;
const YEAR = { from: day("2025-01-01"), to: day("2025-12-31") };
const made = (rows: Readonly<Record<string, readonly number[]>>, subject: string, period = YEAR): Made => ({
  table: withTotals(
    Object.keys(rows).map((name) => [name]),
    CHANGED_COLUMNS,
    Object.values(rows),
  ),
  rowNames: ["Who"],
  people: { rows: Object.keys(rows).map(() => enteredRow("north")), asks: "changed offence 182" },
  subject,
  title: subject,
  definition: "",
  source: "",
  ...period,
  cautions: [],
});

// By hand: the two hidden cells of the north are 52 - 20 - 15 - 10 = 7 together. Rounded, 3 and 0 are 5 and 0.
const changed = made({ North: [20, 3, 15, 4, 10] }, "changed offence 182");
const stayed = made({ Stayed: [10, 3, 8, 4, 5], Left: [10, 0, 7, 0, 5] }, "cohort north stayed");
const leaves = (now: Made, way: Way, before: Made, beforeWay: Way) =>
  holdBack(now.table, comparableWith(now, [publishedAs(before, 1, [], beforeWay)]).past, way);

test.each<[string, Made, Way, Made, Way]>([
  ["rounded beside counts kept back", stayed, "round", changed, "suppress"],
  ["counts kept back beside rounded ones", changed, "suppress", stayed, "round"],
])(
  "%s: two hidden cells of 7 together become 3 and 4, and it is refused by name",
  (_, now, way, before, beforeWay) => {
    const done = leaves(now, way, before, beforeWay);
    expect(done.ok ? "left" : done.refusal.sentence).toMatch(/^Not released: held beside table 1, version 1/);
  },
);

test("two rounded tables of which neither tells the other's few leave side by side", () => {
  const many = made({ North: [40, 35, 30, 45, 50] }, "changed offence 182");
  const parts = made({ Stayed: [20, 15, 20, 25, 30], Left: [20, 20, 10, 20, 20] }, "cohort north stayed");
  expect(leaves(parts, "round", many, "round").ok).toBe(true);
});

test("two rounded tables: 5 and 5 that add up to 5 are 3 and 3 or 4, and it is refused", () => {
  // By hand: each of two is at least 3, and both are at most 7 together.
  const one = made({ North: [20, 7, 15, 20, 10] }, "changed offence 182");
  const parts = made({ Stayed: [10, 3, 8, 10, 5], Left: [10, 4, 7, 10, 5] }, "cohort north stayed");
  const done = leaves(parts, "round", one, "round");
  expect(done.ok ? "left" : done.refusal.code).toBe("rounding-tells-beside");
});

test.each<[Way, Way]>([
  ["round", "suppress"],
  ["suppress", "round"],
])("the same table, its small counts dealt with in another way (%s after %s), is refused", (way, before) => {
  const done = leaves(changed, way, changed, before);
  expect(done.ok ? "left" : done.refusal.code).toBe("other-method");
});
