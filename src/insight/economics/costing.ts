import { accept, type Result } from "../../kernel/result.ts";
import { refused, type Warning, warned } from "./messages.ts";
import { priceFactor, type Vintage, vintageOf } from "./price.ts";
import { gammaWithin, type Spread } from "./spread.ts";
import type { UnitCost } from "./unit-cost.ts";

/** How many on each side: going on without the programme, and with it. */
export type Both = { readonly without: number; readonly with: number };

/** Events that have a unit cost, with that cost in pounds of the price year that was asked for. */
export type Priced = {
  readonly cost: UnitCost;
  readonly events: Both;
  /** What the cost of its own price year was multiplied by, and the index and vintage that it came from. */
  readonly factor: number;
  readonly by: string;
  /** Pounds an event. */
  readonly each: number;
  readonly spread: Spread;
};

/** Events that are counted and not costed, with why. */
export type Uncosted = {
  readonly code: string;
  readonly name: string;
  readonly events: Both;
  readonly why: string;
};

/** What to price events with. */
export type Pricing = {
  readonly costs: readonly UnitCost[];
  readonly notCosted: readonly { readonly code: string; readonly name: string; readonly why: string }[];
  readonly vintages: readonly Vintage[];
  readonly vintage: string | undefined;
  readonly priceYear: string;
  readonly leaveOut: readonly string[];
  readonly useWithheld: readonly string[];
  /** The standard error of a cost that nobody published one for, as a share of it. */
  readonly spreadUnknown: number;
};

/** Events as priced, and everything that a reader must know of it. */
export type Costed = {
  readonly priced: readonly Priced[];
  readonly uncosted: readonly Uncosted[];
  readonly warnings: readonly Warning[];
};

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** The unit cost that a code of a file means: its own, or that of the record's kind of event. */
export const costOf = (costs: readonly UnitCost[], code: string): UnitCost | undefined =>
  costs.find((cost) => same(cost.code, code)) ?? costs.find((cost) => same(cost.eventKind, code));

/**
 * The vintage of an index that is asked for or newest. Where the index is not at hand, that of GDP stands in.
 *
 * @returns the vintage; undefined where not even GDP has it.
 */
export function indexAtHand(
  vintages: readonly Vintage[],
  index: string,
  vintage: string | undefined,
): Vintage | undefined {
  const own = vintages.some((one) => one.index === index);
  // A vintage is asked for of the GDP deflator; another index has editions of its own.
  return own && index !== "gdp" ? vintageOf(vintages, index, undefined) : vintageOf(vintages, "gdp", vintage);
}

/** Prices every event that has a unit cost in pounds of one year; what has none is counted, with why. */
export function costEvents(events: ReadonlyMap<string, Both>, pricing: Pricing): Costed {
  const together = underOneCode(events, pricing);
  const beside = [...together.keys()].some(
    (code) => costOf(pricing.costs, code)?.holdsResponse && whyNot(code, pricing, false) === undefined,
  );
  const priced: Priced[] = [];
  const uncosted: Uncosted[] = [];
  for (const [code, both] of together) {
    const cost = costOf(pricing.costs, code);
    const done = cost && priceOne(cost, both, pricing);
    const why = whyNot(code, pricing, beside) ?? (done && !done.ok ? done.refusal : undefined);
    if (done?.ok && why === undefined) priced.push(done.value);
    else uncosted.push({ code, name: nameOf(code, pricing), events: both, why: why ?? "" });
  }
  return { priced, uncosted, warnings: warningsOf(priced, uncosted, pricing) };
}

/** The same event may come under its cost's code and under the record's kind; it is one line. */
function underOneCode(
  events: ReadonlyMap<string, Both>,
  { costs }: Pick<Pricing, "costs">,
): ReadonlyMap<string, Both> {
  const together = new Map<string, Both>();
  for (const [code, both] of events) {
    const known = costOf(costs, code)?.code ?? code.toUpperCase();
    const there = together.get(known) ?? { without: 0, with: 0 };
    together.set(known, { without: there.without + both.without, with: there.with + both.with });
  }
  return together;
}

const INSIDE = "inside the response part of the offences that are priced here";

