import type { Pack } from "./pack.ts";

/** How much paper a pack holds. Reviewed data. */
export const PAPER = {
  /** Forms for a dose, however few are in treatment. */
  leastForms: 10,
  /** For every hundred parts of a day, so many forms: some are spoiled, or somebody comes otherwise. */
  formsForAHundredParts: 125,
  /** Pages of the register for each book, of ten lines each. */
  pagesABook: 2,
  source:
    "proposed, for the controlled-drugs lead to confirm; the SAFER guides ask for paper for at least 8 hours",
  mark: "P",
  status: "proposed",
  checkBy: "2027-04-01",
} as const;

/**
 * How many numbered forms a pack needs for eight hours: every part of every session of a day, for no eight hours hold more, and a quarter
 * more for what is spoiled or comes otherwise; and blank pages for each book.
 */
export function formsNeeded({ people, books }: Pick<Pack, "people" | "books">): {
  readonly doses: number;
  readonly pages: number;
} {
  const parts = people.reduce(
    (sum, { orders }) => sum + orders.reduce((most, order) => Math.max(most, order.parts.length), 0),
    0,
  );
  return {
    doses: Math.max(PAPER.leastForms, Math.ceil((parts * PAPER.formsForAHundredParts) / 100)),
    pages: Math.max(1, books.length * PAPER.pagesABook),
  };
}

/** A number as it stands on a form: `0042`. */
export const formNumber = (number: number): string => String(number).padStart(4, "0");

/** Numbers as people write them: `12-15, 18 20`. Undefined when they cannot be read, or name more than a pack has. */
export function parseNumbers(text: string): readonly number[] | undefined {
  const found = new Set<number>();
  const words = text
    .replaceAll(/\s*(?:-|–|to)\s*/g, "-")
    .split(/[\s,;]+/)
    .filter((word) => word !== "");
  for (const word of words) {
    const [, from, until] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(word) ?? [];
    if (!from) return undefined;
    const [first, last] = [Number(from), Number(until ?? from)];
    if (last < first || last - first > 1000) return undefined;
    for (let number = first; number <= last; number += 1) found.add(number);
  }
  return found.size > 0 ? [...found].toSorted((a, b) => a - b) : undefined;
}

/** Numbers in as few words as they have: `12 to 15, 18`. */
export function sayNumbers(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([from, until]) =>
      from === until ? formNumber(from) : `${formNumber(from)} to ${formNumber(until)}`,
    )
    .join(", ");
}
