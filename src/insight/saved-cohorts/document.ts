import { z } from "zod";
import { COLUMNS, figureLine, type Line, otherLine } from "../programmes/export.ts";
import type { Figure } from "../programmes/figure.ts";
import { balanceLabel, VARIANCE_RATIO } from "./balance.ts";

const words = z.array(z.string());
const number = z.number().nullable();

const FigureRow = z.object({
  section: z.literal("cohort"),
  code: z.string(),
  label: z.string(),
  whom: z.enum(["everyone who entered", "those who stayed"]),
  unit: z.enum(["people", "share", "rate", "ratio", "days", "pounds"]),
  per: z.string().nullable(),
  numerator: number,
  denominator: number,
  denominator_counts: z.string(),
  value: number,
  interval: z.object({ low: number, high: number }).nullable(),
  held_back: z.enum(["few", "nobody", "not-known"]).nullable(),
  definition: z.string(),
  source: z.string(),
  fresh: z.string(),
});

const BalanceRow = z.object({
  column: z.string(),
  difference_before: number,
  difference_after: number,
  // Answers kept before there were variance ratios have none.
  variance_ratio_before: number.default(null),
  variance_ratio_after: number.default(null),
  held_back: z.boolean(),
});

/** What one outcome came to. One that could not be answered has the words why, and nothing else. */
const OutcomeDocument = z.object({
  complete_to: z.string().optional(),
  sources: words.default([]),
  cohort_in_words: words.default([]),
  not_shown: z.string().nullable(),
  method: z
    .object({ names: words, chosen: z.string(), assumptions: words, warnings: words, refused: words })
    .nullable()
    .default(null),
  figures: z.array(FigureRow).default([]),
  balance: z.array(BalanceRow).default([]),
  before_you_believe_it: words.default([]),
});

const AnswerDocument = z.object({
  cohort: z.int(),
  version: z.int(),
  title: z.string(),
  question: z.string(),
  author: z.string(),
  design_date: z.string(),
  service: z.object({ code: z.string(), name: z.string() }),
  entered_from: z.string(),
  entered_to: z.string(),
  design_print: z.string(),
  data_print: z.string(),
});

const SeveralDocument = AnswerDocument.extend({
  before_you_believe_it: words,
  outcomes: z.array(OutcomeDocument.extend({ event: z.string(), name: z.string() })).min(2),
});

/** One outcome of an answer as it was kept; a name and a code where there are several. */
export type OutcomeAnswer = Omit<z.infer<typeof OutcomeDocument>, "figures"> & {
  readonly event?: string;
  readonly name?: string;
  readonly figures: readonly Figure[];
};

/** An answer as it was kept. */
export type AnswerDocument = z.infer<typeof AnswerDocument> & {
  /** What must be known of all outcomes together: how many there are, where there are several. */
  readonly together: readonly string[];
  readonly outcomes: readonly OutcomeAnswer[];
};

/** Reads the bytes of an answer. They are our own, so what does not fit is our bug. */
export function readAnswer(text: string): AnswerDocument {
  const raw: unknown = JSON.parse(text);
  if (typeof raw === "object" && raw !== null && "outcomes" in raw) {
    const { outcomes, before_you_believe_it, ...rest } = SeveralDocument.parse(raw);
    return { ...rest, together: before_you_believe_it, outcomes: outcomes.map(withFigures) };
  }
  return { ...AnswerDocument.parse(raw), together: [], outcomes: [withFigures(OutcomeDocument.parse(raw))] };
}

const withFigures = <T extends z.infer<typeof OutcomeDocument>>({ figures, ...rest }: T) => ({
  ...rest,
  figures: figures.map(figureFrom),
});

function figureFrom(row: z.infer<typeof FigureRow>): Figure {
  const { per, denominator_counts, interval, held_back, ...same } = row;
  const known = (n: number | null | undefined): number | undefined => n ?? undefined;
  const [low, high] = [known(interval?.low), known(interval?.high)];
  return {
    ...same,
    ...(per === null ? {} : { per }),
    ...(denominator_counts === "people" ? {} : { time: denominator_counts }),
    numerator: known(row.numerator),
    denominator: known(row.denominator),
    value: known(row.value),
    low,
    // A limit that there is none of is written as nothing.
    high: low !== undefined && high === undefined ? Number.POSITIVE_INFINITY : high,
    held: held_back ?? undefined,
  };
}

/** How alike the groups were in one column: before and after matching. */
const balanceLines = (one: OutcomeAnswer["balance"][number]): readonly Line[] =>
  (["before", "after"] as const).flatMap((when) => [
    otherLine(
      "cohort",
      `cohort.balance.${one.column.replaceAll(/[^a-z]+/g, "-")}.${when}`,
      `${balanceLabel(one.column)}, ${when} matching`,
      one.held_back ? "kept back" : (one[`difference_${when}`] ?? ""),
      "Standardised difference between those who entered and those they are matched with, in standard deviations of those who entered before matching.",
    ),
    otherLine(
      "cohort",
      `cohort.balance.${one.column.replaceAll(/[^a-z]+/g, "-")}.variance-ratio.${when}`,
      `${balanceLabel(one.column)}, variance ratio ${when} matching`,
      one.held_back ? "kept back" : (one[`variance_ratio_${when}`] ?? ""),
      VARIANCE_RATIO,
    ),
  ]);

/** The lines of one outcome. Of several, its code stands in the codes of its figures and its name in their labels' place. */
function outcomeLines(one: OutcomeAnswer): readonly Line[] {
  const lines = [
    ...one.cohort_in_words.map((words) => otherLine("asked", "words", "The cohort in words", "", words)),
    ...one.figures.map(figureLine),
    ...one.balance.flatMap(balanceLines),
    ...(one.not_shown ? [otherLine("cohort", "note", "Not shown", "", one.not_shown)] : []),
    ...[...(one.method?.warnings ?? []), ...one.before_you_believe_it].map((words) =>
      otherLine("cohort", "note", "To be known before it is believed", "", words),
    ),
  ];
  const { event } = one;
  if (event === undefined) return lines;
  const code = COLUMNS.indexOf("code");
  const coded = (text: string): string =>
    text.startsWith("cohort.") ? text.replace("cohort.", `cohort.${event}.`) : `${event}.${text}`;
  return lines.map((line) => line.with(code, coded(String(line[code] ?? ""))));
}

/** An answer as lines for a CSV file, header first; a line is one figure with its definition, source and freshness. */
export const answerCsv = (answer: AnswerDocument): readonly Line[] => [
  COLUMNS,
  otherLine("asked", "cohort", answer.title, `${answer.cohort}, version ${answer.version}`, answer.question),
  otherLine("asked", "author", "Author", answer.author),
  otherLine("asked", "service", answer.service.name, answer.service.code),
  otherLine("asked", "entered_from", "Entered from", answer.entered_from),
  otherLine("asked", "entered_to", "Entered to", answer.entered_to),
  otherLine("asked", "design_print", "SHA-256 of the design", answer.design_print),
  otherLine("asked", "data_print", "SHA-256 of the rows that were read", answer.data_print),
  ...answer.together.map((words) =>
    otherLine("cohort", "note", "To be known before it is believed", "", words),
  ),
  ...answer.outcomes.flatMap(outcomeLines),
];
