import { answer } from "./insight/stats/answer.ts";
import type { Method, Texts } from "./insight/stats/method.ts";
import { findingJson, findingText } from "./insight/stats/text.ts";
import { failWith } from "./terminal.ts";

/** The question was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_ASK = 2;

/** Answers one method as text or JSON; a refusal is one sentence on the error line, or a code and a sentence in JSON. */
export async function tellStats(
  method: Method,
  argument: string | undefined,
  options: Texts & { readonly json?: unknown; readonly summary?: unknown },
): Promise<void> {
  const answered = await answer(method, argument, options);
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
