import { counted, listed } from "../../kernel/words.ts";
import type { Refused } from "../stats/messages.ts";
import { pounds } from "./money.ts";

/** The words of everything that a question of cost is refused for: what is wrong, then what to do. */
const REFUSALS = {
  "no-design": () => "None of the files is a design. Give one YAML file, and the CSV files of its events.",
  "two-designs": (f: { files: readonly string[] }) =>
    `${listed(f.files)} are all designs. Give one at a time.`,
  "no-file": (f: { file: string }) => `There is no file ${f.file}. Look at how its path is written.`,
  "bad-yaml": (f: { file: string; why: string }) => `${f.file} cannot be read as YAML: ${f.why}`,
  "missing-field": (f: { file: string; field: string; wanted: string }) =>
    `${f.file}: field “${f.field}” is missing. Write ${f.wanted}.`,
  "bad-field": (f: { file: string; field: string; value: string; wanted: string }) =>
    `${f.file}: field “${f.field}” is “${f.value}”, and ${f.wanted} is wanted.`,
  "unknown-field": (f: { file: string; field: string; within: string }) =>
    `${f.file}: “${f.field}” is no field of ${f.within}. Look for a slip of the pen, or leave it out.`,
  "no-side": (f: { file: string; design: string; side: string }) =>
    `${f.file}: a design of ${f.design} needs the side “${f.side}”, with its people and person-years.`,
  "wrong-side": (f: { file: string; design: string; side: string }) =>
    `${f.file}: “${f.side}” does not belong to a design of ${f.design}. Leave it out, or change the design.`,
  "years-differ": (f: { file: string; side: string; given: number; wanted: number }) =>
    `${f.file}: field “${f.side}.person-years” has ${counted(f.given, "year")} and the programme ${f.wanted}. Give one number for each year of the programme.`,
  "one-number": (f: { file: string; side: string }) =>
    `${f.file}: field “${f.side}.person-years” is a list, and this side is a rate only. Give one number for all its years.`,
  "no-discount": (f: { file: string; years: number }) =>
    `${f.file}: the programme lasts ${f.years} years and field “discount” is missing. Write none, or rates and convention.`,
  "no-rates": (f: { file: string; rates: string; there: readonly string[] }) =>
    `${f.file}: field “discount.rates” is “${f.rates}”. There are ${listed(f.there)}.`,
  "rates-end": (f: { file: string; rates: string; lastYear: number; years: number }) =>
    `${f.file}: the rates “${f.rates}” are known up to year ${f.lastYear}, and the programme lasts ${f.years}. Choose other rates.`,
  "not-within": (f: { file: string; field: string }) =>
    `${f.file}: field “${f.field}” needs low below high, with the value from low to high.`,
  "not-positive": (f: { file: string; field: string }) =>
    `${f.file}: field “${f.field}” is lognormal, so value and low must be above 0.`,
  "not-a-share": (f: { file: string; field: string }) =>
    `${f.file}: field “${f.field}” is a beta, so low, value and high lie inside 0 to 1, and the interval must be narrower than knowing nothing.`,
  "too-many": (f: { file: string; field: string; part: number; whole: number }) =>
    `${f.file}: field “${f.field}” has ${f.part} out of ${f.whole}. The part cannot be more than the whole.`,
  "bad-perspective": (f: { file: string; given: string; there: readonly string[] }) =>
    `${f.file}: field “perspective” has “${f.given}”. There are ${listed(f.there)}; cashable may name a budget, as in “cashable: nhs”.`,
  "perspective-twice": (f: { file: string; given: string }) =>
    `${f.file}: field “perspective” would count “${f.given}” twice. Name it once.`,
  "no-such-budget": (f: { file: string; budget: string; there: readonly string[] }) =>
    `${f.file}: field “perspective” names the budget “${f.budget}”, and nothing that is costed here falls to it. There are ${listed(f.there)}.`,
  "no-vintage": (f: { file: string; index: string; vintage: string; there: readonly string[] }) =>
    `${f.file}: there is no vintage “${f.vintage}” of the index “${f.index}”. There are ${listed(f.there)}; add yours under indices.`,
  "no-price-year": (f: { file: string; field: string; year: string; index: string; vintage: string }) =>
    `${f.file}: field “${f.field}” cannot be re-priced: vintage ${f.vintage} of the index “${f.index}” has no year ${f.year}. Give its price in another year, or a vintage with that year under indices.`,
  "shares-not-one": (f: { file: string; sum: number }) =>
    `${f.file}: the shares of “programme.paid-by” add up to ${f.sum}, and not to 1.`,
  "parts-not-total": (f: { file: string; code: string; sum: number; total: number }) =>
    `${f.file}: the parts of the unit cost ${f.code} add up to ${pounds(f.sum)}, and its total is ${pounds(f.total)}.`,
  "no-budget": (f: { file: string; code: string }) =>
    `${f.file}: a cashable part of the unit cost ${f.code} names no budget. Say whose it is.`,
  "code-twice": (f: { file: string; code: string }) =>
    `${f.file}: the unit cost ${f.code} stands twice under “unit-costs.own”.`,
  "unknown-code": (f: { file: string; field: string; code: string }) =>
    `${f.file}: field “${f.field}” names “${f.code}”, which is no unit cost. ./throughcare cost --unit-costs lists them.`,
  "no-events": (f: { file: string }) =>
    `${f.file} has no events. Give a CSV file with the columns side, code and perhaps count and person, or write events under each side.`,
  "events-twice": (f: { file: string; events: string }) =>
    `${f.file} has events under its sides, and ${f.events} has events too. Give them once.`,
  "no-events-wanted": (f: { file: string; events: string }) =>
    `${f.file} is a design of cost-only, which compares nothing. Leave ${f.events} out, or choose another design.`,
  "empty-cell": (f: { file: string; column: string; row: number }) =>
    `${f.file}, row ${f.row}: column “${f.column}” is empty. Fill it, for a row left out would be a cost left out.`,
  "bad-side": (f: { file: string; row: number; value: string; there: readonly string[] }) =>
    `${f.file}, row ${f.row}: column “side” is “${f.value}”. In this design it is ${listed(f.there, "or")}.`,
  "bad-count": (f: { file: string; row: number; value: string }) =>
    `${f.file}, row ${f.row}: column “count” is “${f.value}”, and a number from 0 is wanted.`,
  "more-people": (f: { file: string; side: string; there: number; given: number }) =>
    `${f.file} has events of ${f.there} people on the side “${f.side}”, and the design says ${f.given}. Correct one of them.`,
  "nothing-costed": (f: { file: string }) =>
    `${f.file}: no event has a unit cost, so there is no saving to set against the programme. Look at the codes with ./throughcare cost --unit-costs.`,
  "convictions-chained": (f: { file: string }) =>
    `${f.file}: field “scenario.recorded-to-actual” multiplies recorded crimes, and these events are not. The step from one to the other is not known; leave the scenario out.`,
  "not-of-a-year": (f: { file: string; field: string; code: string; unit: string }) =>
    `${f.file}: field “${f.field}” is “${f.code}”, a cost for each ${f.unit}, and a cost of a year is wanted. Choose another code, or write pounds.`,
  "effect-of-code": (f: { file: string; code: string; times: number }) =>
    `${f.file}: ${f.code} stands in ${f.times === 0 ? "none" : "several"} of “effects”. Name each code of the events in one of them.`,
  "effect-beside": (f: { file: string }) =>
    `${f.file}: “effect” says how many events there would have been without the programme, so it needs the design treated-comparison, and no events are given for the comparison. Take one of them out.`,
  "no-outcome-side": (f: { file: string; side: string }) =>
    `${f.file}: field “outcome.${f.side}” is missing. Give the outcome of both sides.`,
  "deaths-one-of": (f: { file: string }) =>
    `${f.file}: “deaths.counterfactual” needs either expected, or per-1000-person-years together with deaths.person-years.`,
  "bad-draws": (f: { value: string }) =>
    `--draws is “${f.value}”, and a whole number from 100 to 1,000,000 is wanted.`,
} as const;

