import { describe, expect, test } from "vitest";
import { eventCodes } from "../economics/event-codes.ts";
import { vintages } from "../economics/reference.ts";
import { countedOf, type Lived } from "./counted.ts";
import { designOf, spanOf, type WorthOf } from "./design.ts";
import { deathsOtherwise, worthsOfStaying } from "./reviewed.ts";
import { budgetMade, by, day, lived, ten } from "./ten.fixture.ts";
import { workedOut } from "./worked.ts";

function answered(people: readonly Lived[] = ten(), changes: Partial<WorthOf["spent"]["budget"]> = {}) {
  const counted = countedOf(people, by);
  if (!counted) throw new Error("ten people are counted");
  const of: WorthOf = {
    name: "the made-up clinic",
    counted,
    // Ten others were there as long as the ten: half of everybody's time is theirs.
    spent: {
      budget: { ...budgetMade, ...changes },
      span: spanOf({ from: day("2024-01-01"), to: day("2024-01-31") }, by.completeTo),
      present: 7300 / 365.25,
    },
    vintages: vintages(),
    worths: worthsOfStaying(),
    otherwise: deathsOtherwise("clinic"),
    compared: undefined,
  };
  const designs = { cashable: designOf(of, "cashable"), everything: designOf(of, "everything") };
  const worked = workedOut({ designs, events: counted.events, today: "2026-03-01" });
  if (!worked.ok) throw new Error(worked.refusal.sentence);
  return { of, counted, worked: worked.value };
}

describe("ten people, each followed a year before and a year after, by hand", () => {
  const { worked, counted } = answered();
  const { cashable, everything } = worked;
  const saved = (part: string) => cashable.saved.find((one) => one.part === part)?.value;

  test("events come under the cost that their words stand for: 20 thefts from shops before and 5 after, 10 assaults with injury and none, 10 visits to A&E and 5", () => {
    expect(Object.fromEntries(counted.events.counts)).toEqual({
      CTH: { without: 20, with: 5 },
      VWI: { without: 10, with: 0 },
      AE_ATT: { without: 10, with: 5 },
    });
    expect(counted.personYears.with).toBeCloseTo(3650 / 365.25, 12);
  });

  test("events × unit cost × deflator: 15 thefts at £980, 10 assaults at £14,050 of which £2,500 is response, 5 visits at £240, at 2023/24 prices", () => {
    expect(saved("cashable: police and justice")).toBeCloseTo(10 * 2500 * 1.289, 6);
    expect(saved("cashable: nhs")).toBeCloseTo(5 * 240 * (128.9 / 113.9), 6);
    expect(saved("economic")).toBeCloseTo(10 * 340 * 1.289, 6);
    expect(saved("unsplit")).toBeCloseTo((15 * 980 + 10 * (14050 - 2500 - 340)) * 1.289, 6);
  });

  test("the cost is half of 395 days of £100,000 a year, and £1,000 for each of 9.99 person-years", () => {
    expect(cashable.programme.fixed).toBeCloseTo((100_000 * 395) / 365.25 / 2, 6);
    expect(cashable.programme.variable).toBeCloseTo((1000 * 3650) / 365.25, 6);
  });

  test("ratio and net benefit: £33,583.04 cashable for £64,065.71 is 0.52 for each pound; everything that is priced is £201,410.83", () => {
    expect(cashable.balance.benefit.value).toBeCloseTo(33_583.03, 1);
    expect(cashable.balance.extraCost.value).toBeCloseTo(64_065.71, 2);
    expect(cashable.balance.ratio.value).toBeCloseTo(33_583.03 / 64_065.71, 5);
    expect(cashable.balance.netBenefit.value).toBeCloseTo(33_583.03 - 64_065.71, 1);
    expect(everything.balance.benefit.value).toBeCloseTo(
      33_583.03 + 10 * 340 * 1.289 + (15 * 980 + 10 * 11_210) * 1.289,
      1,
    );
  });

  test("the limits hold the stated ratio, and come from ten thousand draws of a seed that is told", () => {
    const { low, value, high } = cashable.balance.ratio;
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect([cashable.draws, cashable.seed]).toEqual([10_000, "throughcare"]);
  });

  test("still there after a year: ten of ten; ten of twenty; and nothing where three left", () => {
    const leaving = (who: readonly Lived[], gone: (i: number) => boolean) =>
      countedOf(
        who.map((one, i) => (gone(i) ? { ...one, endedOn: day("2024-06-01") } : one)),
        by,
      )?.retained;
    expect(counted.retained).toEqual({ with: 10, of: 10 });
    expect(leaving([...ten(), ...ten("b")], (i) => i % 2 === 1)).toEqual({ with: 10, of: 20 });
    expect(leaving(ten(), (i) => i < 3)).toBeUndefined();
  });

  test("nothing is multiplied up in the result: thefts and assaults that nobody recorded are in the scenario alone", () => {
    const { multipliers, balance } = everything.scenario ?? { multipliers: [], balance: undefined };
    expect(multipliers.map(({ code, used }) => [code, used])).toEqual([
      ["CTH", 1],
      ["VWI", 2.6],
    ]);
    expect(balance?.benefit.value).toBeCloseTo(
      everything.balance.benefit.value + 1.6 * 10 * 14_050 * 1.289,
      4,
    );
  });

  test("deaths: none in 9.99 person-years of life, against 13 in 1,000", () => {
    expect(cashable.deaths?.observed).toBe(0);
    expect(cashable.deaths?.expected).toBeCloseTo((13 * 3650) / 365.25 / 1000, 9);
  });

  test("a year is not discounted, by rates and a convention that are named", () => {
    expect(cashable.discount).toEqual({ rates: "green-book", convention: "start-year", factors: [1] });
  });

  test("a budget of a year that the price index does not have is taken in the newest, and says so by its year", () => {
    expect(answered(ten(), { price_year: "2031/32" }).worked.cashable.priceYear).toBe("2024/25");
    expect(cashable.priceYear).toBe("2023/24");
  });
});

