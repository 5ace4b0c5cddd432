import { afterAll, beforeAll, expect, test } from "vitest";
import type { Queries } from "../../src/kernel/database/connection.ts";
import { randomFrom } from "../../src/kernel/random.ts";
import { AGENCY_KINDS } from "../../src/record/sharing/agency-kinds.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { anAct } from "./any-story.ts";
import { dayOf, type Rules, rightsOf, ruleKey, type Story } from "./reference.ts";

const PEOPLE = 200;
const ACTS = 14;
/** Stories looked at again under each planted mistake. */
const LOOKED_AT_AGAIN = 60;

let world: World;
let agencies: readonly TestAgency[];
let rules: Rules;
let categories: readonly string[];
const people: string[] = [];

beforeAll(async () => {
  world = await openWorld();
  const made: TestAgency[] = [];
  for (const kind of [
    "treatment",
    "clinic",
    "hospital",
    "housing",
    "prison",
    "police",
    "probation",
    "supervised-use",
  ]) {
    made.push(await world.anAgency(kind));
  }
  agencies = made;
  const rows =
    await world.sql`select category, owner_kind, reader_kind, needs_consent, purpose from sharing_rule`;
  rules = new Map(
    rows.map((row) => [
      ruleKey(row.category, row.owner_kind, row.reader_kind),
      { needsConsent: row.needs_consent, purpose: row.purpose },
    ]),
  );
  categories = [...new Set(rows.map((row) => row.category))];
});
afterAll(() => world.close());

/** Everything that bears on one person's rights, as plain arrays. */
async function storyOf(sql: Queries, person: string): Promise<Story> {
  const episodes = await sql`
    select s.agency_id, k.retention_days, e.ended_on, case when e.by_death then p.death_noted_at end as noted_at
      from episode e join service s on s.id = e.service_id join service_kind k on k.code = s.kind
      join person p on p.id = e.person_id where e.person_id = ${person}`;
  const handovers = await sql`
    select h.from_agency_id, h.to_agency_id, h.state, h.answered_at, h.ended_at, h.closed_at, h.first_contact_at,
           s.agency_id as next_agency_id
      from handover h left join team t on t.id = h.next_step_team_id left join service s on s.id = t.service_id
     where h.person_id = ${person}`;
  const registrations = await sql`select agency_id, at from registration where person_id = ${person}`;
  const tasks = await sql`select agency_id from task where person_id = ${person} and state = 'open'`;
  const consents = await sql`select * from consent where person_id = ${person} order by at, id`;
  const gateways =
    await sql`select to_agency_id, categories, state, until from gateway where person_id = ${person}`;
  return {
    gateways: gateways.map((row) => ({
      toAgency: row.to_agency_id,
      categories: row.categories,
      state: row.state,
      until: row.until,
    })),
    episodes: episodes.map((row) => ({
      agency: row.agency_id,
      retentionDays: row.retention_days,
      endedOn: row.ended_on ?? undefined,
      deathNotedOn: row.noted_at ? dayOf(row.noted_at) : undefined,
    })),
    handovers: handovers.map((row) => ({
      fromAgency: row.from_agency_id,
      toAgency: row.to_agency_id,
      state: row.state,
      closedAt: row.closed_at ?? undefined,
      saidAt: row.ended_at ?? row.answered_at ?? undefined,
      nextStepAgency: row.next_agency_id ?? undefined,
      wasAccepted: row.first_contact_at !== null,
    })),
    toDo: tasks.map((row) => row.agency_id),
    registrations: registrations.map((row) => ({ agency: row.agency_id, at: row.at })),
    consents: consents.map((row) => ({
      category: row.category,
      readerKind: row.reader_kind,
      purpose: row.purpose,
      decision: row.decision,
      until: row.until === "infinity" ? undefined : row.until,
    })),
  };
}

/**
 * Where the table of rights and the reference disagree about one person: now, and a minute before and after each moment
 * at which something in the table ends. Empty when they agree.
 */
async function disagreements(sql: Queries, person: string): Promise<readonly string[]> {
  const story = await storyOf(sql, person);
  const rows = await sql`select agency_id, until, grants from visible where person_id = ${person}`;
  const [clock] = await sql`select now() as at`;
  const kinds = AGENCY_KINDS.map((kind) => kind.code);
  const found: string[] = [];
  const ends = rows.flatMap((row) => (row.until === "infinity" ? [] : [row.until as Temporal.Instant]));
  const edges = ends.flatMap((end) => [end.subtract({ minutes: 1 }), end.add({ minutes: 1 })]);
  for (const at of [clock?.at as Temporal.Instant, ...edges]) {
    for (const agency of agencies) {
      const holding = rows.filter(
        (row) =>
          row.agency_id === agency.agencyId &&
          (row.until === "infinity" || Temporal.Instant.compare(row.until, at) > 0),
      );
      const told = [...new Set(holding.flatMap((row) => row.grants as string[]))].sort();
      const right = rightsOf(story, { id: agency.agencyId, kind: agency.kind }, rules, kinds, categories, at);
      const wrong = [
        ...told.filter((each) => !right.includes(each)).map((each) => `sees ${each}`),
        ...right.filter((each) => !told.includes(each)).map((each) => `is refused ${each}`),
      ];
      for (const each of wrong) found.push(`${agency.kind}, at ${at}, ${each}`);
    }
  }
  return found;
}

