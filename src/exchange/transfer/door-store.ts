import type { Sql } from "../../kernel/database/connection.ts";
import type { ReadKeys } from "../../kernel/database/keys.ts";
import { inTime, LONGEST_WAIT_MS } from "../../kernel/database/unanswered.ts";
import type { Result } from "../../kernel/result.ts";
import { handsOf } from "./directory-store.ts";
import { type FileRefusal, type Taken, takeFile } from "./receive.ts";

/** What comes through the door from another partnership, in the name of the door role, which reads no record. */
export type TransferDoor = {
  /** Takes a sealed file, once. A file that is refused leaves nothing behind. */
  take(file: string): Promise<Result<Taken, FileRefusal>>;
  close(): Promise<void>;
};

/**
 * The door of one partnership. Its keys are opened here, by those that the database never has. A database that is silent for so many
 * milliseconds counts as lost: whoever sends is told so, and sends again.
 */
export const transferDoor = (
  sql: Sql,
  schema: string,
  keys: ReadKeys,
  longestMs = LONGEST_WAIT_MS,
): TransferDoor => ({
  take: (file) => {
    const taking = sql.begin(async (raw) => {
      const tx = raw as unknown as Sql;
      await tx.unsafe(`set local search_path = "${schema}"`);
      await tx`set local statement_timeout = '20s'`;
      await tx.unsafe("savepoint work");
      const taken = await takeFile(tx, await handsOf(tx, await keys(), "door"), file, "post");
      if (!taken.ok) await tx.unsafe("rollback to savepoint work");
      return taken;
    }) as Promise<Result<Taken, FileRefusal>>;
    return inTime(taking, longestMs);
  },
  close: () => sql.end({ timeout: 5 }),
});
