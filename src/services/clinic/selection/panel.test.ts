import { afterAll, beforeAll, expect, test } from "vitest";
import {
  consented,
  meetingOf,
  nominationOf,
  type Story,
  selectionStory,
  shortlisted,
} from "../../../../tests/selection/story.ts";
import { type Site, setUpSite } from "../../../../tests/site.ts";
import type { TestAgency, World } from "../../../../tests/world.ts";
import type { PersonId } from "../../../kernel/id.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const everyone = (story: Story) => [story.nurse, story.keyworker, story.officer, story.members.housing];

/** Says everything there is to say, each by whoever may: one sort with words of its own. */
async function said(story: Story, id: string): Promise<void> {
  const clinical = `/people/${story.person}/selection/${id}/say`;
  const panel = `/panel/people/${id}/say`;
  const lines: readonly [TestAgency, string, string][] = [
    [story.nurse, clinical, "summary"],
    [story.nurse, clinical, "health"],
    [story.members.police, panel, "concern"],
    [story.members.police, panel, "contacts"],
    [story.members.police, panel, "offending"],
    [story.members.housing, panel, "concern"],
    [story.members.housing, panel, "contacts"],
    [story.members.housing, panel, "housing"],
    [story.members.treatment, panel, "concern"],
    [story.members.treatment, panel, "contacts"],
  ];
  for (const [by, to, what] of lines) {
    const answer = await story.as(by).post(to, { what, words: `zq-${by.kind}-${what}` });
    expect([answer.status, by.kind, what]).toEqual([303, by.kind, what]);
  }
}

test("each member reads only what was said for the panel, cell by cell: police and probation no word of health, nobody a note of the record", async () => {
  const story = await selectionStory(site);
  await world.as(story.keyworker, async (tx) => ({
    ok: true as const,
    value:
      await tx`insert into note (person_id, category, words) values (${story.person}, 'health', 'zq-clinical-note')`,
  }));
  const id = await consented(site, story, everyone(story));
  await said(story, id);
  const police = ["zq-clinic-summary", "zq-police-concern", "zq-police-contacts", "zq-police-offending"];
  const support = [...police, "zq-housing-concern", "zq-housing-contacts", "zq-housing-housing"];
  const care = [...support, "zq-clinic-health", "zq-treatment-concern", "zq-treatment-contacts"];
  const cells: readonly [string, TestAgency, readonly string[]][] = [
    ["police", story.members.police, police],
    ["housing", story.members.housing, support],
    ["the chair's office", story.chair, support],
    ["treatment", story.members.treatment, care],
  ];
  for (const [name, who, reads] of cells) {
    const page = await story.as(who).get(`/panel/people/${id}`);
    const found = [...new Set(page.body.match(/zq-[a-z-]+/g))].toSorted();
    expect([name, found]).toEqual([name, reads.toSorted()]);
    const rows = await world.as(who, async (tx) => ({
      ok: true as const,
      value:
        (await tx`select from panel_word`).length +
        (await tx`select from nomination`).length +
        (await tx`select from nomination_step`).length,
    }));
    expect([name, rows]).toMatchObject([name, { value: 0 }]);
    expect([name, (await story.as(who).get(`/people/${story.person}`)).status]).toEqual([name, 403]);
  }
  // The same agencies' other workers, and whoever is not named, read nothing of it.
  for (const who of [story.officer, story.keyworker])
    expect((await story.as(who).get(`/panel/people/${id}`)).status).toBe(403);
  const stranger = await world.aWorker(await world.anAgency("probation"), "panel-member");
  expect((await story.as(stranger).get(`/panel/people/${id}`)).status).toBe(404);
  // Nor do police say what is theirs to say no word of.
  const wrong = await world.as(story.members.police, async (tx) => ({
    ok: true as const,
    value: (await tx`select say_for_panel(${id}, 'health', 'x', null) as said`)[0]?.said,
  }));
  expect(wrong).toMatchObject({ value: "not-there" });
});

