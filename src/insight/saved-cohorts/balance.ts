import type { Case } from "../cohorts/case.ts";
import type { Told } from "../cohorts/evaluation.ts";
import { isFew } from "../programmes/keep-back.ts";
import type { PersonRow } from "./table.ts";

/** How alike the two groups were in one column, in standard deviations of those who entered: before and after matching. */
export type BalanceRow = {
  /** As the method calls it: `sex: male`. */
  readonly column: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** Variance of those who entered over that of the others; nothing where there is no spread. */
  readonly ratioBefore: number | undefined;
  readonly ratioAfter: number | undefined;
  /** Kept back: in one of the groups one to four people have it, or have it not. */
  readonly held: boolean;
};

const LABELS: Readonly<Record<string, string>> = {
  age: "Age in the year of entry",
  earlier_stays: "Earlier stays in treatment",
  "ever_in_custody: yes": "Had been in custody",
  "rate before": "Own rate before",
};

/** Between which a variance ratio is called alike. Source: Rubin 2001; from memory, to be looked up. */
export const ALIKE_RATIO = { low: 0.5, high: 2 } as const;

/** What a variance ratio is. */
export const VARIANCE_RATIO = `Variance among those who entered divided by the variance among those they are matched with: 1 is alike, and below ${ALIKE_RATIO.low} or above ${ALIKE_RATIO.high} the two groups are spread unlike (Rubin 2001; from memory). Of a yes or no it tells nothing that the difference does not.`;

/** A column in words. */
export const balanceLabel = (column: string): string => LABELS[column] ?? column.replace(/^sex/, "Sex");

/**
 * Balance of everyone who entered and those they are matched with. From the difference in a column that few have, how many have it could
 * be worked out, so it is kept back; where the groups' own rates are, so is everything.
 */
export function balanceShown(
  { everyone }: Told,
  cases: readonly Case[],
  people: readonly PersonRow[],
  tells: boolean,
): readonly BalanceRow[] {
  const table = everyone.answers
    .flatMap((one) => ("finding" in one ? one.finding.tables : []))
    .find(({ name }) => name === "balance");
  return (table?.rows ?? []).map(([name, before, after, ratioBefore, ratioAfter]): BalanceRow => {
    const column = String(name);
    const held = tells || isOfFew(column, cases, people);
    const finite = (n: number | string | undefined): number | undefined =>
      held || typeof n !== "number" || !Number.isFinite(n) ? undefined : n;
    return {
      column,
      before: finite(before),
      after: finite(after),
      ratioBefore: finite(ratioBefore),
      ratioAfter: finite(ratioAfter),
      held,
    };
  });
}

/** Whether in either group one to four people have what the column says, or have it not. Of an age nothing of the kind can be said. */
function isOfFew(column: string, cases: readonly Case[], people: readonly PersonRow[]): boolean {
  const [name = "", level] = column.split(": ");
  const rowOf = (one: Case) => people[one.member.row - 1] as PersonRow;
  const has = (one: Case): boolean => {
    if (column === "rate before") return (one.before?.events ?? 0) > 0;
    const cell = rowOf(one)[name as keyof PersonRow];
    return level === undefined ? Number(cell) > 0 : String(cell) === level;
  };
  return [true, false].some((programme) => {
    const mine = cases.filter(({ member }) => member.programme === programme);
    const some = mine.filter(has).length;
    return isFew(some) || isFew(mine.length - some);
  });
}