describe("who is counted", () => {
  test("whoever has no number in one of the sources is in neither side nor in the cost", () => {
    const stranger = { ...lived("stranger"), known: { pnc: false, nhs: true, nothing: true } };
    expect(countedOf([...ten(), stranger], by)?.there.all).toBe(countedOf(ten(), by)?.there.all);
  });

  test("four people are not counted", () => {
    expect(countedOf(ten().slice(0, 4), by)).toBeUndefined();
  });

  test("an admission is short up to one night, long from two, and counted without a cost while it lasts", () => {
    const admitted = (nights?: number): Lived["events"] =>
      [1, 2].map((at) => ({ kind: "admission", at, ...(nights === undefined ? {} : { nights }) }));
    const nights = [0, 1, 2, 9, undefined];
    const counted = countedOf(
      nights.flatMap((n, i) => ten(`n${i}`).map((one) => ({ ...one, events: admitted(n) }))),
      by,
    );
    const after = Object.fromEntries(
      [...(counted?.events.counts ?? [])].map(([code, { with: n }]) => [code, n]),
    );
    expect(after).toEqual({ NEL_SHORT: 40, NEL_LONG: 40, ADMISSION: 20 });
  });

  test("robbery by two people is kept back, and with it assaults, so that ten people stand behind it and thefts can be told, for offences in all are told on the programme's page", () => {
    const robbers = ten().map((one, i) =>
      i < 2 ? { ...one, events: [...one.events, { kind: "offence", at: -9, byWords: "ROB" }] } : one,
    );
    const counted = countedOf(robbers, by);
    expect(counted?.keptBack).toEqual(["VWI", "ROB"]);
    expect([...(counted?.events.counts.keys() ?? [])]).toEqual(["CTH", "AE_ATT"]);
  });
});

test("each row of the mapping leads to a price or to a reason why there is none", async () => {
  const { notCosted, unitCosts } = await import("../economics/reference.ts");
  const known = new Set([...unitCosts(), ...notCosted()].map(({ code }) => code));
  expect(eventCodes().filter(({ code }) => !known.has(code))).toEqual([]);
  expect(
    new Set(eventCodes().map(({ kind, words, nights_from }) => `${kind} ${words} ${nights_from}`)).size,
  ).toBe(eventCodes().length);
});
