import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { readFind } from "./find-rules.ts";
import { fullName } from "./identity.ts";
import { insertAlias, updatePerson } from "./store-acts.ts";
import { findPeople, possibleDuplicates, recentPeople } from "./store-find.ts";
import { loadIdentity } from "./store-identity.ts";

let world: World;
let ours: TestAgency;

const PEOPLE: readonly (readonly [
  given: string,
  family: string,
  more?: { knownAs?: string; bornOn?: string },
])[] = [
  ["Dean Michael", "Hall", { knownAs: "Deano", bornOn: "1979-05-06" }],
  ["John", "Smith"],
  ["Siân", "O'Brien"],
  ["Katherine", "Braithwaite"],
  ["Muhammad", "Hussain"],
  ["Oluwaseun", "Adeyemi-Clarke"],
];

beforeAll(async () => {
  world = await openWorld();
  ours = await world.anAgency("treatment");
  for (const [givenNames, familyName, more] of PEOPLE) {
    await world.aPerson(ours, { givenNames, familyName, ...more });
  }
});
afterAll(() => world.close());

async function found(agency: TestAgency, typed: string): Promise<readonly string[]> {
  const result = await world.as(agency, async (tx) => accept(await findPeople(tx, readFind(typed, 2026))));
  invariant(result.ok, "the search answers");
  return result.value.found.map(({ identity }) => fullName(identity));
}

const DEAN = "Dean Michael Hall (Deano)";
const cases: readonly [name: string, typed: string, who: string][] = [
  ["by the family name first, past a middle name", "hall dean", DEAN],
  ["by what they like to be called", "deano", DEAN],
  ["by the first letters of each name", "ha de", DEAN],
  ["by a name heard and misspelt", "dene hall", DEAN],
  ["by a name with letters changed round", "micheal", DEAN],
  ["by a name and birth date together", "hall 6/5/1979", DEAN],
  ["by a birth date alone", "6 May 1979", DEAN],
  ["by another spelling of a short name", "jon smyth", "John Smith"],
  ["without an accent or an apostrophe", "sian obrien", "Siân O'Brien"],
  ["by a name that sounds the same", "catherine", "Katherine Braithwaite"],
  ["by a long name with a letter missing", "brathwaite", "Katherine Braithwaite"],
  ["by another way of writing Muhammad", "mohamed husain", "Muhammad Hussain"],
  ["by one half of a double name", "clarke", "Oluwaseun Adeyemi-Clarke"],
];
for (const [name, typed, who] of cases) {
  test(`a person is found ${name}`, async () => {
    expect(await found(ours, typed)).toEqual([who]);
  });
}

test("a name and somebody else's birth date find nobody", async () => {
  expect(await found(ours, "hall 7/5/1979")).toEqual([]);
});

test("a PNC number finds the person in every form police write it", async () => {
  const agency = await world.anAgency("police");
  await world.aPerson(agency, { givenNames: "Ada", familyName: "Quill", numbers: { pnc: "2012/0394773H" } });
  for (const form of ["2012/0394773H", "12/394773H", "20120394773h", " 2012 / 394773 H "]) {
    expect(await found(agency, form)).toEqual(["Ada Quill"]);
  }
});

test("a person is found by an alias, and by one word of each name", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency, { givenNames: "Ewa", familyName: "Kowalska" });
  await world.as(agency, async (tx) =>
    accept(await insertAlias(tx, person, { name: "Eva Cole", kind: "alias" })),
  );
  expect(await found(agency, "cole")).toEqual(["Ewa Kowalska"]);
  expect(await found(agency, "eva kowalska")).toEqual(["Ewa Kowalska"]);
});

