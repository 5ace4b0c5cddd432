import { afterAll, beforeAll, expect, test } from "vitest";
import { proveNow } from "../../../../tests/medicines/story.ts";
import {
  answered,
  meetingOf,
  nominated,
  nominationOf,
  type Story,
  selectionStory,
  shortlisted,
} from "../../../../tests/selection/story.ts";
import { type Site, setUpSite } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const here = (story: Story): string => `/people/${story.person}/selection`;
const state = async (story: Story): Promise<string> => (await nominationOf(world, story.person)).state;

test("from a nomination to the first session: a keyworker nominates, the person agrees, the panel advises, the licensed doctor accepts, the agreement is signed", async () => {
  const story = await selectionStory(site);
  const { nurse, doctor, chair, keyworker, officer, members } = story;
  const key = story.as(keyworker);
  expect((await key.get(`${here(story)}/new`)).body).toContain(
    "Nothing of the record is shared by nominating",
  );
  const written = await key.post(`${here(story)}/new`, {
    service: nurse.serviceId,
    why: "Nothing else has helped",
  });
  expect([written.status, written.location]).toEqual([303, here(story)]);
  expect((await story.as(chair).get("/panel")).body).not.toContain("Joel");
  expect((await story.as(nurse).get("/selection")).body).toContain("Joel Tarn");
  const { id } = await nominationOf(world, story.person);
  const agreed = await key.post(`${here(story)}/${id}/consent`, {
    answer: "given",
    evidence: "Signed form of today",
    agencies: officer.agencyId,
  });
  expect(agreed.status).toBe(303);
  expect((await story.as(chair).get("/panel")).body).toContain("Joel Tarn");
  expect((await story.as(members.police).get("/panel")).body).toContain("Joel Tarn");
  // The person did not name housing.
  expect((await story.as(members.housing).get("/panel")).body).not.toContain("Joel Tarn");
  const leader = story.as(chair);
  const meeting = await meetingOf(story);
  expect(
    (
      await leader.post(`${meeting}/present`, {
        agency: officer.agencyId,
        name: "Inspector Rhona Bell",
        there: "yes",
      })
    ).status,
  ).toBe(303);
  expect((await leader.get(`/panel/people/${id}/put`)).status).toBe(200);
  expect((await leader.post(`/panel/people/${id}/put`, {})).status).toBe(303);
  const decide = `/panel/people/${id}/decide/${meeting.split("/").at(-1)}/shortlisted`;
  expect((await leader.get(meeting)).body).toContain(decide);
  expect((await leader.post(decide, { reason: "", words: "" })).status).toBe(422);
  expect((await leader.post(decide, { reason: "greatest-need", words: "All agreed" })).location).toBe(
    meeting,
  );
  expect((await leader.get(meeting)).body).toContain(
    "On the waiting list. Great need that other treatment has not met. All agreed",
  );
  expect((await leader.get("/panel")).body).toContain("10 of 10 places free");

  const clinic = story.as(nurse);
  const begun = await clinic.post(`${here(story)}/${id}/assess`, {});
  expect(begun.location).toBe(`${here(story)}/${id}/eligibility`);
  const [stay] =
    await world.sql`select stage, ended_on from episode where person_id = ${story.person} and service_id = ${nurse.serviceId}`;
  expect(stay).toMatchObject({ stage: "assessment", ended_on: null });
  const physician = story.as(doctor);
  await proveNow(world, doctor);
  const early = await physician.post(`${here(story)}/${id}/accept`, {
    premises: story.premises,
    seen: "yes",
    words: "It is right",
  });
  expect([early.status, early.body]).toEqual([422, expect.stringContaining("The checklist is not complete")]);
  const list = `${here(story)}/${id}/eligibility`;
  expect((await clinic.get(`${list}?criterion=treatment`)).body).toContain('value="treatment" selected=""');
  expect((await clinic.post(list, { criterion: "treatment", answer: "", words: "" })).body).toContain(
    "Choose yes, no or not known",
  );
  const [stayed] =
    await world.sql`select id from episode where person_id = ${story.person} and service_id = ${nurse.serviceId}`;
  const shown = {
    criterion: "treatment",
    answer: "met",
    words: "Methadone twice",
    evidence: `episode:${stayed?.id}`,
  };
  expect((await clinic.post(list, shown)).location).toBe(list);
  const both = await clinic.post(`${here(story)}/${id}/cautions`, {
    there: "caution-maoi",
    absent: "caution-maoi",
    words: "",
  });
  expect(both.body).toContain("One is ticked in both lists");
  expect((await clinic.get(list)).body).toContain(`/people/${story.person}/episodes`);
  await answered(world, story, id);
  expect((await clinic.get(begun.location)).body).toContain("Every criterion is met");
  const accepted = await physician.post(`${here(story)}/${id}/accept`, {
    premises: story.premises,
    seen: "yes",
    words: "It is right",
  });
  expect(accepted.location).toBe(here(story));
  expect(await state(story)).toBe("accepted");
  expect((await clinic.get(`${here(story)}/${id}/agreement/print`)).body).toContain(
    "You can stop at any time",
  );
  const unsigned = await clinic.post(`${here(story)}/${id}/agreement`, {
    how: "paper",
    name: "Joel Tarn",
    signed_on: "29/11/2026",
    witness: "N. Quay",
    kept_where: "",
  });
  expect([unsigned.status, unsigned.body]).toEqual([
    422,
    expect.stringContaining("Say where the paper is kept"),
  ]);
  const signed = await clinic.post(`${here(story)}/${id}/agreement`, {
    how: "paper",
    name: "Joel Tarn",
    signed_on: "29/11/2026",
    witness: "N. Quay",
    kept_where: "Safe 2",
  });
  expect(signed.status).toBe(303);
  const [plan] =
    await world.sql`select title from task where person_id = ${story.person} and title like 'Plan a first session%'`;
  expect(plan?.title).toBe("Plan a first session with this person");
  expect((await clinic.post(`${here(story)}/${id}/begin`, {})).status).toBe(303);
  expect(await state(story)).toBe("induction");
  const [treated] =
    await world.sql`select stage from episode where person_id = ${story.person} and service_id = ${nurse.serviceId}`;
  expect(treated?.stage).toBe("titration");
  const whole = await clinic.get(here(story));
  for (const words of [
    "Treatment begun",
    "Agreement signed",
    "Accepted by the licensed doctor",
    "Clinical assessment",
    "Safe 2",
  ])
    expect(whole.body).toContain(words);
  for (const page of ["/selection", "/selection/rule", "/selection-times", "/selection-times.csv"])
    expect((await clinic.get(page)).status, page).toBe(200);
  expect((await leader.get("/panel")).body).not.toContain("Joel Tarn");
});

