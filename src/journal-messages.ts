import { sayNotGood } from "./backup-messages.ts";
import type { BringBackRefusal } from "./kernel/database/journal/bring-back.ts";
import { sayEmbedded } from "./kernel/database/messages.ts";
import { longDateTime } from "./kernel/time.ts";

/** Why a journal does not bring back what was asked for, and what to do. */
export function sayJournal(refusal: BringBackRefusal): string {
  switch (refusal.code) {
    case "database-there":
      return `There is a database in ${refusal.folder} already. A journal is brought back into an empty place only: choose another DATA_DIR.`;
    case "no-base":
      return refusal.oldest
        ? `The journal does not go back so far: it begins ${longDateTime(refusal.oldest)}.`
        : "There is no complete copy in the journal, so that nothing can be brought back from it.";
    case "ends-earlier":
      return `The journal ends ${longDateTime(refusal.end)}, earlier than that. Leave --until out, and all of it is brought back.`;
    case "piece-missing":
      return `A piece of the journal is missing: what was recorded after ${longDateTime(refusal.after)} cannot be brought back, though later pieces are there. Look for it on the disk that keeps them; or say --until ${refusal.after.toString()} for what was there by then.`;
    case "another-postgresql":
      return `It was made by PostgreSQL ${refusal.major}, which alone can read it. Use the Throughcare that brought that one.`;
    case "cannot-read":
    case "not-an-identity":
    case "wrong-key":
    case "not-an-archive":
    case "not-whole":
      return sayNotGood(refusal);
    default:
      return sayEmbedded(refusal);
  }
}
