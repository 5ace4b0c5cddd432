import type { Instant } from "../../../kernel/time.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";

/** An injection that was seen here: when it ended, and how much it was. */
export type Injected = { readonly endedAt: Instant; readonly micrograms: number };

/**
 * The earliest moment at which a part may be handed over: so many minutes after the end of the injection before, whatever the clock on
 * the wall does in between. Undefined where nothing was injected before.
 */
export const earliestAfter = (
  lastEnd: Instant | undefined,
  { leastMinutes }: { readonly leastMinutes: number },
): Instant | undefined => lastEnd?.add({ minutes: leastMinutes });

/** Hours without an injection, as they really went by: 24 hours stay 24 hours when clocks change. */
export const hoursSince = (lastEnd: Instant, at: Instant): number =>
  (at.epochMilliseconds - lastEnd.epochMilliseconds) / 3_600_000;

/** What was injected in each session: an injection sooner than another session may begin belongs to the one before. */
export function sessionDoses(taken: readonly Injected[], protocol: Protocol): readonly Injected[] {
  const apart = numberOf(protocol, "min-interval-ordered") / 60;
  const sessions: Injected[] = [];
  for (const one of taken) {
    const last = sessions.at(-1);
    const same = last && hoursSince(last.endedAt, one.endedAt) < apart ? sessions.pop() : undefined;
    sessions.push({ endedAt: one.endedAt, micrograms: (same?.micrograms ?? 0) + one.micrograms });
  }
  return sessions;
}
