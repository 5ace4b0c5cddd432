import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import { insertAlias } from "../src/record/person/store-acts.ts";
import { openServed, type Served } from "./served.ts";
import { send as sendOf, visit as visitOf } from "./visiting.ts";
import type { TestAgency, World } from "./world.ts";

let served: Served;
let world: World;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
});
afterAll(() => served.close());

const visit = (who: TestAgency, url: string) => visitOf(served, who, url);
const send = (who: TestAgency, url: string, fields: Record<string, string>) =>
  sendOf(served, who, url, fields);

const everyOneLogged = async (who: TestAgency): Promise<readonly string[]> => {
  const rows = await world.sql<{ id: string }[]>`
    select distinct unnest(person_ids) as id from access_log where agency_id = ${who.agencyId}`;
  return rows.map((row) => row.id);
};

describe("what one agency cannot learn of another's person", () => {
  let theirs: TestAgency;
  let ours: TestAgency;
  let person: PersonId;
  beforeAll(async () => {
    theirs = await world.anAgency("treatment", { name: "Hidden House" });
    ours = await world.anAgency("hospital");
    person = await world.aPerson(theirs, {
      givenNames: "Ludmila",
      familyName: "Vassileva",
      bornOn: "1971-02-03",
      numbers: { nhs: "9434765919", pnc: "2012/0394773H", prison: "A1234BC" },
    });
    await world.anEpisode(theirs, person);
    await world.as(theirs, async (tx) =>
      accept(await insertAlias(tx, person, { name: "Milla Cole", kind: "alias" })),
    );
  });

  test("not there and not yours are one answer, to the letter, on every page about a person", async () => {
    const nobody = "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
    for (const page of [
      "",
      "/notes",
      "/notes/new",
      "/episodes",
      "/details",
      "/correct",
      "/death",
      "/death/reverse",
      "/alerts/new",
    ]) {
      const [notYours, notThere, notAnId] = await Promise.all(
        [person, nobody, "somebody"].map((id) => visit(ours, `/people/${id}${page}`)),
      );
      expect(notYours?.status).toBe(404);
      expect(notYours?.body.replaceAll(person, "")).toBe(notThere?.body.replaceAll(nobody, ""));
      expect(notThere?.body.replaceAll(nobody, "")).toBe(notAnId?.body.replaceAll("somebody", ""));
      expect((await visit(theirs, `/people/${person}`)).status).toBe(200);
    }
    expect(await everyOneLogged(ours)).toEqual([]);
  });

  test("a search by name, alias, birth date or number answers as if they were not there", async () => {
    for (const typed of [
      "vassileva",
      "ludmilla",
      "milla cole",
      "3/2/1971",
      "943 476 5919",
      "12/394773H",
      "A1234BC",
    ]) {
      const [page, nobody] = await Promise.all([
        visit(ours, `/people?find=${encodeURIComponent(typed)}`),
        visit(ours, `/people?find=${encodeURIComponent("zzz")}`),
      ]);
      expect(page.status).toBe(200);
      expect(page.body).toContain("Nobody you may see matches");
      expect(page.body).not.toContain(person);
      expect(nobody.body).toContain("Nobody you may see matches");
      expect((await visit(theirs, `/people?find=${encodeURIComponent(typed)}`)).body).toContain(person);
    }
    expect(await everyOneLogged(ours)).toEqual([]);
  });

  test("the database's own search and warning answer nothing of them, whoever calls them", async () => {
    const answers = await world.as(ours, async (tx) =>
      accept(
        await Promise.all([
          tx`select * from find_people('ludmila vassileva', null, null, 50)`,
          tx`select * from find_people('ludmilla vasileva', null, null, 50)`,
          tx`select * from find_people('milla', null, null, 50)`,
          tx`select * from find_people('', '1971-02-03', null, 50)`,
          tx`select * from find_people('', null, '9434765919', 50)`,
          tx`select * from possible_duplicates('Vassileva', 'Ludmila', '', '1971-02-03', 'female', '{"nhs": "9434765919"}')`,
          tx`select * from identity_pairs(null)`,
          tx`select * from referral_status(${person})`,
          tx`select * from recent_people(50)`,
        ]),
      ),
    );
    invariant(answers.ok, "the functions answer");
    expect(answers.value.map((rows) => rows.length)).toEqual(Array(9).fill(0));
  });

  test("registering the same person shows no warning, and puts the pair before the identity clerk alone", async () => {
    const registered = await send(ours, "/people/register", {
      familyName: "Vassileva",
      givenNames: "Ludmila",
      knownAs: "",
      bornOn: "3/2/1971",
      sex: "female",
      nhs: "943 476 5919",
      pnc: "",
      prison: "",
      reason: "came to the drop-in",
    });
    expect(registered.status).toBe(303);
    expect(registered.location).toMatch(/^\/people\/[0-9a-f-]{36}$/);
    const made = registered.location.slice("/people/".length);
    expect(await everyOneLogged(ours)).toEqual([made]);
    const own = await visit(ours, registered.location);
    expect(own.status).toBe(200);
    expect(own.body).not.toMatch(/Hidden House|duplicate|already here/i);

    const clerk = await world.anAgency("office", { role: "identity-clerk" });
    expect((await visit(ours, "/identity")).status).toBe(403);
    const [review] = await world.sql<{ id: string; agreement: string[] }[]>`
      select id, agreement from identity_review where person_id = ${made} and candidate_id = ${person}`;
    expect(review?.agreement).toEqual(["family:same", "given:same", "birth:same", "sex:other", "nhs:same"]);
    expect((await visit(ours, `/identity/${review?.id}`)).status).toBe(403);
    const pair = await visit(clerk, `/identity/${review?.id}`);
    expect(pair.body).toContain("Milla Cole");
    expect(pair.body).not.toContain("Hidden House");
    expect((await everyOneLogged(clerk)).toSorted()).toEqual([made, person].toSorted());
    expect((await visit(clerk, `/people/${person}`)).status).toBe(403);
    const decided = await send(clerk, `/identity/${review?.id}`, { decision: "same" });
    expect(decided.location).toBe(`/identity/${review?.id}/join`);
    // Nothing is decided before the clerk has said how they know.
    expect((await visit(clerk, `/identity/${review?.id}`)).body).toContain("Are these one person?");
  });
});

