import { longDate } from "../../kernel/time.ts";
import type { ReviewDayRefusal } from "./rules.ts";

/** Why a day of review is refused, in words. */
export function sayReviewDay(refusal: ReviewDayRefusal): string {
  switch (refusal.code) {
    case "not-after-today":
      return `Enter a day after today, ${longDate(refusal.today)}.`;
    case "too-far":
      return `It may not wait that long here. Enter a day up to ${longDate(refusal.latest)}.`;
  }
}
