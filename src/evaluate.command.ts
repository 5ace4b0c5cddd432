import type { Command } from "commander";
import type { EvaluateOptions } from "./evaluate-answer.ts";
import { failWith } from "./terminal.ts";

const ASK =
  "Say which file, and --design with the design that it answers (docs/methods/evaluate-a-file.md shows one); or --published for the published cases.";

/** Evaluations on the command line: a design answered from files, and the published cases. No database is opened. */
export function evaluateCommand(program: Command): void {
  program
    .command("evaluate")
    .description("A design answered from your own file: who, what changed, how sure. Or the published cases.")
    .argument("[file]", "a CSV, gzipped CSV or Parquet file with one row a person")
    .option("--design <file>", "the design: question, cohort, comparison, windows, outcomes (YAML)")
    .option("--events <file>", "a second file with one row an event")
    .option("--published", "every case of examples/published: published, ours, agree?")
    .option("--picture <file>", "draws rates of both groups before and after, quarter by quarter (SVG)")
    .option("--json", "answer in JSON")
    .option("--summary", "leave curves and long tables out of the JSON")
    .addHelpText(
      "after",
      "\nFor example:\n  ./throughcare evaluate examples/evaluate/people.csv --events examples/evaluate/events.csv --design examples/evaluate/before-after.yaml",
    )
    .action(async (file: string | undefined, options: EvaluateOptions & { published?: boolean }) => {
      if (options.published) return published(Boolean(options.json));
      if (file === undefined || options.design === undefined) return failWith(ASK, 2);
      return (await import("./evaluate-answer.ts")).tellEvaluation(file, options);
    });
}

async function published(json: boolean): Promise<void> {
  const { publishedCase, publishedNames } = await import("./insight/stats/published.ts");
  const { publishedText } = await import("./insight/stats/published-text.ts");
  const cases = [];
  for (const name of publishedNames()) cases.push(await publishedCase(name));
  process.stdout.write(json ? `${JSON.stringify(cases, undefined, 2)}\n` : publishedText(cases));
  if (cases.some((one) => one.compared.some(({ agree }) => agree === "no"))) process.exitCode = 1;
}