test(`in ${PEOPLE} made-up stories, after every act, each agency sees exactly what the rules say, now and later`, async () => {
  const [clock] = await world.sql`select now() as at`;
  const today = dayOf(clock?.at);
  let grantsSeen = 0;
  for (let number = 0; number < PEOPLE; number += 1) {
    const random = randomFrom(`rights ${number}`);
    const [row] = await world.sql`
      insert into person (family_name, given_names, born_on, sex) values ('Any', 'One', '1900-01-01', 'male') returning id`;
    const person: string = row?.id;
    people.push(person);
    for (let act = 0; act < ACTS; act += 1) {
      await anAct({ sql: world.sql, person, agencies, random, today });
      // After every act of the first stories, and every few acts of the others, so that the run stays short.
      if (number < 20 || act % 7 === 6) {
        expect(await disagreements(world.sql, person), `story ${number}, act ${act}`).toEqual([]);
      }
    }
    const [count] =
      await world.sql`select coalesce(sum(cardinality(grants)), 0)::int as n from visible where person_id = ${person}`;
    grantsSeen += count?.n ?? 0;
  }
  // The stories are rich: an empty table would agree with nothing to see.
  expect(grantsSeen).toBeGreaterThan(PEOPLE * 10);
});

/** Ways to get the rules wrong, each a change of one of the two views they are written in. */
const MISTAKES: readonly {
  readonly mistake: string;
  readonly view: string;
  readonly from: RegExp;
  readonly to: string | ((matched: string) => string);
}[] = [
  {
    mistake: "a refused consent counts as given",
    view: "rights_now",
    from: /newest\.decision = 'given'::text/,
    to: "newest.decision is not null",
  },
  {
    mistake: "a consent's last day is forgotten",
    view: "rights_now",
    from: /THEN newest\.until/,
    to: "THEN 'infinity'::timestamptz",
  },
  {
    mistake: "consent for one purpose opens for another",
    view: "rights_now",
    from: / AND \(?c\.purpose = rule\.purpose\)?/,
    to: (matched) => ")".repeat(matched.split(")").length - matched.split("(").length),
  },
  {
    mistake: "the oldest decision decides",
    view: "rights_now",
    from: /ORDER BY c\.at DESC, c\.id DESC/,
    to: "ORDER BY c.at, c.id",
  },
  {
    mistake: "retention is a day short",
    view: "relationship",
    from: /k\.retention_days \+ 1|\+ k\.retention_days\) \+ 1/,
    to: (matched) => matched.replace(/ \+ 1$/, ""),
  },
  { mistake: "an offer opens everything", view: "relationship", from: /'minimum'::text/, to: "'full'::text" },
  {
    mistake: "what is done still counts as to do",
    view: "relationship",
    from: /task\.state = 'open'::text/,
    to: "task.state is not null",
  },
  {
    mistake: "an offer that nobody had said yes to counts as one that somebody had",
    view: "relationship",
    from: /handover\.first_contact_at IS NOT NULL/,
    to: "true",
  },
  {
    mistake: "what was only asked for without consent is shared already",
    view: "rights_now",
    from: /w\.state = 'approved'::text/,
    to: "w.state <> 'refused'",
  },
  {
    mistake: "a registration lasts for ever",
    view: "relationship",
    from: /registration\.at \+ \( SELECT parameter_span\('sight-after-registering'::text\) AS parameter_span\)/,
    to: "'infinity'::timestamptz",
  },
];

test.each(MISTAKES)(
  "the reference notices when $mistake",
  async ({ view, from, to }) => {
    const undone = new Error("undone on purpose");
    const again = people.slice(0, LOOKED_AT_AGAIN);
    let found = 0;
    const broken = world.sql.begin(async (tx) => {
      const [row] = await tx`select pg_get_viewdef(${view}::regclass) as words`;
      const words = String(row?.words);
      expect(words).toMatch(from);
      const replaced = words.replace(from, (matched) => (typeof to === "string" ? to : to(matched)));
      await tx.unsafe(`create or replace view ${view} with (security_invoker = true) as ${replaced}`);
      await tx`select recompute_visible(${tx.array(again, 2950)})`;
      for (const person of again) found += (await disagreements(tx, person)).length;
      throw undone;
    });
    await expect(broken).rejects.toBe(undone);
    expect(found).toBeGreaterThan(0);
  },
  120_000,
);
