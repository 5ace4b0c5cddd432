import type { Result } from "../../kernel/result.ts";
import type { Arm } from "../evaluate/rate-ratio.ts";
import type { Design } from "./design.ts";
import type { CohortRefused } from "./messages.ts";
import type { Member, Step } from "./selection-rules.ts";
import type { Events, People, Tally } from "./tables.ts";

/** One person of the cohort with what one outcome says of them. Which fields are there depends on the outcome's kind. */
export type Case = {
  readonly member: Member;
  readonly before?: Arm;
  readonly after?: Arm;
  /** The window before by quarters, the last one first, where two groups are compared by events with their days. */
  readonly quarters?: readonly Arm[];
  /** A reading, or 1 for yes and 0 for no. */
  readonly was?: number;
  readonly is?: number;
  /** Days from entry until it happened (ending 1), until the person was lost from sight (0), or another end came (2 and on). */
  readonly time?: number;
  readonly ending?: number;
};

/** What an outcome came to, person by person, and what was left out or set aside. */
export type Measured = {
  readonly cases: readonly Case[];
  /** Those of the cohort whom this outcome says nothing about, and why. */
  readonly flow: readonly Step[];
  /** Rows of the file of events: how many counted, and why the others do not. */
  readonly rows: Readonly<Record<string, number>>;
  /** People whose window was cut short, by what can be seen of it. */
  readonly cut: { readonly before: number; readonly after: number };
  /** Events of the file that fall on somebody's day of entry and count as after it. */
  readonly onEntry: number;
};

/** Everything that an outcome is taken from. */
export type Sources = {
  readonly design: Design;
  readonly members: readonly Member[];
  readonly people: People;
  readonly events: Events | undefined;
  /** What the events of each outcome came to, by its place in the design. */
  readonly tallies: ReadonlyMap<number, Tally>;
};

/** What was measured, or the sentence that says why it cannot be. */
export type Answer = Result<Measured, CohortRefused>;

/** Nothing counted from a file of events, nobody's window cut short. */
export const PLAIN = { rows: {}, cut: { before: 0, after: 0 }, onEntry: 0 } as const;
const ROWS_TOLD = 100;

/** Leaves people out of one outcome, reason by reason, as the cohort's own flow does. */
export function flowOf(
  members: readonly Member[],
  reasons: readonly (readonly [string, (m: Member) => boolean])[],
) {
  let left = members;
  const flow: Step[] = [];
  for (const [because, missing] of reasons) {
    const gone = left.filter(missing);
    left = left.filter((one) => !missing(one));
    if (gone.length > 0)
      flow.push({
        because,
        leftOut: gone.length,
        left: left.length,
        rows: gone.slice(0, ROWS_TOLD).map(({ row }) => row),
      });
  }
  return { left, flow };
}

/** The first row of each person in the file of people, by which events know them. */
export function firstRows(people: People): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const [i, id] of people.text("person").entries())
    if (id !== undefined && !first.has(id)) first.set(id, i + 1);
  return first;
}
