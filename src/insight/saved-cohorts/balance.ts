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
  /** Kept back: in one of the groups one to four people have it, or have it not. */
  readonly held: boolean;
};

const LABELS: Readonly<Record<string, string>> = {
  age: "Age in the year of entry",
  earlier_stays: "Earlier stays in treatment",
  "ever_in_custody: yes": "Had been in custody",
  "rate before": "Own rate before",
};

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
  return (table?.rows ?? []).map(([name, before, after]): BalanceRow => {
    const column = String(name);
    const held = tells || isOfFew(column, cases, people);
    const finite = (n: number | string | undefined): number | undefined =>
      held || typeof n !== "number" || !Number.isFinite(n) ? undefined : n;
    return { column, before: finite(before), after: finite(after), held };
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
