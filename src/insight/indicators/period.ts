import type { LocalDate } from "../../kernel/time.ts";
import { parseDay } from "../../kernel/time.ts";
import { compare, type Period } from "./stay.ts";

/** What was asked, and what of it was not understood. */
export type AskedPeriod = { readonly period: Period; readonly wrong: string | undefined };

/** The year that ended with the last whole month. */
export function usualPeriod(today: LocalDate): Period {
  const next = today.with({ day: 1 });
  return { from: next.subtract({ years: 1 }), to: next.subtract({ days: 1 }) };
}

/** Reads the two days of a period as typed; what is left out, or cannot be, becomes the usual period with a sentence. */
export function readPeriod(
  typed: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: LocalDate,
): AskedPeriod {
  const usual = usualPeriod(today);
  const [from, to] = [typed.from?.trim() ?? "", typed.to?.trim() ?? ""];
  if (from === "" && to === "") return { period: usual, wrong: undefined };
  const period = { from: from ? parseDay(from) : usual.from, to: to ? parseDay(to) : usual.to };
  if (!period.from) return { period: usual, wrong: `“${from}” is no day. Type it like 1/4/2026.` };
  if (!period.to) return { period: usual, wrong: `“${to}” is no day. Type it like 31/3/2026.` };
  if (compare(period.from, period.to) > 0)
    return { period: usual, wrong: "The first day is after the last. Change one of them." };
  if (compare(period.to, today) > 0)
    return { period: usual, wrong: "The last day has not been yet. Choose today or a day before." };
  // Two periods that differ by a day would tell of whoever came or left on it.
  if (period.from.day !== 1 || period.to.day !== period.to.daysInMonth)
    return {
      period: usual,
      wrong: "Choose whole months: the first day of a month, and the last day of one that is over.",
    };
  return { period: { from: period.from, to: period.to }, wrong: undefined };
}
