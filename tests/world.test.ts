import { afterAll, beforeAll, expect, test } from "vitest";
import { accept, refuse } from "../src/kernel/result.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("an agency sees the person it registered, and another agency does not", async () => {
  const ours = await world.anAgency("treatment");
  const theirs = await world.anAgency("hospital");
  const person = await world.aPerson(ours);
  const seen = (agency: typeof ours) =>
    world.as(agency, async (tx) => accept((await tx`select id from person where id = ${person}`).length));
  expect(await seen(ours)).toEqual(accept(1));
  expect(await seen(theirs)).toEqual(accept(0));
});

test("an agency reads what it may see itself, and not what another that has to do with the person may", async () => {
  const ours = await world.anAgency("treatment");
  const theirs = await world.anAgency("hospital");
  const person = await world.aPerson(ours);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${theirs.agencyId}, 'met')`;
  const rights = (agency: typeof ours) =>
    world.as(agency, async (tx) =>
      accept(
        (await tx`select agency_id from visible where person_id = ${person}`).map((row) => row.agency_id),
      ),
    );
  expect(await rights(ours)).toEqual(accept([ours.agencyId]));
  expect(await rights(theirs)).toEqual(accept([theirs.agencyId]));
});

test("an episode opens the person to the agency that runs it, and ends nothing for anyone else", async () => {
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  const episode = await world.anEpisode(ours, person);
  const seen = await world.as(ours, async (tx) =>
    accept((await tx`select id from episode where id = ${episode}`).length),
  );
  expect(seen).toEqual(accept(1));
});

test("without saying who asks, the application role sees nobody", async () => {
  const ours = await world.anAgency("treatment");
  await world.aPerson(ours);
  const [row] = await world.sql.begin(async (tx) => {
    await tx.unsafe("set local role app_testland");
    return tx`select count(*)::int as n from person`;
  });
  expect(row?.n).toBe(0);
});

test("what a refused act did is undone, and what it had shown by then stays in the access log", async () => {
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  const refused = await world.as(ours, async (tx) => {
    tx.log({ what: "read", about: "person", people: [person] });
    await tx`insert into note (person_id, category, words) values (${person}, 'health', 'not to be kept')`;
    tx.log({ what: "changed", about: "note", people: [person] });
    return refuse({ code: "not-this-time" });
  });
  expect(refused).toEqual(refuse({ code: "not-this-time" }));
  const notes = await world.sql`select from note where person_id = ${person}`;
  const lines = await world.sql`
    select what, about from access_log where ${person} = any (person_ids) and agency_id = ${ours.agencyId} and about in ('person', 'note')`;
  expect([notes.length, lines.map((line) => `${line.what} ${line.about}`)]).toEqual([0, ["read person"]]);
});
