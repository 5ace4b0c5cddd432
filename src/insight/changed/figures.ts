/** Numbers as people read them on insight pages. Words only; nothing is rounded before it is compared or stored. */

const WHOLE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const ONE_PLACE = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const TWO_PLACES = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A count: `2,128`. */
export const count = (n: number): string => WHOLE.format(n);

/** A count and what is counted: `1 person`, `367 people`. */
export const counted = (n: number, one: string, many: string): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** Person-years: `334.76`; one decimal for a month's. */
export const years = (n: number, places: 1 | 2 = 2): string =>
  (places === 1 ? ONE_PLACE : TWO_PLACES).format(n);

/** A rate or a ratio: `6.36`; small ones keep two figures: `0.038`. An endless one is said in words. */
export function figure(n: number): string {
  if (n === Number.POSITIVE_INFINITY) return "no upper limit";
  if (n > 0 && n < 0.001) return "less than 0.001";
  if (n > 0 && n < 0.0995) return n.toPrecision(2);
  return TWO_PLACES.format(n);
}

/** An interval: `0.52 to 0.60`, or `0.73 with no upper limit`. */
export const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  high === Number.POSITIVE_INFINITY
    ? `${figure(low)} with no upper limit`
    : `${figure(low)} to ${figure(high)}`;

/** A share of a whole as `44 %`. */
export const percent = (share: number): string => `${WHOLE.format(Math.abs(share) * 100)} %`;
