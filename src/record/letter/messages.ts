import type { Said } from "../../web/page.ts";
import type { LetterRefusal } from "./rules.ts";

/** Why a letter was not kept or sent, beside the question it is about. */
export function sayLetter(refusal: LetterRefusal): Said {
  switch (refusal.code) {
    case "consent-needed":
      return {
        field: "basis",
        words: "Somebody outside care gets a letter only by the person's consent. Ask them first.",
      };
    case "evidence-needed":
      return { field: "evidence", words: "Enter how the person consented" };
    case "own-copy-only-to-the-person":
      return { field: "basis", words: "Their own copy goes to the person, and nothing else does" };
    case "sent-already":
      return "This letter was sent already. What was sent stays as it is; write another.";
    case "unfinished":
      return `“${refusal.line}” is not filled in. Go back and write what belongs there, or take the line out.`;
  }
}
