import { londonDay, longDate } from "../../kernel/time.ts";
import { DAYS_A_YEAR } from "../changed/exposure.ts";
import { pounds } from "../economics/money.ts";
import { type ProgrammeCost, programmeCost } from "../economics/programme.ts";
import { placesEmpty } from "../economics/warnings.ts";
import { exactRate } from "../evaluate/rate.ts";
import { clopperPearson } from "../evaluate/two-by-two.ts";
import type { Block } from "./blocks.ts";
import type { Budget, Present } from "./budget-store.ts";
import type { Entered } from "./entrants.ts";
import { type About, type Figure, noFigure } from "./figure.ts";
import { gapNotes, streamsWords } from "./funding.ts";
import { isFew } from "./keep-back.ts";
import { standingOf } from "./people.ts";

/** What cost is reckoned from. */
export type CostOf = {
  readonly budget: Budget;
  readonly period: Block;
  readonly entered: Entered;
  /** Everyone who was there in the period, whenever they entered. */
  readonly present: readonly Present[];
};

/** Where the pounds come from, and whether anybody looked them up. */
export const budgetSource = ({ source, status, name, saved_at, version }: Budget): string =>
  `Budget, version ${version}, entered by ${name} on ${longDate(londonDay(saved_at))}: ${source}; ${status === "verified" ? "verified" : "unverified: nobody has looked it up in its source yet"}`;

/** Person-years in the programme in the period, of everyone there and of those who stayed. */
type Years = {
  readonly span: number;
  readonly people: number;
  readonly stayed: number;
  readonly personYears: number;
  readonly retained: number;
};

function yearsOf({ period, entered, present }: CostOf): Years {
  const years = (some: readonly Present[]): number =>
    some.reduce((sum, { days }) => sum + days, 0) / DAYS_A_YEAR;
  const stayed = present.filter(({ endedOn, ending }) =>
    ["there", "planned", "death"].includes(standingOf({ endedOn, ending }, entered)),
  );
  return {
    span: (period.from.until(period.to, { largestUnit: "day" }).days + 1) / DAYS_A_YEAR,
    people: present.length,
    stayed: stayed.length,
    personYears: years(present),
    retained: years(stayed),
  };
}

function costIn({ budget }: CostOf, { span, personYears, retained }: Years): ProgrammeCost {
  const { sites, fixed, variable, places } = budget;
  const one = { sites, variablePerPersonYear: variable, places: places ?? undefined };
  return {
    ...programmeCost({ ...one, fixedPerSiteYear: fixed * span, years: [{ personYears, retained }] }),
    // A place is filled for a year, whatever the period.
    perPlaceFilled: programmeCost({
      ...one,
      fixedPerSiteYear: fixed,
      years: [{ personYears: 1, retained: 1 }],
    }).perPlaceFilled,
  };
}

/** A programme's cost in the period: fixed, variable, in all, and for each of whatever it is spread over, with limits where that was counted. */
export function costFigures(of: CostOf): readonly Figure[] {
  const years = yearsOf(of);
  const cost = costIn(of, years);
  const few = isFew(years.people) || years.people === 0;
  return [...inAll(of, years, cost, few), ...forEach(of, years, cost, few)];
}

/** Fixed and variable cost and their sum. Of so few people as are kept back their time would be told by it. */
function inAll(of: CostOf, years: Years, cost: ProgrammeCost, few: boolean): readonly Figure[] {
  const { budget, period } = of;
  const about = aboutIn(of);
  const when = `from ${longDate(period.from)} to ${longDate(period.to)}`;
  const shown = (one: About, value: number, over?: Over): Figure =>
    few ? noFigure(one, "pounds", "few") : amount(one, value, over);
  return [
    amount(
      about(
        "fixed",
        "Fixed cost",
        `${budget.sites} × ${pounds(budget.fixed)} a site and year × ${years.span.toFixed(2)} years, ${when}. It is there whoever comes.`,
      ),
      cost.fixed,
    ),
    shown(about("variable", "Variable cost", `${pounds(budget.variable)} × ${VARIABLE}`), cost.variable, {
      denominator: years.personYears,
      time: "person-years",
    }),
    shown(about("total", "In all", "Fixed and variable cost."), cost.total),
  ];
}

