import type { LocalDate } from "../../kernel/time.ts";
import type { Entered, Entrant } from "./entrants.ts";

/** One measure of one person on one day. */
export type Reading = {
  readonly key: string;
  readonly measure: string;
  readonly takenOn: LocalDate;
  readonly scores: Readonly<Record<string, number>>;
  /** Of the measure of work: the code of the answer. */
  readonly work: string | undefined;
};

/** One person's number at the start and at the latest review. */
export type Pair = { readonly key: string; readonly start: number; readonly latest: number };

/** From when to when around the day of entry a first reading counts as that of the start, and how long after leaving the last one may be, in days. */
export const START_FROM = 30;
export const START_TO = 90;
export const EXIT_WITHIN = 14;

const compare = Temporal.PlainDate.compare;

/**
 * Start and latest reading of everyone who has both: the first from 30 days before entry to 90 days after, and the last one after that while
 * with the service, or up to 14 days after leaving it. A reading that does not answer the question is none.
 */
export function pairsOf(
  { people }: Pick<Entered, "people">,
  readings: readonly Reading[],
  numberOf: (reading: Reading) => number | undefined,
): { readonly started: number; readonly pairs: readonly Pair[] } {
  const byKey = Map.groupBy(readings, ({ key }) => key);
  let started = 0;
  const pairs = people.flatMap((person) => {
    const answered = (byKey.get(person.key) ?? [])
      .flatMap((reading) => {
        const value = numberOf(reading);
        return value === undefined ? [] : [{ on: reading.takenOn, value }];
      })
      .filter(({ on }) => isOfTheStay(on, person))
      // Two of one day: the lower first, so that the order in which they came changes nothing.
      .toSorted((a, b) => compare(a.on, b.on) || a.value - b.value);
    const start = answered.find(({ on }) => compare(on, person.enteredOn.add({ days: START_TO })) <= 0);
    if (!start) return [];
    started += 1;
    const latest = answered.findLast(({ on }) => compare(on, start.on) > 0);
    return latest ? [{ key: person.key, start: start.value, latest: latest.value }] : [];
  });
  return { started, pairs };
}

/** Whether a day belongs to the stay: from 30 days before entry to 14 days after leaving. */
export function isOfTheStay(
  on: LocalDate,
  { enteredOn, endedOn }: Pick<Entrant, "enteredOn" | "endedOn">,
): boolean {
  if (compare(on, enteredOn.subtract({ days: START_FROM })) < 0) return false;
  return !endedOn || compare(on, endedOn.add({ days: EXIT_WITHIN })) <= 0;
}
