import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { designFrom, perspectivesOf, spreadOf, withOwnCosts } from "./check.ts";
import { reviewed } from "./reference.ts";

const clinic = readFileSync("examples/cost/clinic.yaml", "utf8");

/** The clinic's design with one thing written otherwise, as it is read. */
const read = (from: string, to: string, more = "") => {
  expect(clinic).toContain(from);
  return designFrom("d.yaml", parse(clinic.replace(from, to) + more));
};
const sentence = (from: string, to: string, more = "") => {
  const design = read(from, to, more);
  return design.ok ? "read" : design.refusal.sentence;
};

test("the examples are designs", () => {
  for (const name of ["clinic", "middlesbrough", "riott"])
    expect(designFrom(name, parse(readFileSync(`examples/cost/${name}.yaml`, "utf8"))).ok, name).toBe(true);
});

describe("what is wrong in a design is told by its field", () => {
  test.each([
    [
      "price-year: 2023/24\nv",
      "price-year: 2023\nv",
      "field “price-year” is “2023”, and a financial year such as 2023/24 is wanted",
    ],
    [
      "before: { people: 24,",
      "before: { people: many,",
      "field “before.people” is “many”, and a whole number of people above 0 is wanted",
    ],
    [
      "person-years: 45.6",
      "person-years: 0",
      "field “before.person-years” is “0”, and a number above 0 is wanted",
    ],
    [", person-years: 45.6", "", "field “before.person-years” is missing. Write person-years above 0"],
    ["[21.8, 20.9]", "[21.8, -3]", "field “after.person-years.1” is “-3”"],
    ["[21.8, 20.9]", "21.8", "field “after.person-years” has 1 year and the programme 2"],
    [
      "person-years: 45.6",
      "person-years: [20, 25.6]",
      "field “before.person-years” is a list, and this side is a rate only",
    ],
    ["low: 280000", "lo: 280000", "field “programme.fixed-per-site-year.low” is missing"],
    [
      "mid-year",
      "noon",
      "field “discount.convention” is “noon”, and start-year, mid-year or end-year is wanted",
    ],
    [
      "discount: { rates: green-book, convention: mid-year }\n",
      "",
      "field “discount” is missing. Write none, or rates and convention",
    ],
    [
      "design: before-after",
      "design: guess",
      "field “design” is “guess”, and before-after, treated-comparison or cost-only is wanted",
    ],
    ["after: { people", "treated: { people", "“treated” does not belong to a design of before-after"],
    ["  after: { with", "  aftr: { with", "“aftr” is no field of “outcome”"],
    ["police: 0.4", "police: 0.5", "the shares of “programme.paid-by” add up to 1.1"],
    [
      "retained-person-years: 13 ",
      "retained-person-years: 16 ",
      "field “programme.years.0.retained-person-years” has 16 out of 15.5",
    ],
    ["design: before-after", "design: cost-only", "is no field of a design"],
  ])("%j written %j", (from, to, told) => {
    expect(sentence(from, to)).toContain(told);
  });

  test("a side that is missing is asked for by its name", () => {
    expect(sentence("after: { people: 24, person-years: [21.8, 20.9] }", "")).toContain(
      "needs the side “after”",
    );
  });

  test("multipliers are for recorded crimes: convictions are not silently chained to them", () => {
    const scenario = "scenario: { recorded-to-actual: reviewed }\n";
    expect(sentence("recorded-crimes", "convictions", scenario)).toContain(
      "The step from one to the other is not known",
    );
    expect(sentence("recorded-crimes", "recorded-crimes", scenario)).toBe("read");
  });

  test("an empty file, a list and words are no design", () => {
    for (const value of [undefined, null, [], "words"]) expect(designFrom("d.yaml", value).ok).toBe(false);
  });
});

describe("an amount with limits", () => {
  test.each([
    [{ value: 10, low: 12, high: 20 }, "not-within"],
    [{ value: 10, low: 10, high: 10 }, "not-within"],
    [{ value: 10, low: 0, high: 20, distribution: "lognormal" as const }, "not-positive"],
    [{ value: 0.5, low: 0.1, high: 1.2, distribution: "beta" as const }, "not-a-share"],
    [{ value: 0.5, low: 0, high: 1, distribution: "beta" as const }, "read"],
  ])("%j is %s", (amount, code) => {
    const spread = spreadOf("d.yaml", "f", amount, 1);
    expect(spread.ok ? "read" : spread.refusal.code).toBe(code);
  });

  test("goes to another year's pounds whole: value, limits and all", () => {
    expect(spreadOf("d.yaml", "f", { value: 100, low: 60.8, high: 139.2 }, 2)).toEqual({
      ok: true,
      value: { kind: "gamma", mean: 200, standardError: expect.closeTo(40, 2) },
    });
  });
});

describe("perspectives", () => {
  test.each([
    [["cash"], "bad-perspective"],
    [["social: nhs"], "bad-perspective"],
    [["cashable", "cashable"], "perspective-twice"],
    [["cashable: nhs", "cashable"], "perspective-twice"],
    [["cashable: nhs", "cashable: police", "social"], "read"],
  ])("%j", (given, code) => {
    const read = perspectivesOf("d.yaml", given);
    expect(read.ok ? "read" : read.refusal.code).toBe(code);
  });
});

describe("a design's own unit costs", () => {
  const own = (line: string) => {
    const design = read("# Everyone", "# Everyone", `unit-costs: { own: [${line}] }\n`);
    if (!design.ok || design.value.design === "cost-only") throw new Error("a design that compares");
    return withOwnCosts("d.yaml", design.value, reviewed().costs);
  };
  const theft =
    "code: cth, name: Shop theft, unit: offence, price-year: 2023/24, status: verified, source: a report";

  test("take the place of the reviewed one, and keep what kind of cost it is", () => {
    const costs = own(`{ ${theft}, total: 700 }`);
    if (!costs.ok) throw new Error(costs.refusal.sentence);
    const found = costs.value.filter(({ code }) => code === "CTH");
    expect(found).toMatchObject([{ total: 700, status: "verified", holdsResponse: true }]);
  });

  test.each([
    [`{ ${theft}, total: 700, parts: [{ perspective: economic, pounds: 600 }] }`, "parts-not-total"],
    [`{ ${theft}, total: 700, parts: [{ perspective: cashable, pounds: 700 }] }`, "no-budget"],
    [`{ ${theft}, total: 700, low: 800, high: 900 }`, "not-within"],
    [`{ ${theft}, total: 700 }, { ${theft}, total: 800 }`, "code-twice"],
  ])("%s is refused", (line, code) => {
    const costs = own(line);
    expect(!costs.ok && costs.refusal.code).toBe(code);
  });
});
