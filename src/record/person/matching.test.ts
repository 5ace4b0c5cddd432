import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { sayAgreement, sayLikelihood } from "./match-messages.ts";
import { MATCH_REVIEW, MATCH_THRESHOLD, MATCH_WEIGHTS, SHORT_NAMES, weightOf } from "./matching.ts";
import { type Described, possibleDuplicates } from "./store-find.ts";

let world: World;
let ours: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  ours = await world.anAgency("treatment");
  await world.aPerson(ours, {
    givenNames: "Katherine Jane",
    familyName: "Braithwaite",
    knownAs: "Kit",
    bornOn: "1985-04-03",
    sex: "female",
    numbers: { nhs: "9434765919", pnc: "2012/0394773H" },
  });
});
afterAll(() => world.close());

const described = (more: Partial<Omit<Described, "bornOn">> & { bornOn?: string } = {}): Described => ({
  familyName: "Braithwaite",
  givenNames: "Katherine",
  knownAs: "",
  sex: "female",
  numbers: {},
  ...more,
  bornOn: Temporal.PlainDate.from(more.bornOn ?? "1985-04-03"),
});

async function whys(agency: TestAgency, who: Described): Promise<readonly string[]> {
  const alike = await world.as(agency, async (tx) => accept(await possibleDuplicates(tx, who)));
  invariant(alike.ok, "the warning answers");
  return alike.value.map(({ matched }) => matched);
}

const SAME = "same family name; same given name; same date of birth; same sex";
const cases: readonly [name: string, who: Described, why: string][] = [
  ["everything is the same", described(), `Very likely one person: ${SAME.replace(/^s/, "S")}`],
  [
    "an NHS number is the same and a PNC number is not",
    described({ numbers: { nhs: "9434765919", pnc: "2011/9492142M" } }),
    `Very likely one person: Same NHS number; another PNC number; ${SAME}`,
  ],
  [
    "the family name has a letter too few and day and month are changed round",
    described({ familyName: "Brathwaite", bornOn: "1985-03-04" }),
    "Likely one person: Family name differs by one letter; same given name; day and month of birth changed round; same sex",
  ],
  [
    "the given name is a short form and one digit of the birth year is wrong",
    described({ givenNames: "Katie", bornOn: "1986-04-03" }),
    "Perhaps one person: Same family name; one given name is short for the other, or one of several; date of birth differs by one digit; same sex",
  ],
  [
    "what they are called is given as the given name",
    described({ givenNames: "Kit" }),
    `Very likely one person: ${SAME.replace(/^s/, "S")}`,
  ],
  [
    "family and given name are changed round",
    described({ familyName: "Katherine", givenNames: "Braithwaite" }),
    "Very likely one person: Family and given name changed round; same date of birth; same sex",
  ],
  [
    "the given name sounds the same and the sex is another",
    described({ givenNames: "Cathryn", sex: "male" }),
    "Likely one person: Same family name; given name sounds the same; same date of birth; different sex",
  ],
  [
    "nothing but a number is the same",
    described({
      familyName: "Okafor",
      givenNames: "Femi",
      sex: "male",
      bornOn: "1960-12-30",
      numbers: { pnc: "2012/0394773H" },
    }),
    "Perhaps one person: Same PNC number; different family name; different given name; different date of birth; different sex",
  ],
];
describe("whoever registers somebody is warned, and reads why, where", () => {
  test.each(cases)("%s", async (_name, who, why) => {
    expect(await whys(ours, who)).toEqual([why]);
  });
});

describe("nobody is warned where", () => {
  test.each([
    ["only the date of birth is the same", described({ familyName: "Okafor", givenNames: "Femi" })],
    ["only the given name and the date of birth are", described({ familyName: "Okafor" })],
    ["only the names are the same", described({ bornOn: "1961-10-21" })],
  ])("%s", async (_name, who) => {
    expect(await whys(ours, who)).toEqual([]);
  });
});

