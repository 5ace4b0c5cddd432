import { afterAll, beforeAll, expect, test } from "vitest";
import { proveNow } from "../../../../tests/medicines/story.ts";
import {
  licenceFor,
  meetingOf,
  nominated,
  nominationOf,
  type Story,
  selectionStory,
  shortlisted,
} from "../../../../tests/selection/story.ts";
import { type Site, setUpSite } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";
import { CAUTIONS, programmeOf } from "./programmes.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const here = (story: Story): string => `/people/${story.person}/selection`;
const state = async (story: Story): Promise<string> => (await nominationOf(world, story.person)).state;

/** Answers the whole checklist by the nurse: every criterion met but these, every caution looked at and not there. */
async function answered(story: Story, id: string, but: Readonly<Record<string, string>> = {}): Promise<void> {
  const nurse = story.as(story.nurse);
  for (const { code } of programmeOf("middlesbrough", 1)?.criteria ?? [])
    expect(
      (
        await nurse.post(`${here(story)}/${id}/eligibility`, {
          criterion: code,
          answer: but[code] ?? "met",
          words: "Seen",
          evidence: "",
        })
      ).status,
    ).toBe(303);
  for (const { code } of CAUTIONS)
    await nurse.post(`${here(story)}/${id}/eligibility`, {
      criterion: code,
      answer: "not-met",
      words: "",
      evidence: "",
    });
}

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
  await answered(story, id);
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

test("nobody accepts but the doctor whose licence holds today for these premises: not by the page, not by the function, not by the database's own owner", async () => {
  const story = await selectionStory(site);
  const id = await shortlisted(site, story);
  await story.as(story.nurse).post(`${here(story)}/${id}/assess`, {});
  await answered(story, id);
  const sent = { premises: story.premises, seen: "yes", words: "It is right" };
  expect((await story.as(story.nurse).post(`${here(story)}/${id}/accept`, sent)).status).toBe(403);
  await proveNow(world, story.colleague);
  const page = await story.as(story.colleague).get(`${here(story)}/${id}/accept`);
  expect(page.body).toContain("Your licence for diamorphine does not hold today at any premises");
  const ask = (who: (typeof story)["doctor"], premises: string) =>
    world.as(who, async (tx) => {
      const [row] = await tx`select accept_nomination(${id}, ${premises}, 'x') as said`;
      return { ok: true as const, value: row?.said };
    });
  expect(await ask(story.colleague, story.premises)).toMatchObject({ value: "no-licence" });
  // A licence that ended yesterday, and one for another clinic's premises, are none.
  const ended = await licenceFor(world, story.nurse, story.colleague, "2026-01-31");
  expect(await ask(story.colleague, ended)).toMatchObject({ value: "no-licence" });
  const other = await world.anAgency("clinic");
  const elsewhere = await licenceFor(world, other, story.doctor);
  await proveNow(world, story.doctor);
  expect(await ask(story.doctor, elsewhere)).toMatchObject({ value: "not-there" });
  await world.sql`update session set proved_at = now() - interval '1 hour'`;
  expect(await ask(story.doctor, story.premises)).toMatchObject({ value: "not-fresh" });
  const [licence] = await world.sql`select id from clinic_licence where premises_id = ${story.premises}`;
  await expect(
    world.sql`update nomination set state = 'accepted', licence_id = ${String(licence?.id)} where id = ${id}`,
  ).rejects.toThrow(/Only a doctor whose licence holds today accepts/);
  await expect(world.sql`update nomination set state = 'accepted' where id = ${id}`).rejects.toThrow(
    /licence/,
  );
  expect(await state(story)).toBe("assessment");
});

test("a criterion that is not met passes by an exception of the licensed doctor alone, with a reason, and a second doctor is told", async () => {
  const story = await selectionStory(site);
  const id = await shortlisted(site, story);
  await story.as(story.nurse).post(`${here(story)}/${id}/assess`, {});
  await answered(story, id, { treatment: "not-met" });
  await proveNow(world, story.doctor);
  await proveNow(world, story.colleague);
  const sent = {
    criterion: "treatment",
    words: "Methadone harms his heart",
    second: story.colleague.staffId,
  };
  const unlicensed = await story
    .as(story.colleague)
    .post(`${here(story)}/${id}/exception`, { ...sent, second: story.doctor.staffId });
  expect([unlicensed.status, unlicensed.body]).toEqual([
    422,
    expect.stringContaining("Your licence for diamorphine does not hold today"),
  ]);
  await expect(
    world.as(story.nurse, async (tx) => ({
      ok: true as const,
      value:
        await tx`insert into eligibility_answer (person_id, nomination_id, programme, version, criterion, answer, words, second_staff_id, category)
        values (${story.person}, ${id}, 'middlesbrough', 1, 'treatment', 'exception', 'x', ${story.doctor.staffId}, 'health')`,
    })),
  ).rejects.toThrow(/policy/);
  const doctor = story.as(story.doctor);
  expect((await doctor.post(`${here(story)}/${id}/exception`, sent)).status).toBe(303);
  const [told] =
    await world.sql`select staff_id, title from task where person_id = ${story.person} and title like 'Read what%'`;
  expect(told).toMatchObject({ staff_id: story.colleague.staffId });
  expect(String(told?.title)).not.toMatch(/exception|licence|diamorphine/);
  expect((await doctor.get(`${here(story)}/${id}/eligibility`)).body).toContain(
    "Exception by Dr Maud Ferris; Dr Idris Vale is told",
  );
  expect(
    (
      await doctor.post(`${here(story)}/${id}/accept`, {
        premises: story.premises,
        seen: "yes",
        words: "It is right",
      })
    ).status,
  ).toBe(303);
});

test("treatment does not begin by another page before the agreement is signed", async () => {
  const story = await selectionStory(site);
  const id = await shortlisted(site, story);
  await story.as(story.nurse).post(`${here(story)}/${id}/assess`, {});
  const [stay] =
    await world.sql`select id from episode where person_id = ${story.person} and service_id = ${story.nurse.serviceId}`;
  const answer = await story
    .as(story.nurse)
    .post(`/people/${story.person}/episodes/${stay?.id}/stage`, {
      to: "titration",
      on: "29/11/2026",
      reason: "x",
    });
  expect([answer.status, answer.body]).toEqual([
    422,
    expect.stringContaining("The selection of this person has not come so far"),
  ]);
  await expect(
    world.as(story.nurse, async (tx) => ({
      ok: true as const,
      value: await tx`update episode set stage = 'titration' where id = ${String(stay?.id)}`,
    })),
  ).rejects.toThrow(/A selection holds this stay/);
});

test("a death ends a selection, and one recorded in error puts it back where it stood", async () => {
  const story = await selectionStory(site);
  await shortlisted(site, story);
  const died = (on: string | null) =>
    world.sql`update person set died_on = ${on}, death_noted_at = ${on === null ? null : new Date().toISOString()} where id = ${story.person}`;
  await died("2026-11-20");
  expect(await nominationOf(world, story.person)).toMatchObject({ state: "died", place: null });
  await died(null);
  expect(await nominationOf(world, story.person)).toMatchObject({ state: "shortlisted", place: 1 });
});