test("registering someone the agency can see warns first, and makes a second record only when told again", async () => {
  const agency = await world.anAgency("treatment");
  const known = await world.aPerson(agency, {
    givenNames: "Petra",
    familyName: "Lindqvist",
    bornOn: "1990-05-06",
  });
  const fields = {
    familyName: "Lindquist",
    givenNames: "Petra",
    knownAs: "",
    bornOn: "6/5/1990",
    sex: "female",
    nhs: "",
    pnc: "",
    prison: "",
    reason: "met at the hostel",
  };
  const count = async () =>
    (await world.sql`select from registration where agency_id = ${agency.agencyId}`).length;
  const warned = await send(agency, "/people/register", fields);
  expect(warned.body).toContain("This may be someone already here");
  expect(warned.body).toContain(`/people/${known}`);
  expect(warned.body).toContain(
    "Likely one person: Family name differs by one letter; same given name; same date of birth; different sex",
  );
  expect(await count()).toBe(1);
  const sure = await send(agency, "/people/register", { ...fields, sure: "yes" });
  expect(sure.status).toBe(303);
  expect(await count()).toBe(2);
});

test("a mistyped number is refused in a sentence that names it, and what was typed is kept", async () => {
  const agency = await world.anAgency("treatment");
  const refused = await send(agency, "/people/register", { familyName: "Kept", nhs: "943 476 5918" });
  expect(refused.status).toBe(422);
  expect(refused.body).toContain(
    "NHS number: “943 476 5918” fails the check inside every NHS number: something in it is mistyped",
  );
  expect(refused.body).toContain('value="Kept"');
});

