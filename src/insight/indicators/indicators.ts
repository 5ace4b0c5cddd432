import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import { journeysOf, treated } from "./journey.ts";
import { compare, isWithin, type Journey, type Period, type Profile, type Stay } from "./stay.ts";

/** One thing counted, with whether it counts above the line: a start, a journey or a person. */
export type Counted = { readonly person: string; readonly day: LocalDate; readonly yes: boolean };

/** What the counting rests on. */
export type Basis = {
  readonly stays: readonly Stay[];
  readonly profiles: readonly Profile[];
  readonly period: Period;
  /** The day up to which the record is read. */
  readonly asAt: LocalDate;
  readonly spans: Spans;
};

/** Days by which the national figures count, each a sourced parameter. */
export type Spans = {
  readonly link: number;
  readonly wait: number;
  readonly retained: number;
  readonly comesBack: number;
  readonly profile: number;
  readonly review: number;
};

type Count = (basis: Basis & { readonly journeys: readonly Journey[] }) => readonly Counted[];

const lasted = (journey: Journey, asAt: LocalDate): number =>
  daysBetween(journey.startedOn, journey.endedOn ?? asAt);
const isOpenOn = (journey: Journey, day: LocalDate): boolean =>
  compare(journey.startedOn, day) <= 0 && (!journey.endedOn || compare(journey.endedOn, day) >= 0);
const overlaps = (journey: Journey, { from, to }: Period): boolean =>
  compare(journey.startedOn, to) <= 0 && (!journey.endedOn || compare(journey.endedOn, from) >= 0);

/** Journeys that began in the period and so long ago that it is known whether they lasted. */
const begunLongEnough: Count = ({ journeys, period, asAt, spans }) =>
  journeys
    .filter((one) => isWithin(one.startedOn, period) && daysBetween(one.startedOn, asAt) >= spans.retained)
    .map((one) => ({ person: one.person, day: one.startedOn, yes: lasted(one, asAt) >= spans.retained }));

/** People in treatment at some time of the period, once each by the latest of their journeys. */
const inTreatment = (journeys: readonly Journey[], period: Period): readonly Journey[] =>
  [
    ...Map.groupBy(
      journeys.filter((one) => overlaps(one, period)),
      (one) => one.person,
    ).values(),
  ].flatMap((own) => own.toSorted((a, b) => compare(a.startedOn, b.startedOn)).slice(-1));

const near = (
  profiles: readonly Profile[],
  stage: Profile["stage"],
  person: string,
  day: LocalDate,
  days: number,
) =>
  profiles.some(
    (one) => one.person === person && one.stage === stage && Math.abs(daysBetween(day, one.takenOn)) <= days,
  );

/** How each indicator is counted, by its code. */
export const COUNTS = {
  "waited-three-weeks": ({ stays, period, spans }) =>
    treated(stays)
      .filter((stay) => isWithin(stay.treatedOn, period))
      .map((stay) => ({
        person: stay.person,
        day: stay.treatedOn,
        yes: daysBetween(stay.referredOn, stay.offeredOn ?? stay.treatedOn) <= spans.wait,
      })),
  "retained-twelve-weeks": begunLongEnough,
  "effective-treatment": (basis) => {
    const ended = new Map(basis.journeys.map((one) => [`${one.person} ${one.startedOn}`, one.exit]));
    return begunLongEnough(basis).map((one) => ({
      ...one,
      yes: one.yes || ended.get(`${one.person} ${one.day}`) === "planned",
    }));
  },
  "early-unplanned-exit": (basis) => {
    const ended = new Map(basis.journeys.map((one) => [`${one.person} ${one.startedOn}`, one.exit]));
    return begunLongEnough(basis).map((one) => ({
      ...one,
      yes: !one.yes && ended.get(`${one.person} ${one.day}`) === "unplanned",
    }));
  },
  "unplanned-exits": ({ journeys, period }) =>
    journeys
      .filter((one) => isWithin(one.endedOn, period) && one.exit !== "death")
      .map((one) => ({ person: one.person, day: one.endedOn ?? period.to, yes: one.exit === "unplanned" })),
  "completed-and-not-back": ({ journeys, period, asAt, spans }) => {
    // Half a year has to pass before it is known, so the year that is looked at ends by so much earlier.
    const known = period.to.add({ days: spans.comesBack });
    const shift = Math.max(0, daysBetween(asAt, known));
    const earlier = { from: period.from.subtract({ days: shift }), to: period.to.subtract({ days: shift }) };
    return inTreatment(journeys, earlier).map((one) => ({
      person: one.person,
      day: one.startedOn,
      yes:
        one.exit === "planned" &&
        isWithin(one.endedOn, earlier) &&
        !journeys.some(
          (next) =>
            next.person === one.person &&
            one.endedOn !== undefined &&
            compare(next.startedOn, one.endedOn) > 0 &&
            daysBetween(one.endedOn, next.startedOn) <= spans.comesBack,
        ),
    }));
  },
  "died-in-treatment": ({ journeys, period }) =>
    inTreatment(journeys, period).map((one) => ({
      person: one.person,
      day: one.endedOn ?? one.startedOn,
      yes: one.exit === "death" && isWithin(one.endedOn, period),
    })),
  "profile-at-start": ({ journeys, profiles, period, asAt, spans }) =>
    journeys
      .filter((one) => isWithin(one.startedOn, period) && daysBetween(one.startedOn, asAt) > spans.profile)
      .map((one) => ({
        person: one.person,
        day: one.startedOn,
        yes: near(profiles, "start", one.person, one.startedOn, spans.profile),
      })),
  "profile-reviewed": ({ journeys, profiles, period, spans }) =>
    journeys
      .filter((one) => isOpenOn(one, period.to) && daysBetween(one.startedOn, period.to) >= spans.review)
      .map((one) => ({
        person: one.person,
        day: one.startedOn,
        yes: profiles.some(
          (profile) =>
            profile.person === one.person &&
            profile.stage === "review" &&
            isWithin(profile.takenOn, { from: period.to.subtract({ days: spans.review }), to: period.to }),
        ),
      })),
  "profile-at-exit": ({ journeys, profiles, period, asAt, spans }) =>
    journeys.flatMap((one) =>
      one.endedOn &&
      isWithin(one.endedOn, period) &&
      one.exit !== "death" &&
      daysBetween(one.endedOn, asAt) > spans.profile
        ? [
            {
              person: one.person,
              day: one.endedOn,
              yes: near(profiles, "exit", one.person, one.endedOn, spans.profile),
            },
          ]
        : [],
    ),
} as const satisfies Readonly<Record<string, Count>>;
export type IndicatorCode = keyof typeof COUNTS;

/** Counts one indicator. */
export const countOf = (code: IndicatorCode, basis: Basis): readonly Counted[] =>
  COUNTS[code]({ ...basis, journeys: journeysOf(basis.stays, basis.spans.link) });
