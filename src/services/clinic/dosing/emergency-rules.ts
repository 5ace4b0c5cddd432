import type { Instant } from "../../../kernel/time.ts";

/** Naloxone that was given: how many doses, how much in all, and when the last. */
export function naloxoneGiven(
  acts: readonly { readonly what: string; readonly micrograms: number | undefined; readonly at: Instant }[],
): { readonly doses: number; readonly micrograms: number; readonly last: Instant | undefined } {
  const given = acts.filter(({ what }) => what === "naloxone");
  return {
    doses: given.length,
    micrograms: given.reduce((sum, { micrograms }) => sum + (micrograms ?? 0), 0),
    last: given.at(-1)?.at,
  };
}

/** How long something goes on, as it is counted in an emergency: `40 seconds`, `3 minutes`. */
export function secondsWords(from: Instant, now: Instant): string {
  const seconds = Math.max(0, Math.round((now.epochMilliseconds - from.epochMilliseconds) / 1000));
  if (seconds < 120) return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  return `${Math.floor(seconds / 60)} minutes`;
}
