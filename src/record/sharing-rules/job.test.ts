import { afterAll, beforeAll, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { type Versions, versionsIn } from "../../../tests/rule-versions.ts";
import { openServed, type Served } from "../../../tests/served.ts";
import { visit } from "../../../tests/visiting.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import { writeProposedRules } from "./set-up-store.ts";

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
  await expect.poll(() => versions.stateOf(number), { timeout: 30_000 }).toBe("in-force");
  await sql`drop trigger leaves on job`;
  const state = async () => (await sql`select step from sharing_rule_set where number = ${number}`)[0]?.step;
  await expect.poll(state, { timeout: 30_000 }).toBe(null);
  const [held] = await sql`
    select bool_or('contact/treatment' = any (grants)) as contact, bool_or('identity/treatment' = any (grants)) as identity
      from visible where person_id = ${person} and agency_id = ${hospital.agencyId}`;
  expect(held).toEqual({ contact: false, identity: true });
  expect((await visit(served, treatment, "/sharing-rules")).body).toContain(`Version ${number} is in force`);
});

test("a new proposal of the program takes the place of one nobody signed, and only waits beside one that was", async () => {
  const { sql } = served.world;
  const asNewProgram = () =>
    asPolicyRole(sql, WORLD_CODE, async (tx) => {
      await tx`update sharing_rule_set set program_version = 'of an older program' where program_version is not null`;
      return writeProposedRules(tx);
    });
  expect(await asNewProgram()).toBe(false);
  const [kept] =
    await sql`select max(number)::int as newest, max(number) filter (where state = 'in-force')::int as used from sharing_rule_set`;
  expect(kept?.newest).toBe(Number(kept?.used) + 1);
  const undone = new Error("undone on purpose");
  const unsigned = sql.begin(async (tx) => {
    await tx`update sharing_rule_set set state = 'proposed' where state = 'in-force'`;
    await tx`update sharing_rule_set set program_version = 'of another program' where program_version = (select program_version from sharing_rule_set where number = ${kept?.newest})`;
    expect(await writeProposedRules(tx as never)).toBe(true);
    const rows =
      await tx`select number::int, state from sharing_rule_set where used_from is not null order by number desc limit 2`;
    expect(rows.map((row) => [row.number, row.state])).toEqual([
      [Number(kept?.newest) + 1, "proposed"],
      [kept?.used, "superseded"],
    ]);
    throw undone;
  });
  await expect(unsigned).rejects.toBe(undone);
});