/** Somebody police met under one name, whom treatment, which has them now, knows to be called otherwise. */
async function corrected() {
  const [police, treatment, later] = [
    await world.anAgency("police", { name: "Harbour Police" }),
    await world.anAgency("treatment", { name: "Hidden House" }),
    await world.anAgency("mental-health", { name: "Later Team" }),
  ];
  const person = await world.aPerson(police, { givenNames: "Edith", familyName: "Hawthorne" });
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${treatment.agencyId}, 'met')`;
  const bornOn = Temporal.PlainDate.from("1985-04-03");
  const details = { givenNames: "Edith", familyName: "Quill", knownAs: "", bornOn, sex: "female" } as const;
  const saved = await world.as(treatment, (tx) => updatePerson(tx, person, details));
  invariant(saved.ok, "the name is corrected");
  return { police, treatment, later, person };
}

const namesKept = async (agency: TestAgency, person: PersonId) => {
  const seen = await world.as(agency, async (tx) => accept(await loadIdentity(tx, person)));
  return seen.ok && seen.value?.aliases.map((alias) => `${alias.name}, from ${alias.agency}`);
};

test("a person is still found by the name an agency knows, also after another agency has corrected it", async () => {
  const { police, treatment, person } = await corrected();
  expect(await found(police, "edith hawthorne")).toEqual(["Edith Quill"]);
  expect(await found(treatment, "edith hawthorne")).toEqual(["Edith Quill"]);
  // Each reads the former name once; police learn nothing of who has corrected it.
  expect(await namesKept(police, person)).toEqual(["Edith Hawthorne, from Harbour Police"]);
  expect(await namesKept(treatment, person)).toEqual(["Edith Hawthorne, from Hidden House"]);
});

test("that an agency knew somebody by a former name is told to no other agency", async () => {
  const { police, later, person } = await corrected();
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${later.agencyId}, 'met')`;
  await world.anEpisode(later, person);
  const rights = await world.sql`
    select from visible where agency_id = ${later.agencyId} and person_id = ${person} and 'identity/police' = any (grants)`;
  expect(rights.length).toBeGreaterThan(0);
  // From whoever corrected it, as any other name; never from police, whose numbers alone it may read.
  expect(await namesKept(later, person)).toEqual(["Edith Hawthorne, from Hidden House"]);
  const stranger = await world.anAgency("police");
  expect(await found(stranger, "edith hawthorne")).toEqual([]);
  expect(await namesKept(police, person)).toHaveLength(1);
});

test("whoever registers somebody anew under the name they knew is warned, and the clerk is not asked as well", async () => {
  const { police, person } = await corrected();
  const again = {
    familyName: "Hawthorne",
    givenNames: "Edith",
    knownAs: "",
    sex: "female",
    numbers: {},
  } as const;
  const bornOn = Temporal.PlainDate.from("1985-04-03");
  const alike = await world.as(police, async (tx) =>
    accept(await possibleDuplicates(tx, { ...again, bornOn })),
  );
  expect(alike.ok && alike.value.map(({ identity }) => identity.id)).toContain(person);
  const second = await world.aPerson(police, again);
  const asked = await world.sql`
    select from identity_review where person_id = ${second} and candidate_id = ${person}`;
  expect(asked).toHaveLength(0);
});

test("a name is found by its letters in whatever script it is written", async () => {
  const agency = await world.anAgency("treatment");
  for (const [givenNames, familyName] of [
    ["Анна", "Каренина"],
    ["小明", "王"],
    ["محمد", "العلي"],
    ["प्रिया", "शर्मा"],
  ] as const)
    await world.aPerson(agency, { givenNames, familyName });
  for (const [typed, who] of [
    ["каренина", "Анна Каренина"],
    ["анна кар", "Анна Каренина"],
    ["арени", "Анна Каренина"],
    ["王", "小明 王"],
    ["小明", "小明 王"],
    ["محمد", "محمد العلي"],
    ["शर्मा", "प्रिया शर्मा"],
  ] as const)
    expect(await found(agency, typed), typed).toEqual([who]);
});

test("a name that is only marks of punctuation finds nobody", async () => {
  for (const typed of ["%", "_ _", "\\", "‘’", "+ $ ^"]) expect(await found(ours, typed), typed).toEqual([]);
});

