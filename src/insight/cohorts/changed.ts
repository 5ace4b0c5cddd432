import { rateByPerson } from "../evaluate/by-person.ts";
import { moveOf, movesOf, type Part, sharesOfMoves } from "../evaluate/moves.ts";
import type { Case } from "./case.ts";
import type { Outcome } from "./design.ts";

/** Whose outcome rose, held and fell, and which of them is worse. */
export type WhoChanged = {
  readonly group: string;
  readonly rose: Part;
  readonly held: Part;
  readonly fell: Part;
  /** The way that is worse; nothing where the design does not say. */
  readonly worse: "rose" | "fell" | undefined;
  /** People who cannot be compared with themselves: no time at risk on one side. */
  readonly unknown: number;
};

/** What one group's people had, side by side: counts over time, with rates whose limits let one person's events hang together, or readings. */
export type Counted = {
  readonly group: string;
  readonly people: number;
  readonly figures: readonly {
    readonly what: string;
    readonly value: number;
    readonly low?: number;
    readonly high?: number;
  }[];
};

/** Who is in one group, by its name. */
export type Group = { readonly name: string; readonly cases: readonly Case[] };

/** How one person's outcome moved: up, down, not at all; NaN where the two cannot be compared. */
function caseMoved({ was, is, before, after }: Case): number {
  if (was !== undefined && is !== undefined) return Math.sign(is - was);
  return before && after ? moveOf(before, after) : Number.NaN;
}

/**
 * The share whose outcome rose, held and fell, with exact (Clopper–Pearson) intervals. Events go by their rate, so that a shorter
 * window is no fall. Nothing where the outcome has no before.
 */
export function whoChanged(outcome: Outcome, { name, cases }: Group, level: number): WhoChanged | undefined {
  if (!cases.some((one) => one.was !== undefined || one.before !== undefined)) return undefined;
  const moves = movesOf(cases.map(caseMoved));
  const shares = sharesOfMoves(moves, level);
  if (!shares) return undefined;
  const better = outcome.better ?? (outcome.kind === "events" ? "lower" : undefined);
  return {
    group: name,
    ...shares,
    worse: better === undefined ? undefined : better === "lower" ? "rose" : "fell",
    unknown: moves.unknown,
  };
}

/** Counts and denominators of one group. */
export function countedOf({ name, cases }: Group, level: number): Counted {
  const arm = (side: "before" | "after") => {
    const arms = cases.flatMap((one) => one[side] ?? []);
    if (arms.length === 0) return [];
    const events = arms.reduce((sum, one) => sum + one.events, 0);
    const personYears = arms.reduce((sum, one) => sum + one.personYears, 0);
    const rate = rateByPerson(arms, level);
    return [
      { what: `events ${side}`, value: events },
      { what: `person-years ${side}`, value: personYears },
      ...(rate.ok
        ? [
            {
              what: `rate ${side}, a year`,
              value: rate.value.rate,
              low: rate.value.low,
              high: rate.value.high,
            },
          ]
        : []),
    ];
  };
  const mean = (what: string, values: readonly number[]) =>
    values.length === 0 ? [] : [{ what, value: values.reduce((sum, each) => sum + each, 0) / values.length }];
  const times = cases.flatMap((one) => one.time ?? []);
  return {
    group: name,
    people: cases.length,
    figures: [
      ...arm("before"),
      ...arm("after"),
      ...mean(
        "average before",
        cases.flatMap((one) => one.was ?? []),
      ),
      ...mean(
        "average after",
        cases.flatMap((one) => one.is ?? []),
      ),
      ...(times.length === 0
        ? []
        : [
            { what: "who had it", value: cases.filter(({ ending }) => ending === 1).length },
            { what: "followed in all", value: times.reduce((sum, each) => sum + each, 0) },
          ]),
    ],
  };
}
