import { type LocalDate, longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { endings, type PaidBy } from "../economics/funding.ts";
import { pounds } from "../economics/money.ts";
import { type Payer, payers, warnedAhead } from "../economics/reference.ts";
import type { Perspective } from "../economics/unit-cost.ts";
import type { Figure } from "./figure.ts";

/** A stream of a budget's money: who pays which part of the cost, and the last day on which they do, where that is known. */
export type Stream = {
  /** The code of the reviewed list. */
  readonly payer: string;
  /** Who it is in words, where the list does not say or several streams have one payer. */
  readonly called: string;
  /** What it is called on pages, as it was when it was entered. */
  readonly name: string;
  readonly perCent: number;
  readonly until: LocalDate | undefined;
};

/** What counted events cost less, all together, by whose gain it is. Below nought they cost more. */
export type Gain = {
  readonly perspective: Perspective;
  readonly budget: string | undefined;
  readonly pounds: number;
};

/** Whether a stream ends: it has, it will within the time that is warned of, it will later, or nobody knows. */
type When = "ended" | "soon" | "later" | "not-known";

/** A stream as page and files give it. Pounds of the period, where its cost in all may be shown. */
export type Paying = Stream & { readonly pounds: number | undefined; readonly when: When };

/** Who pays in a period, beside who saves. */
export type Funding = {
  readonly total: number | undefined;
  readonly paying: readonly Paying[];
  readonly gains: readonly Gain[];
  /** On what the pounds rest, and of which time they are. */
  readonly source: string;
  readonly fresh: string;
};

/** Streams as designs of the command line have them, so that one rule reads both. */
export const paidByOf = (streams: readonly Stream[]): NonNullable<PaidBy> =>
  Object.fromEntries(
    streams.map(({ name, perCent, until }) => {
      const share = perCent / 100;
      return [name, until ? { share, until: until.toString() } : share];
    }),
  );

/** Whether each stream has ended by a day, or ends within the months that are warned of. */
function whenOf({ until }: Stream, today: LocalDate): When {
  if (!until) return "not-known";
  const before = (day: LocalDate): boolean => Temporal.PlainDate.compare(until, day) < 0;
  if (before(today)) return "ended";
  return before(today.add({ months: warnedAhead(), days: 1 })) ? "soon" : "later";
}

/** Who pays how much of the cost, beside who saves. Where the cost in all is kept back no pounds are told, for they would tell it. */
export const fundingOf = (
  streams: readonly Stream[],
  total: Pick<Figure, "value" | "source" | "fresh"> | undefined,
  gains: readonly Gain[],
  today: LocalDate,
): Funding => ({
  total: total?.value,
  source: total?.source ?? "",
  fresh: total?.fresh ?? "",
  gains,
  paying: streams.map((one) => ({
    ...one,
    pounds: total?.value === undefined ? undefined : (total.value * one.perCent) / 100,
    when: whenOf(one, today),
  })),
});

/** `40 %`, `33.33 %`. */
export const perCentWords = (perCent: number): string => `${Number(perCent.toFixed(2))} %`;

/** A version's streams in one line, as they were entered: `NHS 60 % until 31 March 2027; the county 40 %`. */
export const streamsWords = (streams: readonly Stream[]): string =>
  streams
    .map(
      ({ name, perCent, until }) =>
        `${name} ${perCentWords(perCent)}${until ? ` until ${longDate(until)}` : ""}`,
    )
    .join("; ");

/** When a stream ends, in a cell. */
export function endWords({ until, when }: Pick<Paying, "until" | "when">): string {
  if (!until) return "no end known";
  const day = longDate(until);
  switch (when) {
    case "ended":
      return `ended on ${day}`;
    case "soon":
      return `${day}: ends within ${warnedAhead()} months`;
    default:
      return day;
  }
}

/**
 * What must be known of money that has ended or ends within the months that are warned of: which share of the cost then has no payer.
 *
 * @param fixedAYear fixed cost of all sites for a year, in pounds: it goes on whoever comes
 */
export function gapNotes(
  streams: readonly Stream[],
  fixedAYear: number,
  today: LocalDate,
): readonly string[] {
  const warned = new Set(
    streams.filter((one) => ["ended", "soon"].includes(whenOf(one, today))).map(({ name }) => name),
  );
  return endings(paidByOf(streams), today.toString())
    .filter(({ stream }) => warned.has(stream))
    .map(({ stream, until, share, ended, paidAfter }) => {
      const last = Temporal.PlainDate.from(until);
      const gap = 1 - paidAfter;
      const said = ended
        ? `${stream} paid ${perCentWords(100 * share)} of the cost and ended on ${longDate(last)}.`
        : `${stream} pays ${perCentWords(100 * share)} of the cost until ${longDate(last)}, within ${warnedAhead()} months, and nothing after it.`;
      return `${said} From ${longDate(last.add({ days: 1 }))} nobody is named for ${perCentWords(100 * gap)} of the cost: ${pounds(gap * fixedAYear)} a year of the fixed cost, which goes on whoever comes, and as much of the variable. Enter another budget that says who pays from then on.`;
    });
}

const WHOSE: Readonly<Record<Perspective, string>> = {
  cashable: "Cashable, no budget named",
  economic: "Economic gain, in no budget",
  social: "Social gain, in no budget",
  unsplit: "Not split by whose it is",
};

/** A gain's name: the payer whose budget it falls to, the budget, or whose gain it is where it falls to none. */
const gainName = ({ perspective, budget }: Gain, list: readonly Payer[]): string =>
  budget === undefined
    ? WHOSE[perspective]
    : (list.find((one) => one.budget === budget)?.name ?? capital(budget));

/** One row of the table: whoever pays, or saves, or both. */
type Row = { readonly name: string; readonly pays: Paying | undefined; readonly gain: Gain | undefined };

/** Payers in their order, each beside the gain of its own budget; then whoever gains and pays nothing. */
export function payersBesideGainers({ paying, gains }: Funding): readonly Row[] {
  const list = payers();
  const budgetOf = (payer: string) => list.find((one) => one.payer === payer)?.budget || undefined;
  const shown = new Set<Gain>();
  const rows = paying.map((pays): Row => {
    const budget = budgetOf(pays.payer);
    // Of two streams of one payer the first has the gain: it is not saved twice.
    const gain = gains.find((one) => budget !== undefined && one.budget === budget && !shown.has(one));
    if (gain) shown.add(gain);
    return { name: pays.name, pays, gain };
  });
  const others = gains.filter((gain) => !shown.has(gain));
  return [
    ...rows,
    ...others.map(
      (gain): Row => ({ name: `${gainName(gain, list)} (pays nothing here)`, pays: undefined, gain }),
    ),
  ];
}