/** What a reader must know before believing a figure of cost. */
const WARNINGS = {
  "not-cash": () =>
    "Cashable says whose budget a saving falls to. It becomes money only where posts, places or shifts are given up; until then it is time that others can use.",
  "taken-as-alike": () =>
    "The two groups are taken to be alike but for the programme. Unless lots were drawn they are not: whoever comes differs from whoever does not.",
  "from-effect": (f: { words: string; source: string }) =>
    `Events without the programme were not counted: they are those with it, times what a comparison found (${f.words}; ${f.source}). What limits that comparison limits this.`,
  "nothing-saved": () =>
    "No event is costed here, so nothing that is saved stands against the cost: the balance is cost alone.",
  "nothing-compared": () => "Nothing is compared here: what it costs is told, and not what it is worth.",
  unsplit: (f: { names: readonly string[]; saved: number; of: number; social: boolean }) =>
    `${listed(f.names)}: the source at hand has harm, property, output and health services in one sum (an offence’s “consequence”), or a total alone, and does not tell them apart. ${pounds(f.saved)} of the ${pounds(f.of)} difference${f.saved > 0 && f.saved <= f.of ? ` (${Math.round((100 * f.saved) / f.of)} %)` : ""} stands as “unsplit” and in no other perspective: ${f.social ? "cashable, economic and social value each lack" : "cashable and economic value lack"} their part of it${f.social ? "." : ", and all social value is inside it."}`,
  summed: (f: { of: readonly string[] }) =>
    `Net benefit adds up ${listed(f.of)}, because the design asks for it. It is no saving to any one budget.`,
  "other-index": (f: { names: readonly string[]; index: string }) =>
    `${listed(f.names)}: re-priced by the GDP deflator, for no vintage of the index “${f.index}” is at hand. Add one under indices.`,
  "none-on-a-side": (f: { names: readonly string[] }) =>
    `${listed(f.names)}: none on one side. The figure stated takes nought for what it is; half an event stands behind it in the draws, so their mean differs from it.`,
  "spread-unknown": (f: { names: readonly string[]; share: number }) =>
    `${listed(f.names)}: nobody published how sure the cost is. Its standard error is taken as ${Number((100 * f.share).toFixed(1))} % of it.`,
  "not-costed": (f: { events: number }) =>
    `${counted(f.events, "event")} ${f.events === 1 ? "is" : "are"} counted and not costed. What they cost is not nought; it is not in the figures.`,
  "no-discounting": (f: { years: number }) =>
    `Nothing is discounted over ${f.years} years, because the design says none.`,
  "few-in-place": (f: { times: string; place: number; retained: number }) =>
    `A retained person-year cost ${pounds(f.retained)}, ${f.times} times the ${pounds(f.place)} of a place that is filled. Most of the cost is there whoever comes.`,
  "funding-ends": (f: { stream: string; until: string; share: number }) =>
    `“${f.stream}” pays ${Number((100 * f.share).toFixed(1))} % of the cost until ${f.until} and nothing after it. Say who pays from then on: fixed cost goes on, and what others save falls to them and not to whoever pays.`,
  "funding-ended": (f: { stream: string; until: string; share: number }) =>
    `“${f.stream}” paid ${Number((100 * f.share).toFixed(1))} % of the cost and ended on ${f.until}. Who pays since then is not in this design.`,
  "only-stayers": (f: { people: number; entered: number }) =>
    `Events are counted of ${f.people} of the ${f.entered} who entered. Those who left are missing, and they may have fared worse.`,
  "curve-not-rule": (f: { worth: number; choose: string; probable: string }) =>
    `At ${pounds(f.worth)} an outcome “${f.probable}” is best in more draws, and “${f.choose}” is worth more on average. The average decides.`,
  "no-ratio": (f: { draws: number; of: number }) =>
    `In ${f.draws.toLocaleString("en-GB")} of ${f.of.toLocaleString("en-GB")} draws the programme costs no more than usual care, so a benefit–cost ratio has no meaning there. Believe the net benefit.`,
  "inside-response": (f: { names: readonly string[] }) =>
    `${listed(f.names)}: inside the response part of the offences priced here, so counted and not priced a second time.`,
  "no-multiplier": (f: { names: readonly string[] }) =>
    `${listed(f.names)}: no multiplier is known, so one recorded crime stands for one.`,
  "convictions-as-crimes": (f: { names: readonly string[] }) =>
    `${listed(f.names)}: these are convictions, and each is priced as one crime. One conviction stands for several recorded crimes, and one recorded crime for several that happened; how many recorded crimes stand behind a conviction is not published with the unit costs. Count recorded crimes instead: their multipliers can then be looked at as a scenario.`,
  "deaths-modelled": () =>
    "Deaths averted are the difference from what was expected otherwise, and that was never seen. Whoever chose it chose the answer; its interval is of chance, and of the stated limits, alone.",
  "deaths-over-nought": (f: { low: number; high: number }) =>
    `The limits of deaths averted run from ${f.low.toFixed(1)} to ${f.high.toFixed(1)}, over nought: chance alone may have made the difference. No cost of one is told.`,
  "deaths-not-priced": () => "Deaths are in none of the sums of money.",
  "share-at-an-end": (f: { side: string }) =>
    `On the side “${f.side}” nobody, or everybody, had the outcome. The figure stated is as counted; half a person of each kind is added in the draws, so their mean differs from it.`,
  "due-again": (f: { checkBy: string }) =>
    `The reviewed unit costs were to be looked at again by ${f.checkBy}. Look before you rely on them.`,
} as const;

type Words = Readonly<Record<string, (facts: never) => string>>;
type Facts<All extends Words, Code extends keyof All> = Parameters<All[Code]> extends [infer F] ? [F] : [];

/** Something that a reader must know: a code that programs read, and the sentence that people do. */
export type Warning = { readonly code: string; readonly sentence: string };

/** No, and this is why. */
export function refused<Code extends keyof typeof REFUSALS>(
  code: Code,
  ...facts: Facts<typeof REFUSALS, Code>
): { readonly ok: false; readonly refusal: Refused } {
  const words = REFUSALS[code] as (facts?: unknown) => string;
  return { ok: false, refusal: { code, sentence: words(facts[0]) } };
}

/** Yes, but know this. */
export function warned<Code extends keyof typeof WARNINGS>(
  code: Code,
  ...facts: Facts<typeof WARNINGS, Code>
): Warning {
  const words = WARNINGS[code] as (facts?: unknown) => string;
  return { code, sentence: words(facts[0]) };
}
