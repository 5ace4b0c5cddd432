import type { Said } from "../../web/page.ts";
import type { CheckUpRefusal } from "./rules.ts";

/** Why a check-up was not recorded so, beside the question it is about. */
export function sayCheckUp(refusal: CheckUpRefusal): Said {
  switch (refusal.code) {
    case "in-the-future":
      return { field: "on", words: "This day is still to come. Enter the day it was held or tried." };
    case "held-already":
      return "This check-up was recorded already, just now or by a colleague.";
    case "words-needed":
      return { field: "words", words: "Enter what the person said, or how you tried to reach them" };
  }
}

/** Why a joint plan, or the yes to an ending, was not asked for. */
export function sayJoint(code: "not-there" | "not-shared" | "asked-already"): Said {
  switch (code) {
    case "not-there":
      return "This stay is no longer open, or there is no joint plan about it any more.";
    case "not-shared":
      return {
        field: "theirs",
        words:
          "One of the two services may not see that the other has the person. Ask the person, and record their consent under Sharing first.",
      };
    case "asked-already":
      return "This was asked already and waits for an answer.";
  }
}

/** Why an answer was not taken. */
export const SAY_ANSWERED = "This was answered already, just now or by a colleague.";
/** A no gives its reasons, so that the other service can act on them. */
export const SAY_REASONS = "Give your reasons: the other service needs them to go on";
