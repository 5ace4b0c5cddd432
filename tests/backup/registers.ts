import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { readNote, verify } from "../../docs/safety/verify-register.mjs";
import type { Sql } from "../../src/kernel/database/connection.ts";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { invariant } from "../../src/kernel/result.ts";
import { readCheckpoint } from "../../src/services/clinic/register/checkpoint.ts";
import { exportedLines } from "../../src/services/clinic/register/export-store.ts";
import type { BookId } from "../../src/services/clinic/register/index.ts";
import { BookVerifier } from "../../src/services/clinic/register/verifier.ts";

/** A book taken out of a partnership, as lines of JSON. */
export const takenOut = (sql: Sql, code: string, book: BookId): Promise<readonly string[]> =>
  asPolicyRole(sql, code, (tx) => Array.fromAsync(exportedLines(tx, book, false)));

/** Without the moment at which it was taken out, which stands in its first line alone. */
export const undated = ([head = "{}", ...lines]: readonly string[]): readonly string[] => [
  JSON.stringify({ ...(JSON.parse(head) as object), exported_at: "" }),
  ...lines,
];

/** Checkpoints that somebody keeps in a folder, with the files they are in. */
export async function keptIn(
  folder: string,
): Promise<readonly { readonly file: string; readonly note: string }[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, note: await readFile(file, "utf8") };
    }),
  );
}

/** What both verifiers say of a book, with checkpoints that were kept and the key they are signed by; nothing where it holds. */
export function verifiedBy(
  lines: readonly string[],
  notes: readonly string[],
  key: string,
): readonly [ours: string | undefined, independent: string | undefined] {
  const checkpoints = notes.map((note) => {
    const read = readCheckpoint(note, key);
    invariant(read.ok, "the checkpoint is signed by the key");
    return read.value;
  });
  const ours = new BookVerifier(checkpoints);
  const fault = lines.map((line) => ours.next(line)).find((one) => one !== undefined) ?? ours.end();
  const read = notes.map((note) => {
    const one = readNote(note, key);
    invariant(typeof one !== "string", "the checkpoint is signed by the key");
    return one;
  });
  return [fault?.because, verify(lines, read)];
}
