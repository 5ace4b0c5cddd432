import { describe, expect, test } from "vitest";
import { column, expectAllClose, expectClose, found, line } from "./close.fixture.ts";
import { competingRisks } from "./competing-risks.ts";
import oracle from "./oracle/survival.json" with { type: "json" };
import { eighty, endings } from "./survival.fixture.ts";

const names = ["left", "died"];

describe("endings that rule each other out: Aalen and Johansen", () => {
  test("is what R's etm says, shares and variances", () => {
    const finding = found(competingRisks({ time: eighty.time, ending: endings, names }));
    for (const [k, name] of names.entries()) {
      const golden = oracle.eighty.causes[k];
      if (!golden) throw new Error("R told both");
      const times = column(finding, `share ended, ${name}`, "time");
      const at = golden.time.map((time) => times.indexOf(time));
      const shares = column(finding, `share ended, ${name}`, "share");
      const errors = column(finding, `share ended, ${name}`, "standard error");
      expectAllClose(
        at.map((i) => shares[i]),
        golden.share,
      );
      expectAllClose(
        at.map((i) => (errors[i] ?? Number.NaN) ** 2),
        golden.variance,
      );
    }
  });

  test("four people by hand: one left at 1, one died at 2, one lost at 3, one left at 4", () => {
    const finding = found(
      competingRisks({ time: [1, 2, 3, 4], ending: [1, 2, 0, 1], names }, 0.95, [1, 2, 4]),
    );
    expectClose(line(finding, "share by 1", "left")[0], 1 / 4);
    expectClose(line(finding, "share by 2", "died")[0], (3 / 4) * (1 / 3));
    // Of the half that is left at 4, all leave; so the shares add up to one.
    expectClose(line(finding, "share by 4", "left")[0], 1 / 4 + 1 / 2);
  });

  test("beyond the last day that anybody was followed to no share is told, unless nobody was left", () => {
    const asked = (ending: readonly number[], at: number) =>
      line(
        found(competingRisks({ time: [1, 2, 3, 4], ending, names }, 0.95, [at])),
        `share by ${at}`,
        "left",
      )[0];
    // Somebody was still followed at 4: up to it a half, beyond it nobody knows.
    expect([asked([1, 2, 1, 0], 4), asked([1, 2, 1, 0], 4.5)]).toEqual([0.5, Number.NaN]);
    // Lost at 3 and the last left at 4: nobody is left to have either ending, and the share stands.
    expect(asked([1, 2, 0, 1], 400)).toBe(0.75);
  });

  test("before the first of an ending its share is nought without limits, not from nought to nought", () => {
    const finding = found(competingRisks({ time: [1, 2, 3, 4], ending: [1, 2, 1, 0], names }));
    expect(column(finding, "share ended, died", "share")[0]).toBe(0);
    expect(column(finding, "share ended, died", "high")[0]).toBeNaN();
  });

  test("the shares of all endings and of those without one add up to everyone", () => {
    const finding = found(competingRisks({ time: eighty.time, ending: endings, names }));
    const [left = 0] = line(finding, "share at the end", "left");
    const [died = 0] = line(finding, "share at the end", "died");
    expect(left + died).toBeLessThanOrEqual(1 + 1e-12);
    const plain = found(competingRisks({ time: [1, 2, 3], ending: [1, 1, 1], names: ["left"] }));
    expectClose(line(plain, "share at the end")[0], 1);
  });

  test("where all have left the share is one and has no error, not one of rounding", () => {
    const time = Array.from({ length: 13 }, (_, i) => 1 + i);
    const finding = found(competingRisks({ time, ending: time.map(() => 1), names: ["left"] }));
    expect(column(finding, "share ended, left", "standard error").at(-1)).toBe(0);
  });

  test("with one kind of ending it is one less Kaplan–Meier, with Greenwood's variance", () => {
    const finding = found(
      competingRisks({ time: [1, 2, 3, 4, 5], ending: [1, 0, 1, 0, 0], names: ["left"] }),
    );
    const s = (4 / 5) * (2 / 3);
    expectClose(line(finding, "share at the end")[0], 1 - s);
    const greenwood = 1 / (5 * 4) + 1 / (3 * 2);
    expectClose(column(finding, "share ended, left", "standard error").at(-1), s * Math.sqrt(greenwood));
    // One less the limits of R's survfit(Surv(1:5, c(1, 0, 1, 0, 0)) ~ 1, conf.type = "log-log") at 3.
    expectAllClose(line(finding, "share at the end").slice(1), [0.136928817261207, 0.931667912152797]);
  });

  test.each([
    ["time below nothing", [-1, 2], [1, 1], "negative-time"],
    ["an ending without a name", [1, 2], [1, 3], "not-finite"],
    ["nobody's ending", [1, 2], [0, 0], "no-events"],
    ["no one", [], [], "nobody"],
  ])("is refused for %s", (_name, time, ending, code) => {
    const answer = competingRisks({ time, ending, names });
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});
