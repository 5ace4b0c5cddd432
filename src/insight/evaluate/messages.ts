import { refuse } from "../../kernel/result.ts";
import { type Concentrated, FEWEST_WITH_EVENTS } from "./concentration.ts";

/** The words of everything that a method refuses. Each says what is wrong, then what to do. */
const REFUSALS = {
  "not-a-count": (f: { where: string }) =>
    `${f.where} is not a whole number of events from 0. Give the number that was counted.`,
  "no-time": (f: { where: string }) =>
    `${f.where} has no time at risk. Give the person-time over which events could have been seen; a rate cannot do without.`,
  "none-expected": (f: { expected: number }) =>
    `The expected number is ${f.expected}, and a ratio divides by it. Give how many the comparison's rates expect over the same people and time, more than 0; it need not be whole. If none can be expected, tell the number observed by itself: see rate.`,
  "no-events-at-all": () => "Nobody on either side had an event, so there is no ratio to tell.",
  "no-events": (f: { where: string }) =>
    `There is no event ${f.where}, so this method has nothing to fit. Give the exact rate and its upper limit instead.`,
  "too-many": (f: { where: string; part: number; whole: number }) =>
    `${f.where} has ${f.part} out of ${f.whole}. The part cannot be more than the whole.`,
  nobody: (f: { where: string }) => `There is nobody ${f.where}.`,
  "bad-level": () => "The level of an interval lies between 0 and 1, for example 0.95.",
  "negative-time": (f: { row: number; value: number }) =>
    `Row ${f.row} has a time of ${f.value}. Time runs from 0; look at the two dates it was worked out from.`,
  "not-yes-or-no": (f: { where: string; row: number; value: number }) =>
    `${f.where} is ${f.value} in row ${f.row}. It is 1 for yes and 0 for no.`,
  "one-group": (f: { groups: number }) =>
    `There ${f.groups === 1 ? "is one group" : "are no groups"} and a comparison needs two.`,
  "not-two-groups": (f: { groups: number }) =>
    `There are ${f.groups} groups and this compares two. Choose two of them.`,
  "before-start": (f: { value: number }) =>
    `A share at ${f.value} is asked for (--at). Times run from 0, when following begins.`,
  "stays-itself": (f: { row: number; state: string }) =>
    `Row ${f.row} goes from “${f.state}” into “${f.state}”. A stay ends with another state, or goes on still; join the two rows.`,
  "beyond-follow-up": (f: { until: number; last: number }) =>
    `Up to ${f.until} cannot be told: the group that was followed least was followed to ${f.last}. Ask for that or less.`,
  constant: (f: { column: string }) =>
    `${f.column} is the same for everybody, so nothing can be told from it. Leave it out.`,
  dependent: (f: { column: string }) =>
    `${f.column} follows from the columns before it, so its own effect cannot be told. Leave one of them out.`,
  "too-few": (f: { what: string; there: number; fewest: number }) =>
    `There are ${f.there} ${f.what} and this method needs at least ${f.fewest}. Use an exact or permutation test, or tell the counts themselves.`,
  "too-many-covariates": (f: { covariates: number; rows: number }) =>
    `${f.covariates} columns cannot be told apart by ${f.rows} rows. Leave columns out.`,
  "no-fit": (f: { tries: number }) =>
    `The model did not settle in ${f.tries} steps, so no figure from it can be trusted. Look for columns of very different size, or for one that foretells the outcome perfectly.`,
  separated: (f: { column: string }) =>
    `${f.column} tells the outcome perfectly, so its effect has no finite size. Compare the two counts by two-by-two instead.`,
  endless: (f: { column: string }) =>
    `${f.column} tells a part of the file in which nobody had an event, so its rate ratio is nought or endless. Compare the two counts by rate-ratio, which has exact limits, or leave the column out.`,
  "nobody-above": (f: { limit: number; away: string }) =>
    `Hardly anybody stands above ${f.limit}: it lies ${f.away} standard deviations above the mean, further than a normal curve can be told. Give the limit by which people were chosen, in the unit of the mean.`,
  "no-spread": (f: { what: string }) => `${f.what} are all alike, so there is no spread to measure by.`,
  "not-a-correlation": (f: { what: string; value: number }) =>
    `${f.what} is ${f.value}. It lies between 0 and 1.`,
  "nobody-matched": () =>
    "Nobody could be matched within the caliper: the two groups have no people in common. They should not be compared.",
  "unequal-exposure": () =>
    "The two windows are of different or unknown length, so a percentage before and after would be wrong. Give the time at risk of each window.",
  "unequal-windows": () =>
    "Somebody's times before and after differ by more than a tenth. Swapping takes the two rates to be as likely the other way round, which holds over equal times alone, and finds changes where there are none. Ask for before-after, or give windows of one length.",
  "not-in-the-past": (f: { what: string }) =>
    `${f.what} must lie inside the series, after at least three points.`,
  "month-missing": (f: { months: string; missing: number }) =>
    `${f.missing === 1 ? "A month is" : `${f.missing} months are`} missing inside the series: ${f.months}. A month without a row is not nought: bring in its count, or begin the series after it.`,
  "month-twice": (f: { month: string }) =>
    `${f.month} stands there twice. Choose one area, one measure and one source.`,
  "not-a-month": (f: { value: string }) => `“${f.value}” is not a month. Write it as 2026-03 or 2026-03-01.`,
  "began-outside": (f: {
    first: string;
    last: string;
    began: string;
    fewestBefore: number;
    fewestAfter: number;
  }) =>
    `What began on ${f.began} cannot be looked at in a series from ${f.first} to ${f.last}: at least ${f.fewestBefore} whole months before it and ${f.fewestAfter} from it on are needed. Bring in more months, or wait.`,
  "no-population": (f: { where: string }) =>
    `${f.where} has a month without a population, so counts of two areas of different size cannot be set against one another. Bring in populations with the counts.`,
  "too-little-in-common": (f: { months: number }) =>
    `The two areas have ${f.months} months in common, which is too few to tell a change by. Bring in more months of both.`,
  "lists-do-not-meet": () =>
    "Nobody is on two lists at once, so the number on none has no upper bound. Capture–recapture needs people found twice.",
  "few-for-neighbours": (f: { rows: number; columns: number; fewest: number }) =>
    `${f.rows} points for ${f.columns} columns are too few to tell how far neighbours hang together: ${f.fewest} are needed. Bring in more points, or leave the season out.`,
  "not-finite": (f: { where: string; row: number }) =>
    `${f.where} in row ${f.row} is not a number. Correct it, or leave the row out.`,
  "bad-threshold": (f: { what: string; value: number; above: string }) =>
    `${f.what} is given as ${f.value}. It is a number ${f.above}; leave it out for the usual one.`,
  "unequal-lengths": () => "The columns are of different lengths. Each row needs a value in every column.",
} as const;

