import { costOf } from "./costing.ts";
import type { Question } from "./question.ts";
import type { Reference } from "./reference.ts";

/** A figure that the answer rests on and that nobody has looked up in its source yet. */
export type Unverified = { readonly what: string; readonly source: string };

/** Every unverified figure that a question uses: unit costs, their splits, price index, discount rates, assumed spreads. */
export function unverifiedOf(question: Question, reference: Reference): readonly Unverified[] {
  const { design, costed, vintage } = question;
  const list: Unverified[] = [];
  const care = design["usual-care"]?.["per-person-year"];
  const careCost = typeof care === "string" ? costOf(reference.costs, care) : undefined;
  for (const { cost } of [...costed.priced, ...(careCost ? [{ cost: careCost }] : [])]) {
    if (cost.status === "unverified")
      list.push({ what: `${cost.name} (${cost.code}): its cost`, source: cost.source });
    else if (cost.partsStatus === "unverified")
      list.push({ what: `${cost.name} (${cost.code}): how its cost is split`, source: cost.source });
  }
  if (vintage.status === "unverified" && repriced(question))
    list.push({ what: `price index ${vintage.index}, vintage ${vintage.vintage}`, source: vintage.source });
  for (const own of design.indices)
    if (own.status === "unverified" && own.index !== vintage.index)
      list.push({ what: `price index ${own.index}, vintage ${own.vintage}`, source: own.source });
  const { discount, deaths } = design;
  const rates =
    discount === undefined || discount === "none"
      ? undefined
      : reference.rates.find(({ name }) => name === discount.rates);
  if (rates?.status === "unverified")
    list.push({ what: `discount rates ${rates.name}`, source: rates.source });
  const assumed = costed.priced.some(({ cost }) => cost.low === undefined);
  if (
    assumed &&
    design["spread-where-unknown"] === undefined &&
    reference.spreadUnknown.status === "unverified"
  )
    list.push({ what: "how sure a unit cost is where nobody said", source: reference.spreadUnknown.source });
  if (deaths?.counterfactual.status === "unverified")
    list.push({ what: "deaths expected otherwise", source: deaths.counterfactual.source });
  if (design.scenario?.["recorded-to-actual"] === "reviewed")
    for (const { cost } of costed.priced) {
      const one = reference.multipliers.find(({ code }) => code === cost.code);
      if (one?.multiplier !== undefined && one.status === "unverified")
        list.push({
          what: `${cost.name} (${cost.code}): its multiplier, in the scenario`,
          source: one.source,
        });
    }
  return list;
}

const repriced = ({ costed, design }: Question): boolean =>
  costed.priced.some(({ factor }) => factor !== 1) ||
  design.programme["price-year"] !== design["price-year"] ||
  typeof design["usual-care"]?.["per-person-year"] === "string";
