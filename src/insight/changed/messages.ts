import type { Result } from "../../kernel/result.ts";
import { longDate } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import type { ClusteredRefusal } from "../evaluate/clustered.ts";
import { FEWEST_WITH_EVENTS } from "../evaluate/concentration.ts";
import type { RateRatioRefusal } from "../evaluate/rate-ratio.ts";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { Changed, ChangedRefusal, Comparison } from "./changed.ts";
import { type Percentage, type PercentageRefusal, restsOnFew } from "./compare.ts";
import type { SmallRefusal } from "./disclosure.ts";
import { count, counted, figure, interval, percent, years } from "./figures.ts";
import type { Warning } from "./warnings.ts";

/** What the page is about, as phrases that fit into sentences. */
export type Subject = {
  /** `everyone who entered Community`, or `this person`. */
  readonly who: string;
  /** `recorded offences`: many, in lower case. */
  readonly events: string;
};

const people = (n: number): string => counted(n, "person", "people");

/** The finding in one sentence, with its uncertainty and its denominator. */
export function finding(comparison: Comparison, subject: Subject): string {
  const { before, after, ratio } = comparison;
  const among = `among ${people(comparison.people)}`;
  const [was, is] = [figure(before.rate.rate), figure(after.rate.rate)];
  if (!ratio.ok) {
    return `No ${subject.events} in ${years(before.personYears)} person-years at risk before and ${years(after.personYears)} after, ${among}.`;
  }
  const limits = `95 % interval ${interval(ratio.value)}${clusteredClause(comparison)}`;
  if (!Number.isFinite(ratio.value.ratio)) {
    const [rose, chance] =
      direction(comparison) === "rose" ? ["rose", ""] : ["went", `, ${unclear(comparison)}`];
    return `${capital(subject.events)} ${rose} from none in ${years(before.personYears)} person-years at risk to ${is} per person-year${chance}, ${among}: the rate ratio cannot be put as a number (${limits}).`;
  }
  const numbers = `a rate ratio of ${figure(ratio.value.ratio)} (${limits}) ${among}`;
  switch (direction(comparison)) {
    case "fell":
      return `${capital(subject.events)} fell from ${was} to ${is} per person-year at risk: ${numbers}.`;
    case "rose":
      return `${capital(subject.events)} rose from ${was} to ${is} per person-year at risk: ${numbers}.`;
    case "unclear":
      return `${capital(subject.events)} went from ${was} to ${is} per person-year at risk, ${unclear(comparison)}: ${numbers}.`;
  }
}

const unclear = ({ clustered }: Comparison): string =>
  restsOnFew(clustered)
    ? "the doing of one person or of very few"
    : "a difference that chance alone could explain";

/** The short form of the finding, for a chart's title. */
export function shortFinding(comparison: Comparison, subject: Subject): string {
  const [was, is] = [figure(comparison.before.rate.rate), figure(comparison.after.rate.rate)];
  const how = { fell: "fell", rose: "rose", unclear: "did not clearly change:" }[direction(comparison)];
  return `${capital(subject.events)} ${how} from ${was} to ${is} per person-year at risk after entry`;
}

/** Fell or rose only when every interval that could be given leaves out 1, and never where it is the doing of a few. */
export function direction({ ratio, clustered }: Comparison): "fell" | "rose" | "unclear" {
  if (!ratio.ok || restsOnFew(clustered)) return "unclear";
  const intervals = clustered.ok ? [ratio.value, clustered.value] : [ratio.value];
  if (intervals.every((each) => each.high < 1)) return "fell";
  if (intervals.every((each) => each.low > 1)) return "rose";
  return "unclear";
}

function clusteredClause({ clustered }: Comparison): string {
  return clustered.ok
    ? `; ${interval(clustered.value)} allowing for repeat offenders`
    : "; not allowing for repeat offenders";
}

/** The percentage, or why there is none. */
export function percentageWords(percentage: Result<Percentage, PercentageRefusal>): string {
  if (!percentage.ok) return sayPercentage(percentage.refusal);
  const { change, low, high } = percentage.value;
  if (low > 0 || high < 0) {
    const [least, most] = [Math.min(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))];
    const side = change < 0 ? "lower" : "higher";
    return `The rate was ${percent(change)} ${side} (95 % interval ${percent(least)} to ${percent(most)} ${side}).`;
  }
  const side = change < 0 ? "lower" : "higher";
  return `The rate was ${percent(change)} ${side}, but anything from ${percent(low)} lower to ${percent(high)} higher fits these figures.`;
}

