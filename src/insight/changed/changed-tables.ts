import { capital } from "../../kernel/words.ts";
import { RESTS_ON_FEW } from "../programmes/words.ts";
import { FEW_PEOPLE, FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { Changed, Comparison, Side } from "./changed.ts";
import { count, figure, interval, years } from "./figures.ts";
import { type Subject, say, sayClustered, sayRatio } from "./messages.ts";

/** A table as text, before anybody decides how it looks. The first cell of each row names the row. */
export type TableModel = {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Before and after, everyone beside those who stayed, each figure with its denominator. */
export function windowsTable(changed: Changed, subject: Subject): TableModel {
  return {
    caption: `${capital(subject.events)} before and after entry`,
    columns: ["Who and when", "People", "Events", "Person-years at risk", "Per person-year", "95 % interval"],
    rows: [
      ...sides("Everyone who entered", changed.everyone),
      ...ofStayed(changed.stayed, (stayed) => sides("Those who stayed", stayed)),
    ],
  };
}

/** One person before and after, with the days behind each rate. */
export function personTable(changed: Changed, subject: Subject): TableModel {
  const row = (name: string, side: Side): readonly string[] => [
    name,
    count(side.events),
    count(side.days),
    years(side.personYears),
    figure(side.rate.rate),
    interval(side.rate),
  ];
  return {
    caption: `${capital(subject.events)} before and after entry`,
    columns: ["When", "Events", "Days at risk", "Years at risk", "Per person-year", "95 % interval"],
    rows: [row("Before", changed.everyone.before), row("After", changed.everyone.after)],
  };
}

/** After over before, with both intervals, for everyone and for those who stayed. */
export function ratiosTable(changed: Changed): TableModel {
  const row = (who: string, comparison: Comparison): readonly string[] => [
    who,
    comparison.ratio.ok ? figure(comparison.ratio.value.ratio) : sayRatio(comparison.ratio.refusal),
    comparison.ratio.ok ? interval(comparison.ratio.value) : "–",
    comparison.clustered.ok
      ? interval(comparison.clustered.value)
      : sayClustered(comparison.clustered.refusal),
  ];
  return {
    caption: "Rate after entry divided by rate before",
    columns: ["Who", "Rate ratio", "Exact 95 % interval", "95 % interval allowing for repeat offenders"],
    rows: [
      row("Everyone who entered", changed.everyone),
      ...ofStayed(changed.stayed, (stayed) => [row("Those who stayed", stayed)]),
    ],
  };
}

/** Who is in the rates and who is counted apart. The rows under the first add up to it. */
export function peopleTable(changed: Changed): TableModel {
  const { apart } = changed;
  const rows: (readonly [string, number | undefined])[] = [
    ["Entered", changed.entered],
    ["In the rates", changed.everyone.people],
    ["Not linkable to the source", apart.notLinkable],
    ["Entered after the end of complete data", apart.notYetFollowed],
    ["End of complete data not known", apart.withoutEndOfData],
    ["Stay in custody that ends before it begins", apart.custodyUnclear],
    ["Of those in the rates, followed for the whole time after", changed.fullWindow],
    ["Of those in the rates, died in the time after", changed.died],
    ["Further entries of the same people", changed.laterEntries],
  ];
  return {
    caption: "Who is counted",
    columns: ["Which people", "People"],
    rows: rows
      .filter(([label, n]) => n !== 0 || ALWAYS_SHOWN.has(label))
      .map(([label, n]) => [label, label.startsWith("Further") ? `${countOf(n)} entries` : countOf(n)]),
  };
}

const countOf = (n: number | undefined): string => (n === undefined ? `under ${FEWEST_SHOWN}` : count(n));

const ALWAYS_SHOWN = new Set(["Entered", "In the rates", "Not linkable to the source"]);

/** The plot's numbers, month by month from entry. */
export function monthsTable(changed: Changed, subject: Subject): TableModel {
  return {
    caption: `${capital(subject.events)} by month from entry`,
    columns: ["Month from entry", "Events", "Person-years at risk", "Per person-year", "95 % interval"],
    rows: changed.months.map((month) => [
      monthName(month.month),
      count(month.events),
      years(month.personYears),
      month.rate ? figure(month.rate.rate) : "nobody at risk",
      month.rate ? interval(month.rate) : "–",
    ]),
  };
}

/** `3rd month before`, `1st month after`: month -1 is the first before, month 0 the first after. */
export function monthName(month: number): string {
  const n = month < 0 ? -month : month + 1;
  const ending = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending} month ${month < 0 ? "before" : "after"}`;
}

/** A rate, flagged where so few events stand above the line that one more or less would move it much. */
export const flaggedRate = ({ events, rate }: Pick<Side, "events" | "rate">): string =>
  events < FEW_PEOPLE ? `${figure(rate.rate)} (${RESTS_ON_FEW})` : figure(rate.rate);

function sides(who: string, comparison: Comparison): readonly (readonly string[])[] {
  const row = (when: string, side: Side): readonly string[] => [
    `${who}, ${when}`,
    count(comparison.people),
    count(side.events),
    years(side.personYears),
    flaggedRate(side),
    interval(side.rate),
  ];
  return [row("before", comparison.before), row("after", comparison.after)];
}

function ofStayed(
  stayed: Changed["stayed"],
  rows: (stayed: Comparison) => readonly (readonly string[])[],
): readonly (readonly string[])[] {
  return stayed.ok ? rows(stayed.value) : [];
}

/** Why those who stayed are not shown, or nothing to say. */
export const stayedMissing = (changed: Changed): string | undefined =>
  changed.stayed.ok
    ? undefined
    : `Those who stayed cannot be shown beside everyone. ${say(changed.stayed.refusal)}`;
