import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromLondon, type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { Life } from "../episode/rules.ts";

/** Why a measure cannot be kept as taken on that day. */
export type TakingRefusal =
  | { readonly code: "day-still-to-come"; readonly on: LocalDate }
  | { readonly code: "before-birth"; readonly born: LocalDate }
  | { readonly code: "after-death"; readonly diedOn: LocalDate };

/** May a measure be kept as taken on this day? Late entry is allowed; a day to come, or outside a life, is not. */
export function decideTakenOn(
  on: LocalDate,
  { born, died }: Life,
  now: Instant,
): Result<LocalDate, TakingRefusal> {
  if (Temporal.PlainDate.compare(on, londonDay(now)) > 0) return refuse({ code: "day-still-to-come", on });
  if (born && Temporal.PlainDate.compare(on, born) < 0) return refuse({ code: "before-birth", born });
  if (died && Temporal.PlainDate.compare(on, died) > 0) return refuse({ code: "after-death", diedOn: died });
  return accept(on);
}

/** Hours a team has to begin a risk review. Proposed; the partnership's clinical lead confirms it. */
export const RISK_REVIEW_HOURS = 2;

/** By when a risk review is due: within two hours, and always on the same day in England. */
export function riskReviewDue(now: Instant): Instant {
  const soon = now.add({ hours: RISK_REVIEW_HOURS });
  const lastMinute = fromLondon(londonDay(now).toPlainDateTime({ hour: 23, minute: 59 }));
  const due = Temporal.Instant.compare(soon, lastMinute) <= 0 ? soon : lastMinute;
  return Temporal.Instant.compare(due, now) > 0 ? due : now.add({ seconds: 30 });
}
