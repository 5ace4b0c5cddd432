import { capital } from "../../kernel/words.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count, figure, percent } from "../changed/figures.ts";
import type { Answer } from "../economics/answer.ts";
import type { Sure } from "../economics/balance.ts";
import { pounds } from "../economics/money.ts";
import { worthKnowing } from "../economics/partial-information.ts";
import { RESTS_ON_FEW } from "../programmes/words.ts";
import { FEW_PEOPLE } from "../publish/thresholds.ts";
import { MOST_BARS } from "./charts.ts";
import type { ViewName } from "./design.ts";
import type { Worked } from "./worked.ts";

const NONE = "–";
const limits = ({ low, high }: Pick<Sure, "low" | "high">, say: (value: number) => string): string =>
  Number.isNaN(low) ? NONE : `${say(low)} to ${say(high)}`;
const ratio = (value: number): string => (Number.isNaN(value) ? NONE : value.toFixed(2).replace("-", "−"));
const said = ({ inPounds }: { readonly inPounds: boolean }, value: number): string =>
  inPounds ? pounds(value) : figure(value);

/** A share of draws that is not quite none, or not quite all, is not written as if it were. */
function ofDraws(share: number): string {
  if (share > 0 && share < 0.005) return "under 1 %";
  return share < 1 && share >= 0.995 ? "over 99 %" : percent(share);
}

/** What is set against the cost, in words. */
export const VIEW_WORDS: Readonly<Record<ViewName, string>> = {
  cashable: "What public budgets get back (cashable)",
  everything: "Everything that is priced, added up: no saving to any budget",
};

/** The two balances side by side, never summed. */
export function balanceTable({ cashable, everything }: Worked): TableModel {
  const row = (name: string, of: (answer: Answer) => string): readonly string[] => [
    name,
    of(cashable),
    of(everything),
  ];
  const sure = (name: string, of: (answer: Answer) => Sure, say: (value: number) => string) =>
    row(name, (answer) => `${say(of(answer).value)} (${limits(of(answer), say)})`);
  return {
    caption: "Cost and what events cost less, with 95 % limits from the draws",
    columns: ["What", VIEW_WORDS.cashable, VIEW_WORDS.everything],
    rows: [
      sure("What it cost", ({ balance }) => balance.extraCost, pounds),
      sure("What events cost less", ({ balance }) => balance.benefit, pounds),
      sure("Net benefit", ({ balance }) => balance.netBenefit, pounds),
      sure("Benefit for each pound (benefit–cost ratio)", ({ balance }) => balance.ratio, ratio),
      row("Draws in which the benefit is the greater", ({ balance }) => ofDraws(balance.probability)),
    ],
  };
}

/** How the side without the programme is called: what was counted before, or what is expected by a comparison. */
export const withoutName = ({ design }: Pick<Answer, "design">): string =>
  design === "before-after" ? "Before" : "Expected without";

/** Events as counted, or expected ones with a digit behind the point. */
const eventsIn = (events: number): string => (Number.isInteger(events) ? count(events) : events.toFixed(1));

/** Events a year, flagged where fewer than ten stand above the line. */
const yearly = (events: number, personYears: number): string =>
  `${figure(events / personYears)}${events < FEW_PEOPLE ? ` (${RESTS_ON_FEW})` : ""}`;

/** Events that are priced, without and with the programme, at what each costs. */
export const pricedTable = ({ design, priced, sides, priceYear }: Answer): TableModel => ({
  caption: `Events that are priced, in pounds of ${priceYear}`,
  columns: [
    "Event",
    withoutName({ design }),
    "a year",
    "After",
    "a year",
    "Unit cost",
    "One event here",
    "Status",
  ],
  rows: priced.map((one) => [
    `${one.name} (${one.code})`,
    eventsIn(one.events.without),
    yearly(one.events.without, sides.without.personYears),
    count(one.events.with),
    yearly(one.events.with, sides.with.personYears),
    `${pounds(one.published)} of ${one.priceYear}`,
    pounds(one.each),
    one.status,
  ]),
});

/** Events that are counted and have no price, with why. */
export const uncostedTable = ({ design, uncosted }: Answer): TableModel => ({
  caption: "Counted, not costed",
  columns: ["Event", withoutName({ design }), "After", "Why"],
  rows: uncosted.map((one) => [
    one.name === one.code ? one.code : `${one.name} (${one.code})`,
    eventsIn(one.events.without),
    count(one.events.with),
    one.why,
  ]),
});

const WHOSE: Readonly<Record<string, string>> = {
  economic: "Wider economy: locks, insurance, lost output",
  social: "Social value: harm to people put into money",
  unsplit: "Not told apart: harm, property, output and services in one sum",
};

/** What events cost less, by whose gain it is; it has no sum. */
export const savedTable = ({ saved }: Answer): TableModel => ({
  caption: "What events cost less, by whose gain it is: never added up here",
  columns: ["Whose", "Saved", "95 % limits"],
  rows: saved.map((one) => [
    WHOSE[one.part] ?? one.part.replace(/^cashable: /, "Cashable to the budget: "),
    pounds(one.value),
    limits(one, pounds),
  ]),
});

/** What the people who were counted cost, for whatever it is spread over. */
export function costTable({ programme, priceYear, outcome, followUp }: Answer): TableModel {
  const rows: (readonly string[])[] = [
    ["Fixed, their share", pounds(programme.fixed)],
    ["Variable", pounds(programme.variable)],
    ["In all", pounds(programme.total)],
    ["For each person-year with the service", pounds(programme.perPersonYear)],
  ];
  if (programme.perRetainedPersonYear !== undefined)
    rows.push(["For each retained person-year", pounds(programme.perRetainedPersonYear)]);
  if (outcome && !Number.isNaN(outcome.costPerOutcome))
    rows.push(
      ["For each person still there a year after entry", pounds(outcome.costPerOutcome)],
      ["The same, with what is cashable taken off", pounds(outcome.netCostPerOutcome)],
    );
  return {
    caption: `What they cost in the ${figure(followUp)} person-years after entry, in pounds of ${priceYear}`,
    columns: ["Cost", "Pounds"],
    rows,
  };
}

