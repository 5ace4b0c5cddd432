import {
  type Limits,
  limitsByPerson,
  type OfPerson,
  shareLimitsByPerson,
  wider,
} from "../evaluate/by-person.ts";
import { exactRate } from "../evaluate/rate.ts";
import { clopperPearson } from "../evaluate/two-by-two.ts";
import { FEW_PEOPLE } from "../publish/thresholds.ts";
import { isFew, shownParts } from "./keep-back.ts";

/** The parts of a programme's page, in its order. */
export const SECTIONS = [
  "people",
  "retention",
  "attendance",
  "outcomes",
  "spending",
  "trade-displaced",
  "crime",
  "health",
  "lives",
  "deaths",
  "harms",
  "cost",
] as const;
export type Section = (typeof SECTIONS)[number];
/** Where a figure stands: on a programme's page, in the answer of a saved cohort, or among what changed. */
export type Place = Section | "cohort" | "changed";

/** Of whom a figure is: everyone who entered (intention to treat), or those of them who stayed. Those who stayed are no fair sample. */
export type Whom = "everyone who entered" | "those who stayed";

/** Why a figure is not given. */
export type Held = "few" | "nobody" | "not-known";

/** One figure as pages, reports and files give it: never without what it rests on. */
export type Figure = {
  /** The same for ever, for whoever reads the file by program: `people.left-unplanned`. */
  readonly code: string;
  readonly section: Place;
  readonly label: string;
  readonly whom: Whom;
  readonly unit: "people" | "share" | "rate" | "ratio" | "days" | "pounds";
  /** What a rate is for: `person-year`, `1,000 sessions`. Its denominator is in `time`. */
  readonly per?: string;
  /** What the denominator of a rate counts: `person-years`, `sessions`. */
  readonly time?: string;
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

/** Whether a share or a rate rests on so few people or events above the line that one more or less would move it much: it is flagged. */
export const restsOnFew = ({ unit, numerator }: Figure): boolean =>
  (unit === "share" || unit === "rate") && numerator !== undefined && numerator < FEW_PEOPLE;

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

/** A part of a whole: of people, or of what each did several times, where one person's then hang together. */
export type PartOf = {
  readonly about: About;
  readonly count: number;
  readonly byPerson?: readonly OfPerson[];
};

/**
 * Shares of one whole, each with its exact (Clopper–Pearson) interval, or from ten people on the wider one by person. What is kept back by `shownParts` has no share and no interval
 * either: from them the count could be had.
 */
export function shareFigures(parts: readonly PartOf[]): readonly Figure[] {
  const shown = shownParts(parts.map(({ count }) => count));
  return parts.map(({ about, byPerson }, i) => {
    const figure = shareOf(about, shown.parts[i], shown.whole);
    return byPerson && figure.held === undefined ? { ...figure, ...shareLimitsByPerson(byPerson) } : figure;
  });
}

/** One share of a whole with the rest as the other part. The rest is not shown, but could be had by subtraction. */
export function shareFigure(about: About, part: number, whole: number): Figure {
  const shown = shownParts([part, whole - part]);
  return shareOf(about, shown.parts[0], shown.whole);
}

/** A share of a whole, where both may be shown: whoever calls it has asked `shownParts`. */
export function shareOf(about: About, part: number | undefined, whole: number | undefined): Figure {
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

/** What stands behind a rate. */
export type RateOf = {
  readonly events: number;
  /** People to whom they happened: one to four of them are kept back as one to four events are. */
  readonly people: number;
  readonly time: number;
  /** What the time counts: `person-years`, `sessions`. */
  readonly in: string;
  readonly per: string;
  /** By what the rate is multiplied: 1,000 for `1,000 sessions`. */
  readonly times?: number;
  /** Each person's events and time, where somebody can have several; or the wider limits that were worked out from them, times one. */
  readonly byPerson?: readonly OfPerson[];
  readonly limits?: Limits;
};

/** A rate with Garwood's exact interval, or from ten people on the wider one by person. Kept back where one to four people, or one to four events, stand behind it, or where asked. */
export function rateFigure(about: About, of: RateOf, held = false): Figure {
  const unit = { unit: "rate" as const, per: of.per, time: of.in };
  if (held || isFew(of.events) || isFew(of.people))
    return { ...about, ...NOTHING, ...unit, denominator: of.time, held: "few" };
  const rate = exactRate({ events: of.events, personYears: of.time });
  if (!rate.ok) return { ...about, ...NOTHING, ...unit, held: "nobody" };
  const times = of.times ?? 1;
  const limits = of.limits ?? wider(rate.value, of.byPerson && limitsByPerson(of.byPerson));
  return {
    ...about,
    ...unit,
    numerator: of.events,
    denominator: of.time,
    value: rate.value.rate * times,
    low: limits.low * times,
    high: limits.high * times,
    held: undefined,
  };
}

/** The parts of a whole as they are asked of everyone and of those who stayed. */
export type AskedPart = { readonly about: (whom: Whom) => About };

/**
 * The same shares of everyone who entered and of those who stayed, side by side, from counts. Those who stayed are shown only where what is
 * left of everyone, when they are taken away, is none or five and more in every part and in all. Without counts of theirs they are kept back.
 */
export function countsBeside(
  parts: readonly AskedPart[],
  all: readonly number[],
  stayed: readonly number[] | undefined,
): readonly Figure[] {
  const left = all.map((n, i) => n - (stayed?.[i] ?? 0));
  const tells = !stayed || left.some(isFew) || isFew(left.reduce((sum, n) => sum + n, 0));
  const of = (whom: Whom, numbers: readonly number[]) =>
    shareFigures(parts.map(({ about }, i) => ({ about: about(whom), count: numbers[i] ?? 0 })));
  return [
    ...of("everyone who entered", all),
    ...(tells
      ? parts.map(({ about }) => noFigure(about("those who stayed"), "share", "few"))
      : of("those who stayed", stayed)),
  ];
}

/** `countsBeside` of people, each of whom is in one part. */
export function sharesBeside<T>(
  who: { readonly everyone: readonly T[]; readonly stayed: readonly T[] },
  parts: readonly (AskedPart & { readonly is: (one: T) => boolean })[],
): readonly Figure[] {
  const counts = (people: readonly T[]): readonly number[] => parts.map(({ is }) => people.filter(is).length);
  return countsBeside(parts, counts(who.everyone), counts(who.stayed));
}
