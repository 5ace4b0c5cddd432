import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";

/** Why a day is none for a review. */
export type ReviewDayRefusal =
  | { readonly code: "not-after-today"; readonly today: LocalDate }
  | { readonly code: "too-far"; readonly latest: LocalDate };

/** By when something is looked at again: after today, and no later than the partnership lets it wait. */
export function decideReviewDay(
  on: LocalDate,
  known: { readonly today: LocalDate; readonly longestDays: number },
): Result<LocalDate, ReviewDayRefusal> {
  const latest = known.today.add({ days: known.longestDays });
  if (Temporal.PlainDate.compare(on, known.today) <= 0)
    return refuse({ code: "not-after-today", today: known.today });
  return Temporal.PlainDate.compare(on, latest) > 0 ? refuse({ code: "too-far", latest }) : accept(on);
}

/** Is its review overdue on this day? The day itself still counts. */
export const isOverdue = (reviewOn: LocalDate, today: LocalDate): boolean =>
  Temporal.PlainDate.compare(reviewOn, today) < 0;
