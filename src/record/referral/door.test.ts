import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import { accept } from "../../kernel/result.ts";
import { today, typedDay } from "../../kernel/time.ts";

let served: Served;
let world: World;
let us: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment");
});
afterAll(() => served.close());

const told = (given: string, family: string, more: Record<string, string> = {}) => ({
  givenNames: given,
  familyName: family,
  bornOn: "3/4/1985",
  sex: "female",
  number: "",
  words: "Wants to stop using heroin",
  reach: "Text only",
  agreed: "yes",
  referredOn: typedDay(today()),
  ...more,
});
const hospital = { "q-where": "ward", "q-ward": "Northmoor General, ward 4", "q-leaves-on": "" };

test("a referral by a hospital opens the episode at its first stage and asks for first contact within two days", async () => {
  const answer = await send(served, us, "/referrals/new/hospital", told("Ada", "Doorly", hospital));
  expect(answer.status).toBe(303);
  const person = /people\/([0-9a-f-]+)/.exec(answer.location)?.[1] ?? "";
  const [row] = await world.sql`
    select e.stage, e.started_on::text, r.source, r.ndtms_source, r.answers, t.kind,
           extract(epoch from t.due_at - r.at) / 3600 as hours
      from episode e join referral r on r.episode_id = e.id join task t on t.person_id = e.person_id
     where e.person_id = ${person}`;
  expect(row).toMatchObject({
    stage: "referred",
    started_on: today().toString(),
    source: "hospital",
    ndtms_source: "22",
    answers: { where: "ward", ward: "Northmoor General, ward 4", reach: "Text only" },
    kind: "first-contact",
  });
  // Forty-eight hours, as community treatment declares for hospitals; a day's first contact is counted from now.
  expect(Number(row?.hours)).toBeCloseTo(48, 1);
  const shown = await visit(served, us, `/people/${person}/referrals`);
  expect(shown.body).toContain("Northmoor General, ward 4");
});

test("a form that lacks something says what, beside the question, and keeps what was typed", async () => {
  const answer = await send(
    served,
    us,
    "/referrals/new/hospital",
    told("Ida", "Lacking", { words: "", bornOn: "31/2/1985" }),
  );
  expect(answer.status).toBe(422);
  expect(answer.body).toContain("Write why they come");
  expect(answer.body).toContain("“31/2/1985” is not a date");
  expect(answer.body).toContain("Choose which part of the hospital");
  expect(answer.body).toContain("Lacking");
});

test("somebody who may be here already is shown first, and their own record goes on", async () => {
  const person = await world.aPerson(us, { givenNames: "Nell", familyName: "Alike", sex: "female" });
  const fields = { ...told("Nell", "Alike"), "q-how": "phone" };
  const asked = await send(served, us, "/referrals/new/self", fields);
  expect(asked.status).toBe(422);
  expect(asked.body).toContain("This may be someone already here");
  const done = await send(served, us, "/referrals/new/self", { ...fields, person });
  expect(done.location).toContain(person);
  const [row] = await world.sql`select count(*)::int as n from person where family_name = 'Alike'`;
  expect(row?.n).toBe(1);
});

