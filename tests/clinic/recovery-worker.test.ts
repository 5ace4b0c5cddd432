import { afterAll, beforeAll, expect, test } from "vitest";
import { ROUTES } from "../../src/app.ts";
import { accept } from "../../src/kernel/result.ts";
import { ROLES } from "../../src/record/staff/roles.ts";
import { SIGNED_IN } from "../../src/web/page.ts";
import { proveNow } from "../medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  openedAs,
  prepared,
  preparing,
  WELL,
} from "./dosing-story.ts";
import { mg } from "./orders-story.ts";

// A recovery worker of a clinic: lets people in, takes readings under a nurse, helps in an emergency. All else of a session is others'.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const answer = async (who: TestAgency, name: string, ...values: readonly unknown[]): Promise<string> => {
  await proveNow(site.world, who);
  return (await call(site.world, who, name, ...values)).answer;
};
const page = async (who: TestAgency, path: string) => {
  const { status, body } = await visitorTo(site, { token: who.token }).get(path);
  return { status, body, words: body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ") };
};

/** A session with nurse, checker and doctor, and a recovery worker who came on shift. */
async function withHelper(): Promise<{
  readonly story: DosingStory;
  readonly session: string;
  readonly helper: TestAgency;
}> {
  const story = await dosingStory(site.world);
  const helper = await site.world.aWorker(story.nurse, "clinic-recovery-worker", "Joss Hartnell");
  const session = await opened(site.world, story, "morning", { "assessment-holds": 60 });
  expect(await answer(helper, "take_dosing_duty", session, "helper")).toBe("done");
  return { story, session, helper };
}

/** The same, with a dose that was injected whole, so that somebody is observed. */
async function observing() {
  const it = await withHelper();
  const { story, session } = it;
  const dose = await prepared(site.world, story, session);
  expect(await answer(story.nurse, "take_authority", dose.preparation, dose.key)).toBe("done");
  const [taken] = await site.world.sql`select id from authority where visit_id = ${dose.visit}`;
  const injected = await call(
    site.world,
    story.nurse,
    "record_injection",
    taken?.id,
    "full",
    mg(100),
    null,
    null,
  );
  expect(injected.answer).toBe("done");
  return { ...it, ...dose, authority: String(taken?.id), injection: String(injected.made) };
}
const LOW = { sedation: "2", breaths: "12", seconds: "60", spo2: "86", low: "90", oxygen: "no" };
const GOOD = ["1", 8, 30, 97, false, 0, "watch"] as const;

test("H176: a recovery worker lets people in, takes readings under a nurse, and the ladder shows on board and wall with their name beside the readings", async () => {
  const { story, session, helper, visit } = await observing();
  const visitor = visitorTo(site, { token: helper.token });
  expect((await page(helper, `/dosing/${session}`)).words).toContain("Joss Hartnell, recovery worker");
  expect((await visitor.post(`/dosing/visits/${visit}/look`, LOW)).status).toBe(303);
  const seen = await page(helper, `/dosing/visits/${visit}`);
  expect(seen.words).toMatch(/86 %.*Joss Hartnell/);
  for (const at of [`/dosing/${session}`, `/dosing/${session}/wall`])
    for (const who of [helper, story.nurse]) expect((await page(who, at)).words, at).toMatch(/rouse/i);
  const [kept] = await site.world.sql`select staff_id, rung from dosing_look where visit_id = ${visit}`;
  expect(kept).toMatchObject({ staff_id: helper.staffId, rung: "stimulate" });
  // Somebody who was let off, and comes: one press.
  const second = await site.world.aPerson(story.nurse);
  await site.world.anEpisode(story.nurse, second);
  expect(await answer(helper, "arrive_for_dosing", session, second)).toBe("nothing-ordered");
});

test("H176: a recovery worker presses Arrived and Came after all, and the visit they see offers nothing that is a nurse's", async () => {
  const { story, session, helper } = await withHelper();
  const visitor = visitorTo(site, { token: helper.token });
  const arrive = () => visitor.post(`/dosing/${session}/arrived/${story.person}`, {});
  expect((await page(helper, `/dosing/${session}`)).body).toContain(
    `/dosing/${session}/arrived/${story.person}`,
  );
  const [expected] = await site.world.sql`select id from dosing_visit where session_id = ${session}`;
  expect(
    await answer(story.nurse, "move_dosing_visit", expected?.id, "excused", "In court", "agreed", {}),
  ).toBe("done");
  expect((await page(helper, `/dosing/visits/${expected?.id}`)).words).toContain("They came after all");
  expect((await arrive()).status).toBe(303);
  const shown = await page(helper, `/dosing/visits/${expected?.id}`);
  expect(shown.words).toContain("A nurse goes on from here");
  const theirs = ["emergency", "told", "look"];
  const offered = [...shown.body.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, to]) => String(to));
  const visits = offered.filter((to) => to.startsWith(`/dosing/visits/${expected?.id}/`));
  expect(visits.filter((to) => !theirs.includes(String(to.split("/").at(-1))))).toEqual([]);
  expect(offered.filter((to) => /^\/(people|register)/.test(to))).toEqual([]);
});

