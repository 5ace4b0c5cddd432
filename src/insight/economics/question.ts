import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { type Counted, perspectivesOf, spreadOf } from "./check.ts";
import { type Both, type Costed, costEvents } from "./costing.ts";
import { type Design, type OutcomeSide, SIDES, type Side, sideOf, yearsOf } from "./design.ts";
import { yearFactors } from "./discount.ts";
import type { EventsRead } from "./events-store.ts";
import { refused, type Warning, warned } from "./messages.ts";
import { effectFor, type FoundEffect, HALF, type Setting } from "./model.ts";
import type { Vintage } from "./price.ts";
import type { ProgrammeCost } from "./programme.ts";
import type { Reference, Value } from "./reference.ts";
import { pricesOf, spendingOf, usualCareOf, worthsOf } from "./spending.ts";
import type { Spread } from "./spread.ts";
import { type TradeSpreads, tradeSpreadsOf } from "./trade-displaced.ts";
import type { Part, UnitCost } from "./unit-cost.ts";

/** One question of cost, ready to be worked out. */
export type Question = {
  readonly file: string;
  readonly design: Design;
  readonly costed: Costed;
  readonly setting: Setting;
  readonly programme: ProgrammeCost;
  /** The unit cost of usual care, where the design names one by its code. */
  readonly usualCare: UnitCost | undefined;
  /** Unit costs that the programme's own cost is named by, and values that an outcome's worth is. */
  readonly named: { readonly costs: readonly UnitCost[]; readonly values: readonly Value[] };
  /** What one outcome may be worth, in pounds of the answer. */
  readonly worths: readonly number[];
  readonly counted: readonly Counted[];
  readonly vintage: Vintage;
  /** One factor a year of the programme; all 1 where nothing is discounted. */
  readonly factors: readonly number[];
  readonly people: Both;
  /** The scenario of the trade displaced, where the design has one: no part of the setting, so that no total can hold it. */
  readonly tradeDisplaced: TradeSpreads | undefined;
  readonly warnings: readonly Warning[];
};

type Asked<T> = Result<T, Refused>;

/** Puts a design, its events and the reviewed data together; refuses what does not fit, by file and field. */
export function questionOf(
  file: string,
  design: Design,
  events: EventsRead,
  reference: Reference,
): Asked<Question> {
  const [without, withIt] = [sideOf(design, "without"), sideOf(design, "with")];
  if (!without || !withIt) return refused("no-side", { file, design: design.design, side: "" });
  const prices = pricesOf(file, design, reference);
  if (!prices.ok) return prices;
  const { pricing, vintage } = prices.value;
  const counted = perspectivesOf(file, design.perspective);
  if (!counted.ok) return counted;
  const factors = factorsOf(file, design, reference);
  if (!factors.ok) return factors;
  const dispersion = dispersionOf(file, design, { without, with: withIt }, events);
  if (!dispersion.ok) return dispersion;
  const effects = effectsOf(file, design, events);
  if (!effects.ok) return effects;
  const observed = { without: sumOf(yearsOf(without)), with: sumOf(yearsOf(withIt)) };
  const costed = costEvents(countsOf(events, effects.value, observed), pricing);
  if (costed.priced.length === 0 && !design.outcome) return refused("nothing-costed", { file });
  const astray = astrayIn(costed, counted.value);
  if (astray) return refused("no-such-budget", { file, ...astray });
  const programme = spendingOf(file, design, pricing, factors.value);
  if (!programme.ok) return programme;
  const followUp = weighed(yearsOf(withIt), factors.value);
  const usual = usualCareOf(file, design, pricing);
  if (!usual.ok) return usual;
  const outcome = outcomeOf(file, design, withIt.people);
  if (!outcome.ok) return outcome;
  const worths = worthsOf(file, design, reference.values, pricing);
  if (!worths.ok) return worths;
  const trade = tradeSpreadsOf(file, design, pricing, withIt.people);
  if (!trade.ok) return trade;
  return accept({
    file,
    design,
    costed,
    counted: counted.value,
    vintage,
    factors: factors.value,
    people: { without: without.people, with: withIt.people },
    tradeDisplaced: trade.value,
    programme: programme.value.cost,
    usualCare: usual.value.cost,
    named: { costs: programme.value.named, values: worths.value.named },
    worths: worths.value.pounds,
    setting: {
      priced: costed.priced,
      observed,
      effects: effects.value,
      dispersion: dispersion.value,
      followUp,
      fixed: programme.value.fixed,
      variable: programme.value.variable,
      usualCare: { spread: usual.value.spread, units: programme.value.variable.units },
      outcome: outcome.value.outcome,
      counts: (part) => counts(counted.value, part),
    },
    warnings: [
      ...(costed.priced.length === 0 ? [warned("nothing-saved")] : []),
      ...costed.warnings,
      ...programme.value.warnings,
      ...usual.value.warnings,
      ...outcome.value.warnings,
    ],
  });
}

/** A budget that the design names and nothing here falls to, with those that there are. */
function astrayIn({ priced }: Costed, counted: readonly Counted[]) {
  const there = [...new Set(priced.flatMap(({ cost }) => cost.parts.flatMap(({ budget }) => budget ?? [])))];
  const astray = counted.find(({ budget }) => budget !== undefined && !there.includes(budget));
  return astray?.budget === undefined || there.length === 0 ? undefined : { budget: astray.budget, there };
}