test("somebody under 18 is referred to safeguarding, and no episode is opened", async () => {
  const born = typedDay(today().subtract({ years: 17 }));
  const fields = { ...told("Kit", "Young", { bornOn: born }), "q-how": "walked-in" };
  const stopped = await send(served, us, "/referrals/new/self", fields);
  expect(stopped.body).toContain("Kit Young is 17");
  const done = await send(served, us, "/referrals/new/self", {
    ...fields,
    sure: "safeguarding",
    exploited: "yes",
  });
  const person = /people\/([0-9a-f-]+)/.exec(done.location)?.[1] ?? "";
  const [row] = await world.sql`
    select (select count(*)::int from episode where person_id = ${person}) as episodes,
           (select array_agg(kind || '/' || category) from concern where person_id = ${person}) as concerns,
           (select array_agg(title) from task where person_id = ${person}) as tasks`;
  expect(row).toEqual({
    episodes: 0,
    concerns: ["exploited-child/safeguarding"],
    tasks: ["Read a concern about this person and act on it"],
  });
  // The rule beneath every other page, and beneath the rule the database itself.
  const open = await send(served, us, `/people/${person}/episodes/open`, {
    service: us.serviceId,
    opened: typedDay(today()),
    keyworker: "",
  });
  expect(open.body).toContain("This service takes people from 18");
  await expect(
    world.as(us, async (tx) => {
      await tx`insert into episode (person_id, service_id, category, team_id, stage, started_on)
               values (${person}, ${us.serviceId}, 'health', ${us.teamId}, 'referred', ${today()})`;
      return accept(undefined);
    }),
  ).rejects.toThrow("younger than the service takes");
});

test("a concern is read by roles that keep safeguarding records, followed by what was done, and never by the person", async () => {
  const person = await world.aPerson(us, { familyName: "Minded" });
  await world.anEpisode(us, person);
  await send(served, us, `/people/${person}/safeguarding/raise`, {
    kind: "adult",
    words: "Money is taken from her",
  });
  const [concern] = await world.sql`select id from concern where person_id = ${person}`;
  await send(served, us, `/people/${person}/safeguarding/${concern?.id}/done`, {
    toldTo: "adult-services",
    words: "Rang the duty desk, reference 77",
  });
  const shown = await visit(served, us, `/people/${person}/safeguarding`);
  expect(shown.body).toContain("Money is taken from her");
  expect(shown.body).toContain("Rang the duty desk, reference 77");
  const doctor = await world.aWorker(us, "clinic-checker");
  expect((await visit(served, doctor, `/people/${person}/safeguarding`)).status).toBe(404);
});

test("family who ask for themselves come to a family service alone, and to no treatment", async () => {
  expect((await visit(served, us, "/referrals/new/own-right")).status).toBe(404);
  const carers = await world.anAgency("treatment", { service: "family", role: "keyworker" });
  const answer = await send(served, carers, "/referrals/new/own-right", {
    ...told("Mo", "Carer"),
    "q-relation": "parent",
  });
  const person = /people\/([0-9a-f-]+)/.exec(answer.location)?.[1] ?? "";
  const [row] = await world.sql`
    select s.kind, e.category, r.ndtms_source from episode e join service s on s.id = e.service_id
      join referral r on r.episode_id = e.id where e.person_id = ${person}`;
  expect(row).toEqual({ kind: "family", category: "social", ndtms_source: null });
  expect((await visit(served, carers, "/referrals/new/self")).status).toBe(404);
});

test("a referral is saved, taken up again, and in two windows the later save says what the other saved", async () => {
  const half = { ...told("Vic", "Twotabs", { words: "" }), "q-how": "", keep: "yes" };
  expect((await send(served, us, "/referrals/new/self", half)).location).toContain("/referrals");
  const [draft] =
    await world.sql`select id, edition from referral_draft where answers ->> 'familyName' = 'Twotabs'`;
  const at = `/referrals/drafts/${draft?.id}`;
  expect((await visit(served, us, at)).body).toContain('value="Twotabs"');
  const colleague = await world.aWorker(us, "keyworker");
  expect((await visit(served, colleague, at)).location).toContain("/referrals");
  await send(served, us, at, { ...half, reach: "Through his sister", edition: "1" });
  const late = await send(served, us, at, { ...half, reach: "At the hostel", edition: "1" });
  expect(late.status).toBe(422);
  expect(late.body).toContain("Another window saved this referral");
  expect(late.body).toContain("Through his sister");
  expect(late.body).toContain("At the hostel");
  const done = await send(served, us, at, {
    ...told("Vic", "Twotabs"),
    "q-how": "phone",
    edition: "2",
  });
  expect(done.location).toContain("/people/");
  expect((await visit(served, us, at)).location).toContain("/referrals");
});
