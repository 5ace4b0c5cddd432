import type { Random } from "../../kernel/random.ts";
import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { type AtWorth, acceptability } from "./acceptability.ts";
import { spreadOf } from "./check.ts";
import type { Both, Priced, Uncosted } from "./costing.ts";
import { type DeathsAverted, deathsAverted } from "./deaths.ts";
import { type Design, SIDES } from "./design.ts";
import { refused, type Warning } from "./messages.ts";
import { evaluateStated, type Model, modelOf, type Simulated, simulate } from "./model.ts";
import { type Bar, type BreakEven, breakEven, tornado } from "./one-way.ts";
import { type Drawn, percentiles } from "./percentiles.ts";
import type { ProgrammeCost } from "./programme.ts";
import type { Question } from "./question.ts";
import type { RecordedToActual, Reference } from "./reference.ts";
import type { Spread } from "./spread.ts";
import { type Unverified, unverifiedOf } from "./unverified.ts";
import { warningsOf } from "./warnings.ts";

/** A figure with its 95 % limits from the draws. */
export type Sure = { readonly value: number } & Pick<Drawn, "mean" | "low" | "high">;

/** What is set against what, in the perspectives that the design adds up. Pounds. */
export type Balance = {
  readonly benefit: Sure;
  readonly extraCost: Sure;
  readonly netBenefit: Sure;
  readonly ratio: Sure;
  /** The share of draws in which the net benefit is above nought. */
  readonly probability: number;
  /** Draws in which there is no ratio, for the programme costs no more than usual care. */
  readonly drawsWithoutRatio: number;
};

/** Cost and outcome side by side. */
export type OutcomeAnswer = {
  readonly name: string;
  readonly without: Sure;
  readonly with: Sure;
  readonly difference: Sure;
  /** What the programme costs beyond usual care, for one outcome more; NaN where there is none more. */
  readonly costPerOutcome: number;
  /** The same with what is saved taken off. */
  readonly netCostPerOutcome: number;
};

/** The whole answer to one question of cost. Pounds of `priceYear`. */
export type Answer = {
  readonly title: string;
  readonly design: Design["design"];
  readonly priceYear: string;
  readonly vintage: {
    readonly index: string;
    readonly vintage: string;
    readonly status: string;
    readonly source: string;
  };
  readonly discount: {
    readonly rates: string;
    readonly convention: string;
    readonly factors: readonly number[];
  };
  readonly seed: string;
  readonly draws: number;
  readonly sides: Readonly<
    Record<
      keyof Both,
      {
        readonly name: string;
        readonly people: number;
        readonly personYears: number;
        readonly dispersion: number;
      }
    >
  >;
  readonly followUp: number;
  readonly programme: ProgrammeCost & { readonly name: string; readonly usualCare: number };
  readonly priced: readonly (Pick<Priced, "events" | "factor" | "by" | "each"> & {
    readonly code: string;
    readonly name: string;
    readonly published: number;
    readonly priceYear: string;
    readonly status: string;
    readonly source: string;
  })[];
  readonly uncosted: readonly Uncosted[];
  /** What events cost less over the follow-up, by perspective and budget: never added up unless the design asks. */
  readonly saved: readonly (Sure & { readonly part: string; readonly counted: boolean })[];
  readonly paidBy: Readonly<Record<string, number>>;
  readonly counted: readonly string[];
  readonly balance: Balance;
  readonly outcome: OutcomeAnswer | undefined;
  readonly strategies: readonly string[];
  readonly acceptability: readonly AtWorth[];
  readonly tornado: readonly Bar[];
  readonly breakEven: readonly BreakEven[];
  /** Beside the result, never in it. */
  readonly scenario:
    | {
        readonly label: string;
        readonly multipliers: readonly (RecordedToActual & { readonly used: number })[];
        readonly balance: Balance;
      }
    | undefined;
  readonly deaths:
    | (DeathsAverted & { readonly words: string; readonly source: string; readonly costPerDeath: number })
    | undefined;
  readonly unverified: readonly Unverified[];
  readonly assumptions: readonly string[];
  readonly warnings: readonly Warning[];
};

/** By what chance and how often the draws are made, and the day on which it is asked. */
export type How = {
  readonly seed: string;
  readonly draws: number;
  readonly random: Random;
  readonly today: string;
};

