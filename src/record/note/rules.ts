import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";

/** Categories a note can be about, with the words a writer chooses by. Identity is kept as details, never as a note. */
export const NOTE_CATEGORIES = {
  health: "Health and treatment",
  medication: "Medicines",
  offending: "Offending and diversion",
  housing: "Housing",
  social: "Work, money and family",
  contact: "Contact",
  safeguarding: "Safeguarding",
  "supervised-use": "Supervised use",
} as const;
export type NoteCategory = keyof typeof NOTE_CATEGORIES;

/** Is this the code of a category a note can be about? For addresses and rows. */
export const isNoteCategory = (code: string): code is NoteCategory => Object.hasOwn(NOTE_CATEGORIES, code);

/** The categories a role writes and reads notes of, in the order users read them. */
export const noteCategoriesOf = (categories: readonly string[]): readonly NoteCategory[] =>
  Object.keys(NOTE_CATEGORIES)
    .filter(isNoteCategory)
    .filter((code) => categories.includes(code));

/** A note as it stands in the record, as far as correcting it depends on it. */
export type Correctable = {
  readonly category: NoteCategory;
  /** Whether the reader's own agency wrote it. */
  readonly ours: boolean;
  /** Whether a later note corrects it already. */
  readonly corrected: boolean;
};

/** Why a note is not kept: it stands there already, and was sent again from behind the back button. */
export type NoteRefusal = { readonly code: "written-already"; readonly at: Instant };

/** May this note be written? Not a second time by the same worker on the same day, in the same words. */
export const decideNote = (written: Instant | undefined): Result<undefined, NoteRefusal> =>
  written ? refuse({ code: "written-already", at: written }) : accept(undefined);

export type CorrectionRefusal = { readonly code: "not-ours" } | { readonly code: "corrected-already" };

/**
 * May this note be corrected? Only by the agency that wrote it, and only the latest word: a correction of a correction
 * corrects that one, so that the chain can be read in order.
 */
export function decideCorrection(note: Correctable): Result<NoteCategory, CorrectionRefusal> {
  if (!note.ours) return refuse({ code: "not-ours" });
  if (note.corrected) return refuse({ code: "corrected-already" });
  return accept(note.category);
}
