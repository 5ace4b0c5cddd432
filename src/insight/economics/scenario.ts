import { type Balance, balanceOf } from "./balance.ts";
import type { How } from "./how.ts";
import type { Setting } from "./model.ts";
import { evaluateStated, modelOf, simulate } from "./model.ts";
import type { RecordedToActual } from "./reference.ts";
import type { Spread } from "./spread.ts";

/** A multiplier as it was used: 1 where none is known. */
export type UsedMultiplier = RecordedToActual & { readonly used: number };

/** The same question with recorded crimes multiplied up; it stands beside the result and never in it. */
export type ScenarioAnswer = {
  readonly label: string;
  readonly multipliers: readonly UsedMultiplier[];
  readonly balance: Balance;
};

/**
 * Works out the scenario in which each recorded crime stands for several, by the reviewed multipliers or the design's own.
 * A crime whose multiplier nobody knows stands for one.
 */
export function scenarioOf(
  setting: Setting,
  asked: "reviewed" | Readonly<Record<string, number>>,
  reviewed: readonly RecordedToActual[],
  how: How,
): ScenarioAnswer {
  const own = (code: string): number | undefined =>
    asked === "reviewed"
      ? undefined
      : Object.entries(asked).find(([name]) => name.toUpperCase() === code)?.[1];
  const multipliers = setting.priced
    .filter(({ cost }) => cost.holdsResponse)
    .map(({ cost: { code } }): UsedMultiplier => {
      const known = reviewed.find((one) => one.code === code);
      if (asked === "reviewed" && known) return { ...known, used: known.multiplier ?? 1 };
      const multiplier = own(code);
      const source = multiplier === undefined ? "not known" : "given by the design";
      return { code, multiplier, used: multiplier ?? 1, status: "unverified", source };
    });
  const times = (code: string): number => multipliers.find((one) => one.code === code)?.used ?? 1;
  const model = modelOf({
    ...setting,
    priced: setting.priced.map((one) => ({
      ...one,
      each: one.each * times(one.cost.code),
      spread: scaled(one.spread, times(one.cost.code)),
    })),
  });
  return {
    label: "Scenario, not the result: each recorded crime stands for several that were not recorded",
    multipliers,
    balance: balanceOf(evaluateStated(model), simulate(model, how.random, how.draws)),
  };
}

function scaled(spread: Spread, by: number): Spread {
  switch (spread.kind) {
    case "fixed":
      return { ...spread, value: spread.value * by };
    case "gamma":
      return { ...spread, mean: spread.mean * by, standardError: spread.standardError * by };
    case "lognormal":
      return { ...spread, median: spread.median * by };
    case "beta":
      return spread;
  }
}
