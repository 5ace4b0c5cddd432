import type { Command } from "commander";
import type { Option } from "./insight/stats/method.ts";
import { METHODS } from "./insight/stats/methods.ts";

const PLACEHOLDERS: Readonly<Record<Option["kind"], string>> = {
  column: "<column>",
  columns: "<a,b>",
  number: "<number>",
  numbers: "<a,b>",
  choice: "<choice>",
  file: "<file>",
  day: "<day>",
  rows: "<column=value,...>",
};

/** The methods of evaluation on the command line, for an analyst with a file. No database is opened. */
export function statsCommand(program: Command): void {
  const stats = program
    .command("stats")
    .description("Methods of evaluation on a CSV, gzip or Parquet file, or on numbers: no database needed.")
    .addHelpText("after", () => `\n${examples()}`);
  for (const method of METHODS) {
    const command = stats.command(method.name).description(method.answers);
    if (method.takes === "file") command.argument("<file>", "a CSV, gzipped CSV or Parquet file");
    if (method.takes === "either") command.argument("[file]", "a CSV, gzipped CSV or Parquet file");
    if (method.takes === "numbers") command.argument("[numbers]", `the same as --${method.options[0]?.name}`);
    for (const option of method.options) {
      const needs = option.needed ? " (needed)" : "";
      command.option(`--${option.name} ${PLACEHOLDERS[option.kind]}`, `${option.says}${needs}`);
    }
    if (method.picture) command.option("--picture <file>", "draw its table into this file (SVG)");
    command
      .option("--level <share>", "the level of intervals", "0.95")
      .option("--json", "answer in JSON")
      .option("--summary", "leave curves and long tables out of the JSON")
      .addHelpText(
        "after",
        `\nFor example:\n  ./throughcare stats ${method.name} ${method.example.join(" ")}`,
      )
      .action(async (argument: string | undefined, options: Record<string, string>) =>
        (await import("./stats-answer.ts")).tellStats(method, argument, options),
      );
  }
}

const examples = (): string =>
  [
    "One example each (the files are in examples/stats):",
    ...METHODS.map(
      ({ name, example }) => `  ./throughcare stats ${name} ${example.map(shellWord).join(" ")}`,
    ),
  ].join("\n");

const shellWord = (word: string): string => (/^[\w./,=:-]+$/.test(word) ? word : `"${word}"`);
