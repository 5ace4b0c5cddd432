import { z } from "zod";
import { csvRow } from "../../kernel/csv.ts";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { percent } from "../changed/figures.ts";
import { wilson } from "../indicators/share.ts";
import { KEPT_BACK } from "../publish/read.ts";
import { type Table, TOTAL } from "../publish/table.ts";
import { FEW_PEOPLE, THRESHOLDS } from "../publish/thresholds.ts";
import type { Held, Method } from "./hold-back.ts";
import type { Made } from "./made.ts";
import type { Restated } from "./restated.ts";
import { areasOf } from "./same-areas.ts";

const count = z.int().min(0).nullable();
const Lines = z.array(z.object({ labels: z.array(z.string()), counts: z.array(count) }));
const RateRow = z.object({
  row: z.string(),
  above: z.int(),
  below: z.int(),
  share: z.number(),
  low: z.number(),
  high: z.number(),
  few: z.boolean(),
});
const MethodRow = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("suppressed"),
    fewest: z.int(),
    width: z.int(),
    zeros: z.enum(["shown", "hidden"]),
  }),
  z.object({ kind: z.literal("rounded"), to: z.int(), totals: z.enum(["rounded", "added"]) }),
]);
const ReleaseDocument = z.object({
  format: z.literal("throughcare-release-1"),
  table: z.int(),
  version: z.int(),
  title: z.string(),
  definition: z.string(),
  source: z.string(),
  from: z.string(),
  to: z.string(),
  figuresTaken: z.string(),
  method: MethodRow,
  thresholds: z.int(),
  note: z.string(),
  unit: z.string().optional(),
  cautions: z.array(z.string()),
  rowNames: z.array(z.string()),
  columns: z.array(z.string()),
  lines: Lines,
  rates: z.object({ name: z.string(), rows: z.array(RateRow) }).optional(),
  restated: z
    .object({
      of: z.int(),
      why: z.string(),
      cells: z.array(z.object({ row: z.string(), column: z.string(), before: z.string(), now: z.string() })),
    })
    .optional(),
});

/** A release as it leaves: everything that stands in its JSON file, and nothing that does not. Counts kept back are null. */
export type ReleaseDocument = z.infer<typeof ReleaseDocument>;

/** Reads the bytes of a JSON file that left, or is to. */
export const readDocument = (json: string): ReleaseDocument => ReleaseDocument.parse(JSON.parse(json));

/** Which table and version it is, when its figures were taken, and the words that somebody wrote for it. */
export type Place = {
  readonly table: number;
  readonly version: number;
  readonly taken: LocalDate;
  readonly title: string;
  readonly definition: string;
  readonly source: string;
};

/** Puts together what leaves. */
export function documentOf(
  made: Made,
  held: Held,
  place: Place,
  restated: (now: ReleaseDocument) => Restated | undefined,
): ReleaseDocument {
  const alone: ReleaseDocument = {
    format: "throughcare-release-1",
    table: place.table,
    version: place.version,
    title: place.title,
    definition: place.definition,
    source: place.source,
    from: made.from.toString(),
    to: made.to.toString(),
    figuresTaken: place.taken.toString(),
    method: held.method,
    thresholds: THRESHOLDS.version,
    note: noteOf(held.method, made.unit),
    ...(made.unit ? { unit: made.unit } : {}),
    cautions: [...made.cautions],
    rowNames: [...made.rowNames],
    columns: [...held.columns, TOTAL],
    lines: linesOf(held),
  };
  const rates = made.rate && ratesOf(held, made.rate);
  const changed = restated(alone);
  return {
    ...alone,
    ...(rates ? { rates } : {}),
    ...(changed ? { restated: { ...changed, cells: [...changed.cells] } } : {}),
  };
}

/** The rows with their counts, totals last. */
function linesOf({ rows, columns, shown }: Held): ReleaseDocument["lines"] {
  const width = columns.length + 1;
  const last = [TOTAL, ...(rows[0] ?? []).slice(1).map(() => "")];
  return [...rows, last].map((labels, row) => ({
    labels: [...labels],
    counts: shown.slice(row * width, (row + 1) * width).map((one) => one ?? null),
  }));
}

