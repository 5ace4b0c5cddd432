import { counted, grouped } from "../../kernel/words.ts";
import { figure, lined } from "../stats/text.ts";
import type { Answer, Told } from "./answer.ts";
import type { Balance, Sure } from "./balance.ts";
import type { CostOnlyAnswer } from "./cost-only.ts";
import { payers } from "./funding-text.ts";
import { pounds } from "./money.ts";
import { worthKnowing } from "./partial-information.ts";
import { tradeDisplacedText } from "./trade-displaced.ts";

/** So many bars of the tornado and break-even values are shown; all of them are in the JSON. */
const MOST_ROWS = 12;

/** The answer as plain text for a terminal: what is spent, what is saved for whom, the balance, and what to doubt, last. */
export function answerText(answer: Answer | CostOnlyAnswer): string {
  return `${[
    heading(answer),
    programme(answer),
    ...(isCompared(answer) ? comparedText(answer) : [payers(answer, new Map())]),
    deaths(answer),
    list(
      "Not verified yet:",
      answer.unverified.map(({ what, source }) => `${what} (${source})`),
    ),
    list("It takes for granted:", answer.assumptions),
    list(
      "Before you believe it:",
      answer.warnings.map(({ sentence }) => sentence),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

const isCompared = (answer: Answer | CostOnlyAnswer): answer is Answer => answer.design !== "cost-only";

const comparedText = (answer: Answer): readonly string[] => [
  events(answer),
  uncosted(answer),
  saved(answer),
  payers(
    answer,
    new Map(
      answer.saved.flatMap(({ part, value }) =>
        part.startsWith(CASHABLE) ? [[part.slice(CASHABLE.length), value] as const] : [],
      ),
    ),
  ),
  `Set against the programme, counting ${answer.counted.join(" + ")}${discountNote(answer)}\n${balance(answer.balance)}`,
  outcome(answer),
  acceptability(answer),
  knowing(answer),
  oneWay(answer),
  breakEven(answer),
  scenario(answer),
  tradeDisplacedText(answer.tradeDisplaced),
];

const discountNote = ({ discount, usualCare }: Answer): string =>
  [
    discount.rates === "none" ? "" : ", discounted",
    usualCare > 0 ? `; usual care would have cost ${pounds(usualCare)}` : "",
  ].join("");

const CASHABLE = "cashable: ";

/** The answer as JSON. What has no bound is the text "Infinity", what cannot be said is null. */
export const answerJson = (answer: Answer | CostOnlyAnswer): string =>
  JSON.stringify(
    answer,
    (_, value: unknown) =>
      typeof value === "number" && !Number.isFinite(value)
        ? Number.isNaN(value)
          ? null
          : String(value)
        : value,
    2,
  );

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [title, ...lines.map((line) => `- ${line}`)].join("\n");

const limits = ({ low, high }: Pick<Sure, "low" | "high">, say: (value: number) => string): string =>
  Number.isNaN(low) ? "–" : `${say(low)} to ${say(high)}`;

/** A share that is not quite nothing, or not quite all, is not written as if it were. */
function perCent(share: number): string {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return share < 1 && share >= 0.9995 ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`;
}

function heading(answer: Answer | CostOnlyAnswer): string {
  const { title, priceYear, vintage, draws, seed } = answer;
  return [
    title,
    `  Pounds of ${priceYear}; price index ${vintage.index}, vintage ${vintage.vintage} (${vintage.status})${isCompared(answer) ? `; ${discounted(answer)}` : ""}.`,
    ...(!isCompared(answer) && !answer.deaths
      ? []
      : [`  Limits are of 95 %, from ${grouped(draws)} draws with the seed “${seed}”.`]),
  ].join("\n");
}

const discounted = ({ discount: { rates, convention, factors } }: Answer): string =>
  rates === "none"
    ? "not discounted"
    : `discounted by ${rates}, ${convention} (${factors.map((one) => one.toFixed(4)).join(", ")})`;

