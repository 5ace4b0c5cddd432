import { Command } from "commander";
import { agencyCommands } from "./agency.command.ts";
import { backupCommands } from "./backup.command.ts";
import { changedCommand } from "./changed.command.ts";
import { type Config, configOrStop, settingsHelp, stopWith } from "./config.ts";
import { costCommand } from "./cost.command.ts";
import { evaluateCommand } from "./evaluate.command.ts";
import { importCommand } from "./import.command.ts";
import { keyCommands } from "./keys.command.ts";
import { logCommands } from "./log.command.ts";
import { partnershipCommands, peopleCount } from "./partnership.command.ts";
import { registerCommands } from "./register.command.ts";
import { sharingCommands } from "./sharing.command.ts";
import { signInCommands } from "./sign-in.command.ts";
import { statsCommand } from "./stats.command.ts";
import { suppressCommand } from "./suppress.command.ts";
import { openSystem, type System } from "./system.ts";

/** Tells whoever waits what is going on. */
export const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** Answers whoever asked, in a line that another program can read. */
export const write = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

/** Says why not, and leaves that exit code; the databases are closed on the way out. */
export function failWith(sentence: string, code: number): void {
  tell(sentence);
  process.exitCode = code;
}

/** Opens the databases for one command and closes them after it, whatever happens. */
export async function withSystem<T>(work: (system: System, config: Config) => Promise<T>): Promise<T> {
  const config = configOrStop();
  const system = await openSystem({ config, as: "beside", onProgress: tell });
  if (!system.ok) return stopWith(system.refusal.sentence);
  try {
    return await work(system.value, config);
  } finally {
    await system.value.close();
  }
}

/** Every command with its options; nothing runs before its words are parsed. */
export function commandLine(): Command {
  const program = new Command("throughcare")
    .description("One record between the agencies of a drug-treatment partnership, and what it changed.")
    .showHelpAfterError("Say ./throughcare help to see every command.")
    .addHelpText("after", () =>
      [
        "",
        "Settings (environment variables):",
        ...settingsHelp().map(({ name, meaning }) => `  ${name.padEnd(19)} ${meaning}`),
      ].join("\n"),
    );
  program
    .command("serve")
    .description(
      "Start the system. The first start on an empty data folder makes the made-up partnership Northmoor.",
    )
    .option("--people <number>", "how many made-up people Northmoor gets", peopleCount, 1200)
    .action(async (options: { people: number }) => (await import("./serve.ts")).serve(options));
  partnershipCommands(program);
  agencyCommands(program);
  signInCommands(program);
  keyCommands(program);
  sharingCommands(program);
  importCommand(program);
  changedCommand(program);
  logCommands(program);
  backupCommands(program);
  statsCommand(program);
  evaluateCommand(program);
  costCommand(program);
  suppressCommand(program);
  registerCommands(program);
  return program;
}

/** Runs the command that these words say. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  await commandLine().parseAsync([...words], { from: "user" });
}
