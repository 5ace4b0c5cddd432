import { expect, test } from "vitest";
import { estimateOf } from "./finding.ts";
import { exponential } from "./generator.ts";
import { markov } from "./markov.ts";
import { times } from "./matrix.ts";

const STATES = ["in treatment", "out of treatment", "died"];
/** 20 moves out in 1,000 days of treatment; 10 back and 5 deaths in 500 days out of it: rates 0.02, 0.02 and 0.01 a day. */
const row = (from: number, to: number, n: number, days: number) =>
  Array.from({ length: n }, () => ({ from, to, days }));
const ROWS = [...row(0, 1, 20, 50), ...row(1, 0, 10, 30), ...row(1, 2, 5, 30), ...row(1, -1, 1, 50)];
const staysOf = (rows: readonly { from: number; to: number; days: number }[], unit = 1) => ({
  states: STATES,
  from: rows.map((one) => one.from),
  time: rows.map((one) => one.days / unit),
  to: rows.map((one) => one.to),
});
const found = (rows: typeof ROWS, at: readonly number[], unit = 1, start = 0) => {
  const answer = markov(staysOf(rows, unit), { start, at });
  if (!answer.ok) throw new Error(answer.refusal.sentence);
  return answer.value;
};

test("one way out: whoever is still there after 90 days is exp(−90 rates), its error that of the moves", () => {
  // In R: l <- 20/1000; p <- exp(-90*l); s <- 90*p*sqrt(20)/1000; plogis(qlogis(p) + c(-1, 1) * qnorm(.975) * s / (p * (1 - p)))
  const only = found([...row(0, 1, 20, 50)], [90]);
  expect(estimateOf(only, "share after 90", "in treatment")?.value).toBeCloseTo(0.165298888, 9);
  expect(estimateOf(only, "share after 90", "in treatment")?.standardError).toBeCloseTo(0.066531519, 8);
  expect(estimateOf(only, "share after 90", "in treatment")?.low).toBeCloseTo(0.0714642, 6);
  expect(estimateOf(only, "share after 90", "in treatment")?.high).toBeCloseTo(0.3375514, 6);
});

test("to and fro: the share away is a/(a+b) (1 − exp(−(a+b) t))", () => {
  // a = 20/1000, b = 10/500: after 25 days ½ (1 − e⁻¹) = 0.3160602794.
  const both = found([...row(0, 1, 20, 50), ...row(1, 0, 10, 50)], [25]);
  expect(estimateOf(both, "share after 25", "out of treatment")?.value).toBeCloseTo(0.3160602794, 10);
});

test("rates that compete are taken together: of two ways out each has its part of those who left, and no more people leave than there are", () => {
  // Out of treatment 0.02 back and 0.01 dead a day; were each 1 − exp(−rate t) alone, 86 % and 63 % of the same people would go in 100 days.
  const rows = [...row(1, 0, 10, 30), ...row(1, 2, 5, 30), ...row(1, -1, 1, 50)];
  const both = found(rows, [100], 1, 1);
  const left = 1 - Math.exp(-3);
  expect(estimateOf(both, "share after 100", "in treatment")?.value).toBeCloseTo((left * 2) / 3, 12);
  expect(estimateOf(both, "share after 100", "died")?.value).toBeCloseTo(left / 3, 12);
});

test("nobody is lost: rows sum to 1, two half years are one year, and days or years are the same people", () => {
  const q = [Float64Array.of(-0.02, 0.02, 0), Float64Array.of(0.02, -0.03, 0.01), Float64Array.of(0, 0, 0)];
  const year = exponential(q, 365);
  const halves = times(exponential(q, 182.5), exponential(q, 182.5));
  for (const [i, line] of year.entries()) {
    expect(line.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 13);
    for (const [j, share] of line.entries()) expect(halves[i]?.[j]).toBeCloseTo(share, 13);
  }
  const [days, years] = [found(ROWS, [365]), found(ROWS, [1], 365)];
  for (const [i, one] of days.estimates.entries()) {
    expect(years.estimates[i]?.value).toBeCloseTo(one.value, 12);
    expect(years.estimates[i]?.low).toBeCloseTo(one.low ?? Number.NaN, 10);
  }
});

test("who died stays dead, and it is said that nobody was seen to leave", () => {
  const all = found([...ROWS, { from: 2, to: -1, days: 10 }], [0, 5000]);
  expect(estimateOf(all, "share after 0", "in treatment")).toMatchObject({ value: 1, low: Number.NaN });
  expect(estimateOf(all, "share after 5000", "died")?.value).toBeGreaterThan(0.999);
  expect(all.warnings.map(({ code }) => code)).toEqual(["no-memory", "few-moves", "never-left"]);
});

test("what cannot be told is refused in a sentence", () => {
  const refused = (rows: typeof ROWS, at: readonly number[] = [90]) => {
    const answer = markov(staysOf(rows), { start: 0, at });
    return answer.ok ? "told" : answer.refusal.code;
  };
  expect(refused([])).toBe("nobody");
  expect(refused([...row(0, -1, 3, 10)])).toBe("no-events");
  expect(refused([...row(0, 0, 1, 10)])).toBe("stays-itself");
  expect(refused([...row(0, 1, 1, -10)])).toBe("negative-time");
  expect(refused([...row(0, 1, 1, Number.NaN)])).toBe("not-finite");
  expect(refused([...row(0, 1, 2, 0)])).toBe("no-time");
  expect(refused(ROWS, [-1])).toBe("before-start");
});
