import type { LocalDate } from "../../../kernel/time.ts";

/** Three months of a calendar year, by which accountable officers report. */
export type Quarter = {
  readonly year: number;
  readonly number: 1 | 2 | 3 | 4;
  readonly from: LocalDate;
  /** Its last day. */
  readonly to: LocalDate;
};

/** The quarter that a day is in. */
export function quarterOf(day: LocalDate): Quarter {
  const number = Math.ceil(day.month / 3) as Quarter["number"];
  const from = day.with({ month: number * 3 - 2, day: 1 });
  return { year: day.year, number, from, to: from.add({ months: 3 }).subtract({ days: 1 }) };
}
