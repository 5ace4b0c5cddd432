import { longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count, figure, percent, years } from "../changed/figures.ts";
import { pounds } from "../economics/money.ts";
import { FEW_PEOPLE, FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { WrongPeriod } from "./blocks.ts";
import { type Figure, restsOnFew, type Section } from "./figure.ts";
import type { CurvePoint } from "./retention.ts";

/** Headings of the parts of a page. */
export const HEADINGS: Readonly<Record<Section, string>> = {
  people: "People",
  retention: "How long they stay",
  attendance: "Attendance",
  outcomes: "Outcome measures",
  spending: "Spend on street drugs",
  "trade-displaced": "Scenario: trade displaced",
  crime: "Crime",
  health: "Hospital and ambulance",
  lives: "Housing and work",
  deaths: "Deaths",
  harms: "Harms",
  cost: "Cost",
};

/** Captions of their tables. */
export const CAPTIONS: Readonly<Record<Section, string>> = {
  people: "Everyone who entered, and where they stand",
  retention: "Shares still there",
  attendance: "Kept and missed while with the service",
  outcomes: "From the start to the latest review: better, the same, worse",
  spending: "Pounds a week at the start and at the latest review, of the same people",
  "trade-displaced": "Spend no longer made, times people: a scenario, and no saving",
  crime: "Recorded offences before and after entry",
  health: "Hospital and ambulance before and after entry",
  lives: "At the start and at the latest review, of the same people",
  deaths: "Deaths, for every 100 person-years",
  harms: "Overdoses before and after entry, emergencies, incidents, exits that nobody planned",
  cost: "What it costs, and what counted events cost less",
};

/** The caption of groups by course. */
export const GROUPS_CAPTION =
  "Who rose sharply, who fell sharply, and from what level: the high fall and those with none rise by themselves (regression to the mean)";

/** Why a period of entry cannot be shown, beside the field of the form that it is about. */
export function sayPeriod({ field, given, why, there }: WrongPeriod): string {
  const name = field === "from" ? "Entered from" : "Entered to";
  const choose =
    there.length === 0
      ? "Nobody has entered yet whose month is over, so there is no period to choose."
      : `Choose ${listed(there.map(longDate), "or")}.`;
  switch (why) {
    case "no-day":
      return `${name}: “${given}” is no day such as 2026-03-31. ${choose}`;
    case "not-told-apart":
      return `${name}: ${longDate(Temporal.PlainDate.from(given))} cannot be told apart here: fewer than five people entered between one choice and the next. ${choose}`;
    case "backwards":
      return `${name}: ${longDate(Temporal.PlainDate.from(given))} is before the first day of entry. ${choose}`;
  }
}

/** What stands where a number of people is kept back, whether it is small itself or would give a small one away. */
export const KEPT_BACK = "kept back";
/** What a whole of one to four people is told as. */
export const UNDER = `under ${FEWEST_SHOWN}`;

const together = (text: string): string => text.replaceAll(" ", "\u00a0");
const NONE = "–";

/** Why a figure is not there, in a cell. */
export function heldWords(one: Figure): string {
  switch (one.held) {
    case "few":
      return one.unit === "people" ? UNDER : KEPT_BACK;
    case "nobody":
      return "nobody to count";
    case "not-known":
      return "not known";
    case undefined:
      return "";
  }
}

/** The figure itself as people read it: `44 %`, `0.62 per person-year`. */
export function valueWords(one: Figure): string {
  if (one.held || one.value === undefined) return heldWords(one) || NONE;
  switch (one.unit) {
    case "people":
      return count(one.value);
    case "share":
      return together(percent(one.value));
    case "rate":
      return together(`${figure(one.value)} per ${one.per}`);
    case "ratio":
      return figure(one.value);
    case "days":
      return count(one.value);
    case "pounds":
      return together(pounds(one.value));
  }
}

/** What stands beside a figure that is flagged. */
export const RESTS_ON_FEW = `rests on fewer than ${FEW_PEOPLE}`;

/** A flag as one more thing in brackets that hold others: `; rests on fewer than 10`, or nothing. */
export const alsoFlagged = (one: Figure): string => (restsOnFew(one) ? `; ${RESTS_ON_FEW}` : "");

/** The figure itself with its flag, where nothing else stands in brackets: `0.62 per person-year (rests on fewer than 10)`. */
export const flaggedWords = (one: Figure): string =>
  restsOnFew(one) ? `${valueWords(one)} (${RESTS_ON_FEW})` : valueWords(one);

/** The interval as people read it. */
export function intervalWords({ held, unit, low, high }: Figure): string {
  if (held || low === undefined || high === undefined) return NONE;
  if (unit === "pounds") return together(`${pounds(low)} to ${pounds(high)}`);
  return together(
    unit === "share"
      ? `${percent(low)} to ${percent(high)}`
      : `${figure(low)} to ${high === Number.POSITIVE_INFINITY ? "no upper limit" : figure(high)}`,
  );
}

/** How many, as a cell. */
const numberWords = (one: Figure): string => {
  if (one.held === "few") return heldWords(one);
  if (one.numerator === undefined) return NONE;
  return one.unit === "pounds" ? pounds(one.numerator) : count(one.numerator);
};

/** Out of how many, or in how much time, as a cell. */
const wholeWords = ({ denominator, time }: Figure): string => {
  if (denominator === undefined) return NONE;
  if (!time) return count(denominator);
  return together(`${Number.isInteger(denominator) ? count(denominator) : years(denominator)} ${time}`);
};

/** One figure with what it rests on, in one cell: `62 % (44 of 71; 50 % to 73 %)`, and flagged where that is few. */
export function inOneCell(one: Figure | undefined): string {
  if (!one) return NONE;
  if (one.held || one.unit === "people") return valueWords(one);
  if (one.denominator === undefined) return `${valueWords(one)} (${intervalWords(one)})`;
  return `${valueWords(one)} (${numberWords(one)} of ${wholeWords(one)}; ${intervalWords(one)}${alsoFlagged(one)})`;
}

/**
 * Figures of one part of the page as a table: each with its numerator, its denominator and its interval. Where some are of those who stayed
 * too, they stand in the same row, beside everyone's.
 */
export function figuresTable(caption: string, figures: readonly Figure[]): TableModel {
  const everyone = figures.filter(({ whom }) => whom === "everyone who entered");
  const stayed = new Map(
    figures.flatMap((one) => (one.whom === "those who stayed" ? [[one.code, one] as const] : [])),
  );
  return {
    caption,
    columns: [
      "Figure",
      "Number",
      "Out of",
      "Share or rate",
      "95 % interval",
      ...(stayed.size > 0 ? ["Those who stayed"] : []),
    ],
    rows: everyone.map((one) => [
      one.label,
      numberWords(one),
      wholeWords(one),
      one.unit === "people" ? NONE : flaggedWords(one),
      intervalWords(one),
      ...(stayed.size > 0 ? [inOneCell(stayed.get(one.code))] : []),
    ]),
  };
}

/** The retention curve's numbers, with numbers at risk. */
export const curveTable = (points: readonly CurvePoint[]): TableModel => ({
  caption: "Still there, by days after entry",
  columns: [
    "Days after entry",
    "Followed and still there",
    "Left since the row above",
    "Followed no further",
    "Share still there",
    "95 % interval",
  ],
  rows: points.map((point) => [
    `Day ${count(point.day)}`,
    count(point.atRisk),
    count(point.left),
    count(point.followedNoFurther),
    together(percent(point.share)),
    Number.isNaN(point.low) ? NONE : together(`${percent(point.low)} to ${percent(point.high)}`),
  ]),
});
