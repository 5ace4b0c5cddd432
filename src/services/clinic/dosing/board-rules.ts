import type { Instant } from "../../../kernel/time.ts";
import type { Card } from "./board-store.ts";
import { dueAfter, looksAgainBy, RUNG_WORDS } from "./observation-rules.ts";
import type { Thresholds } from "./thresholds.ts";
import { isOver } from "./visit-rules.ts";

/** What a card waits for, by when, and whether that is overdue. */
export type Wants = {
  readonly words: string;
  readonly by: Instant | undefined;
  readonly grave: "emergency" | "rung" | "late" | "soon" | "none";
};

const past = (at: Instant | undefined, now: Instant): boolean =>
  at !== undefined && Temporal.Instant.compare(at, now) <= 0;

/** What somebody of the board needs next. An emergency stands before everything, then whoever did not breathe well at the last look, then what is overdue. */
export function wantsOf(card: Card, now: Instant, thresholds: Thresholds): Wants {
  if (card.emergency) return { words: "Emergency", by: undefined, grave: "emergency" };
  const gone = isOver(card.state) || card.state === "fit-to-leave" || card.state === "left-early";
  const last = card.lastLook;
  if (last && last.rung !== "watch" && !gone) {
    const by = looksAgainBy(last, thresholds);
    const late = by && Temporal.Instant.compare(now, by) > 0 ? ": overdue" : "";
    return { words: `${RUNG_WORDS[last.rung]}. Look again${late}`, by, grave: "rung" };
  }
  if (card.endedAt && !gone) {
    const due = dueAfter(
      card.endedAt,
      Array.from({ length: card.looks }, () => ({ at: card.endedAt ?? now })),
      card.stays ?? card.endedAt,
      now,
      thresholds,
    );
    const by = due.next ?? due.mayLeaveFrom;
    return {
      words: due.next ? "Readings" : "Readings on leaving",
      by,
      grave: due.overdue ? "late" : past(by, now) ? "soon" : "none",
    };
  }
  switch (card.state) {
    case "arrived":
      return { words: "Assess", by: card.since, grave: "soon" };
    case "identified":
      return { words: "Assess", by: card.since, grave: "soon" };
    case "cleared":
    case "reduced":
      return {
        words: card.validUntil && past(card.validUntil, now) ? "Assess again: too old" : "Prepare",
        by: card.validUntil,
        grave: "soon",
      };
    case "deferred":
    case "withheld":
      return { words: "Look again", by: card.againAt, grave: past(card.againAt, now) ? "soon" : "none" };
    case "prepared":
      return card.checked
        ? { words: "Hand over", by: card.validUntil, grave: "soon" }
        : { words: "Check by a second", by: card.validUntil, grave: "soon" };
    case "handed-over":
      return { words: "Say what became of it", by: card.since, grave: "soon" };
    case "fit-to-leave":
    case "left-early":
      return { words: card.toWitness ? "Witness what was left" : "Close", by: undefined, grave: "none" };
    default:
      return {
        words: card.waitsForReview ? "Waits for a prescriber’s review" : "",
        by: undefined,
        grave: "none",
      };
  }
}

const RANK = { emergency: 0, rung: 1, late: 2, soon: 3, none: 4 } as const;

/** Who needs something next, first. */
export const byNeed = (cards: readonly Card[], now: Instant, thresholds: Thresholds): readonly Card[] =>
  cards.toSorted((a, b) => {
    const [x, y] = [wantsOf(a, now, thresholds), wantsOf(b, now, thresholds)];
    if (RANK[x.grave] !== RANK[y.grave]) return RANK[x.grave] - RANK[y.grave];
    if (x.by && y.by) return Temporal.Instant.compare(x.by, y.by);
    return x.by ? -1 : y.by ? 1 : 0;
  });
