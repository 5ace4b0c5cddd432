import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { type Keeping, openKeeping, year } from "./keeping-story.ts";
import type { TestAgency } from "./world.ts";

// The time of a part of a record begins with the last contact, whatever area of the record it is written in.

let keeping: Keeping;
let treatment: TestAgency;
beforeAll(async () => {
  keeping = await openKeeping();
  treatment = await keeping.world.anAgency("treatment");
});
afterAll(() => keeping.close());

const DAY = `${year(5)}-06-01`;
const NOON = `${DAY}T12:00Z`;

/** One row of each area of community treatment, five years old: its table, and what it says beside whose it is. */
const CONTACTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  referral: { source: "self", referred_on: DAY, words: "Help", agreed: "yes" },
  concern: { kind: "adult", words: "Hurt at home", at: NOON },
  told: { item: "wants", version: "1", answer: "Sleep", how: "told", at: NOON },
  assessment: { definition: "triage", version: "1", done_on: DAY },
  risk: { area: "overdose", level: "low", reasons: "r", todo: "t", by_whom: "b", review_on: DAY, at: NOON },
  plan_goal: { words: "Sleep", at: NOON },
  plan_step: { words: "No tea", who: "Lee", at: NOON },
  plan_review: {
    held_on: DAY,
    agreed: true,
    words: "w",
    copy_given: true,
    next_review_on: `${year(4)}-01-01`,
  },
  contact: { how: "phone", happened_at: NOON, with_whom: "person", words: "Rang" },
  intervention: { modality: "94", setting: "community", referred_on: DAY },
  supply: { kind: "foil", how_many: 1, on_day: DAY, given_to: "person" },
  drug_test: {
    on_day: DAY,
    sample: "urine",
    why: "review",
    consented: true,
    observed: false,
    confirmed: false,
    results: { opiates: "negative" },
  },
  virus_step: { virus: "hiv", step: "tested", result: "negative", on_day: DAY },
  letter: {
    template: "gp",
    version: 1,
    to_kind: "gp",
    addressee: "A practice",
    basis: "direct-care",
    words: "w",
    sent_at: NOON,
  },
};

/** Writes a row of this person's at treatment, as the policies would let treatment write it. */
async function write(table: string, person: PersonId, row: Readonly<Record<string, unknown>>): Promise<void> {
  const category = table === "concern" ? "safeguarding" : "health";
  const whole = {
    person_id: person,
    category,
    agency_id: treatment.agencyId,
    owner_kind: "treatment",
    ...row,
  };
  await keeping.world.sql`insert into ${keeping.world.sql(table)} ${keeping.world.sql(whole)}`;
}

const timeOf = async (person: PersonId) => {
  const [row] = await keeping.world.sql<{ last: string; still: boolean }[]>`
    select last_contact::text as last, still from contacts_of(${person}, ${treatment.agencyId})`;
  return row && { ...row };
};

test.each(Object.entries(CONTACTS))(
  "%s of five years ago is the last contact of a stay that ended long before",
  async (table, row) => {
    const person = await keeping.someoneOf([treatment], 22);
    expect(await timeOf(person)).toEqual({ last: `${year(22)}-03-02`, still: false });
    await write(table, person, row);
    expect(await timeOf(person)).toEqual({ last: DAY, still: false });
  },
);

test("an appointment that was kept is a contact, one that was missed is none, and one to come keeps the part", async () => {
  const person = await keeping.someoneOf([treatment], 22);
  const [place] = await keeping.world.sql<{ service: string; team: string }[]>`
    select s.id as service, t.id as team from service s join team t on t.service_id = s.id where s.agency_id = ${treatment.agencyId} limit 1`;
  const book = (state: string, starts: string, made: string) =>
    write("appointment", person, {
      service_id: place?.service,
      team_id: place?.team,
      kind: "keywork",
      starts_at: starts,
      ends_at: starts.replace("T12:00", "T12:30"),
      state,
      made_at: made,
      closed_at: state === "booked" ? null : made,
    });
  await book("missed", `${year(4)}-06-01T12:00Z`, NOON);
  expect(await timeOf(person)).toEqual({ last: `${year(22)}-03-02`, still: false });
  await book("attended", NOON, NOON);
  expect(await timeOf(person)).toEqual({ last: DAY, still: false });
  await book("booked", `${year(-1)}-06-01T12:00Z`, NOON);
  expect(await timeOf(person)).toEqual({ last: DAY, still: true });
});

test("a check-up that was held is a contact", async () => {
  const person = await keeping.someoneOf([treatment], 22);
  const [stay] = await keeping.world.sql<
    { id: string }[]
  >`select id from episode where person_id = ${person}`;
  await write("check_up", person, { episode_id: stay?.id, due_on: `${year(4)}-06-01` });
  expect(await timeOf(person)).toEqual({ last: `${year(22)}-03-02`, still: false });
  await keeping.world.sql`update check_up set held_on = ${DAY}, outcome = 'well' where person_id = ${person}`;
  expect(await timeOf(person)).toEqual({ last: DAY, still: false });
});

