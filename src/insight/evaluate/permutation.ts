import { accept } from "../../kernel/result.ts";
import { drawsFrom } from "./draws.ts";
import type { Found } from "./finding.ts";
import { cannot, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** Up to so many people every way to swap is tried. */
const ALL_WAYS_UP_TO = 16;
const DRAWS = 20_000;
const SEED = 1971;

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
  const signs = n <= ALL_WAYS_UP_TO ? everySign(n) : drawnSigns(n);
  const drawn = n > ALL_WAYS_UP_TO;
  const swaps = swapsOf(differences, signs);
  const total = sumOf(differences);
  const tail = (1 - level) / 2;
  return accept({
    method: "permutation",
    level,
    estimates: [
      {
        what: "average difference",
        value: total / n,
        low: limit(differences, swaps, tail, drawn, 1),
        high: limit(differences, swaps, tail, drawn, -1),
        p: share(swaps, drawn, (sum) => Math.abs(sum) >= Math.abs(total) - rounding(total)),
        by: drawn ? "drawn swaps" : "every swap",
      },
    ],
    counts: {
      people: n,
      "who rose": differences.filter((each) => each > 0).length,
      "who held": differences.filter((each) => each === 0).length,
      "who fell": differences.filter((each) => each < 0).length,
      swaps: signs.length,
    },
    assumptions: [
      "People are independent of one another.",
      "If nothing changed, each person's before and after could be swapped: nobody was chosen because their before was high.",
    ],
    warnings: [
      ...(n < 10 ? [warn("few-people", { people: n })] : []),
      ...(drawn ? [warn("sampled", { draws: DRAWS })] : []),
    ],
    tables: [],
  });
}

type Signs = readonly Int8Array[];

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
const rounding = (seen: number): number => 1e-12 * Math.max(1, Math.abs(seen));

const everySign = (n: number): Signs =>
  Array.from({ length: 2 ** n }, (_, way) =>
    Int8Array.from({ length: n }, (__, i) => ((way >> i) & 1 ? -1 : 1)),
  );

function drawnSigns(n: number): Signs {
  const draw = drawsFrom(SEED);
  return Array.from({ length: DRAWS }, () => Int8Array.from({ length: n }, () => (draw() < 0.5 ? -1 : 1)));
}

/** What a way to swap comes to: the sum of all differences with their signs, and of the signs, by which a shift counts. */
type Swaps = { readonly sums: Float64Array; readonly counts: Float64Array };

const swapsOf = (differences: readonly number[], signs: Signs): Swaps => ({
  sums: Float64Array.from(signs, (sign) =>
    differences.reduce((sum, each, i) => sum + (sign[i] ?? 0) * each, 0),
  ),
  counts: Float64Array.from(signs, (sign) => sign.reduce((sum, each) => sum + each, 0)),
});

/** The share of swaps that are as extreme; of drawn ones the one seen counts as one of them, so that p is never nought. */
function share(swaps: Swaps, drawn: boolean, extreme: (sum: number, count: number) => boolean): number {
  let count = 0;
  for (const [i, sum] of swaps.sums.entries()) if (extreme(sum, swaps.counts[i] ?? 0)) count += 1;
  return drawn ? (count + 1) / (swaps.sums.length + 1) : count / swaps.sums.length;
}

/** The shift at which the one-sided test passes from rejecting to not rejecting; side 1 for the lower limit. */
function limit(
  differences: readonly number[],
  swaps: Swaps,
  tail: number,
  drawn: boolean,
  side: 1 | -1,
): number {
  const [n, total] = [differences.length, sumOf(differences)];
  // Each difference less the shift, swapped: the sum less the shift for every sign.
  const pAt = (shift: number): number => {
    const seen = side * (total - shift * n);
    return share(swaps, drawn, (sum, count) => side * (sum - shift * count) >= seen - rounding(seen));
  };
  const [least, most] = [Math.min(...differences), Math.max(...differences)];
  const reach = most - least || Math.abs(most) || 1;
  let [out, within] = side === 1 ? [least - reach, most + reach] : [most + reach, least - reach];
  if (pAt(out) > tail) return side === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (out + within) / 2;
    if (pAt(middle) > tail) within = middle;
    else out = middle;
  }
  return (out + within) / 2;
}
