import type { Command } from "commander";
import type { ChangedOptions } from "./changed-figures.ts";

/** What changed, on the command line. */
export function changedCommand(program: Command): void {
  program
    .command("changed")
    .description("What changed for everyone who entered a service: rates before and after, without names.")
    .option("--service <code>", "a kind of service, or the code of one service", "community")
    .option("--event <kind>", "what is counted", "offence")
    .option("--window <days>", "days before and after entry", "365")
    .option("--partnership <code>", "the partnership, where there are several")
    .option("--as <username>", "in whose name; by default a commissioner's")
    .option("--json", "answer in JSON")
    .option("--csv", "answer in CSV")
    .action(async (options: ChangedOptions) =>
      (await import("./changed-figures.ts")).changedFigures(options),
    );
}
