import { randomFrom } from "../../../src/kernel/random.ts";
import { type Chance, chanceOf } from "../chance.ts";

/** An interval, or the code of the refusal. */
export type Told = { readonly low: number; readonly high: number } | { readonly refused: string };

/** One interval of a cell: what the truth is, and how it is asked of one data set. */
export type Interval<Set> = {
  readonly name: string;
  readonly truth: number;
  readonly of: (set: Set) => Told;
};

/** One way the world may be: how data comes about there, and the intervals that are tried on it. */
export type Cell<Set = never> = {
  readonly group: string;
  readonly words: string;
  readonly sets: number;
  readonly draw: (chance: Chance) => Set;
  readonly intervals: readonly Interval<Set>[];
};

/** Ties a cell's parts together, so that what is drawn is what is asked. */
export const cell = <Set>(one: Cell<Set>): Cell => one as unknown as Cell;

/** How often an interval held the truth. */
export type Tally = {
  readonly name: string;
  readonly sets: number;
  readonly told: number;
  readonly held: number;
  /** The truth was below the lower limit, or above the upper one. */
  readonly below: number;
  readonly above: number;
  readonly refused: Readonly<Record<string, number>>;
};

/** Runs a cell on `share` of its data sets; the same seed gives the same tallies on every machine. */
export function run(one: Cell, share = 1): Tally[] {
  const stream = randomFrom(`coverage/${one.group}/${one.words}`);
  const chance = chanceOf(stream);
  const tallies = one.intervals.map(({ name }) => ({
    name,
    sets: Math.ceil(one.sets * share),
    told: 0,
    held: 0,
    below: 0,
    above: 0,
    refused: {} as Record<string, number>,
  }));
  for (let i = 0; i < Math.ceil(one.sets * share); i++) {
    const set = one.draw(chance);
    for (const [k, interval] of one.intervals.entries()) {
      const tally = tallies[k];
      if (tally) count(tally, interval.of(set), interval.truth);
    }
  }
  return tallies;
}

function count(
  tally: { -readonly [Part in keyof Tally]: Tally[Part] } & { refused: Record<string, number> },
  told: Told,
  truth: number,
): void {
  // A limit that is no number, as before a curve's first event, is no interval.
  const none =
    "refused" in told ? told.refused : Number.isNaN(told.low + told.high) ? "no limits" : undefined;
  if (none !== undefined || "refused" in told) {
    tally.refused[none ?? ""] = (tally.refused[none ?? ""] ?? 0) + 1;
    return;
  }
  tally.told += 1;
  if (truth < told.low) tally.below += 1;
  else if (truth > told.high) tally.above += 1;
  else tally.held += 1;
}