function programme({ programme: cost }: Told): string {
  const rows: (readonly string[])[] = [
    ["fixed, by site and year", pounds(cost.fixed)],
    ["variable, by person-year", pounds(cost.variable)],
    ["together", pounds(cost.total)],
  ];
  if (cost.perPlaceFilled !== undefined)
    rows.push(["a place for a year, if every place were filled", pounds(cost.perPlaceFilled)]);
  rows.push(["a person-year in the programme", pounds(cost.perPersonYear)]);
  rows.push([
    "a retained person-year",
    cost.perRetainedPersonYear === undefined
      ? "not told: retained-person-years are missing"
      : pounds(cost.perRetainedPersonYear),
  ]);
  return `What ${cost.name} costs, not discounted\n${lined(rows)}`;
}

function events({ priced, sides }: Answer): string {
  if (priced.length === 0) return "";
  const rows = priced.map((one) => [
    `${one.name} (${one.code})`,
    grouped(one.events.without),
    figure(one.events.without / sides.without.personYears),
    grouped(one.events.with),
    figure(one.events.with / sides.with.personYears),
    `${pounds(one.published)} of ${one.priceYear}`,
    pounds(one.each),
    one.status,
  ]);
  const { without, with: withIt } = sides;
  const head = ["", without.name, "a year", withIt.name, "a year", "unit cost", "in these pounds", ""];
  const of = ({ name, people, personYears, dispersion }: typeof without): string =>
    `  ${name}: ${counted(people, "person", "people")}, ${figure(personYears)} person-years, dispersion ${figure(dispersion)}`;
  return `Events that are costed\n${lined([head, ...rows])}\n${of(without)}\n${of(withIt)}`;
}

function uncosted({ uncosted: rows, sides }: Answer): string {
  if (rows.length === 0) return "";
  const head = ["", sides.without.name, sides.with.name, "why"];
  const shown = rows.map((one) => [
    one.name === one.code ? one.code : `${one.name} (${one.code})`,
    grouped(one.events.without),
    grouped(one.events.with),
    one.why,
  ]);
  return `Counted, not costed\n${lined([head, ...shown])}`;
}

function saved({ saved: parts, followUp }: Answer): string {
  if (parts.length === 0) return "";
  const rows = parts.map((one) => [
    one.part,
    pounds(one.value),
    limits(one, pounds),
    one.counted ? "counted" : "not counted",
  ]);
  const title = `What events cost less over ${figure(followUp)} person-years, by whose gain it is (never added up unless asked)`;
  return `${title}\n${lined([["", "saved", "95 % limits", "in the balance"], ...rows])}`;
}

function balance(one: Balance): string {
  const line = (what: string, sure: Sure, say: (value: number) => string): readonly string[] => [
    what,
    say(sure.value),
    limits(sure, say),
    say(sure.mean),
  ];
  const ratio = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(3));
  return `${lined([
    ["", "as stated", "95 % limits", "mean of draws"],
    line("benefit", one.benefit, pounds),
    line("cost beyond usual care", one.extraCost, pounds),
    line("net benefit", one.netBenefit, pounds),
    line("benefit for each pound", one.ratio, ratio),
  ])}\n  The benefit is the greater in ${perCent(one.probability)} of draws.`;
}

function outcome({ outcome: one }: Answer): string {
  if (!one) return "";
  const line = (what: string, sure: Sure): readonly string[] => [
    what,
    figure(sure.value),
    limits(sure, figure),
  ];
  return [
    `Outcome: ${one.name}`,
    lined([
      ["", "people or units", "95 % limits"],
      line("without", one.without),
      line("with", one.with),
      line("more", one.difference),
    ]),
    Number.isNaN(one.costPerOutcome)
      ? "  There is not one outcome more, so no cost of one."
      : `  One outcome more costs ${pounds(one.costPerOutcome)}; ${pounds(one.netCostPerOutcome)} with what is saved taken off.`,
  ].join("\n");
}

