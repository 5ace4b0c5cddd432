import type { Case, Compared, Told } from "./published.ts";

const WHOSE = { paper: "", reference: " (worked from the paper's counts)", nobody: "" } as const;

/** One figure as printed, with as many digits as the paper gave. */
export function printedFigure(told: Told | undefined, digits: number): string {
  if (!told) return "–";
  const plain = (value: number): string =>
    value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const limits =
    told.low === undefined || told.high === undefined ? "" : ` (${plain(told.low)} to ${plain(told.high)})`;
  return `${plain(told.value)}${limits}`;
}

/** The table *published / ours / agree?*, case by case, and what a naive reading gets wrong. */
export function publishedText(cases: readonly Case[]): string {
  const blocks = cases.map((one) =>
    [
      `${one.title}`,
      `  ${one.source}`,
      `  Design: ${one.design}`,
      table(one.compared),
      ...one.compared.flatMap(({ what, why }) => (why === undefined ? [] : [`  ${what}: ${why}`])),
      `  A naive reading: ${one.naive}`,
    ].join("\n"),
  );
  return `${blocks.join("\n\n")}\n\n${summary(cases)}\n`;
}

function table(lines: readonly Compared[]): string {
  const rows = [
    ["", "published", "ours", "agree?"],
    ...lines.map((one) => [
      one.what,
      one.published ? `${printedFigure(one.published, one.digits)}${WHOSE[one.by]}` : "–",
      printedFigure(one.ours, one.digits),
      one.agree,
    ]),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  return rows
    .map((row) =>
      `    ${row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell)).join("  ")}`.trimEnd(),
    )
    .join("\n");
}

function summary(cases: readonly Case[]): string {
  const all = cases.flatMap((one) => one.compared);
  const count = (agree: Compared["agree"]): number => all.filter((one) => one.agree === agree).length;
  return `${cases.length} cases, ${all.length} figures: ${count("yes")} agree, ${count("no")} do not, ${count("differs, as explained")} differ as explained, ${count("not recomputable")} are published and not recomputable, ${count("nothing published")} had no figure published.`;
}
