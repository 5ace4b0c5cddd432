import type { Random } from "../../src/kernel/random.ts";

/** Draws from the usual distributions out of one repeatable stream of chance. */
export type Chance = {
  readonly random: Random;
  normal(): number;
  exponential(mean: number): number;
  gamma(shape: number): number;
  poisson(mean: number): number;
  /** A person's own factor on a rate: gamma with mean 1 and variance 1 / theta; 1 for everybody where theta is endless. */
  frailty(theta: number): number;
};

/** Wraps a stream; the same stream gives the same draws on every machine. */
export function chanceOf(random: Random): Chance {
  const open = (): number => 1 - random.next();
  const normal = (): number => Math.sqrt(-2 * Math.log(open())) * Math.cos(2 * Math.PI * random.next());
  return {
    random,
    normal,
    exponential: (mean) => -mean * Math.log(open()),
    gamma: (shape) => gamma(shape, normal, open),
    poisson: (mean) => poisson(mean, open, (shape) => gamma(shape, normal, open)),
    frailty: (theta) => (Number.isFinite(theta) ? gamma(theta, normal, open) / theta : 1),
  };
}

/** Marsaglia and Tsang 2000; below shape 1 by the power of a uniform. */
function gamma(shape: number, normal: () => number, open: () => number): number {
  if (shape < 1) return gamma(shape + 1, normal, open) * open() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(open()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** By multiplying uniforms; a large mean is first halved by the gamma time of its middle event (Ahrens and Dieter 1974). */
function poisson(mean: number, open: () => number, gammaOf: (shape: number) => number): number {
  if (mean > 30) {
    const middle = Math.floor((mean * 7) / 8);
    const time = gammaOf(middle);
    if (time <= mean) return middle + poisson(mean - time, open, gammaOf);
    let within = 0;
    for (let i = 0; i < middle - 1; i++) if (open() < mean / time) within += 1;
    return within;
  }
  const limit = Math.exp(-mean);
  let [count, product] = [0, open()];
  while (product > limit) {
    count += 1;
    product *= open();
  }
  return count;
}