/** What to believe in the place of an interval that takes events as independent. */
function instead({ clustered, swapped }: { readonly clustered: boolean; readonly swapped: boolean }): string {
  if (clustered && swapped)
    return "believe the interval clustered by person or, of a few people, the exact test by swapping";
  if (clustered) return "believe the interval clustered by person";
  return swapped
    ? "believe the exact test by swapping"
    : "nothing here allows for it, and the truth is less certain than it says";
}

/** Why clustered errors cannot be believed. */
const NO_CLUSTERED: Readonly<Record<Concentrated["code"], string>> = {
  "few-with-events": `since fewer than ${FEWEST_WITH_EVENTS} have any event: it would shrink towards a point.`,
  "rests-on-one": "since more than half of its spread is that of one alone.",
  "all-alike": "since all went alike and there is no spread to take it from: it would be a point.",
};

/** The words of every warning: what a reader must know before believing the figure. */
const WARNINGS = {
  "few-people": (f: { people: number }) =>
    `Only ${f.people} people. A figure about so few is closer to a story; one person more or less changes it.`,
  "repeat-events": () =>
    "The interval takes each event as independent. The same people have several, so the truth is less certain than it says: see before-after.",
  "exact-takes-independent": (f: { clustered: boolean; swapped: boolean }) =>
    `The exact interval takes each event as independent. Where people's own rates changed by themselves it held the truth in as little as 58 % of made-up programmes, not in 95 (docs/methods/coverage.md): ${instead(f)}.`,
  "unequal-windows": () =>
    "Somebody's times before and after differ by more than a tenth, so the test by swapping is left out: it takes the two rates to be as likely the other way round, which holds over equal times alone, and found a change in up to 51 % of made-up programmes in which nothing had changed (docs/methods/coverage.md). Who rose, held and fell leans the same way: a short time without an event looks like a fall. Give windows of one length to have it.",
  "few-rows": (f: { rows: number }) =>
    `${f.rows} rows. Of so few the spread is hardly known: intervals held the truth in as little as 88 % of made-up programmes, not in 95 (docs/methods/coverage.md).`,
  lopsided: () =>
    "A few people changed far more than the others. The p-value stands; the limits take differences as spread alike to both sides, and held the truth in as little as 89 % of made-up programmes, not in 95 (docs/methods/coverage.md).",
  "few-events-on-curve": (f: { of: string; events: number }) =>
    `${f.of}: ${f.events} ${f.events === 1 ? "event" : "events"}. With fewer than five the interval of the restricted mean can be too narrow: where one in five leaves by its end it held the truth in 92 % of made-up files of six people and 93 % of fourteen, not in 95 (docs/methods/coverage.md).`,
  "no-verdict": () =>
    "A place outside its limits is a reason to ask, and no verdict: people who come differ from place to place. Places stand by name and have no order.",
  "more-than-chance": (f: { phi: number }) =>
    `Places differ more than chance alone would make them (phi ${f.phi.toFixed(2)}). Against the exact limits too many stand out; believe those by tau, and ask what makes places unlike.`,
  "few-places": (f: { places: number }) =>
    `${f.places} places. How much so few differ beyond chance is hardly known, so limits by phi and tau are rough.`,
  "few-expected": () =>
    "In some places fewer than five events are expected. There only the exact limits can be read; those by phi and tau follow the normal curve.",
  "no-comparison": () =>
    "Nobody is compared with. What changed may have changed anyway: people come when things are at their worst and many would have settled.",
  "repeated-rows": (f: { file: string; rows: number; oneIn: number }) =>
    `${f.oneIn > 1 ? "About " : ""}${f.rows.toLocaleString("en-GB")} ${f.rows === 1 ? "row" : "rows"} of ${f.file} ${f.rows === 1 ? "is" : "are"} the same in every column as an earlier row, and ${f.rows === 1 ? "counts" : "count"} as ${f.rows === 1 ? "an event" : "events"} all the same${f.oneIn > 1 ? ` (one row in ${f.oneIn} was looked at)` : ""}. If an event was written twice, take the second out; if two events can look alike, give each a number in a column of its own.`,
  "regression-to-mean": () =>
    "People mostly come when what is counted is at its worst, and many because of it. Part of any fall is then their ordinary year coming back, with nothing done: ./throughcare stats regression-to-mean says how much to expect.",
  "falls-by-itself": () =>
    "The fall to expect comes with nothing done, so it is no effect of anything. It is the mean of many people: of a few the fall by itself can be much more or less, and what is seen beyond it is no finding without an interval or a comparison.",
  "grouped-by-before": () =>
    "Groups are made by what was counted before, so that the high ones fall and those without any rise by themselves (regression to the mean), whatever is done. Set what is seen against what was to be expected, level by level.",
  "expected-within-file": () =>
    "What is expected by itself is reckoned from the people of this file alone. If all of them came at their worst, the whole file was high by chance and more of every fall comes by itself.",
  "no-expected": (f: { why: string }) =>
    `What was to be expected by itself cannot be told of these people, so that no rise or fall here can be told from chance: ${f.why}`,
  "no-ratio": (f: { where: string }) =>
    `There is no event ${f.where}, so the ratio is nought or endless and is not given. The difference stands alone, and its interval knows nothing of how often events come there.`,
  "same-for-everybody": (f: { columns: string }) =>
    `Left out, since it is the same for everybody and so alike in both groups already: ${f.columns}.`,
  "no-clusters": () =>
    "Rows are taken as independent, since nothing says which belong together (--cluster). Rows of one person or area hang together, and the interval is then too narrow.",
  "narrow-errors": (f: { first: boolean }) =>
    `Newey–West errors of short series are too narrow: their interval of the step held the truth in 88 % of made-up series of 48 months, and where neighbours were correlated by 0.3 in 84 %, not in 95 (docs/methods/coverage.md). ${f.first ? "Believe the rows by AR(1), which stand first and held it in 94 to 96." : "Take their p-values as smaller than they should be."}`,
  "no-serial-errors": (f: { why: string }) => `No errors by AR(1) are given. ${f.why}`,
  "hardly-a-line": (f: { phi: string }) =>
    `Neighbours hang together so closely (correlation ${f.phi}, 1 at most) that the line can hardly be told from a walk that drifts. Rows by AR(1) marked as uncorrected take that correlation as known; where neighbours were independent in truth they held it in only 50 % of made-up series that came so far (docs/methods/coverage.md). Bring in more points.`,
  "no-spread-seen": (f: { of: string }) =>
    `${f.of}: what was seen shows no spread at all, so that an interval by it would be a point. None is given: that it did not differ among these people does not show that it never does. Read the exact rows where there are any.`,
  "number-to-harm": (f: { needed: string }) =>
    `The number needed is below nought: what is counted is rarer in the first group. Where it is wanted, ${f.needed} people in the first group are one more harmed; where it is not, one more spared.`,
  "zero-cell": () =>
    "One cell is nought. Intervals by logarithms (Katz, Woolf) do not exist; believe the exact one.",
  "small-cells": (f: { least: number }) =>
    `The smallest cell expected is ${f.least}. Below 5 believe the exact odds ratio and Fisher's p, not the others.`,
  "few-at-risk": (f: { of: string; from: number }) =>
    `From ${f.from} fewer than ten people of ${f.of} are still followed: the curve's tail rests on a few.`,
  "never-reached": (f: { of: string }) =>
    `${f.of}: half never had the event while followed, so there is no median.`,
  "curves-cross": () =>
    "The curves cross. A log-rank test and one hazard ratio average a good and a bad spell; tell the restricted means instead.",
  "few-events-per-covariate": (f: { events: number; covariates: number }) =>
    `${f.events} events for ${f.covariates} covariates. With fewer than ten each, effects come out too large and too sure.`,
  separation: (f: { column: string }) =>
    `${f.column} tells every event perfectly: its hazard ratio has no finite size. What stands here is how far the steps got; believe only the direction and the likelihood-ratio test.`,
  "not-proportional": (f: { column: string; p: string }) =>
    `The effect of ${f.column} changes over time (p = ${f.p}), so one hazard ratio is an average over the follow-up that was had.`,
  "missing-left-out": (f: { rows: number }) =>
    `${f.rows} ${f.rows === 1 ? "row has" : "rows have"} an empty cell and ${f.rows === 1 ? "was" : "were"} left out. If what is missing depends on how people fared, the figure is wrong.`,
  competing: () =>
    "Other endings take people out before they could have this one. Do not use one minus Kaplan–Meier for it: that is too high.",
  "few-clusters": (f: { clusters: number }) =>
    `${f.clusters} people or areas with any event. Below forty such intervals come out too narrow; believe the small-sample or few-clusters row where there is one, or an exact test.`,
  "few-clusters-difference": (f: { clusters: number }) =>
    `${f.clusters} people or areas with any event. Of so few areas such intervals held the truth in 94 to 96 % of made-up files; of fourteen people who offend very unlike each other that of the ratio in 90 to 94 % (docs/methods/coverage.md). Read the few-clusters p beside it.`,
  "no-clustered-interval": (f: { why: Concentrated["code"]; of?: string }) =>
    `${f.of === undefined ? "No" : `${f.of}: no`} interval that lets one person's (or area's) events hang together is given, ${NO_CLUSTERED[f.why]} Where an exact row or one by swapping stands, read that; else tell the counts.`,
  overdispersed: (f: { dispersion: string }) =>
    `Counts are ${f.dispersion} times as spread as chance alone makes them. Poisson's own interval is too narrow; believe the robust one, where it is given.`,
  "no-overdispersion": () =>
    "Counts are no more spread than chance makes them: theta has no finite size, and Poisson's figures stand here.",
  "season-unknown": (f: { before: number; after: number }) =>
    `${f.before} months before and ${f.after} after: without twelve on each side the seasons cannot be told apart from the change, and were not taken out.`,
  "few-a-month": (f: { mean: string }) =>
    `On average ${f.mean} a month. Of so few the spread is lopsided, a straight line can fall below nought, and the seasons are not to be told; tell the counts themselves.`,
  "began-inside-month": (f: { month: string }) =>
    `It began in the middle of ${f.month}. That month is counted as one before, which makes a change look a little smaller.`,
  "compared-with-one": () =>
    "One other area stands for what would have happened. It may have had changes of its own; its own line is told so that they can be seen.",
  serial: (f: { durbinWatson: string }) =>
    `Neighbouring points hang together (Durbin–Watson ${f.durbinWatson}; 2 is none). Rows by AR(1) allow for it; Newey–West errors do as far as the lag goes, and too little in a short series.`,
  "short-series": (f: { before: number; after: number }) =>
    `${f.before} points before and ${f.after} after. With fewer than eight on a side a trend is hardly known.`,
  imbalance: (f: { column: string; smd: string }) =>
    `${f.column} is still unbalanced (standardised difference ${f.smd}; 0.1 is the usual limit). The groups differ in it.`,
  unmatched: (f: { people: number }) =>
    `${f.people} of those treated found no match and are not in the figure: it is about the others only.`,
  unmeasured: () =>
    "Only what was measured is balanced. Whoever asks for treatment differs in ways no file holds.",
  "heavy-weights": (f: { share: string }) =>
    `The heaviest one in a hundred carry ${f.share} of all weight. A few people decide the figure.`,
  "uneven-weights": (f: { share: string }) =>
    `One group's weights are so uneven that its people know as much as ${f.share} of them would. The plain weighted figure then leans to one side and its interval held the truth in 90 to 94 % of made-up files; believe the adjusted one, 94 to 96 % (docs/methods/coverage.md).`,
  parallel: () =>
    "Rests on the two groups going the same way without the programme. Look at several earlier periods before believing it.",
  "wild-cannot-tell": (f: { clusters: number; least: string }) =>
    `With ${f.clusters} areas or people the few-clusters p can never be below ${f.least}, whatever happened: it cannot tell so few apart from chance.`,
  "one-side-few": (f: { clusters: number }) =>
    `One side has ${f.clusters === 1 ? "one area or person" : `${f.clusters} areas or people`}. Neither clustered errors nor the few-clusters p can be trusted; look at the rates span by span.`,
  "one-span-before": () =>
    "Only one span lies before the programme began, so nothing can be seen of whether the two went alike. Bring in earlier ones.",
  "trends-seen": (f: { spans: number }) =>
    `${f.spans} spans before are in the table. That no difference of trends is seen does not prove that there is none: look at how wide its interval is.`,
  "no-memory": () =>
    "Takes it that how long somebody has been in a state says nothing of when they leave it. People leave soonest in their first weeks: where that is so, shares soon after the beginning are wrong. Set them beside competing, which takes nothing of the kind for granted.",
  "few-moves": (f: { moves: string }) =>
    `Fewer than ten moves: ${f.moves}. Rates of so few are hardly known, and shares that rest on them neither.`,
  "never-left": (f: { states: string }) =>
    `Nobody was seen to leave: ${f.states}. It keeps whoever comes into it, which is true of death and of little else.`,
  "model-range": (f: { low: number; high: number }) =>
    `Models that the data hardly tell apart give from ${f.low} to ${f.high}. Tell the range, not one of them.`,
  saturated: () =>
    "The saturated model fits any three lists perfectly and swings wildly with a few people; it is no better for fitting.",
  "lists-depend": () =>
    "Two lists are taken as independent and everyone as equally easy to find. Where one list refers to the other the number comes out too low.",
  "few-on-both": (f: { both: number }) =>
    `Only ${f.both} ${f.both === 1 ? "person is" : "people are"} on both lists. Of so few the number itself comes out too low. Read its exact limits, which stand first; with two or three on both the log-normal ones held the truth in as little as 84 % of made-up pairs of lists, not in 95 (docs/methods/coverage.md), and missed it by lying below.`,
  "two-lists-are-a-floor": () =>
    "Where some people are easier to find than others on both lists, the number is a floor: two lists cannot show it, a third can.",
  uneven: (f: { bound: number; times: string }) =>
    `${f.times} times as many are on all three lists as those on one and two foretell: some people are easier to find, or lists refer to one another. Of people who differ there are at least ${f.bound} (Chao); that is a floor and no estimate, and the models take no account of it.`,
  "uneven-not-seen": () =>
    "No more people are on all three lists than independence foretells, so that Chao's bound is that of independent lists. It does not show that everybody is as easy to find: those hardest to find are on none.",
  "no-bound": () =>
    "Chao's lower bound cannot be told: too few people are on exactly two lists. If some are easier to find than others, the numbers here are too low.",
  sampled: (f: { draws: number }) =>
    `There are too many ways to swap to try each; ${f.draws} drawn by a fixed seed stand for all.`,
  "expected-is-a-guess": () =>
    "The expected number is taken as known. Where a model made it, the interval is too narrow.",
} as const;

type Words = Readonly<Record<string, (facts: never) => string>>;
type Facts<All extends Words, Code extends keyof All> = Parameters<All[Code]> extends [infer F] ? [F] : [];

/** Why a method gives no figure: a code that programs read, and the sentence that people do. */
export type Cannot = { readonly code: keyof typeof REFUSALS; readonly sentence: string };

/** Something that a reader must know: a code that programs read, and the sentence that people do. */
export type Warned = { readonly code: keyof typeof WARNINGS; readonly sentence: string };

/** No, and this is why. */
export function cannot<Code extends keyof typeof REFUSALS>(
  code: Code,
  ...facts: Facts<typeof REFUSALS, Code>
): { readonly ok: false; readonly refusal: Cannot } {
  const words = REFUSALS[code] as (facts?: unknown) => string;
  return refuse({ code, sentence: words(facts[0]) });
}

/** Yes, but know this. */
export function warn<Code extends keyof typeof WARNINGS>(
  code: Code,
  ...facts: Facts<typeof WARNINGS, Code>
): Warned {
  const words = WARNINGS[code] as (facts?: unknown) => string;
  return { code, sentence: words(facts[0]) };
}
