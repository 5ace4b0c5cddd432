import type { CsvValue } from "../../kernel/csv.ts";
import type { Figure } from "../programmes/figure.ts";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { Answer } from "./answer.ts";
import { leftOutWords, sourceWords } from "./answer-messages.ts";
import type { Changed, Comparison, Month, Side } from "./changed.ts";
import { changedGroups } from "./changed-groups.ts";
import { monthName } from "./changed-tables.ts";
import { percentageWords, sayClustered, sayRatio, sayWarning } from "./messages.ts";
import { monthsAreShown } from "./warnings.ts";

/** The download's columns. One line is one figure, with its interval and what it rests on. */
const COLUMNS = [
  "group",
  "figure",
  "period",
  "value",
  "interval_low",
  "interval_high",
  "people",
  "events",
  "person_years",
  "note",
] as const;

/** What was asked, and what the answer rests on. */
export type Basis = Pick<Answer, "subject" | "question" | "sources" | "leftOut">;

/**
 * The figures of the page as lines for a CSV file, header first. Numbers are not rounded; an endless limit or a figure
 * that is not given is empty, with the reason in the note. Each line is for `csvRow`, which quotes it.
 */
export function changedCsv(changed: Changed, basis: Basis): readonly CsvLine[] {
  const { subject, question, sources, leftOut } = basis;
  const note = (group: string, name: string, words: string): CsvLine => line(group, name, "", [], [], words);
  const lines: CsvLine[] = [
    COLUMNS,
    note("question", "service", question.service.code),
    note("question", "event", question.event.code),
    line("question", "window_days", "", [changed.windowDays], [], ""),
    ...linesOf("everyone", changed.everyone),
  ];
  if (changed.stayed.ok) lines.push(...linesOf("stayed", changed.stayed.value));
  for (const { month, events, personYears, rate } of monthsOf(changed)) {
    const why = rate ? "" : "nobody at risk";
    const values = rate ? [rate.rate, rate.low, rate.high] : [undefined, undefined, undefined];
    lines.push(
      line("everyone", "monthly_rate", monthName(month), values, [undefined, events, personYears], why),
    );
  }
  for (const one of changedGroups(changed, subject).figures) lines.push(groupLine(one));
  const counts = {
    entered: changed.entered,
    ...snake(changed.apart),
    later_entries: changed.laterEntries,
    full_window: changed.fullWindow,
    died_in_window: changed.died,
  };
  for (const [name, n] of Object.entries(counts)) {
    lines.push(line("people", name, "", [n], [], n === undefined ? `under ${FEWEST_SHOWN}` : ""));
  }
  lines.push(line("data", "complete_to", changed.completeTo.toString(), [], [], ""));
  for (const source of sources) lines.push(note("data", "source", sourceWords(source, question)));
  for (const words of leftOutWords(leftOut, subject)) lines.push(note("data", "left_out", words));
  for (const warning of changed.warnings)
    lines.push(note("warning", warning.code, sayWarning(warning, subject)));
  return lines;
}

/** The figures as JSON, names in snake case. An endless or missing number is null. */
export function changedJson(changed: Changed, { subject, question, sources, leftOut }: Basis) {
  const { everyone, stayed, apart } = changed;
  return {
    service: question.service.code,
    event: question.event.code,
    ...comparisonJson(everyone),
    stayed: stayed.ok ? comparisonJson(stayed.value) : null,
    entered: changed.entered,
    ...snake(apart),
    later_entries: changed.laterEntries,
    window_days: changed.windowDays,
    complete_to: changed.completeTo.toString(),
    full_window: changed.fullWindow,
    died_in_window: changed.died ?? null,
    sources: sources.map((source) => ({
      kind: source.kind,
      agency: source.agencyName,
      complete_to: source.completeTo?.toString() ?? null,
      complete_by: source.completeBy ?? null,
      first_day: source.firstOn?.toString() ?? null,
    })),
    left_out: { vague: leftOut.vague, suspected: leftOut.suspected, custody: leftOut.custody },
    groups: changedGroups(changed, subject).figures.map((one) => ({
      code: one.code,
      label: one.label,
      whom: one.whom,
      unit: one.unit,
      numerator: one.numerator ?? null,
      denominator: one.denominator ?? null,
      denominator_counts: one.time ?? "people",
      value: one.value ?? null,
      interval_low: finite(one.low),
      interval_high: finite(one.high),
      held_back: one.held ?? null,
      definition: one.definition,
    })),
    months: monthsOf(changed).map(({ month, events, days, personYears, rate }) => ({
      month,
      events,
      days,
      person_years: personYears,
      rate: rate?.rate ?? null,
      interval_low: rate?.low ?? null,
      interval_high: rate?.high ?? null,
    })),
    warnings: changed.warnings.map((warning) => ({ code: warning.code, text: sayWarning(warning, subject) })),
  };
}

