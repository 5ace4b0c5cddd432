import type { Design } from "./design.ts";
import type { Member } from "./selection-rules.ts";
import { windowsOf } from "./windows-rules.ts";

/** What can become of a row of the file of events. */
export const FATES = [
  "counted before",
  "counted after",
  "outside both windows",
  "without a person or a day",
  "of people not in the file",
  "of people not in the cohort",
  "after the person's own end",
] as const;

/** What bounds one person's events: both windows, the last day they are seen, the day of entry, and from when a first event counts. */
export const EDGES = [
  "before_from",
  "before_to",
  "after_from",
  "after_to",
  "last",
  "entered",
  "since",
] as const;

const NOWHERE = { from: 0, to: 0 };
const NO_LIMIT = {
  completeFrom: Number.NEGATIVE_INFINITY,
  completeTo: Number.POSITIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

/** Each person's edges side by side, as days counted from 1970-01-01, because ten million events ask for them. */
export function edgesOf({ windows }: Design, members: readonly Member[]): Float64Array {
  const edges = new Float64Array(EDGES.length * members.length);
  const fromEntry = { ...windows, after: { count: 0, unit: "day" as const } };
  for (const [k, { entered, seen }] of members.entries()) {
    const { before = NOWHERE, after = NOWHERE } = windowsOf(windows, entered, seen);
    const since = windowsOf(fromEntry, entered, NO_LIMIT).after?.from ?? entered;
    edges.set([before.from, before.to, after.from, after.to, seen.end, entered, since], EDGES.length * k);
  }
  return edges;
}
