import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { withDuck } from "../stats/store.ts";
import { firstRows, type Sources } from "./case.ts";
import { designStands } from "./checks-rules.ts";
import { asksOfDesign, fromEvents } from "./columns.ts";
import { type Design, readDesign } from "./design.ts";
import { edgesOf } from "./edges-rules.ts";
import { evaluated } from "./evaluated.ts";
import type { Evaluation } from "./evaluation.ts";
import { keepEdges, readEvents, tallied } from "./events-store.ts";
import { knownOf } from "./freshness-rules.ts";
import { type CohortRefused, no } from "./messages.ts";
import { type Member, selected } from "./selection-rules.ts";
import { printOf, printOfText, readPeople, wrongColumn } from "./store.ts";
import type { People, Tally } from "./tables.ts";

/** The files that an analyst brings. */
export type Brought = {
  readonly people: string;
  readonly events: string | undefined;
  readonly design: string;
};

type Answer<T> = Result<T, CohortRefused | Refused>;

/** Answers a design from files: reads, chooses, counts, asks each method. No database is opened and no clock is read. */
export async function evaluateFile(brought: Brought): Promise<Answer<Evaluation>> {
  const text = textOf(brought.design);
  if (text === undefined) return no({ code: "no-design", file: brought.design });
  const design = readDesign(text);
  if (!design.ok) return design;
  const stands = designStands(design.value, brought.events !== undefined);
  if (!stands.ok) return stands;
  return withDuck(async (connection) => {
    const read = await readSources(connection, design.value, brought);
    return read.ok ? answered(connection, design.value, text, brought, read.value) : read;
  });
}

/** The text of a file; nothing where there is none to read, be it missing, a folder or another's. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

type Files = Pick<Sources, "people" | "events">;

async function readSources(
  connection: DuckDBConnection,
  design: Design,
  brought: Brought,
): Promise<Answer<Files>> {
  const asks = asksOfDesign(design);
  const of = (from: "people" | "events") => asks.filter((ask) => ask.from === from);
  const columns = await wrongColumn(connection, brought.people, of("people"));
  if (!columns.ok) return columns;
  if (brought.events !== undefined) {
    const others = await wrongColumn(connection, brought.events, of("events"));
    if (!others.ok) return others;
  }
  const people = await readPeople(connection, brought.people, of("people"));
  if (!people.ok) return people;
  if (brought.events === undefined) return accept({ people: people.value, events: undefined });
  const events = await readEvents(connection, brought.events, of("events"), design.outcomes);
  return events.ok ? accept({ people: people.value, events: events.value }) : events;
}

/** The events of each outcome that is taken from the file of events, counted by person. */
async function talliesOf(
  connection: DuckDBConnection,
  design: Design,
  people: People,
  members: readonly Member[],
): Promise<ReadonlyMap<number, Tally>> {
  const tallies = new Map<number, Tally>();
  const mine = design.outcomes.flatMap((outcome, i) => (fromEvents(outcome) ? [i] : []));
  if (mine.length === 0) return tallies;
  const rows = firstRows(people);
  const theirs = Int32Array.from(members, ({ id }) => rows.get(id) ?? 0);
  await keepEdges(connection, theirs, edgesOf(design, members));
  for (const i of mine)
    tallies.set(i, await tallied(connection, i, members.length, design.comparison.kind !== "none"));
  return tallies;
}

async function answered(
  connection: DuckDBConnection,
  design: Design,
  text: string,
  brought: Brought,
  files: Files,
): Promise<Answer<Evaluation>> {
  const known = knownOf(design, files, brought);
  if (!known.ok) return known;
  const chosen = selected(design, files.people, known.value);
  if (!chosen.ok) return chosen;
  const whole = evaluated({
    ...files,
    design,
    known: known.value,
    chosen: chosen.value,
    tallies: await talliesOf(connection, design, files.people, chosen.value.members),
    names: brought,
    prints: {
      design: { file: basename(brought.design), sha256: printOfText(text) },
      people: { file: basename(brought.people), sha256: await printOf(brought.people) },
      events:
        brought.events === undefined
          ? undefined
          : { file: basename(brought.events), sha256: await printOf(brought.events) },
    },
  });
  return whole.ok ? accept(whole.value.evaluation) : whole;
}
