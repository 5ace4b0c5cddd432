import { type Ask, asksOf } from "./columns.ts";
import type { Only } from "./design.ts";
import type { People } from "./tables.ts";
import { dayNumber } from "./windows-rules.ts";

/** Names and numbers in their natural order: by number where they are numbers, else by letter. As files' names are sorted. */
export function natural(a: string, b: string): number {
  const [x, y] = [a.trim() === "" ? Number.NaN : Number(a), b.trim() === "" ? Number.NaN : Number(b)];
  if (Number.isFinite(x) && Number.isFinite(y) && x !== y) return x - y;
  if (Number.isFinite(x) !== Number.isFinite(y)) return Number.isFinite(x) ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same text, or the same number written in two ways: 1 and 1.0. */
export const sameValue = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  (a.trim() === b.trim() || (a.trim() !== "" && b.trim() !== "" && Number(a) === Number(b)));

/** Whether a row meets a rule; nothing where the cell is empty. */
export function metBy(only: Only, k: number, people: People): (i: number) => boolean | undefined {
  const tests = asksOf(only, `only ${k}`, "", "people").map(({ key, kind }: Ask) => {
    if (kind === "name") {
      const values = people.text(key);
      return (i: number) => {
        const value = values[i];
        if (value === undefined) return undefined;
        const among = (list: readonly string[]): boolean => list.some((one) => sameValue(value, one));
        return (only.is === undefined || among(only.is)) && !(only.not !== undefined && among(only.not));
      };
    }
    const values = people.number(key);
    const bound = (limit: string | number | undefined, none: number): number =>
      limit === undefined ? none : typeof limit === "number" ? limit : dayNumber(limit);
    const [from, to] = [bound(only.from, Number.NEGATIVE_INFINITY), bound(only.to, Number.POSITIVE_INFINITY)];
    return (i: number) => {
      const value = values[i] as number;
      return Number.isNaN(value) ? undefined : value >= from && value <= to;
    };
  });
  return (i) => {
    const answers = tests.map((test) => test(i));
    return answers.includes(undefined) ? undefined : answers.every((one) => one === true);
  };
}
