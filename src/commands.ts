import type { Command } from "commander";
import { agencyCommands } from "./agency.command.ts";
import { analystCommands, throughcare } from "./analyst-commands.ts";
import { backupCommands } from "./backup.command.ts";
import { changedCommand } from "./changed.command.ts";
import { type Config, configOrStop, settingsHelp, stopWith } from "./config.ts";
import { importCommand } from "./import.command.ts";
import { journalCommands } from "./journal.command.ts";
import { keyCommands } from "./keys.command.ts";
import { logCommands } from "./log.command.ts";
import { partnershipCommands, peopleCount } from "./partnership.command.ts";
import { registerCommands } from "./register.command.ts";
import { sharingCommands } from "./sharing.command.ts";
import { signInCommands } from "./sign-in.command.ts";
import { openSystem, type System } from "./system.ts";
import { tell } from "./terminal.ts";

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
  const program = throughcare().addHelpText("after", () =>
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
  journalCommands(program);
  analystCommands(program);
  registerCommands(program);
  return program;
}

/** Runs the command that these words say. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  await commandLine().parseAsync([...words], { from: "user" });
}
