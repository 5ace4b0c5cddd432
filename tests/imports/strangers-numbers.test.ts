import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../world.ts";
import { aCast, type Cast, fileOf, importing } from "./importing.ts";

// An importer of a client list may have nothing to do with whom its numbers belong to, and learns nothing of them.

let world: World;
let cast: Cast;
beforeAll(async () => {
  world = await openWorld();
  cast = await aCast(world);
});
afterAll(() => world.close());

const people = (...rows: readonly string[]) =>
  importing(
    world,
    cast,
    "people",
    cast.treatment,
    fileOf("ClientRef,Surname,Forename,DOB,Sex,NHSNo,PNC", ...rows),
  );

test("a row tells nobody whether its numbers are known here: the identity clerk sees whose they are", async () => {
  const hospital = await world.anAgency("hospital");
  const known = await world.aPerson(hospital, {
    familyName: "Quill",
    givenNames: "Edie",
    bornOn: "1977-03-02",
    numbers: { nhs: "9994921428" },
  });
  // Edie's number under another name, under another day of birth, and a number that nobody here has.
  const run = await people(
    `A2,Ashworth,Petra,01/02/1990,F,999 492 1428,`,
    `A3,Quill,Edie,03/03/1977,F,999 492 1428,`,
    `A4,Stead,Olive,05/06/1991,F,9998795559,`,
  );
  expect(run.counts).toMatchObject({ read: 3, fresh: 3, bad: 0 });
  const clients = await world.sql`
    select i.value, i.person_id, 'nhs:same' = any (r.agreement) as same from identifier i
      left join identity_review r on r.person_id = i.person_id and r.candidate_id = ${known}
     where i.scheme = 'client' and i.value in ('A2', 'A3', 'A4') order by 1`;
  expect(clients.map((row) => [row.value, row.same])).toEqual([
    ["A2", true],
    ["A3", true],
    ["A4", null],
  ]);
  expect(clients.map((row) => row.person_id)).not.toContain(known);
});

test("a client's number that someone else has is taken, and put before the identity clerk", async () => {
  const hospital = await world.anAgency("hospital");
  const known = await world.aPerson(hospital, { familyName: "Verity", numbers: { pnc: "2011/9492142M" } });
  const [client] = await world.sql`select person_id from identifier where scheme = 'client' and value = 'A4'`;
  const run = await people(`A4,Stead,Olive,05/06/1991,F,9998795559,2011/9492142M`);
  expect(run.counts).toMatchObject({ changed: 1, bad: 0 });
  const reviews = await world.sql`
    select agreement from identity_review where person_id = ${client?.person_id} and candidate_id = ${known}`;
  expect(reviews.map((row) => row.agreement)).toEqual([expect.arrayContaining(["pnc:same"])]);
});
