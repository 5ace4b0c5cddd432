import { limitsOf, type Model, type Parameter } from "./model.ts";

/** What moving one number alone between its limits does to the net benefit, in pounds. */
export type Bar = {
  readonly id: string;
  readonly name: string;
  readonly inPounds: boolean;
  readonly low: number;
  readonly high: number;
  readonly netAtLow: number;
  readonly netAtHigh: number;
};

/** One-way sensitivity (tornado): each unsure number at the ends of its 95 % limits, the others as stated; widest first. */
export function tornado(model: Model): readonly Bar[] {
  const stated = model.parameters.map((one) => one.stated);
  const netWith = (at: number, value: number): number => model.evaluate(stated.with(at, value)).net;
  const swing = (bar: Bar): number => Math.abs(bar.netAtHigh - bar.netAtLow);
  return model.parameters
    .flatMap(({ id, name, inPounds, spread }, at) => {
      if (spread.kind === "fixed") return [];
      const [low, high] = limitsOf(spread);
      return [{ id, name, inPounds, low, high, netAtLow: netWith(at, low), netAtHigh: netWith(at, high) }];
    })
    .filter((bar) => swing(bar) > 0)
    .sort((a, b) => swing(b) - swing(a) || (a.id < b.id ? -1 : 1));
}

/** The value of one number at which the net benefit is nought, the others as stated. */
export type BreakEven = {
  readonly id: string;
  readonly name: string;
  readonly inPounds: boolean;
  readonly stated: number;
  /** Undefined where no value from nought up makes it so. */
  readonly value: number | undefined;
};

/**
 * Break-even values, those that need the least change first. The net benefit is a straight line in each number alone, so two
 * points give the crossing.
 */
export function breakEven(model: Model): readonly BreakEven[] {
  const stated = model.parameters.map((one) => one.stated);
  const netWith = (at: number, value: number): number => model.evaluate(stated.with(at, value)).net;
  const found = model.parameters.flatMap((parameter: Parameter, at): readonly BreakEven[] => {
    const atNought = netWith(at, 0);
    const slope = netWith(at, 1) - atNought;
    // How unevenly events fall has no value that anybody could bring about.
    if (slope === 0 || parameter.id.startsWith("few:")) return [];
    const crossing = -atNought / slope;
    const { id, name, inPounds, stated: now } = parameter;
    return [{ id, name, inPounds, stated: now, value: crossing >= 0 ? crossing : undefined }];
  });
  const change = ({ stated: now, value }: BreakEven): number =>
    value === undefined || now === 0 ? Number.POSITIVE_INFINITY : Math.abs(value / now - 1);
  return found.sort((a, b) => (change(a) === change(b) ? 0 : change(a) - change(b)));
}
