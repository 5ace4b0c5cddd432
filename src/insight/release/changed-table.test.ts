import { expect, test } from "vitest";
import type { Entrant } from "../changed/changed.ts";
import { CHANGED_COLUMNS, changedRow } from "./changed-table.ts";

const day = Temporal.PlainDate.from;

/** Somebody who entered on 1 January 2025, with events so many days from entry. */
const entrant = (events: readonly number[], more: Partial<Entrant> = {}): Entrant => ({
  key: crypto.randomUUID(),
  linkable: true,
  enteredOn: day("2025-01-01"),
  events,
  custody: [],
  ...more,
});

const columnOf = (person: Entrant): string | undefined => {
  const row = changedRow(
    [person],
    { windowDays: 91, from: day("2024-07-01"), to: day("2025-06-30") },
    day("2025-12-31"),
  );
  return CHANGED_COLUMNS[row.indexOf(1)];
};

test.each<[string, Entrant, string | undefined]>([
  ["two before and one after", entrant([-10, -5, 20]), "Fewer after than before"],
  ["one before and one after", entrant([-10, 20]), "As many, not none"],
  ["none at all", entrant([]), "None before or after"],
  ["none before and one after", entrant([20]), "More after than before"],
  ["one on the day of entry is after", entrant([0]), "More after than before"],
  ["one before the window is none", entrant([-92]), "None before or after"],
  [
    "one in custody counts on neither side",
    entrant([5], { custody: [{ inOn: 3, outOn: 9 }] }),
    "None before or after",
  ],
  ["not to be found in the source", entrant([-10], { linkable: false }), "Not followed throughout"],
  ["died on day 30", entrant([-10], { diedOn: day("2025-01-31") }), "Not followed throughout"],
  ["entered outside the time that is asked for", entrant([-10], { enteredOn: day("2025-07-01") }), undefined],
])("%s", (_what, person, column) => {
  expect(columnOf(person)).toBe(column);
});

// 91 days from 2 October are 31 December, the last complete day; from 3 October they are not yet over.
test("who has not been followed for the whole time stands apart", () => {
  const asked = { windowDays: 91, from: day("2025-07-01"), to: day("2025-12-31") };
  const at = (enteredOn: string) =>
    changedRow([entrant([-10], { enteredOn: day(enteredOn) })], asked, day("2025-12-31"));
  expect(at("2025-10-02")).toEqual([1, 0, 0, 0, 0]);
  expect(at("2025-10-03")).toEqual([0, 0, 0, 0, 1]);
});