/** What comparisons found elsewhere, where the design has it; never beside events of the comparison itself, and each code in one of them. */
function effectsOf(
  file: string,
  design: Design,
  { counts: events }: EventsRead,
): Asked<readonly FoundEffect[]> {
  const { effect, effects = [] } = design;
  const given = [...(effect ? [{ ...effect, of: undefined }] : []), ...effects];
  if (given.length === 0) return accept([]);
  if (
    design.design !== "treated-comparison" ||
    (effect && effects.length > 0) ||
    [...events.values()].some(({ without }) => without > 0)
  )
    return refused("effect-beside", { file });
  const found: FoundEffect[] = [];
  for (const one of given) {
    const spread = spreadOf(file, "effect.times", one.times, 1, "lognormal");
    if (!spread.ok) return spread;
    const stated = typeof one.times === "number" ? one.times : one.times.value;
    found.push({ of: one.of, spread: spread.value, stated });
  }
  for (const code of events.keys()) {
    const times = found.filter(({ of }) => of === undefined || of.codes.includes(code)).length;
    if (times !== 1) return refused("effect-of-code", { file, code, times });
  }
  return accept(found);
}

/** Events as they were counted or, by an effect, as there would have been without the programme in the comparison's time. */
function countsOf({ counts: events }: EventsRead, effects: readonly FoundEffect[], observed: Both) {
  const longer = observed.without / observed.with;
  return new Map(
    [...events].map(([code, both]) => {
      const effect = effectFor(effects, code);
      return [code, effect ? { ...both, without: both.with * effect.stated * longer } : both];
    }),
  );
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const weighed = (numbers: readonly number[], factors: readonly number[]): number =>
  numbers.reduce((sum, one, i) => sum + one * (factors[i] ?? 1), 0);

/** Does a part of a cost belong to what the design adds up? */
const counts = (counted: readonly Counted[], part: Part): boolean =>
  counted.some(
    ({ perspective, budget }) =>
      perspective === part.perspective && (budget === undefined || budget === part.budget),
  );

function factorsOf(file: string, design: Design, reference: Reference): Asked<readonly number[]> {
  const years = design.programme.years.length;
  const { discount } = design;
  if (discount === undefined || discount === "none") return accept(Array.from({ length: years }, () => 1));
  const rates = reference.rates.find(({ name }) => name === discount.rates);
  if (!rates)
    return refused("no-rates", {
      file,
      rates: discount.rates,
      there: reference.rates.map(({ name }) => name),
    });
  const factors = yearFactors(years, rates.bands, discount.convention);
  return factors.ok
    ? factors
    : refused("rates-end", { file, rates: rates.name, lastYear: factors.refusal.lastYear, years });
}

/**
 * Variance over mean of people's own counts: as the design states it, else from the file's people, those without an event
 * counted as nought and all followed equally long; never below 1.
 */
function dispersionOf(
  file: string,
  design: Design,
  sides: Readonly<Record<keyof Both, Side>>,
  { people }: EventsRead,
): Asked<Both> {
  const of = (which: keyof Both): Asked<number> => {
    const side = sides[which];
    const read = people?.[which];
    if (read && read.people > side.people)
      return refused("more-people", {
        file,
        side: SIDES[design.design][which],
        there: read.people,
        given: side.people,
      });
    if (side.dispersion !== undefined) return accept(side.dispersion);
    if (!read || read.sum === 0 || side.people < 2) return accept(1);
    const mean = read.sum / side.people;
    const variance = (read.squares - side.people * mean * mean) / (side.people - 1);
    return accept(Math.max(1, variance / mean));
  };
  const [without, withIt] = [of("without"), of("with")];
  if (!without.ok) return without;
  return withIt.ok ? accept({ without: without.value, with: withIt.value }) : withIt;
}

type OutcomeSpread = { readonly outcome: Setting["outcome"]; readonly warnings: readonly Warning[] };

function outcomeOf(file: string, design: Design, people: number): Asked<OutcomeSpread> {
  if (!design.outcome) return accept({ outcome: undefined, warnings: [] });
  const names = SIDES[design.design];
  const warnings: Warning[] = [];
  const sides: Known[] = [];
  for (const which of ["without", "with"] as const) {
    const given = design.outcome[names[which]];
    const field = `outcome.${names[which]}`;
    if (!given) return refused("no-outcome-side", { file, side: names[which] });
    const side = outcomeSide(file, field, given);
    if (!side.ok) return side;
    if ("of" in given && (given.with === 0 || given.with === given.of))
      warnings.push(warned("share-at-an-end", { side: names[which] }));
    sides.push(side.value);
  }
  const [without, withIt] = sides as [Known, Known];
  const stated = { without: without.stated, with: withIt.stated };
  return accept({ outcome: { without: without.spread, with: withIt.spread, stated, people }, warnings });
}

/** What a design states, and how sure that is. */
type Known = { readonly stated: number; readonly spread: Spread };

/** So many with the outcome of so many: stated is their share, and drawn a beta with half a person more of each kind (Jeffreys). */
function outcomeSide(file: string, field: string, given: OutcomeSide): Asked<Known> {
  if (!("of" in given)) {
    const amount = given["per-person"];
    const spread = spreadOf(file, `${field}.per-person`, amount, 1);
    if (!spread.ok) return spread;
    return accept({ stated: typeof amount === "number" ? amount : amount.value, spread: spread.value });
  }
  const { with: some, of } = given;
  if (some > of) return refused("too-many", { file, field, part: some, whole: of });
  return accept({ stated: some / of, spread: { kind: "beta", a: some + HALF, b: of - some + HALF } });
}