/** Works the whole answer out: stated values, draws, curves, one-way changes, scenario and deaths. */
export function answerOf(question: Question, reference: Reference, how: How): Result<Answer, Refused> {
  const { design, setting, costed, vintage, factors, programme } = question;
  const model = modelOf(setting);
  const stated = evaluateStated(model);
  const drawn = simulate(model, how.random, how.draws);
  const deaths = deathsOf(question, how, stated.extra);
  if (!deaths.ok) return deaths;
  const names = SIDES[design.design];
  const strategies = [`${names.without}, no programme`, design.programme.name];
  const worths = [...new Set([0, ...(design.outcome?.worth ?? [])])].sort((a, b) => a - b);
  const curves = acceptability(
    [0, 1].map((i) => ({
      name: strategies[i] ?? "",
      costs: drawn.costs[i as 0 | 1],
      effects: drawn.effects[i as 0 | 1],
    })),
    worths,
  );
  const side = (which: keyof Both) => ({
    name: names[which],
    people: question.people[which],
    personYears: setting.observed[which],
    dispersion: setting.dispersion[which],
  });
  const answer: Omit<Answer, "warnings"> = {
    title: design.title,
    design: design.design,
    priceYear: design["price-year"],
    vintage: {
      index: vintage.index,
      vintage: vintage.vintage,
      status: vintage.status,
      source: vintage.source,
    },
    discount:
      design.discount === undefined || design.discount === "none"
        ? { rates: "none", convention: "none", factors }
        : { ...design.discount, factors },
    seed: how.seed,
    draws: how.draws,
    sides: { without: side("without"), with: side("with") },
    followUp: setting.followUp,
    programme: { ...programme, name: design.programme.name, usualCare: stated.usualCare },
    priced: costed.priced.map(({ cost, events, factor, by, each }) => ({
      code: cost.code,
      name: cost.name,
      events,
      published: cost.total,
      priceYear: cost.priceYear,
      factor,
      by,
      each,
      status: cost.status,
      source: cost.source,
    })),
    uncosted: costed.uncosted,
    saved: savedOf(question, model, stated.saved, drawn),
    paidBy: Object.fromEntries(
      Object.entries(design.programme["paid-by"] ?? {}).map(([budget, share]) => [
        budget,
        share * stated.programme,
      ]),
    ),
    counted: question.counted.map(({ perspective, budget }) =>
      budget === undefined ? perspective : `${perspective}: ${budget}`,
    ),
    balance: balanceOf(stated, drawn),
    outcome: design.outcome && outcomeAnswer(design.outcome.name, stated, drawn),
    strategies,
    acceptability: curves,
    tornado: tornado(model),
    breakEven: breakEven(model),
    scenario: scenarioOf(question, reference, how),
    deaths: deaths.value,
    unverified: unverifiedOf(question, reference),
    assumptions: assumptionsOf(question),
  };
  return accept({ ...answer, warnings: warningsOf(question, answer, how.today) });
}

const sure = (value: number, draws: ArrayLike<number>): Sure => {
  const { mean, low, high } = percentiles(draws);
  return { value, mean, low, high };
};

type Stated = ReturnType<Model["evaluate"]>;

function balanceOf(stated: Stated, drawn: Simulated): Balance {
  const above = drawn.net.reduce((count, net) => count + (net > 0 ? 1 : 0), 0);
  return {
    benefit: sure(stated.benefit, drawn.benefit),
    extraCost: sure(stated.extra, drawn.extra),
    netBenefit: sure(stated.net, drawn.net),
    ratio: sure(stated.ratio, drawn.ratio),
    probability: above / drawn.draws,
    drawsWithoutRatio: percentiles(drawn.ratio).without,
  };
}

function savedOf({ counted, setting }: Question, model: Model, stated: readonly number[], drawn: Simulated) {
  const parts = setting.priced.flatMap(({ cost }) => cost.parts);
  const isCounted = (name: string): boolean =>
    parts.some(
      (part) =>
        (part.budget === undefined ? part.perspective : `${part.perspective}: ${part.budget}`) === name &&
        setting.counts(part),
    );
  return model.parts
    .map((part, i) => ({
      part,
      counted: counted.length > 0 && isCounted(part),
      ...sure(stated[i] ?? 0, drawn.saved[i] ?? []),
    }))
    .sort((a, b) => (a.part < b.part ? -1 : 1));
}

