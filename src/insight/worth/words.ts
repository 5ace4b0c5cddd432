import { capital, listed } from "../../kernel/words.ts";
import type { Answer } from "../economics/answer.ts";
import { costOf } from "../economics/costing.ts";
import { EVENT_CODES, eventCodes } from "../economics/event-codes.ts";
import { notCosted, unitCosts, VERSION } from "../economics/reference.ts";
import type { ComparedWith } from "./compared.ts";
import type { WorthOf } from "./design.ts";
import type { WorthAnswer } from "./load.ts";
import { DRAWS, SEED } from "./worked.ts";

const OWN_BEFORE =
  "This does not show that the programme brought any of it about. The same people are compared with themselves: nobody stands beside them who did not enter, so there is no cause to be read here. People enter at their worst, and part of any fall would have come in any case (regression to the mean).";

/** What stands in front of every figure of worth: what it rests on, and what it does not show. */
export const notShown = ({ compared }: Pick<WorthOf, "compared">): string =>
  compared
    ? `Compared by saved cohort ${compared.number}, version ${compared.version}: “${compared.title}”. Everyone who entered counts, whether they stayed or not (intention to treat). ${foundWords(compared)} No lot was drawn, so what else differs between the two groups is in it too. ${pricedWords(compared)}`
    : OWN_BEFORE;

/** What was found, kind by kind where there are several. */
function foundWords({ kinds }: ComparedWith): string {
  const [only, ...more] = kinds;
  return more.length === 0
    ? only.found
    : kinds.map(({ events, found }) => `${capital(events)}: ${found}`).join(" ");
}

/** Which kinds of event are priced, which are counted and not costed, and which cannot be priced and why. */
function pricedWords({ kinds, notCosted: without, notPriced }: ComparedWith): string {
  const events = listed(kinds.map((one) => one.events));
  return [
    `It prices ${events} alone: this cohort compares no other kind of event${without.length + notPriced.length > 0 ? " that could be priced" : ""}.`,
    ...(without.length > 0 ? [`Counted, not costed: ${listed(without)}.`] : []),
    ...notPriced.map((one) => `Not priced: ${one.events}. ${one.why}`),
  ].join(" ");
}

/** How it was reckoned: pounds, index, discount, draws. */
export function howWords({ priceYear, vintage, discount }: Answer): readonly string[] {
  return [
    `Pounds of ${priceYear}; price index ${vintage.index}, vintage ${vintage.vintage} (${vintage.status}). Unit costs collected ${VERSION.collected}, version ${VERSION.version}.`,
    `Discounted by the rates “${discount.rates}”, falling due at the start of each year, from the day of entry: all of it is in the first year, which is discounted by nothing (factor ${discount.factors.map((one) => one.toFixed(4)).join(", ")}).`,
    `Limits are the middle 95 % of ${DRAWS.toLocaleString("en-GB")} draws with the seed “${SEED}”: the same record gives the same limits.`,
  ];
}

const nameOf = (code: string): string =>
  costOf(unitCosts(), code)?.name ?? notCosted().find((one) => one.code === code)?.name ?? code;

/** What is not in the figures, and by which list words became prices. */
export function countedWords({ of: { counted, compared }, withoutFile }: WorthAnswer): readonly string[] {
  const { keptBack, withoutCode } = counted;
  const proposed = eventCodes().filter(({ status }) => status === "proposed").length;
  return [
    `Time at risk is days outside custody, ${compared ? "a year after entry" : "a year before and a year after entry"}. What is known only to the month or year, and what is only suspected, is left out.`,
    ...(compared
      ? [
          "What there would have been without the programme is not a count: it is what happened after entry, times what the cohort found.",
        ]
      : []),
    ...(keptBack.length > 0
      ? [
          `Kept back, and so not priced, because fewer than five people stand behind one side or it would tell of such: ${listed(keptBack.map(nameOf))}. The balance is without them, whichever way they went.`,
        ]
      : []),
    ...(withoutCode
      ? [
          `The words of ${withoutCode.events.toLocaleString("en-GB")} of ${withoutCode.of.toLocaleString("en-GB")} offences stand for no one cost: counted, not costed.`,
        ]
      : []),
    ...(withoutFile.length > 0
      ? [`No file with a known last day: ${listed(withoutFile)}. They are in none of it.`]
      : []),
    `Which words of the record stand for which cost: version ${EVENT_CODES.version}, ${proposed} of ${eventCodes().length} rows proposed and signed by nobody yet; ${EVENT_CODES.signs} sign them.`,
  ];
}
