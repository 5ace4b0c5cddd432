import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";

// Somebody collapses: in the waiting room, in the toilet, a visitor; and what is kept of it, over the pages that nurses have.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
const idIn = (location: string): string => /([0-9a-f-]{36})/.exec(location)?.[1] ?? "";

/** The one press of this kind in an emergency. */
const pressed = async (emergency: string, what: string): Promise<string> => {
  const [row] = await site.world
    .sql`select id from dosing_emergency_act where emergency_id = ${emergency} and what = ${what} order by at desc limit 1`;
  return String(row?.id);
};
const press = (who: TestAgency, emergency: string, what: string) =>
  as(who).post(`/dosing/emergencies/${emergency}/did`, { what });
const waits = async (story: DosingStory): Promise<boolean> =>
  String((await call(site.world, story.nurse, "dosing_waits_for_review", story.person)).answer) === "true";

/** One touch on the board for somebody not known. */
const somebody = async (story: DosingStory) => {
  const session = await opened(site.world, story);
  const board = await as(story.nurse).get(`/dosing/${session}`);
  expect(board.body).toContain(`action="/dosing/premises/${story.premises}/emergency"`);
  const begun = await as(story.checker).post(`/dosing/premises/${story.premises}/emergency`, {
    kind: "overdose",
  });
  expect(begun.status).toBe(303);
  return { session, emergency: idIn(begun.location) };
};

test("H150: somebody expected who has not come yet collapses in the waiting room: one touch of their card, and it ends with an incident", async () => {
  const story = await dosingStory(site.world);
  const session = await opened(site.world, story);
  const [visit] = await site.world.sql`select id from dosing_visit where session_id = ${session}`;
  const board = (await as(story.doctor).get(`/dosing/${session}`)).body;
  expect(board).toContain(`action="/dosing/visits/${visit?.id}/emergency"`);
  const begun = await as(story.doctor).post(`/dosing/visits/${visit?.id}/emergency`, { kind: "overdose" });
  const emergency = idIn(begun.location);
  await press(story.doctor, emergency, "naloxone muscle 400");
  await press(story.doctor, emergency, "recovered");
  const shown = (await as(story.nurse).get(`/dosing/emergencies/${emergency}`)).body;
  expect(shown).toContain("Naloxone 400 micrograms into a muscle");
  expect(shown).toContain("Nothing more is given until a prescriber has reviewed it");
  expect((await as(story.nurse).get("/dosing/incidents")).body).toContain(`/dosing/emergencies/${emergency}`);
});

test("naloxone into a vein goes up as it is given: 400, 800 and 800 micrograms, then 2 mg, each one press and one dose", async () => {
  const story = await dosingStory(site.world);
  const { emergency } = await somebody(story);
  for (const ug of [400, 800, 800, 2000]) await press(story.nurse, emergency, `naloxone vein ${ug}`);
  const shown = (await as(story.nurse).get(`/dosing/emergencies/${emergency}`)).body;
  expect(shown).toMatch(/4 doses, 4000 micrograms in all/);
});

test("H150: a visitor nobody knows is helped in one touch from the board, with the same buttons, and stays on board and wall until it is over", async () => {
  const story = await dosingStory(site.world);
  const { session, emergency } = await somebody(story);
  const page = (await as(story.nurse).get(`/dosing/emergencies/${emergency}`)).body;
  for (const words of ["Somebody not known", "Naloxone 1.8 mg, nose", "Oxygen", "999 called", "Recovered"])
    expect(page).toContain(words);
  for (const where of ["", "/wall"])
    expect((await as(story.nurse).get(`/dosing/${session}${where}`)).body).toContain(
      `/dosing/emergencies/${emergency}`,
    );
  await press(story.nurse, emergency, "naloxone nose 1800");
  await as(story.nurse).post(`/dosing/emergencies/${emergency}/looks`, { age: "30-49", sex: "man" });
  const now = (await as(story.nurse).get(`/dosing/emergencies/${emergency}`)).body;
  expect(now).toContain("Somebody not known, a man, looks 30 to 49");
  await press(story.nurse, emergency, "to-hospital");
  expect((await as(story.nurse).get(`/dosing/${session}`)).body).not.toContain(
    `/dosing/emergencies/${emergency}`,
  );
  const incidents = (await as(story.doctor).get("/dosing/incidents")).body;
  expect(incidents).toContain("Somebody not known");
  const [incident] = await site.world.sql`select id from dosing_incident where emergency_id = ${emergency}`;
  const reviewed = await as(story.doctor).post(`/dosing/incidents/${incident?.id}`, {
    words: "Went home from A&E",
    term: "none",
  });
  expect(reviewed.status).toBe(303);
});

