/** So many lines of the register that two people signed, in the order in which they signed. */
export type Signed = { readonly first: string; readonly second: string; readonly lines: number };

/** With whom somebody signed lines, whoever of the two was first. */
export type Together = {
  readonly name: string;
  readonly lines: number;
  readonly partners: readonly { readonly name: string; readonly lines: number }[];
  /** Every one of several lines was with the same other person. That is no wrong by itself: it is looked at. */
  readonly always: boolean;
};

/** Who signs with whom, most lines first. */
export function signedTogether(pairs: readonly Signed[]): readonly Together[] {
  const by = new Map<string, Map<string, number>>();
  const add = (name: string, other: string, lines: number): void => {
    const of = by.get(name) ?? new Map<string, number>();
    of.set(other, (of.get(other) ?? 0) + lines);
    by.set(name, of);
  };
  for (const { first, second, lines } of pairs) {
    add(first, second, lines);
    add(second, first, lines);
  }
  return [...by]
    .map(([name, others]) => {
      const partners = [...others]
        .map(([other, lines]) => ({ name: other, lines }))
        .toSorted((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1));
      const lines = partners.reduce((sum, one) => sum + one.lines, 0);
      return { name, lines, partners, always: partners.length === 1 && lines > 1 };
    })
    .toSorted((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1));
}

/** Part of a whole as people read it: `3 of 40`, and `3 of 40 (7.5 %)` where there is anything to divide. */
export const ofAll = (of: number, outOf: number): string =>
  outOf === 0 ? "none" : `${of} of ${outOf} (${((of * 100) / outOf).toFixed(1)} %)`;
