import { randomFrom } from "../../kernel/random.ts";
import { accept } from "../../kernel/result.ts";
import type { Found } from "./finding.ts";
import { cannot, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** Up to so many people every way to swap is tried. */
const ALL_WAYS_UP_TO = 16;
const DRAWS = 20_000;
const SEED = "swaps of two windows";
/** Beyond this skewness the limits were seen to hold the truth too seldom: docs/methods/coverage.md. */
const LOPSIDED = 0.5;

/**
 * Whether something changed within the same few people: the exact sign-flip test on each person's difference.
 *
 * If nothing changed, a person's rate before and after could as well have been the other way round. Every way to swap them
 * is tried (all 2ⁿ up to 16 people, beyond it 20,000 drawn by a fixed seed); p is the share of ways with an average
 * difference at least as far from nothing. Limits are those shifts that the test at their tail would not reject; they are
 * endless where so few people cannot reject anything. Needs no model of spread and holds for six people.
 * Source: Fisher 1935, chapter 3; Pitman 1937.
 */
export function permutationTest(differences: readonly number[], level = USUAL_LEVEL): Found {
  const n = differences.length;
  if (n === 0) return cannot("nobody", { where: "in the file" });
  const bad = differences.findIndex((each) => !Number.isFinite(each));
  if (bad >= 0) return cannot("not-finite", { where: "The difference", row: bad + 1 });
  const drawn = n > ALL_WAYS_UP_TO;
  const swaps = drawn ? drawnSwaps(differences) : everySwap(differences);
  const total = sumOf(differences);
  const [low, high] = limits(swaps, (1 - level) / 2, drawn);
  const far = Math.abs(total) - rounding(total);
  return accept({
    method: "permutation",
    level,
    estimates: [
      {
        what: "average difference",
        value: total / n,
        low,
        high,
        p: share(swaps, drawn, (swapped) => Math.abs(total - 2 * swapped) >= far),
        by: drawn ? "drawn swaps" : "every swap",
      },
    ],
    counts: {
      people: n,
      "who rose": differences.filter((each) => each > 0).length,
      "who held": differences.filter((each) => each === 0).length,
      "who fell": differences.filter((each) => each < 0).length,
      swaps: swaps.sums.length,
    },
    assumptions: [
      "People are independent of one another.",
      "If nothing changed, each person's before and after could be swapped: nobody was chosen because their before was high.",
    ],
    warnings: [
      ...(n < 10 ? [warn("few-people", { people: n })] : []),
      ...(drawn ? [warn("sampled", { draws: DRAWS })] : []),
      ...(Number.isFinite(low) && Math.abs(skewness(differences)) > LOPSIDED ? [warn("lopsided")] : []),
    ],
    tables: [],
  });
}

/** How much further differences reach to one side: the average cube of their distances from the mean, over their deviation cubed. */
function skewness(values: readonly number[]): number {
  const mean = sumOf(values) / values.length;
  const moment = (power: number): number =>
    values.reduce((sum, each) => sum + (each - mean) ** power, 0) / values.length;
  return moment(2) > 0 ? moment(3) / moment(2) ** 1.5 : 0;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
const rounding = (seen: number): number => 1e-12 * Math.max(1, Math.abs(seen));

/** For each way to swap: the sum of the differences of those who are swapped, and how many they are. */
type Swaps = { readonly sums: Float64Array; readonly sizes: Float64Array };

/** Every way, each from the one that has one person fewer. */
function everySwap(differences: readonly number[]): Swaps {
  const ways = 2 ** differences.length;
  const [sums, sizes] = [new Float64Array(ways), new Float64Array(ways)];
  for (let way = 1; way < ways; way++) {
    const rest = way & (way - 1);
    const lowest = 31 - Math.clz32(way & -way);
    sums[way] = (sums[rest] as number) + (differences[lowest] as number);
    sizes[way] = (sizes[rest] as number) + 1;
  }
  return { sums, sizes };
}

/**
 * Ways drawn by chance: eight people at a time, since every way to swap eight is soon known and one drawn byte chooses among them. The
 * stream is not a shift register's, in whose bits the same few people would be swapped together again and again.
 */
function drawnSwaps(differences: readonly number[]): Swaps {
  const { next } = randomFrom(SEED);
  const groups: Swaps[] = [];
  for (let from = 0; from < differences.length; from += 8)
    groups.push(everySwap(differences.slice(from, from + 8)));
  const [sums, sizes] = [new Float64Array(DRAWS), new Float64Array(DRAWS)];
  for (let way = 0; way < DRAWS; way++) {
    let [sum, size, word] = [0, 0, 0];
    for (let g = 0; g < groups.length; g++) {
      word = g % 4 === 0 ? next() * 2 ** 32 : word >>> 8;
      const group = groups[g] as Swaps;
      const swap = word & (group.sums.length - 1);
      sum += group.sums[swap] as number;
      size += group.sizes[swap] as number;
    }
    sums[way] = sum;
    sizes[way] = size;
  }
  return { sums, sizes };
}

/** The share of swaps that are as extreme; of drawn ones the one seen counts as one of them, so that p is never nought. */
function share({ sums }: Swaps, drawn: boolean, extreme: (swapped: number) => boolean): number {
  let count = 0;
  for (const sum of sums) if (extreme(sum)) count += 1;
  return drawn ? (count + 1) / (sums.length + 1) : count / sums.length;
}

/**
 * The shifts between which the one-sided tests at this tail do not reject. Less a shift, a swap is at least as extreme as what
 * was seen as soon as the shift passes the average of those swapped, so that the limits are two of these averages in order.
 */
function limits({ sums, sizes }: Swaps, tail: number, drawn: boolean): [low: number, high: number] {
  const averages = new Float64Array(sums.length);
  let some = 0;
  for (let way = 0; way < sums.length; way++)
    if (sizes[way] !== 0) averages[some++] = (sums[way] as number) / (sizes[way] as number);
  const means = averages.subarray(0, some).sort();
  const all = sums.length + (drawn ? 1 : 0);
  // Swapping nobody is always as extreme, and so is what was seen where swaps are drawn.
  const always = all - means.length;
  const place = Math.floor(tail * all - always) + 1;
  if (place < 1) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [means[place - 1] ?? Number.NaN, means[means.length - place] ?? Number.NaN];
}
