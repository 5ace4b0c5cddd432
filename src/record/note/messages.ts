import { longDateTime } from "../../kernel/time.ts";
import type { Said } from "../../web/page.ts";
import type { CorrectionRefusal, NoteRefusal } from "./rules.ts";

/** Why a note was not written. */
export const sayNote = ({ at }: NoteRefusal): Said => ({
  field: "words",
  words: `You wrote this already, in the same words, on ${longDateTime(at)}. It is kept once`,
});

/** Why a note was not corrected. */
export function sayCorrection(refusal: CorrectionRefusal): string {
  switch (refusal.code) {
    case "not-ours":
      return "Another agency wrote this note. Ask them to correct it, or write a note of your own.";
    case "corrected-already":
      return "This note was corrected already, just now or before. Correct the newer one.";
  }
}
