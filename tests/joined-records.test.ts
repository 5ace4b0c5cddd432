import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { accept } from "../src/kernel/result.ts";
import { openServed, type Served } from "./served.ts";
import { send as sendOf, visit as visitOf } from "./visiting.ts";
import type { TestAgency, World } from "./world.ts";

let served: Served;
let world: World;
let clerk: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  clerk = await world.anAgency("office", { role: "identity-clerk", name: "Identity Office" });
});
afterAll(() => served.close());

const visit = (who: TestAgency, url: string) => visitOf(served, who, url);
const send = (who: TestAgency, url: string, fields: Record<string, string>) =>
  sendOf(served, who, url, fields);

let pairs = 0;

/** One person in two records: treatment's, made first, and the hospital's, which neither may see of the other. */
async function oneInTwo() {
  pairs += 1;
  const [treatment, hospital] = [await world.anAgency("treatment"), await world.anAgency("hospital")];
  const both = {
    bornOn: `1985-04-${String(pairs).padStart(2, "0")}`,
    numbers: { nhs: `94347659${String(pairs).padStart(2, "0")}` },
  };
  const first = await world.aPerson(treatment, { givenNames: "Edith", familyName: "Quill", ...both });
  await world.anEpisode(treatment, first);
  await write(treatment, first, "Seen at the clinic");
  const second = await world.aPerson(hospital, { givenNames: "Edie", familyName: "Hawthorne", ...both });
  await world.anEpisode(hospital, second);
  await write(hospital, second, "Seen on the ward");
  const [review] =
    await world.sql`select id from identity_review where person_id = ${second} and candidate_id = ${first}`;
  return { treatment, hospital, first, second, review: String(review?.id) };
}

const write = (who: TestAgency, person: PersonId, words: string) =>
  world.as(who, async (tx) =>
    accept(await tx`insert into note (person_id, category, words) values (${person}, 'health', ${words})`),
  );

/** Joins a pair as the clerk does, keeping the first record's details. */
async function join(pair: { review: string; first: PersonId }) {
  const choices = { names: pair.first, known_as: pair.first, born_on: pair.first, sex: pair.first };
  return send(clerk, `/identity/${pair.review}/join`, { ...choices, evidence: "Passport seen by both" });
}

test("two records are joined on evidence: each agency then reads both, and finds the person by the name it knew", async () => {
  const pair = await oneInTwo();
  const { treatment, hospital, first, second } = pair;
  const asked = await send(clerk, `/identity/${pair.review}`, { decision: "same" });
  expect(asked.location).toBe(`/identity/${pair.review}/join`);
  const stop = await visit(clerk, asked.location);
  expect(stop.body).toContain("Edith Quill and Edie Hawthorne become one record");
  expect(stop.body).toContain("Which name is right?");
  // Both were born on the same day: nothing to choose.
  expect(stop.body).not.toContain("Which date of birth is right?");
  const empty = await send(clerk, asked.location, { names: first });
  expect(empty.status).toBe(422);
  expect(empty.body).toContain("Say how you know that they are one person");
  const joined = await join(pair);
  expect(joined.location).toMatch(/^\/identity\/joined\/[0-9a-f-]{36}$/);

  // Care agencies read each other's health only with consent; identity and the stay's own notes they had before.
  expect((await visit(hospital, `/people/${first}/notes`)).body).toContain("Seen on the ward");
  expect((await visit(hospital, `/people/${first}/notes`)).body).not.toContain("Seen at the clinic");
  for (const kind of ["hospital", "treatment"]) {
    await world.as(treatment, async (tx) =>
      accept(
        await tx`insert into consent (person_id, category, reader_kind, decision, evidence) values (${first}, 'health', ${kind}, 'given', 'said so')`,
      ),
    );
  }
  expect((await visit(hospital, `/people/${first}/notes`)).body).toContain("Seen at the clinic");
  expect((await visit(treatment, `/people/${first}/notes`)).body).toContain("Seen on the ward");
  expect((await visit(hospital, "/people?find=hawthorne")).body).toContain(`/people/${first}`);
  // The hospital's name for the person is told to nobody else.
  expect((await visit(treatment, `/people/${first}/details`)).body).not.toContain("Hawthorne");
  expect((await visit(treatment, "/people?find=hawthorne")).body).toContain("Nobody you may see matches");
  const log = await world.sql`
    select what, about, person_ids from access_log where staff_id = ${clerk.staffId} and what = 'changed'`;
  expect(log).toContainEqual({
    what: "changed",
    about: "two records joined",
    person_ids: expect.arrayContaining([first, second]),
  });
});

test("whoever opened the joined record lately finds the one that goes on among those they opened", async () => {
  const pair = await oneInTwo();
  await visit(pair.hospital, `/people/${pair.second}`);
  await join(pair);
  const { body } = await visit(pair.hospital, "/people");
  expect(body).toContain(`/people/${pair.first}`);
  expect(body).not.toContain(pair.second);
  expect((await visit(pair.treatment, "/people")).body).not.toContain(pair.first);
});

