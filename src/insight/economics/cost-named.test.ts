import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import { cost } from "./cost.ts";
import { answerText } from "./text.ts";

/** Few draws, where it is not the draws that are looked at. */
const asked = { draws: "400", seed: "throughcare", today: "2026-11-29" };
const CLINIC = ["examples/cost/clinic.yaml", "examples/cost/events.csv"] as const;
const folder = mkdtempSync(join(tmpdir(), "throughcare-cost-"));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
async function answered(files: readonly string[], changes: Partial<typeof asked> = {}): Promise<Answer> {
  const answer = await cost(files, { ...asked, ...changes });
  if (!answer.ok) throw new Error(answer.refusal.sentence);
  if (answer.value.design === "cost-only") throw new Error("something is compared");
  return answer.value;
}
const sentence = async (...files: readonly string[]) => {
  const answer = await cost(files, asked);
  return answer.ok ? "answered" : answer.refusal.sentence;
};
const clinicWith = (from: string, to: string, more = "") =>
  file("changed.yaml", readFileSync(CLINIC[0], "utf8").replace(from, to) + more);

const quick = await answered(CLINIC);

describe("counts at their ends, by hand", () => {
  const nobodyThenAll = file(
    "ends.yaml",
    `title: none of ten, then ten of ten
design: before-after
events-are: self-reported
price-year: 2023/24
perspective: [cashable]
programme:
  name: a made-up programme
  price-year: 2023/24
  fixed-per-site-year: 11000
  variable-per-person-year: 0
  years: [{ person-years: 10 }]
before: { people: 10, person-years: 10 }
after: { people: 10, person-years: [10] }
outcome:
  name: housed
  before: { with: 0, of: 10 }
  after: { with: 10, of: 10 }
  worth: [1000]
`,
  );

  test("0 of 10, then 10 of 10: ten more, and £11,000 is £1,100 for each", async () => {
    const { outcome, warnings } = await answered([nobodyThenAll], { draws: "10000" });
    expect(outcome).toMatchObject({ costPerOutcome: 1100 });
    expect([outcome?.without.value, outcome?.with.value, outcome?.difference.value]).toEqual([0, 10, 10]);
    expect(warnings.map(({ code }) => code)).toContain("share-at-an-end");
  });

  test("the draws are Jeffreys's: R, 10 * qbeta(c(.025, .975), 0.5, 10.5) is 0.0005 to 2.172", async () => {
    const { outcome } = await answered([nobodyThenAll], { draws: "10000" });
    expect(outcome?.without.low).toBeCloseTo(0.0005, 2);
    expect(outcome?.without.high).toBeGreaterThan(2.1);
    expect(outcome?.without.high).toBeLessThan(2.25);
    expect(outcome?.with.high).toBeGreaterThan(9.99);
  });
});

describe("an effect instead of events of the comparison", () => {
  const written = (comparison: string) =>
    `title: what a comparison found
design: treated-comparison
events-are: recorded-crimes
price-year: 2015/16
perspective: [unsplit]
programme:
  name: a made-up programme
  price-year: 2015/16
  fixed-per-site-year: 10000
  variable-per-person-year: 0
  years: [{ person-years: 20 }]
comparison: { people: 20, person-years: 20${comparison} }
treated: { people: 20, person-years: [20], events: { CTH: 30 } }
effect: { times: { value: 1.5, low: 1.1, high: 2.05 }, words: ratio 0.667 (0.488 to 0.909), source: cohort 7 }
`;

  test("thirty thefts, and one and a half times as many without: fifteen fewer at £980", async () => {
    const found = await answered([file("effect.yaml", written(""))]);
    expect(found.balance.benefit.value).toBeCloseTo(15 * 980, 9);
    expect(found.priced[0]?.events).toEqual({ without: 45, with: 30 });
    const codes = found.warnings.map(({ code }) => code);
    expect(codes).toContain("from-effect");
    for (const code of ["no-comparison", "regression-to-mean", "taken-as-alike"])
      expect(codes).not.toContain(code);
  });

  test("of several kinds each is found by itself, and a code that stands in none of them is refused by its name", async () => {
    const found = "times: 1.5, words: a ratio, source: cohort 7";
    const of = (codes: string) =>
      written("")
        .replace("{ CTH: 30 }", "{ CTH: 30, VWI: 2 }")
        .replace(
          /effect:.*/,
          `effects: [{ ${found}, of: { name: thefts, codes: [CTH] } }, { ${found.replace("1.5", "2")}, of: { name: violence, codes: [${codes}] } }]`,
        );
    const both = await answered([file("effects.yaml", of("VWI"))]);
    expect(both.priced.map(({ code, events }) => [code, events.without])).toEqual(
      expect.arrayContaining([
        ["CTH", 45],
        ["VWI", 4],
      ]),
    );
    expect(both.warnings.filter(({ code }) => code === "from-effect").length).toBe(2);
    expect(await sentence(file("effects-none.yaml", of("ROB")))).toContain("VWI stands in none of “effects”");
    expect(await sentence(file("effects-twice.yaml", of("VWI, CTH")))).toContain("CTH stands in several");
  });

  test("events of the comparison beside it are refused: one of the two is meant", async () => {
    expect(await sentence(file("both.yaml", written(", events: { CTH: 40 }")))).toContain(
      "“effect” says how many",
    );
  });
});

