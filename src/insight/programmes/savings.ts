import { inSentence } from "../changed/catalogue.ts";
import { type Both, costEvents, type Priced } from "../economics/costing.ts";
import type { Reference } from "../economics/reference.ts";
import { type Part, partName } from "../economics/unit-cost.ts";
import type { Budget } from "./budget-store.ts";
import { type About, type Figure, noFigure } from "./figure.ts";
import type { Gain } from "./funding.ts";

/** An event that the page counts, under its code, with its figures of everyone. */
type CountedEvent = {
  readonly code: string;
  readonly plural: string;
  readonly before: Figure;
  readonly after: Figure;
  readonly ratio: Figure | undefined;
};

/** What events cost less after entry than before, by whose gain it is, and what is counted and not costed. */
export type Savings = {
  readonly figures: readonly Figure[];
  /** The same, all events together, by whose gain it is. */
  readonly gains: readonly Gain[];
  readonly notes: readonly string[];
};

const EVENT = /^(?:crime|health|harms)\.([a-z-]+)\.before$/;

/**
 * What counted events cost less in the year after entry, by perspective: as many as the rate before would have made in the time at risk
 * after, less those that happened, times their unit cost in pounds of the budget's price year. Limits are those of the ratio of the rates;
 * what an event costs is taken as known. Of events that are kept back nothing is priced.
 */
export function savingsOf(
  figures: readonly Figure[],
  budget: Budget,
  reference: Reference,
  names: ReadonlyMap<string, string>,
): Savings {
  const everyone = figures.filter(({ whom }) => whom === "everyone who entered");
  const events = everyone.flatMap((before): readonly CountedEvent[] => {
    const code = EVENT.exec(before.code)?.[1];
    const find = (what: string) => everyone.find((one) => one.code === before.code.replace(/before$/, what));
    const after = find("after");
    return code && after
      ? [{ code, plural: names.get(code) ?? code, before, after, ratio: find("ratio") }]
      : [];
  });
  const shown = events.filter(({ before, after }) => before.held === undefined && after.held === undefined);
  const costed = costEvents(new Map(shown.map((one) => [one.code, bothOf(one)])), {
    costs: reference.costs,
    notCosted: reference.notCosted,
    vintages: reference.vintages,
    vintage: undefined,
    priceYear: budget.price_year,
    leaveOut: [],
    useWithheld: [],
    spreadUnknown: reference.spreadUnknown.value,
  });
  const known = (code: string) => shown.find((one) => one.code.toLowerCase() === code.toLowerCase());
  const back = events.filter((one) => !shown.includes(one)).map(({ plural }) => inSentence(plural));
  const saved = costed.priced.flatMap((priced) => {
    const event = known(priced.cost.eventKind ?? priced.cost.code);
    return event
      ? priced.cost.parts.map((part) => ({ part, figure: savedFigure(event, priced, part, budget) }))
      : [];
  });
  return {
    figures: saved.map(({ figure }) => figure),
    gains: gainsOf(saved),
    notes: [
      ...costed.uncosted.map(
        ({ code, why }) =>
          `${known(code)?.plural ?? code}: counted, not costed: ${why.charAt(0).toLowerCase()}${why.slice(1)}.`,
      ),
      ...(back.length > 0 ? [`Kept back above, and so not costed: ${back.join(", ")}.`] : []),
    ],
  };
}

function gainsOf(saved: readonly { readonly part: Part; readonly figure: Figure }[]): readonly Gain[] {
  const byWhose = Map.groupBy(saved, ({ part }) => partName(part));
  return [...byWhose.values()].flatMap((own) =>
    own.slice(0, 1).map(({ part: { perspective, budget } }) => ({
      perspective,
      budget,
      pounds: own.reduce((sum, { figure }) => sum + (figure.value ?? 0), 0),
    })),
  );
}

/** Events that the rate before would have made in the time after, beside those that happened. */
const bothOf = ({ before, after }: CountedEvent): Both => ({
  without: (before.value ?? 0) * (after.denominator ?? 0),
  with: after.numerator ?? 0,
});

const WHOSE: Readonly<Record<Part["perspective"], string>> = {
  cashable: "cashable",
  economic: "economic",
  social: "social",
  unsplit: "not split by whose it is",
};

function savedFigure(event: CountedEvent, { cost, each, by }: Priced, part: Part, budget: Budget): Figure {
  const { without, with: happened } = bothOf(event);
  const pounds = each * part.share;
  const whose =
    part.budget === undefined ? WHOSE[part.perspective] : `${WHOSE[part.perspective]}, ${part.budget}`;
  const about: About = {
    code: `cost.saved.${event.code}.${part.perspective}${part.budget ? `.${part.budget.replaceAll(/[^a-z]+/g, "-")}` : ""}`,
    section: "cost",
    label: `Saved by ${whose}: ${inSentence(event.plural)}`,
    whom: "everyone who entered",
    definition: `As many as the rate before would have made in the time at risk after, less those that happened, × £${pounds.toFixed(2)} (${cost.name}, ${cost.priceYear} prices, ${by}), in pounds of ${budget.price_year}. Below nought it cost more. Limits are those of the ratio of the rates; what an event costs is taken as known. There is no comparison group: part of any fall would have come in any case.`,
    source: `${cost.source}; ${cost.status}${cost.status === "unverified" ? ": nobody has looked it up in its source yet" : ""}`,
    fresh: event.after.fresh,
  };
  const at = (ratio: number | undefined): number | undefined =>
    ratio === undefined || ratio === 0 || !Number.isFinite(ratio)
      ? undefined
      : happened * (1 / ratio - 1) * pounds;
  const limits = [at(event.ratio?.high), at(event.ratio?.low)];
  return {
    ...noFigure(about, "pounds", "few"),
    held: undefined,
    value: (without - happened) * pounds,
    ...(limits[0] === undefined || limits[1] === undefined ? {} : { low: limits[0], high: limits[1] }),
  };
}
