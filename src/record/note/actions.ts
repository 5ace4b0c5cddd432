import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result } from "../../kernel/result.ts";
import {
  type CorrectionRefusal,
  decideCorrection,
  decideNote,
  type NoteCategory,
  type NoteRefusal,
} from "./rules.ts";
import { holdNote, insertNote, type Note, noteNamed, writtenAlready } from "./store.ts";

/** Writes a note, once: what is sent again in the same words on the same day stands already. */
export async function writeNote(
  tx: Tx,
  person: PersonId,
  note: { readonly category: NoteCategory; readonly words: string },
): Promise<Result<PersonId, NoteRefusal>> {
  const decision = decideNote(await writtenAlready(tx, person, note));
  if (!decision.ok) return decision;
  await insertNote(tx, person, note);
  return accept(person);
}

/** Corrects a note by a new one that points at it, of the same category: read, decide, write. */
export async function correctNote(
  tx: Tx,
  person: PersonId,
  note: Note,
  words: string,
): Promise<Result<PersonId, CorrectionRefusal>> {
  await holdNote(tx, note.id);
  const current = (await noteNamed(tx, person, note.id)) ?? note;
  const decision = decideCorrection({ ...current, corrected: current.correctedBy !== undefined });
  if (!decision.ok) return decision;
  await insertNote(tx, person, { category: decision.value, words, corrects: note.id });
  return accept(person);
}
