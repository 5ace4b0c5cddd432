/** The mean of draws and the limits between which the middle share of them lies. NaN draws are counted apart. */
export type Drawn = {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Draws in which there was no value. */
  readonly without: number;
};

/**
 * Mean and percentile interval of draws; between two draws the limit is interpolated (R's type 7). All NaN where no draw has a
 * value.
 */
export function percentiles(draws: ArrayLike<number>, level = 0.95): Drawn {
  const there = Float64Array.from(draws)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const at = (share: number): number => {
    if (there.length === 0) return Number.NaN;
    const place = share * (there.length - 1);
    const below = Math.floor(place);
    const [a = Number.NaN, b = a] = [there[below], there[below + 1]];
    return a + (place - below) * (b - a);
  };
  const sum = there.reduce((total, value) => total + value, 0);
  return {
    mean: there.length === 0 ? Number.NaN : sum / there.length,
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    without: draws.length - there.length,
  };
}
