/** The limits of a number, at the level that was asked. */
export type NumberLimits = { readonly low: number; readonly high: number };

/** Terms smaller than this share of the largest change no digit of their sum. */
const NEGLIGIBLE = 1e-18;

/**
 * The limits of how many there are in all, from how many are on both of two lists: exact, by mid-P.
 *
 * Given the lengths of both lists, how many are on both is hypergeometric. The lower limit is the least number of people at which so
 * many or fewer on both, half of exactly so many, have a chance of more than (1 − level) / 2; the upper limit the greatest at which
 * so many or more have. Whole people; never fewer than were seen; finite as soon as anybody is on both, which the caller sees to.
 * Source: Chapman 1951 for the distribution; Lancaster 1961 for mid-P; docs/methods/coverage.md for why this one.
 */
export function overlapLimits(first: number, second: number, both: number, level: number): NumberLimits {
  const seen = first + second - both;
  // A chance that is just the limit, as half of 1 in 20, is not above it in whatever way its digits end.
  const least = ((1 - level) / 2) * (1 + 1e-9);
  const fewer = (all: number): number => tails(first, second, both, all).fewer;
  const more = (all: number): number => tails(first, second, both, all).more;
  return {
    low: fewer(seen) > least ? seen : passed((all) => fewer(all) > least, seen),
    high: more(seen + 1) > least ? passed((all) => more(all) <= least, seen + 1) - 1 : seen,
  };
}

/** The least whole number above `from` at which something that then stays true is true. */
function passed(is: (all: number) => boolean, from: number): number {
  let [low, high] = [from, from + 1];
  while (!is(high) && high < Number.MAX_SAFE_INTEGER / 4) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (is(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The chances of so many or fewer, and so many or more, on both lists of so many people; of exactly so many each has half. */
function tails(
  first: number,
  second: number,
  both: number,
  all: number,
): { readonly fewer: number; readonly more: number } {
  // From where the chance is greatest outwards, each term by its neighbour: no factorial is ever written down.
  const top = Math.floor(((first + 1) * (second + 1)) / (all + 2));
  const [most, fewest] = [Math.min(first, second), Math.max(0, first + second - all)];
  const middle = Math.min(most, Math.max(fewest, top));
  const rise = (k: number): number =>
    (((first - k) / (k + 1)) * (second - k)) / (all - first - second + k + 1);
  let [below, at, above] = [0, 0, 0];
  const add = (k: number, term: number): void => {
    if (k < both) below += term;
    else if (k > both) above += term;
    else at += term;
  };
  add(middle, 1);
  for (let k = middle, term = 1; k < most && term > NEGLIGIBLE; k++) {
    term *= rise(k);
    add(k + 1, term);
  }
  for (let k = middle, term = 1; k > fewest && term > NEGLIGIBLE; k--) {
    term /= rise(k - 1);
    add(k - 1, term);
  }
  const sum = below + at + above;
  return { fewer: (below + at / 2) / sum, more: (above + at / 2) / sum };
}
