import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { designFrom } from "./check.ts";
import type { Both } from "./costing.ts";
import { type CostOnly, type Design, SIDES, sideOf } from "./design.ts";
import { type EventsRead, readEvents } from "./events-store.ts";
import { refused } from "./messages.ts";

/** A design and its events as files have them; a design in which nothing is compared has none. */
export type Asked =
  | { readonly file: string; readonly design: Design; readonly events: EventsRead }
  | { readonly file: string; readonly design: CostOnly };

/** Reads the files of one question: one design in YAML, and any number of tables of events. */
export async function readFiles(files: readonly string[]): Promise<Result<Asked, Refused>> {
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) return refused("no-file", { file: missing });
  const designs = files.filter((file) => /\.ya?ml$/i.test(file));
  const [file] = designs;
  if (file === undefined) return refused("no-design");
  if (designs.length > 1) return refused("two-designs", { files: designs });
  const design = readDesign(file);
  if (!design.ok) return design;
  const tables = files.filter((one) => one !== file);
  const { value } = design;
  if (value.design === "cost-only")
    return tables[0] === undefined
      ? accept({ file, design: value })
      : refused("no-events-wanted", { file, events: tables[0] });
  const events = await eventsOf(file, value, tables);
  return events.ok ? accept({ file, design: value, events: events.value }) : events;
}

function readDesign(file: string): Result<Design | CostOnly, Refused> {
  try {
    return designFrom(file, parse(readFileSync(file, "utf8")));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return refused("bad-yaml", { file, why });
  }
}

async function eventsOf(
  file: string,
  design: Design,
  tables: readonly string[],
): Promise<Result<EventsRead, Refused>> {
  const written = writtenEvents(design);
  const [first] = tables;
  if (written.size > 0)
    return first === undefined
      ? accept({ counts: written, people: undefined })
      : refused("events-twice", { file, events: first });
  // With an outcome there is something to ask without events: what one outcome more costs.
  if (first === undefined)
    return design.outcome ? accept({ counts: written, people: undefined }) : refused("no-events", { file });
  const all: EventsRead[] = [];
  for (const table of tables) {
    const read = await readEvents(table, SIDES[design.design]);
    if (!read.ok) return read;
    all.push(read.value);
  }
  return accept(together(all));
}

/** Events that stand under the sides of the design itself. */
function writtenEvents(design: Design): ReadonlyMap<string, Both> {
  const counts = new Map<string, Both>();
  for (const which of ["without", "with"] as const)
    for (const [code, count] of Object.entries(sideOf(design, which)?.events ?? {})) {
      const there = counts.get(code.toUpperCase()) ?? { without: 0, with: 0 };
      counts.set(code.toUpperCase(), { ...there, [which]: there[which] + count });
    }
  return counts;
}

/** Several files as one. People are told apart within one file only, so with several no unevenness is worked out. */
function together(all: readonly EventsRead[]): EventsRead {
  const [only] = all;
  if (all.length === 1 && only) return only;
  const counts = new Map<string, Both>();
  for (const { counts: some } of all)
    for (const [code, both] of some) {
      const there = counts.get(code) ?? { without: 0, with: 0 };
      counts.set(code, { without: there.without + both.without, with: there.with + both.with });
    }
  return { counts, people: undefined };
}
