import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { withDuck } from "../stats/store.ts";
import { type Case, firstRows, type Measured, type Sources } from "./case.ts";
import { cautionsOf } from "./cautions-rules.ts";
import { countedOf, type Group, whoChanged } from "./changed.ts";
import { designStands, hasOf } from "./checks-rules.ts";
import { asksOfDesign, fromEvents } from "./columns.ts";
import { type Design, readDesign } from "./design.ts";
import { edgesOf } from "./edges-rules.ts";
import type { Answered, Evaluation, GroupTold, Side, Told } from "./evaluation.ts";
import { keepEdges, readEvents, tallied } from "./events-store.ts";
import { freshnessOf, knownOf } from "./freshness-rules.ts";
import { type CohortRefused, no } from "./messages.ts";
import { methodOf, usual } from "./methods.ts";
import { measured } from "./outcome-rules.ts";
import { type Member, selected } from "./selection-rules.ts";
import { printOf, printOfText, readPeople, wrongColumn } from "./store.ts";
import type { People, Tally } from "./tables.ts";
import { cohortWords, outcomeWords } from "./words.ts";

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
  for (const i of mine) tallies.set(i, await tallied(connection, i, members.length));
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
  const { members, flow, rows } = chosen.value;
  const tallies = await talliesOf(connection, design, files.people, members);
  const sources = { ...files, design, members, tallies };
  const outcomes: Told[] = [];
  const taken: Measured[] = [];
  for (const i of design.outcomes.keys()) {
    const one = measured(sources, i);
    if (!one.ok) return one;
    taken.push(one.value);
    outcomes.push(toldOf(sources, i, one.value));
  }
  const freshness = freshnessOf(design, files, brought, known.value);
  const groups = groupsTold(design, members);
  return accept({
    title: design.title,
    question: design.question,
    author: design.author,
    date: design.date,
    design: { file: basename(brought.design), sha256: printOfText(text) },
    people: { file: basename(brought.people), sha256: await printOf(brought.people), rows },
    events:
      brought.events === undefined || !files.events
        ? undefined
        : { file: basename(brought.events), sha256: await printOf(brought.events), rows: files.events.rows },
    freshness,
    words: cohortWords(design),
    flow,
    groups,
    outcomes,
    cautions: cautionsOf({ design, files, members, groups, outcomes, taken, freshness }),
  });
}

/** The groups' names: what the column says of them, or everybody. */
export const groupNames = ({ comparison }: Design): readonly [string, ...string[]] =>
  comparison.kind === "none" ? ["everyone"] : [comparison.programme ?? "", comparison.against ?? ""];

function groupsTold(design: Design, members: readonly Member[]): GroupTold[] {
  return groupNames(design).map((name, g): GroupTold => {
    const mine = members.filter(({ programme }) => programme === (g === 0));
    if (g > 0 || design.stayed === undefined) return { name, people: mine.length, stayed: undefined };
    const count = (stayed: boolean | undefined): number => mine.filter((one) => one.stayed === stayed).length;
    const stayed = { stayed: count(true), left: count(false), notKnown: count(undefined) };
    return { name, people: mine.length, stayed };
  });
}

function toldOf(sources: Sources, i: number, { cases, flow, rows }: Measured): Told {
  const { design } = sources;
  const outcome = design.outcomes[i];
  invariant(outcome, "an outcome that was measured is one of the design's");
  const asUsual = usual(outcome, design.comparison, hasOf(design, outcome));
  const names = outcome.methods ?? asUsual.names;
  const side = (who: Side["who"], some: readonly Case[]): Side => sideOf(sources, i, names, who, some);
  // Those they are compared with had nothing to stay in: all of them stand on both sides.
  const stayers = cases.filter(({ member }) => !member.programme || member.stayed === true);
  return {
    name: outcome.name,
    kind: outcome.kind,
    words: outcomeWords(outcome),
    methods: names,
    first: design.comparison.kind === "none" ? "after" : groupNames(design)[0],
    second: groupNames(design)[1] ?? "before",
    chosen: outcome.methods
      ? { by: "the design", because: "it names them" }
      : { by: "what is usual", because: asUsual.why },
    flow,
    rows: fromEvents(outcome) ? rows : {},
    everyone: side("everyone who entered", cases),
    stayed: design.stayed === undefined ? undefined : side("those who stayed", stayers),
  };
}

function sideOf(
  { design, people }: Sources,
  i: number,
  methods: readonly string[],
  who: Side["who"],
  cases: readonly Case[],
): Side {
  const outcome = design.outcomes[i];
  invariant(outcome, "an outcome that was measured is one of the design's");
  const { level, comparison, followUp } = design;
  const groups: Group[] = groupNames(design).map((name, g) => ({
    name,
    cases: cases.filter(({ member }) => member.programme === (g === 0)),
  }));
  const question = { cases, outcome, comparison, ends: followUp.ends, people, level };
  const answers = methods.map((name): Answered => {
    const method = methodOf(outcome, name);
    invariant(method, "a method of a design that stands is one of ours");
    const found = method.run(question);
    return found.ok ? { method: name, finding: found.value } : { method: name, refused: found.refusal };
  });
  return {
    who,
    people: groups.map((group) => group.cases.length),
    counted: groups.map((group) => countedOf(group, level)),
    changed: groups.flatMap((group) => whoChanged(outcome, group, level) ?? []),
    answers,
  };
}
