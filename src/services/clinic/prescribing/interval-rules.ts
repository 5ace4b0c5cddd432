import type { Instant } from "../../../kernel/time.ts";

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
