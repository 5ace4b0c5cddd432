import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";

// A concern reaches whoever answers for safeguarding, whoever raised it, and nobody else.

let served: Served;
let us: TestAgency;
let lead: TestAgency;
let person: PersonId;
const WORDS = "Says that her partner takes her tablets";
beforeAll(async () => {
  served = await openServed();
  us = await served.world.anAgency("treatment");
  lead = await served.world.aWorker(us, "safeguarding-lead");
  person = await served.world.aPerson(us, { familyName: "Ashgrove" });
  await served.world.anEpisode(us, person);
});
afterAll(() => served.close());

test("raised by a role that keeps no safeguarding records, its words are the lead's to read and the raiser's no more", async () => {
  const checker = await served.world.aWorker(us, "clinic-checker");
  const overview = await visit(served, checker, `/people/${person}`);
  expect(overview.body).toContain("Raise a concern");
  const raise = await visit(served, checker, `/people/${person}/safeguarding/raise`);
  expect(raise.body).toContain("You will not find it in the record again");
  const raised = await send(served, checker, `/people/${person}/safeguarding/raise`, {
    kind: "adult",
    words: WORDS,
  });
  expect([raised.status, raised.location]).toEqual([303, `/people/${person}`]);
  for (const path of ["", "/notes", "/details", "/safeguarding"])
    expect((await visit(served, checker, `/people/${person}${path}`)).body).not.toContain(WORDS);
  const listed = await visit(served, lead, "/safeguarding");
  expect(listed.body).toContain("1 of 1 with nothing recorded as done yet");
  expect(listed.body).toContain("Ashgrove");
  expect(listed.body).not.toContain(WORDS);
  expect((await visit(served, lead, `/people/${person}/safeguarding`)).body).toContain(WORDS);
  const [row] = await served.world.sql`
    select s.name as raiser, c.agency_id, c.category from concern c join staff s on s.id = c.staff_id where c.person_id = ${person}`;
  expect(row).toMatchObject({ agency_id: us.agencyId, category: "safeguarding" });
  expect(row?.raiser).toBe(`Another of ${us.code}`);
});

test("what was done takes it from the head of the list, and the look at the list stands in the log", async () => {
  const [concern] = await served.world
    .sql`select id from concern where person_id = ${person} and follows is null`;
  await send(served, lead, `/people/${person}/safeguarding/${concern?.id}/done`, {
    toldTo: "adult-services",
    words: "Rang the duty desk",
  });
  const listed = await visit(served, lead, "/safeguarding");
  expect(listed.body).toContain("0 of 1 with nothing recorded as done yet");
  expect(listed.body).toContain("Acted on");
  const [row] = await served.world.sql`
    select count(*)::int as n from access_log l where l.about = 'safeguarding' and l.staff_id = ${lead.staffId}`;
  expect(row?.n).toBeGreaterThan(0);
});

test("a lead finds another agency's concern where the rules share the person, and a third agency's lead finds none", async () => {
  const hospital = await served.world.anAgency("hospital");
  const theirs = await served.world.aWorker(hospital, "safeguarding-lead");
  expect((await visit(served, theirs, "/safeguarding")).body).toContain("No concern waits");
  await served.world.aPerson(hospital, { familyName: "Somebody else" });
  await served.world
    .sql`insert into registration (person_id, agency_id, reason) values (${person}, ${hospital.agencyId}, 'met')`;
  await served.world.anEpisode(hospital, person);
  expect((await visit(served, theirs, "/safeguarding")).body).toContain("Ashgrove");
  const police = await served.world.anAgency("police");
  const officer = await served.world.aWorker(police, "safeguarding-lead");
  await served.world
    .sql`insert into registration (person_id, agency_id, reason) values (${person}, ${police.agencyId}, 'met')`;
  await served.world.anEpisode(police, person);
  expect((await visit(served, officer, "/safeguarding")).body).toContain("No concern waits");
  expect((await visit(served, us, "/safeguarding")).status).toBe(403);
});

test("nobody hands a concern in about somebody whom their agency does not know", async () => {
  const pharmacy = await served.world.anAgency("pharmacy");
  const raised = await send(served, pharmacy, `/people/${person}/safeguarding/raise`, {
    kind: "adult",
    words: WORDS,
  });
  expect(raised.status).toBe(404);
  const [kept] = await served.world.database
    .as(pharmacy.token, "/test", async (tx) => {
      const [row] = await tx`select raise_concern(${person}, 'adult', ${WORDS}) as kept`;
      return { ok: true as const, value: row?.kept };
    })
    .then((answer) => [answer.ok && answer.value]);
  expect(kept).toBe(false);
});
