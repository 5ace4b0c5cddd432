import { clopperPearson } from "../../../src/insight/evaluate/two-by-two.ts";
import type { Fooled, Unequal } from "./before-after.ts";
import type { Tally } from "./cell.ts";
import { READING } from "./reading.ts";

/** A cell with what was counted in it. */
export type Done = { readonly group: string; readonly words: string; readonly tallies: readonly Tally[] };

/** All that was counted, as it is kept in docs/methods/coverage.json. */
export type Kept = {
  readonly made: string;
  readonly done: readonly Done[];
  readonly chosen: readonly Fooled[];
  readonly unequal?: readonly Unequal[];
};

const percent = (share: number): string => (100 * share).toFixed(1);

/** Observed coverage with its own exact interval; what misses 94 to 96 % beyond chance stands bold. */
export function coverage({ told, held }: Tally): string {
  if (told === 0) return "–";
  const { low, high } = clopperPearson(held, told);
  const text = `${percent(held / told)} (${percent(low)}–${percent(high)})`;
  return high < 0.94 || low > 0.96 ? `**${text}**` : text;
}

function tallied(tally: Tally): string {
  const refused = Object.entries(tally.refused).sort(([, a], [, b]) => b - a);
  const all = refused.reduce((sum, [, n]) => sum + n, 0);
  const why =
    all === 0 ? "" : `; ${percent(all / tally.sets)} refused: ${refused.map(([code]) => code).join(", ")}`;
  return `${coverage(tally)}${why}`;
}

function tableOf(done: readonly Done[]): string {
  const names = done[0]?.tallies.map(({ name }) => name) ?? [];
  return [
    `| simulated | sets | ${names.join(" | ")} |`,
    `| --- | ---: | ${names.map(() => "---").join(" | ")} |`,
    ...done.map(
      ({ words, tallies }) => `| ${words} | ${tallies[0]?.sets ?? 0} | ${tallies.map(tallied).join(" | ")} |`,
    ),
  ].join("\n");
}

/** To which side the limits of matched and weighted figures miss. */
function sides(done: readonly Done[]): string {
  const rows = done.flatMap(({ words, tallies }) =>
    tallies.map(
      ({ name, told, below, above }) =>
        `| ${words} | ${name} | ${percent(below / told)} | ${percent(above / told)} |`,
    ),
  );
  return [
    "| simulated | interval | truth below it, % | truth above it, % |",
    "| --- | --- | ---: | ---: |",
    ...rows,
  ].join("\n");
}

function chosenTable(chosen: readonly Fooled[]): string {
  return [
    "| people | sets | exact | clustered | swaps | with the warning |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...chosen.map(
      ({ words, sets, ...of }) =>
        `| ${words} | ${sets} | ${[of.exact, of.clustered, of.swaps, of.warned].map((n) => `${percent(n / sets)} %`).join(" | ")} |`,
    ),
  ].join("\n");
}

function unequalTable(unequal: readonly Unequal[]): string {
  const share = (n: number, sets: number): string => {
    const { low, high } = clopperPearson(n, sets);
    return `${percent(n / sets)} (${percent(low)}–${percent(high)}) %`;
  };
  return [
    "| people and windows | sets | swaps | exact | swaps left out |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...unequal.map(
      ({ words, sets, swaps, exact, leftOut }) =>
        `| ${words} | ${sets} | ${share(swaps, sets)} | ${share(exact, sets)} | ${percent(leftOut / sets)} % |`,
    ),
  ].join("\n");
}

/** The whole page. */
export function printed({ made, done, chosen, unequal = [] }: Kept): string {
  const groups = [...new Set(done.map(({ group }) => group))];
  return `# Coverage: how often an interval holds the truth

Data sets whose truth is known, drawn from a seed, are given to the program's own functions; a 95 % interval should hold the truth in 94 to 96 % of them (an exact one in
at least 95 %). Made by \`npm run coverage\` on ${made}. Each figure is a percentage of the sets in which an interval was given, with
its own exact interval; **bold** misses 94 to 96 % by more than chance. What was refused stands
beside it with the code of the refusal. "No limits" means that the figure was given without an interval, as before the first event of a curve.

${READING}

${groups
  .map((group) => {
    const mine = done.filter((one) => one.group === group);
    const more = group.startsWith("Like with like") ? `\n\n${sides(mine)}` : "";
    return `## ${group}\n\n${tableOf(mine)}${more}`;
  })
  .join("\n\n")}

## No effect, and people chosen by what they did before

Everybody has an own rate (gamma, theta 2, three events a year on average) and keeps it: nothing changes. The share of sets in which each method of *before-after*
finds a change at 5 %. Nobody chosen is the control.

${chosenTable(chosen)}

## No effect, and windows of unequal length

Everybody keeps an own rate (gamma, theta 2): nothing changes. The share of sets in which swapping each person's two rates finds a change at 5 %, and the exact
ratio; *before-after* leaves swapping out where somebody's times differ by more than a tenth (unequal-windows).

${unequalTable(unequal)}
`;
}