test("H176: while no nurse is on shift a recovery worker's readings are refused in words; an emergency needs no nurse", async () => {
  const { story, session, helper, visit } = await observing();
  const second = await site.world.aWorker(story.nurse, "clinic-nurse", "Olga Wade");
  expect(await answer(helper, "look_after_dose", visit, ...GOOD)).toBe("done");
  await site.world
    .sql`update dosing_duty set until_at = clock_timestamp() where session_id = ${session} and duty = 'nurse'`;
  expect(await answer(helper, "look_after_dose", visit, ...GOOD)).toBe("no-nurse");
  const pressed = await visitorTo(site, { token: helper.token }).post(`/dosing/visits/${visit}/look`, LOW);
  expect(pressed.status).toBe(422);
  expect(pressed.body).toContain("takes readings under a nurse alone");
  expect(await site.world.sql`select 1 from dosing_look where visit_id = ${visit}`).toHaveLength(1);
  const began = await visitorTo(site, { token: helper.token }).post(`/dosing/visits/${visit}/emergency`, {
    kind: "overdose",
  });
  expect(began.status).toBe(303);
  const [emergency] = await site.world.sql`select id from dosing_emergency where visit_id = ${visit}`;
  expect(
    await answer(helper, "act_in_dosing_emergency", emergency?.id, "naloxone", "muscle", 400, null),
  ).toBe("done");
  expect(await answer(helper, "respond_in_emergency", emergency?.id, 10, 95, "2")).toBe("done");
  expect((await page(helper, `/dosing/emergencies/${emergency?.id}`)).words).not.toContain("A mistake");
  // Another nurse comes, and readings are taken again; off shift they are not.
  expect(await answer(second, "take_dosing_duty", session, "nurse")).toBe("done");
  expect(await answer(helper, "look_after_dose", visit, ...GOOD)).toBe("done");
  expect(await answer(helper, "take_dosing_duty", session, null)).toBe("done");
  expect(await answer(helper, "look_after_dose", visit, ...GOOD)).toBe("not-there");
});

test("H176: a recovery worker counts for none of the staff that a protocol asks for, is on shift as nothing else, and watches nobody", async () => {
  const story = await dosingStory(site.world);
  const helper = await site.world.aWorker(story.nurse, "clinic-recovery-worker", "Joss Hartnell");
  const as = (who: TestAgency, duty: string) => ({ staff: who.staffId, duty });
  const [nurse, checker, doctor] = [
    as(story.nurse, "nurse"),
    as(story.checker, "checker"),
    as(story.doctor, "doctor"),
  ];
  const open = async (...duties: readonly object[]) =>
    (await openedAs(site.world, story, story.nurse, duties)).answer;
  for (const rest of [
    [checker, doctor],
    [nurse, doctor],
    [nurse, checker],
  ])
    expect(await open(...rest, as(helper, "helper"))).toBe("too-few");
  for (const duty of ["nurse", "checker", "doctor"])
    expect(await open(nurse, checker, doctor, as(helper, duty)), duty).toBe("not-their-duty");
  expect(await open(nurse, checker, doctor, as(story.nurse, "helper")), "nor a nurse as one").toBe(
    "not-their-duty",
  );
  expect(await open(nurse, checker, doctor, as(helper, "helper"))).toBe("done");
  const [{ id: session } = { id: "" }] = await site.world
    .sql`select id from dosing_session where premises_id = ${story.premises}`;
  for (const duty of ["nurse", "checker", "doctor"])
    expect(await answer(helper, "take_dosing_duty", session, duty), duty).toBe("not-there");
  const second = await site.world.aWorker(story.nurse, "clinic-nurse", "Olga Wade");
  expect(await answer(second, "take_dosing_duty", session, "helper")).toBe("not-there");
  // The checker goes: the recovery worker is not instead of them.
  expect(await answer(story.checker, "take_dosing_duty", session, null)).toBe("done");
  expect((await page(story.nurse, `/dosing/${session}`)).words).toContain("Missing: checker.");
  const [short] = await site.world.sql`select dosing_session_is_short(${session}) as short`;
  expect(short?.short).toBe(true);
});

