import { count, figure } from "../changed/figures.ts";
import type { Answer } from "../economics/answer.ts";
import type { Sure } from "../economics/balance.ts";
import { pounds } from "../economics/money.ts";
import type { ViewName } from "./design.ts";
import { ofWhom, type Worth, type WorthAnswer } from "./load.ts";

/** What is set against the cost: two perspectives that are never added. */
const PERSPECTIVES: Readonly<Record<ViewName, string>> = {
  cashable: "Whether it pays, by what public budgets get back (cashable)",
  everything:
    "By everything that is priced added up, harm to people included, which is no saving to any budget",
};

const ratio = (value: number): string => value.toFixed(2).replace("-", "−");

function limits({ low, high }: Sure, say: (value: number) => string): string {
  return Number.isNaN(low) ? "no interval can be given" : `95 % interval ${say(low)} to ${say(high)}`;
}

/**
 * Whether a programme pays, in the sentences of its report: net benefit and benefit for each pound in each perspective, with intervals, from the
 * answer that its page of worth shows; what the events behind it are; and by name what nobody has verified. Where nothing can be told, why.
 */
export function worthSentences(worth: Worth): readonly string[] {
  const { answer } = worth;
  if (!answer.ok) return [`Whether it pays is not told: ${answer.refusal.words}`];
  const { of, worked } = answer.value;
  if (worked.cashable.priced.length === 0)
    return [
      `Whether it pays is not told: no kind of event that has a price may be shown, so that nothing stands against its cost of ${pounds(worked.cashable.balance.extraCost.value)} in the year after entry.`,
    ];
  const unverified = worked.everything.unverified.map(({ what }) => what);
  return [
    ...(["cashable", "everything"] as const).map((view) => balanceSentence(view, worked[view])),
    `${restsOn(answer.value)} ${ofWhom(worth, answer.value)}`,
    ...(unverified.length > 0
      ? [
          `Nobody has verified ${count(unverified.length)} of the numbers behind it: ${unverified.join("; ")}.`,
        ]
      : []),
    of.compared
      ? `It is compared by saved cohort ${of.compared.number}; no lot was drawn.`
      : "The same people are compared with themselves before entry: part of what is saved would have come in any case.",
  ];
}

function balanceSentence(view: ViewName, { balance, priceYear, followUp }: Answer): string {
  const { netBenefit, benefit, extraCost } = balance;
  const each = Number.isFinite(balance.ratio.value)
    ? `${ratio(balance.ratio.value)} for each pound (${limits(balance.ratio, ratio)})`
    : "no ratio, for it cost nothing more";
  return `${PERSPECTIVES[view]}: events cost ${pounds(benefit.value)} less, against a cost of ${pounds(extraCost.value)}: ${each}; net benefit ${pounds(netBenefit.value)} (${limits(netBenefit, pounds)}), in pounds of ${priceYear}, over ${figure(followUp)} person-years after entry.`;
}

/** How many events stand behind the money, on both sides. */
function restsOn({ worked: { cashable } }: WorthAnswer): string {
  const { priced, sides, design } = cashable;
  const sum = (side: "without" | "with"): number => priced.reduce((all, { events }) => all + events[side], 0);
  const without = design === "before-after" ? "before entry" : "expected without it";
  const events = sum("without");
  const said = Number.isInteger(events) ? count(events) : events.toFixed(1);
  return `Behind it are ${said} priced events ${without} in ${figure(sides.without.personYears)} person-years and ${count(sum("with"))} after in ${figure(sides.with.personYears)}.`;
}
