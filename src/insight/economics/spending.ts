import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { spreadOf, withOwnCosts } from "./check.ts";
import { costOf, indexAtHand, type Pricing, programmeFactor } from "./costing.ts";
import type { CostOnly, Design, Yearly } from "./design.ts";
import { refused, type Warning, warned } from "./messages.ts";
import { priceFactor, type Vintage, vintageOf } from "./price.ts";
import { type ProgrammeCost, programmeCost } from "./programme.ts";
import type { Reference, Value } from "./reference.ts";
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

/** One yearly cost in the pounds that are asked for, how sure it is, and the unit cost it came from where the design names one. */
type YearlyCost = {
  readonly stated: number;
  readonly spread: Spread;
  readonly cost: UnitCost | undefined;
  readonly warnings: readonly Warning[];
};

/** Prices a yearly cost: pounds of the design in `year`'s prices, or a unit cost by its code in its own. Refused by field. */
function yearlyOf(
  file: string,
  field: string,
  given: Yearly,
  year: string,
  pricing: Pricing,
): Asked<YearlyCost> {
  if (typeof given === "string") return yearlyByCode(file, field, given, pricing);
  const by = programmeFactor(file, field.replace(/[^.]*$/, "price-year"), year, pricing);
  if (!by.ok) return by;
  const spread = spreadOf(file, field, given, by.value);
  if (!spread.ok) return spread;
  const stated = (typeof given === "number" ? given : given.value) * by.value;
  return accept({ stated, spread: spread.value, cost: undefined, warnings: [] });
}

function yearlyByCode(file: string, field: string, code: string, pricing: Pricing): Asked<YearlyCost> {
  const cost = costOf(pricing.costs, code);
  if (!cost) return refused("unknown-code", { file, field, code });
  if (cost.inAYear === undefined) return refused("not-of-a-year", { file, field, code, unit: cost.unit });
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
  const times = factor.value * cost.inAYear;
  const stated = value * times;
  const { spreadUnknown } = pricing;
  const spread: Asked<Spread> =
    low !== undefined && high !== undefined
      ? spreadOf(file, field, { value, low, high }, times)
      : accept(
          spreadUnknown === 0
            ? { kind: "fixed", value: stated }
            : { kind: "gamma", mean: stated, standardError: stated * spreadUnknown },
        );
  if (!spread.ok) return spread;
  const stoodIn = factor.value !== 1 && index?.index !== cost.index;
  return accept({
    stated,
    spread: spread.value,
    cost,
    warnings: stoodIn ? [warned("other-index", { names: [cost.name], index: cost.index })] : [],
  });
}

/** What a programme costs, undiscounted, and the two numbers that its discounted cost is drawn from. */
export type Spending = {
  readonly cost: ProgrammeCost;
  readonly fixed: { readonly spread: Spread; readonly units: number };
  readonly variable: { readonly spread: Spread; readonly units: number };
  /** The unit costs that the design names for it. */
  readonly named: readonly UnitCost[];
  readonly warnings: readonly Warning[];
};

/** Prices the programme in the pounds that are asked for; refused by field. `factors` discount its years. */
export function spendingOf(
  file: string,
  { programme }: Pick<Design, "programme">,
  pricing: Pricing,
  factors: readonly number[],
): Asked<Spending> {
  const yearly = (field: "fixed-per-site-year" | "variable-per-person-year") =>
    yearlyOf(file, `programme.${field}`, programme[field], programme["price-year"], pricing);
  const fixed = yearly("fixed-per-site-year");
  if (!fixed.ok) return fixed;
  const variable = yearly("variable-per-person-year");
  if (!variable.ok) return variable;
  const { years } = programme;
  return accept({
    cost: programmeCost({
      sites: programme.sites,
      fixedPerSiteYear: fixed.value.stated,
      variablePerPersonYear: variable.value.stated,
      places: programme.places,
      years: years.map((year) => ({
        personYears: year["person-years"],
        retained: year["retained-person-years"],
      })),
    }),
    fixed: { spread: fixed.value.spread, units: programme.sites * factors.reduce((a, b) => a + b, 0) },
    variable: {
      spread: variable.value.spread,
      units: years.reduce((sum, year, i) => sum + year["person-years"] * (factors[i] ?? 1), 0),
    },
    named: [fixed.value, variable.value].flatMap(({ cost }) => cost ?? []),
    warnings: [...fixed.value.warnings, ...variable.value.warnings],
  });
}

/** Prices usual care: pounds of the design, or a unit cost by its code; nought where there is none. Refused by field. */
export function usualCareOf(file: string, design: Design, pricing: Pricing): Asked<YearlyCost> {
  const care = design["usual-care"];
  const year = care?.["price-year"] ?? pricing.priceYear;
  return yearlyOf(file, "usual-care.per-person-year", care?.["per-person-year"] ?? 0, year, pricing);
}

/** What one outcome may be worth: pounds of the design, or a value by its code, in the pounds that are asked for. */
export function worthsOf(
  file: string,
  design: Design,
  known: readonly Value[],
  pricing: Pricing,
): Asked<{ readonly pounds: readonly number[]; readonly named: readonly Value[] }> {
  const pounds: number[] = [];
  const named: Value[] = [];
  for (const given of design.outcome?.worth ?? []) {
    if (typeof given === "number") {
      pounds.push(given);
      continue;
    }
    const value = known.find(({ code }) => code === given.toUpperCase());
    if (!value) return refused("unknown-code", { file, field: "outcome.worth", code: given });
    const by = programmeFactor(file, "outcome.worth", value.price_year, pricing);
    if (!by.ok) return by;
    pounds.push(value.value * by.value);
    named.push(value);
  }
  return accept({ pounds, named });
}
