import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aCast, type Cast, fileOf, importing } from "./importing.ts";

let world: World;
let cast: Cast;
beforeAll(async () => {
  world = await openWorld();
  cast = await aCast(world);
});
afterAll(() => world.close());

const clientsOf = (agency: TestAgency, ...rows: readonly string[]) =>
  importing(world, cast, "people", agency, fileOf("ClientRef,Surname,Forename,DOB,Sex", ...rows));

test("a client reference is its own agency's: another agency's client of that reference is somebody else", async () => {
  const theirs = (from: TestAgency, ref: string, client: string) =>
    importing(
      world,
      cast,
      "events",
      from,
      fileOf("CrimeRef,ClientRef,Offence,Date", `${ref},${client},Theft,01/02/2026`),
    );
  const linked = async () => {
    const rows = await world.sql`
      select e.source_ref || ' ' || p.family_name as of from event e join person p on p.id = e.person_id
       where e.source_ref like 'CR/%' order by 1`;
    return rows.map((row) => row.of);
  };
  const elsewhere = await world.anAgency("treatment");
  await clientsOf(elsewhere, "K1,Oldroyd,Sam,05/06/1977,M", "K2,Pickard,Una,07/08/1979,F");
  await clientsOf(cast.treatment, "K1,Kirkbride,Nell,01/02/1984,F");
  await theirs(cast.police, "CR/1", "K1");
  await theirs(cast.police, "CR/2", "K2");
  await theirs(cast.treatment, "CR/3", "K1");
  await theirs(cast.treatment, "CR/4", "K2");
  expect(await linked()).toEqual(["CR/3 Kirkbride"]);
  // What waits is linked when its own agency registers the reference, and not before.
  await clientsOf(cast.treatment, "K2,Lorimer,Ada,03/04/1986,F");
  expect(await linked()).toEqual(["CR/3 Kirkbride", "CR/4 Lorimer"]);
});
