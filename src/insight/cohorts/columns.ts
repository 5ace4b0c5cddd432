import type { Kind } from "../stats/kinds-store.ts";
import type { Design, Only, Outcome } from "./design.ts";

/** One column that a design asks for: which field named it, in which file it stands and what it must hold. */
export type Ask = {
  /** Our own name of it. */
  readonly key: string;
  /** The design's field that named it. */
  readonly field: string;
  readonly column: string;
  readonly kind: Kind;
  readonly from: "people" | "events";
};

/** Whether an outcome is counted from the file of events: it names no column of people's. */
export const fromEvents = (outcome: Outcome): boolean =>
  (outcome.kind === "events" && outcome.after === undefined) ||
  (outcome.kind === "time-to" && outcome.on === undefined && outcome.time === undefined);

/** What a rule compares by: names, numbers or days. */
export const kindOf = (only: Only): Kind => {
  const limit = only.from ?? only.to;
  return limit === undefined ? "name" : typeof limit === "number" ? "number" : "day";
};

/** The keys of a rule: a rule may ask for names and for limits at once. */
export function asksOf(only: Only, key: string, field: string, from: Ask["from"]): Ask[] {
  const named = only.is !== undefined || only.not !== undefined;
  const limited = only.from !== undefined || only.to !== undefined;
  const ask = { field: `${field}: column`, column: only.column, from };
  return [
    ...(named ? [{ ...ask, key: `${key} name`, kind: "name" as const }] : []),
    ...(limited ? [{ ...ask, key: `${key} limit`, kind: kindOf(only) }] : []),
  ];
}

/** Every column that the design asks of either file. */
export function asksOfDesign(design: Design): readonly Ask[] {
  const { cohort, comparison, windows, followUp, stayed } = design;
  const ask = (key: string, field: string, column: string | undefined, kind: Kind): Ask[] =>
    column === undefined ? [] : [{ key, field, column, kind, from: "people" }];
  return [
    ...ask("person", "cohort.person", cohort.person, "id"),
    ...ask("entered", "cohort.entered", cohort.entered, "day"),
    ...cohort.only.flatMap((only, i) => asksOf(only, `only ${i}`, `cohort.only ${i + 1}`, "people")),
    ...(comparison.kind === "none" ? [] : ask("group", "comparison.column", comparison.column, "name")),
    ...ask("area", "comparison.area", comparison.area, "name"),
    ...comparison.covariates.flatMap((one, i) =>
      ask(`covariate ${one}`, `comparison.covariates ${i + 1}`, one, "number"),
    ),
    ...comparison.factors.flatMap((one, i) =>
      ask(`factor ${one}`, `comparison.factors ${i + 1}`, one, "name"),
    ),
    ...ask("away before", "windows.awayBefore", windows.awayBefore, "time"),
    ...ask("away after", "windows.awayAfter", windows.awayAfter, "time"),
    ...followUp.ends.flatMap((one, i) => ask(`end ${i}`, `followUp.ends ${i + 1}`, one, "day")),
    ...ask("stayed", "stayed.column", stayed?.column, "yes-or-no"),
    ...ask("left", "stayed.left", stayed?.left, "day"),
    ...design.outcomes.flatMap((outcome, i) => asksOfOutcome(outcome, i)),
    ...(design.outcomes.some(fromEvents) ? asksOfEvents(design) : []),
  ];
}

function asksOfEvents({ events, cohort }: Design): Ask[] {
  return [
    {
      key: "person",
      field: events.person === undefined ? "cohort.person" : "events.person",
      column: events.person ?? cohort.person,
      kind: "id",
      from: "events",
    },
    { key: "day", field: "events.day", column: events.day ?? "day", kind: "day", from: "events" },
  ];
}

const READS: Readonly<Record<Outcome["kind"], Readonly<Record<string, Kind>>>> = {
  events: { before: "count", after: "count", beforeTime: "time", afterTime: "time" },
  "time-to": { on: "day", time: "time", happened: "yes-or-no" },
  "yes-or-no": { before: "yes-or-no", after: "yes-or-no" },
  score: { before: "number", after: "number" },
};

function asksOfOutcome(outcome: Outcome, i: number): Ask[] {
  const named = outcome as unknown as Readonly<Record<string, string | undefined>>;
  const field = `outcomes ${i + 1}`;
  const columns = Object.entries(READS[outcome.kind]).flatMap(([name, kind]): Ask[] => {
    const column = named[name];
    return column === undefined
      ? []
      : [{ key: `outcome ${i} ${name}`, field: `${field}: ${name}`, column, kind, from: "people" }];
  });
  if (!("only" in outcome)) return columns;
  return [
    ...columns,
    ...outcome.only.flatMap((only, j) =>
      asksOf(only, `outcome ${i} only ${j}`, `${field}: only ${j + 1}`, "events"),
    ),
  ];
}
