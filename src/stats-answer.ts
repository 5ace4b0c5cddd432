import { writeFile } from "node:fs/promises";
import { answer } from "./insight/stats/answer.ts";
import { said } from "./insight/stats/messages.ts";
import type { Method, Picture, Texts } from "./insight/stats/method.ts";
import { findingJson, findingText } from "./insight/stats/text.ts";
import { failWith, tell } from "./terminal.ts";

/** The question was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_ASK = 2;

/** Answers one method as text or JSON; a refusal is one sentence on the error line, or a code and a sentence in JSON. */
export async function tellStats(
  method: Method,
  argument: string | undefined,
  options: Texts & { readonly json?: unknown; readonly summary?: unknown; readonly picture?: string },
): Promise<void> {
  const answered = await drawnBeside(
    await answer(method, argument, options),
    method.picture,
    options.picture,
  );
  if (answered.ok) {
    const { value } = answered;
    process.stdout.write(
      options.json ? `${findingJson(value, Boolean(options.summary))}\n` : findingText(value),
    );
    return;
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ refused: answered.refusal }, undefined, 2)}\n`);
  failWith(answered.refusal.sentence, CANNOT_ASK);
}

/** The same answer, its table drawn into a file where that was asked; a refusal where there is no table to draw or the file cannot be written. */
async function drawnBeside(
  answered: Awaited<ReturnType<typeof answer>>,
  picture: Picture | undefined,
  file: string | undefined,
): Promise<Awaited<ReturnType<typeof answer>>> {
  if (!answered.ok || !picture || file === undefined) return answered;
  const rows = answered.value.tables.find(({ name }) => name === picture.table);
  if (!rows) return said({ code: "needs-also", option: "--picture", needs: `--${picture.needs}` });
  try {
    await writeFile(file, `${await picture.draw(rows)}\n`);
  } catch (error) {
    return said({ code: "unwritable", file, why: error instanceof Error ? error.message : String(error) });
  }
  tell(`Drawn into ${file}; its numbers are the table “${picture.table}”.`);
  return answered;
}
