import { describe, expect, test } from "vitest";
import { type Autoregressive, autoregressive } from "./autoregressive.ts";
import { expectAllClose, expectClose } from "./close.fixture.ts";
import { type Design, designOf } from "./design.ts";
import { spread } from "./kenward-roger.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };
import serial from "./oracle/serial-errors.json" with { type: "json" };

const from = 37;
const length = oracle.series.length;
const values = (of: (t: number) => number) => Float64Array.from({ length }, (_, i) => of(i + 1));
const COLUMNS = [
  { name: "t", values: values((t) => t) },
  { name: "step", values: values((t) => (t >= from ? 1 : 0)) },
  { name: "bend", values: values((t) => Math.max(0, t - from)) },
];
const SEASON = [1, 2].flatMap((wave) => [
  { name: `sine ${wave}`, values: values((t) => Math.sin((2 * Math.PI * wave * t) / 12)) },
  { name: `cosine ${wave}`, values: values((t) => Math.cos((2 * Math.PI * wave * t) / 12)) },
]);

function designed(columns: typeof COLUMNS, rows = length): Design {
  const design = designOf(rows, columns);
  if (!design.ok) throw new Error(design.refusal.sentence);
  return design.value;
}
function fitted(outcome: ArrayLike<number>, columns = COLUMNS): Autoregressive {
  const fit = autoregressive(designed(columns), outcome);
  if (!fit.ok) throw new Error(fit.refusal.sentence);
  return fit.value;
}
/** The sums that the oracle has: three coefficients, and the difference at the last point. */
const sums = (columns: number) =>
  [
    [0, 1],
    [0, 0, 1],
    [0, 0, 0, 1],
    [0, 0, 1, length - from],
  ].map((weights) => [...weights, ...new Array(columns + 1 - weights.length).fill(0)]);

describe("a line whose neighbouring errors hang together", () => {
  test.each([
    ["without a season", COLUMNS, serial.plain],
    ["with two waves of the season", [...COLUMNS, ...SEASON], serial.season],
  ])(
    "%s, is what R's gls by REML says, and Kenward and Roger with every matrix written out",
    (_name, columns, golden) => {
      const { phi, deviation, coefficients, variance, corrected } = fitted(oracle.series, columns);
      const of = sums(columns.length);
      expectClose(phi, golden.phi, 1e-7);
      expectClose(deviation, golden.sigma, 1e-7);
      expectAllClose(
        of.map((weights) => weights.reduce((sum, w, j) => sum + w * (coefficients[j] ?? 0), 0)),
        golden.value,
        1e-7,
      );
      const errors = (of: typeof variance) =>
        sums(columns.length).map((weights) => Math.sqrt(spread(of, weights)));
      expectAllClose(errors(variance), golden.plain, 1e-6);
      expectAllClose(errors(corrected?.variance ?? []), golden.error, 1e-6);
      expectAllClose(
        of.map((weights) => Math.max(2, corrected?.degrees(weights) ?? 0)),
        golden.degrees,
        1e-6,
      );
    },
  );

  test("a level of millions changes neither phi nor an error", () => {
    const [low, high] = [fitted(oracle.series), fitted(oracle.series.map((each) => each + 5e6))];
    expectClose(high.phi, low.phi, 1e-6);
    expectClose(high.variance[2]?.[2], low.variance[2]?.[2], 1e-6);
  });

  test("a walk is told at the bound, with no correction: where it is is not defined", () => {
    let at = 0;
    const walk = Array.from({ length }, (_, i) => (at += ((i * 37) % 19) - 9 + ((i * 11) % 7) / 3));
    const { phi, atBound, corrected } = fitted(walk.map((each, i) => each + 40 * Math.sin(i / 9)));
    expect([phi.toFixed(9), atBound, corrected]).toEqual(["0.990000000", true, undefined]);
  });

  test("fewer than four points more than columns are refused, and told how many are needed", () => {
    const short = (rows: number) => {
      const columns = COLUMNS.slice(0, 2).map((one, j) => ({
        ...one,
        values: Float64Array.from({ length: rows }, (_, i) => (j === 0 ? i + 1 : i > 3 ? 1 : 0)),
      }));
      return autoregressive(designed(columns, rows), [3, 5, 4, 6, 2, 7, 4].slice(0, rows));
    };
    const answer = short(6);
    expect(!answer.ok && answer.refusal.sentence).toContain("7 are needed");
    expect(short(7).ok).toBe(true);
  });
});