test("H150: two people may collapse at once, and another agency neither begins nor sees an emergency here", async () => {
  const story = await dosingStory(site.world);
  const { emergency } = await somebody(story);
  const second = await as(story.nurse).post(`/dosing/premises/${story.premises}/emergency`, {
    kind: "seizure",
  });
  expect(idIn(second.location)).not.toBe(emergency);
  const elsewhere = await dosingStory(site.world);
  const tried = await as(elsewhere.nurse).post(`/dosing/premises/${story.premises}/emergency`, {
    kind: "overdose",
  });
  expect(tried.status).toBe(404);
  expect((await as(elsewhere.nurse).get(`/dosing/emergencies/${emergency}`)).status).toBe(404);
  const police = await site.world.anAgency("police");
  expect([403, 404]).toContain((await as(police).get(`/dosing/emergencies/${emergency}`)).status);
});

test("H150: somebody not known who turns out to be of the session has it in their record, and nothing is given to them until it is reviewed", async () => {
  const story = await dosingStory(site.world);
  const { session, emergency } = await somebody(story);
  await press(story.nurse, emergency, "naloxone muscle 400");
  expect(await waits(story)).toBe(false);
  const [visit] = await site.world.sql`select id from dosing_visit where session_id = ${session}`;
  const stranger = await as(story.nurse).post(`/dosing/emergencies/${emergency}/known`, { visit: emergency });
  expect(stranger.status).toBe(422);
  const known = await as(story.nurse).post(`/dosing/emergencies/${emergency}/known`, {
    visit: String(visit?.id),
  });
  expect(known.status).toBe(303);
  expect(await waits(story)).toBe(true);
  const [incident] = await site.world
    .sql`select person_id from dosing_incident where emergency_id = ${emergency}`;
  expect(incident?.person_id).toBe(story.person);
  const [stop] = await site.world.sql`select because from clinic_rise_stop where person_id = ${story.person}`;
  expect(stop?.because).toBe("naloxone");
});

test("H151: naloxone says its batch and who gave it: the batch last used here is offered and never filled in", async () => {
  const story = await dosingStory(site.world);
  const { emergency } = await somebody(story);
  await press(story.nurse, emergency, "naloxone muscle 400");
  const at = `/dosing/emergencies/${emergency}/naloxone/${await pressed(emergency, "naloxone")}`;
  expect((await as(story.nurse).get(`/dosing/emergencies/${emergency}`)).body).toContain("not said yet");
  const empty = await as(story.nurse).post(at, { last: "", batch: "", giver: "", other: "" });
  expect(empty.body).toContain("Enter the batch");
  const kept = await as(story.nurse).post(at, {
    last: "",
    batch: "PX-4471",
    giver: story.checker.staffId,
    other: "",
  });
  expect(kept.status).toBe(303);
  const shown = (await as(story.nurse).get(`/dosing/emergencies/${emergency}`)).body;
  expect(shown).toContain("batch PX-4471, given by Tomasz Reid");
  await press(story.nurse, emergency, "naloxone nose 1800");
  const next = `/dosing/emergencies/${emergency}/naloxone/${await pressed(emergency, "naloxone")}`;
  const form = (await as(story.nurse).get(next)).body;
  expect(form).toContain('value="PX-4471"');
  expect(form).not.toMatch(/value="PX-4471"[^>]*(selected|checked)/);
  await as(story.nurse).post(next, { last: "PX-4471", batch: "", giver: "", other: "A paramedic" });
  expect((await as(story.nurse).get(`/dosing/emergencies/${emergency}`)).body).toContain(
    "given by A paramedic",
  );
  // Said once: what stands is not written over.
  const again = await call(
    site.world,
    story.nurse,
    "record_naloxone",
    next.split("/").at(-1),
    "OTHER",
    null,
    "Me",
  );
  expect(again.answer).toBe("recorded-already");
});

test("H151: how they breathe after naloxone and a note are kept with their time", async () => {
  const story = await dosingStory(site.world);
  const { emergency } = await somebody(story);
  const at = `/dosing/emergencies/${emergency}`;
  expect(
    (await as(story.nurse).post(`${at}/response`, { breaths: "9", spo2: "91", sedation: "3" })).status,
  ).toBe(303);
  expect((await as(story.nurse).post(`${at}/note`, { words: "Lay on the left side" })).status).toBe(303);
  const shown = (await as(story.nurse).get(at)).body;
  expect(shown).toContain("9 breaths a minute, oxygen 91 %, sedation 3");
  expect(shown).toContain("Note: Lay on the left side");
});

