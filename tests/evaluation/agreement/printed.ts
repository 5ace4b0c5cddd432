import { type Fared, nearness } from "./compare.ts";
import type { Method } from "./method.ts";

/** How one kind of broken data was answered. */
export type Degenerate = {
  readonly kind: string;
  readonly sets: number;
  readonly refused: number;
  readonly sentence: string | undefined;
  readonly warnings: readonly string[];
  readonly theirs: readonly string[];
  readonly differs: string;
  readonly because: string | undefined;
};

/** All that is known of one method's agreement. */
export type Line = {
  readonly name: string;
  readonly by: string;
  readonly kind: Method["kind"];
  /** When, and with which versions. */
  readonly made: string;
  readonly fared: Fared;
  readonly kinds: readonly Degenerate[];
  readonly unlike: readonly string[];
  readonly faults: readonly { readonly what: string; readonly seen: number }[];
  readonly missed: readonly string[];
};

/** Where one side has no number the difference is endless, which the kept file writes as null. */
const said = (x: number): string => (Number.isFinite(x) ? (x === 0 ? "0" : x.toExponential(1)) : "endless");
const allowed = ({ kind }: Line): string =>
  kind === "closed"
    ? said(nearness(kind, "value"))
    : `${said(nearness(kind, "value"))}; errors ${said(nearness(kind, "value.se"))}`;
const verdict = (line: Line): string =>
  line.fared.wrong.length === 0 ? "yes" : `**no**, ${line.fared.wrong.length} sets`;

/** A method's line as the terminal shows it. */
export const row = (line: Line): string =>
  [
    line.name.padEnd(20),
    `${line.fared.compared} of ${line.fared.sets} sets`.padEnd(18),
    `${line.fared.figures} figures`.padEnd(16),
    `worst ${said(line.fared.worst)} (${line.fared.share.toPrecision(2)} of what is allowed)`.padEnd(46),
    verdict(line),
  ].join(" ");

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ").slice(0, 300);

/** The page: what agrees, what broken data is answered, and which planted faults were noticed. */
export function printed(lines: readonly Line[]): string {
  const wrong = lines.filter((line) => line.fared.wrong.length > 0);
  const agreed =
    wrong.length === 0 ? "All agree." : `**${wrong.map(({ name }) => name).join(", ")} do not agree.**`;
  return `# Agreement with R

Each method is asked drawn data sets, and R the same files. ${agreed} Made by \`npm run agreement\` (needs R; 500 sets unless it is asked for fewer):

${[...new Set(lines.map(({ made }) => made))]
  .map(
    (made) =>
      `- ${made}: ${lines
        .filter((line) => line.made === made)
        .map(({ name }) => name)
        .join(", ")}`,
  )
  .join("\n")}

A difference is told relative to R's figure (to a millionth where R's is smaller still, to a thousandth for p-values). Closed forms may differ by 1e-9, fits by
1e-6, their standard errors, limits and p-values by 1e-5. R's fits are driven to their last digits; its root finders too.

| method | held against | sets compared | refused by us | figures | worst difference | allowed | agree? |
| --- | --- | ---: | ---: | ---: | ---: | --- | --- |
${lines
  .map(
    (line) =>
      `| ${line.name} | ${cell(line.by)} | ${line.fared.compared} | ${refusals(line.fared)} | ${line.fared.figures} | ${said(line.fared.worst)} | ${allowed(line)} | ${verdict(line)} |`,
  )
  .join("\n")}

${
  wrong.length === 0
    ? ""
    : `## What does not agree

${wrong.flatMap((line) => line.fared.wrong.map((what) => `- ${line.name}, ${what}`)).join("\n")}

`
}## Broken data

Ten sets of each kind. *As R* holds where both give figures; R's error, warning or silence stands beside. A figure with its warnings is told where the
method can still say something true.

| method | what is wrong | our answer | R's answer | as R? |
| --- | --- | --- | --- | --- |
${lines.flatMap((line) => line.kinds.map((one) => brokenRow(line.name, one))).join("\n")}

## Planted faults

Each must be noticed, or the command fails.

| method | fault | sets in which it was noticed |
| --- | --- | ---: |
${lines.flatMap((line) => line.faults.map(({ what, seen }) => `| ${line.name} | ${what} | ${seen} of ${line.fared.sets} |`)).join("\n")}
`;
}

function refusals({ refused }: Fared): string {
  const told = Object.entries(refused).map(([code, count]) => `${count} ${code}`);
  return told.length === 0 ? "0" : told.join(", ");
}

function brokenRow(name: string, one: Degenerate): string {
  const figure = one.warnings.length > 0 ? `a figure, with ${one.warnings.join(", ")}` : "a figure";
  const ours =
    one.refused === one.sets
      ? one.sentence
      : one.refused === 0
        ? figure
        : `${one.refused} of ${one.sets}: ${one.sentence} Otherwise ${figure}`;
  const same =
    one.refused === one.sets ? "–" : one.differs === "" ? "yes" : `no: ${one.because ?? "**unexplained**"}`;
  return `| ${name} | ${one.kind} | ${cell(ours ?? "")} | ${cell(one.theirs.slice(0, 2).join("; "))} | ${cell(same)} |`;
}
