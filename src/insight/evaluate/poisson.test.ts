import { describe, expect, test } from "vitest";
import { expectAllClose, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import { fortyPeople, NAMES } from "./counts.fixture.ts";
import { dummies } from "./design.ts";
import { estimateOf, type Finding } from "./finding.ts";
import { geeRegression } from "./gee.ts";
import { negativeBinomialRegression } from "./negative-binomial.ts";
import oracle from "./oracle/counts.json" with { type: "json" };
import { poissonRegression } from "./poisson.ts";

const logs = (finding: Finding, what = "rate ratio"): number[] =>
  NAMES.map((name) => Math.log(line(finding, what, name)[0] ?? 0));
const errors = (finding: Finding, what = "rate ratio") =>
  NAMES.map((name) => estimateOf(finding, what, name)?.standardError);

describe("rates compared by columns, with people's events hanging together", () => {
  test("Poisson is what R's glm says, its errors what vcovCL, vcovHC and the model say", () => {
    const clustered = found(poissonRegression(fortyPeople));
    expectAllClose(logs(clustered), oracle.poisson.coefficients.slice(1), 1e-8);
    expectAllClose(errors(clustered), oracle.poisson.clustered.slice(1), 1e-7);
    expectAllClose(errors(clustered, "rate ratio, Poisson's own"), oracle.poisson.model.slice(1), 1e-8);
    expectClose(estimateOf(clustered, "dispersion")?.value, oracle.poisson.dispersion, 1e-8);
    const { cluster: _, ...alone } = fortyPeople;
    expectAllClose(errors(found(poissonRegression(alone))), oracle.poisson.each.slice(1), 1e-8);
    expect(warnedOf(clustered)).toContain("overdispersed");
  });

  test("the negative binomial is what MASS's glm.nb says, theta and its error too", () => {
    const finding = found(negativeBinomialRegression(fortyPeople));
    const { coefficients, errors: golden, theta, theta_error, loglik } = oracle.negbin;
    expectAllClose(logs(finding), coefficients.slice(1), 1e-6);
    expectAllClose(errors(finding), golden.slice(1), 1e-5);
    expectClose(estimateOf(finding, "theta")?.value, theta, 1e-6);
    expectClose(estimateOf(finding, "theta")?.standardError, theta_error, 1e-5);
    expectClose(estimateOf(finding, "log-likelihood")?.value, loglik, 1e-9);
  });

  test("limits lie as many of R's errors to either side on the logarithm as the level asks", () => {
    const limits = (finding: Finding) =>
      NAMES.map((name) =>
        line(finding, "rate ratio", name)
          .slice(1)
          .map((limit) => Math.log(limit)),
      );
    const around = (coefficients: readonly number[], golden: readonly number[]) =>
      coefficients
        .slice(1)
        .map((one, i) =>
          [-1.959963984540054, 1.959963984540054].map((reach) => one + reach * (golden[i + 1] ?? 0)),
        );
    const { cluster: _, ...alone } = fortyPeople;
    const { poisson, negbin } = oracle;
    expectAllClose(
      limits(found(poissonRegression(alone))).flat(),
      around(poisson.coefficients, poisson.each).flat(),
      1e-7,
    );
    expectAllClose(
      limits(found(negativeBinomialRegression(fortyPeople))).flat(),
      around(negbin.coefficients, negbin.errors).flat(),
      1e-4,
    );
  });

  test("GEE is what geepack says; Mancl–DeRouen and Kauermann–Carroll what their full matrices do", () => {
    const finding = found(geeRegression(fortyPeople));
    expectAllClose(logs(finding), oracle.gee.coefficients.slice(1), 1e-6);
    expectAllClose(errors(finding, "rate ratio, plain sandwich"), oracle.gee.plain.slice(1), 1e-5);
    expectAllClose(errors(finding), oracle.gee.mancl_derouen.slice(1), 1e-5);
    expectAllClose(
      errors(finding, "rate ratio, Kauermann–Carroll"),
      oracle.gee.kauermann_carroll.slice(1),
      1e-5,
    );
    expectClose(estimateOf(finding, "correlation within a person")?.value, oracle.gee.correlation, 1e-6);
    expectClose(estimateOf(finding, "dispersion")?.value, oracle.gee.dispersion, 1e-6);
  });

  test("the small-sample errors are wider than the plain ones, Mancl and DeRouen's the widest", () => {
    const finding = found(geeRegression(fortyPeople));
    const of = (what: string) => estimateOf(finding, what, "treated")?.standardError ?? 0;
    expect(of("rate ratio")).toBeGreaterThan(of("rate ratio, Kauermann–Carroll"));
    expect(of("rate ratio, Kauermann–Carroll")).toBeGreaterThan(of("rate ratio, plain sandwich"));
  });

  test("two groups by hand: 30 events in 10 years against 12 in 8, ratio a half, Poisson's error of the logarithm", () => {
    const finding = found(
      poissonRegression({
        count: [10, 20, 5, 7],
        time: [4, 6, 3, 5],
        columns: [{ name: "b", values: [0, 0, 1, 1] }],
      }),
    );
    expectClose(line(finding, "rate ratio", "b")[0], 12 / 8 / (30 / 10));
    expectClose(
      estimateOf(finding, "rate ratio, Poisson's own", "b")?.standardError,
      Math.sqrt(1 / 30 + 1 / 12),
    );
    expectClose(line(finding, "rate where every column is 0")[0], 3);
  });

  test("another unit of time changes the rate and no ratio", () => {
    const days = { ...fortyPeople, time: fortyPeople.time.map((t) => t * 365.25) };
    expectAllClose(
      line(found(poissonRegression(days)), "rate ratio", "x"),
      line(found(poissonRegression(fortyPeople)), "rate ratio", "x"),
    );
  });

  test("counts no more spread than chance have no theta, and Poisson's figures stand", () => {
    const even = {
      count: [3, 3, 4, 2, 3, 3, 6, 6, 5, 7, 6, 6],
      columns: [{ name: "b", values: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1] }],
    };
    const finding = found(negativeBinomialRegression(even));
    expect(estimateOf(finding, "theta")?.value).toBe(Number.POSITIVE_INFINITY);
    expect(warnedOf(finding)).toEqual(["no-overdispersion", "few-rows"]);
    expect(warnedOf(found(negativeBinomialRegression(fortyPeople)))).not.toContain("few-rows");
    expectClose(line(finding, "rate ratio", "b")[0], 36 / 18);
  });

  test("theta is told to its sixth digit where the likelihood is nearly flat in it", () => {
    const rows = Array.from({ length: 12 }, (_, i) => i);
    const finding = found(
      negativeBinomialRegression({
        count: rows.map((i) => (7 * i * i + 3 * i) % 7),
        columns: [
          { name: "x", values: rows.map((i) => ((i * 5) % 11) / 4) },
          { name: "b", values: rows.map((i) => i % 2) },
        ],
      }),
    );
    // R's theta.ml and glm in turns, sixty times, until no digit moves.
    expectClose(estimateOf(finding, "theta")?.value, 16.4871856071, 1e-7);
  });

  test.each([
    [309.804574, [4, 4, 3, 1, 1, 1, 2, 4, 4, 4, 1, 1, 9, 3, 2, 3, 4, 5, 3, 3, 3, 1, 2, 3]],
    [132.666466, [3, 5, 5, 1, 4, 2, 3, 4, 8, 3, 1, 2, 1, 0, 3, 3, 1, 3, 4, 1, 3, 1, 6, 3]],
  ])("counts hardly more spread than chance have a theta of %d, which R finds by uniroot", (theta, count) => {
    const finding = found(
      negativeBinomialRegression({ count, columns: [{ name: "b", values: count.map((_, i) => i % 2) }] }),
    );
    expectClose(estimateOf(finding, "theta")?.value, theta, 1e-7);
  });

  test("one count of two thousand among small ones is told as by summing it out", () => {
    const count = [0, 1, 2, 0, 3, 2000, 1, 0, 2, 5, 4, 1];
    const finding = found(negativeBinomialRegression({ count, columns: [] }));
    const theta = estimateOf(finding, "theta")?.value ?? 0;
    const mean = count.reduce((sum, each) => sum + each, 0) / count.length;
    let slope = 0;
    for (const y of count) {
      for (let k = 0; k < y; k++) slope += 1 / (theta + k);
      slope += Math.log(theta / (theta + mean)) + 1 - (y + theta) / (mean + theta);
    }
    expect(Math.abs(slope)).toBeLessThan(1e-8);
  });

  test.each([
    ["poisson", (counts: Parameters<typeof geeRegression>[0]) => poissonRegression(counts)],
    ["negbin", (counts: Parameters<typeof geeRegression>[0]) => negativeBinomialRegression(counts)],
    ["gee", (counts: Parameters<typeof geeRegression>[0]) => geeRegression(counts)],
  ])(
    "%s refuses a group in which nobody had an event: its ratio has no end, and a rate ratio has exact limits",
    (_name, ask) => {
      const person = Array.from({ length: 24 }, (_, i) => i);
      const treated = person.map((i) => i % 2);
      const answer = ask({
        count: person.map((i) => (i % 2 ? 0 : 1 + (i % 3))),
        columns: [
          { name: "age", values: person.map((i) => (i * 7) % 10) },
          { name: "treated", values: treated },
        ],
        cluster: person,
      });
      expect(!answer.ok && answer.refusal.code).toBe("endless");
      expect(!answer.ok && answer.refusal.sentence).toMatch(/^treated .* rate-ratio/);
    },
  );

  const oneOf20 = {
    count: [14, 1, ...Array.from({ length: 38 }, () => 0)],
    columns: [{ name: "after", values: Array.from({ length: 40 }, (_, i) => i % 2) }],
    cluster: Array.from({ length: 40 }, (_, i) => i >> 1),
  };
  test.each([
    ["poisson", () => poissonRegression(oneOf20)],
    ["gee", () => geeRegression(oneOf20)],
  ])("%s: where one person of twenty has every event the clustered limits are left out", (_name, ask) => {
    const finding = found(ask());
    const told = estimateOf(finding, "rate ratio", "after");
    expectClose(told?.value, 1 / 14, 1e-8);
    expect([told?.low, told?.high, told?.p, told?.standardError]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(warnedOf(finding)).toContain("no-clustered-interval");
    expect(warnedOf(finding)).not.toContain("few-clusters");
  });

  test("a column whose errors rest on one person has no limits, is named, and the others keep theirs", () => {
    // Thirty people over two years; one has forty events more, all in the second.
    const person = Array.from({ length: 60 }, (_, i) => i >> 1);
    const finding = found(
      poissonRegression({
        count: person.map((one, i) => ((one * 5 + i * 7) % 4) + (one === 4 && i % 2 === 1 ? 40 : 0)),
        columns: [
          { name: "after", values: person.map((_, i) => i % 2) },
          { name: "woman", values: person.map((one) => (one % 3 === 0 ? 1 : 0)) },
        ],
        cluster: person,
      }),
    );
    expect(estimateOf(finding, "rate ratio", "after")?.low).toBeUndefined();
    const said = finding.warnings.filter(({ code }) => code === "no-clustered-interval");
    expect(said[0]?.sentence).toContain("after: no interval");
    expect(estimateOf(finding, "rate ratio, Poisson's own", "after")?.low).toBeGreaterThan(0);
  });

  test("names become columns of nought and one, compared with the first", () => {
    const columns = dummies("area", { codes: [0, 1, 2, 1], names: ["east", "north", "west"] });
    expect(columns.map(({ name, values }) => [name, ...Array.from(values)])).toEqual([
      ["area: north", 0, 1, 0, 1],
      ["area: west", 0, 0, 1, 0],
    ]);
  });

  const b = { name: "b", values: [0, 1, 0, 1] };
  test.each([
    ["half an event", { count: [0.5, 1, 1, 1], columns: [b] }, "not-a-count"],
    ["no event", { count: [0, 0, 0, 0], columns: [b] }, "no-events"],
    ["no time", { count: [1, 1, 1, 1], time: [1, 0, 1, 1], columns: [b] }, "no-time"],
    ["a column twice", { count: [1, 3, 2, 5], columns: [b, { ...b, name: "c" }] }, "dependent"],
    ["three clusters", { count: [1, 3, 2, 5], columns: [b], cluster: [1, 2, 3, 3] }, "too-few"],
  ])("is refused for %s", (_name, counts, code) => {
    const answer = poissonRegression(counts);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });

  test("GEE with six people is refused with what to do instead", () => {
    const answer = geeRegression({
      count: [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6],
      columns: [],
      cluster: [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6],
    });
    expect(!answer.ok && answer.refusal.sentence).toContain("Use an exact or permutation test");
  });
});