/** What is taken away holds no more than the page: no months of very few people. */
const monthsOf = ({ everyone, months }: Changed): readonly Month[] =>
  monthsAreShown(everyone.people) ? months : [];

function comparisonJson(comparison: Comparison) {
  const { before, after, ratio, clustered, percentage } = comparison;
  return {
    people: comparison.people,
    before_events: before.events,
    after_events: after.events,
    before_events_in_custody: before.eventsInCustody,
    after_events_in_custody: after.eventsInCustody,
    before_days: before.days,
    after_days: after.days,
    before_person_years: before.personYears,
    after_person_years: after.personYears,
    rate_before: before.rate.rate,
    rate_before_low: before.rate.low,
    rate_before_high: before.rate.high,
    rate_after: after.rate.rate,
    rate_after_low: after.rate.low,
    rate_after_high: after.rate.high,
    rate_ratio: ratio.ok ? finite(ratio.value.ratio) : null,
    interval_low: ratio.ok ? finite(ratio.value.low) : null,
    interval_high: ratio.ok ? finite(ratio.value.high) : null,
    clustered_interval_low: clustered.ok ? finite(clustered.value.low) : null,
    clustered_interval_high: clustered.ok ? finite(clustered.value.high) : null,
    clustered_people: clustered.ok ? clustered.value.clusters : null,
    clustered_standard_error: clustered.ok ? clustered.value.standardError : null,
    percentage_change: percentage.ok ? percentage.value.change * 100 : null,
    percentage_low: percentage.ok ? percentage.value.low * 100 : null,
    percentage_high: percentage.ok ? percentage.value.high * 100 : null,
    percentage_withheld: percentage.ok ? null : percentageWords(percentage),
  };
}

/** JSON and CSV have no infinity: no limit is no number. */
const finite = (n: number | undefined): number | null => (n !== undefined && Number.isFinite(n) ? n : null);

const snake = (apart: Changed["apart"]) => ({
  not_linkable: apart.notLinkable,
  not_yet_followed: apart.notYetFollowed,
  without_end_of_data: apart.withoutEndOfData,
  custody_unclear: apart.custodyUnclear,
});

/** One line of the download. */
export type CsvLine = readonly CsvValue[];

type Maybe = number | undefined;

function line(
  group: string,
  name: string,
  period: string,
  [value, low, high]: readonly Maybe[],
  [people, events, personYears]: readonly Maybe[],
  note: string,
): CsvLine {
  return [group, name, period, ...[value, low, high, people, events, personYears].map(finite), note];
}

/** A group by course: people in it of all, or events over time of a level before. */
function groupLine(one: Figure): CsvLine {
  const group = one.whom === "everyone who entered" ? "everyone" : "stayed";
  const whole = one.denominator === undefined ? "" : ` of ${one.denominator} ${one.time ?? "people"}`;
  const note = one.held ? "kept back" : `${one.label}${whole}`;
  const counts = one.unit === "share" ? [one.numerator] : [undefined, one.numerator, one.denominator];
  return line(group, one.code.replace("changed.", ""), "", [one.value, one.low, one.high], counts, note);
}

function linesOf(group: string, comparison: Comparison): readonly CsvLine[] {
  const side = (period: string, { rate, events, personYears }: Side): CsvLine =>
    line(
      group,
      "rate",
      period,
      [rate.rate, rate.low, rate.high],
      [comparison.people, events, personYears],
      "",
    );
  const { ratio, clustered, percentage } = comparison;
  const exact = ratio.ok ? [ratio.value.ratio, ratio.value.low, ratio.value.high] : [];
  const robust = clustered.ok ? [clustered.value.ratio, clustered.value.low, clustered.value.high] : [];
  const change = percentage.ok
    ? [percentage.value.change, percentage.value.low, percentage.value.high].map((x) => x * 100)
    : [];
  const both = [comparison.people, comparison.before.events + comparison.after.events];
  return [
    side("before", comparison.before),
    side("after", comparison.after),
    line(
      group,
      "rate_ratio_exact",
      "after over before",
      exact,
      both,
      ratio.ok ? "" : sayRatio(ratio.refusal),
    ),
    line(
      group,
      "rate_ratio_repeat_offenders",
      "after over before",
      robust,
      both,
      clustered.ok ? "" : sayClustered(clustered.refusal),
    ),
    line(
      group,
      "percentage_change",
      "after over before",
      change,
      both,
      percentage.ok ? "" : percentageWords(percentage),
    ),
  ];
}
