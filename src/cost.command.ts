import type { Command } from "commander";
import { failWith } from "./terminal.ts";

/** The question was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_ASK = 2;

type Options = {
  readonly draws: string;
  readonly seed: string;
  readonly json?: boolean;
  readonly unitCosts?: boolean;
};

/** What a programme costs and what it is worth, from a design and a file of events. No database is opened. */
export function costCommand(program: Command): void {
  program
    .command("cost")
    .description(
      "What a programme costs and what it is worth, from a design and a file of events: no database needed.",
    )
    .argument("[files...]", "one design in YAML, and CSV, gzipped CSV or Parquet files of events")
    .option("--draws <number>", "how many draws the limits are made from", "10000")
    .option("--seed <text>", "where chance begins; the same seed gives the same answer", "throughcare")
    .option("--unit-costs", "list the reviewed unit costs with their status, and stop")
    .option("--json", "answer in JSON")
    .addHelpText(
      "after",
      "\nFor example:\n  ./throughcare cost examples/cost/clinic.yaml examples/cost/events.csv\nThe fields of a design stand in docs/methods/economics.md.",
    )
    .action(tellCost);
}

async function tellCost(files: readonly string[], options: Options): Promise<void> {
  if (options.unitCosts) {
    const { unitCosts, values } = await import("./insight/economics/reference.ts");
    const { unitCostsText } = await import("./insight/economics/unit-costs-text.ts");
    const costs = unitCosts();
    process.stdout.write(
      options.json ? `${JSON.stringify(costs, undefined, 2)}\n` : unitCostsText(costs, values()),
    );
    return;
  }
  const { cost } = await import("./insight/economics/cost.ts");
  const { answerJson, answerText } = await import("./insight/economics/text.ts");
  const { today } = await import("./kernel/time.ts");
  const answered = await cost(files, { ...options, today: today().toString() });
  if (answered.ok) {
    process.stdout.write(options.json ? `${answerJson(answered.value)}\n` : answerText(answered.value));
    return;
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ refused: answered.refusal }, undefined, 2)}\n`);
  failWith(answered.refusal.sentence, CANNOT_ASK);
}
