import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { randomFrom } from "../../../src/kernel/random.ts";
import { invariant } from "../../../src/kernel/result.ts";
import { today } from "../../../src/kernel/time.ts";
import { chanceOf } from "../chance.ts";
import { BEFORE_AFTER, type Fooled, fooled, UNEQUAL, type Unequal, unequal } from "./before-after.ts";
import { run, type Tally } from "./cell.ts";
import { DIFFERENCES } from "./differences.ts";
import { GROUPS } from "./groups.ts";
import { OTHERS } from "./others.ts";
import { type Kept, printed } from "./printed.ts";
import { SURVIVAL_CELLS } from "./survival.ts";

/**
 * `npm run coverage`: simulates data sets whose truth is known, counts how often each interval holds it, and writes
 * docs/methods/coverage.md. `--share=0.01` simulates a hundredth of the sets; less than a tenth only prints; `--print` writes the page anew from what was counted last;
 * `--only=weighted;areas` counts the cells anew whose group or words hold one of these texts, and keeps the others as they were counted last;
 * `--column="clustered Poisson"` counts that interval alone anew on the same sets and keeps its neighbours. Four processes share the cells, or as many as `--processes=1` says;
 * some hours of processor time in all; `--share=3` simulates three times as many sets. No database, no R.
 */
const CELLS = [...OTHERS, ...SURVIVAL_CELLS, ...GROUPS, ...DIFFERENCES, ...BEFORE_AFTER];
/** How many people, and how many events each has had before at least. */
const CHOSEN = [
  [6, 0],
  [6, 3],
  [14, 0],
  [14, 3],
  [14, 6],
  [50, 0],
  [50, 3],
] as const;
const CHOSEN_SETS = 10_000;
const METHODS = path.resolve(import.meta.dirname, "../../../docs/methods");
/** Fewer sets than this share of the plan only print. */
const KEPT_FROM = 0.1;
const KEPT = path.join(METHODS, "coverage.json");

const option = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const share = Number(option("share") ?? 1);
const part = option("part");
const PROCESSES = Number(option("processes") ?? 4);
const only = option("only") ?? "";
const column = option("column") ?? "";
const asks = (...words: readonly string[]): boolean =>
  only.split(";").some((part) => words.some((one) => one.includes(part)));

/** What a process tells as soon as it has counted it. */
type Counted =
  | { readonly cell: number; readonly tallies: readonly Tally[] }
  | { readonly chosen: number; readonly fooled: Fooled }
  | { readonly window: number; readonly unequal: Unequal };

if (part !== undefined) countPart(Number(part));
else if (process.argv.includes("--print")) tell(JSON.parse(readFileSync(KEPT, "utf8")) as Kept);
else await countAll();

/** By turns, so that each process has some of the slow ones. */
function countPart(turn: number): void {
  const say = (counted: Counted): void => void process.send?.(counted);
  for (const [i, [n, least]] of CHOSEN.entries()) {
    const chance = chanceOf(randomFrom(`coverage/chosen ${n} ${least}`));
    if (i % PROCESSES === turn && asks("people chosen"))
      say({ chosen: i, fooled: fooled(chance, n, least, Math.ceil(CHOSEN_SETS * share)) });
  }
  for (const [i, words] of UNEQUAL.entries()) {
    const chance = chanceOf(randomFrom(`coverage/unequal ${words.join(" ")}`));
    if (i % PROCESSES === turn && asks("unequal windows"))
      say({ window: i, unequal: unequal(chance, i, Math.ceil(CHOSEN_SETS * share)) });
  }
  const wanted = CELLS.map((one, i) => ({ one, i })).filter(({ one }) => asks(one.group, one.words));
  for (const [turnOf, { one, i }] of wanted.entries())
    if (turnOf % PROCESSES === turn)
      say({
        cell: i,
        tallies: run({ ...one, intervals: one.intervals.filter(({ name }) => name.includes(column)) }, share),
      });
}

async function countAll(): Promise<void> {
  const begun = performance.now();
  const [tallies, chosen] = [new Map<number, readonly Tally[]>(), new Map<number, Fooled>()];
  const windows = new Map<number, Unequal>();
  const last = only === "" ? undefined : (JSON.parse(readFileSync(KEPT, "utf8")) as Kept);
  const made = (): string =>
    `${today()}, Node ${process.versions.node}, in ${Math.round((performance.now() - begun) / 60_000)} minutes, with ${share} of the planned sets (10,000 a cell)`;
  const kept = (): Kept => ({
    made: last?.made ?? made(),
    done: CELLS.flatMap(({ group, words, intervals }, i) => {
      const before = last?.done.find((one) => one.group === group && one.words === words)?.tallies;
      const anew = tallies.get(i);
      // Sets come from the cell's seed alone, so that one column counted anew stands on the same sets as those kept.
      const counted =
        column === "" || !before
          ? (anew ?? before)
          : intervals.flatMap(
              ({ name }) =>
                [anew, before].flatMap((some) => some?.find((each) => each.name === name) ?? [])[0] ?? [],
            );
      return counted ? [{ group, words, tallies: counted }] : [];
    }),
    chosen: CHOSEN.flatMap((_, i) => chosen.get(i) ?? last?.chosen[i] ?? []),
    unequal: UNEQUAL.flatMap((_, i) => windows.get(i) ?? last?.unequal?.[i] ?? []),
  });
  const heard = (counted: Counted): void => {
    if ("cell" in counted) tallies.set(counted.cell, counted.tallies);
    else if ("window" in counted) windows.set(counted.window, counted.unequal);
    else chosen.set(counted.chosen, counted.fooled);
    // What was counted is kept at once: a run that is stopped can still be printed.
    if (share >= KEPT_FROM) writeFileSync(KEPT, `${JSON.stringify(kept())}\n`);
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, i) => asked(i, heard)));
  tell(kept());
}

function tell(kept: Kept): void {
  const page = printed(kept);
  if (share >= KEPT_FROM) writeFileSync(path.join(METHODS, "coverage.md"), page);
  process.stdout.write(page);
}

function asked(index: number, heard: (counted: Counted) => void): Promise<void> {
  const child = fork(import.meta.filename, [
    `--part=${index}`,
    `--share=${share}`,
    `--only=${only}`,
    `--column=${column}`,
    `--processes=${PROCESSES}`,
  ]);
  return new Promise((resolve, reject) => {
    child.on("message", (counted) => heard(counted as Counted));
    child.on("error", reject);
    child.on("exit", (code) => {
      invariant(code === 0, "each process tells all its cells before it ends");
      resolve();
    });
  });
}