function acceptability({ acceptability: rows, strategies }: Answer): string {
  const head = [
    "one outcome is worth",
    ...strategies.map((name) => `best: ${name}`),
    "choose (mean)",
    "frontier",
    "EVPI",
  ];
  const shown = rows.map((row) => [
    pounds(row.worth),
    ...row.probability.map(perCent),
    strategies[row.choose] ?? "",
    perCent(row.frontier),
    pounds(row.perfectInformation),
  ]);
  return `How often each is best (CEAC), which to choose and how sure (CEAF), what knowing all would be worth for these people (EVPI)\n${lined([head, ...shown])}`;
}

function knowing({ partialInformation: told }: Answer): string {
  if (!told) return "";
  const rows = worthKnowing(told)
    .slice(0, MOST_ROWS)
    .map(({ name, pounds: worth }) => [name, pounds(worth)]);
  return `What knowing one number for certain would be worth (EVPPI), where one outcome is worth ${pounds(told.worth)} and knowing all ${pounds(told.all)}\n${lined([["", "pounds"], ...rows])}`;
}

/** A number of the model as it is read: pounds where it is money. */
const said = ({ inPounds }: { readonly inPounds: boolean }, value: number): string =>
  inPounds ? pounds(value) : figure(value);

function oneWay({ tornado: bars }: Answer): string {
  const rows = bars
    .slice(0, MOST_ROWS)
    .map((bar) => [
      bar.name,
      `${said(bar, bar.low)} to ${said(bar, bar.high)}`,
      pounds(bar.netAtLow),
      pounds(bar.netAtHigh),
    ]);
  const rest = bars.length - rows.length;
  const more = rest > 0 ? `\n  and ${rest} more: --json has them all` : "";
  return rows.length === 0
    ? ""
    : `One number at a time, widest first (tornado): net benefit\n${lined([["", "from and to", "at the low end", "at the high end"], ...rows])}${more}`;
}

function breakEven({ breakEven: all }: Answer): string {
  if (all.every(({ value }) => value === undefined)) return "";
  const there = all.filter(({ value }) => value !== undefined);
  const rows = there
    .slice(0, MOST_ROWS)
    .map((one) => [one.name, said(one, one.stated), said(one, one.value ?? Number.NaN)]);
  const never = all.length - there.length;
  const rest = there.length - rows.length;
  const notes = [
    ...(rest > 0 ? [`  and ${rest} more: --json has them all`] : []),
    ...(never > 0
      ? [`  ${counted(never, "number")} cannot bring it to nought alone, at any value from 0.`]
      : []),
  ];
  return [
    `Break-even: where the net benefit is nought\n${lined([["", "stated", "breaks even at"], ...rows])}`,
    ...notes,
  ].join("\n");
}

function scenario({ scenario: one }: Answer): string {
  if (!one) return "";
  const by = one.multipliers.map(
    ({ code, used, multiplier }) => `${code} × ${used}${multiplier === undefined ? " (not known)" : ""}`,
  );
  return `${one.label}\n  ${by.join(", ")}\n${balance(one.balance)}`;
}

function deaths({ deaths: one }: Told): string {
  if (!one) return "";
  const rows = [
    ["deaths expected otherwise", figure(one.expected), ""],
    ["deaths seen", figure(one.observed), ""],
    ["averted", figure(one.averted), limits(one.byChance, figure)],
  ];
  if (one.withCounterfactual)
    rows.push([
      "averted, with the limits of what was expected",
      figure(one.averted),
      limits(one.withCounterfactual, figure),
    ]);
  const cost = Number.isNaN(one.costPerDeath)
    ? []
    : [`  ${pounds(one.costPerDeath)} of the programme's extra cost for each.`];
  return [`Deaths, against: ${one.words} (${one.source})`, lined(rows), ...cost].join("\n");
}