test("somebody who was sent to another partnership is in contact until word of them came, and from then the time begins", async () => {
  const { sql } = keeping.world;
  const person = await keeping.someoneOf([treatment], 22);
  const [stay] = await sql<{ id: string }[]>`select id from episode where person_id = ${person}`;
  const [partner] = await sql<{ id: string }[]>`
    insert into partner (id, name, seal_key, sign_keys, services, checked)
    values (gen_random_uuid(), 'Southmoor', '{}', '[]', '[]', 'Rang them') returning id`;
  const move = {
    person_id: person,
    category: "health",
    agency_id: treatment.agencyId,
    episode_id: stay?.id ?? "",
    partner_id: partner?.id ?? "",
    service_code: "clinic",
    service_name: "A clinic",
    reader_kind: "treatment",
    basis: "consent",
    evidence: "Signed",
    categories: ["health"],
    words: "Moves to a sister",
    due_at: NOON,
    prepared_at: NOON,
  };
  await sql`insert into transfer_out ${sql(move)}`;
  expect(await timeOf(person)).toEqual({ last: DAY, still: true });
  await sql`update transfer_out set state = 'withdrawn', ended_at = ${NOON} where person_id = ${person}`;
  expect(await timeOf(person)).toEqual({ last: DAY, still: false });
});

test("what was withdrawn or never happened is no contact", async () => {
  const person = await keeping.someoneOf([treatment], 22);
  await write("contact", person, { ...CONTACTS.contact, void: true });
  await write("intervention", person, { ...CONTACTS.intervention, void: true });
  await write("supply", person, { ...CONTACTS.supply, withdrawn_at: NOON, withdrawn_because: "Another's" });
  await write("virus_step", person, {
    ...CONTACTS.virus_step,
    withdrawn_at: NOON,
    withdrawn_because: "Another's",
  });
  expect(await timeOf(person)).toEqual({ last: `${year(22)}-03-02`, still: false });
});

/** Tables of one agency about one person that are no contact, and why. */
const NO_CONTACT: Readonly<Record<string, string>> = {
  authority: "within a stay at the clinic, which counts",
  cd_entry_person: "of the register, which is kept by its own law",
  clinic_order: "within a stay at the clinic, which counts",
  clinic_review: "within a stay at the clinic, which counts",
  clinic_review_prompt: "within a stay at the clinic, which counts",
  clinic_rise_stop: "within a stay at the clinic, which counts",
  consent: "the person's own decision, which any agency may note",
  consent_to_use: "the person's own decision, which any agency may note",
  disposal_part: "says what was disposed of",
  dosing_baseline: "within a stay at the clinic, which counts",
  dosing_emergency: "within a stay at the clinic, which counts",
  dosing_incident: "within a stay at the clinic, which counts",
  dosing_late: "within a stay at the clinic, which counts",
  dosing_look: "within a stay at the clinic, which counts",
  dosing_visit: "within a stay at the clinic, which counts",
  dosing_waste: "within a stay at the clinic, which counts",
  eligibility_answer: "not counted yet, as nominations",
  emergency_access: "a look, not a contact; kept with the log",
  exit_alarm: "follows from an ending, which counts",
  group_member: "a place on a list; coming to a session is an appointment",
  hospital_ask: "follows from an admission, which counts",
  injection: "within a stay at the clinic, which counts",
  legal_hold: "holds a part and begins no time",
  named_limit: "the person's own limit",
  nomination: "not counted yet: the nominating agency's stay counts, the clinic's own waiting list should",
  pattern_review: "about a worker who looked",
  person_photo: "only tells who somebody is",
  pre_dose_assessment: "within a stay at the clinic, which counts",
  preparation: "within a stay at the clinic, which counts",
  reminder: "follows from an appointment, which counts",
  request_context: "of one request",
  step_to_recovery: "follows from a handover, which counts",
  transferred: "what another partnership told; taking somebody in counts",
  treatment_agreement: "within a stay at the clinic, which counts",
  visible: "computed from the rest",
};

test("every table of an agency about a person counts as contact, or it is written down why not", async () => {
  const rows = await keeping.world.sql<{ name: string }[]>`
    select c.relname as name from pg_class c
      join pg_attribute p on p.attrelid = c.oid and p.attname = 'person_id'
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id'
     where c.relnamespace = ${keeping.world.schema}::regnamespace and c.relkind = 'r'
       and not exists (select from pg_depend d join pg_proc f on f.oid = d.objid
                        where d.refobjid = c.oid and f.proname = 'contacts_of' and f.pronamespace = c.relnamespace)`;
  expect(rows.map((row) => row.name).toSorted()).toEqual(Object.keys(NO_CONTACT).toSorted());
});
