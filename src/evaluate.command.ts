import type { Command } from "commander";
import { failWith } from "./commands.ts";

/** Evaluations worked out again on the command line. No database is opened. */
export function evaluateCommand(program: Command): void {
  program
    .command("evaluate")
    .description("Published evaluations worked out again: published, ours, agree?")
    .option("--published", "every case of examples/published")
    .option("--json", "answer in JSON")
    .action(async (options: { published?: boolean; json?: boolean }) => {
      if (!options.published)
        return failWith(
          "Say --published to see the published cases; for a file of your own see ./throughcare stats --help.",
          2,
        );
      const { publishedCase, publishedNames } = await import("./insight/stats/published.ts");
      const { publishedText } = await import("./insight/stats/published-text.ts");
      const cases = [];
      for (const name of publishedNames()) cases.push(await publishedCase(name));
      process.stdout.write(options.json ? `${JSON.stringify(cases, undefined, 2)}\n` : publishedText(cases));
      if (cases.some((one) => one.compared.some(({ agree }) => agree === "no"))) process.exitCode = 1;
    });
}
