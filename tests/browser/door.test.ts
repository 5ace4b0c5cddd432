import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { today, typedDay } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
import { follow, personAt, press, said } from "./acts.ts";
import {
  DESKTOP,
  type Device,
  expectNoSidewaysScroll,
  findings,
  openBrowser,
  PHONE,
  signInAs,
} from "./browser.ts";

// Real pages in a real browser, each looked over by axe: slow on a busy machine.

let served: Served;
let browser: Browser;
beforeAll(async () => {
  served = await openServed();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const SHOTS = process.env.SHOTS_FOLDER;
const NO_SCRIPTS_PHONE: Device = { ...PHONE, scripts: false };

async function good(page: Page, name: string, device: Device): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${device.width}.png`, fullPage: true });
  if (device.scripts) expect(await findings(page), name).toEqual([]);
  await expectNoSidewaysScroll(page);
}

/**
 * Somebody at human speed, without waiting for them: 200 characters a minute, and for each thing pressed or chosen 1.1 s to
 * point and 0.2 s to press; before each decision 1.35 s to think (the keystroke-level model of Card, Moran and Newell, 1980).
 */
const SECONDS = { character: 60 / 200, press: 1.3, decision: 1.35 } as const;

function atHumanSpeed(page: Page) {
  let seconds = 0;
  const pressed = (): void => {
    seconds += SECONDS.press + SECONDS.decision;
  };
  return {
    seconds: () => seconds,
    async type(label: string, words: string): Promise<void> {
      pressed();
      seconds += words.length * SECONDS.character;
      await page.getByRole("textbox", { name: label }).and(page.getByLabel(label)).first().fill(words);
    },
    async choose(question: string, answer: string): Promise<void> {
      pressed();
      await page.getByRole("group", { name: question }).getByLabel(answer, { exact: true }).check();
    },
    async press(words: string): Promise<void> {
      pressed();
      await press(page, words);
    },
    async follow(words: string): Promise<void> {
      pressed();
      await follow(page, words);
    },
  };
}

test("a new referral is taken in three minutes, and a follow-up contact in thirty seconds, at human typing speed", async () => {
  const page = await signInAs(browser, served, "keyworker", DESKTOP);
  await page.goto("/people");
  const taking = atHumanSpeed(page);
  await taking.follow("Take a referral");
  await taking.follow("GP");
  await good(page, "referral-gp", DESKTOP);
  await taking.type("Given names", "Margaret Anne");
  await taking.type("Family name", "Featherstone");
  await taking.type("Date of birth", "14/2/1988");
  await taking.choose("Sex", "Female");
  await taking.type("NHS number", "999 000 0018");
  await taking.type("Practice", "Bridge Street Surgery");
  await taking.type(
    "What they are prescribed",
    "Methadone 60 mg daily, sertraline 100 mg, salbutamol when needed",
  );
  await taking.type(
    "Why does the practice refer them?",
    "Wants help with heroin again after two years without. Smokes about half a gram a day, does not inject. Lives with her mother.",
  );
  await taking.type("How can they be reached safely?", "Text 07700 900123 after four");
  await taking.choose("Does the person agree to being referred?", "Yes");
  await taking.press("Record referral");
  expect(await said(page)).toContain("The referral is recorded and the episode is open.");
  expect(taking.seconds()).toBeLessThanOrEqual(180);

  const person = personAt(page);
  const talking = atHumanSpeed(page);
  await talking.follow("Record contact");
  await good(page, "contact-new", DESKTOP);
  await talking.choose("How?", "Phone");
  await talking.type("How many minutes?", "10");
  await talking.type("What was said and done?", "Well, keeping Friday's visit.");
  await talking.press("Save contact");
  expect(await said(page)).toContain("The contact is saved.");
  expect(personAt(page)).toBe(person);
  expect(talking.seconds()).toBeLessThanOrEqual(30);
  for (const part of [
    "contacts",
    "assessment",
    "assessment/use",
    "risk",
    "risk/children",
    "plan",
    "safeguarding",
  ]) {
    await page.goto(`/people/${person}/${part}`);
    await good(page, part.replace("/", "-"), DESKTOP);
  }
  if (SHOTS) process.stdout.write(`referral ${taking.seconds()} s, contact ${talking.seconds()} s\n`);
  await page.context().close();
});

test("from the door to an agreed plan on a phone without scripts, saved and taken up again on the way", async () => {
  const page = await signInAs(browser, served, "keyworker", NO_SCRIPTS_PHONE);
  const seen = (name: string) => good(page, name, NO_SCRIPTS_PHONE);
  await page.goto("/referrals");
  await seen("referrals");
  await follow(page, "The person themselves");
  await page.getByLabel("Family name").fill("Oakenshaw");
  await press(page, "Record referral");
  expect(await said(page)).toContain("Enter at least one given name");
  await seen("referral-wrong");
  await press(page, "Save and return later");
  await follow(page, "Oakenshaw");
  await page.getByLabel("Given names").fill("Lee");
  await page.getByLabel("Date of birth").fill("3.4.1985");
  await page.getByLabel("Male", { exact: true }).check();
  await page.getByLabel("Walked in").check();
  await page.getByLabel("What do they want help with").fill("To sleep, and to stop using");
  await page.getByRole("group", { name: "Does the person agree" }).getByLabel("Yes").check();
  await press(page, "Record referral");
  expect(await said(page)).toContain("First contact is due by");

  await follow(page, /^Care$/);
  await seen("assessment");
  await follow(page, "What they use");
  await page.getByLabel("Which drug brings them most trouble?").selectOption("1011");
  await page.getByLabel("Do they inject?").selectOption("N");
  await press(page, "Save and return");
  await follow(page, "Home, work and children");
  await page.getByLabel("What is their housing like?").selectOption("2");
  await page.getByLabel("First part of their postcode").fill("NM4 7UJ");
  await page.getByLabel("Do they have children").selectOption("14");
  await press(page, "Save and return");
  expect(await said(page)).toContain("is not the first part of a postcode");
  await page.getByLabel("First part of their postcode").fill("nm4");
  await press(page, "Save and return");
  await follow(page, "Finish triage");
  await press(page, "Finish triage");
  await follow(page, "What they use");
  await seen("assessment-told-once");

  await follow(page, "Risk");
  await page.locator("a", { hasText: "overdose" }).first().click();
  await page.getByLabel("Medium").check();
  await page.getByLabel("Why?").fill("Uses alone");
  await page.getByLabel("What is to be done about it?").fill("Naloxone at home");
  await page.getByLabel("By whom?").fill("Meera Joshi");
  await page.getByLabel("Review by").fill(typedDay(today().add({ days: 28 })));
  await press(page, "Save what was judged");
  await seen("risk");

  await follow(page, "Plan");
  await follow(page, "Add a goal");
  await page.getByLabel("What do they want?").fill("Sleep through the night");
  await page.getByLabel("What is it about?").selectOption("health");
  await press(page, "Add goal");
  await follow(page, "Add a step");
  await page.getByLabel("What is the step?").fill("No tea after four");
  await page.getByLabel("Who does it?").fill("Lee");
  await press(page, "Add step");
  await follow(page, "Agree or review the plan");
  await page.getByLabel("When did you go through it together?").fill(typedDay(today()));
  await page.getByRole("group", { name: "Do they agree to it?" }).getByLabel("Yes").check();
  await page.getByLabel("What did they say about it?").fill("Worth a try");
  await page.getByRole("group", { name: "Did they get a copy?" }).getByLabel("Yes").check();
  await page.getByLabel("Go through it again by").fill(typedDay(today().add({ days: 60 })));
  await press(page, "Save review");
  await seen("plan");

  await follow(page, "Contacts");
  await follow(page, "Record contact");
  await seen("contact-new");
  await page.getByLabel("Face to face").check();
  await page.getByLabel("How many minutes?").fill("30");
  await page.getByLabel("What was said and done?").fill("Went over what keeps him up");
  await page.getByLabel("Motivational interventions").check();
  await page.getByLabel("No tea after four").check();
  await press(page, "Save contact");
  expect(await said(page)).toContain("Begun with it: psychosocial intervention.");
  await seen("contacts");
  await page.context().close();
});