describe("published programmes", () => {
  test("RIOTT: £6,399 more a person over 26 weeks, 46 in a hundred more responders: £13,940 for one more", async () => {
    const found = await answered(["examples/cost/riott.yaml"]);
    // (8,995 − 2,596) / (31/43 − 11/42)
    expect(found.outcome?.costPerOutcome).toBeCloseTo(6399 / (31 / 43 - 11 / 42), 6);
    expect(Math.round(found.outcome?.costPerOutcome ?? 0)).toBe(13_940);
    // Their price year is still to be confirmed.
    expect(found.unverified.map(({ what }) => /[A-Z]+_RIOTT_26W/.exec(what)?.[0])).toEqual(
      expect.arrayContaining(["HAT_RIOTT_26W", "OAT_RIOTT_26W"]),
    );
    expect(found.warnings.map(({ code }) => code)).toEqual(["taken-as-alike", "nothing-saved"]);
  });

  test("a cost of half a year by its code is twice that in a year, in its own year's prices", async () => {
    const riott = await answered(["examples/cost/riott.yaml"]);
    // 2 × 8,995 × 21.5 person-years; usual care 2 × 2,596 × 21.5.
    expect(riott.programme.total).toBeCloseTo(2 * 8995 * 21.5, 9);
    expect(riott.usualCare).toBeCloseTo(2 * 2596 * 21.5, 9);
  });

  test("a named cost that nobody verified is told as such, and its own spread is drawn", async () => {
    const found = await answered([
      clinicWith("{ value: 9500, low: 8000, high: 11500 }", "STRUCT_DTORS"),
      CLINIC[1],
    ]).catch((error: Error) => error.message);
    // The price index does not reach back to 2006/07.
    expect(found).toContain("programme.variable-per-person-year");
    const rehab = await answered([
      clinicWith("{ value: 9500, low: 8000, high: 11500 }", "REHAB_WEEK"),
      CLINIC[1],
    ]);
    // 52.18 weeks at £800 of 2016/17 for 15.5 + 14.2 person-years, in pounds of 2023/24: × 128.9 / 102.2.
    expect(rehab.programme.variable).toBeCloseTo((29.7 * 52.18 * 800 * 128.9) / 102.2, 6);
    expect(rehab.unverified.map(({ what }) => what).join("; ")).toContain("(REHAB_WEEK): its cost");
    expect(rehab.warnings.map(({ sentence }) => sentence).join(" ")).toContain(
      "Residential rehabilitation: re-priced by the GDP deflator",
    );
  });

  test("the price of an event, a call or a stay, is no cost of a year", async () => {
    expect(
      await sentence(clinicWith("{ value: 9500, low: 8000, high: 11500 }", "AMB_CONVEY"), CLINIC[1]),
    ).toContain("is “AMB_CONVEY”, a cost for each incident, and a cost of a year is wanted");
  });

  test("what an outcome is worth may be a value by its code, in pounds of the answer, and is told as unverified", async () => {
    const found = await answered([clinicWith("worth: [", "worth: [QALY_GREENBOOK, "), CLINIC[1]]);
    // £70,000 of 2020/21 × 128.9 / 114.6
    expect(found.acceptability.map(({ worth }) => Math.round(worth))).toContain(78_735);
    expect(found.unverified.map(({ what }) => what).join("; ")).toContain("(QALY_GREENBOOK)");
    expect(await sentence(clinicWith("worth: [", "worth: [QUALY, "), CLINIC[1])).toContain("“QUALY”");
  });

  test("an NHS index that an area brings re-prices what the NHS pays, and the warning that GDP stood in is gone", async () => {
    const own =
      'indices: [{ index: nhs, vintage: 2026-03, status: unverified, source: the area, values: { "2016/17": 100, "2021/22": 110, "2023/24": 121 } }]\n';
    const found = await answered([clinicWith("", "", own), CLINIC[1]]);
    const other = (codes: Answer) => codes.warnings.filter(({ code }) => code === "other-index").length;
    expect([other(quick) > 0, other(found)]).toEqual([true, 0]);
    // A&E: £240 × 121 / 110; usual care £3,200 × 121 / 100. Offences still move by GDP: £980 × 1.289.
    const each = (code: string) => found.priced.find((one) => one.code === code)?.each;
    expect(each("AE_ATT")).toBeCloseTo(264, 9);
    expect(each("CTH")).toBeCloseTo(1263.22, 9);
    expect(found.unverified.map(({ what }) => what)).toContain("price index nhs, vintage 2026-03");
  });

  test("Middlesbrough: a place £29,434, a person kept for a year £63,073, with nothing said of what it is worth", async () => {
    const found = await cost(["examples/cost/middlesbrough.yaml"], asked);
    if (!found.ok) throw new Error(found.refusal.sentence);
    const text = answerText(found.value);
    for (const part of ["£29,434", "£63,073", "2.1 times", "Nothing is compared here"])
      expect(text).toContain(part);
    expect(text).not.toContain("net benefit");
  });
});

describe("events that are convictions", () => {
  const priced = (are: string) =>
    answered([clinicWith("events-are: recorded-crimes", `events-are: ${are}`), CLINIC[1]]);

  test("are priced one for one, and the step from a conviction to crimes is named; recorded crimes need no such word", async () => {
    const convictions = await priced("convictions");
    expect(convictions.balance).toEqual(quick.balance);
    const told = convictions.warnings.find(({ code }) => code === "convictions-as-crimes");
    expect(told?.sentence).toContain("how many recorded crimes stand behind a conviction is not published");
    expect(quick.warnings.map(({ code }) => code)).not.toContain("convictions-as-crimes");
  });
});
