import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { visit } from "../visiting.ts";
import type { TestAgency } from "../world.ts";

let served: Served;
let agency: TestAgency;
let mine: string;

beforeAll(async () => {
  served = await openServed();
  const { world } = served;
  agency = await world.anAgency("treatment");
  // More in treatment since the winter than any list reads, and three who were referred in June, one of them the worker's.
  await world.sql`
    with people as (
      insert into person (family_name, given_names, born_on, sex)
      select 'Long' || n, 'Stay', '1980-01-01', 'male' from generate_series(1, 1010) n returning id)
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
    select id, ${agency.serviceId}, ${agency.agencyId}, 'treatment', 'health', ${agency.teamId}, 'in-treatment', '2026-01-01'
      from people`;
  for (const familyName of ["Newcomer", "Arrival", "Latecomer"]) {
    const person = await world.aPerson(agency, { givenNames: "June", familyName });
    const episode = await world.anEpisode(agency, person, { startedOn: "2026-06-01" });
    if (familyName === "Newcomer") {
      mine = person;
      await world.sql`update episode set keyworker_id = ${agency.staffId} where id = ${episode}`;
    }
  }
});
afterAll(() => served.close());

/** The words of a page, without its markup. */
const wordsOf = async (url: string): Promise<string> =>
  (await visit(served, agency, url)).body.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

test("a worker's own people are on their home however many others have been with the service for longer", async () => {
  const home = await wordsOf("/");
  expect(home).toContain("My people (1)");
  expect(home).toContain("June Newcomer");
  expect((await visit(served, agency, "/")).body).toContain(`/people/${mine}`);
});

test("everyone who is with the service is counted, by stage, and who has no keyworker yet", async () => {
  const home = await wordsOf("/");
  // 1,010 in treatment and 3 referred; one of those has a keyworker.
  expect(home).toContain(`People with Service ${agency.code} (1013)`);
  expect(home).toMatch(/Referred 3 .*In treatment 1010 .*No keyworker yet 1012 /);
});

test("the board counts everyone too, and shows those longest at each stage, the newest stage among them", async () => {
  const board = await visit(served, agency, "/boards/team");
  const words = await wordsOf("/boards/team");
  expect(words).toContain("Our people by stage (1013)");
  expect(board.body).toContain('aria-label="In treatment, 1010"');
  expect(words).toContain("and 998 more");
  expect(board.body).toContain('aria-label="Referred, 3"');
  for (const name of ["June Newcomer", "June Arrival", "June Latecomer"]) expect(words).toContain(name);
});
