/** Far more than any count that is summed here; a range that does not end by then has no end. */
const MOST = 10_000_000;

/**
 * The range that a sum of counts lies in, given its mean and variance: of the negative binomial with the same two (Poisson where the variance
 * is no larger). A sum of negative binomials is nearly one itself, and the range is of whole counts, so that it holds at least the level.
 */
export function negativeRange(
  mean: number,
  variance: number,
  level: number,
): { readonly low: number; readonly high: number } {
  if (!(mean > 0)) return { low: 0, high: 0 };
  const tail = (1 - level) / 2;
  const extra = variance - mean;
  const shape = extra > 1e-9 * mean ? mean ** 2 / extra : Number.POSITIVE_INFINITY;
  // Terms by their logarithm: the first of a large mean is too small for a number.
  let height = Number.isFinite(shape) ? -shape * Math.log1p(mean / shape) : -mean;
  let below = 0;
  let low: number | undefined;
  for (let count = 0; count < MOST; count++) {
    below += Math.exp(height);
    if (low === undefined && below > tail) low = count;
    if (below >= 1 - tail) return { low: low ?? count, high: count };
    height += Number.isFinite(shape)
      ? Math.log((count + shape) / (count + 1)) - Math.log1p(shape / mean)
      : Math.log(mean / (count + 1));
  }
  return { low: low ?? MOST, high: Number.POSITIVE_INFINITY };
}
