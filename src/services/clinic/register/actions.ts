import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { Micrograms } from "../products.ts";
import type { BookId, Line, LineKey, LineKind, PostedLine } from "./line.ts";
import type { RegisterRefusal } from "./messages.ts";
import { bookStandsAgainst, postLine, signLine, takeTurnsIn } from "./store.ts";
import { endWaiting, noteMismatch, type Waiting, waitForSecond, waitingLine } from "./waiting-store.ts";

/**
 * Why nothing may be issued from this book now; undefined when nothing stands against it. A count that did not agree freezes it until it is
 * explained, or the controlled-drugs lead releases it; what is kept beside the book stops everybody.
 */
export async function standsAgainstIssue(tx: Tx, id: BookId): Promise<RegisterRefusal | undefined> {
  const against = await bookStandsAgainst(tx, id);
  if (against === undefined) return undefined;
  if (against === "not-there") return { code: "not-there" };
  if (against === "book-not-opened") return { code: "book-not-opened" };
  return { code: "stands-against-issue", because: against };
}

/** Lines that take stock out of a book and can wait, beside what happened already, which never does. */
const CAN_WAIT: readonly LineKind[] = ["transfer-out", "reconstitute"];

async function frozenFor(tx: Tx, { book, kind, quantity }: Line): Promise<boolean> {
  if (!CAN_WAIT.includes(kind) || quantity >= 0) return false;
  const against = await standsAgainstIssue(tx, book);
  return against?.code === "stands-against-issue" && against.because !== "set-aside";
}

/** The first person signs what they filled in, a line or the two of a pair, and it waits for a second. */
export async function fillIn(
  tx: Tx,
  lines: readonly Line[],
  happenedAt: Instant | undefined,
): Promise<Result<LineKey, RegisterRefusal>> {
  for (const line of lines) {
    if (await frozenFor(tx, line)) return refuse({ code: "book-frozen" });
    const signed = await signLine(tx, line, "first");
    if (!signed.ok) return signed;
    const waits = await waitForSecond(tx, line, signed.value, happenedAt);
    if (!waits.ok) return waits;
  }
  const [first] = lines;
  return first ? accept(first.key) : refuse({ code: "not-there" });
}

/** What came of a second person's own entry: signed and posted, or not the quantity that the first entered. */
export type Second =
  | { readonly agrees: true; readonly posted: readonly PostedLine[] }
  | { readonly agrees: false; readonly mismatches: number };

/**
 * The second person enters the quantity for themselves. Where it is the first one's, they sign, and the line stands in its book, with
 * the one on the other page that belongs to it. Where it is not, that is counted and nothing stands anywhere.
 */
export async function signSecond(
  tx: Tx,
  key: LineKey,
  entered: Micrograms,
): Promise<Result<Second, RegisterRefusal>> {
  const lines = await waitingLine(tx, key);
  const [one] = lines;
  if (!one) return refuse({ code: "answered-already" });
  if (one.own) return refuse({ code: "your-own" });
  if (enteredBySecond(one) !== entered) {
    await noteMismatch(tx, key, entered);
    return accept({ agrees: false, mismatches: one.mismatches + 1 });
  }
  await takeTurnsIn(
    tx,
    lines.map(({ line }) => line.book),
  );
  const posted: PostedLine[] = [];
  // What leaves a page is posted before it arrives on the other.
  for (const { line, first, happenedAt } of lines.toSorted((a, b) => a.line.quantity - b.line.quantity)) {
    const second = await signLine(tx, line, "second");
    if (!second.ok) return second;
    const done = await postLine(tx, { ...line, first, second: second.value, happenedAt });
    if (!done.ok) return done;
    posted.push(done.value);
  }
  if (!(await endWaiting(tx, key))) return refuse({ code: "answered-already" });
  return accept({ agrees: true, posted });
}

/** What a second person must enter of a line: its quantity without its sign; of a count what was counted, of what is set aside how much. */
export const enteredBySecond = ({ line }: Waiting): Micrograms =>
  line.kind === "count"
    ? Number(line.details.counted_micrograms)
    : line.kind === "set-aside"
      ? Number(line.details.micrograms)
      : Math.abs(line.quantity);

/** Takes a line back that waits, for a reason. */
export async function withdraw(
  tx: Tx,
  key: LineKey,
  reason: string,
): Promise<Result<undefined, RegisterRefusal>> {
  return (await endWaiting(tx, key, reason)) ? accept(undefined) : refuse({ code: "answered-already" });
}
