import { type Random, randomFrom } from "../src/kernel/random.ts";

/** One of these, each as often as its weight says. */
export function weighted<T>(random: Random, items: readonly (readonly [T, number])[]): T {
  let left = random.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  return (items.at(-1) as readonly [T, number])[0];
}

/** A draw from the normal distribution (Box and Muller's way). */
export const normal = (random: Random, mean: number, spread: number): number =>
  mean + spread * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Days until something that happens so often a year. */
export const waitFor = (random: Random, perYear: number): number =>
  (-Math.log(1 - random.next()) * 365.25) / perYear;

/**
 * Days someone stays on opioid treatment in the community: Weibull with shape 0.494 and scale 3.21 years, fitted to
 * 57 % still there at one year and 38 % at three (O'Connor and others 2020, systematic review).
 */
export const communityStayDays = (random: Random): number =>
  Math.max(2, Math.round(3.21 * 365.25 * (-Math.log(1 - random.next())) ** (1 / 0.494)));

/** Within the limits. */
export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** An identifier in the shape of a UUID version 7 that depends on nothing but the stream: the same story has the same ones. */
export function idFrom(random: Random, milliseconds: number, order: number): string {
  const time = Math.floor(milliseconds).toString(16).padStart(12, "0");
  const part = (bits: number): string =>
    Math.floor(random.next() * 2 ** bits)
      .toString(16)
      .padStart(bits / 4, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(order % 4096).toString(16).padStart(3, "0")}-8${part(12)}-${part(24)}${part(24)}`;
}

/** An identifier of something that there is once in the story, from its name. */
export const numberOf = (name: string): string => idFrom(randomFrom(`northmoor ${name}`), 0, 0);
