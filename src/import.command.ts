import { type Command, Option } from "commander";
import { eventRowKinds } from "./exchange/imports/cells.ts";
import type { ImportOptions } from "./import-file.ts";
import { EVENT_KINDS } from "./record/event/kinds.ts";

const USUAL_EVENT = "offence";

const KINDS = [
  ["people", "people: an agency's client list"],
  ["episodes", "stays with a treatment service"],
  ["events", "offences or other events"],
  ["custody", "custody periods"],
  ["area-months", "counts of areas by month: anti-social behaviour, drug litter, open drug use, drug deaths"],
] as const;

/** Bringing agencies' files in on the command line. */
export function importCommand(program: Command): void {
  const command = program
    .command("import")
    .description(
      "Bring in an agency's file of people, episodes, events, custody periods or counts of areas by month.",
    );
  for (const [kind, holds] of KINDS) {
    const one = command
      .command(`${kind} <file>`)
      .description(`Bring in a file of ${holds}.`)
      .option("--map <file>", "a map of the file's columns (YAML)")
      .option("--dry-run", "only check: write nothing")
      .option("--partnership <code>", "the partnership, where there are several")
      .option("--agency <code>", "the agency the file comes from, where it is not plain")
      .option("--complete-to <day>", "the last day to which the source is complete, like 30/9/2026")
      .option("--as <username>", "in whose name; by default an administrator's")
      .option("--json", "answer in JSON")
      .action(async (file: string, options: ImportOptions) =>
        (await import("./import-file.ts")).importFile(kind, file, options),
      );
    // An option that a file of its kind has no use for is refused, and not silently passed over.
    if (kind === "episodes")
      one.option(
        "--service <code>",
        "the service its rows belong to, where the agency has several of that kind",
      );
    if (kind === "events") {
      one.addOption(
        new Option("--event <kind>", "what a file without a column for it holds")
          .choices(eventRowKinds(EVENT_KINDS).map(({ code }) => code))
          .default(USUAL_EVENT),
      );
    }
  }
}