/** Why no percentage is printed, then what stands instead. */
export function sayPercentage(refusal: PercentageRefusal): string {
  switch (refusal.code) {
    case "follow-up-too-different":
      return `No percentage is given: ${years(refusal.before)} person-years before and ${years(refusal.after)} after are too unlike to be set side by side. Read the rates and their ratio.`;
    case "some-without-end-of-data":
      return `No percentage is given: for ${people(refusal.people)} nobody has said to which day the data are complete. Record it and look again.`;
    case "rests-on-few":
      return "No percentage is given: what changed is the doing of one person, or of fewer than five. Read the rates, and who rose, held and fell.";
    case "no-ratio":
      return "No percentage is given: there is no rate before entry to compare with.";
  }
}

/** Why there is nothing to show, then what to do. */
export function say(refusal: ChangedRefusal | SmallRefusal): string {
  switch (refusal.code) {
    case "too-few-to-show":
      return `Figures of fewer than ${refusal.fewest} people are not shown: they would say something of one of them. A person's own page shows theirs to those who may see it.`;
    case "window-too-fine":
      return `Of so few people only these windows are shown: ${listed(refusal.windows.map((days) => counted(days, "day", "days")))}. Finer ones would tell on which day something happened to one of them.`;
    case "exposure-missing":
      return "Before and after cannot be compared: the time in which events could have happened is not known on both sides. Counts alone would set a lifetime against some weeks. Record to which day each source is complete.";
    case "no-time-at-risk":
      return `Nobody was at risk ${refusal.window} entry: no day of that time lies in complete data and outside custody.`;
    case "not-a-count":
      return `The number of events ${refusal.window} entry is not a whole number. Check the source.`;
    case "window-not-whole-days":
      return "Choose a whole number of days, one or more, to look before and after entry.";
    case "nobody-entered":
      return "Nobody has entered yet. People appear here once they have an episode with the service.";
    case "nobody-linkable":
      return `None of the ${people(refusal.entered)} who entered can be found in this source. Add the number it knows them by.`;
    case "nobody-followed-yet":
      return `None of the ${people(refusal.entered)} who entered has been followed yet: the data end before they began. Import a later file.`;
  }
}

/** Why the exact ratio is not there. */
export function sayRatio(refusal: RateRatioRefusal): string {
  switch (refusal.code) {
    case "no-events-at-all":
      return "no ratio: nothing happened before or after";
    case "zero-exposure":
      return "no ratio: no time at risk";
    case "not-a-count":
      return "no ratio: a count is not a whole number";
  }
}

/** Why the interval that allows for repeat offenders is not there. */
export function sayClustered(refusal: ClusteredRefusal): string {
  switch (refusal.code) {
    case "too-few-people":
      return `not given: it needs ${count(refusal.fewest)} people or more, and here are ${count(refusal.people)}`;
    case "no-events-in-one-window":
      return "not given: nothing happened in one of the two windows";
    case "few-with-events":
      return `not given: fewer than ${FEWEST_WITH_EVENTS} people had any event`;
    case "rests-on-one":
      return "not given: more than half of its spread is that of one person";
    case "all-alike":
      return "not given: everybody went alike, and there is no spread to take it from";
  }
}

