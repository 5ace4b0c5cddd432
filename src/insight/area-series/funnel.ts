import type { LocalDate } from "../../kernel/time.ts";
import { type Funnel, funnelOf } from "../programmes/funnel.ts";
import type { Month, Offered } from "./series.ts";

/** One area's series of a measure. */
export type AreaSeries = { readonly of: Offered; readonly months: readonly Month[] };

/** A year, so that seasons count alike. */
const MONTHS = 12;
/** Rates are for so many people a year. */
export const PER_PEOPLE = 10_000;

/** Areas beside one another by their rate over people and time. */
export type AreaFunnel = {
  readonly funnel: Funnel;
  readonly first: LocalDate;
  readonly last: LocalDate;
  /** Areas with no count, or no number of people, in one of these months: they are in no pool. */
  readonly without: readonly string[];
};

/**
 * The funnel of areas: events over people times years, population by population of each month, in the newest twelve months for which two areas
 * or more have a count and a population of every month. By name, and never by rate. Nothing where no two areas have.
 */
export function areaFunnelOf(series: readonly AreaSeries[]): AreaFunnel | undefined {
  const newest = [...new Set(series.flatMap(({ months }) => months.map(({ month }) => month.toString())))]
    .toSorted()
    .toReversed();
  for (const text of newest) {
    const last = Temporal.PlainDate.from(text);
    const first = last.subtract({ months: MONTHS - 1 });
    const whole = series.flatMap((one) => yearOf(one, first, last) ?? []);
    const funnel = funnelOf(whole, "rate", true);
    if (!funnel) continue;
    const there = new Set(whole.map(({ name }) => name));
    const without = series.map(({ of }) => of.areaName).filter((name) => !there.has(name));
    return { funnel, first, last, without };
  }
  return undefined;
}

/** Events and person-years of one area from month to month; nothing where one of the months has no count or no population. */
function yearOf({ of, months }: AreaSeries, first: LocalDate, last: LocalDate) {
  const compare = Temporal.PlainDate.compare;
  const own = months.filter(({ month }) => compare(month, first) >= 0 && compare(month, last) <= 0);
  if (own.length < MONTHS) return undefined;
  let [count, people] = [0, 0];
  for (const { counted, population } of own) {
    if (population === undefined || population <= 0) return undefined;
    count += counted;
    people += population;
  }
  return { name: of.areaName, count, of: people / MONTHS };
}
