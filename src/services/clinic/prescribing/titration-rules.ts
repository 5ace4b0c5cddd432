import { microgramsOf, numberOf, type Protocol, type Schedule } from "../protocol/protocol.ts";

/** Rounded down to what can be measured, never up. */
export const floorToStep = (micrograms: number, step: number): number => micrograms - (micrograms % step);

/** Two sessions a day: the most of the next dose after one that was taken. Rounded down to the microgram; then to the step. */
export const mostAfterDose = (taken: number, protocol: Protocol): number =>
  floorToStep(
    Math.floor((taken * (100 + numberOf(protocol, "twice-daily-rise"))) / 100),
    microgramsOf(protocol, "dispensing-step"),
  );

/** More than two sessions a day: the most of each dose after all that was taken the day before. */
export const mostAfterDay = (takenThatDay: number, protocol: Protocol): number =>
  floorToStep(
    Math.floor((takenThatDay * numberOf(protocol, "multi-daily-share")) / 100),
    microgramsOf(protocol, "dispensing-step"),
  );

/** The most of a part of the first day: the first dose, the one that may follow it straight away, and each further one. */
export function mostOnDayOne(protocol: Protocol, injection: number): number {
  if (injection === 1) return microgramsOf(protocol, "first-dose");
  return microgramsOf(protocol, injection === 2 ? "repeat-dose" : "day-one-dose");
}

/** A dose of a schedule: how much at most, and how much more may follow it. Whole micrograms. */
export type Scheduled = { readonly dose: number; readonly topUp: number };

/** What a schedule allows on a day of it, from 1, in a session, from 1; after its last day what it maintains. */
export function scheduledDose(schedule: Schedule, day: number, session: number): Scheduled {
  const ofDay = schedule.days[day - 1];
  if (!ofDay) return { dose: schedule.maintenance * 1000, topUp: 0 };
  const found = ofDay[session - 1] ?? ofDay.at(-1);
  return {
    dose: Math.round((found?.dose ?? 0) * 1000),
    topUp: Math.round((found?.topUp ?? 0) * 1000),
  };
}
