import { exactRate } from "../evaluate/rate.ts";
import { clopperPearson } from "../evaluate/two-by-two.ts";
import { isFew, shownParts } from "./keep-back.ts";

/** The parts of a programme's page, in its order. */
export const SECTIONS = [
  "people",
  "retention",
  "attendance",
  "outcomes",
  "crime",
  "health",
  "lives",
  "deaths",
  "harms",
] as const;
export type Section = (typeof SECTIONS)[number];

/** Of whom a figure is: everyone who entered (intention to treat), or those of them who stayed. Those who stayed are no fair sample. */
export type Whom = "everyone who entered" | "those who stayed";

/** Why a figure is not given. */
export type Held = "few" | "nobody" | "not-known";

/** One figure as pages, reports and files give it: never without what it rests on. */
export type Figure = {
  /** The same for ever, for whoever reads the file by program: `people.left-unplanned`. */
  readonly code: string;
  readonly section: Section;
  readonly label: string;
  readonly whom: Whom;
  readonly unit: "people" | "share" | "rate" | "ratio" | "days";
  /** What the rate is for: `person-year`, `1,000 sessions`. */
  readonly per?: string;
  readonly numerator: number | undefined;
  readonly denominator: number | undefined;
  readonly value: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly held: Held | undefined;
  readonly definition: string;
  readonly source: string;
  /** How fresh the data are: the day to which they are complete or on which the record was read. */
  readonly fresh: string;
};

/** What a figure is about, before it is counted. */
export type About = Pick<Figure, "code" | "section" | "label" | "whom" | "definition" | "source" | "fresh">;

const NOTHING = {
  numerator: undefined,
  denominator: undefined,
  value: undefined,
  low: undefined,
  high: undefined,
};

/** A number of people, kept back where they are one to four. */
export const peopleFigure = (about: About, people: number): Figure =>
  isFew(people)
    ? { ...about, ...NOTHING, unit: "people", held: "few" }
    : { ...about, ...NOTHING, unit: "people", numerator: people, value: people, held: undefined };

/** A figure that cannot be given, and why. */
export const noFigure = (about: About, unit: Figure["unit"], held: Held): Figure => ({
  ...about,
  ...NOTHING,
  unit,
  held,
});

/**
 * Shares of one whole, each with its exact (Clopper–Pearson) interval. What is kept back by `shownParts` has no share and no interval
 * either: from them the count could be had.
 */
export function shareFigures(
  parts: readonly { readonly about: About; readonly count: number }[],
): readonly Figure[] {
  const shown = shownParts(parts.map(({ count }) => count));
  return parts.map(({ about }, i) => shareOf(about, shown.parts[i], shown.whole));
}

/** One share of a whole with the rest as the other part. The rest is not shown, but could be had by subtraction. */
export function shareFigure(about: About, part: number, whole: number): Figure {
  const shown = shownParts([part, whole - part]);
  return shareOf(about, shown.parts[0], shown.whole);
}

function shareOf(about: About, part: number | undefined, whole: number | undefined): Figure {
  if (whole === 0) return { ...about, ...NOTHING, unit: "share", denominator: 0, held: "nobody" };
  if (part === undefined || whole === undefined)
    return { ...about, ...NOTHING, unit: "share", denominator: whole, held: "few" };
  const limits = clopperPearson(part, whole);
  return {
    ...about,
    unit: "share",
    numerator: part,
    denominator: whole,
    value: part / whole,
    ...limits,
    held: undefined,
  };
}

/**
 * A rate with Garwood's exact interval: `events` in `time` units, to which `people` people belong. Kept back where one to four people,
 * or one to four events, stand behind it.
 */
export function rateFigure(
  about: About,
  of: {
    readonly events: number;
    readonly people: number;
    readonly time: number;
    readonly per: string;
    readonly times?: number;
  },
): Figure {
  const unit = { unit: "rate" as const, per: of.per };
  if (isFew(of.events) || isFew(of.people))
    return { ...about, ...NOTHING, ...unit, denominator: of.time, held: "few" };
  const rate = exactRate({ events: of.events, personYears: of.time });
  if (!rate.ok) return { ...about, ...NOTHING, ...unit, held: "nobody" };
  const times = of.times ?? 1;
  return {
    ...about,
    ...unit,
    numerator: of.events,
    denominator: of.time,
    value: rate.value.rate * times,
    low: rate.value.low * times,
    high: rate.value.high * times,
    held: undefined,
  };
}
