import { expect } from "vitest";
import { invariant } from "../../kernel/result.ts";
import type { Finding, Found } from "./finding.ts";
import { estimateOf } from "./finding.ts";

/** Both the same to a share of their size. R's files write null for what is missing or endless. */
export function expectClose(
  value: number | undefined,
  golden: number | null | undefined,
  within = 1e-9,
): void {
  const told = value ?? Number.NaN;
  if (golden === null || golden === undefined) {
    expect(Number.isFinite(told), `${told} where R has nothing`).toBe(false);
    return;
  }
  const apart = Math.abs(told - golden) / Math.max(Math.abs(golden), 1e-8);
  expect(apart < within, `${told} against ${golden}, apart by ${apart}`).toBe(true);
}

/** Two columns the same, place by place. */
export function expectAllClose(
  values: readonly (number | undefined)[],
  golden: readonly (number | null)[],
  within = 1e-9,
): void {
  expect(values.length).toBe(golden.length);
  for (const [i, each] of golden.entries()) expectClose(values[i], each, within);
}

/** The finding, where there must be one. */
export function found(answer: Found): Finding {
  invariant(answer.ok, answer.ok ? "there is a finding" : answer.refusal.sentence);
  return answer.value;
}

/** Estimate, low and high of one line of a finding. */
export function line(finding: Finding, what: string, of?: string): number[] {
  const one = estimateOf(finding, what, of);
  return [one?.value ?? Number.NaN, one?.low ?? Number.NaN, one?.high ?? Number.NaN];
}

/** The same, rounded as papers print it. */
export const printed = (finding: Finding, what: string, digits: number, of?: string): string[] =>
  line(finding, what, of).map((x) => x.toFixed(digits));

/** The lines that were made in one way, by the beginning of its name. */
export const by = (finding: Finding, way: string): Finding => ({
  ...finding,
  estimates: finding.estimates.filter((one) => one.by === undefined || one.by.startsWith(way)),
});

/** The codes of what a finding warns of. */
export const warnedOf = (finding: Finding): string[] => finding.warnings.map((one) => one.code);

/** The numbers of one column of a finding's table. */
export function column(finding: Finding, table: string, name: string): number[] {
  const rows = finding.tables.find((one) => one.name === table);
  const at = rows?.columns.indexOf(name) ?? -1;
  return (rows?.rows ?? []).map((row) => Number(row[at]));
}
