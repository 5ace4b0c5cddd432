import { type LocalDate, londonDay, longDate } from "../../kernel/time.ts";
import { DAYS_A_YEAR } from "../changed/exposure.ts";
import { eventCodes } from "../economics/event-codes.ts";
import type { Vintage } from "../economics/price.ts";
import { vintageOf } from "../economics/price.ts";
import type { Block } from "../programmes/blocks.ts";
import type { Budget } from "../programmes/budget-store.ts";
import { WINDOW_DAYS } from "../programmes/events.ts";
import { paidByOf } from "../programmes/funding.ts";
import type { ComparedWith } from "./compared.ts";
import { type Counted, kindOf } from "./counted.ts";
import type { DeathsOtherwise } from "./reviewed.ts";

/** What may be set against the cost: what a budget gets back, or all that is priced, added up because somebody asked for it. */
export const VIEWS = {
  cashable: ["cashable"],
  everything: ["cashable", "economic", "social", "unsplit"],
} as const;
export type ViewName = keyof typeof VIEWS;

/** What the cost of those who were counted is reckoned from. */
export type Spent = {
  readonly budget: Budget;
  /** From the first entry to the last day that anybody was followed. */
  readonly span: Block;
  /** Person-years with the service in that time of everyone who was there, whenever they entered. */
  readonly present: number;
};

/** What a question of worth is put together from. */
export type WorthOf = {
  readonly name: string;
  readonly counted: Counted;
  readonly spent: Spent;
  readonly vintages: readonly Vintage[];
  readonly worths: readonly number[];
  readonly otherwise: DeathsOtherwise | undefined;
  /** The saved cohort that says what there would have been without the programme; else these people's own year before does. */
  readonly compared: ComparedWith | undefined;
};

/** Years of a span, both days among them. */
const yearsIn = ({ from, to }: Block): number =>
  (from.until(to, { largestUnit: "day" }).days + 1) / DAYS_A_YEAR;

/** From the first day of entry to the last on which somebody who entered was followed: a year after the last entry, or the end of complete data. */
export function spanOf({ from, to }: Block, completeTo: LocalDate): Block {
  const end = to.add({ days: WINDOW_DAYS - 1 });
  return { from, to: Temporal.PlainDate.compare(end, completeTo) < 0 ? end : completeTo };
}

/** The share of everybody's time with the service that was theirs; fixed cost is shared out by it. */
export const shareOfTime = ({ counted, spent }: Pick<WorthOf, "counted" | "spent">): number =>
  counted.there.all / spent.present;

/** The price year of the answer: the budget's, or the newest of the price index where the budget is newer. */
export function priceYearOf({ spent: { budget }, vintages }: Pick<WorthOf, "spent" | "vintages">): string {
  const years = [...(vintageOf(vintages, "gdp", undefined)?.values.keys() ?? [])].sort();
  const newest = years.at(-1) ?? budget.price_year;
  return budget.price_year > newest ? newest : budget.price_year;
}

/**
 * The question as a design of the command line, so that page and file are worked out by the same functions: of these people in the year after
 * entry, which is the first and so is not discounted, against their own year before or what a saved cohort found. Fixed cost is that of the span, for the share of everybody's time that was theirs.
 */
export function designOf(of: WorthOf, view: ViewName): unknown {
  const { name, counted, spent } = of;
  const { budget } = spent;
  const { there } = counted;
  const priceYear = priceYearOf(of);
  return {
    title: `What ${name} is worth`,
    "events-are": "recorded-crimes",
    "price-year": priceYear,
    perspective: VIEWS[view],
    discount: { rates: "green-book", convention: "start-year" },
    programme: {
      name,
      // Of a year that the index does not have yet, its pounds are taken as they stand: too many, so that worth is told too low.
      "price-year": priceYear,
      sites: budget.sites,
      "fixed-per-site-year": budget.fixed * yearsIn(spent.span) * shareOfTime(of),
      "variable-per-person-year": budget.variable,
      years: [
        {
          "person-years": there.all,
          ...(there.stayed === undefined || there.stayed === 0
            ? {}
            : { "retained-person-years": there.stayed }),
        },
      ],
      "paid-by": paidByOf(budget.streams),
    },
    ...sidesOf(of),
    ...deathsIn(of),
    scenario: { "recorded-to-actual": "reviewed" },
  };
}

/** Who is set against whom. Compared with others, both sides are these people: as they were, and as they would have been without it. */
function sidesOf({ counted, compared, worths }: WorthOf) {
  const { people, personYears, retained } = counted;
  const [without, withIt] = compared ? ["comparison", "treated"] : ["before", "after"];
  return {
    design: compared ? "treated-comparison" : "before-after",
    [without as string]: {
      people,
      "person-years": compared ? personYears.with : personYears.without,
    },
    [withIt as string]: { people, "person-years": [personYears.with] },
    ...effectsOf(counted, compared),
    ...(retained
      ? {
          outcome: {
            name: "still with the service a year after entry",
            [without as string]: { "per-person": 0 },
            [withIt as string]: retained,
            worth: worths,
          },
        }
      : {}),
  };
}

/** What the cohort found: of one kind of event as it stands, of several each for the codes that were counted of it. */
function effectsOf({ events }: Counted, compared: ComparedWith | undefined) {
  if (!compared) return {};
  const { kinds, number, version } = compared;
  const source = `saved cohort ${number}, version ${version}`;
  const [only, ...more] = kinds;
  if (more.length === 0) return { effect: { times: only.times, words: only.found, source } };
  const mapping = eventCodes();
  const effects = kinds.flatMap(({ kind, events: name, times, found: words }) => {
    const codes = [...events.counts.keys()].filter((code) => kindOf(code, { mapping }) === kind);
    return codes.length === 0 ? [] : [{ times, words, source, of: { name, codes } }];
  });
  return effects.length === 0 ? {} : { effects };
}

function deathsIn({ counted: { deaths }, otherwise }: WorthOf) {
  if (!deaths || !otherwise) return {};
  const { per_1000_person_years: value, low, high, words, source, status } = otherwise;
  const rate = low === undefined || high === undefined ? value : { value, low, high };
  return {
    deaths: {
      observed: deaths.observed,
      "person-years": deaths.personYears,
      counterfactual: { "per-1000-person-years": rate, words, source, status },
    },
  };
}

/** What must be known of how the cost was reckoned. */
export function costWords(of: WorthOf): readonly string[] {
  const { budget, span, present } = of.spent;
  const share = Math.min(1, shareOfTime(of));
  const year = priceYearOf(of);
  return [
    `Cost by the budget, version ${budget.version}, entered by ${budget.name} on ${longDate(londonDay(budget.saved_at))} (${budget.source}; ${budget.status}). Fixed cost is that of ${longDate(span.from)} to ${longDate(span.to)}, for ${(100 * share).toFixed(1)} % of it: ${of.counted.there.all.toFixed(2)} of the ${present.toFixed(2)} person-years that anybody was with the service in that time. Whoever came before or after pays the rest.`,
    ...(year === budget.price_year
      ? []
      : [
          `The budget is in pounds of ${budget.price_year}, and the price index ends with ${year}: its pounds are taken as they stand, as if they were of ${year}. The cost is a little too high by that, and the worth too low.`,
        ]),
  ];
}
