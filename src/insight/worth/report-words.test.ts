import { expect, test } from "vitest";
import { accept } from "../../kernel/result.ts";
import { vintages } from "../economics/reference.ts";
import { countedOf } from "./counted.ts";
import { designOf, spanOf, type WorthOf } from "./design.ts";
import type { Worth } from "./load.ts";
import { worthSentences } from "./report-words.ts";
import { deathsOtherwise, worthsOfStaying } from "./reviewed.ts";
import { budgetMade, by, day, ten } from "./ten.fixture.ts";
import { workedOut } from "./worked.ts";

const period = { from: day("2024-01-01"), to: day("2024-01-31") };

/** Ten people, each with two thefts, an assault and a visit to A&E before; five of them a theft and a visit after; worked by hand in the tests of worth. */
function worth(): Worth {
  const counted = countedOf(ten(), by);
  if (!counted) throw new Error("ten people are counted");
  const of: WorthOf = {
    name: "the made-up clinic",
    counted,
    spent: { budget: budgetMade, span: spanOf(period, by.completeTo), present: 7300 / 365.25 },
    vintages: vintages(),
    worths: worthsOfStaying(),
    otherwise: deathsOtherwise("clinic"),
    compared: undefined,
  };
  const designs = { cashable: designOf(of, "cashable"), everything: designOf(of, "everything") };
  const worked = workedOut({ designs, events: counted.events, today: "2026-03-01" });
  if (!worked.ok) throw new Error(worked.refusal.sentence);
  return {
    service: {
      code: "made",
      name: "the made-up clinic",
      kind: "clinic",
      kindName: "Clinic",
      agencyCode: "made",
      agencyName: "Nobody’s",
    },
    mayEnterBudget: false,
    period,
    entered: 10,
    offers: [],
    chosen: undefined,
    answer: accept({ of, worked: worked.value, completeTo: by.completeTo, withoutFile: [] }),
  };
}

test("a report says whether it pays: £33,583 cashable for £64,066 is 0.52 for each pound, with limits, and what is no saving apart", () => {
  const [cashable, everything, behind, unverified, last] = worthSentences(worth());
  expect(cashable).toMatch(
    /^Whether it pays, by what public budgets get back \(cashable\): events cost £33,583 less, against a cost of £64,066: 0\.52 for each pound \(95 % interval \S+ to \S+\); net benefit −£30,483 \(95 % interval .+ to .+\), in pounds of 2023\/24, over 9\.99 person-years after entry\.$/,
  );
  expect(everything).toMatch(
    /^By everything that is priced added up, .* no saving to any budget: events cost £201,411 less/,
  );
  // Twenty thefts, ten assaults and ten visits before; five thefts and five visits after.
  expect(behind).toContain(
    "Behind it are 40 priced events before entry in 9.99 person-years and 10 after in 9.99.",
  );
  expect(behind).toContain(
    "All of the 10 people whose first stay began from 1 January 2024 to 31 January 2024",
  );
  expect(unverified).toMatch(/^Nobody has verified \d+ of the numbers behind it: .*theft/i);
  expect(last).toContain("would have come in any case");
});

test("without a budget a report says why it does not tell whether it pays", () => {
  const words = "Nobody has entered this programme’s budget.";
  const none: Worth = { ...worth(), answer: { ok: false, refusal: { words, budget: true } } };
  expect(worthSentences(none)).toEqual([`Whether it pays is not told: ${words}`]);
});

test("where no kind of event that has a price may be shown, a report says so and gives no ratio of nought", () => {
  const told = worth();
  if (!told.answer.ok) throw new Error("it is answered");
  const { cashable, everything } = told.answer.value.worked;
  const worked = { cashable: { ...cashable, priced: [] }, everything: { ...everything, priced: [] } };
  const sentences = worthSentences({ ...told, answer: accept({ ...told.answer.value, worked }) });
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toContain("nothing stands against its cost of £64,066");
});