/** What is said of small numbers, on the page and in both files. */
export function noteOf(method: Method, unit = "people"): string {
  if (method.kind === "rounded")
    return `Every count is rounded to the nearest ${method.to}. ${
      method.totals === "rounded"
        ? "Totals are rounded by themselves, so that rows need not add up to them."
        : "Totals are the sums of rounded counts, and can be further from the truth."
    }`;
  return `${KEPT_BACK} is kept back: a count of fewer than ${method.fewest} ${unit}, or one that would tell of such a count by a total or by an earlier release. ${
    method.zeros === "shown"
      ? `0 means ${unit === "people" ? "nobody" : "none"}.`
      : "Nobody is kept back as well."
  }`;
}

/** The share above the line of each row of which both counts are told, with Wilson's interval. Of fewer than ten above it, flagged. */
function ratesOf(held: Held, rate: NonNullable<Made["rate"]>): NonNullable<ReleaseDocument["rates"]> {
  const rows = linesOf(held).flatMap(({ labels, counts }) => {
    const [above, below] = [counts[rate.column], counts.at(-1)];
    if (above === null || above === undefined || below === null || below === undefined) return [];
    const share = wilson(Math.min(above, below), below);
    if (!share) return [];
    return [{ row: labels.join(" / "), above, below, ...share, few: above < FEW_PEOPLE }];
  });
  return { name: rate.name, rows };
}

/** The JSON file, byte by byte. */
export const jsonFile = (document: ReleaseDocument): string => `${JSON.stringify(document, undefined, 2)}\n`;

const cellOf = (one: number | null): string | number => one ?? KEPT_BACK;

/** Days as people read them. */
export const periodOf = ({ from, to }: Pick<ReleaseDocument, "from" | "to">): string =>
  `${longDate(Temporal.PlainDate.from(from))} to ${longDate(Temporal.PlainDate.from(to))}`;

/** What is said of a rate that rests on few. */
export const FEW_ABOVE = `rests on fewer than ${FEW_PEOPLE} people above the line`;

/** The CSV file: what the table is, an empty line, the table; rates and what was restated below it. */
export function csvFile(document: ReleaseDocument): string {
  const { rowNames, columns, lines, rates, restated } = document;
  const facts: readonly (readonly [string, string])[] = [
    ["Title", document.title],
    ["Table and version", `Table ${document.table}, version ${document.version}`],
    ["Definition", document.definition],
    ["Source", document.source],
    ["Period", periodOf(document)],
    ["Figures taken on", longDate(Temporal.PlainDate.from(document.figuresTaken))],
    ["Small numbers", document.note],
    ...document.cautions.map((words) => ["What it cannot tell", words] as const),
    ...(restated ? [["Restated", restatedWords(restated)] as const] : []),
  ];
  return [
    ...facts,
    [],
    [...rowNames, ...columns],
    ...lines.map(({ labels, counts }) => [...labels, ...counts.map(cellOf)]),
    ...(rates
      ? [[], [rates.name, "Above the line", "Below the line", "Share", "95 % interval", "Note"]]
      : []),
    ...(rates?.rows ?? []).map((one) => [
      one.row,
      one.above,
      one.below,
      percent(one.share),
      `${percent(one.low)} to ${percent(one.high)}`,
      one.few ? FEW_ABOVE : "",
    ]),
    ...(restated && restated.cells.length > 0 ? [[], ["Restated: row", "Column", "Before", "Now"]] : []),
    ...(restated?.cells ?? []).map((one) => [one.row, one.column, one.before, one.now]),
  ]
    .map(csvRow)
    .join("");
}

/** What a newer version says of the one before. */
export const restatedWords = ({ of, why, cells }: NonNullable<ReleaseDocument["restated"]>): string =>
  `Takes the place of version ${of}. ${
    cells.length === 0 ? "No figure is another." : `${counted(cells.length, "figure")} restated.`
  } Why: ${why}`;

/**
 * Row and column names as the database keeps them, by which tables are known to be comparable. Names of people, or of areas, stand on both sides,
 * so that tables of the same are found whatever their columns are called.
 */
export function labelsOf({
  table,
  people,
  cameOf = [],
  subject,
}: Pick<Made, "people" | "cameOf" | "subject"> & { readonly table: Pick<Table, "rows" | "columns"> }) {
  const areas = areasOf(subject);
  const alike = [...new Set(people?.rows ?? cameOf), ...(areas ? [areas] : [])];
  return {
    rows: [...table.rows.map((labels) => labels.join(" / ")), ...alike],
    columns: [...table.columns, ...alike],
  };
}
