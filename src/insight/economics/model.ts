import type { Random } from "../../kernel/random.ts";
import type { Both, Priced } from "./costing.ts";
import { drawsOf, meanOf, quantileOf, type Spread } from "./spread.ts";
import { type Part, partName } from "./unit-cost.ts";

/** One number that the answer rests on, with how sure it is. */
export type Parameter = {
  readonly id: string;
  readonly name: string;
  /** In pounds, or else a rate, a share or a multiple. */
  readonly inPounds: boolean;
  readonly spread: Spread;
  /** The value that the design or the reviewed data state. */
  readonly stated: number;
};

/** What a comparison elsewhere found: events without the programme for each with it, of every kind or of those codes alone. */
export type FoundEffect = {
  readonly of?: { readonly name: string; readonly codes: readonly string[] } | undefined;
  readonly spread: Spread;
  readonly stated: number;
};

/** The effect that says how many events of this code there would have been. */
export const effectFor = (effects: readonly FoundEffect[], code: string): FoundEffect | undefined =>
  effects.find(({ of }) => of === undefined || of.codes.includes(code));

/** Everything that the answer is worked out from, in pounds of one price year. */
export type Setting = {
  readonly priced: readonly Priced[];
  /** Person-years over which each side's events were counted. */
  readonly observed: Both;
  /** What comparisons elsewhere found, each code in one of them; none where each side's own counts say it. */
  readonly effects?: readonly FoundEffect[] | undefined;
  /** Variance of people's counts over their mean on each side; 1 where events come independently. */
  readonly dispersion: Both;
  /** Person-years for which a difference in rates is a saving: those of the side with the programme, discounted. */
  readonly followUp: number;
  readonly fixed: { readonly spread: Spread; readonly units: number };
  readonly variable: { readonly spread: Spread; readonly units: number };
  readonly usualCare: { readonly spread: Spread; readonly units: number };
  /** What one person's outcome is on each side, for so many people. */
  readonly outcome:
    | {
        readonly without: Spread;
        readonly with: Spread;
        /** What the design states, which a spread's own mean need not be. */
        readonly stated: Both;
        readonly people: number;
      }
    | undefined;
  /** Which parts of a cost count in the net benefit. */
  readonly counts: (part: Part) => boolean;
};

/** What follows from one set of values, in pounds. */
export type Outcome = {
  readonly programme: number;
  readonly usualCare: number;
  /** What events cost less, by the parts of their costs in the model's order. */
  readonly saved: readonly number[];
  /** What is saved in the parts that count. */
  readonly benefit: number;
  /** What the programme costs beyond usual care. */
  readonly extra: number;
  readonly net: number;
  /** Benefit over extra cost; NaN where there is no extra cost. */
  readonly ratio: number;
  /** Programme or usual care together with the events that count: without the programme, with it. */
  readonly costs: readonly [number, number];
  readonly effects: readonly [number, number];
};

/** A model: its parameters in order, and what follows from a value for each. */
export type Model = {
  readonly parameters: readonly Parameter[];
  readonly parts: readonly string[];
  readonly evaluate: (values: ArrayLike<number>) => Outcome;
};

const IN_POUNDS = /^(fixed|variable|usual-care|cost:.*)$/;
const NONE: Spread = { kind: "fixed", value: 0 };
/** What Jeffreys's prior adds to each kind that was counted, in draws alone. */
export const HALF = 0.5;

/** The value that a spread was stated with: the median of a lognormal, the mean of the others. */
const statedOf = (spread: Spread): number => (spread.kind === "lognormal" ? spread.median : meanOf(spread));

/** Adds a parameter to the model, and says at which place. */
type Add = (id: string, name: string, spread: Spread, stated?: number) => number;

/** Every parameter of a question by its place among them; −1 for one that there is not, for an effect stands in its stead. */
function placesOf(setting: Setting, add: Add) {
  const { priced, observed, effects: found = [], outcome } = setting;
  const fixed = add("fixed", "fixed cost of a site-year", setting.fixed.spread);
  const variable = add("variable", "variable cost of a person-year", setting.variable.spread);
  const usual = add("usual-care", "usual care of a person-year", setting.usualCare.spread);
  const times = new Map(
    found.map((one) => {
      const [id, name] = one.of ? [`times:${one.of.name}`, ` (${one.of.name})`] : ["times", ""];
      return [one, add(id, `events without the programme for each with it${name}`, one.spread, one.stated)];
    }),
  );
  const effect = found.length > 0;
  const few = {
    without: effect
      ? -1
      : add("few:without", "how unevenly events fall, without", unevenness(setting, "without")),
    with: add("few:with", "how unevenly events fall, with", unevenness(setting, "with")),
  };
  const timesOf = (code: string): number | undefined => {
    const one = effectFor(found, code);
    return one && times.get(one);
  };
  const lines = priced.map(({ cost, spread, events }) => ({
    parts: cost.parts,
    times: timesOf(cost.code),
    unit: add(`cost:${cost.code}`, `cost of ${cost.name}`, spread),
    without: effect
      ? -1
      : add(
          `rate:without:${cost.code}`,
          `${cost.name} a person-year, without`,
          rateOf(events.without, observed.without),
          events.without / observed.without,
        ),
    with: add(
      `rate:with:${cost.code}`,
      `${cost.name} a person-year, with`,
      rateOf(events.with, observed.with),
      events.with / observed.with,
    ),
  }));
  const effects = {
    without: add(
      "outcome:without",
      "outcome of a person, without",
      outcome?.without ?? NONE,
      outcome?.stated.without,
    ),
    with: add("outcome:with", "outcome of a person, with", outcome?.with ?? NONE, outcome?.stated.with),
  };
  return { fixed, variable, usual, few, lines, effects };
}

