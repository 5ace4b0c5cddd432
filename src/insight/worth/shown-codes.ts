import type { Both } from "../economics/costing.ts";
import { isFew, leastKeptBack } from "../programmes/keep-back.ts";

/**
 * Of the codes of one kind of event those whose events may be told, and so priced: those of which nobody, or five people and more, stand behind each side.
 *
 * A kind's events in all stand on the programme's page, so what is left of them is told by subtraction: with the codes of few people others are kept
 * back, in their order and never by their size, until ten people or more stand behind what is kept back on each side that has any.
 *
 * @param whom the keys of the people behind one side of a code
 */
export function shownCodes(
  codes: readonly string[],
  whom: (code: string, side: keyof Both) => readonly string[],
): readonly string[] {
  const sides = ["without", "with"] as const;
  const held = new Set(codes.filter((code) => sides.some((side) => isFew(whom(code, side).length))));
  if (held.size === 0) return codes;
  const behind = (side: keyof Both): number => new Set([...held].flatMap((code) => whom(code, side))).size;
  const enough = (): boolean => sides.every((side) => behind(side) === 0 || behind(side) >= leastKeptBack);
  for (const code of codes) {
    if (enough()) break;
    held.add(code);
  }
  return codes.filter((code) => !held.has(code));
}
