import { afterAll, beforeAll, expect, test } from "vitest";
import { versionsIn } from "../../../tests/rule-versions.ts";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";

let served: Served;
let treatment: TestAgency;
let rehab: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  treatment = await served.world.anAgency("treatment");
  rehab = await served.world.anAgency("rehab");
  person = await served.world.aPerson(treatment);
  await served.world
    .sql`insert into registration (person_id, agency_id, reason) values (${person}, ${rehab.agencyId}, 'x')`;
  await served.world.anEpisode(rehab, person);
  const versions = await versionsIn(served);
  const number = await versions.draft("Rehab houses read of housing to resettle people");
  await versions.change(number, {
    reader: "rehab",
    categories: "housing",
    owners: ["treatment", "housing"],
    how: "consent",
    purpose: "resettlement",
    basis: "resettlement",
  });
  await versions.bringIntoForce(number);
});
afterAll(() => served.close());

const housingSeen = async (): Promise<readonly string[]> => {
  const [row] = await served.world.sql`
    select array_agg(distinct g order by g) as grants from visible v, unnest(v.grants) g
     where person_id = ${person} and agency_id = ${rehab.agencyId} and g like 'housing/%'`;
  return row?.grants ?? [];
};
const record = (kinds: string) =>
  send(served, treatment, `/people/${person}/consents/record`, {
    decision: "given",
    kinds,
    categories: "housing",
    evidence: "Signed form",
    lastDay: "",
  });

test("a kind of agency with two purposes is asked about for each; a yes to one opens only what is shared for it", async () => {
  const form = await visit(served, treatment, `/people/${person}/consents/record`);
  expect(form.body).toContain("Residential rehabs, for care and support");
  expect(form.body).toContain("Residential rehabs, for housing and resettlement");
  expect(form.body).toContain('value="hospital"');
  expect(form.body).not.toContain('value="rehab"');
  expect((await record("rehab:resettlement")).status).toBe(303);
  expect(await housingSeen()).toEqual(["housing/housing", "housing/treatment"]);
  const page = await visit(served, treatment, `/people/${person}/consents`);
  expect(page.body).toContain("may see housing for housing and resettlement");
  await record("rehab:direct-care");
  expect(await housingSeen()).toContain("housing/hospital");
  const withdrawn = await send(served, treatment, `/people/${person}/consents/withdraw`, {
    chosen: "rehab:resettlement/housing",
    evidence: "Said so",
  });
  expect(withdrawn.status).toBe(303);
  expect(await housingSeen()).toContain("housing/hospital");
  expect(await housingSeen()).not.toContain("housing/treatment");
});