test("a consent taken back takes the person off the panel's pages at once, wherever it was recorded, and the clinic is told", async () => {
  const story = await selectionStory(site);
  const id = await consented(site, story, everyone(story));
  const members = [story.chair, story.members.police, story.members.housing, story.members.treatment];
  for (const who of members) expect((await story.as(who).get("/panel")).body).toContain("Joel");
  const taken = await story
    .as(story.keyworker)
    .post(`/people/${story.person}/consents/use/panel-selection`, { answer: "refused", evidence: "Said so" });
  expect(taken.status).toBe(303);
  for (const who of members) {
    expect((await story.as(who).get("/panel")).body).not.toContain("Joel");
    expect((await story.as(who).get(`/panel/people/${id}`)).status).toBe(404);
  }
  expect(await nominationOf(world, story.person)).toMatchObject({ state: "nominated" });
  const rights = await world.sql`select distinct agency_id from visible where person_id = ${story.person}`;
  expect(rights.map((row) => row.agency_id).toSorted()).toEqual(
    [story.keyworker.agencyId, story.nurse.agencyId].toSorted(),
  );
  const tasks =
    await world.sql`select title from task where person_id = ${story.person} and agency_id = ${story.nurse.agencyId} order by made_at`;
  expect(tasks.map((row) => row.title)).toEqual([
    "Speak with this person about a nomination",
    "Speak with this person: a consent has changed",
  ]);
  // On the waiting list the place stays, and the panel sees nobody there.
  const listed = await selectionStory(site);
  await shortlisted(site, listed);
  await listed.as(listed.keyworker).post(`/people/${listed.person}/consents/use/panel-selection`, {
    answer: "refused",
    evidence: "Said so",
  });
  expect(await nominationOf(world, listed.person)).toMatchObject({ state: "shortlisted", place: 1 });
  expect((await listed.as(listed.chair).get("/panel")).body).not.toContain("Joel");
  const { id: again } = await nominationOf(world, listed.person);
  await listed.as(listed.keyworker).post(`/people/${listed.person}/selection/${again}/consent`, {
    answer: "given",
    evidence: "Signed anew",
    agencies: listed.keyworker.agencyId,
  });
  expect((await listed.as(listed.chair).get("/panel")).body).toContain("Joel");
  expect((await listed.as(listed.members.housing).get("/panel")).body).not.toContain("Joel");
});

test("police nominate, and from then on see received and closed; what they wrote and what became of it they do not read", async () => {
  const story = await selectionStory(site);
  const met = await world.aPerson(story.officer, { familyName: "Weir", givenNames: "Ada" });
  const officer = story.as(story.officer);
  const tab = `/people/${met}/selection`;
  expect((await officer.get(`${tab}/new`)).status).toBe(200);
  expect(
    (await officer.post(`${tab}/new`, { service: story.nurse.serviceId, why: "zq-in-and-out-of-custody" }))
      .status,
  ).toBe(303);
  const { id } = await nominationOf(world, met as PersonId);
  expect((await officer.get(tab)).body).toContain("<strong>Received</strong>");
  expect((await officer.get(tab)).body).not.toContain("zq-in-and-out");
  expect((await officer.post(`${tab}/new`, { service: story.nurse.serviceId, why: "again" })).body).toContain(
    "Your agency has nominated this person already",
  );
  for (const act of ["consent", "close", "say", "assess"])
    expect([403, 404]).toContain((await officer.get(`${tab}/${id}/${act}`)).status);
  const nurse = story.as(story.nurse);
  expect((await nurse.get(tab)).body).toContain("zq-in-and-out-of-custody");
  expect(
    (await nurse.post(`${tab}/${id}/close`, { reason: "refused-by-person:not-now", words: "zq-why" })).status,
  ).toBe(303);
  const after = await officer.get(tab);
  expect(after.body).toContain("<strong>Closed</strong>");
  for (const hidden of ["zq-why", "Refused", "Not now"]) expect(after.body).not.toContain(hidden);
});

test("police who nominated read closed once consent is taken back, as after any decision: that somebody is gone from the panel tells them no more", async () => {
  const story = await selectionStory(site);
  const met = await world.aPerson(story.officer, { familyName: "Orme", givenNames: "Lyn" });
  const officer = story.as(story.officer);
  const tab = `/people/${met}/selection`;
  await officer.get(`${tab}/new`);
  await officer.post(`${tab}/new`, { service: story.nurse.serviceId, why: "Often met" });
  const { id } = await nominationOf(world, met as PersonId);
  const nurse = story.as(story.nurse);
  const answer = { evidence: "Said so", agencies: story.members.police.agencyId };
  expect((await nurse.post(`${tab}/${id}/consent`, { answer: "given", ...answer })).status).toBe(303);
  expect((await officer.get(tab)).body).toContain("<strong>Received</strong>");
  const taken = await nurse.post(`/people/${met}/consents/use/panel-selection`, {
    answer: "refused",
    evidence: "Said so",
  });
  expect(taken.status).toBe(303);
  expect(await nominationOf(world, met as PersonId)).toMatchObject({ state: "nominated" });
  expect((await officer.get(tab)).body).toContain("<strong>Closed</strong>");
});

