import type { Sql } from "./kernel/database/connection.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { counted } from "./kernel/words.ts";
import type { Checkpoint } from "./services/clinic/register/checkpoint.ts";
import { atOneMoment, everyBook, exportedLines } from "./services/clinic/register/export-store.ts";
import { BookVerifier } from "./services/clinic/register/verifier.ts";

/** Whether the lines of one exported book hold, and reach these checkpoints: a sentence either way. */
export async function verifyLines(
  lines: AsyncIterable<string>,
  checkpoints: readonly Checkpoint[],
): Promise<Result<string, string>> {
  const verifier = new BookVerifier(checkpoints);
  for await (const line of lines) {
    if (line === "") continue;
    const fault = verifier.next(line);
    if (fault) return refuse(`Line ${fault.line} does not hold: ${fault.because}.`);
  }
  const fault = verifier.end();
  if (fault) return refuse(`Line ${fault.line} does not hold: ${fault.because}.`);
  const anchored =
    checkpoints.length > 0
      ? ` They reach every checkpoint given.`
      : " Without --checkpoint nobody can tell whether lines were cut off the end or written anew.";
  return accept(
    `${verifier.head?.heading}: ${counted(verifier.lines, "line")} hold, balance ${verifier.balance} micrograms, head ${verifier.hash}.${anchored}`,
  );
}

type Book = Awaited<ReturnType<typeof everyBook>>[number];

/** Holds every book of a partnership, as its database has it, against the checkpoints that are of it. */
export const verifyBooks = (
  setUp: Sql,
  partnership: string,
  checkpoints: readonly Checkpoint[],
): Promise<readonly { readonly of: Book; readonly answer: Result<string, string> }[]> =>
  asPolicyRole(setUp, partnership, async (tx) => {
    await atOneMoment(tx);
    const all: { of: Book; answer: Result<string, string> }[] = [];
    for (const book of await everyBook(tx)) {
      const own = checkpoints.filter(({ origin }) => origin.endsWith(`/register/${book.id}`));
      all.push({ of: book, answer: await verifyLines(exportedLines(tx, book.id, true), own) });
    }
    return all;
  });
