import { accept, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay, longDate } from "../../kernel/time.ts";
import { pick } from "../../web/form.tsx";
import type { TableKind } from "./prepare.page.tsx";
import { staysTable } from "./stays-table.ts";

/** So many months that have ended are offered. */
const MONTHS = 36;
const MONTH = /^\d{4}-\d{2}$/;

const monthOf = (day: LocalDate): string => day.toString().slice(0, 7);

/** People who came, left and are still there, by service, in a month that has ended. */
export const staysKind: TableKind<readonly LocalDate[]> = {
  kind: "stays",
  title: "People who came, left and are still there",
  says: "By service, in one month: there before or not, still there at its end or not. Everybody stands in one column.",
  load: async (_tx, now) => {
    const first = londonDay(now).with({ day: 1 });
    return Array.from({ length: MONTHS }, (_, ago) => first.subtract({ months: ago + 1 }));
  },
  fields: (months) => ({
    month: pick(
      "Month",
      months.map((day) => ({ value: monthOf(day), label: longDate(day).split(" ").slice(1).join(" ") })),
      "Choose the month",
      { hint: "A month that has ended" },
    ),
  }),
  make: async (tx, { month = "" }) => {
    const made = MONTH.test(month) ? await staysTable(tx, Temporal.PlainDate.from(`${month}-01`)) : undefined;
    return made && made.table.rows.length > 0
      ? accept(made)
      : refuse({
          code: "cannot-be-made",
          field: "month",
          words: "Nobody was with any service in that month. Choose another",
        });
  },
};
