import { evaluateFile } from "./insight/cohorts/evaluate.ts";
import { evaluationJson, evaluationText } from "./insight/cohorts/text.ts";
import { failWith } from "./terminal.ts";

/** The question was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_ASK = 2;

/** What was said besides the file. */
export type EvaluateOptions = {
  readonly design?: string;
  readonly events?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
};

/** Answers a design from files as text or JSON; a refusal is one sentence on the error line, or a code and a sentence in JSON. */
export async function tellEvaluation(file: string, options: EvaluateOptions): Promise<void> {
  const { design = "", events, json, summary } = options;
  const answered = await evaluateFile({ people: file, events, design });
  if (answered.ok) {
    const { value } = answered;
    process.stdout.write(json ? `${evaluationJson(value, Boolean(summary))}\n` : evaluationText(value));
    return;
  }
  if (json) process.stdout.write(`${JSON.stringify({ refused: answered.refusal }, undefined, 2)}\n`);
  failWith(answered.refusal.sentence, CANNOT_ASK);
}
