import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";

let served: Served;
let ours: TestAgency;
let clinic: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  ours = await served.world.anAgency("treatment", { name: "Wayside" });
  clinic = await served.world.anAgency("clinic", { name: "Harbour" });
  person = await served.world.aPerson(ours);
  await served.world
    .sql`insert into registration (person_id, agency_id, reason) values (${person}, ${clinic.agencyId}, 'x')`;
  for (const agency of [ours, clinic]) await served.world.anEpisode(agency, person);
});
afterAll(() => served.close());

const noteAs = (who: TestAgency) =>
  served.world.as(who, async (tx) =>
    accept(await tx`insert into note (person_id, category, words) values (${person}, 'health', 'zq-canary')`),
  );

test("whoever withdraws reads what cannot be called back, and beside each consent who took out a file by then", async () => {
  await served.world.as(ours, async (tx) =>
    accept(
      await tx`insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'health', 'clinic', 'given', 'signed')`,
    ),
  );
  await served.world.as(clinic, async (tx) => {
    tx.log({ what: "downloaded", about: "measures", people: [person] });
    return accept(undefined);
  });
  const page = await visit(served, ours, `/people/${person}/consents/withdraw`);
  expect(page.body).toContain("Files that were taken out and pages that were printed cannot be called back");
  expect(page.body).toContain("Harbour took it out in a file once on");
});

test("the person reads who has a file in which their record stands, also where no consent of theirs is asked", async () => {
  const lead = await served.world.anAgency("office", { role: "ig-lead", name: "The office" });
  const [account] = await served.world.sql`
    insert into account (username, person_id) values ('herself', ${person}) returning id`;
  const own = { ...ours, token: await served.world.tokenFor("herself") };
  const before = await visit(served, own, "/my/sharing");
  expect([account !== undefined, before.body.includes("The office took it out")]).toEqual([true, false]);
  expect((await visit(served, lead, `/access.csv?person=${person}`)).status).toBe(200);
  const after = await visit(served, own, "/my/sharing");
  expect(after.body).toContain("The office took it out in a file once on");
  expect(after.body).toContain("these cannot be called back");
});

test("work that waits reads with the rights of when it is done: what was withdrawn meanwhile it does not find", async () => {
  await noteAs(ours);
  const asked = await served.world.as(clinic, async (tx) =>
    accept((await tx`insert into job (kind, post_id) values ('of the test', acting_post()) returning id`)[0]),
  );
  const job = (asked.ok && asked.value?.id) as never;
  const finds = async () => {
    const found = await served.world.database.job(job, "/test", async (tx) =>
      accept((await tx`select from note where person_id = ${person} and words = 'zq-canary'`).length),
    );
    return found.ok && found.value;
  };
  expect(await finds()).toBe(1);
  const withdrawn = await send(served, ours, `/people/${person}/consents/withdraw`, {
    chosen: "clinic/health",
    evidence: "Said so",
  });
  expect(withdrawn.status).toBe(303);
  expect(await finds()).toBe(0);
});
