import { lined } from "../stats/text.ts";
import { pounds } from "./money.ts";
import { type Value, VERSION } from "./reference.ts";
import type { UnitCost } from "./unit-cost.ts";

/** Every reviewed unit cost, and every value of an outcome, as a table, with what is verified. */
export function unitCostsText(costs: readonly UnitCost[], values: readonly Value[]): string {
  const rows = costs.map((cost) => [
    cost.code,
    cost.name,
    `${pounds(cost.total)} per ${cost.unit}`,
    cost.priceYear,
    cost.status,
    cost.withheld ? "only if named" : "",
    cost.partsStatus === "none"
      ? "total only"
      : cost.parts.map(({ budget, perspective }) => budget ?? perspective).join(", "),
  ]);
  const worth = values.map((one) => [
    one.code,
    one.name,
    `${pounds(one.value)} per ${one.unit}`,
    one.price_year,
    one.status,
  ]);
  const look = `Version ${VERSION.version}, collected ${VERSION.collected}, to be looked at again by ${VERSION.checkBy}.`;
  return `${lined([["code", "what", "cost", "prices of", "status", "used", "whose gain"], ...rows])}\n\nValues of an outcome, for outcome.worth in a design; no bill and no saving\n${lined([["code", "what", "value", "prices of", "status"], ...worth])}\n\n${look}\n`;
}
