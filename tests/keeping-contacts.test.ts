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
  family_agreement: {
    named: "Mum",
    relation: "parent",
    tells: ["attendance"],
    hears: [],
    said: "She may know",
    said_at: NOON,
    how: "phone",
    answered_at: NOON,
  },
  eligibility_answer: {
    programme: "riott",
    version: 1,
    protocol: "x",
    protocol_version: 1,
    protocol_print: "0".repeat(64),
    criterion: "age",
    answer: "met",
    at: NOON,
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

test("taking back a family link is a contact with whoever took it back, and none with the other", async () => {
  const [one, other] = [await keeping.someoneOf([treatment], 22), await keeping.someoneOf([treatment], 22)];
  const link_id = "0197aaaa-bbbb-4ccc-8ddd-eeeeffff0001";
  const half = { ...CONTACTS.family_agreement, link_id, said_at: `${year(21)}-01-10T12:00Z` };
  const taken = { ended_because: "said", end_said: "No more", end_said_at: NOON, end_how: "phone" };
  await write("family_agreement", one, { ...half, side: 1, ended_at: NOON, ...taken });
  await write("family_agreement", other, { ...half, side: 2, ended_at: NOON, ended_because: "over" });
  expect(await timeOf(one)).toEqual({ last: DAY, still: false });
  expect(await timeOf(other)).toEqual({ last: `${year(21)}-01-10`, still: false });
});

test("being nominated to a clinic is a contact with both ends, and keeps the clinic's part while it is not decided", async () => {
  const person = await keeping.someoneOf([treatment], 22);
  const clinic = await keeping.world.anAgency("clinic");
  const nominate = (state: string, at: string, since: string) => keeping.world.sql`
    insert into nomination (person_id, service_id, agency_id, from_agency_id, why, state, at, since, staff_id)
    values (${person}, ${clinic.serviceId}, ${clinic.agencyId}, ${treatment.agencyId}, 'w', ${state}, ${at}, ${since}, null)`;
  const atClinic = async () => {
    const [row] = await keeping.world.sql`
      select last_contact::text as last, still from contacts_of(${person}, ${clinic.agencyId})`;
    return row && { ...row };
  };
  await nominate("declined", `${year(6)}-06-01T12:00Z`, NOON);
  // What the clinic decided since is its own contact; the one who nominated had theirs on the day they did.
  expect(await timeOf(person)).toEqual({ last: `${year(6)}-06-01`, still: false });
  expect(await atClinic()).toEqual({ last: DAY, still: false });
  await nominate("panel", NOON, NOON);
  expect(await timeOf(person)).toEqual({ last: DAY, still: false });
  expect(await atClinic()).toEqual({ last: DAY, still: true });
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
  clinic_absence: "of an order that stands, within a stay at the clinic, which counts",
  clinic_ending_plan: "within a stay at the clinic, which counts",
  clinic_missed_action: "follows from a missed session, within a stay at the clinic, which counts",
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
  dosing_late_aside: "within a stay at the clinic, which counts",
  dosing_late: "within a stay at the clinic, which counts",
  dosing_look: "within a stay at the clinic, which counts",
  dosing_visit: "within a stay at the clinic, which counts",
  dosing_waste: "within a stay at the clinic, which counts",
  emergency_access: "a look, not a contact; kept with the log",
  exit_alarm: "follows from an ending, which counts",
  group_member: "a place on a list; coming to a session is an appointment",
  hospital_ask: "follows from an admission, which counts",
  injection: "within a stay at the clinic, which counts",
  injection_correction: "within a stay at the clinic, which counts",
  legal_hold: "holds a part and begins no time",
  named_limit: "the person's own limit",
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
