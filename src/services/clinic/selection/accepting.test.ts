import { afterAll, beforeAll, expect, test } from "vitest";
import { proveNow } from "../../../../tests/medicines/story.ts";
import {
  answered,
  licenceFor,
  nominationOf,
  type Story,
  selectionStory,
  shortlisted,
} from "../../../../tests/selection/story.ts";
import { type Site, setUpSite } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";
import { printOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const here = (story: Story): string => `/people/${story.person}/selection`;
const state = async (story: Story): Promise<string> => (await nominationOf(world, story.person)).state;

test("nobody accepts but the doctor whose licence holds today for these premises: not by the page, not by the function, not by the database's own owner", async () => {
  const story = await selectionStory(site);
  const id = await shortlisted(site, story);
  await story.as(story.nurse).post(`${here(story)}/${id}/assess`, {});
  await answered(world, story, id);
  const sent = { premises: story.premises, seen: "yes", words: "It is right" };
  expect((await story.as(story.nurse).post(`${here(story)}/${id}/accept`, sent)).status).toBe(403);
  await proveNow(world, story.colleague);
  const page = await story.as(story.colleague).get(`${here(story)}/${id}/accept`);
  expect(page.body).toContain("Your licence for diamorphine does not hold today at any premises");
  const ask = (who: (typeof story)["doctor"], premises: string) =>
    world.as(who, async (tx) => {
      const [row] =
        await tx`select accept_nomination(${id}, ${premises}, 'x', 'x', 1, ${"0".repeat(64)}) as said`;
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
  await answered(world, story, id, { treatment: "not-met" });
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
        await tx`insert into eligibility_answer (person_id, nomination_id, programme, version, protocol, protocol_version, protocol_print, criterion, answer, words, second_staff_id, category)
        values (${story.person}, ${id}, 'middlesbrough', 1, 'x', 1, ${"0".repeat(64)}, 'treatment', 'exception', 'x', ${story.doctor.staffId}, 'health')`,
    })),
  ).rejects.toThrow(/permission denied/);
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
  const answer = await story.as(story.nurse).post(`/people/${story.person}/episodes/${stay?.id}/stage`, {
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

test("each answer names the protocol it was given under, and whoever accepts is told which were given under an older version", async () => {
  const story = await selectionStory(site);
  const id = await shortlisted(site, story);
  await story.as(story.nurse).post(`${here(story)}/${id}/assess`, {});
  await answered(world, story, id);
  const doctor = story.as(story.doctor);
  await proveNow(world, story.doctor);
  const before = (await doctor.get(`${here(story)}/${id}/accept`)).body;
  expect(before).toContain("Not for clinical use");
  expect(before).toMatch(/Judged under the protocol in force: Diamorphine [^<]*, version (<!-- -->)?1/);
  expect(before).not.toContain("answers were given under another version");

  const second = { ...DIAMORPHINE, version: 2 };
  const put = await world.as(story.doctor, async (tx) => {
    const [row] =
      await tx`select put_clinic_protocol_forward(${second.code}, 2, ${printOf(second)}, ${tx.json(second as never)}) as said`;
    return { ok: true as const, value: row?.said };
  });
  expect(put).toMatchObject({ value: "done" });
  const said = async () => (await doctor.get(`${here(story)}/${id}/accept`)).body.replaceAll("<!-- -->", "");
  // Four criteria of Middlesbrough and eleven cautions.
  expect(await said()).toContain("15 of 15 answers were given under another version of the protocol.");
  expect(await said()).toContain("under hat-uk-draft version 1");
  await story
    .as(story.nurse)
    .post(`${here(story)}/${id}/eligibility`, { criterion: "age", answer: "met", words: "", evidence: "" });
  expect(await said()).toContain("14 of 15 answers were given under another version of the protocol.");
  const [newest] =
    await world.sql`select protocol_version, protocol_print from eligibility_answer where nomination_id = ${id} order by at desc limit 1`;
  expect(newest).toEqual({ protocol_version: 2, protocol_print: printOf(second) });

  const sent = { premises: story.premises, seen: "yes", words: "It is right" };
  expect((await doctor.post(`${here(story)}/${id}/accept`, sent)).status).toBe(303);
  expect((await doctor.get(here(story))).body.replaceAll("<!-- -->", "")).toContain(
    "by protocol hat-uk-draft version 2",
  );
});
