import type { Sql } from "../../kernel/database/connection.ts";
import { eventCodes } from "./event-codes.ts";

/** Writes to the database which words of the record stand for which code, so that words are turned into codes there and never leave it. */
export async function writeEventCodes(tx: Sql): Promise<void> {
  const rows = eventCodes()
    .filter(({ words }) => words !== "")
    .map(({ kind, words, code }) => ({ kind, words, code }));
  await tx`delete from event_code`;
  await tx`insert into event_code ${tx(rows)}`;
}
