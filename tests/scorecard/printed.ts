import type { Measured } from "./main.ts";

const HEAD = `# The access scorecard

Written by \`npm run scorecard\`; do not edit. Each row says what is promised, what was measured, on how much, and that the
measure can go red: its *control* is a fault planted on purpose, which the same measure had to find. A row whose control
stayed green is void, and the command fails. A zero is never proof of none: beside it stands the 95 % bound, 3 / n.
Everybody in these measurements is made up. The same tests run small with every \`npm test\`; they live in
\`tests/scorecard\`. How to read and repeat them: [decision 0016](decisions/0016-the-scorecard-is-tests-run-large.md).
`;

const ORDER = (id: string): string => id.replace(/(\d+)/, (digits) => digits.padStart(3, "0"));
const counted = new Intl.NumberFormat("en-GB");

/** Three over n, in as few digits as say something. */
export const bound = (n: number): string => {
  const share = 3 / n;
  const short = (value: number): string => String(Number(value.toPrecision(2)));
  return share >= 0.001 ? `${short(share * 100)} %` : `${short(share * 1_000_000)} in a million`;
};

/** Whether a row holds, in one word: void when its control stayed green, whatever its value. */
export const standing = (row: Pick<Measured, "met" | "control">): "met" | "missed" | "void" =>
  row.control.found === 0 ? "void" : row.met ? "met" : "missed";

/** The whole page. */
export function printed(rows: readonly Measured[]): string {
  const sorted = [...rows].sort((a, b) => (ORDER(a.id) < ORDER(b.id) ? -1 : 1));
  const table = sorted.map((row) =>
    [
      row.id,
      row.figure,
      row.target,
      `**${row.value}**`,
      counted.format(row.n),
      row.zero ? bound(row.n) : "",
      standing(row),
    ].join(" | "),
  );
  return `${HEAD}
| row | promise | target | value | n | 95 % bound of a zero | |
| --- | --- | --- | --- | ---: | ---: | --- |
${table.map((line) => `| ${line} |`).join("\n")}

${sorted.map(detail).join("\n")}`;
}

const detail = (row: Measured): string => `## ${row.id}

- Control: ${row.control.planted}. Found ${counted.format(row.control.found)} ${row.control.found === 1 ? "time" : "times"}${row.control.found === 0 ? ": this row is void" : ""}.
- Measured ${row.date} in ${row.run} at commit ${row.commit}; ${row.versions}; ${row.load}${row.seed ? `; seed \`${row.seed}\`` : ""}.
${(row.notes ?? []).map((note) => `- ${note[0]?.toUpperCase()}${note.slice(1)}.\n`).join("")}`;
