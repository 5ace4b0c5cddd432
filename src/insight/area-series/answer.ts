import type { Result } from "../../kernel/result.ts";
import { longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { count, counted } from "../changed/figures.ts";
import type { Finding, Found } from "../evaluate/finding.ts";
import type { Cannot } from "../evaluate/messages.ts";
import { firstAfter, interruptedDifference, interruptedMonths } from "../evaluate/month-series.ts";
import { type CountedMeasure, type Moment, type Month, nearBy, type Offered } from "./series.ts";

/** A series as a page shows it: whose, and its months. */
export type Series = {
  readonly of: Offered;
  readonly measure: CountedMeasure;
  readonly months: readonly Month[];
};

/** What one side of the moment came to. */
export type Side = { readonly months: number; readonly counted: number };

/** What the method says of a series around a moment, or the sentence that says why it says nothing. */
export type Answer = {
  readonly moment: Moment;
  readonly before: Side;
  readonly after: Side;
  readonly own: Result<Finding, Cannot>;
  /** Of the other area by itself, and of the difference of the two rates. */
  readonly other: { readonly series: Series; readonly own: Found; readonly difference: Found } | undefined;
  readonly warnings: readonly string[];
};

const compare = Temporal.PlainDate.compare;

/** Asks the method of interrupted series, and gathers everything that a reader must know before believing it. */
export function answerOf(
  series: Series,
  moment: Moment,
  moments: readonly Moment[],
  against: Series | undefined,
): Answer {
  const options = { began: moment.on };
  const own = interruptedMonths(series.months, options);
  const other = against && {
    series: against,
    own: interruptedMonths(against.months, options),
    difference: interruptedDifference(series.months, against.months, options),
  };
  const after = firstAfter(moment.on);
  const side = (is: (order: number) => boolean): Side => {
    const months = series.months.filter(({ month }) => is(compare(month, after)));
    return { months: months.length, counted: months.reduce((sum, one) => sum + one.counted, 0) };
  };
  const compared = other?.difference.ok ?? false;
  const said = [own, other?.difference].flatMap((found) =>
    found?.ok
      ? found.value.warnings
          .filter(({ code }) => !(compared && code === "no-comparison"))
          .map(({ sentence }) => sentence)
      : [],
  );
  return {
    moment,
    before: side((order) => order < 0),
    after: side((order) => order >= 0),
    own,
    other,
    warnings: [...new Set([...said, ...recordingWarnings(series), ...momentWarnings(moment, moments)])],
  };
}

/** What of the way it was recorded could look like a change. */
export function recordingWarnings({ measure, months }: Series): readonly string[] {
  const changes = months.flatMap(({ month, source }, i) => {
    const earlier = months[i - 1]?.source;
    return earlier !== undefined && earlier !== source ? [`from ${longDate(month)}: ${source}`] : [];
  });
  const restated = months.filter(({ before }) => before.length > 0);
  return [
    ...measure.cautions,
    ...(measure.ofPeople ? deathWarnings(months) : []),
    ...(changes.length > 0
      ? [
          `The source changes inside the series (${listed(changes)}). A change there may be the other source and nothing else.`,
        ]
      : []),
    ...(restated.length > 0
      ? [
          `${counted(restated.length, "month was", "months were")} restated after ${restated.length === 1 ? "it was" : "they were"} first sent; the newest count stands. Later months may yet be.`,
        ]
      : []),
  ];
}

function deathWarnings(months: readonly Month[]): readonly string[] {
  const bases = new Set(months.map(({ basis }) => basis));
  const late =
    "An inquest comes first, and a death is commonly registered half a year or more after it happened (from memory: ask the register for its own delay).";
  return [
    ...(bases.size > 1
      ? [
          "Some months count deaths that happened in them and others, or an unknown part, those registered in them. The two are not one series.",
        ]
      : []),
    ...(bases.has("registered")
      ? [
          `Deaths are counted in the month they were registered in. ${late} A change shows that much later, and the first months after something began still tell of the time before.`,
        ]
      : []),
    ...(bases.has("occurred")
      ? [
          `Deaths are counted in the month they happened in. ${late} The newest months are short of those not registered yet, and look like a fall.`,
        ]
      : []),
    ...(bases.has(undefined)
      ? [
          `The file does not say whether deaths are counted when they happened or when they were registered. ${late} Ask the sender.`,
        ]
      : []),
  ];
}

function momentWarnings(moment: Moment, moments: readonly Moment[]): readonly string[] {
  const near = nearBy(moments, moment);
  const written = moments.filter(({ from }) => from === "written").length;
  return [
    ...(moment.from === "record"
      ? [
          "The day is that of the first stay in the record. A service older than its record opened before it: write its own day down.",
        ]
      : []),
    ...(near.length > 0
      ? [
          `Within a year of it also began: ${nearWords(near)}. The series cannot tell which of them changed it.`,
        ]
      : [
          "Nothing else in the record began within a year of it. What began outside the record is not known here.",
        ]),
    ...(written > 1
      ? [
          `${count(written)} days have been written down to look around. Whoever tries many days finds a change at one of them by chance.`,
        ]
      : []),
  ];
}

const MOST_NAMED = 4;

const nearWords = (near: readonly Moment[]): string => {
  const named = near
    .slice(0, MOST_NAMED)
    .map(({ what, on }) => `${what.charAt(0).toLowerCase()}${what.slice(1)} (${longDate(on)})`);
  const more = near.length - named.length;
  return listed(more > 0 ? [...named, `${count(more)} more`] : named);
};
