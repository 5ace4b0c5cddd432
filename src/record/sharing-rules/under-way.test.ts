import { afterAll, beforeAll, expect, test } from "vitest";
import { type Versions, versionsIn } from "../../../tests/rule-versions.ts";
import { openServed, type Served } from "../../../tests/served.ts";

let served: Served;
let versions: Versions;
beforeAll(async () => {
  served = await openServed();
  versions = await versionsIn(served);
});
afterAll(() => served.close());

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 700));

test("somebody who is being recorded while a version is signed is seen by its rules, not by those that are gone", async () => {
  const { sql } = served.world;
  const hospital = await served.world.anAgency("hospital");
  const number = await versions.draft();
  await versions.change(number);
  await versions.propose(number);
  await versions.sign(versions.lead, number);
  const recorded = Promise.withResolvers<string>();
  const go = Promise.withResolvers<void>();
  const recording = sql.begin(async (tx) => {
    const [person] = await tx`
      insert into person (family_name, given_names, born_on, sex) values ('Under', 'Way', '1980-01-01', 'male') returning id`;
    await tx`
      insert into episode (person_id, service_id, category, team_id, stage, started_on, agency_id, owner_kind)
      values (${person?.id}, ${hospital.serviceId}, 'health', ${hospital.teamId}, 'open', '2026-01-05', ${hospital.agencyId}, 'hospital')`;
    recorded.resolve(String(person?.id));
    await go.promise;
  });
  const person = await recorded.promise;
  const signing = versions.sign(versions.officer, number);
  const all = async () => {
    while ((await versions.part(number, 1000)) === "going-on");
  };
  if ((await Promise.race([signing, aMoment()])) !== undefined) await all();
  go.resolve();
  await recording;
  expect((await signing).status).toBe(303);
  await all();
  const [held] = await sql`
    select bool_or('contact/treatment' = any (grants)) as closed, bool_or('identity/treatment' = any (grants)) as open
      from visible where person_id = ${person} and agency_id = ${hospital.agencyId}`;
  expect([await versions.stateOf(number), held?.closed, held?.open]).toEqual(["in-force", false, true]);
});