function whyNot(code: string, pricing: Pricing, besideOffences: boolean): string | undefined {
  if (pricing.leaveOut.some((one) => same(one, code))) return "left out by the design";
  const cost = costOf(pricing.costs, code);
  if (!cost) {
    const known = pricing.notCosted.find((one) => same(one.code, code));
    return known?.why ?? "no unit cost has this code; look for a slip of the pen";
  }
  if (cost.withheld && !pricing.useWithheld.some((one) => same(one, code)))
    return "too unsure to be used unless the design names it under use-withheld";
  return cost.insideResponse && besideOffences ? INSIDE : undefined;
}

const nameOf = (code: string, { costs, notCosted }: Pricing): string =>
  costOf(costs, code)?.name ?? notCosted.find((one) => same(one.code, code))?.name ?? code;

function priceOne(cost: UnitCost, events: Both, pricing: Pricing): Result<Priced, string> {
  const index = indexAtHand(pricing.vintages, cost.index, pricing.vintage);
  if (!index) return { ok: false, refusal: "no price index is at hand" };
  const factor = priceFactor(cost.priceYear, pricing.priceYear, index);
  if (!factor.ok)
    return {
      ok: false,
      refusal: `its price is of ${cost.priceYear}, and vintage ${index.vintage} of ${index.index} has no ${factor.refusal.noYear}`,
    };
  const each = cost.total * factor.value;
  return accept({
    cost,
    events,
    factor: factor.value,
    by: factor.value === 1 ? "as published" : `${index.index} ${index.vintage}`,
    each,
    spread: spreadOf(cost, factor.value, pricing.spreadUnknown),
  });
}

function spreadOf(cost: UnitCost, factor: number, unknown: number): Spread {
  const mean = cost.total * factor;
  if (cost.low !== undefined && cost.high !== undefined)
    return gammaWithin(mean, cost.low * factor, cost.high * factor);
  return unknown === 0
    ? { kind: "fixed", value: mean }
    : { kind: "gamma", mean, standardError: unknown * mean };
}

function warningsOf(
  priced: readonly Priced[],
  uncosted: readonly Uncosted[],
  pricing: Pricing,
): readonly Warning[] {
  const names = (list: readonly Priced[]): readonly string[] => list.map(({ cost }) => cost.name);
  const unknown = priced.filter(({ cost }) => cost.low === undefined || cost.high === undefined);
  const nought = priced.filter(({ events }) => events.with === 0 || events.without === 0);
  const inside = uncosted.filter(({ why }) => why === INSIDE);
  const events = uncosted.reduce((sum, { events: both }) => sum + both.with + both.without, 0);
  const stoodIn = priced.filter(
    ({ cost, factor }) =>
      factor !== 1 && !pricing.vintages.some(({ index }) => index === cost.index) && cost.index !== "gdp",
  );
  return [
    ...(events > 0 ? [warned("not-costed", { events })] : []),
    ...(inside.length > 0 ? [warned("inside-response", { names: inside.map(({ name }) => name) })] : []),
    ...[...new Set(stoodIn.map(({ cost }) => cost.index))].map((index) =>
      warned("other-index", { names: names(stoodIn.filter(({ cost }) => cost.index === index)), index }),
    ),
    ...(unknown.length > 0
      ? [warned("spread-unknown", { names: names(unknown), share: pricing.spreadUnknown })]
      : []),
    ...(nought.length > 0 ? [warned("none-on-a-side", { names: names(nought) })] : []),
  ];
}

/** By how much the programme's own pounds are multiplied, by the GDP deflator; refused by the field whose price year is unknown. */
export function programmeFactor(
  file: string,
  field: string,
  from: string,
  { vintages, vintage, priceYear }: Pick<Pricing, "vintages" | "vintage" | "priceYear">,
): Result<number, { readonly code: string; readonly sentence: string }> {
  const index = vintageOf(vintages, "gdp", vintage);
  if (!index) return refused("no-vintage", { file, index: "gdp", vintage: vintage ?? "", there: [] });
  const factor = priceFactor(from, priceYear, index);
  if (factor.ok) return factor;
  const { noYear } = factor.refusal;
  return refused("no-price-year", { file, field, year: noYear, index: "gdp", vintage: index.vintage });
}
