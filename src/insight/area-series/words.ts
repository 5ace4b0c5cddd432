import { type LocalDate, longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count } from "../changed/figures.ts";
import { type Estimate, estimateOf, type Finding } from "../evaluate/finding.ts";
import type { Answer, Series, Side } from "./answer.ts";
import type { Month } from "./series.ts";

const NONE = "–";
const together = (text: string): string => text.replaceAll(" ", "\u00a0");

/** `March 2026`. */
export const monthWords = (month: LocalDate): string => longDate(month).replace(/^\d+ /, "");

/** A number that may be below nought, with a real minus sign and a sign where it is a change: `−12.3`, `+1.4`. */
export function signed(value: number, places = 1): string {
  const size = Math.abs(value).toFixed(places);
  return Number(size) === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
}

const between = ({ low, high }: Estimate, places: number): string =>
  low === undefined || high === undefined ? NONE : `${signed(low, places)} to ${signed(high, places)}`;

/** `Drug litter in Fenwick`. */
export const seriesTitle = ({ measure, of }: Pick<Series, "measure" | "of">): string =>
  `${capital(measure.name)} in ${of.areaName}`;

/** The finding in one sentence, with its uncertainty. */
export function findingWords(series: Series, { own, moment }: Answer): string {
  const step = own.ok ? estimateOf(own.value, "step") : undefined;
  if (!own.ok || !step) return `${seriesTitle(series)}: what changed cannot be told`;
  const unsure = (step.low ?? 0) <= 0 && (step.high ?? 0) >= 0;
  const change = `${signed(step.value)} a month at once (95 % interval ${between(step, 1)})`;
  return unsure
    ? `${seriesTitle(series)}: no change can be told from chance around ${longDate(moment.on)}: ${change}`
    : `${seriesTitle(series)} changed by ${change} around ${longDate(moment.on)}`;
}

const LABELS: Readonly<Record<string, string>> = {
  "trend before": "Trend before, each month",
  step: "Change at once, in the first month after",
  "change of trend": "Change of trend, each month after",
  "difference at the last point": "Difference in the last month from where the old line would be",
};

const pWords = (p: number | undefined): string =>
  p === undefined || Number.isNaN(p) ? NONE : p < 0.0001 ? "under 0.0001" : p.toFixed(4);

/** The estimates of a finding as a table. */
export const estimatesTable = (caption: string, finding: Finding, places = 1): TableModel => ({
  caption,
  columns: ["What", "Estimate", "95 % interval", "p", "Error by"],
  rows: finding.estimates.flatMap((one) => {
    const label = LABELS[one.what];
    return label
      ? [[label, signed(one.value, places), together(between(one, places)), pWords(one.p), one.by ?? NONE]]
      : [];
  }),
});

const sideRow = (name: string, { months, counted }: Side): readonly string[] => [
  name,
  count(months),
  count(counted),
  months === 0 ? NONE : (counted / months).toFixed(1),
];

/** What was counted on either side, with how many months. */
export const sidesTable = ({ before, after }: Answer): TableModel => ({
  caption: "Counted before and after",
  columns: ["When", "Months", "Counted", "A month, on average"],
  rows: [sideRow("Before", before), sideRow("After", after)],
});

const BASIS_WORDS = { occurred: "occurred", registered: "registered" } as const;

/** Every month with what was counted, of how many people, where it was restated, and the method's lines where it has them. */
export function monthsTable(series: Series, finding: Finding | undefined): TableModel {
  const lines = finding?.tables.find(({ name }) => name === "line")?.rows;
  const { months, measure } = series;
  const withPeople = months.some(({ population }) => population !== undefined);
  return {
    caption: `${seriesTitle(series)}, month by month`,
    columns: [
      "Month",
      "Counted",
      ...(withPeople ? ["People who live there"] : []),
      ...(measure.ofPeople ? ["Basis"] : []),
      ...(lines ? ["Line of the method", "Had nothing begun"] : []),
      "First sent as",
    ],
    rows: months.map((month, i) => [
      monthWords(month.month),
      count(month.counted),
      ...(withPeople ? [month.population === undefined ? NONE : count(month.population)] : []),
      ...(measure.ofPeople ? [month.basis ? BASIS_WORDS[month.basis] : "not said"] : []),
      ...(lines ? lineWords(lines[i]) : []),
      restatedWords(month),
    ]),
  };
}

const lineWords = (row: readonly (number | string)[] | undefined): readonly string[] =>
  [row?.[2], row?.[3]].map((each) => (typeof each === "number" ? each.toFixed(1) : NONE));

const restatedWords = ({ before }: Month): string =>
  before.length === 0 ? NONE : before.map(count).join(", then ");