/** Cost spread over whoever entered, over everyone's time, over the time of those who stayed, over places. */
function forEach(of: CostOf, years: Years, cost: ProgrammeCost, few: boolean): readonly Figure[] {
  const { budget, entered } = of;
  const about = aboutIn(of);
  const n = entered.people.length;
  const exact = exactRate({ events: n, personYears: 1 });
  const share = clopperPearson(years.stayed, Math.max(years.people, 1));
  const noStay = few || years.stayed === 0 || isFew(years.stayed) || isFew(years.people - years.stayed);
  const spread = (
    one: About,
    held: boolean,
    value: number | undefined,
    over: Over,
    limits: Limits = {},
  ): Figure =>
    held || value === undefined
      ? noFigure(one, "pounds", "few")
      : { ...amount(one, value, { numerator: cost.total, ...over }), ...limits };
  return [
    spread(
      about("per-entered", "For each person who entered", PER_ENTERED),
      few,
      cost.total / n,
      { denominator: n },
      exact.ok ? { low: cost.total / exact.value.high, high: cost.total / exact.value.low } : {},
    ),
    spread(about("per-person-year", "For each person-year", PER_YEAR), few, cost.perPersonYear, {
      denominator: years.personYears,
      time: "person-years",
    }),
    spread(
      about("per-retained-person-year", "For each retained person-year", PER_RETAINED),
      noStay,
      cost.perRetainedPersonYear,
      { denominator: years.retained, time: "retained person-years" },
      spreadBy(cost.perRetainedPersonYear, years.stayed / years.people, share),
    ),
    ...(cost.perPlaceFilled === undefined
      ? []
      : [
          amount(
            about(
              "per-place",
              "For a place for a year, if every place were filled",
              `${budget.sites} × ${pounds(budget.fixed)} / ${budget.places} places + ${pounds(budget.variable)}. What is usually quoted; not what it cost to keep somebody.`,
            ),
            cost.perPlaceFilled,
          ),
        ]),
  ];
}

type Over = Partial<Pick<Figure, "numerator" | "denominator" | "time">>;
type Limits = Partial<Pick<Figure, "low" | "high">>;

const VARIABLE =
  "person-years of everyone who was with the service in the period, whenever they entered; each day counts once.";
const PER_ENTERED =
  "Cost in all, divided by people whose first stay began in the period. Limits from the exact interval of that number of people (Garwood).";
const PER_YEAR = "Cost in all, divided by person-years of everyone who was there in the period.";
const PER_RETAINED =
  "Cost in all, divided by person-years in the period of those who stayed: still there when the record was read, left as planned, or died there. Limits from the exact interval of the share who stayed (Clopper–Pearson), each one's time taken as it is. Those who left early cost too, and their cost is in it.";

/** Cost goes by one over the share who stayed: its limits are those of the share, the other way round. */
function spreadBy(
  cost: number | undefined,
  share: number,
  { low, high }: { readonly low: number; readonly high: number },
): Limits {
  if (cost === undefined) return {};
  return { low: (cost * share) / high, high: low === 0 ? Number.POSITIVE_INFINITY : (cost * share) / low };
}

type AboutCost = (code: string, label: string, definition: string) => About;

const aboutIn =
  ({ budget, period }: CostOf): AboutCost =>
  (code, label, definition) => ({
    code: `cost.${code}`,
    section: "cost",
    label,
    whom: "everyone who entered",
    definition: `${definition} Pounds of ${budget.price_year}, as the budget has them.`,
    source: budgetSource(budget),
    fresh: `of the period from ${longDate(period.from)} to ${longDate(period.to)}`,
  });

const amount = (about: About, value: number, over: Over = {}): Figure => ({
  ...noFigure(about, "pounds", "few"),
  held: undefined,
  value,
  ...over,
});

/** What must be known of the cost before it is believed. */
export function costNotes(of: CostOf): readonly string[] {
  const { budget } = of;
  const years = yearsOf(of);
  const tells = isFew(years.people) || isFew(years.stayed) || isFew(years.people - years.stayed);
  return [
    `Paid by ${streamsWords(budget.streams)}.`,
    ...gapNotes(budget.streams, budget.sites * budget.fixed, of.entered.asAt),
    ...(budget.status === "unverified"
      ? [`Unverified: the budget (${budget.source}). Nobody has looked it up in its source yet.`]
      : []),
    ...(tells || years.retained === 0 ? [] : placesEmpty(costIn(of, years)).map(({ sentence }) => sentence)),
  ];
}
