import type { Tx } from "../../../kernel/database/door.ts";
import type { BookId } from "./line.ts";
import type { RegisterRefusal } from "./messages.ts";
import { bookOf } from "./store.ts";

/** Why nothing may be issued from this book now; undefined when nothing stands against it. */
export async function standsAgainstIssue(tx: Tx, id: BookId): Promise<RegisterRefusal | undefined> {
  const book = await bookOf(tx, id);
  if (!book) return { code: "not-there" };
  if (book.balance === undefined) return { code: "book-not-opened" };
  if (book.pending > 0) return { code: "stands-against-issue", because: "pending" };
  return undefined;
}
