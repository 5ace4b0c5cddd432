import type { Caution } from "../cohorts/cautions.ts";
import type { Evaluation, Told } from "../cohorts/evaluation.ts";
import type { Warned } from "../evaluate/messages.ts";

/**
 * Warnings and cautions of methods say how many people they are about, which may be very few. Of the record they are said without those
 * numbers; of a file of one's own, whoever asks has the rows anyway.
 */
const WITHOUT_NUMBERS: Readonly<Record<string, string>> = {
  "few-people": "Few people. A figure about so few is closer to a story; one person more or less changes it.",
  "few-clusters":
    "Fewer than forty people with any event. Below forty such intervals come out too narrow; believe an exact test.",
  "few-clusters-difference":
    "Fewer than forty people with any event. Where they offend very unlike each other the interval of the ratio is too narrow; read the few-clusters p beside it.",
  "uneven-weights":
    "A few people of one group carry most of its weight. The plain weighted figure leans to one side; believe the adjusted one.",
  "wild-cannot-tell": "So few clusters can never show a difference by the few-clusters p, whatever happened.",
  "one-side-few":
    "One side has hardly any clusters. Neither clustered errors nor the few-clusters p can be trusted.",
  "few-rows": "Of so few people the spread is hardly known: the interval is too narrow.",
  unmatched: "Not everyone who entered found a match: the figure is about those who did.",
  "on-entry":
    "Events that fall on the very day of entry count as after it. If they are what brought people, the rate after is too high by them.",
  "outcome-missing": "Of some people this outcome says nothing.",
  "cut-short":
    "Some windows were cut short by what can be seen: by a death, or by the day to which the data are complete. Rates allow for the shorter time; what comes late in the window is seen in the others only.",
  "complete-from-unknown":
    "For some people the window before begins earlier than the first event in the data. Where the source begins nobody says; a window that it does not reach looks empty.",
  "stayed-are-chosen":
    "Those who stayed did so because, among other things, they fared well: their figure is not the programme's effect, and a service that loses those who do badly looks good by it. The answer to the question is the figure for everyone who entered.",
  "few-at-risk": "The tail rests on a few people.",
  separated:
    "Something by which people are matched is found in one of the two groups alone, so that nobody in the other is like them. Compare with those not offered it without matching, or wait until more have been put forward.",
  "too-few": "There are too few people or events for this method. Use an exact or permutation test.",
};

const HAS_COUNT = /(?<![\d.])\d+ (?:people|person|of|rows?|events?|found|in )/;

const quietly = ({ code, sentence }: { readonly code: string; readonly sentence: string }): string =>
  WITHOUT_NUMBERS[code] ??
  (HAS_COUNT.test(sentence)
    ? "The method warns of something that only its numbers of people would tell."
    : sentence);

/** What a reader must know of this cohort, whatever the method. */
export const cautionsSaid = ({ cautions }: Evaluation): readonly string[] => [
  ...new Set(cautions.filter(({ code }) => code !== "small-numbers").map((one: Caution) => quietly(one))),
];

const STILL_UNLIKE =
  "After matching the groups still differ in something whose figures are kept back, since few have it or few have it not.";

/**
 * What the methods take for granted and warn of, each sentence once, and why one gives no figure. A warning of a column whose balance is
 * kept back does not tell it either; where nothing is shown, none of them does. Columns are called as the page calls them, where that is asked.
 */
export function methodSaid(
  { everyone }: Told,
  held: readonly string[] | undefined,
  called: (column: string) => string = (column) => column,
): {
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
  readonly refused: readonly string[];
} {
  const findings = everyone.answers.flatMap((one) => ("finding" in one ? [one.finding] : []));
  const said = (one: Warned): string =>
    one.code === "imbalance" && (held?.some((column) => one.sentence.includes(column)) ?? true)
      ? STILL_UNLIKE
      : quietly({ ...one, sentence: one.sentence.replace(/^.+(?= is still unbalanced)/, called) });
  return {
    assumptions: [...new Set(findings.flatMap(({ assumptions }) => assumptions))],
    warnings: [...new Set(findings.flatMap(({ warnings }) => warnings.map(said)))],
    refused: everyone.answers.flatMap((one) =>
      "refused" in one ? [`${one.method}: ${quietly(one.refused)}`] : [],
    ),
  };
}
