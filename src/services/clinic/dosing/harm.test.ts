import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { clock, londonDay, now, typedDay } from "../../../kernel/time.ts";

// What a doctor says of an emergency when they review it: the harm, how it ended, who was told, and what the person was told.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
const said = (body: string): string => body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

/** Somebody was injected with 100 mg of lot L1 and then overdosed. */
const overdosed = async () => {
  const story = await dosingStory(site.world);
  const { world } = site;
  const dose = await prepared(world, story, await opened(world, story));
  await proveNow(world, story.nurse);
  const taken = await call(world, story.nurse, "take_authority", dose.preparation, dose.key);
  await call(world, story.nurse, "record_injection", taken.made, "full", mg(100), null, null);
  await call(world, story.nurse, "begin_dosing_emergency", dose.visit, "overdose");
  const [incident] = await world.sql`select id from dosing_incident where visit_id = ${dose.visit}`;
  await proveNow(world, story.doctor);
  return { story, path: `/dosing/incidents/${incident?.id}` };
};
/** All that is asked, answered. */
const ANSWERS = {
  words: "Dose lowered by a third",
  term: "breathing",
  seriousness: "life-threatening",
  severity: "severe",
  relatedness: "probable",
  outcome: "recovered",
  told: ["prescriber", "officer"],
  toldAt: "1/11/2026 10:00",
  candour: "told",
  candourAt: "1/11/2026 10:30",
  candourBy: "Dr Vane",
  candourWhy: "",
} as const;

/** The answers as a browser sends them, with others in their place: each box of its own. */
const typed = (more: Readonly<Record<string, string>> = {}): URLSearchParams =>
  new URLSearchParams(
    Object.entries({ ...ANSWERS, ...more }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    ),
  );

test("H186: the review of an emergency keeps the harm with its term, its dose and lot, who was told when, and that the person was told", async () => {
  const { story, path } = await overdosed();
  const form = (await as(story.doctor).get(path)).body;
  for (const words of ["respiratory depression", "somnolence", "injection-site reaction", "duty of candour"])
    expect(form).toContain(words);
  expect(form).not.toMatch(/<option value="[a-z-]+"[^>]*selected/);
  const kept = await as(story.doctor).post(path, typed());
  expect(kept.status).toBe(303);
  const shown = said((await as(story.nurse).get("/dosing/incidents")).body);
  expect(shown).toContain(
    "Found: breathed too slowly or too little (respiratory depression); a danger to life, severe; came of the dose: probably; recovered.",
  );
  expect(shown).toContain("0 minutes after 100 mg, lot L1.");
  expect(shown).toMatch(/Told: the prescriber, the accountable officer for controlled drugs, .*10:00\./);
  expect(shown).toMatch(
    /Candour: they were told what happened, and that we are sorry, .*10:30, by Dr Vane\./,
  );
});

test.each([
  ["no term", { term: "" }, "Choose what the harm was"],
  ["no outcome", { outcome: "" }, "Say how it ended"],
  ["told without when", { toldAt: "" }, "Enter when they were told"],
  ["candour left out", { candour: "" }, "Say whether the person was told"],
  ["told the person without who", { candourBy: "" }, "Say who told the person"],
  ["told the person without when", { candourAt: "" }, "Enter when the person was told"],
  [
    "not told without why",
    { candour: "not-yet", candourAt: "", candourBy: "" },
    "Say why they were not told",
  ],
] as const)("H186: a review with %s is not kept, and says what is missing", async (_, more, words) => {
  const { story, path } = await overdosed();
  const answer = await as(story.doctor).post(path, typed(more));
  expect(answer.status).not.toBe(303);
  expect(said(answer.body)).toContain(words);
  expect(answer.body).toContain("Dose lowered by a third");
});

test("H186: a time that lies ahead is refused", async () => {
  const { story, path } = await overdosed();
  const moment = now().add({ hours: 3 });
  const later = `${typedDay(londonDay(moment))} ${clock(moment)}`;
  const answer = await as(story.doctor).post(path, typed({ candourAt: later }));
  expect(said(answer.body)).toContain("That lies ahead");
});

test("H186: while somebody is still to be told the incident says so, and a further review completes it", async () => {
  const { story, path } = await overdosed();
  const NOT_YET = { candour: "not-yet", candourAt: "", candourBy: "", candourWhy: "Still in hospital" };
  expect((await as(story.doctor).post(path, typed(NOT_YET))).status).toBe(303);
  const open = said((await as(story.doctor).get("/dosing/incidents")).body);
  expect(open).toContain("Reviewed; somebody is still to be told");
  expect(open).toContain("(Still in hospital)");
  await proveNow(site.world, story.doctor);
  expect((await as(story.doctor).post(path, typed())).status).toBe(303);
  expect(said((await as(story.doctor).get("/dosing/incidents")).body)).not.toContain("still to be told");
});

test("where nobody was harmed nothing more is asked", async () => {
  const { story, path } = await overdosed();
  const kept = await as(story.doctor).post(path, { words: "The wrong card was touched", term: "none" });
  expect(kept.status).toBe(303);
  expect(said((await as(story.doctor).get("/dosing/incidents")).body)).toContain("Found: nobody was harmed.");
});
