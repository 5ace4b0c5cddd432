import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { type AtWorth, acceptability } from "./acceptability.ts";
import { type Balance, balanceOf, type OutcomeAnswer, outcomeOf, type Sure, sure } from "./balance.ts";
import type { Both, Priced, Uncosted } from "./costing.ts";
import { type DeathsAnswer, deathsOf } from "./deaths.ts";
import { type Design, SIDES } from "./design.ts";
import { endsOf, shares } from "./funding.ts";
import type { How } from "./how.ts";
import type { Warning } from "./messages.ts";
import { evaluateStated, type Model, modelOf, type Simulated, simulate } from "./model.ts";
import { type Bar, type BreakEven, breakEven, tornado } from "./one-way.ts";
import { type PartialInformation, partialInformation } from "./partial-information.ts";
import type { ProgrammeCost } from "./programme.ts";
import type { Question } from "./question.ts";
import type { Reference } from "./reference.ts";
import { type ScenarioAnswer, scenarioOf } from "./scenario.ts";
import { type TradeDisplaced, tradeDisplacedOf } from "./trade-displaced.ts";
import { partName } from "./unit-cost.ts";
import { type Unverified, unverifiedOf } from "./unverified.ts";
import { warningsOf } from "./warnings.ts";

/** What every answer has, whether something is compared or not. Pounds of `priceYear`. */
export type Told = {
  readonly title: string;
  readonly priceYear: string;
  readonly vintage: {
    readonly index: string;
    readonly vintage: string;
    readonly status: string;
    readonly source: string;
  };
  readonly seed: string;
  readonly draws: number;
  readonly programme: ProgrammeCost & { readonly name: string };
  readonly paidBy: Readonly<Record<string, number>>;
  /** The last day of those streams of money whose end is known. */
  readonly paidUntil: Readonly<Record<string, string>>;
  readonly deaths: DeathsAnswer | undefined;
  readonly unverified: readonly Unverified[];
  readonly assumptions: readonly string[];
  readonly warnings: readonly Warning[];
};

/** One side of the comparison. */
type SideTold = {
  readonly name: string;
  readonly people: number;
  readonly personYears: number;
  readonly dispersion: number;
};

/** Events of one kind with their price. */
type PricedTold = Pick<Priced, "events" | "factor" | "by" | "each"> & {
  readonly code: string;
  readonly name: string;
  /** Pounds of `priceYear`, as published. */
  readonly published: number;
  readonly priceYear: string;
  readonly status: string;
  readonly source: string;
};

/** The whole answer to a question in which something is compared. */
export type Answer = Told & {
  readonly design: Design["design"];
  readonly discount: {
    readonly rates: string;
    readonly convention: string;
    readonly factors: readonly number[];
  };
  readonly sides: Readonly<Record<keyof Both, SideTold>>;
  /** Person-years for which a difference in rates is a saving, discounted. */
  readonly followUp: number;
  /** What usual care would have cost, discounted. */
  readonly usualCare: number;
  readonly priced: readonly PricedTold[];
  readonly uncosted: readonly Uncosted[];
  /** What events cost less over the follow-up, by perspective and budget: never added up unless the design asks. */
  readonly saved: readonly (Sure & { readonly part: string; readonly counted: boolean })[];
  readonly counted: readonly string[];
  readonly balance: Balance;
  readonly outcome: OutcomeAnswer | undefined;
  readonly strategies: readonly string[];
  readonly acceptability: readonly AtWorth[];
  /** What knowing one number alone would be worth; nothing where the decision is in no doubt. */
  readonly partialInformation: PartialInformation | undefined;
  readonly tornado: readonly Bar[];
  readonly breakEven: readonly BreakEven[];
  readonly scenario: ScenarioAnswer | undefined;
  /** Beside everything, and in none of it. */
  readonly tradeDisplaced: TradeDisplaced | undefined;
};