describe("police and probation", () => {
  let police: TestAgency;
  let treatment: TestAgency;
  let person: PersonId;
  beforeAll(async () => {
    police = await world.anAgency("police", { name: "City Police" });
    treatment = await world.anAgency("treatment", { name: "Willow Treatment" });
    person = await world.aPerson(police, {
      givenNames: "Otis",
      familyName: "Redfern",
      numbers: { pnc: "2012/0394773H" },
    });
    const episode = await world.anEpisode(police, person);
    await world.sql`
      insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, summary,
                            after_arrival, team_id, due_at)
      values (${person}, ${episode}, ${police.serviceId}, ${police.agencyId}, ${treatment.serviceId}, ${treatment.agencyId},
              'asked for help', 'keep', ${treatment.teamId}, now() + interval '1 day')`;
    await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${treatment.agencyId}, 'self')`;
    await world.anEpisode(treatment, person);
    await world.as(treatment, async (tx) => {
      await insertAlias(tx, person, { name: "Ollie Clinicname", kind: "alias" });
      await tx`insert into alert (person_id, category, words) values (${person}, 'health', 'Methadone in the morning')`;
      await tx`insert into note (person_id, category, words) values (${person}, 'health', 'Lapsed last week')`;
      return accept(1);
    });
  });

  test("see who the person is, their own episode, and that a referral was sent; nothing of treatment", async () => {
    const pages = await Promise.all(
      ["", "/episodes", "/notes", "/details"].map((page) => visit(police, `/people/${person}${page}`)),
    );
    expect(pages.map((page) => page.status)).toEqual([200, 200, 200, 200]);
    const all = pages.map((page) => page.body).join("\n");
    expect(pages[0]?.body).toContain("Sent, not yet answered");
    expect(pages[1]?.body).toContain("City Police");
    expect(pages[1]?.body).toContain("1 episode");
    expect(all).not.toMatch(/Methadone|Lapsed|Clinicname|Willow|In treatment|Measures|Sharing/);
  });

  test("are not told by a search that an alias of theirs is known to treatment", async () => {
    expect((await visit(police, "/people?find=clinicname")).body).toContain("Nobody you may see matches");
    expect((await visit(treatment, "/people?find=clinicname")).body).toContain(person);
    expect((await visit(police, "/people?find=otis%20clinicname")).body).toContain(
      "Nobody you may see matches",
    );
  });

  test("have no measures, and are offered no act that is not theirs", async () => {
    const own = await visit(police, `/people/${person}`);
    expect(own.body).not.toMatch(/Record measure|Record consent|Record death/);
    expect((await visit(police, `/people/${person}/death`)).status).toBe(403);
  });
});

test("of more possible duplicates than a page shows the clerk reads how many wait, and that the first 100 are shown", async () => {
  const clerk = await world.anAgency("office", { role: "identity-clerk" });
  const waits = async (): Promise<number> => {
    const [row] = await world.sql`select count(*)::int as n from identity_review where state = 'open'`;
    return row?.n;
  };
  const more = async (pairs: number) => world.sql`
    with made as (
      insert into person (family_name, given_names, born_on, sex)
      select 'Twin' || n, 'One', '1980-01-01', 'male' from generate_series(1, ${2 * pairs}::int) n returning id),
    numbered as (select id, row_number() over () as n from made)
    insert into identity_review (person_id, candidate_id, agreement)
    select a.id, b.id, '{nhs:same}' from numbered a join numbered b on b.n = a.n + ${pairs}`;
  await more(100 - (await waits()));
  expect((await visit(clerk, "/identity")).body).toContain("100 pairs, the longest waiting first");
  await more(3);
  const page = (await visit(clerk, "/identity")).body;
  expect(page).toContain("103 pairs wait. The first 100 are shown, the longest waiting first");
  expect(page.match(/class="person-line"/g)).toHaveLength(100);
});

test("a NUL, which no text of the record can hold, is left out of what was typed", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency, { familyName: "Nullinger" });
  expect((await visit(agency, "/people?find=nul%00linger")).body).toContain(person);
  const words = "Came in a\u0000t ten: 100%00";
  const saved = await send(agency, `/people/${person}/notes/new`, { category: "health", words });
  expect(saved.status).toBe(303);
  expect((await visit(agency, `/people/${person}/notes`)).body).toContain("Came in at ten: 100%00");
});
