import type { Instant } from "../../../kernel/time.ts";
import { OVER, STATES, type State } from "./states.ts";

/**
 * Which states a nomination goes on to from where it stands. The database asks the same of every writer; a test holds
 * the two together. The panel may settle two decisions that were recorded at the same time, so a decision can become another.
 */
export function mayGo(from: State, to: State): boolean {
  if (to === "died") return !OVER.includes(from);
  if (to === "refused-by-person") return !OVER.includes(from);
  if (to === "withdrawn")
    return ["nominated", "consented", "panel", "deferred", "shortlisted"].includes(from);
  if (to === "ended") return ["assessment", "accepted", "agreed"].includes(from);
  return (NEXT[from] ?? []).includes(to);
}

const NEXT: Partial<Readonly<Record<State, readonly State[]>>> = {
  nominated: ["consented"],
  consented: ["panel", "nominated"],
  panel: ["shortlisted", "declined", "deferred", "nominated"],
  deferred: ["panel", "nominated", "shortlisted", "declined"],
  shortlisted: ["assessment", "declined", "deferred"],
  declined: ["shortlisted", "deferred"],
  assessment: ["accepted", "not-suitable"],
  accepted: ["agreed", "not-suitable"],
  agreed: ["induction"],
};

/** Is the selection still going on? */
export const isOpen = (state: State): boolean => !OVER.includes(state);

/** One answer to a criterion or caution as the newest one stands. */
export type Answered = {
  readonly criterion: string;
  readonly answer: "met" | "not-met" | "not-known" | "exception";
};

/** Why somebody cannot be accepted yet: which criteria are not met or not known, which cautions nobody looked at. */
export type Standing = {
  readonly notMet: readonly string[];
  readonly notKnown: readonly string[];
  readonly cautionsOpen: readonly string[];
};

/**
 * What stands against acceptance by the programme's own criteria. A criterion that is not met passes by an exception, which
 * is a licensed doctor's. A caution stands against nothing by being there: it must have been looked at.
 */
export function standsAgainst(
  criteria: readonly string[],
  cautions: readonly string[],
  answers: readonly Answered[],
): Standing {
  const newest = new Map(answers.map((one) => [one.criterion, one.answer]));
  return {
    notMet: criteria.filter((code) => newest.get(code) === "not-met"),
    notKnown: criteria.filter((code) => (newest.get(code) ?? "not-known") === "not-known"),
    cautionsOpen: cautions.filter((code) => (newest.get(code) ?? "not-known") === "not-known"),
  };
}

/** Does nothing stand against acceptance? */
export const mayBeAccepted = (standing: Standing): boolean =>
  standing.notMet.length + standing.notKnown.length + standing.cautionsOpen.length === 0;

/** That a nomination came to a state, in the order of its history. */
export type Came = { readonly nomination: string; readonly state: State; readonly at: Instant };

/** How long nominations were in one state, in whole days: those that left it, and those still in it. */
export type Time = {
  readonly state: State;
  /** How many nominations were ever in it. */
  readonly ever: number;
  /** Days of each spell that is over, shortest first. */
  readonly days: readonly number[];
  readonly median: number | undefined;
  /** Days so far of those still in it, longest first. */
  readonly still: readonly { readonly nomination: string; readonly days: number }[];
};

const HOURS_OF_A_DAY = 24;

const wholeDays = (from: Instant, to: Instant): number =>
  Math.floor(from.until(to).total("hours") / HOURS_OF_A_DAY);

/** The middle of sorted numbers; between the two in the middle where their number is even. */
export function median(sorted: readonly number[]): number | undefined {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half];
  if (upper === undefined) return undefined;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[half - 1] ?? upper) + upper) / 2;
}

/**
 * Time in each open state. A spell is one stay in a state, so who was put off twice counts two spells and one nomination.
 * Spells that go on are counted apart and never taken for over.
 */
export function timesIn(history: readonly Came[], now: Instant): readonly Time[] {
  const spells: { nomination: string; state: State; days: number; over: boolean }[] = [];
  for (const [i, came] of history.entries()) {
    // A decision that was settled as it stood is no move.
    const before = history.slice(0, i).findLast((each) => each.nomination === came.nomination);
    if (before?.state === came.state) continue;
    const left = firstOther(history, i)?.at;
    spells.push({
      nomination: came.nomination,
      state: came.state,
      days: wholeDays(came.at, left ?? now),
      over: left !== undefined,
    });
  }
  return STATES.filter(isOpen).map((state) => {
    const here = spells.filter((spell) => spell.state === state);
    const days = here.filter((spell) => spell.over).map((spell) => spell.days);
    const sorted = days.toSorted((a, b) => a - b);
    return {
      state,
      ever: new Set(here.map((spell) => spell.nomination)).size,
      days: sorted,
      median: median(sorted),
      still: here
        .filter((spell) => !spell.over)
        .map(({ nomination, days: so }) => ({ nomination, days: so }))
        .toSorted((a, b) => b.days - a.days),
    };
  });
}

/** When the nomination of one line of a history came to another state, if it did. */
function firstOther(history: readonly Came[], index: number): Came | undefined {
  const here = history[index];
  return history
    .slice(index + 1)
    .find((each) => each.nomination === here?.nomination && each.state !== here.state);
}

/** How one way of ending is counted: how many, of all who were ever nominated. */
export type End = {
  readonly state: State;
  readonly n: number;
  readonly from: readonly { readonly state: State; readonly n: number }[];
};

/** Ends of every kind, and for each from which state it came. */
export function endsOf(history: readonly Came[]): {
  readonly all: number;
  readonly open: number;
  readonly ends: readonly End[];
} {
  const byNomination = Map.groupBy(history, (came) => came.nomination);
  const last = [...byNomination.values()].map((lines) => ({
    state: lines.at(-1)?.state ?? "nominated",
    before: lines.findLast((line) => line.state !== lines.at(-1)?.state)?.state ?? "nominated",
  }));
  const ends = OVER.map((state) => {
    const here = last.filter((each) => each.state === state);
    const from = Map.groupBy(here, (each) => each.before);
    return {
      state,
      n: here.length,
      from: STATES.flatMap((before) => {
        const n = from.get(before)?.length ?? 0;
        return n > 0 ? [{ state: before, n }] : [];
      }),
    };
  });
  return { all: last.length, open: last.filter((each) => isOpen(each.state)).length, ends };
}

const FEWEST_TOLD = 5;

/** A count for whoever is not entitled to small ones: none is told as none, fewer than five as that. */
export const toldCount = (n: number, entitled: boolean): string =>
  entitled || n === 0 || n >= FEWEST_TOLD ? String(n) : `under ${FEWEST_TOLD}`;

/** How many of the answers that count, the newest of each criterion, were given under another protocol than this print. */
export function givenUnderOthers(
  answers: readonly { readonly criterion: string; readonly protocol_print: string }[],
  print: string,
): { readonly n: number; readonly of: number } {
  const newest = [...new Map(answers.map((one) => [one.criterion, one])).values()];
  return { n: newest.filter((one) => one.protocol_print !== print).length, of: newest.length };
}
