import { Command } from "commander";
import { costCommand } from "./cost.command.ts";
import { evaluateCommand } from "./evaluate.command.ts";
import { statsCommand } from "./stats.command.ts";
import { suppressCommand } from "./suppress.command.ts";

/** The program without any command. */
export const throughcare = (): Command =>
  new Command("throughcare")
    .description("One record between the agencies of a drug-treatment partnership, and what it changed.")
    .showHelpAfterError("Say ./throughcare help to see every command.");

/** The commands that answer from an analyst's own files: no database, no setting and no page is loaded for them. */
export function analystCommands(program: Command): Command {
  statsCommand(program);
  evaluateCommand(program);
  costCommand(program);
  suppressCommand(program);
  return program;
}