/** The curve's numbers: how often each is best, which to choose, what knowing all would be worth. */
export const acceptabilityTable = ({ acceptability, strategies }: Answer): TableModel => ({
  caption:
    "How often each is best (CEAC), which to choose and how sure (CEAF), what knowing all would be worth (EVPI)",
  columns: [
    "One who stays is worth",
    "Best: no programme",
    "Best: the programme",
    "To choose, by the mean",
    "How sure",
    "Knowing all",
  ],
  rows: acceptability.map((row) => [
    pounds(row.worth),
    ofDraws(row.probability[0] ?? 0),
    ofDraws(row.probability[1] ?? 0),
    row.choose === 0 ? "no programme" : (strategies[1] ?? ""),
    ofDraws(row.frontier),
    pounds(row.perfectInformation),
  ]),
});

/** What knowing one number for certain would be worth to the decision. */
export const knowingTable = ({ partialInformation: told }: Answer): TableModel | undefined =>
  told && {
    caption: `What finding out one number would be worth (EVPPI), where one who stays is worth ${pounds(told.worth)}: knowing all is worth ${pounds(told.all)}`,
    columns: ["Number", "Knowing it"],
    rows: worthKnowing(told)
      .slice(0, MOST_BARS)
      .map((one) => [one.name, pounds(one.pounds)]),
  };

/** The bars' numbers: one number at a time between its limits. */
export const tornadoTable = ({ tornado }: Answer): TableModel => ({
  caption: "One number at a time, the widest first (tornado)",
  columns: ["Number", "From and to", "Net benefit at the low end", "At the high end"],
  rows: tornado
    .slice(0, MOST_BARS)
    .map((bar) => [
      bar.name,
      `${said(bar, bar.low)} to ${said(bar, bar.high)}`,
      pounds(bar.netAtLow),
      pounds(bar.netAtHigh),
    ]),
});

/** How many events of each kind there would have to be after entry, the others as they were, for the net benefit to be nought. */
export function breakEvenTable({ breakEven, priced, followUp }: Answer): TableModel {
  const rows = priced.flatMap(({ code, name }) => {
    const [without, withIt] = ["without", "with"].map((side) =>
      breakEven.find(({ id }) => id === `rate:${side}:${code}`),
    );
    if (!without) return [];
    const expected = without.stated * followUp;
    const happened = (withIt?.stated ?? 0) * followUp;
    const pays = withIt?.value === undefined ? undefined : expected - withIt.value * followUp;
    return [
      [
        `${name} (${code})`,
        figure(expected),
        figure(expected - happened),
        pays === undefined ? "none at all would not do" : figure(pays),
      ],
    ];
  });
  return {
    caption: "How many events fewer would pay for it, each kind alone, the others as they were",
    columns: ["Event", "As before there would have been", "Fewer than that", "Fewer that would pay for it"],
    rows,
  };
}

/** What the comparison would have to have found for the net benefit to be nought; of several kinds each alone. */
export function breakEvenTimesTable({ breakEven }: Answer): TableModel | undefined {
  const all = breakEven.filter(({ id }) => id === "times" || id.startsWith("times:"));
  return all.length === 0
    ? undefined
    : {
        caption: "What the comparison would have to find for it to break even, the rest as it is",
        columns: ["What", "Found", "Breaks even at"],
        rows: all.map(({ name, stated, value }) => [
          capital(name),
          figure(stated),
          value === undefined ? "at no value" : figure(value),
        ]),
      };
}

/** The numbers of the model that are in pounds, at which the net benefit would be nought. */
export const breakEvenPoundsTable = ({ breakEven }: Answer): TableModel => ({
  caption: "At which price it would break even, each alone",
  columns: ["Number", "Stated", "Breaks even at"],
  rows: breakEven
    .filter(({ inPounds, stated }) => inPounds && stated > 0)
    .map((one) => [
      one.name,
      pounds(one.stated),
      one.value === undefined ? "at no value" : pounds(one.value),
    ]),
});

/** The scenario of unrecorded crimes, beside the result and in none of it. */
export function scenarioTable({ scenario }: Answer): TableModel | undefined {
  if (!scenario || scenario.multipliers.length === 0) return undefined;
  const { balance } = scenario;
  const line = (name: string, sure: Sure, say: (value: number) => string): readonly string[] => [
    name,
    say(sure.value),
    limits(sure, say),
  ];
  return {
    caption: "Scenario, not the result: each recorded crime stands for several",
    columns: ["What", "As stated", "95 % limits"],
    rows: [
      line("What events cost less", balance.benefit, pounds),
      line("Net benefit", balance.netBenefit, pounds),
      line("Benefit for each pound", balance.ratio, ratio),
    ],
  };
}

/** Deaths against what somebody stated there would have been. */
export function deathsTable({ deaths }: Answer): TableModel | undefined {
  if (!deaths) return undefined;
  return {
    caption: "Deaths in the year after entry, against a stated rate",
    columns: ["What", "Deaths", "95 % limits"],
    rows: [
      ["Expected otherwise", figure(deaths.expected), NONE],
      ["Seen", count(deaths.observed), NONE],
      ["Averted", figure(deaths.averted), limits(deaths.withCounterfactual ?? deaths.byChance, figure)],
    ],
  };
}