/**
 * Builds the model of one question.
 *
 * Net benefit = (events' cost at the rates without − at the rates with) × follow-up − (programme − usual care). Stated rates
 * are counts over time, and drawn ones gammas of those counts; what is beyond that (dispersion) multiplies all rates of a side together, for the
 * few who have many events have them of every kind.
 */
export function modelOf(setting: Setting): Model {
  const parameters: Parameter[] = [];
  const add: Add = (id, name, spread, stated = statedOf(spread)) =>
    parameters.push({ id, name, inPounds: IN_POUNDS.test(id), spread, stated }) - 1;
  const places = placesOf(setting, add);
  const parts = [...new Set(places.lines.flatMap((line) => line.parts.map(partName)))];
  const weighed = places.lines.map((line) => ({
    ...line,
    counting: line.parts.reduce((sum, part) => sum + (setting.counts(part) ? part.share : 0), 0),
    places: line.parts.map((part) => ({ at: parts.indexOf(partName(part)), share: part.share })),
  }));
  const evaluate = (values: ArrayLike<number>): Outcome => {
    const { fixed, variable, usual, few, effects } = places;
    const of = (at: number): number => values[at] ?? 0;
    const programme = of(fixed) * setting.fixed.units + of(variable) * setting.variable.units;
    const usualCare = of(usual) * setting.usualCare.units;
    const saved = parts.map(() => 0);
    let [before, after] = [0, 0];
    for (const line of weighed) {
      const pounds = of(line.unit) * setting.followUp;
      const withIt = of(line.with) * of(few.with) * pounds;
      const without =
        line.times === undefined ? of(line.without) * of(few.without) * pounds : of(line.times) * withIt;
      before += without * line.counting;
      after += withIt * line.counting;
      for (const { at, share } of line.places) saved[at] = (saved[at] ?? 0) + (without - withIt) * share;
    }
    const [benefit, extra] = [before - after, programme - usualCare];
    const people = setting.outcome?.people ?? 0;
    return {
      programme,
      usualCare,
      saved,
      benefit,
      extra,
      net: benefit - extra,
      ratio: extra > 0 ? benefit / extra : Number.NaN,
      costs: [usualCare + before, programme + after],
      effects: [of(effects.without) * people, of(effects.with) * people],
    };
  };
  return { parameters, parts, evaluate };
}

/**
 * How sure a rate is that was counted: a gamma with half an event more than the count as its shape, so that none seen still
 * leaves some doubt. The count itself is what is stated. Source: Jeffreys's prior of a Poisson mean.
 */
function rateOf(events: number, personYears: number): Spread {
  const shape = events + HALF;
  return { kind: "gamma", mean: shape / personYears, standardError: Math.sqrt(shape) / personYears };
}

function unevenness({ priced, dispersion }: Setting, side: keyof Both): Spread {
  const events = priced.reduce((sum, one) => sum + one.events[side], 0);
  const beyond = dispersion[side] - 1;
  return events === 0 || beyond <= 0
    ? { kind: "fixed", value: 1 }
    : { kind: "gamma", mean: 1, standardError: Math.sqrt(beyond / events) };
}

/** What follows from the stated values. */
export const evaluateStated = (model: Model): Outcome =>
  model.evaluate(model.parameters.map(({ stated }) => stated));

/** What followed in each draw, one number a draw. */
export type Simulated = {
  readonly draws: number;
  /** Each parameter's own draws, in the model's order. */
  readonly inputs: readonly Float64Array[];
  readonly benefit: Float64Array;
  readonly extra: Float64Array;
  readonly net: Float64Array;
  readonly ratio: Float64Array;
  readonly saved: readonly Float64Array[];
  readonly costs: readonly [Float64Array, Float64Array];
  readonly effects: readonly [Float64Array, Float64Array];
};

/**
 * Probabilistic sensitivity analysis: draws every parameter from its spread, each by a stream of its own so that one more
 * parameter changes no other's draws, and works out what follows.
 */
export function simulate(model: Model, random: Random, draws: number): Simulated {
  const drawn = model.parameters.map(({ id, spread }) => drawsOf(spread, random.fork(id), draws));
  const column = (): Float64Array => new Float64Array(draws);
  const done = {
    draws,
    inputs: drawn,
    benefit: column(),
    extra: column(),
    net: column(),
    ratio: column(),
    saved: model.parts.map(column),
    costs: [column(), column()] as const,
    effects: [column(), column()] as const,
  };
  const values = new Float64Array(model.parameters.length);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < values.length; i++) values[i] = drawn[i]?.[draw] ?? 0;
    const one = model.evaluate(values);
    done.benefit[draw] = one.benefit;
    done.extra[draw] = one.extra;
    done.net[draw] = one.net;
    done.ratio[draw] = one.ratio;
    for (const [i, pounds] of one.saved.entries()) (done.saved[i] as Float64Array)[draw] = pounds;
    for (const side of [0, 1] as const) {
      done.costs[side][draw] = one.costs[side];
      done.effects[side][draw] = one.effects[side];
    }
  }
  return done;
}

/** A parameter's limits within which 95 % of its spread lies. */
export const limitsOf = (spread: Spread): readonly [number, number] => [
  quantileOf(spread, 0.025),
  quantileOf(spread, 0.975),
];
