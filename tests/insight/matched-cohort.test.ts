import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { COUNTED } from "../../src/counted.ts";
import { answerCohort, readRows } from "../../src/insight/saved-cohorts/answer.ts";
import { type Asked, designOf, designText } from "../../src/insight/saved-cohorts/asked.ts";
import { cohortServices } from "../../src/insight/saved-cohorts/define.ts";
import { type OutcomeAnswer, readAnswer } from "../../src/insight/saved-cohorts/document.ts";
import { eachOutcome } from "../../src/insight/saved-cohorts/each-outcome.ts";
import { peopleCounted } from "../../src/insight/saved-cohorts/people-counted.ts";
import { readRecordDesign } from "../../src/insight/saved-cohorts/read-design.ts";
import { filesOf, type PersonRow } from "../../src/insight/saved-cohorts/table.ts";
import type { Tx } from "../../src/kernel/database/door.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aPartnership, cohortOf, happened, type Partnership } from "./cohort-people.ts";
import { liveAlike, stayed } from "./matched-people.ts";

let world: World;
let partnership: Partnership;
let earlier: TestAgency;
let commissioner: TestAgency;
let entered: readonly string[];

const onlyOne = (text: string): OutcomeAnswer => {
  const [one] = readAnswer(text).outcomes;
  invariant(one, "an answer has an outcome");
  return one;
};

beforeAll(async () => {
  world = await openWorld();
  partnership = await aPartnership(world);
  earlier = await world.anAgency("treatment");
  commissioner = await world.anAgency("office", { role: "commissioner" });
  [entered] = await liveAlike(world, partnership, earlier);
});
afterAll(() => world.close());

async function asked<V, R>(work: (tx: Tx) => Promise<Result<V, R>>): Promise<V> {
  const found = await world.as(commissioner, work);
  invariant(found.ok, `the commissioner may: ${found.ok ? "" : JSON.stringify(found.refusal)}`);
  return found.value;
}

const base = (more: Partial<Asked> = {}): Asked => ({
  ...cohortOf(partnership),
  comparison: "matched",
  ...more,
});

async function readIn(tx: Tx, text: string) {
  const read = readRecordDesign(text, await cohortServices(tx), COUNTED);
  invariant(read.ok, `the design can be asked: ${read.ok ? "" : read.refusal.words}`);
  return read.value;
}

/** A cohort's only outcome. */
const only = (read: Awaited<ReturnType<typeof readIn>>) => {
  const [one] = eachOutcome(read);
  invariant(one, "a cohort has an outcome");
  return one;
};

const answerOf = (more: Partial<Asked> = {}): Promise<OutcomeAnswer> =>
  asked(async (tx) => {
    const read = await readIn(tx, designText(base(more)));
    const found = await answerCohort(tx, { number: 1, version: 1, designPrint: "p" }, read, COUNTED);
    return found.ok ? accept(onlyOne(found.value.text)) : found;
  });

/** The row of one person, by what the record has of them. */
async function rowOf(person: string, more: Partial<Asked> = {}): Promise<PersonRow> {
  const rows = await asked(async (tx) => {
    const { asked: what, design } = only(await readIn(tx, designText(base(more))));
    const read = await readRows(tx, what, COUNTED);
    return read.ok ? accept(filesOf(read.value.rows, design).people) : read;
  });
  const [key] = await world.sql`select insight_key as key from person where id = ${person}`;
  const row = rows.find((one) => one.person === key?.key);
  invariant(row, "the person is there");
  return row;
}

describe("what people are matched by", () => {
  test("the age they reach in the year of entry, their sex, earlier stays in treatment, and whether they had been in custody", async () => {
    const [first = "", second = ""] = entered;
    // Born 31 December 1970 and entered 15 January 2024; in custody in March 2020; no earlier stay.
    expect(await rowOf(first)).toMatchObject({
      age: 54,
      sex: "female",
      earlier_stays: 0,
      ever_in_custody: "yes",
    });
    expect(await rowOf(second)).toMatchObject({
      age: 47,
      sex: "male",
      earlier_stays: 1,
      ever_in_custody: "no",
    });
  });

  test("a stay begun on the day of entry is no earlier one, nor is one with a service that gives no structured treatment", async () => {
    const [, second = ""] = entered;
    await stayed(world, second, earlier, "2024-01-15");
    await stayed(world, second, partnership.sender, "2022-01-15");
    expect(await rowOf(second)).toMatchObject({ earlier_stays: 1 });
    await stayed(world, second, earlier, "2022-01-14");
    expect(await rowOf(second)).toMatchObject({ earlier_stays: 2 });
    await world.sql`delete from episode where person_id = ${second} and started_on in ('2024-01-15', '2022-01-15', '2022-01-14') and service_id <> ${partnership.treatment.serviceId}`;
  });

  test("custody that is only suspected, or begins on the day of entry, was not before it", async () => {
    const [, second = ""] = entered;
    const spell = (on: string, more: string) =>
      happened(world, second, partnership.prison, "custody", on, null).then(() =>
        world.sql.unsafe(
          `alter table event disable trigger all; update event set ${more} where happened_on = '${on}' and kind = 'custody'; alter table event enable trigger all`,
        ),
      );
    const gone = () =>
      world.sql`update event set withdrawn_at = now(), withdrawn_because = 'test' where person_id = ${second} and kind = 'custody'`;
    await spell("2019-05-01", "certainty = 'suspected'");
    await spell("2024-01-01", "precision = 'month'");
    expect(await rowOf(second)).toMatchObject({ ever_in_custody: "no" });
    await spell("2023-12-01", "precision = 'month'");
    expect(await rowOf(second)).toMatchObject({ ever_in_custody: "yes" });
    await gone();
  });
});