test("what the searcher may not see is neither named nor weighed for them, and the clerk is asked about all of it", async () => {
  const [police, treatment] = [await world.anAgency("police"), await world.anAgency("treatment")];
  const person = await world.aPerson(police, {
    givenNames: "Oona",
    familyName: "Thackeray",
    bornOn: "1979-11-30",
    sex: "female",
  });
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${treatment.agencyId}, 'met')`;
  await world.as(treatment, async (tx) =>
    accept(
      await tx`insert into identifier (person_id, scheme, value) values (${person}, 'nhs', '9998795559')`,
    ),
  );
  const who = described({
    familyName: "Thackery",
    givenNames: "Oona",
    bornOn: "1979-11-30",
    numbers: { nhs: "9998795559" },
  });
  const byName = "Family name differs by one letter; same given name; same date of birth; same sex";
  expect(await whys(police, who)).toEqual([`Very likely one person: ${byName}`]);
  expect(await whys(treatment, who)).toEqual([
    `Very likely one person: Same NHS number; ${byName.replace(/^F/, "f")}`,
  ]);
  const second = await world.aPerson(police, { ...who, bornOn: "1979-11-30", numbers: who.numbers });
  const [review] = await world.sql`
    select agreement from identity_review where person_id = ${second} and candidate_id = ${person}`;
  expect(sayAgreement(review?.agreement)).toBe(`Same NHS number; ${byName.replace(/^F/, "f")}`);
});

test("however many are registered under one name and one date, the clerk is asked about few of each", async () => {
  const clients = await world.anAgency("treatment");
  await world.sql`
    insert into person (family_name, given_names, born_on, sex)
    select 'Doe', 'John', '1980-01-01', 'male' from generate_series(1, 400)`;
  const [before] = await world.sql`select count(*)::int as n from identity_review`;
  for (let n = 0; n < 10; n += 1)
    await world.aPerson(clients, { familyName: "Doe", givenNames: "John", bornOn: "1980-01-01" });
  const [after] = await world.sql`select count(*)::int as n from identity_review`;
  expect(after?.n - before?.n).toBe(50);
});

test("somebody is found again also among hundreds who were given the same date for want of another", async () => {
  await world.sql`
    with made as (
      insert into person (family_name, given_names, born_on, sex)
      select 'Smith' || chr(97 + n % 26) || chr(97 + n / 26), 'John', '1900-01-01', 'male' from generate_series(1, 500) n
      returning id)
    insert into registration (person_id, agency_id, reason) select id, ${ours.agencyId}, 'made for this test' from made`;
  const [why] = await whys(
    ours,
    described({ familyName: "Smithkq", givenNames: "John", bornOn: "1900-01-01", sex: "male" }),
  );
  expect(why).toBe(`Very likely one person: ${SAME.replace(/^s/, "S")}`);
});

describe("the weights", () => {
  test("are bits: how often for one person over how often by chance", async () => {
    // 0.93 of the pairs of one person have the same date; of two people by chance 1 in 20,000: 18,600 times as often.
    expect(weightOf(MATCH_WEIGHTS["birth:same"])).toBeCloseTo(14.183, 3);
    expect(weightOf({ m: 0.5, u: 0.5 })).toBe(0);
    const [row] = await world.sql`select weight_of('{birth:same,sex:same,not:known}')::float8 as weight`;
    expect(row?.weight).toBeCloseTo(14.183 + 0.708, 2);
  });
  test("come with their source and a day on which somebody looks at them again, in the database too", async () => {
    const rows = await world.sql`select code, version, status, source, check_by::text from match_weight`;
    expect(rows).toHaveLength(Object.keys(MATCH_WEIGHTS).length);
    expect(new Set(rows.map((row) => row.check_by))).toEqual(new Set([MATCH_REVIEW.checkBy]));
    const [threshold] = await world.sql`select weight::float8 from match_threshold`;
    expect(threshold?.weight).toBe(MATCH_THRESHOLD);
  });
  test("have a word for every outcome the database can answer", () => {
    for (const code of Object.keys(MATCH_WEIGHTS)) expect(sayAgreement([code]), code).not.toBe("");
    expect([17, 22, 26].map(sayLikelihood)).toEqual([
      "Perhaps one person",
      "Likely one person",
      "Very likely one person",
    ]);
  });
  test("know the short forms of each name that has several spellings", () => {
    expect(SHORT_NAMES).toContainEqual(["tony", "anthony"]);
    expect(SHORT_NAMES).toContainEqual(["tony", "antony"]);
  });
});
