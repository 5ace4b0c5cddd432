import type { ReactElement } from "react";
import { type CsvValue, csvRow } from "../kernel/csv.ts";

/**
 * How far small numbers are kept back in figures for use inside: not at all; in these figures by themselves, but not beside what
 * was told before; or so that two periods differ by no fewer than five people either.
 */
export type KeptBack = "not" | "by-themselves" | "by-months";

const SMALL: Readonly<Record<KeptBack, string>> = {
  not: "Small numbers are not kept back.",
  "by-themselves":
    "Small numbers are kept back in these figures by themselves and not beside others that were told.",
  "by-months":
    "Small numbers are kept back in these figures by themselves. Months are put together so that five people or more lie between two periods. What they did is not kept back beside another period or service.",
};

const INSIDE = "For use inside the partnership.";
const LEAVES = "What leaves as figures is a table that two have signed: Published.";

/** What a file for use inside says of itself, in one line without a comma, so that nothing has to be quoted. */
export const insideWords = (kept: KeptBack): string => `${INSIDE} ${SMALL[kept]} ${LEAVES}`;

/** A CSV file for use inside: its first line says so, as a comment, which programs that read such files can leave out. */
export const insideCsv = (kept: KeptBack, lines: readonly (readonly CsvValue[])[]): string =>
  [[`# ${insideWords(kept)}`], ...lines].map(csvRow).join("");

/**
 * The same beside a link to such a file. `releases`: whether the reader may open what is published. `printed`: it stands on the printed sheet too,
 * for a page that is made to be printed is itself what could leave.
 */
export function InsideOnly({
  kept,
  releases = false,
  printed = false,
}: {
  readonly kept: KeptBack;
  readonly releases?: boolean;
  readonly printed?: boolean;
}): ReactElement {
  return (
    <p className={printed ? "nhsuk-body-s" : "nhsuk-body-s no-print"}>
      {INSIDE} {SMALL[kept]} What leaves as figures is a table that two have signed:{" "}
      {releases ? <a href="/releases">Published</a> : "Published"}.
    </p>
  );
}
