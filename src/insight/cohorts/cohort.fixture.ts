import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { invariant } from "../../kernel/result.ts";
import { evaluateFile } from "./evaluate.ts";
import type { Evaluation, Side, Told } from "./evaluation.ts";

const folder = mkdtempSync(join(tmpdir(), "throughcare-cohorts-"));

/** A file of a test's own; packed where its name says so. */
export function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}

type Fields = Readonly<Record<string, unknown>>;

/** A design in which everything stands that must; a test says what matters to it. JSON is YAML as well. */
export const designOf = ({ cohort, ...fields }: Fields): Fields => ({
  title: "A test",
  question: "What changed?",
  author: "A. Analyst",
  date: "2020-01-01",
  cohort: { words: "everybody", person: "person", into: "the programme", ...(cohort as Fields | undefined) },
  ...fields,
});

let designs = 0;

/** Asks a design of files; answers the evaluation, or the sentence that says why not. */
export async function ask(
  people: string,
  design: Fields | string,
  events?: string,
): Promise<Evaluation | string> {
  designs += 1;
  const text = typeof design === "string" ? design : JSON.stringify(design);
  const answered = await evaluateFile({ people, events, design: fileOf(`design-${designs}.yaml`, text) });
  return answered.ok ? answered.value : answered.refusal.sentence;
}

/** The same where an answer is expected. */
export async function answerOf(people: string, design: Fields, events?: string): Promise<Evaluation> {
  const answered = await ask(people, design, events);
  invariant(typeof answered !== "string", `the design is answered: ${String(answered)}`);
  return answered;
}

/** One outcome of an evaluation, counted from 0. */
export function outcomeOf(whole: Evaluation, i = 0): Told {
  const told = whole.outcomes[i];
  invariant(told, "the outcome is there");
  return told;
}

/** The finding of one method on one side. */
export function findingOf(side: Side | undefined, method: string) {
  const answer = side?.answers.find((one) => one.method === method);
  invariant(
    answer && "finding" in answer,
    `${method} has an answer: ${answer && "refused" in answer ? answer.refused.sentence : ""}`,
  );
  return answer.finding;
}

/** The figure of that name of one group's counts. */
export const countOf = (side: Side | undefined, what: string, group = 0) =>
  side?.counted[group]?.figures.find((one) => one.what === what)?.value;
