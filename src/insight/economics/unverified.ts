import type { CostOnly, Design } from "./design.ts";
import type { Vintage } from "./price.ts";
import type { Question } from "./question.ts";
import type { Reference } from "./reference.ts";
import type { UnitCost } from "./unit-cost.ts";

/** A figure that the answer rests on and that nobody has looked up in its source yet. */
export type Unverified = { readonly what: string; readonly source: string };

/** Every unverified figure that a question uses: unit costs, their splits, price index, discount rates, assumed spreads. */
export function unverifiedOf(question: Question, reference: Reference): readonly Unverified[] {
  const { design, costed, usualCare, named } = question;
  const yearly = [...named.costs, ...(usualCare ? [usualCare] : [])];
  const costs = [...costed.priced.map(({ cost }) => cost), ...yearly];
  const moved = [...yearly.map((one) => one.priceYear), ...named.values.map((one) => one.price_year)].some(
    (year) => year !== design["price-year"],
  );
  const { discount } = design;
  const rates =
    discount === undefined || discount === "none"
      ? undefined
      : reference.rates.find(({ name }) => name === discount.rates);
  const spreadAssumed =
    design["spread-where-unknown"] === undefined &&
    reference.spreadUnknown.status === "unverified" &&
    costs.some(({ low }) => low === undefined);
  return [
    ...costs.flatMap(unverifiedCost),
    ...named.values
      .filter((one) => one.status === "unverified")
      .map(({ code, name, source }) => ({ what: `${name} (${code})`, source })),
    ...(costed.priced.some(({ factor }) => factor !== 1) || moved ? indexUsed(question.vintage) : []),
    ...unverifiedShared(design, question.vintage),
    ...(rates?.status === "unverified"
      ? [{ what: `discount rates ${rates.name}`, source: rates.source }]
      : []),
    ...(spreadAssumed
      ? [{ what: "how sure a unit cost is where nobody said", source: reference.spreadUnknown.source }]
      : []),
    ...multipliersUsed(question, reference),
  ].filter((one, i, all) => all.findIndex(({ what }) => what === one.what) === i);
}

/** What any design may use without verification: the price index of its programme, its own indices, expected deaths. */
export function unverifiedShared(design: Design | CostOnly, vintage: Vintage): readonly Unverified[] {
  const { deaths, indices, programme } = design;
  return [
    ...(programme["price-year"] === design["price-year"] ? [] : indexUsed(vintage)),
    ...indices
      .filter((own) => own.status === "unverified" && own.index !== vintage.index)
      .map((own) => ({ what: indexName(own), source: own.source })),
    ...(deaths?.counterfactual.status === "unverified"
      ? [{ what: "deaths expected otherwise", source: deaths.counterfactual.source }]
      : []),
  ];
}

const indexName = ({ index, vintage }: Pick<Vintage, "index" | "vintage">): string =>
  `price index ${index}, vintage ${vintage}`;

const indexUsed = (vintage: Vintage): readonly Unverified[] =>
  vintage.status === "unverified" ? [{ what: indexName(vintage), source: vintage.source }] : [];

/** What stands unverified in a unit cost: its sum, or how that is split. */
export function unverifiedCost(cost: UnitCost): readonly Unverified[] {
  const name = `${cost.name} (${cost.code})`;
  if (cost.status === "unverified") return [{ what: `${name}: its cost`, source: cost.source }];
  return cost.partsStatus === "unverified"
    ? [{ what: `${name}: how its cost is split`, source: cost.source }]
    : [];
}

function multipliersUsed({ design, costed }: Question, { multipliers }: Reference): readonly Unverified[] {
  if (design.scenario?.["recorded-to-actual"] !== "reviewed") return [];
  return costed.priced.flatMap(({ cost }) => {
    const one = multipliers.find(({ code }) => code === cost.code);
    return one?.multiplier !== undefined && one.status === "unverified"
      ? [{ what: `${cost.name} (${cost.code}): its multiplier, in the scenario`, source: one.source }]
      : [];
  });
}
