import type { Browser, BrowserContext, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clock, now, today, typedDay } from "../../src/kernel/time.ts";
import { call, type DosingStory, dosingStory, opened, prepared } from "../clinic/dosing-story.ts";
import { ago, doseSeen, signedLongAgo } from "../clinic/gap-story.ts";
import { mg } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { openServed, type Served } from "../served.ts";
import type { TestAgency } from "../world.ts";
import { follow, press, said, writeOffer } from "./acts.ts";
import { expectNoSidewaysScroll, findings, openBrowser } from "./browser.ts";

// Somebody of the clinic turns up in custody, and the clinic knows at once; a clinic that has to close brings everybody somewhere first; and what
// was injected is put right by two.

let served: Served;
let browser: Browser;
let story: DosingStory;
beforeAll(async () => {
  served = await openServed();
  browser = await openBrowser();
  story = await dosingStory(served.world);
  await signedLongAgo(served.world, story);
  await doseSeen(served.world, story.nurse, story.person, ago(6));
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** A window of somebody who has just signed in. */
async function windowOf(who: TestAgency, viewport = DESK): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport, baseURL: served.origin });
  const token = await served.world.tokenFor(who.username);
  await context.addCookies([{ name: "throughcare", value: `${WORLD_CODE}.${token}`, url: served.origin }]);
  return context.newPage();
}

/** A page as its reader has it: nothing out of the window and nothing for axe to find. Kept as a picture where a folder is named. */
async function sound(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  await expectNoSidewaysScroll(page);
  expect([name, await findings(page)]).toEqual([name, []]);
}

