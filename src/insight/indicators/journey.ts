import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import { compare, type Exit, type Journey, type Stay, type Treated } from "./stay.ts";

/** The stays in which there was treatment. */
export const treated = (stays: readonly Stay[]): readonly Treated[] =>
  stays.filter((stay): stay is Treated => stay.treatedOn !== undefined);

/**
 * Journeys as the national figures count them: stays of one person, the next of which begins treatment within so many days of
 * the end of all before it, are one. A journey begins with the first treatment and ends with the last ending, by that stay's
 * exit; it is open while any of its stays is. Source: standards.md 3.1.
 */
export function journeysOf(stays: readonly Stay[], linkDays: number): readonly Journey[] {
  const byPerson = Map.groupBy(treated(stays), (stay) => stay.person);
  return [...byPerson.values()].flatMap((own) => ofOne(own, linkDays));
}

type Growing = { startedOn: LocalDate; endedOn: LocalDate | undefined; exit: Exit | undefined };

function ofOne(stays: readonly Treated[], linkDays: number): readonly Journey[] {
  const person = stays[0]?.person ?? "";
  const journeys: Growing[] = [];
  for (const stay of stays.toSorted((a, b) => compare(a.treatedOn, b.treatedOn))) {
    const last = journeys.at(-1);
    if (last && (!last.endedOn || daysBetween(last.endedOn, stay.treatedOn) <= linkDays)) grow(last, stay);
    else journeys.push({ startedOn: stay.treatedOn, endedOn: stay.endedOn, exit: stay.exit });
  }
  return journeys.map((journey) => ({ person, ...journey }));
}

function grow(journey: Growing, { endedOn, exit }: Treated): void {
  const isLater = endedOn && journey.endedOn && compare(endedOn, journey.endedOn) >= 0;
  if (!endedOn || !journey.endedOn) {
    journey.endedOn = undefined;
    journey.exit = undefined;
  } else if (isLater) {
    journey.endedOn = endedOn;
    journey.exit = exit;
  }
}
