import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../../src/kernel/id.ts";
import { today } from "../../src/kernel/time.ts";
import { storiesIn } from "../handovers/story.ts";
import { openServed, type Served } from "../served.ts";
import { send, visit } from "../visiting.ts";
import type { TestAgency, World } from "../world.ts";

// A list is a look at everyone in it.

let served: Served;
let world: World;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
});
afterAll(() => served.close());

const linesAbout = async (person: PersonId): Promise<readonly string[]> => {
  const rows = await world.sql<{ line: string }[]>`
    select what || ': ' || about || ' (' || basis || ')' as line from access_log
     where ${person} = any (person_ids) order by at, id`;
  return rows.map((row) => row.line);
};

/** The lines that one showing of a page left about this person. */
async function left(who: TestAgency, page: string, person: PersonId): Promise<readonly string[]> {
  const before = (await linesAbout(person)).length;
  expect((await visit(served, who, page)).status, page).toBe(200);
  return (await linesAbout(person)).slice(before);
}

test("home, boards, work lists and a search leave a line for everyone they show", async () => {
  const us = await world.anAgency("treatment");
  const person = await world.aPerson(us, { familyName: "Listed", givenNames: "Lena" });
  await world.anEpisode(us, person);
  const [task] = await world.sql<{ id: string }[]>`
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at)
    values (${us.agencyId}, ${us.teamId}, ${us.staffId}, ${person}, 'to-do', 'Ring', now() + interval '1 hour') returning id`;
  expect(await left(us, "/tasks", person)).toEqual(["listed: tasks (relationship)"]);
  expect(await left(us, `/tasks/${task?.id}/cancel`, person)).toEqual(["read: task (relationship)"]);
  expect(await left(us, "/people?find=listed", person)).toEqual(["searched: search (relationship)"]);
  expect(await left(us, "/boards/team", person)).toEqual(["listed: board (relationship)"]);
  expect(await left(us, "/boards/mine", person)).toEqual(["listed: board (relationship)"]);
  expect(await left(us, "/", person)).toEqual(["listed: home (relationship)"]);
  expect(await left(us, "/people", person)).toEqual(["listed: people opened lately (relationship)"]);
});

test("a warning that someone may be here already is a search that showed them", async () => {
  const us = await world.anAgency("treatment");
  const person = await world.aPerson(us, {
    familyName: "Lindqvist",
    givenNames: "Petra",
    bornOn: "1990-05-06",
  });
  const before = (await linesAbout(person)).length;
  const warned = await send(served, us, "/people/register", {
    familyName: "Lindquist",
    givenNames: "Petra",
    knownAs: "",
    bornOn: "6/5/1990",
    sex: "female",
    nhs: "",
    pnc: "",
    prison: "",
    reason: "met at the hostel",
  });
  expect(warned.body).toContain("This may be someone already here");
  expect((await linesAbout(person)).slice(before)).toEqual(["searched: possible duplicates (relationship)"]);
});

test("a handover offered leaves a line when its receiver sees it, on the board and on its own page", async () => {
  const story = await storiesIn(world).anOffer();
  expect(await left(story.receiver, "/boards/team", story.person)).toEqual(["listed: board (relationship)"]);
  for (const page of ["", "/accept", "/decline"]) {
    expect(await left(story.receiver, `/handovers/${story.id}${page}`, story.person)).toEqual([
      "read: handover (relationship)",
    ]);
  }
});

test("a referral leaves a line as soon as it is begun, and again when it is written", async () => {
  const [us, to] = [await world.anAgency("prison-health"), await world.anAgency("treatment")];
  const person = await world.aPerson(us);
  const episode = await world.anEpisode(us, person);
  const changes = async () =>
    (await linesAbout(person)).filter((line) => line.startsWith("changed: referral"));
  const begun = await send(served, us, `/people/${person}/handovers/offer`, {
    to: `${episode}:${to.serviceId}`,
  });
  expect(await changes()).toEqual(["changed: referral begun (relationship)"]);
  const day = today().add({ days: 1 });
  const dueAt = `${day.day}/${day.month}/${day.year} 12.00`;
  await send(served, us, begun.location, { summary: "Asks for help", afterArrival: "keep", dueAt });
  expect(await changes()).toEqual([
    "changed: referral begun (relationship)",
    "changed: referral being written (relationship)",
  ]);
});

test("one event looked at by itself leaves a line", async () => {
  const us = await world.anAgency("treatment");
  const person = await world.aPerson(us);
  const [event] = await world.sql<{ id: string }[]>`
    insert into event (person_id, kind, happened_on, precision, source, category, agency_id, owner_kind)
    values (${person}, 'overdose', '2026-01-01', 'day', 'told', 'health', ${us.agencyId}, 'treatment') returning id`;
  expect(await left(us, `/people/${person}/events/${event?.id}/withdraw`, person)).toContain(
    "read: events (relationship)",
  );
});

test("people's own looks at their record leave lines too, as their own", async () => {
  const us = await world.anAgency("treatment");
  const person = await world.aPerson(us);
  await world.anEpisode(us, person);
  await world.sql`insert into account (username, person_id) values ('herself', ${person})`;
  const herself = { ...us, token: await world.tokenFor("herself") };
  const looks = [];
  for (const page of ["/my", "/my/progress", "/my/sharing", "/my/who-looked"]) {
    looks.push([page, await left(herself, page, person)]);
  }
  expect(looks).toEqual([
    ["/my", ["read: episodes and handovers (own record)"]],
    ["/my/progress", ["read: journey (own record)", "read: measures (own record)"]],
    ["/my/sharing", ["read: consents (own record)", "read: uses beyond care (own record)"]],
    ["/my/who-looked", ["read: access log (own record)"]],
  ]);
});

test("the identity clerk's pairs leave lines of both people, and so does what the clerk decides", async () => {
  const [ours, theirs] = [await world.anAgency("treatment"), await world.anAgency("hospital")];
  const numbers = { nhs: "9434765919" };
  const there = await world.aPerson(theirs, { familyName: "Twin", givenNames: "Tom", numbers });
  const here = await world.aPerson(ours, { familyName: "Twin", givenNames: "Tom", numbers });
  const clerk = await world.anAgency("office", { role: "identity-clerk" });
  const [review] = await world.sql<{ id: string }[]>`
    select id from identity_review where person_id in (${here}, ${there}) and candidate_id in (${here}, ${there})`;
  const page = `/identity/${review?.id}`;
  for (const person of [here, there]) {
    expect(await left(clerk, "/identity", person)).toEqual(["listed: possible duplicates (identity review)"]);
    expect(await left(clerk, page, person)).toEqual(["read: possible duplicate (identity review)"]);
  }
  expect((await send(served, clerk, page, { decision: "different" })).status).toBe(303);
  const [decided] = await world.sql`
    select about, person_ids from access_log where staff_id = ${clerk.staffId} and what = 'changed'`;
  expect(decided).toEqual({
    about: "decided: different people",
    person_ids: expect.arrayContaining([here, there]),
  });
});

test("reading the access log is a look too, by whoever reads it", async () => {
  const us = await world.anAgency("treatment");
  const person = await world.aPerson(us);
  const lead = await world.anAgency("office", { role: "ig-lead" });
  expect(await left(lead, `/people/${person}/who-looked`, person)).toEqual(["read: access log (governance)"]);
  expect(await left(lead, `/access?person=${person}`, person)).toEqual(["read: access log (governance)"]);
  expect(await left(lead, `/access.csv?person=${person}`, person)).toEqual([
    "downloaded: access log (governance)",
  ]);
});
