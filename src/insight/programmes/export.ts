import type { CsvValue } from "../../kernel/csv.ts";
import { type Figure, restsOnFew } from "./figure.ts";
import { endWords, type Funding } from "./funding.ts";
import type { Programme } from "./load.ts";
import { type CurvePoint, retentionRestsOn } from "./retention.ts";

/** The columns of a file of figures. */
export const COLUMNS = [
  "section",
  "code",
  "label",
  "whom",
  "unit",
  "per",
  "numerator",
  "denominator",
  "denominator_counts",
  "value",
  "interval_low",
  "interval_high",
  "held_back",
  "rests_on_few",
  "definition",
  "source",
  "fresh",
] as const;

/** Three places: a longer share would tell in which order people left and were lost from sight. */
const rounded = (n: number): number | undefined =>
  Number.isNaN(n) ? undefined : Math.round(n * 1000) / 1000;
const finite = (n: number | undefined): number | undefined =>
  n !== undefined && Number.isFinite(n) ? n : undefined;

/** A curve's share is rounded; every other figure is exact. An endless limit is empty. */
const numbersOf = (one: Figure): readonly (number | undefined)[] =>
  [one.value, one.low, one.high].map((n) =>
    n !== undefined && one.section === "retention" ? rounded(n) : finite(n),
  );

/** One line of such a file. */
export type Line = readonly CsvValue[];

/** A line that is no figure: what was asked, or what must be known. */
export const otherLine = (
  section: string,
  code: string,
  label: string,
  value: CsvValue,
  definition = "",
): Line => {
  const cells = new Map<string, CsvValue>(Object.entries({ section, code, label, value, definition }));
  return COLUMNS.map((column) => cells.get(column) ?? "");
};

/** One figure as a line. */
export const figureLine = (one: Figure): Line => [
  one.section,
  one.code,
  one.label,
  one.whom,
  one.unit,
  one.per ?? "",
  one.numerator,
  one.denominator,
  one.time ?? "people",
  ...numbersOf(one),
  one.held ?? "",
  restsOnFew(one) ? "yes" : "",
  one.definition,
  one.source,
  one.fresh,
];

const curveLine = (point: CurvePoint, { source, fresh }: Pick<Figure, "source" | "fresh">): Line => [
  "retention",
  "curve",
  `Day ${point.day}`,
  "everyone who entered",
  "share",
  "",
  "",
  point.atRisk,
  "people followed and still there",
  rounded(point.share),
  rounded(point.low),
  rounded(point.high),
  "",
  "",
  `Left since the line before: ${point.left}. Followed no further: ${point.followedNoFurther}.`,
  source,
  fresh,
];

/** A line of pounds or a share that is no count of people. */
const fundingLine = (
  code: string,
  label: string,
  unit: "pounds" | "share",
  value: number | undefined,
  definition: string,
  { source, fresh }: Pick<Funding, "source" | "fresh">,
): Line => {
  const cells = new Map<string, CsvValue>(
    Object.entries({ section: "funding", code, label, unit, definition, source, fresh }),
  );
  cells.set("value", value);
  cells.set("held_back", value === undefined ? "few" : "");
  return COLUMNS.map((column) => cells.get(column) ?? "");
};

/** Who pays, each stream with its share, pounds and last day; and who saves, all counted events together. */
function fundingLines(funding: Funding | undefined): readonly Line[] {
  if (!funding) return [];
  return [
    ...funding.paying.flatMap((one, i) => {
      const code = `pays.${i + 1}.${one.payer}`;
      return [
        fundingLine(`${code}.share`, one.name, "share", one.perCent / 100, "Share of the cost", funding),
        fundingLine(`${code}.pounds`, one.name, "pounds", one.pounds, "Its share of cost in all", funding),
        otherLine("funding", `${code}.until`, one.name, one.until?.toString(), endWords(one)),
      ];
    }),
    ...funding.gains.map((gain) =>
      fundingLine(
        `saves.${gain.perspective}${gain.budget === undefined ? "" : `.${gain.budget.replaceAll(/[^a-z]+/g, "-")}`}`,
        gain.budget ?? gain.perspective,
        "pounds",
        gain.pounds,
        "What counted events cost less in the year after entry, all together; below nought they cost more",
        { source: "The figures cost.saved of this file, each with its source", fresh: "" },
      ),
    ),
  ];
}

/** The same for a program; nothing without a budget. */
const fundingJson = (funding: Funding | undefined) =>
  funding
    ? {
        pounds: funding.total ?? null,
        who_pays: funding.paying.map((one) => ({
          payer: one.payer,
          name: one.name,
          share: one.perCent / 100,
          pounds: one.pounds ?? null,
          until: one.until?.toString() ?? null,
          ends: one.when,
        })),
        who_saves: funding.gains.map(({ perspective, budget, pounds }) => ({
          perspective,
          budget: budget ?? null,
          pounds,
        })),
      }
    : null;

/** Every figure of a programme as lines for a CSV file, header first; a line is one figure with its definition, source and freshness. */
export const programmeCsv = ({
  service,
  period,
  entered,
  figures,
  retention,
  notes,
  funding,
}: Programme): readonly Line[] => [
  COLUMNS,
  otherLine("asked", "service", service.name, service.code),
  otherLine("asked", "entered_from", "Entered from", period?.from.toString()),
  otherLine("asked", "entered_to", "Entered to", period?.to.toString()),
  ...figures.map(figureLine),
  ...retention.points.map((point) => curveLine(point, retentionRestsOn(entered))),
  ...fundingLines(funding),
  ...notes.map(({ section, words }) =>
    otherLine(section, "note", "To be known before it is believed", "", words),
  ),
];

/** One figure for a program, names in snake case; a number that is not given is null. */
export function figureJson(one: Figure) {
  const [value, low, high] = numbersOf(one);
  return {
    section: one.section,
    code: one.code,
    label: one.label,
    whom: one.whom,
    unit: one.unit,
    per: one.per ?? null,
    numerator: one.numerator ?? null,
    denominator: one.denominator ?? null,
    denominator_counts: one.time ?? "people",
    value: value ?? null,
    interval:
      low === undefined && high === undefined ? null : { level: 0.95, low: low ?? null, high: high ?? null },
    held_back: one.held ?? null,
    definition: one.definition,
    source: one.source,
    fresh: one.fresh,
  };
}

/** The same for a program, names in snake case; a number that is not given is null. */
export function programmeJson(programme: Programme) {
  const { service, period, entered, figures, retention, notes, funding } = programme;
  return {
    service: { code: service.code, name: service.name, kind: service.kind, agency: service.agencyName },
    entered_from: period?.from.toString() ?? null,
    entered_to: period?.to.toString() ?? null,
    read_on: entered.asAt.toString(),
    figures: figures.map((one) => ({ ...figureJson(one), rests_on_few: restsOnFew(one) })),
    retention_curve_rests_on: retentionRestsOn(entered),
    retention_curve: retention.points.map((point) => ({
      day: point.day,
      followed_and_still_there: point.atRisk,
      left: point.left,
      followed_no_further: point.followedNoFurther,
      share: rounded(point.share) ?? null,
      low: rounded(point.low) ?? null,
      high: rounded(point.high) ?? null,
    })),
    funding: fundingJson(funding),
    notes: notes.map(({ section, words }) => ({ section, words })),
  };
}