/** Somebody was injected, and pressed for naloxone. */
const injectedAndTreated = async () => {
  const story = await dosingStory(site.world);
  const { world } = site;
  const session = await opened(world, story);
  const dose = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  const taken = await call(world, story.nurse, "take_authority", dose.preparation, dose.key);
  await call(world, story.nurse, "record_injection", taken.made, "full", mg(100), null, null);
  const begun = await as(story.nurse).post(`/dosing/visits/${dose.visit}/emergency`, { kind: "overdose" });
  const emergency = idIn(begun.location);
  await press(story.nurse, emergency, "naloxone muscle 400");
  return { story, visit: dose.visit, emergency, at: `/dosing/emergencies/${emergency}` };
};
/** Whole minutes from the end of the injection until they may leave: 20 by the shipped protocol, 120 after naloxone. */
const minutes = async ({ story, visit }: { story: DosingStory; visit: string }): Promise<number> => {
  const until = (await call(site.world, story.nurse, "dosing_stays_until", visit)).answer as unknown as Date;
  const [row] = await site.world.sql`select ended_at from injection where visit_id = ${visit}`;
  return Math.round((new Date(String(until)).getTime() - new Date(String(row?.ended_at)).getTime()) / 60_000);
};

test("H152: naloxone pressed by mistake stays to be seen, and keeps somebody two hours until another person has signed that it was none", async () => {
  const it = await injectedAndTreated();
  const { story, emergency, at } = it;
  const act = await pressed(emergency, "naloxone");
  const said = await as(story.nurse).post(`${at}/mistakes/${act}`, { reason: "The tablet was in my pocket" });
  expect(said.status).toBe(303);
  expect(await minutes(it)).toBe(120);
  const [mistake] = await site.world.sql`select id from dosing_mistake where act_id = ${act}`;
  await proveNow(site.world, story.nurse);
  expect((await call(site.world, story.nurse, "sign_mistake", mistake?.id)).answer).toBe("same-person");
  await site.world.sql`update session set proved_at = now() - interval '1 hour'`;
  expect((await call(site.world, story.checker, "sign_mistake", mistake?.id)).answer).toBe("not-fresh");
  expect(await minutes(it)).toBe(120);
  await proveNow(site.world, story.checker);
  // Whoever signs is shown what of, not only why.
  expect((await as(story.checker).get(`${at}/mistakes/${act}/sign`)).body).toMatch(/Naloxone \d+ micrograms/);
  expect((await as(story.checker).post(`${at}/mistakes/${act}/sign`, {})).status).toBe(303);
  expect(await minutes(it)).toBe(20);
  const shown = (await as(story.nurse).get(at)).body;
  expect(shown).toMatch(/<s>Naloxone 400 micrograms into a muscle<\/s>/);
  expect(shown).toContain("The tablet was in my pocket");
  expect(shown).toContain("signed by Tomasz Reid");
  // That the emergency was begun is another matter: the next dose waits for its review still.
  expect(await waits(story)).toBe(true);
});

test("H152: a whole emergency begun by mistake blocks nothing more once a second has signed, and its incident stays", async () => {
  const { story, emergency, at } = await injectedAndTreated();
  await as(story.nurse).post(`${at}/mistakes/${emergency}`, { reason: "Wrong card touched" });
  expect(await waits(story)).toBe(true);
  await proveNow(site.world, story.checker);
  expect((await as(story.checker).post(`${at}/mistakes/${emergency}/sign`, {})).status).toBe(303);
  expect(await waits(story)).toBe(false);
  const [incident] = await site.world
    .sql`select count(*)::int as n from dosing_incident where emergency_id = ${emergency}`;
  expect(incident?.n).toBe(1);
});

test("H152: “recovered” pressed by mistake opens the emergency again at once", async () => {
  const { story, emergency, at } = await injectedAndTreated();
  await press(story.nurse, emergency, "recovered");
  expect((await as(story.nurse).get(at)).body).not.toContain("hands__one--cpr");
  await as(story.nurse).post(`${at}/mistakes/${await pressed(emergency, "recovered")}`, {
    reason: "Too early",
  });
  expect((await as(story.nurse).get(at)).body).toContain("hands__one--cpr");
});

test("H152: readings of another person, kept by mistake, count towards leaving no more; bad ones count until a second has signed", async () => {
  const { story, visit } = await injectedAndTreated();
  const { world } = site;
  await call(world, story.checker, "look_after_dose", visit, "1", 14, 60, 97, false, 0, "watch");
  await call(world, story.checker, "look_after_dose", visit, "4", 4, 60, 80, true, 90, "naloxone");
  const [good, bad] = await world.sql`select id from dosing_look where visit_id = ${visit} order by at`;
  const at = `/dosing/visits/${visit}/mistakes`;
  await as(story.checker).post(`${at}/${good?.id}`, { reason: "Those of the next chair" });
  await as(story.checker).post(`${at}/${bad?.id}`, { reason: "The probe had slipped" });
  const counts = async (look: unknown) =>
    String((await call(world, story.nurse, "dosing_counts", look)).answer);
  expect([await counts(good?.id), await counts(bad?.id)]).toEqual(["false", "true"]);
  const shown = (await as(story.nurse).get(`/dosing/visits/${visit}`)).body;
  expect(shown).toMatch(/<s>Readings: sedation 1/);
  expect(shown).not.toMatch(/<s>Readings: sedation 4/);
});
