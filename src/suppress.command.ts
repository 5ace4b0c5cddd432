import type { Command } from "commander";
import type { Asked } from "./insight/publish/answer.ts";
import { failWith } from "./terminal.ts";

/** The question was wrong, or the table may not leave, and not the system: scripts tell it by this exit code. */
const CANNOT_RELEASE = 2;

/** Keeps back the small numbers of a table that is to leave. No database is opened. */
export function suppressCommand(program: Command): void {
  program
    .command("suppress")
    .description(
      "Keep back the small numbers of a table that is to leave, and what would tell them: no database needed.",
    )
    .argument("<table>", "a CSV file of counts of people, one line a cell, without totals")
    .requiredOption("--rows <a,b>", "the column, or columns, of the file that make the table's rows")
    .requiredOption("--columns <column>", "the column that makes the table's columns")
    .requiredOption("--count <column>", "the column with the counts")
    .option("--previous <releases...>", "what was released earlier of the same people, as --csv wrote it")
    .option("--zeros <shown|hidden>", "tell nobody as 0, or keep nobody back like a small count", "shown")
    .option("--fewest <people>", "the fewest people who are told of; never below what is usual")
    .option("--width <people>", "the least span that a kept-back count can be worked out to; as --fewest")
    .option("--csv", "answer with the file to release")
    .option("--json", "answer in JSON")
    .option("--audit", "add what a reader could work out; not for release")
    .addHelpText(
      "after",
      "\nFor example:\n  ./throughcare suppress examples/suppress/endings.csv --rows area --columns ending --count people\nWhat is kept back, and why, stands in docs/methods/suppress.md.",
    )
    .action(tellSuppressed);
}

async function tellSuppressed(file: string, asked: Asked): Promise<void> {
  const { suppressFile } = await import("./insight/publish/answer.ts");
  const answered = suppressFile(file, asked);
  if (answered.ok) {
    process.stdout.write(answered.value);
    return;
  }
  if (asked.json) process.stdout.write(`${JSON.stringify({ refused: answered.refusal }, undefined, 2)}\n`);
  failWith(answered.refusal.sentence, CANNOT_RELEASE);
}
