import { longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import type { Said } from "../../web/page.ts";
import type { Item } from "./definition.ts";
import { itemNamed } from "./definitions/index.ts";
import type { AnswerRefusal, FinishRefusal } from "./rules.ts";

const labelOf = (code: string): string => itemNamed(code)?.label ?? code;

/** What an answer means, in the words of its list. */
export const sayAnswer = (item: Item, answer: string): string =>
  item.kind === "choice"
    ? (item.choices.find((choice) => choice.code === answer)?.label ?? answer)
    : item.kind === "number"
      ? `${answer} ${item.unit}`
      : answer;

/** Why an answer is not kept, beside its question. */
export function sayAnswers(refusal: AnswerRefusal | { readonly code: "changed-meanwhile" }): Said {
  switch (refusal.code) {
    case "changed-meanwhile":
      return "Somebody else answered here while you had this page open: their answers stand beside the questions now. Check yours, and save again.";
    case "not-a-number":
      return { field: refusal.item, words: `“${refusal.given}” is not a number. Enter digits only` };
    case "not-whole":
      return { field: refusal.item, words: `“${refusal.given}” is not a whole number. Round it` };
    case "out-of-range":
      return { field: refusal.item, words: `Enter a number from ${refusal.min} to ${refusal.max}` };
    case "older-than-they-are":
      return { field: refusal.item, words: `They are ${refusal.age}. Enter an age up to that` };
    case "needs-drug-1":
      return { field: refusal.item, words: "Say first which drug brings them most trouble" };
    case "needs-drug-2":
      return { field: refusal.item, words: "Say the second drug before a third" };
    case "drug-twice":
      return { field: refusal.item, words: "This drug is named already. Choose another, or none" };
    case "pregnant-and-male":
      return {
        field: refusal.item,
        words: "Their sex is recorded as male. If that is wrong, correct their details first",
      };
    case "no-postcode":
      return {
        field: refusal.item,
        words: `“${refusal.given}” is not the first part of a postcode. Enter it like NM4, without the rest`,
      };
    case "no-nationality":
      return { field: refusal.item, words: `“${refusal.given}” is not three letters. Enter them like GBR` };
    case "children-elsewhere":
      return {
        field: refusal.item,
        words: "None of their children live with them, by the answer above. Correct one of the two",
      };
  }
}

/** Why an assessment is not finished. */
export function sayFinish(refusal: FinishRefusal): Said {
  switch (refusal.code) {
    case "not-answered":
      return `Still to be answered: ${listed(refusal.items.map(labelOf))}`;
    case "no-episode":
      return "Your agency has no open episode with this person. Open one, or take the referral, first.";
    case "in-the-future":
      return { field: "doneOn", words: `Enter a day up to today, ${longDate(refusal.today)}.` };
    case "before-the-referral":
      return {
        field: "doneOn",
        words: `The episode began on ${longDate(refusal.opened)}. Enter that day or a later one.`,
      };
  }
}
