import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PersonId } from "../../src/kernel/id.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { openServed, type Served } from "../served.ts";
import {
  DESKTOP,
  type Device,
  expectNoSidewaysScroll,
  findings,
  NO_SCRIPTS,
  openBrowser,
  PHONE,
  signInAs,
} from "./browser.ts";

// Real pages in a real browser, each looked over by axe: slow on a busy machine.

let served: Served;
let browser: Browser;
let person: PersonId;

const NO_SCRIPTS_PHONE: Device = { ...PHONE, scripts: false };
const SHOTS = process.env.SHOTS_FOLDER;

beforeAll(async () => {
  served = await openServed();
  browser = await openBrowser();
  person = await dean();
  await withEpisode("keyworker", "wayside-community", "2026-03-02");
  await withEpisode("clinic-nurse", "harbour-hat", "2026-05-04");
  await served.world
    .sql`insert into account (username, person_id) values ('person', ${person}) on conflict do nothing`;
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function asUser<T>(
  username: string,
  work: Parameters<typeof served.world.database.as<T, never>>[2],
): Promise<T> {
  const token = await served.world.tokenFor(username);
  const result = await served.world.database.as(token, "/test", work);
  invariant(result.ok, "the test's own writing is allowed");
  return result.value;
}

const dean = (): Promise<PersonId> =>
  asUser("keyworker", async (tx) => {
    const [row] =
      await tx`select register_person('Hallam', 'Dean', 'Deano', '1988-02-14', 'male', 'came in', '{}') as id`;
    return accept(PersonId.schema.parse(row?.id));
  });

async function withEpisode(username: string, service: string, startedOn: string): Promise<void> {
  // The clinic has met him before this begins: a registration of its own, as a handover would leave.
  await served.world.sql`
    insert into registration (person_id, agency_id, reason)
    select ${person}, s.agency_id, 'test' from service s where s.code = ${service} on conflict do nothing`;
  await asUser(username, async (tx) => {
    await tx`insert into episode (person_id, service_id, category, team_id, stage, started_on)
             select ${person}, s.id, k.category, t.id, 'assessment', ${startedOn}
               from service s join service_kind k on k.code = s.kind join team t on t.service_id = s.id
              where s.code = ${service}`;
    return accept(undefined);
  });
}

async function good(page: Page, name: string, device: Device): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${device.width}.png`, fullPage: true });
  if (device.scripts) expect(await findings(page), name).toEqual([]);
  await expectNoSidewaysScroll(page);
}

async function answerPhq(page: Page, day: string, answers: readonly number[]): Promise<void> {
  await page.goto(`/people/${person}/measures/phq-9/new`);
  await page.fill("#taken-on", day);
  for (const [index, answer] of answers.entries()) await page.check(`#phq-${index + 1}-${answer + 1}`);
  await page.click("text=Save measure");
}

test("a measure is taken, its score is shown, and thoughts of self-harm put a risk review before the team", async () => {
  const page = await signInAs(browser, served, "keyworker");
  await page.goto(`/people/${person}/measures`);
  await good(page, "measures-empty", DESKTOP);
  await page.goto(`/people/${person}/measures/phq-9/new`);
  expect(await page.locator("input[type=radio]:checked").count()).toBe(0);
  await page.click("text=Save measure");
  expect(await page.locator(".nhsuk-error-summary").innerText()).toContain("Enter the day it was taken");
  await answerPhq(page, "4/5/2026", [2, 2, 2, 2, 2, 2, 2, 2, 0]);
  expect(await page.innerText("main")).toContain("16 of 27 (moderately severe)");
  await answerPhq(page, "1/9/2026", [1, 1, 1, 1, 0, 0, 0, 0, 1]);
  const saved = await page.innerText("main");
  expect(saved).toContain("A risk review is on the list of Wayside duty team, due today by");
  expect(saved).toContain("5 of 27 (mild)");
  await good(page, "measure-one", DESKTOP);
  const [task] = await served.world.sql`
    select kind, due_at::date = now()::date or due_at < now() + interval '2 hours 1 minute' as soon from task where person_id = ${person}`;
  expect(task).toEqual({ kind: "risk-review", soon: true });
  await page.goto(`/people/${person}/measures`);
  await good(page, "measures", DESKTOP);
});

test("a TOP with numbers, blanks and not disclosed is kept, on a phone and without JavaScript", async () => {
  const page = await signInAs(browser, served, "keyworker", NO_SCRIPTS_PHONE);
  await page.goto(`/people/${person}/measures/top/new`);
  await good(page, "top-new", NO_SCRIPTS_PHONE);
  await page.fill("#taken-on", "4 May 2026");
  await page.check("#stage-1");
  await page.fill("#alcohol", "29");
  await page.click("text=Save measure");
  expect(await page.locator(".nhsuk-error-summary").innerText()).toContain("Enter a number from 0 to 28");
  await page.fill("#alcohol", "12");
  await page.click("text=Save measure");
  expect(await page.innerText("main")).toContain("12 of 28 days");
  await good(page, "top-one", NO_SCRIPTS_PHONE);
  await page.goto(`/people/${person}/measures`);
  await good(page, "measures", NO_SCRIPTS_PHONE);
});

test("an event is recorded as exactly as it is known, listed under its month, and withdrawn with a reason", async () => {
  const page = await signInAs(browser, served, "keyworker");
  await page.goto(`/people/${person}/events`);
  await good(page, "events-empty", DESKTOP);
  for (const [kind, when, what, until] of [
    ["overdose", "3/3/2026 02:30", "Heroin, naloxone given", ""],
    ["job-start", "June 2026", "Warehouse, part time", ""],
    ["admission", "4/3/2026", "Northmoor General, ward 6", "9/3/2026"],
  ] as const) {
    await page.goto(`/people/${person}/events/new`);
    await page.selectOption("#kind", kind);
    await page.fill("#when", when);
    await page.fill("#what", what);
    await page.fill("#until", until);
    await page.check("input[value=confirmed]");
    await page.click("button:has-text('Record event')");
    expect(await page.innerText("main")).toContain("Event recorded.");
  }
  const list = await page.innerText("main");
  expect(list).toContain("3 events, newest first");
  expect(list).toContain("June 2026");
  expect(list).toContain("4 March 2026, until 9 March 2026 (5 nights)");
  await good(page, "events", DESKTOP);
  await page.click("text=Overdoses (1)");
  expect(page.url()).toContain("kind=overdose");
  await page.click("a:has-text('Withdraw')");
  await page.fill("#because", "Another man of the same name");
  await good(page, "event-withdraw", DESKTOP);
  await page.click("button:has-text('Withdraw event')");
  expect(await page.locator("s").innerText()).toContain("Heroin, naloxone given");
  expect(await page.innerText("main")).toContain("Another man of the same name");
  await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
  await good(page, "events", PHONE);
});

test("a consent opens the record to the clinic, and its withdrawal closes it at once, saying who had seen it", async () => {
  const wayside = await signInAs(browser, served, "keyworker");
  const clinic = await signInAs(browser, served, "clinic-nurse", NO_SCRIPTS);
  const tab = `/people/${person}/measures`;
  await clinic.goto(tab);
  expect(await clinic.innerText("main")).toContain("No measure has been taken yet");

  await wayside.goto(`/people/${person}/consents`);
  await good(wayside, "consents-empty", DESKTOP);
  await wayside.click("main >> text=Record consent");
  await good(wayside, "consent-record", DESKTOP);
  await wayside.check("input[value=given]");
  await wayside.check("input[value=clinic]");
  await wayside.check("input[value=health]");
  await wayside.check("input[value=medication]");
  await wayside.fill("#evidence", "Signed form of 4 May, in the paper file");
  await wayside.click("button:has-text('Record consent')");
  expect(await wayside.innerText("main")).toMatch(
    /Harbour Clinic and other heroin-assisted treatment clinics may see health and medicines: given .*, until withdrawn\./,
  );
  for (const summary of await wayside.locator("main summary").all()) await summary.click();
  await good(wayside, "consents", DESKTOP);
  await wayside.setViewportSize({ width: PHONE.width, height: PHONE.height });
  await good(wayside, "consents", PHONE);
  await wayside.setViewportSize({ width: DESKTOP.width, height: DESKTOP.height });

  await clinic.goto(tab);
  const one = await clinic.locator("a[href*='/measures/taken/']").first().getAttribute("href");
  expect(await clinic.innerText("main")).toContain("Depression questionnaire (PHQ-9)");

  await wayside.goto(`/people/${person}/consents/withdraw`);
  expect(await wayside.innerText("main")).toMatch(
    /Harbour Clinic opened this record (once|twice|\d+ times) on/,
  );
  await good(wayside, "consent-withdraw", DESKTOP);
  await wayside.check("input[value='clinic/health']");
  await wayside.fill("#evidence", "Said so today");
  await wayside.click("button:has-text('Withdraw consent')");

  const response = await clinic.goto(one ?? "");
  expect(response?.status()).toBe(404);
  await clinic.goto(tab);
  expect(await clinic.innerText("main")).toContain("No measure has been taken yet");
  expect(await clinic.innerText("body")).toContain("HALLAM");
});

test("police find no page of consents, and of measures and events no more than their own", async () => {
  const page = await signInAs(browser, served, "custody-officer");
  for (const path of ["consents", "measures", "events", "who-looked"]) {
    const response = await page.goto(`/people/${person}/${path}`);
    expect([403, 404], path).toContain(response?.status());
    expect(await page.innerText("body")).not.toContain("Dean");
  }
});

test("the information-governance lead reads who looked, without names of people, and narrows it", async () => {
  const page = await signInAs(browser, served, "ig-lead");
  await page.goto("/access");
  expect(await page.innerText("main")).not.toContain("Hallam");
  await good(page, "access", DESKTOP);
  await page.fill("#who", "clinic-nurse");
  await page.click("button:has-text('Show')");
  expect(await page.innerText("table.log")).toContain("Femi Balogun");
  expect(await page.innerText("table.log")).not.toContain("Meera Joshi");
  await page.goto(`/people/${person}/who-looked`);
  expect(await page.innerText("main")).toContain("Meera Joshi");
  await good(page, "who-looked", DESKTOP);
  await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
  await good(page, "who-looked", PHONE);
});

test("the person sees what is due, how it goes, who may see what and who looked, and changes their mind", async () => {
  for (const device of [DESKTOP, PHONE]) {
    const page = await signInAs(browser, served, "person", device);
    for (const part of ["", "/progress", "/sharing", "/who-looked"]) {
      await page.goto(`/my${part}`);
      await good(page, `my${part.replace("/", "-")}`, device);
    }
  }
  const page = await signInAs(browser, served, "person");
  await page.goto("/my");
  expect(await page.innerText("main")).toContain("Wayside community treatment");
  await page.goto("/my/who-looked");
  expect(await page.innerText("main")).toContain("Harbour Clinic, clinic nurse");
  await page.goto("/my/sharing/clinic");
  expect(await page.isChecked("input[value=medication]")).toBe(true);
  expect(await page.isChecked("input[value=health]")).toBe(false);
  await good(page, "my-choose", DESKTOP);
  await page.check("input[value=health]");
  await page.uncheck("input[value=medication]");
  await page.click("button:has-text('Save what they may see')");
  const clinic = await signInAs(browser, served, "clinic-nurse");
  await clinic.goto(`/people/${person}/measures`);
  expect(await clinic.innerText("main")).toContain("Depression questionnaire (PHQ-9)");
  const rows = await served.world.sql`
    select category, decision, staff_id from consent where person_id = ${person} and agency_id is null order by category`;
  expect([...rows]).toEqual([
    { category: "health", decision: "given", staff_id: null },
    { category: "medication", decision: "withdrawn", staff_id: null },
  ]);
});