test("H176: at the database a recovery worker on shift is refused whatever is a nurse's, a checker's or a doctor's, of the dose and of the register", async () => {
  const { story, session, helper, visit, preparation, authority, injection } = await observing();
  const json = (value: object) => site.world.sql.json(value as never);
  const no = (name: string, ...values: readonly unknown[]) => answer(helper, name, ...values);
  const [assessment] = await site.world.sql`select id from pre_dose_assessment where visit_id = ${visit}`;
  const at = Temporal.Now.instant();
  expect(await no("identify_for_dosing", visit, json({ by: ["known", "name", "born"] }))).toBe("not-there");
  expect(
    await no(
      "assess_before_dose",
      visit,
      json(WELL),
      "clear",
      site.world.sql.array([], 1009),
      "nobody",
      "Full.",
      null,
    ),
  ).toBe("not-there");
  expect(await no("agree_before_dose", assessment?.id, "I saw them")).toBe("not-there");
  await expect(preparing(site.world, { ...story, nurse: helper }, visit, "evening")).rejects.toThrow(
    "not-there",
  );
  expect(await no("check_preparation", preparation, mg(100), 1000, mg(100), "L1")).toBe("not-there");
  expect(await no("take_over_watch", visit)).toBe("not-there");
  expect(await no("record_injection", authority, "full", mg(100), null, null)).toBe("not-there");
  expect(await no("correct_injection", injection, "part", mg(50), at, "Half", "sharps")).toBe("not-there");
  expect(await no("waste_from_dose", preparation, false, "Left")).toBe("not-there");
  for (const to of ["fit-to-leave", "left-early", "closed", "excused", "observing"])
    expect(await no("move_dosing_visit", visit, to, "Said so", "agreed", json({})), to).toBe("not-there");
  expect(await no("record_late_dose", story.person, story.book, mg(100), at, "none", "Sheet 1")).toBe(
    "not-there",
  );
  expect(await no("raise_dosing_incident", visit, "It fell", at, null)).toBe("not-there");
  expect(await no("close_dosing_session", session, "Enough")).toBe("not-there");
  expect(await no("say_device_is_here", session)).toBe("not-there");
  expect(await no("say_what_time_it_is", at)).toBe("not-there");
  expect(await no("say_of_print", story.premises, "printer-out", "By hand")).toBe("not-there");
  expect(await no("print_downtime_forms", story.premises, 5, 2)).toBeNull();
  expect(await no("keep_person_photo", story.person, "image/png", Buffer.from("x"))).toBeNull();
  expect(await no("sign_controlled_drug", "count", Buffer.alloc(32))).toBeNull();
  expect(await no("look_after_dose", visit, ...GOOD)).toBe("done");
  const [look] = await site.world.sql`select id from dosing_look where visit_id = ${visit}`;
  expect(await no("say_mistake", look?.id, "Mistyped")).toBe("not-there");
  const books = await site.world.as(helper, async (tx) =>
    accept(await tx`select 1 from cd_entry union all select 1 from cd_signature`),
  );
  expect(books).toMatchObject({ ok: true, value: [] });
});

test("H176: a recovery worker hands nothing over, witnesses no waste and reviews no incident", async () => {
  const { story, session, helper } = await withHelper();
  const dose = await prepared(site.world, story, session);
  expect(await answer(helper, "take_authority", dose.preparation, dose.key)).toBe("not-there");
  const wasted = await (async () => {
    await proveNow(site.world, story.nurse);
    return call(site.world, story.nurse, "waste_from_dose", dose.preparation, false, "Not given");
  })();
  expect(wasted.answer).toBe("done");
  expect(await answer(helper, "witness_dosing_waste", wasted.made, mg(100))).toBe("not-there");
  expect(
    await answer(story.nurse, "raise_dosing_incident", dose.visit, "It fell", Temporal.Now.instant(), null),
  ).toBe("done");
  const [incident] = await site.world.sql`select id from dosing_incident where visit_id = ${dose.visit}`;
  expect(await answer(helper, "review_dosing_incident", incident?.id, "Nothing in it")).toBe("not-there");
});

/** Every address of a session that is open to a recovery worker, each for what the role is for. */
const THEIRS = [
  "/dosing",
  "/dosing/:session",
  "/dosing/:session/arrived/:person",
  "/dosing/:session/shift",
  "/dosing/:session/wall",
  "/dosing/emergencies/:emergency",
  "/dosing/emergencies/:emergency/did",
  "/dosing/emergencies/:emergency/naloxone/:act",
  "/dosing/emergencies/:emergency/note",
  "/dosing/emergencies/:emergency/response",
  "/dosing/emergencies/:emergency/known",
  "/dosing/emergencies/:emergency/looks",
  "/dosing/premises/:premises/emergency",
  "/dosing/visits/:visit",
  "/dosing/visits/:visit/emergency",
  "/dosing/visits/:visit/look",
  "/dosing/visits/:visit/told",
];

test("H176: of the addresses of clinic, register and people a recovery worker is let into those of their role; all others answer 403", async () => {
  const { story, helper } = await withHelper();
  const { may } = ROLES.find(({ code }) => code === "clinic-recovery-worker") ?? { may: [] };
  const clinics = ROUTES.filter(({ path }) => /^\/(dosing|register|clinic|premises|people)\b/.test(path));
  const open = clinics.filter(({ allow }) => (may as readonly string[]).includes(allow));
  expect(open.map(({ path }) => path).sort()).toEqual([...THEIRS].sort());
  const visitor = visitorTo(site, { token: helper.token });
  const letIn: string[] = [];
  for (const route of clinics.filter(({ allow }) => ![...may, SIGNED_IN].includes(allow))) {
    const to = route.path.replace(/:person/g, story.person).replace(/:\w+/g, crypto.randomUUID());
    if (route.get && (await visitor.get(to)).status !== 403) letIn.push(`GET ${route.path}`);
    if (route.post && (await visitor.post(to, {})).status !== 403) letIn.push(`POST ${route.path}`);
  }
  expect(letIn).toEqual([]);
  expect(clinics.length - open.length).toBeGreaterThan(100);
});
