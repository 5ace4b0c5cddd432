import { afterAll, beforeAll, expect, test } from "vitest";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import type { TestAgency, World } from "../world.ts";
import { medicinesStory } from "./story.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const seenBy = async (who: TestAgency, person: string): Promise<string> =>
  (await visitorTo(site, { token: who.token }).get(`/people/${person}`)).body;
const consent = (person: string, kind: string) =>
  world.sql`insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'medication', ${kind}, 'given', 'told the test')`;

test("a dose a prison nurse saw given is the last observed dose, with its age and site, for a prescriber who may know it, and for nobody else", async () => {
  const story = await medicinesStory(world);
  const prison = await world.anAgency("prison-health", { name: "HMP Northmoor Healthcare" });
  const police = await world.anAgency("police");
  const housing = await world.anAgency("housing");
  for (const agency of [prison, police, housing])
    await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${agency.agencyId}, 'met')`;
  const nurse = visitorTo(site, { token: prison.token });
  const recorded = await nurse.post(`/people/${story.person}/medicines/doses/new`, {
    drug: "methadone",
    way: "mouth",
    dose: "60",
    givenAt: "00:00",
  });
  expect(recorded.status).toBe(303);
  expect(await seenBy(story.prescriber, story.person)).not.toContain("60 mg");
  await consent(story.person, "treatment");
  const overview = await seenBy(story.prescriber, story.person);
  expect(overview).toMatch(/Last observed dose: <\/strong>Methadone 60 mg, (now|\d+ (minutes?|hours?) ago)/);
  expect(overview).toContain("HMP Northmoor Healthcare");
  for (const agency of [police, housing]) {
    expect(await seenBy(agency, story.person)).not.toContain("Last observed dose");
    expect(
      (await visitorTo(site, { token: agency.token }).get(`/people/${story.person}/medicines`)).status,
    ).toBe(404);
  }
});

test("a dose still to come, or in millilitres, is not recorded", async () => {
  const story = await medicinesStory(world);
  const nurse = visitorTo(site, { token: story.keyworker.token });
  const record = (dose: string, givenAt: string) =>
    nurse.post(`/people/${story.person}/medicines/doses/new`, {
      drug: "methadone",
      way: "mouth",
      dose,
      givenAt,
    });
  expect((await record("60", "1/1/2090 10:00")).body).toContain("That time is still to come");
  expect((await record("60 ml", "00:00")).body).toContain("is in millilitres");
});

test("a dose withdrawn is struck through with its reason, and the one before it is the last", async () => {
  const story = await medicinesStory(world);
  const nurse = visitorTo(site, { token: story.keyworker.token });
  for (const dose of ["40", "400"])
    await nurse.post(`/people/${story.person}/medicines/doses/new`, {
      drug: "methadone",
      way: "mouth",
      dose,
      givenAt: "00:00",
    });
  const page = await nurse.get(`/people/${story.person}/medicines`);
  const [, wrong] = /href="(\/people\/[^"]+\/withdraw)">[^<]*<span[^>]*>[^<]*400 mg/.exec(page.body) ?? [];
  await nurse.post(wrong ?? "", { because: "A nought too many" });
  const after = await nurse.get(`/people/${story.person}/medicines`);
  expect(after.body).toMatch(/Last observed dose: <\/strong>Methadone 40 mg/);
  expect(after.body).toContain("withdrawn: A nought too many");
});

test("where nothing is known, the page says that this proves nothing", async () => {
  const story = await medicinesStory(world);
  const page = await visitorTo(site, { token: story.prescriber.token }).get(
    `/people/${story.person}/medicines`,
  );
  expect(page.body).toContain("none that your agency may see. That is no proof that none was taken");
});
