import { listed } from "../../kernel/words.ts";
import type { Said } from "../../web/page.ts";
import { SHOWN, type Shown, substanceName } from "./definitions.ts";
import type { Results, TestRefusal } from "./rules.ts";

/** Why a test was not recorded, beside the question it is about. */
export function sayTest(refusal: TestRefusal): Said {
  switch (refusal.code) {
    case "in-the-future":
      return { field: "on", words: "This day is still to come. Enter the day the sample was taken." };
    case "not-agreed":
      return {
        field: "consented",
        words: "Nobody is tested without their agreement. If they said no, write a note instead.",
      };
    case "nothing-shown":
      return "Nothing is recorded yet. Choose what the sample showed for at least one substance.";
    case "not-by-breath":
      return {
        field: refusal.substance,
        words: `Breath shows alcohol alone. Leave ${substanceName(refusal.substance)} empty, or choose another sample.`,
      };
    case "not-ours":
      return "Another agency recorded this test. Ask them to correct it.";
    case "corrected-already":
      return "This test was corrected already, just now or before. Correct the newer one.";
  }
}

const inWords = (results: Results, shown: Shown): string =>
  listed(
    Object.keys(results)
      .filter((code) => results[code] === shown)
      .map(substanceName),
  );

/** What a test showed, in a sentence: what is positive first. */
export function sayResults(results: Results): string {
  return (Object.keys(SHOWN) as Shown[])
    .map((shown) => [SHOWN[shown], inWords(results, shown)] as const)
    .filter(([, words]) => words !== "")
    .map(([shown, words]) => `${shown}: ${words}`)
    .join(". ");
}
