import { expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { competingRisks } from "./competing-risks.ts";
import { differenceInDifferences } from "./difference-in-differences.ts";
import type { Finding, Found } from "./finding.ts";
import { geeRegression } from "./gee.ts";
import { matched } from "./matching.ts";
import { negativeBinomialRegression } from "./negative-binomial.ts";
import { shrinkage } from "./shrinkage.ts";
import { weighted } from "./weighting.ts";

/** Forty areas of three rows each, from whole numbers; ties in what people are matched by, so that the order could decide. */
const ROWS = Array.from({ length: 120 }, (_, i) => ({
  id: i,
  cluster: Math.floor(i / 3),
  treated: Math.floor(i / 3) % 2,
  after: i % 3 === 2 ? 1 : 0,
  count: ((i * 7) % 11) + ((i * 13) % 5),
  time: 1 + ((i * 5) % 4) / 4,
  priors: ((i * 17) % 23) % 6,
  ending: (i * 11) % 3,
}));
type Row = (typeof ROWS)[number];

const columns = (rows: readonly Row[]) => {
  const of = (name: keyof Row): Float64Array => Float64Array.from(rows, (row) => row[name]);
  const covariates = [{ name: "priors", values: of("priors") }];
  const groups = { treated: of("treated"), outcome: of("count"), covariates, id: of("id") };
  const counts = { count: of("count"), time: of("time"), columns: covariates };
  return { of, groups, counts };
};

/** Each method, asked of rows in any order. */
const METHODS: Readonly<Record<string, (rows: readonly Row[]) => Found>> = {
  match: (rows) => matched(columns(rows).groups),
  weight: (rows) => weighted(columns(rows).groups, "everyone"),
  did: (rows) => {
    const { of } = columns(rows);
    const panel = { count: of("count"), time: of("time"), treated: of("treated"), after: of("after") };
    return differenceInDifferences({ ...panel, cluster: of("cluster") });
  },
  gee: (rows) => geeRegression({ ...columns(rows).counts, cluster: columns(rows).of("cluster") }),
  negbin: (rows) => negativeBinomialRegression(columns(rows).counts),
  competing: (rows) => {
    const { of } = columns(rows);
    return competingRisks({ time: of("time"), ending: of("ending"), names: ["left", "died"] }, 0.95, [1.5]);
  },
};

const shuffled = (seed: string): Row[] => {
  const { next } = randomFrom(seed);
  return ROWS.map((row) => ({ row, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
};

/** Every number of a finding, by what it is called. */
function figures({ estimates, counts }: Finding): Readonly<Record<string, number>> {
  const lines = estimates.flatMap(({ what, of = "", by = "", value, low, high, standardError, p }) =>
    Object.entries({ value, low, high, standardError, p }).flatMap(([part, figure]) =>
      figure === undefined ? [] : [[`${what} ${of} ${by} ${part}`, figure] as const],
    ),
  );
  return { ...counts, ...Object.fromEntries(lines) };
}

test.each(Object.entries(METHODS))("the order of rows changes no figure of %s", (name, asked) => {
  const inOrder = asked(ROWS);
  if (!inOrder.ok) throw new Error(inOrder.refusal.sentence);
  const expected = figures(inOrder.value);
  for (const seed of ["one", "two", "three"]) {
    const found = asked(shuffled(`${name} ${seed}`));
    if (!found.ok) throw new Error(found.refusal.sentence);
    const told = figures(found.value);
    expect(Object.keys(told).sort()).toEqual(Object.keys(expected).sort());
    // Drawn signs go by the order of areas: their p is the same only up to the draws.
    for (const [what, figure] of Object.entries(expected))
      if (what.includes("drawn signs")) expect(Math.abs((told[what] ?? 0) - figure), what).toBeLessThan(0.02);
      else if (Number.isFinite(figure))
        expect(Math.abs((told[what] ?? 0) - figure), what).toBeLessThan(1e-7 * Math.max(1, Math.abs(figure)));
  }
});

test("matching makes the same pairs in whatever order rows come: ties are broken by each one's own number", () => {
  // Roots of different numbers: no other pairs have the same average and the same spread of their differences.
  const told = (rows: readonly Row[]) => {
    const { groups } = columns(rows);
    const found = matched({ ...groups, outcome: groups.id.map((id) => Math.sqrt(id + 2)) });
    if (!found.ok) throw new Error(found.refusal.sentence);
    expect(found.value.counts.pairs).toBeGreaterThan(20);
    return [found.value.estimates[0]?.value, found.value.estimates[0]?.standardError].map(Number);
  };
  const [value = Number.NaN, error = Number.NaN] = told(ROWS);
  for (const seed of ["pairs", "again", "once more"]) {
    const [other, its] = told(shuffled(seed));
    expect(other).toBeCloseTo(value, 10);
    expect(its).toBeCloseTo(error, 10);
  }
});

test("shrinking each person towards the rest gives the same whatever order they come in", () => {
  const told = (rows: readonly Row[]) => {
    const found = shrinkage(columns(rows).of("count"), columns(rows).of("time"));
    if (!found.ok) throw new Error(found.refusal.sentence);
    return figures(found.value);
  };
  const expected = told(ROWS);
  for (const [what, figure] of Object.entries(told(shuffled("shrunk"))))
    expect(figure, what).toBeCloseTo(expected[what] ?? Number.NaN, 7);
});