/** Works the whole answer out: stated values, draws, curves, one-way changes, scenario and deaths. */
export function answerOf(question: Question, reference: Reference, how: How): Result<Answer, Refused> {
  const { design, setting, vintage, programme } = question;
  const model = modelOf(setting);
  const stated = evaluateStated(model);
  const drawn = simulate(model, how.random, how.draws);
  const deaths = deathsOf(question.file, design.deaths, how, stated.extra);
  if (!deaths.ok) return deaths;
  const strategies = strategiesOf(design);
  const curves = curvesOf(strategies, drawn, question.worths);
  const asked = design.scenario?.["recorded-to-actual"];
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
    discount: discountOf(question),
    seed: how.seed,
    draws: how.draws,
    sides: { without: sideTold(question, "without"), with: sideTold(question, "with") },
    followUp: setting.followUp,
    programme: { ...programme, name: design.programme.name },
    usualCare: stated.usualCare,
    priced: setting.priced.map(pricedTold),
    uncosted: question.costed.uncosted,
    saved: savedOf(question, model, stated.saved, drawn),
    paidBy: shares(design.programme["paid-by"], stated.programme),
    paidUntil: endsOf(design.programme["paid-by"]),
    counted: question.counted.map(partName),
    balance: balanceOf(stated, drawn),
    outcome: design.outcome && outcomeOf(design.outcome.name, stated, drawn),
    strategies,
    acceptability: curves,
    partialInformation: partialInformation(model, drawn, curves),
    tornado: tornado(model),
    breakEven: breakEven(model),
    scenario: asked === undefined ? undefined : scenarioOf(setting, asked, reference.multipliers, how),
    tradeDisplaced: tradeDisplacedOf(design, question.tradeDisplaced, how),
    deaths: deaths.value,
    unverified: unverifiedOf(question, reference),
    assumptions: assumptionsOf(question),
  };
  return accept({ ...answer, warnings: warningsOf(question, answer, how.today) });
}

const strategiesOf = ({ design, programme }: Design): readonly [string, string] => [
  `${SIDES[design].without}, no programme`,
  programme.name,
];

function discountOf({ design: { discount }, factors }: Question): Answer["discount"] {
  return discount === undefined || discount === "none"
    ? { rates: "none", convention: "none", factors }
    : { ...discount, factors };
}

const sideTold = ({ design, people, setting }: Question, which: keyof Both): SideTold => ({
  name: SIDES[design.design][which],
  people: people[which],
  personYears: setting.observed[which],
  dispersion: setting.dispersion[which],
});

const pricedTold = ({ cost, events, factor, by, each }: Priced): PricedTold => ({
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
});

function savedOf(
  { setting }: Question,
  model: Model,
  stated: readonly number[],
  drawn: Simulated,
): Answer["saved"] {
  const parts = setting.priced.flatMap(({ cost }) => cost.parts);
  return model.parts
    .map((part, i) => ({
      part,
      counted: parts.some((one) => partName(one) === part && setting.counts(one)),
      ...sure(stated[i] ?? 0, drawn.saved[i] ?? []),
    }))
    .sort((a, b) => (a.part < b.part ? -1 : 1));
}

/** With no outcome in the design there is one worth to ask about, nought: is the programme worth its cost by itself? */
function curvesOf(strategies: readonly string[], drawn: Simulated, asked: readonly number[]) {
  const worths = [...new Set([0, ...asked])].sort((a, b) => a - b);
  return acceptability(
    ([0, 1] as const).map((i) => ({
      name: strategies[i] ?? "",
      costs: drawn.costs[i],
      effects: drawn.effects[i],
    })),
    worths,
  );
}

function assumptionsOf({ design, setting }: Question): readonly string[] {
  const names = SIDES[design.design];
  return [
    `Without the programme the ${setting.observed.with.toLocaleString("en-GB")} person-years of “${names.with}” would have gone on at the rates of “${names.without}”.`,
    "A unit cost is the average over the country; what one event fewer saves here may be less.",
    "Stated rates and shares are the counts as they are. In the draws a rate is a gamma with the count and half an event as shape, and a share a beta with half a person more on either side (Jeffreys); costs with limits are gammas (mean, and a standard error of the limits’ width over 3.92), ratios lognormal (median). A bare number is taken as known.",
    "Each cost, rate and outcome is drawn by itself. That the two sides of before and after are the same people is not used; the limits are wider for it.",
    ...(design.effect
      ? [
          "Events without the programme are those with it times what the comparison found, the same times for each kind; both are drawn, each by itself.",
        ]
      : []),
    ...(design.effects
      ? [
          "Events without the programme are those with it times what the comparison found of their kind. The findings are of the same people, and whoever fares better in one often does in another; they are drawn each by itself, so the limits of the total are too narrow where that is so. How unevenly events fall on people is drawn together for all kinds.",
        ]
      : []),
    ...(design["usual-care"]
      ? ["Usual care is saved for the person-years in the programme, and for no others."]
      : []),
    ...(design.outcome ? ["Outcomes are counted as the design gives them and not discounted."] : []),
  ];
}