test("two who record a decision at once are both kept: the first holds until whoever leads says which", async () => {
  const story = await selectionStory(site);
  const id = await consented(site, story, everyone(story));
  const meeting = await meetingOf(story);
  const at = meeting.split("/").at(-1);
  await story.as(story.chair).post(`/panel/people/${id}/put`, {});
  const answers = await Promise.all([
    story
      .as(story.chair)
      .post(`/panel/people/${id}/decide/${at}/shortlisted`, { reason: "greatest-need", words: "zq-first" }),
    story
      .as(story.deputy)
      .post(`/panel/people/${id}/decide/${at}/declined`, { reason: "cannot-attend", words: "zq-second" }),
  ]);
  expect(answers.map((answer) => [answer.status, answer.location])).toEqual([
    [303, meeting],
    [303, meeting],
  ]);
  const lines =
    await world.sql`select what from nomination_step where nomination_id = ${id} and what in ('decided', 'clashed') order by at`;
  expect(lines.map((row) => row.what)).toEqual(["decided", "clashed"]);
  const shown = await story.as(story.chair).get(meeting);
  for (const words of ["Two decisions were recorded at the same time", "zq-first", "zq-second"])
    expect(shown.body).toContain(words);
  const settled = await story.as(story.chair).post(`/panel/people/${id}/settle/${at}/deferred`, {
    reason: "more-to-know",
    words: "We look again",
    again: "1/3/2027",
  });
  expect(settled.status).toBe(303);
  expect(await nominationOf(world, story.person)).toMatchObject({ state: "deferred", place: null });
  const whole = await story.as(story.chair).get(meeting);
  for (const words of ["zq-first", "zq-second", "Settled: Put off by the panel"])
    expect(whole.body).toContain(words);
  expect(whole.body).not.toContain("Two decisions were recorded at the same time");
  expect((await story.as(story.chair).get(`/panel/people/${id}`)).body).toContain(
    "The panel looks again on 1 March 2027",
  );
});

test("the waiting list has one order, moved by name with a reason, and every place anybody had is kept", async () => {
  const story = await selectionStory(site);
  const people: { person: PersonId; id: string }[] = [];
  for (const givenNames of ["Ann", "Ben", "Cal"]) {
    const person = await world.aPerson(story.keyworker, { givenNames });
    await world.anEpisode(story.keyworker, person);
    people.push({ person, id: await shortlisted(site, { ...story, person }) });
  }
  const places = async () =>
    (
      await world.sql`select p.given_names from nomination n join person p on p.id = n.person_id where n.service_id = ${story.nurse.serviceId} and place is not null order by place`
    ).map((row) => row.given_names);
  expect(await places()).toEqual(["Ann", "Ben", "Cal"]);
  const [ann, , cal] = people;
  const leader = story.as(story.chair);
  const at = `/panel/people/${cal?.id}/place`;
  expect((await leader.post(at, { place: "9", reason: "x" })).body).toContain(
    "There is no such place on the list",
  );
  expect((await leader.post(at, { place: "1", reason: "" })).body).toContain("Say why they move");
  expect((await leader.post(at, { place: "1", reason: "Two overdoses this month" })).status).toBe(303);
  expect(await places()).toEqual(["Cal", "Ann", "Ben"]);
  const kept =
    await world.sql`select p.given_names, t.what, t.place, t.words, t.staff_id from nomination_step t join person p on p.id = t.person_id
     where t.what in ('placed', 'shifted') and t.person_id = any (${world.sql.array(
       people.map((one) => one.person),
       2951,
     )}) order by p.given_names`;
  expect(kept.map((row) => [row.given_names, row.what, row.place, row.words, row.staff_id])).toEqual([
    ["Ann", "shifted", 2, null, story.chair.staffId],
    ["Ben", "shifted", 3, null, story.chair.staffId],
    ["Cal", "placed", 1, "Two overdoses this month", story.chair.staffId],
  ]);
  // Who leaves the list gives up the place; the others move up.
  await story.as(story.nurse).post(`/people/${ann?.person}/selection/${ann?.id}/assess`, {});
  expect(await places()).toEqual(["Cal", "Ben"]);
  const [last] =
    await world.sql`select max(place) as place from nomination where service_id = ${story.nurse.serviceId}`;
  expect(last?.place).toBe(2);
  const board = await world.aWorker(story.chair, "commissioner");
  const told = await story.as(board).get("/selection-times");
  expect([told.status, told.body.includes("under 5"), told.body.includes("Ben")]).toEqual([200, true, false]);
  const exact = await story.as(story.chair).get("/selection-times");
  expect(exact.body).toContain("3 nominated in all");
  expect((await leader.get("/selection-times.csv")).body).toContain("On the waiting list,3,3,1,");
});