test("an old link leads to the record that goes on for those who may see it, and is not there for others", async () => {
  const pair = await oneInTwo();
  const { hospital, first, second } = pair;
  await join(pair);
  for (const page of ["", "/notes", "/details"])
    expect((await visit(hospital, `/people/${second}${page}`)).location).toBe(`/people/${first}${page}`);
  const stranger = await world.anAgency("treatment");
  const nobody = "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
  const [old, none] = [
    await visit(stranger, `/people/${second}`),
    await visit(stranger, `/people/${nobody}`),
  ];
  expect(old.status).toBe(404);
  expect(old.body.replaceAll(second, "")).toBe(none.body.replaceAll(nobody, ""));
  // What was typed on a page that stood open is not lost.
  const saved = await world.as(hospital, async (tx) => accept(tx.asking.username));
  expect(saved.ok).toBe(true);
  const [before] = await world.sql`select count(*)::int as n from note where person_id = ${first}`;
  const form = await visit(hospital, `/people/${first}/notes/new`);
  expect(form.status).toBe(200);
  const sent = await sendFrom(hospital, `/people/${first}/notes/new`, `/people/${second}/notes/new`, {
    category: "health",
    words: "Typed while the clerk joined them",
  });
  expect(sent.status).toBe(303);
  const [after] = await world.sql`select count(*)::int as n from note where person_id = ${first}`;
  expect(after?.n).toBe(before?.n + 1);
});

