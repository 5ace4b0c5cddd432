import { daysBetween } from "../../kernel/time.ts";
import { compare, isWithin, type Period, type Profile } from "./stay.ts";

/** What became of the use of one substance between somebody's start and their last review of the period. */
export type ChangeInUse = {
  readonly substance: string;
  /** People who used it at the start and have a review with an answer. */
  readonly people: number;
  readonly abstinent: number;
  /** On fewer days, but some. */
  readonly fewer: number;
  readonly same: number;
  readonly more: number;
};

/** The substances that are looked at, in the order people read them. */
export const SUBSTANCES = ["opiates", "crack", "alcohol", "cannabis", "cocaine", "amphetamines"] as const;

/**
 * Change in use from the start profile to the latest review in the period, for each substance, of those who used it at the
 * start: days of 28 (Marsden and others 2009; standards.md 2.2). Whoever did not use it at the start is not counted for it. Whether
 * fewer days are a reliable change is not said: its thresholds are not published but for one.
 */
export function changesInUse(profiles: readonly Profile[], period: Period): readonly ChangeInUse[] {
  const pairs = [...Map.groupBy(profiles, (one) => one.person).values()].flatMap((own) => {
    const review = own
      .filter((one) => one.stage === "review" && isWithin(one.takenOn, period))
      .toSorted((a, b) => compare(a.takenOn, b.takenOn))
      .at(-1);
    const start = own
      .filter((one) => one.stage === "start" && review && daysBetween(one.takenOn, review.takenOn) > 0)
      .toSorted((a, b) => compare(a.takenOn, b.takenOn))
      .at(-1);
    return start && review ? [{ start, review }] : [];
  });
  return SUBSTANCES.map((substance) => {
    const change = { substance, people: 0, abstinent: 0, fewer: 0, same: 0, more: 0 };
    for (const { start, review } of pairs) {
      const [before, after] = [start.days[substance], review.days[substance]];
      if (!before || after === undefined) continue;
      change.people += 1;
      if (after === 0) change.abstinent += 1;
      else if (after < before) change.fewer += 1;
      else if (after === before) change.same += 1;
      else change.more += 1;
    }
    return change;
  });
}
