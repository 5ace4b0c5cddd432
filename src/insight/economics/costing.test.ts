import { describe, expect, test } from "vitest";
import { type Both, costEvents, type Pricing } from "./costing.ts";
import { reviewed } from "./reference.ts";

const reference = reviewed();
const pricing: Pricing = {
  costs: reference.costs,
  notCosted: reference.notCosted,
  vintages: reference.vintages,
  vintage: undefined,
  priceYear: "2023/24",
  leaveOut: [],
  useWithheld: [],
  spreadUnknown: 0.2,
};
const both = (without: number, withIt: number): Both => ({ without, with: withIt });
const cost = (events: Readonly<Record<string, Both>>, changes: Partial<Pricing> = {}) =>
  costEvents(new Map(Object.entries(events)), { ...pricing, ...changes });
const whys = (costed: ReturnType<typeof cost>) => costed.uncosted.map(({ code, why }) => [code, why]);
const codes = (costed: ReturnType<typeof cost>) => costed.priced.map((one) => one.cost.code);

describe("counted, not costed", () => {
  test("possession, breach and the like keep their counts and their reason, and are never nought", () => {
    const costed = cost({ DRUG_POSSESSION: both(54, 8), CTH: both(3, 1) });
    expect(costed.uncosted).toEqual([
      {
        code: "DRUG_POSSESSION",
        name: "Drug possession",
        events: both(54, 8),
        why: "The Home Office's report has no cost for it",
      },
    ]);
    expect(costed.warnings.find(({ code }) => code === "not-costed")?.sentence).toContain("62 events are");
  });

  test("a code that nobody knows is not costed either, and looks like a slip of the pen", () => {
    expect(whys(cost({ CHT: both(1, 0), CTH: both(1, 1) }))).toEqual([
      ["CHT", "no unit cost has this code; look for a slip of the pen"],
    ]);
  });

  test("an arrest, a court day or a prison place beside an offence is inside its response, and not priced twice", () => {
    const beside = cost({ VWI: both(2, 1), POL_ARREST: both(3, 1), PRISON_PLACE_2223: both(0.5, 0.2) });
    expect(codes(beside)).toEqual(["VWI"]);
    expect(beside.uncosted.map(({ why }) => why)).toEqual([
      "inside the response part of the offences that are priced here",
      "inside the response part of the offences that are priced here",
    ]);
    expect(codes(cost({ PRISON_PLACE_2223: both(0.5, 0.2) }))).toEqual(["PRISON_PLACE_2223"]);
  });

  test("an offence that the design leaves out keeps nobody's arrests from being priced", () => {
    const costed = cost({ VWI: both(2, 1), COURT_MAG: both(3, 1) }, { leaveOut: ["vwi"] });
    expect(codes(costed)).toEqual(["COURT_MAG"]);
    expect(whys(costed)).toEqual([["VWI", "left out by the design"]]);
  });

  test("what is too unsure is priced only where the design names it", () => {
    expect(codes(cost({ CTV: both(1, 0) }))).toEqual([]);
    expect(codes(cost({ CTV: both(1, 0) }, { useWithheld: ["ctv"] }))).toEqual(["CTV"]);
  });

  test("a price older than the index is not carried over by guess", () => {
    expect(whys(cost({ POL_ARREST: both(1, 0) }))).toEqual([
      ["POL_ARREST", "its price is of 2011/12, and vintage 2026-11 of gdp has no 2011/12"],
    ]);
  });
});

describe("priced", () => {
  test("the record's own kinds of event are priced under their cost's code, added to those that came under it", () => {
    const costed = cost({ AMBULANCE: both(3, 1), AMB_CONVEY: both(2, 2), "AE-ATTENDANCE": both(1, 0) });
    expect(costed.priced.map(({ cost: { code }, events }) => [code, events])).toEqual([
      ["AMB_CONVEY", both(5, 3)],
      ["AE_ATT", both(1, 0)],
    ]);
  });

  test("a price goes to the year asked for by the vintage that is named, and its spread with it", () => {
    const [theft] = cost({ CTH: both(1, 1) }).priced;
    expect(theft?.each).toBeCloseTo(1263.22, 6);
    expect(theft?.by).toBe("gdp 2026-11");
    expect(theft?.spread).toEqual({
      kind: "gamma",
      mean: expect.closeTo(1263.22, 6),
      standardError: expect.closeTo(252.644, 6),
    });
  });

  test("published limits are the spread where there are any: £360 to £460 is a standard error of £25.51", () => {
    const [ambulance] = cost({ AMB_CONVEY: both(1, 1) }, { priceYear: "2021/22" }).priced;
    expect(ambulance).toMatchObject({ each: 390, factor: 1, by: "as published" });
    expect(ambulance?.spread).toEqual({
      kind: "gamma",
      mean: 390,
      standardError: expect.closeTo(25.5106, 3),
    });
  });

  test("NHS prices go by the NHS's own index once a design brings one, and until then it is said that GDP stands in", () => {
    const standIn = cost({ AMB_CONVEY: both(1, 1) });
    expect(standIn.warnings.map(({ code }) => code)).toContain("other-index");
    const nhs = {
      index: "nhs",
      vintage: "2026-06",
      source: "made up for a test",
      status: "verified" as const,
      values: new Map([
        ["2021/22", 100],
        ["2023/24", 110],
      ]),
    };
    const own = cost({ AMB_CONVEY: both(1, 1) }, { vintages: [...pricing.vintages, nhs] });
    expect(own.priced[0]?.each).toBeCloseTo(429, 9);
    expect(own.warnings.map(({ code }) => code)).not.toContain("other-index");
  });
});
