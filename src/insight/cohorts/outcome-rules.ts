import { accept, invariant } from "../../kernel/result.ts";
import { type Answer, flowOf, PLAIN, type Sources } from "./case.ts";
import type { Outcome } from "./design.ts";
import { countedEvents, givenCounts } from "./event-counts-rules.ts";
import type { Member } from "./selection-rules.ts";
import { timeTo } from "./time-to-rules.ts";

/** Takes one outcome for everybody in the cohort. */
export function measured(sources: Sources, i: number): Answer {
  const outcome = sources.design.outcomes[i];
  invariant(outcome, "an outcome of the design is measured");
  switch (outcome.kind) {
    case "events":
      return outcome.after === undefined ? countedEvents(sources, i) : givenCounts(sources, outcome, i);
    case "time-to":
      return timeTo(sources, outcome, i);
    case "yes-or-no":
    case "score":
      return readings(sources, outcome, i);
  }
}

function readings(
  { members, people }: Sources,
  outcome: Outcome & { kind: "yes-or-no" | "score" },
  i: number,
): Answer {
  const value = (name: "before" | "after") => (m: Member) =>
    people.number(`outcome ${i} ${name}`)[m.row - 1] as number;
  const [was, is] = [outcome.before === undefined ? undefined : value("before"), value("after")];
  const { left, flow } = flowOf(members, [
    ...(was ? [[`“${outcome.before}” is empty`, (m: Member) => Number.isNaN(was(m))] as const] : []),
    [`“${outcome.after}” is empty`, (m) => Number.isNaN(is(m))],
  ]);
  return accept({
    cases: left.map((member) => ({ member, ...(was ? { was: was(member) } : {}), is: is(member) })),
    flow,
    ...PLAIN,
  });
}
