import { longDate } from "../../kernel/time.ts";
import { counted, grouped, listed } from "../../kernel/words.ts";
import { THRESHOLDS } from "../publish/thresholds.ts";
import type { PrepareRefusal } from "./actions.ts";
import type { ReleaseDocument } from "./document.ts";
import type { Facts } from "./facts.ts";
import type { ReleaseRefusal } from "./store.ts";

/** What a reader is told when a draft was not signed, published, dropped or withdrawn: what is wrong, then what to do. */
export function sayRelease({ code }: ReleaseRefusal): string {
  switch (code) {
    case "not-there":
      return "This draft is not there any more, or it is not yours to decide. Go back to the list.";
    case "not-fresh":
      return "Show again that it is you, then press once more.";
    case "decided":
      return "Somebody has decided it already. Go back to the list to see how it stands.";
    case "not-prepared-by-you":
      return "Whoever prepared a table signs it first, and that was somebody else. Ask them, or prepare it anew.";
    case "signed-already":
      return "It has its first signature. Somebody with the right to approve signs it now.";
    case "other-bytes":
      return "The files are not those that were shown to you. Open the draft again and read it before you sign.";
    case "overtaken":
      return "Another table with such rows and columns was published since, and this one was not compared with it. Take the figures again, which makes a new draft.";
    case "not-signed":
      return "Whoever prepared it has not signed it yet. Ask them first.";
    case "same-person":
      return "You signed it first. Somebody else has to sign it second.";
  }
}

/** Why no draft was made. */
export function sayPrepare(refusal: PrepareRefusal): string {
  switch (refusal.code) {
    case "cannot-be-safe":
      return refusal.refused.sentence;
    case "why-missing":
      return `Version ${refusal.version} of this table is published. Say what is restated and why.`;
    default:
      return sayRelease(refusal);
  }
}

const WHY: Readonly<Record<Facts["hidden"][number]["why"], string>> = {
  primary: "it is small",
  secondary: "a total would tell one that is small",
  compared: "a published table would tell",
  rounded: "it is rounded",
};

/** Why one place is not told as it is. */
export const sayWhy = (why: Facts["hidden"][number]["why"]): string => WHY[why];

/** What an outsider can work out of one place: `0 to 12`, `5 or more`. */
export const sayBounds = ({ low, high }: Facts["known"][number]): string =>
  high === null
    ? `${grouped(low)} or more`
    : low === high
      ? grouped(low)
      : `${grouped(low)} to ${grouped(high)}`;

/** How much is kept back and why, in one sentence. */
export function sayKeptBack(
  { keptBack, hidden, known }: Facts,
  { method, unit = "people" }: Pick<ReleaseDocument, "method" | "unit">,
): string {
  if (method.kind === "rounded")
    return `Nothing is kept back: each of ${counted(known.length, "place")}, totals with them, is rounded to the nearest ${method.to}.`;
  if (hidden.length === 0)
    return `Nothing is kept back: no count and no total of ${counted(known.length, "place")} is small, and nothing published tells of a few.`;
  const { primary, secondary, compared } = keptBack;
  const parts = [
    `${primary} because fewer than ${method.fewest} ${unit} are counted`,
    `${secondary} because totals would tell of those`,
    ...(compared > 0 ? [`${compared} because published tables would`] : []),
  ];
  return `${counted(hidden.length, "place")} of ${grouped(known.length)}, totals with them, ${hidden.length === 1 ? "is" : "are"} kept back: ${listed(parts)}. What is kept back is not kept anywhere: neither here nor in the files.`;
}

/** With which thresholds, and who has confirmed them. */
export const sayThresholds = (): string =>
  `Thresholds version ${THRESHOLDS.version}, ${THRESHOLDS.status}: small is below ${THRESHOLDS.fewest.value} (${THRESHOLDS.fewest.source}); a rate of fewer than ${THRESHOLDS.few.value} above the line is flagged (${THRESHOLDS.few.source}). To be looked at again by ${longDate(Temporal.PlainDate.from(THRESHOLDS.checkBy))}.`;

/** What whoever signs should look at before. */
export function sayToLookAt(facts: Facts, fewRates: readonly string[]): readonly string[] {
  return [
    ...facts.allInOne.map(
      ({ row, column }) =>
        `Everybody in “${row}” is in “${column}”: whoever knows that a person is of that row knows this of them. Numbers being large does not help; put the row together with another where it says something private.`,
    ),
    ...facts.toldBefore.map(
      ({ release, cell }) =>
        `${release} tells “${cell}” by itself, whatever is done here. Look at whether it should be withdrawn.`,
    ),
    ...facts.notAgainst.map(({ release, why }) => `Not compared with ${release}: ${why}.`),
    ...(facts.notLookedAt ?? []).map((words) => `Not looked at: ${words}`),
    ...(fewRates.length > 0
      ? [`${counted(fewRates.length, "rate")} flagged for few people above the line: ${listed(fewRates)}.`]
      : []),
  ];
}

/** With what it was compared. */
export const sayAgainst = ({ against }: Facts): string =>
  against.length === 0
    ? "Nothing was published before that counts the same people under the same names."
    : `Compared with ${listed(against)}, as if one outsider held ${against.length === 1 ? "both" : "them all"}.`;