describe("a matched cohort of the record", () => {
  test("finds what R finds of the same forty people: the difference within pairs, and how alike they were before and after", async () => {
    const answer = await answerOf();
    // oracle/matched-cohort.R: ten pairs.
    const difference = answer.figures.find(({ code }) =>
      code.startsWith("cohort.match.average-difference-treated"),
    );
    expect([difference?.value, difference?.low, difference?.high].map((n) => n?.toFixed(6))).toEqual([
      "-0.300205",
      "-1.257646",
      "0.657235",
    ]);
    const rounded = (n: number | null) => n && Number(n.toFixed(5));
    expect(
      answer.balance.map((one) => [
        one.column,
        rounded(one.difference_before),
        rounded(one.difference_after),
      ]),
    ).toEqual([
      ["age", -0.27045, -0.20284],
      ["earlier_stays", -0.24801, 0.16534],
      ["sex: male", 0.30652, 0.20435],
      ["ever_in_custody: yes", 0.2924, 0.38987],
      ["rate before", -0.6662, 0.36338],
    ]);
    expect(
      answer.balance.map((one) => [
        one.column,
        rounded(one.variance_ratio_before),
        rounded(one.variance_ratio_after),
      ]),
    ).toEqual([
      ["age", 0.68289, 0.5592],
      ["earlier_stays", 1.02206, 1.875],
      ["sex: male", 0.91, 0.96],
      ["ever_in_custody: yes", 1.0989, 1.19048],
      ["rate before", 0.518, 2.24],
    ]);
  });

  test("what is still unlike is called as the balance calls it", async () => {
    expect((await answerOf()).method?.warnings.join(" ")).toMatch(
      /Earlier stays in treatment is still unbalanced/,
    );
  });

  test("says that what happened elsewhere is not known here", async () => {
    expect((await answerOf()).before_you_believe_it.join(" ")).toContain("looks as if there had been none");
  });

  test("that was saved before there was more to match by is read and answered as it was: by sex and own rate", async () => {
    const older = stringify({
      ...designOf(base()),
      comparison: {
        kind: "matched",
        column: "came",
        programme: "entered",
        against: "not offered",
        factors: ["sex"],
      },
    });
    const [answer, row] = await asked(async (tx) => {
      const read = await readIn(tx, older);
      const found = await answerCohort(tx, { number: 1, version: 1, designPrint: "p" }, read, COUNTED);
      const rows = await readRows(tx, only(read).asked, COUNTED);
      invariant(found.ok && rows.ok, "it is answered");
      const [first] = filesOf(rows.value.rows, read.design).people;
      return accept([JSON.parse(found.value.text), JSON.parse(JSON.stringify(first))] as const);
    });
    expect(answer.cohort_in_words.join(" ")).toContain("alike or not in “sex”.");
    expect(answer).not.toHaveProperty("balance");
    // The prints of older answers are of these columns alone.
    expect(Object.keys(row).sort()).toEqual(
      ["person", "service", "came", "entered", "stayed", "sex", "linked", "custody_before", "custody_after"]
        .filter((name) => name !== "stayed" || row.came === "entered")
        .sort(),
    );
  });
});

describe("what few people have", () => {
  const sexOf = (people: readonly string[], sex: string) =>
    world.sql`update person set sex = ${sex} where id = any (${world.sql.array([...people], 2950)})`;

  test("is not told: the balance of a column that one to four of a group have, nor a warning that names it", async () => {
    const [[women], men] = [
      [entered.filter((_, i) => i % 3 === 0)],
      entered.filter((_, i) => i % 3 !== 0),
    ] as const;
    invariant(women, "there are women");
    await sexOf(women.slice(3), "male");
    const answer = await answerOf();
    await sexOf(women, "female");
    expect(men.length).toBe(13);
    const held = answer.balance.filter(({ held_back }) => held_back);
    expect(held).toEqual([
      {
        column: "sex: male",
        difference_before: null,
        difference_after: null,
        variance_ratio_before: null,
        variance_ratio_after: null,
        held_back: true,
      },
    ]);
    expect(answer.method?.warnings.join(" ")).not.toMatch(/sex/i);
  });

  test("whoever's sex is not known is left out, and five of them are told", async () => {
    await sexOf(entered.slice(0, 5), "not-known");
    const answer = await answerOf();
    const out = answer.figures.find(({ label }) => label.includes("“sex” is empty"));
    expect([out?.numerator, out?.denominator]).toEqual([5, 40]);
    for (const [i, person] of entered.slice(0, 5).entries())
      await sexOf([person], i % 3 === 0 ? "female" : "male");
  });

  test("where one to four would be left out nothing is shown: beside the cohort that leaves nobody out it would tell of one", async () => {
    const [first = ""] = entered;
    await sexOf([first], "not-known");
    const answer = await answerOf();
    expect(answer.figures).toEqual([]);
    expect(answer.balance).toEqual([]);
    expect(answer.not_shown).toMatch(
      /^Of those who entered, under five would be left out because their sex is not known/,
    );
    const counted = await world.as(commissioner, async (tx) =>
      peopleCounted(tx, only(await readIn(tx, designText(base()))), COUNTED),
    );
    expect(counted).toMatchObject({ ok: false, refusal: { code: "no-answer" } });
    expect((await answerOf({ comparison: "eligible-not-offered" })).not_shown).toBeNull();
    await sexOf([first], "female");
  });
});