test("the closest match comes first", async () => {
  const agency = await world.anAgency("treatment");
  for (const familyName of ["Martins", "Martin", "Smartinson"]) {
    await world.aPerson(agency, { givenNames: "Lee", familyName });
  }
  expect(await found(agency, "martin")).toEqual(["Lee Martin", "Lee Martins", "Lee Smartinson"]);
});

test("a search is noted in the log with everyone it showed, and with what was typed nowhere", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency, { familyName: "Zylberberg" });
  await found(agency, "zylberberg");
  const lines = await world.sql`
    select what, person_ids, to_jsonb(access_log)::text as whole from access_log
     where agency_id = ${agency.agencyId} and what = 'searched'`;
  expect(lines.map(({ person_ids }) => person_ids)).toEqual([[person]]);
  expect(lines[0]?.whole).not.toMatch(/zylberberg/i);
});

test("a search that finds nobody is noted as well", async () => {
  const agency = await world.anAgency("treatment");
  await found(agency, "nobody of this name");
  const lines = await world.sql`
    select person_ids from access_log where agency_id = ${agency.agencyId} and what = 'searched'`;
  expect(lines.map(({ person_ids }) => person_ids)).toEqual([[]]);
});

test("the people opened lately are the reader's own, the latest first", async () => {
  const agency = await world.anAgency("treatment");
  const [first, second] = [
    await world.aPerson(agency, { familyName: "First" }),
    await world.aPerson(agency, { familyName: "Second" }),
  ];
  const colleague = await world.aWorker(agency, "keyworker");
  for (const person of [first, second, first]) {
    await world.as(agency, async (tx) => accept(await loadIdentity(tx, person)));
  }
  const lately = async (who: TestAgency) => {
    const result = await world.as(who, async (tx) => accept(await recentPeople(tx, 10)));
    invariant(result.ok, "the list answers");
    return result.value.map(({ identity }) => identity.familyName);
  };
  expect(await lately(agency)).toEqual(["First", "Second"]);
  expect(await lately(colleague)).toEqual([]);
});

test("a page that refreshes itself brings nobody to the front of the people opened lately", async () => {
  const agency = await world.anAgency("treatment");
  const [first, second] = [await world.aPerson(agency), await world.aPerson(agency)];
  for (const person of [first, second])
    await world.as(agency, async (tx) => accept(await loadIdentity(tx, person)));
  const leftOpen = async (tx: Tx) => accept(await loadIdentity(tx, first));
  await world.database.as(agency.token, "/test", leftOpen, "by-itself");
  const lately = await world.as(agency, async (tx) => accept(await recentPeople(tx, 10)));
  expect(lately.ok && lately.value.map(({ identity }) => identity.id)).toEqual([second, first]);
});

test("among thousands a name is found by index", async () => {
  const agency = await world.anAgency("treatment");
  await world.sql`
    with made as (
      insert into person (family_name, given_names, born_on, sex)
      select (array['Ashby','Barlow','Carver','Denton','Ellwood','Farrow','Garside','Hindley'])[1 + n % 8]
               || translate((n / 8)::text, '0123456789', 'aeioubdglm'),
             (array['Alan','Bridget','Callum','Donna','Emmett'])[1 + n % 5], date '1960-01-01' + n % 15000, 'male'
        from generate_series(1, 20000) n
      returning id)
    insert into registration (person_id, agency_id, reason) select id, ${agency.agencyId}, 'made for this test' from made`;
  await world.sql`vacuum analyze`;
  await found(agency, "carvermm");
  expect(await found(agency, "donna zuckermandel")).toEqual([]);
  expect((await found(agency, "carverea")).length).toBeGreaterThan(10);
  const plan =
    await world.sql`explain select person_id from person_key where tokens && '{=carverea}'::text[]`;
  expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(/person_key_tokens_index/);
});
