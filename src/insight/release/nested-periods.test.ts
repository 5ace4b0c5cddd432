import { expect, test } from "vitest";
import { withTotals } from "../publish/table.ts";
import { CHANGED_COLUMNS } from "./changed-table.ts";
import { comparableWith } from "./compared.ts";
import { enteredRow, type Made } from "./made.ts";
import { heldBack, publishedAs } from "./published.fixture.ts";

// The same question of the same people under another subject, of times of which one lies in the other.

const day = Temporal.PlainDate.from;
const made = (
  rows: Readonly<Record<string, readonly number[]>>,
  subject: string,
  to: string,
  asks = "changed offence 91",
): Made => ({
  table: withTotals(
    Object.keys(rows).map((name) => [name]),
    CHANGED_COLUMNS,
    Object.values(rows),
  ),
  rowNames: ["Service"],
  people: { rows: Object.keys(rows).map((name) => enteredRow(name === "South" ? "south" : "north")), asks },
  subject,
  title: subject,
  definition: "",
  source: "",
  from: day("2025-01-01"),
  to: day(to),
  cautions: [],
});
const half = publishedAs(
  made({ North: [14, 14, 14, 14, 14], South: [20, 20, 20, 20, 20] }, "changed offence 91", "2025-06-30"),
  1,
);

test("one more who entered on 1 July is not told by the table of one kind beside that of every service", () => {
  const now = made({ North: [14, 14, 14, 15, 14] }, "changed offence 91 treatment", "2025-07-01");
  expect(comparableWith(now, [half]).past.map(({ name }) => name)).toEqual(["table 1, version 1"]);
  // By hand: 15 less 14 is one person who offended more, so that neither the cell nor its total is told.
  expect(heldBack(now).shown[3]).toBe(15);
  const { shown } = heldBack(now, [half]);
  expect(shown[3]).toBeUndefined();
  expect(shown[5]).toBeUndefined();
});

test("those who stayed beside those who did not, of a time in which the other lies, cannot be held together and are refused", () => {
  const cut = { Stayed: [7, 7, 7, 8, 7], Left: [7, 7, 7, 7, 7] };
  const now = made(cut, "cohort north changed offence 91 stayed", "2025-07-01");
  expect(comparableWith(now, [half]).cutOtherwise).toBe("table 1, version 1");
  const same = made(cut, "cohort north changed offence 91 stayed", "2025-06-30");
  expect(comparableWith(same, [half]).cutOtherwise).toBeUndefined();
});

test("another question of the same people in such a time is told to those who sign; how many they are is held together", () => {
  const now = made({ North: [14, 14, 14, 15, 14] }, "changed arrest 91", "2025-07-01", "changed arrest 91");
  const { past, notAgainst, cutOtherwise } = comparableWith(now, [half]);
  expect([past.map(({ isApart }) => isApart), cutOtherwise]).toEqual([[true], undefined]);
  // By hand: 71 less 70 is one who entered on 1 July, whatever is asked of them.
  expect(heldBack(now).shown[5]).toBe(71);
  expect(heldBack(now, [half]).shown[5]).toBeUndefined();
  expect(notAgainst[0]?.why).toContain("it asks something else");
});
