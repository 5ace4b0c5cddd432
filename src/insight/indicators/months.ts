import { type LocalDate, longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { type Block, type MonthEntered, runsOf } from "../programmes/blocks.ts";
import { FEWEST_SHOWN, isFew } from "../publish/thresholds.ts";
import { INDICATORS, SPANS } from "./definitions.ts";
import { countOf } from "./indicators.ts";
import { journeysOf } from "./journey.ts";
import { type AskedPeriod, readPeriod, usualPeriod } from "./period.ts";
import { compare, type Period, type Profile, type Stay } from "./stay.ts";

/** What stands in the address. */
type Typed = { readonly from?: string | undefined; readonly to?: string | undefined };

/** How many of these days lie in each month in which any does. */
const byMonth = (days: readonly LocalDate[]): readonly MonthEntered[] =>
  [...Map.groupBy(days, (day) => day.with({ day: 1 }).toString())].map(([month, some]) => ({
    month: Temporal.PlainDate.from(month),
    people: some.length,
  }));

/**
 * Months that may be told apart: runs in each of which five journeys or more began and five ended, and in which of those that count below the
 * line of an indicator there are five or more, or none (who began too lately is not counted yet, nor who died). So what two periods
 * show never differs by fewer. Journeys are those of the services that are looked at.
 */
export function monthsApart(
  stays: readonly Stay[],
  profiles: readonly Profile[],
  asAt: LocalDate,
): readonly Block[] {
  const journeys = journeysOf(stays, SPANS.link);
  const begun = byMonth(journeys.map(({ startedOn }) => startedOn));
  const ended = byMonth(journeys.flatMap(({ endedOn }) => endedOn ?? []));
  const [first] = journeys.map(({ startedOn }) => startedOn).toSorted(compare);
  if (!first) return [];
  const ever = { stays, profiles, period: { from: first, to: asAt }, asAt, spans: SPANS };
  const below = INDICATORS.filter(({ addsUp }) => addsUp).map(({ code }) =>
    byMonth(countOf(code, ever).map(({ day }) => day)),
  );
  return runsOf([begun, ended, ...below], asAt, ([come = 0, gone = 0, ...others]) => {
    return come >= FEWEST_SHOWN && gone >= FEWEST_SHOWN && !others.some(isFew);
  });
}

/** The period that is looked at, out of months that may be told apart; the usual year as nearly as they allow where nothing is asked. */
export function periodAmong(blocks: readonly Block[], typed: Typed, today: LocalDate): AskedPeriod {
  const usual = nearest(blocks, usualPeriod(today));
  const read = readPeriod(typed, today);
  if (read.wrong || blocks.length === 0 || (!typed.from?.trim() && !typed.to?.trim()))
    return { period: usual, wrong: read.wrong };
  const from = typed.from?.trim() ? read.period.from : usual.from;
  const to = typed.to?.trim() ? read.period.to : usual.to;
  const odd = !blocks.some((one) => one.from.equals(from))
    ? `${longDate(from)} cannot be the first day`
    : !blocks.some((one) => one.to.equals(to))
      ? `${longDate(to)} cannot be the last day`
      : undefined;
  if (odd)
    return {
      period: usual,
      wrong: `${odd}: between it and the nearest choice fewer than ${FEWEST_SHOWN} people began or left treatment, and two periods that differ by so few would tell of them. Choose among the days that are offered.`,
    };
  if (compare(from, to) > 0)
    return { period: usual, wrong: "The first day is after the last. Change one of them." };
  return { period: { from, to }, wrong: undefined };
}

/** The shortest run of blocks that holds the usual year, as far as there are any. */
function nearest(blocks: readonly Block[], usual: Period): Period {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return usual;
  const from = blocks.findLast((one) => compare(one.from, usual.from) <= 0) ?? first;
  return { from: from.from, to: last.to };
}

/** Why some months are no choice, in a sentence; nothing where every month is one. */
export function sayMonths(blocks: readonly Block[]): string | undefined {
  const joined = blocks.filter(({ from, to }) => from.year !== to.year || from.month !== to.month);
  if (joined.length === 0) return undefined;
  const [latest, ...others] = joined.toReversed().map(({ from, to }) => `${monthOf(from)} to ${monthOf(to)}`);
  const some = listed([latest ?? "", ...others.slice(0, 2)]);
  const more = others.length > 2 ? `, and ${others.length - 2} more` : "";
  return `Months in which fewer than ${FEWEST_SHOWN} people began or left treatment cannot be chosen by themselves, since two periods that differ by so few would tell of them. They are counted with the months beside them: ${some}${more}.`;
}

const monthOf = (day: LocalDate): string => longDate(day).split(" ").slice(1).join(" ");
