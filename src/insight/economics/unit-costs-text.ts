import { lined } from "../stats/text.ts";
import { pounds } from "./money.ts";
import { VERSION } from "./reference.ts";
import type { UnitCost } from "./unit-cost.ts";

/** Every reviewed unit cost as a table, with what is verified. */
export function unitCostsText(costs: readonly UnitCost[]): string {
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
  const look = `Version ${VERSION.version}, collected ${VERSION.collected}, to be looked at again by ${VERSION.checkBy}.`;
  return `${lined([["code", "what", "cost", "prices of", "status", "used", "whose gain"], ...rows])}\n\n${look}\n`;
}
