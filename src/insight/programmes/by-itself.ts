import type { Comparison } from "../changed/changed.ts";
import type { Finding } from "../evaluate/finding.ts";
import { trajectories } from "../evaluate/trajectories.ts";
import { LEVELS, type Level } from "../evaluate/trajectory.ts";
import { USUAL_THRESHOLDS } from "../evaluate/trajectory-thresholds.ts";
import { type Figure, noFigure, rateFigure } from "./figure.ts";
import { isFew } from "./keep-back.ts";
import type { AboutOf } from "./moves.ts";

/** Levels in the middle of a sentence. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  none: "none before",
  below: `fewer than ${USUAL_THRESHOLDS.high} a year before`,
  high: `${USUAL_THRESHOLDS.high} a year or more before`,
};

/** Whether those followed for less than the whole time, or what happened to them, could be had by subtraction and are few. */
function tellsOfTheRest({ people, before, after, arms }: Comparison): boolean {
  const events = (side: "comparison" | "rate") => arms.reduce((sum, one) => sum + one[side].events, 0);
  return (
    isFew(people - arms.length) ||
    isFew(before.events - events("comparison")) ||
    isFew(after.events - events("rate"))
  );
}

/**
 * Of each level before, the rate that was seen after and the one that was to be expected if nobody's own rate had changed (empirical Bayes,
 * Hauer 1997), with the range in which it lies by chance: what regression to the mean does by itself. Only of levels of which every
 * group is shown; the others, and all where those followed for less time could be told by it, are kept back.
 */
export function byItselfFigures(
  everyone: Comparison,
  whole: readonly Level[],
  events: string,
  about: AboutOf,
): readonly Figure[] {
  const found = trajectories(everyone.arms);
  const hidden = tellsOfTheRest(everyone);
  const definition = `Of those followed for the whole time after entry, by their own rate of ${events} before. Expected by itself: each one's own rate drawn towards everybody's by as much as little is known of it (empirical Bayes), were nobody's own rate another after entry than before; the interval is the range in which the rate of so many people would lie by chance. Seen within it, the change is no more than regression to the mean.`;
  return LEVELS.flatMap((level) => {
    const label = LEVEL_WORDS[level];
    const seen = about(
      `trajectory.${level}.seen`,
      `${label}: rate after entry`,
      "everyone who entered",
      definition,
    );
    const expected = about(
      `trajectory.${level}.expected`,
      `${label}: rate to be expected by itself`,
      "everyone who entered",
      definition,
    );
    const own = everyone.arms.filter((_, i) => everyone.trajectories[i]?.level === level);
    const rate = rateFigure(
      seen,
      {
        events: own.reduce((sum, one) => sum + one.rate.events, 0),
        people: own.filter((one) => one.rate.events > 0).length,
        time: own.reduce((sum, one) => sum + one.rate.personYears, 0),
        in: "person-years",
        per: "person-year",
        byPerson: own.map((one) => ({ some: one.rate.events, of: one.rate.personYears })),
      },
      hidden || own.length === 0 || !whole.includes(level),
    );
    // Its person-years are a year for each of its people: of a level that is kept back they would tell how many they are.
    if (rate.held) return [seen, expected].map((one) => noFigure(one, "rate", "few"));
    return [rate, expectedOf(expected, rate, found.ok ? found.value : undefined, level)];
  });
}

function expectedOf(
  about: Parameters<typeof noFigure>[0],
  seen: Figure,
  finding: Finding | undefined,
  level: Level,
): Figure {
  const one = finding?.estimates.find(
    ({ what, of }) => what === "rate after expected by itself" && of === level,
  );
  if (!one) return noFigure(about, "rate", "not-known");
  const { value, low, high } = one;
  return {
    ...noFigure(about, "rate", "few"),
    held: undefined,
    per: "person-year",
    time: "person-years",
    numerator: seen.denominator === undefined ? undefined : value * seen.denominator,
    denominator: seen.denominator,
    value,
    low,
    high,
  };
}
