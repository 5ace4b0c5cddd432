import { writeFileSync } from "node:fs";
import { evaluateFile } from "./insight/cohorts/evaluate.ts";
import type { Evaluation } from "./insight/cohorts/evaluation.ts";
import { evaluationJson, evaluationText } from "./insight/cohorts/text.ts";
import { SPANS } from "./insight/evaluate/parallel-trends.ts";
import { failWith, tell } from "./terminal.ts";

/** The question was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_ASK = 2;

/** What was said besides the file. */
export type EvaluateOptions = {
  readonly design?: string;
  readonly events?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
  /** A file to draw the rates of both groups into, span by span. */
  readonly picture?: string;
};

/** Answers a design from files as text or JSON; a refusal is one sentence on the error line, or a code and a sentence in JSON. */
export async function tellEvaluation(file: string, options: EvaluateOptions): Promise<void> {
  const { design = "", events, json, summary } = options;
  const answered = await evaluateFile({ people: file, events, design });
  if (answered.ok) {
    const { value } = answered;
    process.stdout.write(json ? `${evaluationJson(value, Boolean(summary))}\n` : evaluationText(value));
    if (options.picture !== undefined) await drawTrends(value, options.picture);
    return;
  }
  if (json) process.stdout.write(`${JSON.stringify({ refused: answered.refusal }, undefined, 2)}\n`);
  failWith(answered.refusal.sentence, CANNOT_ASK);
}

/** Draws the first table of spans that the answer has, about everyone who entered; says so where it has none. */
async function drawTrends({ outcomes }: Evaluation, file: string): Promise<void> {
  const table = outcomes
    .flatMap(({ everyone }) => everyone.answers)
    .flatMap((one) => ("finding" in one ? one.finding.tables : []))
    .find(({ name }) => name === SPANS);
  if (!table)
    return failWith(
      "There is no picture to draw: it is of a change against a change (did) with several quarters before, counted from a file of events.",
      CANNOT_ASK,
    );
  const { spansPicture } = await import("./insight/charts/spans-chart.ts");
  try {
    writeFileSync(file, `${await spansPicture(table)}\n`);
  } catch (error) {
    return failWith(`${file} cannot be written: ${error instanceof Error ? error.message : error}.`, 1);
  }
  tell(`Drawn into ${file}; its numbers are the table “${SPANS}”.`);
}