test("a person may say no at every step, and it is recorded as theirs; a stay that had begun ends with it", async () => {
  const before = await selectionStory(site);
  const first = await nominated(site, before);
  const close = `${here(before)}/${first}/close`;
  expect((await before.as(before.keyworker).get(close)).body).toContain("Refused by the person: Not now");
  expect(
    (await before.as(before.keyworker).post(close, { reason: "refused-by-person:other", words: "" })).body,
  ).toContain("Say in words what the reason is");
  expect(
    (await before.as(before.keyworker).post(close, { reason: "refused-by-person:not-now", words: "" }))
      .status,
  ).toBe(303);
  expect(await state(before)).toBe("refused-by-person");
  const late = await selectionStory(site);
  const id = await shortlisted(site, late);
  await late.as(late.nurse).post(`${here(late)}/${id}/assess`, {});
  expect(
    (
      await late
        .as(late.nurse)
        .post(`${here(late)}/${id}/close`, { reason: "refused-by-person:too-often", words: "" })
    ).status,
  ).toBe(303);
  expect(await state(late)).toBe("refused-by-person");
  const [stay] =
    await world.sql`select ending from episode where person_id = ${late.person} and service_id = ${late.nurse.serviceId}`;
  expect(stay?.ending).toBe("declined-to-start");
});
