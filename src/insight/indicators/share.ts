/** A share with its interval, all between 0 and 1. */
export type Share = { readonly share: number; readonly low: number; readonly high: number };

/** The 97.5th percentile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * A share of a whole with Wilson's score interval (95 %), the public-health standard for proportions. Undefined where there is no
 * whole. Source: Wilson 1927; standards.md 3.2.
 */
export function wilson(numerator: number, denominator: number): Share | undefined {
  if (denominator === 0) return undefined;
  const share = numerator / denominator;
  const spread = Z * Math.sqrt((share * (1 - share)) / denominator + (Z * Z) / (4 * denominator ** 2));
  const middle = share + (Z * Z) / (2 * denominator);
  const whole = 1 + (Z * Z) / denominator;
  return {
    share,
    low: numerator === 0 ? 0 : (middle - spread) / whole,
    high: numerator === denominator ? 1 : (middle + spread) / whole,
  };
}
