import { afterAll, beforeAll, expect, test } from "vitest";
import { anAct } from "../../../tests/access/any-story.ts";
import { dayOf } from "../../../tests/access/reference.ts";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import { randomFrom } from "../../kernel/random.ts";
import { accept, invariant } from "../../kernel/result.ts";

let world: World;
let clerk: TestAgency;
let agencies: readonly TestAgency[];
beforeAll(async () => {
  world = await openWorld();
  clerk = await world.anAgency("office", { role: "identity-clerk" });
  const made: TestAgency[] = [];
  for (const kind of ["treatment", "clinic", "hospital", "housing", "prison", "police", "probation"])
    made.push(await world.anAgency(kind));
  agencies = made;
});
afterAll(() => world.close());

const call = async (query: string, values: readonly unknown[]): Promise<string> => {
  const result = await world.as(clerk, async (tx) => accept(await tx.unsafe(query, values as never[])));
  invariant(result.ok, "the clerk is signed in");
  return String(result.value[0]?.answer);
};

/** Everything that names either person, in every table, as it stands. */
async function everything(one: string, other: string): Promise<unknown> {
  const [row] = await world.sql`select array_agg(tab || '.' || col) as places from places_of_people()`;
  const all: Record<string, unknown> = {};
  for (const place of [
    ...(row?.places ?? []),
    "visible.person_id",
    "name_key.person_id",
    "person_key.person_id",
    "person.id",
  ]) {
    const [tab, col] = String(place).split(".");
    if (tab === "identity_review" || tab === "joining") continue;
    const rows = await world.sql.unsafe(
      `select to_jsonb(t) - 'tokens' as row, ${tab === "person_key" ? "(select array_agg(x order by x) from unnest(tokens) x where x not like '#%')" : "null"} as tokens
         from ${tab} t where ${col} = any ($1) ${tab === "task" ? "and title not like 'The identity clerk%'" : ""} order by 1`,
      [[one, other]] as never[],
    );
    all[String(place)] = rows.map((each) => each);
  }
  return all;
}

async function pairOf(one: string, other: string): Promise<string> {
  const [row] = await world.sql`
    insert into identity_review (person_id, candidate_id, agreement) values (${other}, ${one}, '{}') returning id`;
  return String(row?.id);
}

type Known = {
  readonly visible: ReadonlyMap<string, readonly string[]>;
  readonly full: ReadonlySet<string>;
  readonly decisions: ReadonlyMap<string, string>;
  /** What is shared without consent, each as agency/category. */
  readonly without: ReadonlySet<string>;
};

/** What agencies see of somebody, which of them have to do with them in full, and what is decided about sharing now. */
async function known(person: string): Promise<Known> {
  const visible = await world.sql`
    select agency_id, array_agg(distinct g) as grants from visible v, unnest(v.grants) g
     where person_id = ${person} and until > now() group by 1`;
  const full = await world.sql`
    select distinct agency_id from relationship where person_id = ${person} and level = 'full' and until > now()`;
  const decisions = await world.sql`
    select distinct on (category, reader_kind, purpose) category || '/' || reader_kind || '/' || purpose as about,
           case when decision = 'given' and until <= now() then 'lapsed' else decision end as decision
      from consent where person_id = ${person} order by category, reader_kind, purpose, at desc, id desc`;
  const without = await world.sql`
    select to_agency_id || '/' || unnest(categories) as what from gateway
     where person_id = ${person} and state = 'approved' and until > now()`;
  return {
    without: new Set(without.map((row) => String(row.what))),
    visible: new Map(visible.map((row) => [row.agency_id, row.grants])),
    full: new Set(full.map((row) => row.agency_id)),
    decisions: new Map(decisions.map((row) => [row.about, row.decision])),
  };
}

/** What an agency sees of a joined record that nothing allows: worked out from what stood before, and the rules. */
function wronglySeen(
  agency: TestAgency,
  before: readonly Known[],
  after: Known,
  /** What a rule that asks for consent asks it for. */
  rules: ReadonlyMap<string, string | undefined>,
) {
  const grants = after.visible.get(agency.agencyId) ?? [];
  const had = before.flatMap((one) => one.visible.get(agency.agencyId) ?? []);
  return grants.filter((grant) => {
    const purpose = rules.get(`${grant}/${agency.kind}`);
    const [category] = grant.split("/");
    if (before.some((one) => one.without.has(`${agency.agencyId}/${category}`))) return false;
    if (!purpose) return !had.includes(grant);
    const decided = before.map((one) => one.decisions.get(`${category}/${agency.kind}/${purpose}`));
    const related = before.some((one) => one.full.has(agency.agencyId));
    return (
      !related || !decided.includes("given") || decided.includes("refused") || decided.includes("withdrawn")
    );
  });
}

/** Two people with a story each; both have died where one has, since such records are not joined. */
async function twoStories(seed: string): Promise<[string, string]> {
  const [clock] = await world.sql`select now() as at`;
  const today = dayOf(clock?.at);
  const random = randomFrom(seed);
  const people: string[] = [];
  for (const name of ["First", "Second"]) {
    const [row] = await world.sql`
      insert into person (family_name, given_names, born_on, sex, registered_at)
      values (${name + seed}, 'Any', '1970-01-01', 'male', now() - ${people.length === 0 ? "2 days" : "1 day"}::interval) returning id`;
    people.push(String(row?.id));
    for (let act = 0; act < 12; act += 1)
      await anAct({ sql: world.sql, person: String(row?.id), agencies, random, today });
  }
  await world.sql`
    update person set died_on = current_date, death_noted_at = now() where id = any (${people}) and died_on is null
       and exists (select from person d where d.id = any (${people}) and d.died_on is not null)`;
  return people as [string, string];
}

test("whatever two records hold: joined, nobody sees what neither rule nor consent allows; separated, they stand as they stood", async () => {
  const rows =
    await world.sql`select category || '/' || owner_kind || '/' || reader_kind as rule, case when needs_consent then purpose end as purpose from sharing_rule`;
  const rules = new Map(rows.map((row) => [String(row.rule), row.purpose ?? undefined]));
  let seen = 0;
  for (let story = 0; story < 40; story += 1) {
    const [one, other] = await twoStories(`joining ${story}`);
    const before = await everything(one, other);
    const knew = [await known(one), await known(other)];
    const joining = await call("select join_people($1, 'Passport seen', $2::jsonb) as answer", [
      await pairOf(one, other),
      { names: other },
    ]);
    expect(joining).toMatch(/^[0-9a-f-]{36}$/);
    expect((await known(other)).visible.size).toBe(0);
    const knows = await known(one);
    for (const agency of agencies) {
      expect(wronglySeen(agency, knew, knows, rules), `story ${story}, ${agency.kind}`).toEqual([]);
      const lost = knew
        .flatMap((each) => each.visible.get(agency.agencyId) ?? [])
        .filter(
          (grant) =>
            !rules.get(`${grant}/${agency.kind}`) && !knows.visible.get(agency.agencyId)?.includes(grant),
        );
      expect(lost, `story ${story}, ${agency.kind} loses nothing that is its by rule`).toEqual([]);
      seen += knows.visible.get(agency.agencyId)?.length ?? 0;
    }
    expect(await call("select separate_people($1, 'Two passports', '[]') as answer", [joining])).toBe(
      "separated",
    );
    expect(await everything(one, other), `story ${story}`).toEqual(before);
  }
  // The stories are rich: where nobody sees anything, nobody sees too much.
  expect(seen).toBeGreaterThan(400);
});
