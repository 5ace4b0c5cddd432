import { afterAll, beforeAll, expect, test } from "vitest";
import { type Versions, versionsIn } from "../../../tests/rule-versions.ts";
import { openServed, type Served } from "../../../tests/served.ts";
import { visit } from "../../../tests/visiting.ts";

let served: Served;
let versions: Versions;
beforeAll(async () => {
  served = await openServed({ work: true });
  versions = await versionsIn(served);
});
afterAll(() => served.close());

test("the server brings a signed version into force by itself, even when whoever signed last leaves meanwhile", async () => {
  const { sql } = served.world;
  const treatment = await served.world.anAgency("treatment");
  const hospital = await served.world.anAgency("hospital");
  const person = await served.world.aPerson(treatment);
  await sql`insert into registration (person_id, agency_id, reason) values (${person}, ${hospital.agencyId}, 'x')`;
  await served.world.anEpisode(hospital, person);
  const number = await versions.draft();
  await versions.change(number);
  await versions.propose(number);
  await versions.sign(versions.lead, number);
  await sql`create function hold_it() returns trigger language plpgsql as $$
              begin update account set disabled_at = now() where id = new.account_id; return new; end $$`;
  await sql`create trigger leaves after insert on job for each row execute function hold_it()`;
  await versions.sign(versions.officer, number);
  await expect.poll(() => versions.stateOf(number)).toBe("in-force");
  await sql`drop trigger leaves on job`;
  const state = async () => (await sql`select step from sharing_rule_set where number = ${number}`)[0]?.step;
  await expect.poll(state).toBe(null);
  const [held] = await sql`
    select bool_or('contact/treatment' = any (grants)) as contact, bool_or('identity/treatment' = any (grants)) as identity
      from visible where person_id = ${person} and agency_id = ${hospital.agencyId}`;
  expect(held).toEqual({ contact: false, identity: true });
  expect((await visit(served, treatment, "/sharing-rules")).body).toContain(`Version ${number} is in force`);
});
