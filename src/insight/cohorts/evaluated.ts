import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Case, Measured, Sources } from "./case.ts";
import { cautionsOf } from "./cautions-rules.ts";
import { countedOf, type Group, whoChanged } from "./changed.ts";
import { hasOf } from "./checks-rules.ts";
import { fromEvents } from "./columns.ts";
import type { Design } from "./design.ts";
import type { Answered, Evaluation, GroupTold, Printed, Side, Told } from "./evaluation.ts";
import { freshnessOf } from "./freshness-rules.ts";
import type { CohortRefused } from "./messages.ts";
import { methodOf, usual } from "./methods.ts";
import { measured } from "./outcome-rules.ts";
import type { Known, Member, Selected } from "./selection-rules.ts";
import type { Tally } from "./tables.ts";
import { timeOf } from "./windows-rules.ts";
import { cohortWords, outcomeWords } from "./words.ts";

/** What a design is asked of, wherever the rows came from: files of an analyst's own, or the record. */
export type Asked = Pick<Sources, "people" | "events" | "design"> & {
  readonly known: Known;
  readonly chosen: Selected;
  /** The events of each outcome that is taken from them, by its place in the design. */
  readonly tallies: ReadonlyMap<number, Tally>;
  /** As the sources are called where they are told of. */
  readonly names: { readonly people: string; readonly events: string | undefined };
  readonly prints: {
    readonly design: Printed;
    readonly people: Printed;
    readonly events: Printed | undefined;
  };
};

/** The answer, and what each outcome came to person by person, for whoever must not tell of few. */
export type EvaluatedWhole = { readonly evaluation: Evaluation; readonly taken: readonly Measured[] };

/** Answers a design: takes each outcome, asks each method. No clock, no chance, no file: the same again gives the same. */
export function evaluated(asked: Asked): Result<EvaluatedWhole, CohortRefused> {
  const { design, people, events, known, chosen, tallies, names, prints } = asked;
  const { members, flow, rows } = chosen;
  const files = { people, events };
  const sources: Sources = { ...files, design, members, tallies };
  const outcomes: Told[] = [];
  const taken: Measured[] = [];
  for (const i of design.outcomes.keys()) {
    const one = measured(sources, i);
    if (!one.ok) return one;
    taken.push(one.value);
    outcomes.push(toldOf(sources, i, one.value));
  }
  const freshness = freshnessOf(design, files, names, known);
  const groups = groupsTold(design, members);
  const evaluation: Evaluation = {
    title: design.title,
    question: design.question,
    author: design.author,
    date: design.date,
    design: prints.design,
    people: { ...prints.people, rows },
    events: prints.events && events ? { ...prints.events, rows: events.rows } : undefined,
    freshness,
    words: cohortWords(design),
    flow,
    groups,
    outcomes,
    cautions: cautionsOf({ design, files, members, groups, outcomes, taken, freshness }),
  };
  return accept({ evaluation, taken });
}

/** The groups' names: what the column says of them, or everybody. */
const groupNames = ({ comparison }: Design): readonly [string, ...string[]] =>
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
  const time = timeOf(design, outcome);
  const question = { cases, outcome, comparison, ends: followUp.ends, people, level, time };
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
