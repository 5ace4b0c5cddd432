import type { PersonArms } from "../evaluate/clustered.ts";

/** A file of people with the day each entered, and a file of events with the day each happened. */
export type Around = {
  readonly people: string;
  readonly events: string;
  readonly person: string;
  readonly entry: string;
  readonly day: string;
  /** Days looked at before entry, and from entry on. */
  readonly days: number;
  /** The last day to which events are complete; by default the day of the last event. */
  readonly completeTo?: string;
};

/** Each person's events and years at risk, and what was left aside. */
export type AroundCounted = {
  readonly people: readonly PersonArms[];
  readonly apart: Readonly<Record<string, number>>;
};

/** Counts by person as the methods take them. */
export const armsOf = (
  days: number,
  { before, after, followed }: Readonly<Record<"before" | "after" | "followed", Float64Array>>,
): readonly PersonArms[] =>
  Array.from(followed, (time, i) => ({
    comparison: { events: before[i] as number, personYears: days / 365.25 },
    rate: { events: time > 0 ? (after[i] as number) : 0, personYears: time / 365.25 },
  }));

/** What was left aside, in the words of the answer. */
export const apartOf = (n: Readonly<Record<"nameless" | "all" | "empty" | "strangers", number>>) => ({
  "people left out": n.nameless,
  "event rows": n.all,
  "event rows left out": n.empty,
  "events of people not in the file": n.strangers,
});
