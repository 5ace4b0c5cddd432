import { isFew } from "../publish/thresholds.ts";
import { INDICATORS, type Indicator } from "./definitions.ts";
import { type Basis, type Counted, countOf } from "./indicators.ts";
import { type Share, wilson } from "./share.ts";

/** An indicator with its figure, as far as it may be shown to readers of figures. */
export type Figure = {
  readonly indicator: Indicator;
  /** Below the line; undefined where it is of so few that it says something of one of them. */
  readonly denominator: number | undefined;
  /** Above it; undefined where that, or what it leaves, is of so few. */
  readonly numerator: number | undefined;
  readonly share: Share | undefined;
};

/** Every indicator over the same basis. */
export const figuresOf = (basis: Basis): readonly Figure[] =>
  INDICATORS.map((indicator) => figureOf(indicator, countOf(indicator.code, basis)));

/** One figure of what was counted. Of fewer than five above the line, or left below it, the number is kept back. */
export function figureOf(indicator: Indicator, counted: readonly Counted[]): Figure {
  const denominator = counted.length;
  const numerator = counted.filter(({ yes }) => yes).length;
  if (isFew(denominator))
    return { indicator, denominator: undefined, numerator: undefined, share: undefined };
  if (isFew(numerator) || isFew(denominator - numerator))
    return { indicator, denominator, numerator: undefined, share: undefined };
  return { indicator, denominator, numerator, share: wilson(numerator, denominator) };
}
