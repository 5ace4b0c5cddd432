import { describe, expect, test } from "vitest";
import { expectClose, found, line, printed } from "./close.fixture.ts";
import { compareRates } from "./compare-rates.ts";
import { estimateOf } from "./finding.ts";
import oracle from "./oracle/tables.json" with { type: "json" };
import { singleRate, standardisedRatio } from "./single-rate.ts";

const arm = (events = Number.NaN, personYears = Number.NaN) => ({ events, personYears });

describe("two rates compared", () => {
  test.each(oracle.rates.map((golden) => [golden.given.join(", "), golden] as const))(
    "has R's mid-P limits and p for %s",
    (_name, { given: [x, t1, y, t0], mid, p }) => {
      const finding = found(compareRates(arm(x, t1), arm(y, t0)));
      const [, low, high] = line(finding, "rate ratio mid-P");
      expectClose(low, mid[0], 1e-8);
      expectClose(high, mid[1] as number | null, 1e-8);
      expectClose(estimateOf(finding, "rate ratio")?.p, p, 1e-8);
    },
  );

  test("Marsden's prisons: 0.253, exact 0.082 to 0.666, mid-P 0.092 to 0.620", () => {
    const finding = found(compareRates(arm(6, 645.2), arm(18, 490.5)));
    expect(printed(finding, "rate ratio", 3)).toEqual(["0.253", "0.082", "0.666"]);
    expect(printed(finding, "rate ratio mid-P", 3)).toEqual(["0.253", "0.092", "0.620"]);
  });

  test("the exact interval and its p agree about whether one is likely", () => {
    for (let x = 0; x <= 20; x++) {
      const finding = found(compareRates(arm(x, 1), arm(20 - x, 1)));
      const [, low = 0, high = 0] = line(finding, "rate ratio");
      expect((estimateOf(finding, "rate ratio")?.p ?? 1) < 0.05).toBe(low > 1 || high < 1);
    }
  });

  test.each([
    ["half an event", arm(0.5, 1), arm(1, 1), "The first rate is not a whole number"],
    ["no time", arm(1, 1), arm(1, 0), "The second rate has no time at risk"],
    ["no event on either side", arm(0, 1), arm(0, 1), "Nobody on either side"],
  ])("is refused for %s in a sentence", (_name, first, second, words) => {
    const answer = compareRates(first, second);
    expect(!answer.ok && answer.refusal.sentence).toContain(words);
  });
});

describe("one rate, and observed over expected", () => {
  test("Thistle: 30 emergencies in 1,976 episodes, 15.2 per thousand, from 10.2 to 21.7", () => {
    expect(printed(found(singleRate(arm(30, 1.976))), "rate", 1)).toEqual(["15.2", "10.2", "21.7"]);
  });

  test("Farrell and Marsden: men 7.47 (6.70 to 8.30), women 12.05 (9.80 to 14.65)", () => {
    expect(printed(found(standardisedRatio(342, 45.8)), "ratio", 2)).toEqual(["7.47", "6.70", "8.30"]);
    expect(printed(found(standardisedRatio(100, 8.3)), "ratio", 2)).toEqual(["12.05", "9.80", "14.65"]);
  });

  test.each(oracle.smr.map((golden) => [golden.given.join(" of "), golden] as const))(
    "has R's exact and Byar's limits for %s",
    (_name, { given: [observed = 0, expected = 0], exact, byar, p }) => {
      const finding = found(standardisedRatio(observed, expected));
      const [, low, high] = line(finding, "ratio");
      expectClose(low, exact[0]);
      expectClose(high, exact[1]);
      const [, byarLow, byarHigh] = line(finding, "ratio by Byar");
      expectClose(byarLow, byar[0]);
      expectClose(byarHigh, byar[1]);
      expectClose(estimateOf(finding, "ratio")?.p, p, 1e-8);
    },
  );

  test("is refused without a number expected", () => {
    for (const expected of [0, -2]) {
      const none = standardisedRatio(4, expected);
      expect(!none.ok && none.refusal.sentence).toContain(
        `The expected number is ${expected}, and a ratio divides by it.`,
      );
    }
  });
});