function outcomeAnswer(name: string, stated: Stated, drawn: Simulated): OutcomeAnswer {
  const [before, after] = drawn.effects;
  const more = stated.effects[1] - stated.effects[0];
  const per = (cost: number): number => (more > 0 ? cost / more : Number.NaN);
  return {
    name,
    without: sure(stated.effects[0], before),
    with: sure(stated.effects[1], after),
    difference: sure(
      more,
      after.map((value, i) => value - (before[i] ?? 0)),
    ),
    costPerOutcome: per(stated.extra),
    netCostPerOutcome: per(-stated.net),
  };
}

/** The same question with recorded crimes multiplied up: a scenario of its own with its label, only where the design asks. */
function scenarioOf(question: Question, { multipliers }: Reference, how: How): Answer["scenario"] {
  const asked = question.design.scenario?.["recorded-to-actual"];
  if (asked === undefined) return undefined;
  const used = question.setting.priced
    .filter(({ cost }) => cost.holdsResponse)
    .map(({ cost: { code } }) => {
      const own = asked === "reviewed" ? undefined : asked[code];
      const known = multipliers.find((one) => one.code === code);
      const multiplier = asked === "reviewed" ? known?.multiplier : own;
      return {
        code,
        multiplier,
        used: multiplier ?? 1,
        status: asked === "reviewed" ? (known?.status ?? "unverified") : ("unverified" as const),
        source: asked === "reviewed" ? (known?.source ?? "not known") : "given by the design",
      };
    });
  const times = (code: string): number => used.find((one) => one.code === code)?.used ?? 1;
  const scaled = (spread: Spread, by: number): Spread =>
    spread.kind === "gamma"
      ? { ...spread, mean: spread.mean * by, standardError: spread.standardError * by }
      : spread.kind === "fixed"
        ? { ...spread, value: spread.value * by }
        : spread;
  const model = modelOf({
    ...question.setting,
    priced: question.setting.priced.map((one) => ({
      ...one,
      each: one.each * times(one.cost.code),
      spread: scaled(one.spread, times(one.cost.code)),
    })),
  });
  return {
    label: "Scenario, not the result: each recorded crime stands for several that were not recorded",
    multipliers: used,
    balance: balanceOf(evaluateStated(model), simulate(model, how.random, how.draws)),
  };
}

function deathsOf({ file, design }: Question, how: How, extra: number): Result<Answer["deaths"], Refused> {
  const asked = design.deaths;
  if (!asked) return accept(undefined);
  const { expected, "per-1000-person-years": rate, words, source } = asked.counterfactual;
  const time = asked["person-years"];
  if ((expected === undefined) === (rate === undefined) || (rate !== undefined && time === undefined))
    return refused("deaths-one-of", { file });
  const amount = expected ?? rate ?? 0;
  const times = expected === undefined ? (time ?? 0) / 1000 : 1;
  const field = `deaths.counterfactual.${expected === undefined ? "per-1000-person-years" : "expected"}`;
  const spread = spreadOf(file, field, amount, times, "lognormal");
  if (!spread.ok) return spread;
  const stated = (typeof amount === "number" ? amount : amount.value) * times;
  const averted = deathsAverted(
    { observed: asked.observed, expected: spread.value, stated },
    how.random,
    how.draws,
  );
  const costPerDeath = averted.averted > 0 && extra > 0 ? extra / averted.averted : Number.NaN;
  return accept({ ...averted, words, source, costPerDeath });
}

function assumptionsOf({ design, setting }: Question): readonly string[] {
  const names = SIDES[design.design];
  return [
    `Without the programme the ${setting.observed.with.toLocaleString("en-GB")} person-years of “${names.with}” would have gone on at the rates of “${names.without}”.`,
    "A unit cost is the average over the country; what one event fewer saves here may be less.",
    "Rates are gammas with the count as shape; unit costs and stated amounts with limits are gammas (mean, and a standard error of the limits' width over 3.92), ratios lognormal (median), shares beta. A bare number is taken as known.",
    "Each cost, rate and outcome is drawn by itself; that the two sides are the same people is not used, which widens the interval if anything.",
    ...(design.outcome ? ["Outcomes are counted as the design gives them and not discounted."] : []),
  ];
}
