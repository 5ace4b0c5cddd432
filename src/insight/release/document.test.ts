import { expect, test } from "vitest";
import { INDICATORS } from "../indicators/definitions.ts";
import { csvFile, documentOf, jsonFile, type ReleaseDocument, readDocument } from "./document.ts";
import { holdBack } from "./hold-back.ts";
import { indicatorMade } from "./indicator-table.ts";
import type { Way } from "./made.ts";
import { restatedBetween } from "./restated.ts";

const day = Temporal.PlainDate.from;
const [indicator] = INDICATORS;

/** An indicator of three services: so many above the line, so many not. */
function released(
  counts: readonly (readonly [number, number])[],
  way: Way = "suppress",
  before?: ReleaseDocument,
) {
  if (!indicator) throw new Error("there are indicators");
  const services = ["Easby", "Wharram", "Kirkby"].map((name) => ({ name, code: name.toLowerCase() }));
  const made = indicatorMade(indicator, { from: day("2025-04-01"), to: day("2026-03-31") }, services, counts);
  const held = holdBack(made.table, [], way);
  if (!held.ok) throw new Error(held.refusal.sentence);
  const words = { title: "Waits, by service", definition: made.definition, source: made.source };
  return documentOf(
    made,
    held.value,
    { table: 3, version: before ? before.version + 1 : 1, taken: day("2026-04-02"), ...words },
    (now) => before && restatedBetween(before, now, "A file came late"),
  );
}

// By R: prop.test(8, 40, correct = FALSE) is 0.1050 to 0.3476.
test("a rate stands beside its counts with Wilson's interval, and is flagged where fewer than ten are above the line", () => {
  const { rates } = released([
    [8, 32],
    [20, 20],
    [10, 40],
  ]);
  expect(rates?.rows.map(({ row, above, below, few }) => [row, above, below, few])).toEqual([
    ["Easby", 8, 40, true],
    ["Wharram", 20, 40, false],
    ["Kirkby", 10, 50, false],
    ["Total", 38, 130, false],
  ]);
  expect(rates?.rows[0]?.share).toBeCloseTo(0.2, 9);
  expect(rates?.rows[0]?.low).toBeCloseTo(0.105, 3);
  expect(rates?.rows[0]?.high).toBeCloseTo(0.3476, 3);
});

test("a rate of which a count is kept back is not told: it would tell the count", () => {
  const { rates, lines } = released([
    [3, 37],
    [20, 20],
    [10, 40],
  ]);
  expect(lines[0]?.counts).toEqual([null, null, 40]);
  expect(rates?.rows.map(({ row }) => row)).not.toContain("Easby");
});

test("the CSV file says what it is before the table, and what was restated after it", () => {
  const first = released([
    [8, 32],
    [20, 20],
    [10, 40],
  ]);
  const csv = csvFile(
    released(
      [
        [8, 32],
        [26, 20],
        [10, 40],
      ],
      "suppress",
      first,
    ),
  );
  const lines = csv.split("\r\n");
  expect(lines.slice(0, 2)).toEqual(['Title,"Waits, by service"', 'Table and version,"Table 3, version 2"']);
  for (const words of [
    "Period,1 April 2025 to 31 March 2026",
    "Figures taken on,2 April 2026",
    "Service,Above the line,Not above it,Total",
    "Wharram,26,20,46",
    "Easby,8,40,20 %,10 % to 35 %,rests on fewer than 10 people above the line",
    "Restated: row,Column,Before,Now",
    "Wharram,Above the line,20,26",
    "Wharram,Total,40,46",
    "Total,Total,130,136",
  ])
    expect(lines).toContain(words);
  expect(csv).toContain("Takes the place of version 1. 4 figures restated. Why: A file came late");
});

test("the JSON file holds everything, counts kept back as null, and reads back as it was written", () => {
  const document = released([
    [3, 37],
    [20, 20],
    [10, 40],
  ]);
  const json = jsonFile(document);
  expect(readDocument(json)).toEqual(document);
  expect(JSON.parse(json).lines[0].counts).toEqual([null, null, 40]);
  expect(json).not.toMatch(/primary|secondary|known/);
});

test("a rounded release says so and tells no count as it is", () => {
  const document = released(
    [
      [3, 37],
      [21, 18],
      [11, 41],
    ],
    "round",
  );
  // By hand: 3 and 37 are told 5 and 35; 40, 39, 52; 35, 96, 131.
  expect(document.lines.map(({ counts }) => counts)).toEqual([
    [5, 35, 40],
    [20, 20, 40],
    [10, 40, 50],
    [35, 95, 130],
  ]);
  expect(document.note).toBe(
    "Every count is rounded to the nearest 5. Totals are rounded by themselves, so that rows need not add up to them.",
  );
});

test("a row that is no more, and one that is new, are restated as not there", () => {
  const told = (version: number, rows: readonly string[]) => ({
    version,
    columns: ["left", "Total"],
    lines: rows.map((row) => ({ labels: [row], counts: [9, 9] })),
  });
  expect(restatedBetween(told(1, ["Easby"]), told(2, ["Kirkby"]), "Renamed").cells).toEqual([
    { row: "Kirkby", column: "left", before: "not there", now: "9" },
    { row: "Kirkby", column: "Total", before: "not there", now: "9" },
    { row: "Easby", column: "left", before: "9", now: "not there" },
    { row: "Easby", column: "Total", before: "9", now: "not there" },
  ]);
});
