import { accept, type Result, refuse } from "../../kernel/result.ts";

/** One band of years with its yearly rate: from `from` up to `to` years after the base date. */
export type Band = { readonly from: number; readonly to: number; readonly rate: number };

/** When in its year what is discounted falls due. */
export const CONVENTIONS = ["start-year", "mid-year", "end-year"] as const;
export type Convention = (typeof CONVENTIONS)[number];

const INTO_THE_YEAR: Readonly<Record<Convention, number>> = {
  "start-year": 0,
  "mid-year": 0.5,
  "end-year": 1,
};

/**
 * What a pound so many years after the base date is worth at it: the bands' rates compounded over the time spent in each.
 *
 * @returns the factor, between 0 and 1; refused with the last year known where the bands end before.
 * Source: HM Treasury Green Book, declining long-term rates; continuous time.
 */
export function discountFactor(
  years: number,
  bands: readonly Band[],
): Result<number, { readonly lastYear: number }> {
  const last = Math.max(...bands.map(({ to }) => to));
  if (years > last) return refuse({ lastYear: last });
  return accept(
    bands.reduce(
      (factor, { from, to, rate }) => factor * (1 + rate) ** -Math.max(0, Math.min(years, to) - from),
      1,
    ),
  );
}

/**
 * The factors of the first, second, ... year, in which what falls due is taken to do so at its start, middle or end.
 *
 * @returns one factor a year; refused with the last year known where the bands end before.
 */
export function yearFactors(
  years: number,
  bands: readonly Band[],
  convention: Convention,
): Result<readonly number[], { readonly lastYear: number }> {
  const factors: number[] = [];
  for (let year = 0; year < years; year++) {
    const factor = discountFactor(year + INTO_THE_YEAR[convention], bands);
    if (!factor.ok) return factor;
    factors.push(factor.value);
  }
  return accept(factors);
}
