import type { Command } from "commander";
import { commandLine } from "../../src/commands.ts";
import type { Document } from "./documents.ts";

/** A command line that a document tells its reader to type. */
export type Said = {
  readonly file: string;
  /** The command and, where it has them, its own commands: `import`, `people`. */
  readonly words: readonly string[];
  readonly options: readonly string[];
};

const GROUPS = [
  "stats",
  "partnership",
  "agency",
  "service",
  "import",
  "journal",
  "account",
  "provider",
  "keys",
  "register",
];

/** What follows `backup` and is no partnership. */
const OF_BACKUP = ["verify", "key"];

/** Every `./throughcare ...` of the documents, whether in a block or in a sentence. */
export function commandsSaid(documents: readonly Document[]): readonly Said[] {
  return documents.flatMap(({ file, text }) =>
    [...text.matchAll(/\.\/throughcare ([a-z][^\n`#”]*)/g)].map(([, line = ""]) => {
      const parts = line.trim().split(/\s+/);
      const grouped = GROUPS.includes(parts[0] ?? "") && /^[a-z]/.test(parts[1] ?? "");
      const ofBackup = parts[0] === "backup" && OF_BACKUP.includes(parts[1] ?? "");
      const depth = grouped || ofBackup ? 2 : 1;
      return {
        file,
        words: parts.slice(0, depth).map((word) => word.replace(/[.,;]$/, "")),
        options: parts
          .filter((part) => part.startsWith("--"))
          .map((option) => option.replace(/[=.,].*$/, "")),
      };
    }),
  );
}

/** The command that these words name, as the program declares it; nothing where there is none. */
export function commandNamed(words: readonly string[]): Command | undefined {
  const program = commandLine();
  if (words[0] === "help") return program;
  return words.reduce<Command | undefined>(
    (within, word) => within?.commands.find((command) => command.name() === word),
    program,
  );
}

/** What is wrong with the commands that these documents say: none of ours, or an option that it has not. */
export function wrongCommands(documents: readonly Document[]): readonly string[] {
  return commandsSaid(documents).flatMap(({ file, words, options }) => {
    const command = commandNamed(words);
    if (!command) return [`${file} says ./throughcare ${words.join(" ")}, which is no command`];
    return options
      .filter((option) => !command.options.some(({ long }) => long === option))
      .map((option) => `${file} gives ${words.join(" ")} the option ${option}, which it has not`);
  });
}
