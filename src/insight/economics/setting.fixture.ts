import type { Both, Priced } from "./costing.ts";
import type { Setting } from "./model.ts";
import type { Spread } from "./spread.ts";
import type { Part, UnitCost } from "./unit-cost.ts";

/** A known number. */
export const known = (value: number): Spread => ({ kind: "fixed", value });

/** A unit cost of £100 to the NHS, but for what a test changes. */
export const aCost = (changes: Partial<UnitCost> = {}): UnitCost => ({
  code: "ONE",
  name: "one thing",
  unit: "event",
  inAYear: undefined,
  total: 100,
  low: undefined,
  high: undefined,
  priceYear: "2023/24",
  status: "verified",
  partsStatus: "verified",
  index: "gdp",
  holdsResponse: false,
  insideResponse: false,
  withheld: false,
  eventKind: undefined,
  source: "made up for a test",
  note: "",
  parts: [{ perspective: "cashable", budget: "nhs", share: 1 }],
  ...changes,
});

/** Events priced at the cost's own total, known for certain unless a spread is given. */
export const priced = (cost: UnitCost, events: Both, spread: Spread = known(cost.total)): Priced => ({
  cost,
  events,
  factor: 1,
  by: "as published",
  each: cost.total,
  spread,
});

/**
 * Thirty events in ten person-years without, five in ten with; £1,000 fixed, £100 for each of eight person-years; usual care
 * £50. Everything that is cashable counts.
 */
export const aSetting = (changes: Partial<Setting> = {}): Setting => ({
  priced: [priced(aCost(), { without: 30, with: 5 })],
  observed: { without: 10, with: 10 },
  dispersion: { without: 1, with: 1 },
  followUp: 10,
  fixed: { spread: known(1000), units: 1 },
  variable: { spread: known(100), units: 8 },
  usualCare: { spread: known(50), units: 8 },
  outcome: undefined,
  counts: (part: Part) => part.perspective === "cashable",
  ...changes,
});