/** Sends a form that was opened at one address to another, as a page that stood open does. */
async function sendFrom(who: TestAgency, opened: string, to: string, fields: Record<string, string>) {
  const session = `throughcare=testland.${who.token}`;
  const shown = await served.web.app.inject({ url: opened, headers: { cookie: session } });
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(shown.body)?.[1] ?? "";
  const csrf = shown.cookies.find((cookie) => cookie.name === "_csrf");
  const answer = await served.web.app.inject({
    method: "POST",
    url: to,
    headers: {
      cookie: `${session}; _csrf=${encodeURIComponent(csrf?.value ?? "")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams({ _csrf: hidden("_csrf"), _once: hidden("_once"), ...fields }).toString(),
  });
  return { status: answer.statusCode };
}

test("who looked at a joined record is told of the person whose record it is now", async () => {
  const pair = await oneInTwo();
  await visit(pair.hospital, `/people/${pair.second}`);
  const [account] = await world.sql`
    insert into account (username, person_id) values (${`own-${pair.second}`.slice(0, 40)}, ${pair.second}) returning username`;
  await join(pair);
  const lead = await world.anAgency("office", { role: "ig-lead" });
  const { body } = await visit(lead, `/people/${pair.first}/who-looked`);
  expect(body).toContain(`Worker of ${pair.hospital.code}`);
  // The person's own way in goes with their record.
  const own = { ...pair.hospital, token: await world.tokenFor(String(account?.username)) };
  expect((await visit(own, "/my/who-looked")).body).toContain(`Agency ${pair.hospital.code}`);
});

test("of two decisions about sharing the one that shares less holds, also when the other was made later", async () => {
  const pair = await oneInTwo();
  const decide = (who: TestAgency, person: PersonId, decision: string) =>
    world.as(who, async (tx) =>
      accept(
        await tx`insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'health', 'housing', ${decision}, 'said so')`,
      ),
    );
  await decide(pair.treatment, pair.first, "refused");
  await decide(pair.hospital, pair.second, "given");
  await join(pair);
  const [newest] = await world.sql`
    select decision, evidence from consent where person_id = ${pair.first} and reader_kind = 'housing' order by at desc, id desc limit 1`;
  expect(newest?.decision).toBe("refused");
  expect(newest?.evidence).toContain("the one that shares less holds");
});

test("the teams that have the person are asked to read the record through, in words that tell of no other agency", async () => {
  const pair = await oneInTwo();
  await join(pair);
  const tasks = await world.sql`
    select agency_id, title from task where person_id = ${pair.first} and state = 'open' order by agency_id`;
  expect(tasks.map((row) => row.agency_id)).toEqual(
    [pair.treatment.agencyId, pair.hospital.agencyId].toSorted(),
  );
  for (const { title } of tasks)
    expect(title).toBe(
      "The identity clerk has put in order who this person is: read the record through, and correct what does not fit",
    );
});

test("insight counts one person, and two again once they are separated", async () => {
  const pair = await oneInTwo();
  const office = await world.anAgency("office", { role: "commissioner" });
  const count = async () => {
    const result = await world.as(office, async (tx) =>
      accept(await tx`select count(*)::int as n from insight_person`),
    );
    return result.ok ? result.value[0]?.n : undefined;
  };
  const before = await count();
  const joined = await join(pair);
  expect(await count()).toBe(before - 1);
  await send(clerk, joined.location, { reason: "Cousins" });
  expect(await count()).toBe(before);
});

test("what was recorded since goes where it belongs when they are separated: by its agency, its stay, or as the clerk says", async () => {
  const pair = await oneInTwo();
  const { treatment, hospital, first, second } = pair;
  const both = await world.anAgency("mental-health", { name: "Both House" });
  for (const person of [first, second])
    await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${both.agencyId}, 'met')`;
  const joined = await join(pair);
  await write(treatment, first, "since, by treatment");
  await write(hospital, first, "since, by the hospital");
  await write(both, first, "since, by both, about the second");
  const page = await visit(clerk, joined.location);
  // The agencies that knew only one of them are not even named to the clerk.
  expect(page.body).toContain("Note, by Both House");
  expect(page.body).not.toMatch(/Note, by Agency (treatment|hospital)/);
  const unsaid = await send(clerk, joined.location, { reason: "Cousins" });
  expect(unsaid.status).toBe(422);
  expect(unsaid.body).toContain("Select to which record this belongs: Note, by Both House");
  const separated = await send(clerk, joined.location, { reason: "Cousins", "entry-1": "other" });
  expect(separated.status).toBe(303);
  const notes = async (person: PersonId) =>
    (await world.sql`select words from note where person_id = ${person} order by words`).map(
      (row) => row.words,
    );
  expect(await notes(first)).toEqual(["Seen at the clinic", "since, by treatment"]);
  expect(await notes(second)).toEqual([
    "Seen on the ward",
    "since, by both, about the second",
    "since, by the hospital",
  ]);
  expect((await visit(hospital, `/people/${second}`)).status).toBe(200);
  expect((await visit(hospital, `/people/${first}`)).status).toBe(404);
  expect((await visit(clerk, joined.location)).body).toContain("Separated again");
});

test("somebody who has died in one record alone is not joined, and the clerk reads what to do first", async () => {
  const pair = await oneInTwo();
  await world.sql`update person set died_on = current_date, death_noted_at = now() where id = ${pair.second}`;
  const refused = await join(pair);
  expect(refused.status).toBe(422);
  expect(refused.body).toContain("One record says that the person has died, the other does not.");
  expect((await world.sql`select from joining where joined_id = ${pair.second}`).length).toBe(0);
});

test("whoever the overdose prevention service knows is joined to nobody without their own yes", async () => {
  const pair = await oneInTwo();
  const room = await world.anAgency("supervised-use");
  await world.sql`insert into registration (person_id, agency_id, reason) values (${pair.second}, ${room.agencyId}, 'came in')`;
  const refused = await join(pair);
  expect(refused.body).toContain("These records can only be joined with the person’s own agreement");
  await world.sql`
    insert into consent (person_id, category, reader_kind, decision, evidence) values (${pair.second}, 'supervised-use', 'treatment', 'given', 'signed')`;
  expect((await join(pair)).status).toBe(303);
});

test("nobody but the identity clerk joins or separates, whatever they call", async () => {
  const pair = await oneInTwo();
  for (const url of [`/identity/${pair.review}/join`, "/identity/joined"])
    expect((await visit(pair.treatment, url)).status).toBe(403);
  const answers = await world.as(pair.treatment, async (tx) =>
    accept([
      ...(await tx`select join_people(${pair.review}, 'because', '{}') as answer`),
      ...(await tx`select separate_people(${pair.review}, 'because', '[]') as answer`),
      ...(await tx`select count(*)::int as answer from joinings(null)`),
      ...(await tx`select count(*)::int as answer from joining`),
      ...(await tx`select count(*)::int as answer from entries_since_joining(${pair.review})`),
    ]),
  );
  expect(answers.ok && answers.value.map((row) => row.answer)).toEqual(["not-there", "not-there", 0, 0, 0]);
});

test("two stays with one service at once stand beside each other, and its team puts that right", async () => {
  const pair = await oneInTwo();
  const { treatment, first, second } = pair;
  await world.sql`insert into registration (person_id, agency_id, reason) values (${second}, ${treatment.agencyId}, 'met again')`;
  await world.anEpisode(treatment, second);
  const joined = await join(pair);
  expect(joined.status).toBe(303);
  const stays =
    await world.sql`select beside from episode where person_id = ${first} and service_id = ${treatment.serviceId} order by beside`;
  expect(stays.map((row) => row.beside)).toEqual([false, true]);
  await send(clerk, joined.location, { reason: "Cousins" });
  const apart =
    await world.sql`select person_id, beside from episode where service_id = ${treatment.serviceId}`;
  expect(apart.every((row) => row.beside === false)).toBe(true);
  expect(new Set(apart.map((row) => row.person_id))).toEqual(new Set([first, second]));
});
