import { daysBetween } from "../../kernel/time.ts";
import { kaplanMeier, type Step } from "../evaluate/kaplan-meier.ts";
import { type Course, coursesOf } from "../evaluate/survival-data.ts";
import type { Entered, Entrant } from "./entrants.ts";
import { type About, type Figure, noFigure } from "./figure.ts";
import { isFew } from "./keep-back.ts";
import { recordAsAt } from "./people.ts";

/** A point of the curve that may be shown. */
export type CurvePoint = {
  /** Days after entry. */
  readonly day: number;
  /** Followed at least so long and still there just before the next day of leaving. */
  readonly atRisk: number;
  /** Left since the point before. */
  readonly left: number;
  /** Followed no further since the point before: still there, but entered too lately. */
  readonly followedNoFurther: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
};

/** How long people stay. */
export type Retention = {
  readonly people: number;
  readonly points: readonly CurvePoint[];
  /** The first shown day on which half or fewer were still there; nothing where it is not reached. */
  readonly halfBy: number | undefined;
};

/** Four weeks at a time for a year, half a year itself, then a quarter at a time for five: days on which the curve may have a point. */
const GRID = [
  ...[...Array.from({ length: 13 }, (_, i) => (i + 1) * 28), 182].toSorted((a, b) => a - b),
  ...Array.from({ length: 16 }, (_, i) => 365 + Math.round(((i + 1) * 365) / 4)),
];
/** The days after entry of which the shares are figures of their own. */
const TOLD = [84, 182, 364] as const;

/**
 * The retention curve of everyone who entered: Kaplan–Meier from the day of entry, leaving for any reason being the event, death too; whoever
 * is still there is followed to the day on which the record was read. Limits are log-log.
 *
 * A point stands only where, since the point before, none or five and more left and none or five and more were followed no further,
 * so that nobody's day of leaving or of entry can be read off it.
 */
export function retentionOf(entered: Entered): Retention {
  const { people, asAt } = entered;
  const end = ({ endedOn }: Entrant) => endedOn ?? asAt;
  const courses = coursesOf({
    time: people.map((one) => Math.max(0, daysBetween(one.enteredOn, end(one)))),
    event: people.map((one) => (one.endedOn ? 1 : 0)),
  });
  const course = courses.ok ? courses.value[0] : undefined;
  if (!course || isFew(course.people)) return { people: people.length, points: [], halfBy: undefined };
  const points = pointsOf(course, kaplanMeier(course));
  return { people: course.people, points, halfBy: points.find(({ share }) => share <= 0.5)?.day };
}

function pointsOf(course: Course, steps: readonly Step[]): readonly CurvePoint[] {
  const points: CurvePoint[] = [];
  let [left, gone, done] = [0, 0, 0];
  for (const day of GRID) {
    let at: Step | undefined;
    for (; done < steps.length && (steps[done]?.time ?? 0) <= day; done++) {
      at = steps[done];
      left += at?.events ?? 0;
      gone += at?.censored ?? 0;
    }
    const before = points.reduce((sum, point) => sum + point.left + point.followedNoFurther, 0);
    const atRisk = course.people - before - left - gone;
    if (atRisk === 0) break;
    // A count of those still followed is told too, so it may not be of one to four either.
    if (isFew(left) || isFew(gone) || isFew(atRisk)) continue;
    const step = at ?? steps[done - 1];
    points.push({
      day,
      atRisk,
      left,
      followedNoFurther: gone,
      share: step?.survival ?? 1,
      low: step?.low ?? Number.NaN,
      high: step?.high ?? Number.NaN,
    });
    [left, gone] = [0, 0];
  }
  return trimmed(course, points);
}

/** Takes points off the end until what happened after the last one is told by subtraction of no one to four people either. */
function trimmed(course: Course, points: readonly CurvePoint[]): readonly CurvePoint[] {
  const all = {
    left: course.moments.reduce((sum, one) => sum + one.events, 0),
    gone: course.moments.reduce((sum, one) => sum + one.censored, 0),
  };
  for (let n = points.length; n > 0; n--) {
    const kept = points.slice(0, n);
    const left = all.left - kept.reduce((sum, one) => sum + one.left, 0);
    const gone = all.gone - kept.reduce((sum, one) => sum + one.followedNoFurther, 0);
    if (!isFew(left) && !isFew(gone)) return kept;
  }
  return [];
}

const WORDS: Readonly<Record<(typeof TOLD)[number], string>> = {
  84: "12 weeks",
  182: "half a year",
  364: "a year",
};

/** On what the figures of staying and every point of the curve rest. */
export const retentionRestsOn = (entered: Pick<Entered, "asAt">): Pick<Figure, "source" | "fresh"> => ({
  source: "Stays in the partnership's record, without names",
  fresh: recordAsAt(entered),
});

/**
 * The shares still there after 12 weeks, half a year and a year, as figures: the number still there and followed so long, of all who began.
 * Where some entered too lately to be followed so long the share is not one divided by the other, so all numbers stand in the definition.
 */
export function retentionFigures(entered: Entered, { points, people }: Retention): readonly Figure[] {
  return TOLD.map((day) => {
    const about: About = {
      code: `retention.day-${day}`,
      section: "retention",
      label: `Still there after ${WORDS[day]}`,
      whom: "everyone who entered",
      definition: `Kaplan–Meier share of everyone who entered who had not left by day ${day}, for whatever reason, death too; 95 % log-log limits (Greenwood).`,
      ...retentionRestsOn(entered),
    };
    const point = points.find((one) => one.day === day);
    if (!point) return noFigure(about, "share", people === 0 ? "nobody" : "few");
    return {
      ...about,
      definition: `${about.definition} ${numbersBy(points, point, people)}`,
      unit: "share",
      numerator: point.atRisk,
      denominator: people,
      value: point.share,
      low: Number.isNaN(point.low) ? undefined : point.low,
      high: Number.isNaN(point.high) ? undefined : point.high,
      held: undefined,
    };
  });
}

/** All numbers behind one share: each is told by the curve's own rows already. */
function numbersBy(points: readonly CurvePoint[], at: CurvePoint, people: number): string {
  const sum = (what: "left" | "followedNoFurther"): number =>
    points.filter(({ day }) => day <= at.day).reduce((all, one) => all + one[what], 0);
  const lately = sum("followedNoFurther");
  return `Of ${people} people who began, ${at.atRisk} are still there and followed so long (at risk), ${sum("left")} had left${
    lately === 0
      ? "."
      : `, and ${lately} entered too lately to be followed so long: the share allows for them and is not ${at.atRisk} of ${people}.`
  }`;
}