/** What a warning says to a reader. */
export function sayWarning(warning: Warning, subject: Subject): string {
  switch (warning.code) {
    case "few-people":
      return `These are ${people(warning.people)}. Below ten, one person can make or unmake the result: treat it as a story, not as evidence, and publish nothing from it.`;
    case "no-comparison-group":
      return "There is no comparison group. A change after entry is not the same as a change because of entry.";
    case "regression-to-the-mean":
      return regressionWords(warning);
    case "repeat-offenders":
      return repeatWords(warning, subject);
    case "few-clusters":
      return `With ${people(warning.people)} with any of them (under 40), even the interval that allows for repeat offenders tends to come out too narrow.`;
    case "follow-up-lag":
      return `Data are complete to ${longDate(warning.completeTo)}. ${cutShortWords(warning)} Events are recorded late, charges and convictions later still, so the newest months are likely to rise when the next file is imported.`;
    case "before-the-data":
      return `The first day in the data is ${longDate(warning.firstOn)}. For ${people(warning.people)} the time before entry reaches further back. If nothing was recorded then because the data begin there, the rate before is too low and the change looks smaller, or a rise.`;
    case "deaths":
      return `${warning.people === undefined ? `Fewer than ${FEWEST_SHOWN} people` : people(warning.people)} died in the time after entry. They count up to the day of death and not beyond, so that a death is never read as a change for the better.`;
    case "events-in-custody":
      return `${count(warning.before)} before and ${count(warning.after)} after are dated on a day in custody. They are in neither rate, because such days are not time at risk.`;
    case "not-linkable":
      return `${people(warning.people)} could not be linked to the source and ${warning.people === 1 ? "is" : "are"} in neither rate. They may differ from the rest.`;
    case "without-end-of-data":
      return `For ${people(warning.people)} nobody has said to which day the data are complete. They are in neither rate.`;
    case "custody-unclear":
      return `For ${people(warning.people)} a stay in custody ends before it begins. They are in neither rate until it is put right.`;
  }
}

function regressionWords(warning: Warning & { readonly code: "regression-to-the-mean" }): string {
  const always =
    "People tend to enter at their worst, and their worst is followed by something nearer their usual whatever is done (regression to the mean). Part of any fall is this.";
  if (!warning.peak || warning.lastRate === undefined || warning.earlierRate === undefined) return always;
  return `Entry follows a peak: ${figure(warning.lastRate)} per person-year in the last quarter of the time before, against ${figure(warning.earlierRate)} in the rest of it. A fall from there was to be expected in any case. ${always}`;
}

function repeatWords(warning: Warning & { readonly code: "repeat-offenders" }, subject: Subject): string {
  const share = warning.topTenthShare;
  const most = share === undefined ? "" : `, and the tenth with the most had ${percent(share)} of all`;
  const advice = warning.allowedFor
    ? "Use the interval that allows for repeat offenders."
    : "The true uncertainty is greater than it shows.";
  return `${people(warning.people)} had more than one of the ${subject.events}${most}. The exact interval takes each as independent of the others, which they are not. ${advice}`;
}

function cutShortWords({ cutShort, orDied }: Warning & { readonly code: "follow-up-lag" }): string {
  if (cutShort === 0) return "Everyone has been followed for the whole time after entry.";
  return `${people(cutShort)} ${cutShort === 1 ? "has" : "have"} not been followed for the whole time after entry yet${orDied ? ", or died in it" : ""}.`;
}

/** How it was counted, a sentence each. */
export function definition(changed: Changed, subject: Subject): readonly string[] {
  const w = count(changed.windowDays);
  return [
    `Counted: ${subject.events}, by the day they happened, of ${subject.who}.`,
    `Before is the ${w} days up to the day before entry. After is ${w} days from the day of entry on, or up to ${longDate(changed.completeTo)}, the last day of complete data, if that comes first.`,
    "Time at risk leaves out days in custody: the day in is a day inside, the day out is not. Events dated on a day in custody are in neither rate. Person-years are days at risk divided by 365.25.",
    "The day of death is the last day at risk.",
    "Everyone who entered counts, whether they stayed or not. Somebody who entered more than once counts once, from the first entry.",
    "Stayed: still with the service when their follow-up ended, be it by their death, or left it with treatment completed.",
    "The rate ratio is the rate after divided by the rate before. Its exact interval is conditional on the number of events (Poisson, Clopper-Pearson). The interval that allows for repeat offenders is from a Poisson model with each person as a cluster (sandwich variance × G / (G − 1), Student's t with G − 1 degrees of freedom for G people).",
    "The interval of a single rate is the wider of the exact one (Garwood) and, from ten people on, the one that lets one person's events hang together (ratio of sums by person, Student's t). Below ten people the exact one alone is left, and is too narrow where people have several events. That of a month's rate is exact.",
    "A percentage is given only where data have a known end for everyone and neither side has less than half of the other's person-years. Its interval runs from the lower of the two lower limits to the higher of the two upper limits.",
    `A month here is a twelfth of a year's window, counted from each person's own entry.`,
  ];
}
