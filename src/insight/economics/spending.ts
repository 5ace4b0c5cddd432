import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { spreadOf, withOwnCosts } from "./check.ts";
import { costOf, indexAtHand, type Pricing, programmeFactor } from "./costing.ts";
import type { CostOnly, Design } from "./design.ts";
import { refused, type Warning, warned } from "./messages.ts";
import { priceFactor, type Vintage, vintageOf } from "./price.ts";
import { type ProgrammeCost, programmeCost } from "./programme.ts";
import type { Reference } from "./reference.ts";
import type { Spread } from "./spread.ts";
import type { UnitCost } from "./unit-cost.ts";

type Asked<T> = Result<T, Refused>;

/** What events and programmes are priced with, and the vintage of the GDP deflator that every result names. */
export type Prices = { readonly pricing: Pricing; readonly vintage: Vintage };

/** Puts the reviewed prices together with the design's own; refused where the vintage asked for is not there. */
export function pricesOf(file: string, design: Design | CostOnly, reference: Reference): Asked<Prices> {
  const compared = design.design === "cost-only" ? undefined : design;
  const costs = compared ? withOwnCosts(file, compared, reference.costs) : accept(reference.costs);
  if (!costs.ok) return costs;
  const own = design.indices.map((one) => ({ ...one, values: new Map(Object.entries(one.values)) }));
  const vintages = [...reference.vintages, ...own];
  const vintage = vintageOf(vintages, "gdp", design.vintage);
  if (!vintage)
    return refused("no-vintage", {
      file,
      index: "gdp",
      vintage: design.vintage ?? "",
      there: vintages.filter(({ index }) => index === "gdp").map((one) => one.vintage),
    });
  return accept({
    vintage,
    pricing: {
      costs: costs.value,
      notCosted: reference.notCosted,
      vintages,
      vintage: design.vintage,
      priceYear: design["price-year"],
      leaveOut: compared?.["unit-costs"]["leave-out"] ?? [],
      useWithheld: compared?.["unit-costs"]["use-withheld"] ?? [],
      spreadUnknown: compared?.["spread-where-unknown"] ?? reference.spreadUnknown.value,
    },
  });
}

/** What a programme costs, undiscounted, and the two numbers that its discounted cost is drawn from. */
export type Spending = {
  readonly cost: ProgrammeCost;
  readonly fixed: { readonly spread: Spread; readonly units: number };
  readonly variable: { readonly spread: Spread; readonly units: number };
};

/** Prices the programme in the pounds that are asked for; refused by field. `factors` discount its years. */
export function spendingOf(
  file: string,
  { programme }: Pick<Design, "programme">,
  pricing: Pricing,
  factors: readonly number[],
): Asked<Spending> {
  const by = programmeFactor(file, "programme.price-year", programme["price-year"], pricing);
  if (!by.ok) return by;
  const fixed = spreadOf(file, "programme.fixed-per-site-year", programme["fixed-per-site-year"], by.value);
  if (!fixed.ok) return fixed;
  const field = "programme.variable-per-person-year";
  const variable = spreadOf(file, field, programme["variable-per-person-year"], by.value);
  if (!variable.ok) return variable;
  const { years } = programme;
  return accept({
    cost: programmeCost({
      sites: programme.sites,
      fixedPerSiteYear: statedAmount(programme["fixed-per-site-year"]) * by.value,
      variablePerPersonYear: statedAmount(programme["variable-per-person-year"]) * by.value,
      places: programme.places,
      years: years.map((year) => ({
        personYears: year["person-years"],
        retained: year["retained-person-years"],
      })),
    }),
    fixed: { spread: fixed.value, units: programme.sites * factors.reduce((a, b) => a + b, 0) },
    variable: {
      spread: variable.value,
      units: years.reduce((sum, year, i) => sum + year["person-years"] * (factors[i] ?? 1), 0),
    },
  });
}

const statedAmount = (amount: number | { readonly value: number }): number =>
  typeof amount === "number" ? amount : amount.value;

/** What a person-year of usual care costs, and the unit cost it came from where the design names one. */
export type UsualCare = {
  readonly spread: Spread;
  readonly cost: UnitCost | undefined;
  readonly warnings: readonly Warning[];
};

/** Prices usual care: pounds of the design, or a unit cost by its code; nought where there is none. Refused by field. */
export function usualCareOf(file: string, design: Design, pricing: Pricing): Asked<UsualCare> {
  const care = design["usual-care"];
  const field = "usual-care.per-person-year";
  const given = care?.["per-person-year"] ?? 0;
  if (typeof given === "string") return careByCode(file, field, given, pricing);
  const year = care?.["price-year"] ?? pricing.priceYear;
  const by = programmeFactor(file, "usual-care.price-year", year, pricing);
  if (!by.ok) return by;
  const spread = spreadOf(file, field, given, by.value);
  return spread.ok ? accept({ spread: spread.value, cost: undefined, warnings: [] }) : spread;
}

function careByCode(file: string, field: string, code: string, pricing: Pricing): Asked<UsualCare> {
  const cost = costOf(pricing.costs, code);
  if (!cost) return refused("unknown-code", { file, field, code });
  const index = indexAtHand(pricing.vintages, cost.index, pricing.vintage);
  const factor = index && priceFactor(cost.priceYear, pricing.priceYear, index);
  if (!factor?.ok)
    return refused("no-price-year", {
      file,
      field,
      year: factor?.refusal.noYear ?? cost.priceYear,
      index: index?.index ?? cost.index,
      vintage: index?.vintage ?? "",
    });
  const { total: value, low, high } = cost;
  const mean = value * factor.value;
  const spread: Asked<Spread> =
    low === undefined || high === undefined
      ? accept({ kind: "gamma", mean, standardError: mean * pricing.spreadUnknown })
      : spreadOf(file, field, { value, low, high }, factor.value);
  const stoodIn = factor.value !== 1 && index?.index !== cost.index;
  return spread.ok
    ? accept({
        spread: spread.value,
        cost,
        warnings: stoodIn ? [warned("other-index", { names: [cost.name], index: cost.index })] : [],
      })
    : spread;
}
