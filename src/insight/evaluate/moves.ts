import type { Arm } from "./rate-ratio.ts";
import { clopperPearson } from "./two-by-two.ts";

/** So many of so many, with the exact interval. */
export type Part = {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
};

/** How many people's outcome rose, held and fell; `unknown` have no time at risk on one side and cannot be compared with themselves. */
export type Moves = {
  readonly rose: number;
  readonly held: number;
  readonly fell: number;
  readonly unknown: number;
};

/** How one person's rate moved: 1 up, -1 down, 0 not at all; NaN where a side has no time at risk. By rate, so that a shorter window is no fall. */
export function moveOf(before: Arm, after: Arm): number {
  if (!(before.personYears > 0 && after.personYears > 0)) return Number.NaN;
  return Math.sign(after.events / after.personYears - before.events / before.personYears);
}

/** Counts moves. */
export function movesOf(moves: readonly number[]): Moves {
  const of = (sign: number): number => moves.filter((move) => move === sign).length;
  return { rose: of(1), held: of(0), fell: of(-1), unknown: moves.filter(Number.isNaN).length };
}

/** The shares that rose, held and fell, with exact (Clopper–Pearson) intervals; nothing where nobody can be compared. */
export function sharesOfMoves(
  { rose, held, fell }: Moves,
  level: number,
): { readonly rose: Part; readonly held: Part; readonly fell: Part } | undefined {
  const of = rose + held + fell;
  if (of === 0) return undefined;
  const part = (count: number): Part => ({
    count,
    of,
    share: count / of,
    ...clopperPearson(count, of, level),
  });
  return { rose: part(rose), held: part(held), fell: part(fell) };
}
