import { expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { withTotals } from "../publish/table.ts";
import type { AskedOne as Asked } from "../saved-cohorts/each-outcome.ts";
import type { PersonCounted } from "../saved-cohorts/people-counted.ts";
import { CHANGED_COLUMNS } from "./changed-table.ts";
import { type CohortRows, cohortMade } from "./cohort-table.ts";
import { comparableWith } from "./compared.ts";
import { holdBack } from "./hold-back.ts";
import { enteredRow, type Made } from "./made.ts";
import { publishedAs } from "./published.fixture.ts";
import { toldTogether } from "./telling.fixture.ts";

// A saved cohort's counts beside what changed at its service: those who stayed and those who did not are together its whole row.

const day = Temporal.PlainDate.from;
const YEAR = { from: day("2025-01-01"), to: day("2025-12-31") };
const ASKED: Asked = {
  title: "Offences of those who entered",
  question: "Do they commit fewer?",
  author: "A. Analyst",
  date: "2026-03-01",
  words: "everyone",
  trigger: undefined,
  service: { code: "north", name: "North" },
  ...YEAR,
  event: {
    code: "offence",
    plural: "Recorded offences",
    category: "offending",
    linkedBy: "pnc",
    file: "the police's file of them",
  },
  windowDays: 182,
  gapDays: 0,
  comparison: "none",
};

/** Somebody of each column: fewer, as many, none, more, not followed throughout. */
const EVENTS: readonly PersonCounted["events"][] = [
  { before: 3, after: 1 },
  { before: 2, after: 2 },
  { before: 0, after: 0 },
  { before: 0, after: 4 },
  undefined,
];

const people = (
  counts: readonly number[],
  who: Pick<PersonCounted, "came" | "stayed">,
): readonly PersonCounted[] =>
  counts.flatMap((count, column) =>
    Array.from({ length: count }, () => ({ ...who, events: EVENTS[column] })),
  );

type Groups = Readonly<Record<"stayed" | "left" | "others", readonly number[]>>;

const cohort = ({ stayed, left, others }: Groups, rows: CohortRows, asked = ASKED): Made =>
  cohortMade({ number: 1, version: 1 }, asked, rows, {
    completeTo: day("2026-12-31"),
    people: [
      ...people(stayed, { came: "entered", stayed: true }),
      ...people(left, { came: "entered", stayed: false }),
      ...people(others, { came: "not offered", stayed: false }),
    ],
  });

const sum = (one: readonly number[], other: readonly number[]): readonly number[] =>
  one.map((count, i) => count + (other[i] ?? 0));

/** What changed at the north, where everyone of the cohort entered, and at another service. */
const changed = (north: readonly number[], south: readonly number[]): Made => ({
  ...cohort({ stayed: [], left: [], others: [] }, "stayed"),
  table: withTotals([["North"], ["South"]], CHANGED_COLUMNS, [north, south]),
  people: { rows: [enteredRow("north"), enteredRow("south")], asks: "changed offence 182" },
  subject: "changed offence 182",
});

const GROUPS: Groups = { stayed: [9, 8, 7, 6, 5], left: [5, 6, 7, 8, 9], others: [10, 11, 12, 13, 14] };

test("everybody falls in one row and one column, and rows and columns add up", () => {
  expect(cohort(GROUPS, "stayed").table.counts).toEqual([
    9, 8, 7, 6, 5, 35, 5, 6, 7, 8, 9, 35, 14, 14, 14, 14, 14, 70,
  ]);
  // By hand: everyone who entered stands in one row, and nobody is left out of it who did not stay.
  expect(cohort(GROUPS, "arms").table.counts).toEqual([
    14, 14, 14, 14, 14, 70, 10, 11, 12, 13, 14, 60, 24, 25, 26, 27, 28, 130,
  ]);
});

test("both rows of those who entered are the one row of their service, in each column that asks the same; with a gap before entry in the total alone", () => {
  const one = publishedAs(changed([14, 14, 14, 14, 14], [20, 20, 20, 20, 20]), 1);
  const { past } = comparableWith(cohort(GROUPS, "stayed"), [one]);
  expect(past[0]?.adjoins).toHaveLength(CHANGED_COLUMNS.length + 1);
  expect(past[0]?.adjoins?.[0]).toEqual({ here: [0], there: [0, 6] });
  const gap = comparableWith(cohort(GROUPS, "stayed", { ...ASKED, gapDays: 60 }), [one]);
  expect(gap.past[0]?.adjoins).toEqual([{ here: [5], there: [5, 11] }]);
});

test("of another service nothing is compared, though rows and columns are called alike", () => {
  const one = publishedAs(cohort(GROUPS, "stayed"), 1);
  const other = { ...ASKED, service: { code: "north-2", name: "North" } };
  expect(comparableWith(cohort(GROUPS, "stayed", other), [one])).toEqual({ past: [], notAgainst: [] });
});

test("another length of window is compared by how many entered and how many were not offered it, and by nothing else", () => {
  const one = publishedAs(cohort(GROUPS, "arms"), 1);
  const { past } = comparableWith(cohort(GROUPS, "arms", { ...ASKED, windowDays: 91 }), [one]);
  expect(past[0]?.adjoins).toEqual([
    { here: [5], there: [5] },
    { here: [11], there: [11] },
  ]);
});

test.each<[string, CohortRows]>([
  ["those who stayed beside those who did not", "stayed"],
  ["everyone who entered beside those not offered it", "arms"],
])(
  "%s and what changed at the service together tell no small count, tried by linear programming on random people; looked at apart they do",
  (name, rows) => {
    const random = randomFrom(name);
    const few = (): number => (random.chance(0.4) ? random.between(1, 4) : random.between(5, 15));
    let [hidden, apart] = [0, 0];
    for (let i = 0; i < 60; i += 1) {
      const groups = {
        stayed: CHANGED_COLUMNS.map(few),
        left: CHANGED_COLUMNS.map(few),
        others: CHANGED_COLUMNS.map(few),
      };
      const one = publishedAs(changed(sum(groups.stayed, groups.left), CHANGED_COLUMNS.map(few)), 1);
      const made = cohort(groups, rows);
      const { past } = comparableWith(made, [one]);
      const [done, alone] = [holdBack(made.table, past, "suppress"), holdBack(made.table, [], "suppress")];
      if (!done.ok) continue;
      const telling = toldTogether(made.table, done.value.shown, past);
      hidden += telling.hidden;
      expect(telling.told, JSON.stringify(groups)).toBe(0);
      if (alone.ok && toldTogether(made.table, alone.value.shown, past).told > 0) apart += 1;
    }
    expect(hidden).toBeGreaterThan(150);
    expect(apart).toBeGreaterThan(0);
  },
);
