import { FEWEST_SHOWN } from "../publish/thresholds.ts";

/** Is this a number of people that says something of one of them to whoever knows who they are? */
export const isFew = (n: number): boolean => n > 0 && n < FEWEST_SHOWN;

/** What is shown of a whole and its parts: a number, or nothing where it is kept back. */
export type ShownParts = {
  readonly whole: number | undefined;
  readonly parts: readonly (number | undefined)[];
};

/** So many people at least stand behind all that is kept back of one whole: with fewer, knowing the rule gave single numbers away. */
export const leastKeptBack = 2 * FEWEST_SHOWN;

/**
 * Which of the parts of a whole may be shown, the whole being known.
 *
 * Parts of one to four people are kept back, and with them others, in the order in which they stand and never by their size, until one of
 * them is of five or more and ten people or more are kept back in all. Where there are too few others for that, no part is shown, and of a
 * whole of one to four nothing. To take the smallest others would show more and tell more: which one was taken then says how small it is,
 * so that whoever knows the rule could work some numbers out exactly (the test tries every whole up to 22).
 */
export function shownParts(parts: readonly number[]): ShownParts {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const nothing = parts.map(() => undefined);
  if (isFew(whole)) return { whole: undefined, parts: nothing };
  const held = new Set(parts.flatMap((part, i) => (isFew(part) ? [i] : [])));
  if (held.size === 0) return { whole, parts };
  const small = held.size;
  const others = parts.flatMap((part, i) => (part >= FEWEST_SHOWN ? [i] : []));
  const behind = (): number => [...held].reduce((sum, i) => sum + (parts[i] ?? 0), 0);
  while (held.size === small || behind() < leastKeptBack) {
    const next = others.shift();
    if (next === undefined) return { whole, parts: nothing };
    held.add(next);
  }
  return { whole, parts: parts.map((part, i) => (held.has(i) ? undefined : part)) };
}
