import { csvRow } from "../../kernel/csv.ts";
import { counted, grouped } from "../../kernel/words.ts";
import { lined } from "../stats/text.ts";
import { KEPT_BACK } from "./read.ts";
import { type Audited, keptBack, linesOf, type Suppressed } from "./suppress.ts";
import { TOTAL } from "./table.ts";

/** The table as it is released: a header, a row each, totals last. What is kept back is [c]; nothing else is in the file. */
export function releaseCsv(suppressed: Suppressed, rowColumns: readonly string[]): string {
  const header = csvRow([...rowColumns, ...suppressed.table.columns, TOTAL]);
  const lines = linesOf(suppressed, TOTAL).map(({ labels, counts }) =>
    csvRow([...labels, ...counts.map((count) => count ?? KEPT_BACK)]),
  );
  return [header, ...lines].join("");
}

/** The table for a terminal, with how much was kept back and what that means. */
export function releaseText(suppressed: Suppressed, rowColumns: readonly string[]): string {
  const { table, rule, against, toldBefore } = suppressed;
  const lines = linesOf(suppressed, TOTAL).map(({ labels, counts }) => [
    labels.filter((label) => label !== "").join(" / "),
    ...counts.map((count) => (count === undefined ? KEPT_BACK : grouped(count))),
  ]);
  const { primary, secondary, compared } = keptBack(suppressed);
  const all = primary + secondary + compared;
  return [
    lined([[rowColumns.join(" / "), ...table.columns, TOTAL], ...lines]),
    "",
    `${KEPT_BACK} is kept back: ${counted(all, "place")} of ${grouped(table.counts.length)}, ${primary} because they count ${rule.zeros === "hidden" ? "nobody or fewer" : "fewer"} than ${rule.fewest} people, ${secondary} because totals would tell of those${against.length > 0 ? `, ${compared} because earlier releases would` : ""}.`,
    `No small count can be worked out more closely than to a span of ${rule.width} people. ${rule.zeros === "shown" ? "0 means nobody." : "Nobody is kept back as well."}`,
    ...(against.length > 0
      ? [`Checked against ${against.join(", ")}, as if one reader held them all.`]
      : ["Checked by itself. If anything of these people was released before, name it with --previous."]),
    ...toldBefore.map(
      ({ release, cell }) =>
        `${release} tells “${cell}” by itself, whatever is done here. Look at whether it should be withdrawn.`,
    ),
    "",
  ].join("\n");
}

/** The table and what was done, as JSON; kept-back counts are null. */
export function releaseJson(
  suppressed: Suppressed,
  rowColumns: readonly string[],
  audited: readonly Audited[] | undefined,
): string {
  const { table, rule, against, toldBefore } = suppressed;
  return JSON.stringify(
    {
      rows: rowColumns,
      columns: [...table.columns, TOTAL],
      lines: linesOf(suppressed, TOTAL).map(({ labels, counts }) => ({
        labels,
        counts: counts.map((count) => count ?? null),
      })),
      keptBack: keptBack(suppressed),
      rule,
      against,
      toldBefore,
      ...(audited && { auditNotForRelease: audited }),
    },
    (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? "Infinity" : value),
    2,
  );
}

const WHY = { primary: "small", secondary: "a total tells", compared: "an earlier release tells", shown: "" };

const span = ({ low, high }: Audited["alone"]): string =>
  `${grouped(low)} to ${high === Number.POSITIVE_INFINITY ? "no limit" : grouped(high)}`;

/** What a reader can at best work out, for whoever releases. */
export function auditText(audited: readonly Audited[]): string {
  const rows = audited.map(({ cell, count, why, alone, together }) => [
    cell,
    grouped(count),
    WHY[why],
    span(alone),
    span(together),
  ]);
  return [
    "Not for release: what a reader can work each kept-back place out to",
    lined([["", "is", "kept back", "from this table", "with the earlier ones"], ...rows]),
    "",
  ].join("\n");
}