/** An agency that has met this person, with what it may know of their medicines. */
async function knowing(kind: string, consents: boolean): Promise<TestAgency> {
  const { world } = served;
  const agency = await world.anAgency(kind);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${story.person}, ${agency.agencyId}, 'met')`;
  await world.anEpisode(agency, story.person);
  if (consents)
    await world.sql`insert into consent (person_id, category, reader_kind, decision, evidence) values (${story.person}, 'medication', ${kind}, 'given', 'told the test'), (${story.person}, 'health', ${kind}, 'given', 'told the test')`;
  return agency;
}

test("H123, H124: a custody nurse says that they are here; the clinic's open page shows it by itself, with the last dose seen; police see nothing of it", async () => {
  const custody = await knowing("liaison", true);
  const police = await knowing("police", true);
  const plan = await windowOf(story.doctor);
  await plan.goto(`/people/${story.person}/orders`);
  expect(await said(plan)).not.toContain("In custody since");

  const nurse = await windowOf(custody, PHONE);
  await nurse.goto(`/people/${story.person}`);
  expect(await said(nurse)).toContain("Last observed dose: Diamorphine 100 mg, 6 hours ago");
  await sound(nurse, "custody-person-390");
  await follow(nurse, "They are here now: tell the prescriber");
  await sound(nurse, "here-now-390");
  await press(nurse, "Tell them now");
  expect(await nurse.innerText("body")).toContain("has been told");

  // Nobody reloads the doctor's page.
  await plan.getByText("Nothing is given until the gap is reviewed").waitFor();
  const shown = await said(plan);
  expect(shown).toMatch(/In custody since .*, told by Agency liaison-/);
  expect(shown).toMatch(/Last injection seen: 100 mg, 6 hours ago/);
  await sound(plan, "plan-away");
  const board = await windowOf(story.nurse);
  await board.goto(`/people/${story.person}/orders`);
  expect(await said(board)).toContain("A licensed doctor reviews it");

  const officer = await windowOf(police);
  for (const at of [`/people/${story.person}`, "/", "/tasks", `/people/${story.person}/episodes`]) {
    await officer.goto(at);
    expect([at, await officer.innerText("body")]).toEqual([
      at,
      expect.not.stringMatching(/opioid|diamorphine|dose|Foundry|gap|hold/i),
    ]);
  }
  for (const at of ["orders", "here-now", "medicines", "own-oxygen"])
    expect([403, 404]).toContain((await officer.goto(`/people/${story.person}/${at}`))?.status());
});

test("H126: a service's ending is begun, a destination given, and whoever receives them records the arrival, which the list shows", async () => {
  const receiver = await served.world.anAgency("treatment", { name: "Northside Recovery" });
  const doctor = await windowOf(story.doctor);
  await doctor.goto("/clinic/ending");
  await follow(doctor, "A service ends or has to stop");
  await doctor.getByLabel("The money ends", { exact: true }).check();
  await doctor.getByLabel("What happened?").fill("The grant ends");
  await doctor.getByLabel("Last day on which doses are given").fill(typedDay(today().add({ days: 10 })));
  await sound(doctor, "ending-begin");
  await press(doctor, "Begin the list");
  expect(await said(doctor)).toContain("1 of 1 still lacks something.");
  await sound(doctor, "ending-list");

  const nurse = await windowOf(story.nurse, PHONE);
  await nurse.goto("/clinic/ending");
  await sound(nurse, "ending-list-390");
  await follow(nurse, "Way on");
  await nurse.getByLabel("Where do they go?").fill("Northside Recovery, agreed with Ann Lee");
  await nurse.getByLabel("Who prescribes from then on?").fill("Dr Okoro, Northside, from Monday");
  await nurse.getByLabel("What do they take by mouth from then on?").fill("Methadone 60 mg, supervised");
  await sound(nurse, "way-on-390");
  await press(nurse, "Keep");
  expect(await said(nurse)).toContain("Northside Recovery, agreed with Ann Lee");
  await writeOffer(nurse, `Service ${receiver.code}`, "Goes on there when the clinic closes.");
  await press(nurse, "Offer handover");

  const there = await windowOf(receiver);
  await there.goto("/boards/team");
  await follow(there, "Iain Calder");
  await follow(there, /^Accept$/);
  await there
    .getByLabel("When will you make first contact?")
    .fill(`${typedDay(today().add({ days: 1 }))} 9.30`);
  await press(there, "Accept handover");
  await follow(there, "Record arrival");
  await press(there, "Record arrival");
  expect(await said(there)).toContain("Your service has this person now.");

  await doctor
    .getByText("Everybody has a destination, a prescriber and an oral plan, and has arrived: 1 of 1.")
    .waitFor();
  await sound(doctor, "ending-arrived");
});

test("H137: on a phone a nurse says what was really injected, at the desk the checker signs it unseen, and the visit shows both", async () => {
  const { world } = served;
  const other = await dosingStory(world);
  const session = await opened(world, other);
  const { visit, preparation, key } = await prepared(world, other, session);
  await proveNow(world, other.nurse);
  await call(world, other.nurse, "take_authority", preparation, key);
  const [taken] = await world.sql`select id from authority where visit_id = ${visit}`;
  await call(world, other.nurse, "record_injection", taken?.id, "full", mg(100), now(), null);

  const nurse = await windowOf(other.nurse, PHONE);
  await nurse.goto(`/dosing/visits/${visit}`);
  await follow(nurse, "Correct this entry");
  await sound(nurse, "correct-390");
  await nurse.getByLabel("A part injected", { exact: true }).check();
  await nurse.getByLabel("Milligrams injected").fill("60");
  await nurse.getByLabel("When did the injection end?").fill(clock(now()));
  await nurse.getByLabel("Where did what was left go?").fill("Denatured, seen by Tomasz Reid");
  await nurse.getByLabel("How did the wrong entry come about, and how do you know?").fill("The wrong button");
  await press(nurse, "Sign the correction");
  expect(await said(nurse)).toContain("A correction waits for its second signature.");

  const checker = await windowOf(other.checker);
  await checker.goto(`/dosing/visits/${visit}`);
  expect(await said(checker)).not.toContain("60 mg");
  await follow(checker, "Sign it as the second");
  await sound(checker, "correct-second");
  await checker.getByLabel("How many milligrams were injected?").fill("60");
  await press(checker, "I find the same: sign");
  expect(await said(checker)).toContain("A part injected: 60 mg, as corrected");
  expect(await checker.locator("s", { hasText: "All of it injected: 100 mg" }).count()).toBe(1);
  await sound(checker, "corrected");
});
