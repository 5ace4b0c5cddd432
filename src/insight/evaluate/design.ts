import { accept, type Result } from "../../kernel/result.ts";
import type { Names, Numbers } from "./finding.ts";
import { type Cannot, cannot } from "./messages.ts";
import type { Covariate } from "./risk-sets.ts";

/** The columns of a regression, row after row, the first being 1 for everybody. */
export type Design = {
  readonly rows: number;
  readonly names: readonly string[];
  /** Row after row. */
  readonly x: Float64Array;
};

/** The column of ones. */
export const INTERCEPT = "intercept";

/** Puts columns side by side with a column of ones before them, and refuses what is no number. */
export function designOf(rows: number, columns: readonly Covariate[]): Result<Design, Cannot> {
  const names = [INTERCEPT, ...columns.map((column) => column.name)];
  if (rows === 0) return cannot("nobody", { where: "in the file" });
  if (names.length > rows) return cannot("too-many-covariates", { covariates: columns.length, rows });
  const x = new Float64Array(rows * names.length);
  for (let i = 0; i < rows; i++) x[i * names.length] = 1;
  for (const [j, { name, values }] of columns.entries()) {
    if (values.length !== rows) return cannot("unequal-lengths");
    for (let i = 0; i < rows; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) return cannot("not-finite", { where: name, row: i + 1 });
      x[i * names.length + j + 1] = value;
    }
  }
  return accept({ rows, names, x });
}

/** Columns of nought and one for each name but the first, which the others are compared with. */
export function dummies(column: string, { codes, names }: Names): Covariate[] {
  return names.slice(1).map((name, k) => ({
    name: `${column}: ${name}`,
    values: Float64Array.from({ length: codes.length }, (_, i) => (codes[i] === k + 1 ? 1 : 0)),
  }));
}

/** What is wrong with a column of counts and their time at risk; nothing where they can be used. */
export function wrongCounts(
  counts: Numbers,
  time: Numbers | undefined,
): ReturnType<typeof cannot> | undefined {
  if (counts.length === 0) return cannot("nobody", { where: "in the file" });
  if (time && time.length !== counts.length) return cannot("unequal-lengths");
  let events = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (!(Number.isSafeInteger(count) && count >= 0)) return cannot("not-a-count", { where: `Row ${i + 1}` });
    const at = time ? (time[i] as number) : 1;
    if (!(Number.isFinite(at) && at > 0)) return cannot("no-time", { where: `Row ${i + 1}` });
    events += count;
  }
  return events === 0 ? cannot("no-events", { where: "in the file" }) : undefined;
}
