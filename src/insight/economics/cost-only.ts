import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import type { Told } from "./answer.ts";
import { deathsOf, deathsWarnings } from "./deaths.ts";
import type { CostOnly } from "./design.ts";
import { endsOf, fundingWarnings, shares } from "./funding.ts";
import type { How } from "./how.ts";
import { warned } from "./messages.ts";
import type { Reference } from "./reference.ts";
import { pricesOf, spendingOf } from "./spending.ts";
import { unverifiedCost, unverifiedShared } from "./unverified.ts";
import { placesEmpty, reviewDue } from "./warnings.ts";

/** What a programme costs, and nothing of what it is worth. */
export type CostOnlyAnswer = Told & { readonly design: "cost-only" };

/** Answers a design in which nothing is compared. */
export function costOnly(
  file: string,
  design: CostOnly,
  reference: Reference,
  how: How,
): Result<CostOnlyAnswer, Refused> {
  const prices = pricesOf(file, design, reference);
  if (!prices.ok) return prices;
  const { pricing, vintage } = prices.value;
  const spending = spendingOf(
    file,
    design,
    pricing,
    design.programme.years.map(() => 1),
  );
  if (!spending.ok) return spending;
  const { cost } = spending.value;
  const deaths = deathsOf(file, design.deaths, how, cost.total);
  if (!deaths.ok) return deaths;
  return accept({
    title: design.title,
    design: "cost-only",
    priceYear: design["price-year"],
    vintage: {
      index: vintage.index,
      vintage: vintage.vintage,
      status: vintage.status,
      source: vintage.source,
    },
    seed: how.seed,
    draws: how.draws,
    programme: { ...cost, name: design.programme.name },
    paidBy: shares(design.programme["paid-by"], cost.total),
    paidUntil: endsOf(design.programme["paid-by"]),
    deaths: deaths.value,
    unverified: [...spending.value.named.flatMap(unverifiedCost), ...unverifiedShared(design, vintage)],
    assumptions: [
      "Fixed cost is there whoever comes; variable cost goes with person-years in the programme.",
    ],
    warnings: [
      warned("nothing-compared"),
      ...spending.value.warnings,
      ...placesEmpty(cost),
      ...fundingWarnings(design.programme["paid-by"], how.today),
      ...deathsWarnings(deaths.value),
      ...reviewDue(how.today),
    ],
  });
}
