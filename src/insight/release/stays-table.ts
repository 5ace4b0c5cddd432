import type { Tx } from "../../kernel/database/door.ts";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { withTotals } from "../publish/table.ts";
import { enteredRow, type Made, namesApart } from "./made.ts";
import { type Stays, staysBetween } from "./stays-store.ts";

/** Columns by which everybody of a service falls in one place: came or was there, left or is there still. */
export const STAYS_COLUMNS = [
  "There before, still there",
  "There before, left",
  "Came, still there",
  "Came, left",
] as const;

/** The columns of those who were there before, and of those who are there afterwards. */
export const [THERE_BEFORE, STILL_THERE] = [
  [0, 1],
  [0, 2],
] as const;

/** The columns of those who came, and of those of them who are still there. */
export const [CAME, CAME_AND_THERE] = [[2, 3], [2]] as const;

/** What such a table is of, without its month. */
export const STAYS = "stays";

/** People who entered, left and are still there, by service, in a month. */
export async function staysTable(tx: Tx, month: LocalDate): Promise<Made> {
  const from = month.with({ day: 1 });
  const to = from.add({ months: 1 }).subtract({ days: 1 });
  return staysMade(await staysBetween(tx, from, to), from, to);
}

/** The table of these stays. */
export const staysMade = (stays: readonly Stays[], from: LocalDate, to: LocalDate): Made => ({
  table: withTotals(
    namesApart(stays).map((name) => [name]),
    STAYS_COLUMNS,
    stays.map((one) => [one.stayed, one.left, one.came_stayed, one.came_left]),
  ),
  rowNames: ["Service"],
  cameOf: stays.map(({ code }) => enteredRow(code)),
  subject: STAYS,
  title: `People who came, left and are still there, by service, ${monthName(from)}`,
  definition: `People with a stay at the service on at least one day from ${longDate(from)} to ${longDate(to)}. “There before”: a stay began before ${longDate(from)}. “Left”: the last day of every stay lies in the month. Each person counts once at each service, and at each of several services.`,
  source: "Stays as recorded by the partnership’s services",
  from,
  to,
  cautions: [
    "Who left a service may have gone on to another: a total counts people with several services several times.",
  ],
});

const monthName = (day: LocalDate): string => longDate(day).split(" ").slice(1).join(" ");
