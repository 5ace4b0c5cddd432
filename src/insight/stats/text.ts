import type { Estimate, Finding, Rows } from "../evaluate/finding.ts";

/** So many rows of a table are shown; all of them are in the JSON. */
const MOST_ROWS = 24;

/** A number as a reader wants it: enough digits to check, no more. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return "no limit";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) return value.toExponential(3);
  return size >= 100 ? value.toFixed(1) : size >= 1 ? value.toFixed(3) : value.toFixed(4);
}

/** A p-value as a reader wants it. */
export const pValue = (p: number | undefined): string =>
  p === undefined ? "" : Number.isNaN(p) ? "–" : p < 0.0001 ? "p < 0.0001" : `p = ${p.toFixed(4)}`;

const limits = ({ low, high }: Estimate): string =>
  low === undefined || high === undefined
    ? ""
    : low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY
      ? "no limits"
      : `${figure(low)} to ${figure(high)}`;

/** A finding as plain text, for a terminal: figures, what they rest on, warnings last where the eye stays. */
export function findingText(finding: Finding): string {
  const figures = finding.estimates.map((one) => [
    one.of === undefined ? one.what : `${one.what}, ${one.of}`,
    figure(one.value),
    limits(one),
    pValue(one.p),
    one.by ?? "",
  ]);
  const parts = [
    lined([["", "figure", `${Number((100 * finding.level).toFixed(4))} % interval`, "", "by"], ...figures]),
    ...finding.tables.map(tableText),
    counted(finding.counts),
    list("It takes for granted:", finding.assumptions),
    list(
      "Before you believe it:",
      finding.warnings.map((one) => one.sentence),
    ),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** What was counted; nothing where only numbers were typed and nothing was. */
function counted(counts: Finding["counts"]): string {
  const told = Object.entries(counts).map(([what, count]) => `${what} ${figure(count)}`);
  return told.length === 0 ? "" : `Counted: ${told.join("; ")}.`;
}

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [title, ...lines.map((line) => `- ${line}`)].join("\n");

/** A table of a finding, its first rows. */
export function tableText({ name, columns, rows }: Rows): string {
  const shown = rows
    .slice(0, MOST_ROWS)
    .map((row) => row.map((cell) => (typeof cell === "number" ? figure(cell) : cell)));
  const rest = rows.length - shown.length;
  const more = rest > 0 ? `\n  and ${rest} more rows: --json has them all` : "";
  return `${name[0]?.toUpperCase()}${name.slice(1)}\n${lined([columns, ...shown])}${more}`;
}

/** Rows as columns that stand under one another: the first to the left, the others to the right. */
export function lined(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  return rows
    .map((row) =>
      `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ")}`.trimEnd(),
    )
    .join("\n");
}

/** A finding as JSON. What has no bound is the text "Infinity", what cannot be said is null: JSON has neither. */
export function findingJson(finding: Finding, summary: boolean): string {
  const shown = summary ? { ...finding, tables: [] } : finding;
  return JSON.stringify(
    shown,
    (_, value: unknown) =>
      typeof value === "number" && !Number.isFinite(value)
        ? Number.isNaN(value)
          ? null
          : String(value)
        : value,
    2,
  );
}
