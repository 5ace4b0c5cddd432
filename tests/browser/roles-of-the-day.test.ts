import { afterAll, beforeAll, test, vi } from "vitest";
import { type LocalDate, today, typedDay } from "../../src/kernel/time.ts";
import { openServed } from "../served.ts";
import { openBrowser } from "./browser.ts";
import { contact, day, inDays, note, referral, someoneOf, type Where } from "./role-day.ts";

// The day of each role of community treatment on its worst terms: a phone, no scripts, wrong input, two presses, and the back button.
vi.setConfig({ maxConcurrency: 3 });

let where: Where;
beforeAll(async () => {
  const [served, browser] = await Promise.all([openServed({ people: 60 }), openBrowser()]);
  where = { served, browser };
});
afterAll(async () => {
  await where?.browser.close();
  await where?.served.close();
});

test.concurrent("a keyworker: a referral, a contact, an appointment booked and marked, a goal, a note", async () => {
  const person = await someoneOf(where, "keyworker", "wayside-community", "Askew");
  const at = `/people/${person}`;
  await day(
    where,
    "keyworker",
    [
      referral("self", "Oakenfold", { "q-how": "phone" }),
      contact(person),
      {
        at: `${at}/appointments/new`,
        button: "Book appointment",
        wrong: {
          typed: { at: "next Tuesdayish", kind: "keywork", purpose: "Catching up" },
          says: "next Tuesdayish",
        },
        right: { at: `${inDays(19)} 0710` },
        makes: `appointment where person_id = '${person}'`,
      },
      {
        at: `${at}/appointments/came`,
        button: "Record that they came",
        wrong: { typed: { minutes: "a while", kind: "other" }, says: "Enter how many minutes" },
        right: { minutes: "15" },
        makes: `appointment where state = 'attended' and person_id = '${person}'`,
      },
      {
        at: `${at}/plan/goals/new`,
        button: "Add goal",
        wrong: { typed: { words: "Swim on Mondays" }, says: "about" },
        right: { category: "health" },
        makes: `plan_goal where person_id = '${person}'`,
      },
      note(person),
    ],
    ["/caseload", "/diary", "/diary?view=day", "/diary/team", "/groups", `${at}/appointments`, `${at}/plan`],
  );
});

test.concurrent("an outreach worker: somebody found, a kit given without a name, a way agreed", async () => {
  const person = await someoneOf(where, "outreach-worker", "wayside-outreach", "Catterall");
  await day(
    where,
    "outreach-worker",
    [
      {
        at: "/supplies/new",
        button: "Save",
        wrong: {
          typed: { "naloxone-nasal": "one", expiresOn: typedDay(nextYear()) },
          says: "“one” is not a number",
        },
        right: { "naloxone-nasal": "1" },
        makes: "supply_to_nobody",
      },
      contact(person),
      referral("outreach", "Fernsby", { "q-team": "street", "q-found-at": "The arches, evenings" }),
    ],
    ["/tasks", "/caseload", "/diary", `/people/${person}/appointments`, `/people/${person}/contact-made`],
  );
});

const nextYear = (): LocalDate => today().add({ years: 1 });

test.concurrent("at the custody door: a nurse's referral and dose, an officer's register and event", async () => {
  const patient = await someoneOf(where, "custody-nurse", "northmoor-brief-advice", "Dunnock");
  await day(
    where,
    "custody-nurse",
    [
      referral("police", "Quarrington", { "q-station": "Eastgate" }),
      {
        at: `/people/${patient}/risk/self-harm`,
        button: "Save what was judged",
        wrong: {
          typed: { level: "high", reasons: "Said so", todo: "Watched", byWhom: "Bola", reviewOn: "soon" },
          says: "soon",
        },
        right: { reviewOn: inDays(1) },
        makes: `risk where person_id = '${patient}'`,
      },
      contact(patient),
    ],
    [`/people/${patient}`, `/people/${patient}/medicines`, `/people/${patient}/risk`],
  );
  const held = await someoneOf(where, "custody-officer", "northmoor-diversion", "Ellershaw");
  await day(
    where,
    "custody-officer",
    [
      {
        at: "/people/register",
        button: "Register this person",
        wrong: {
          typed: {
            familyName: "Brockhurst",
            givenNames: "Neil",
            bornOn: "13/13/1980",
            reason: "Asked for help",
          },
          says: "13/13/1980",
        },
        right: { bornOn: "13/12/1980", sex: "male" },
        makes: "person where family_name = 'Brockhurst'",
      },
      {
        at: `/people/${held}/events/new`,
        button: "Record event",
        wrong: {
          typed: { kind: "arrest", when: "31/9/2026", what: "Shop theft", certainty: "confirmed" },
          says: "31/9/2026",
        },
        right: { when: inDays(-1) },
        makes: `event where person_id = '${held}'`,
      },
      note(held),
    ].map((form) => (form.at.endsWith("notes/new") ? { ...form, right: { category: "contact" } } : form)),
  );
});

test.concurrent("before the gate: resettlement books, writes and takes a referral; the hospital refers and records a contact", async () => {
  const leaving = await someoneOf(where, "prison-resettlement", "hmp-northmoor-resettlement", "Farrow");
  await day(
    where,
    "prison-resettlement",
    [
      {
        at: `/people/${leaving}/appointments/new`,
        button: "Book appointment",
        wrong: { typed: { at: "at the gate", kind: "first", where: "The gate" }, says: "at the gate" },
        right: { at: `${inDays(26)} 0810` },
        makes: `appointment where person_id = '${leaving}'`,
      },
      { ...contact(leaving), right: { minutes: "25" } },
      referral("prison", "Hollowell", { "q-prison": "HMP Elsewhere", "q-released-on": inDays(12) }),
    ],
    ["/boards", `/people/${leaving}`, `/people/${leaving}/handovers/offer`],
  );
  const patient = await someoneOf(where, "hospital-liaison", "northmoor-hospital-team", "Garside");
  await day(
    where,
    "hospital-liaison",
    [referral("hospital", "Winterbourne", { "q-where": "ward", "q-ward": "Ward 7" }), contact(patient)],
    [`/people/${patient}`, `/people/${patient}/health`, `/people/${patient}/medicines`],
  );
});

test.concurrent("somebody in treatment: what others may see is theirs to say, and pressing twice says it once", async () => {
  await day(
    where,
    "person",
    [
      {
        at: "/my/sharing/use/national-returns",
        button: "Save",
        right: { answer: "refused" },
        makes:
          "consent_to_use where purpose = 'national-returns' and person_id = (select person_id from account where username = 'person')",
      },
    ],
    [
      "/my",
      "/my/plan",
      "/my/progress",
      "/my/family",
      "/my/sharing",
      "/my/sharing/hospital",
      "/my/who-looked",
      "/my/kept",
    ],
  );
});
