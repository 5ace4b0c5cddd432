import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { today, typedDay } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
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
let person: string;
const SHOTS = process.env.SHOTS_FOLDER;

beforeAll(async () => {
  served = await openServed({ people: 60 });
  browser = await openBrowser();
  const [row] = await served.world.sql<{ person_id: string }[]>`
    select e.person_id from episode e join service s on s.id = e.service_id
      join staff k on k.id = e.keyworker_id join account a on a.staff_id = k.id and a.username = 'keyworker'
     where e.ended_on is null and s.kind = 'community'
     order by (select count(*) from drug_test d where d.person_id = e.person_id) desc limit 1`;
  person = row?.person_id ?? "";
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The page as it stands is sound for everybody, and kept as a picture where one is asked for. */
async function looked(page: Page, name: string, scripts = true): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (scripts) expect(await findings(page), name).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

const NO_SCRIPTS_PHONE: Device = { ...PHONE, scripts: false };

test("on a phone without scripts a kit is given from the person's page, a typing error kept, and stands there as a fact", async () => {
  const page = await signInAs(browser, served, "keyworker", NO_SCRIPTS_PHONE);
  await page.goto(`/people/${person}/supplies/new`);
  await page.fill("#naloxone-nasal", "one");
  await page.fill("#expiresOn", typedDay(today().add({ years: 2 })));
  await page.selectOption("#why", "spare");
  await page.click("main button[type=submit]");
  expect(await page.innerText("main")).toContain("“one” is not a number from 0 to 100");
  expect(await page.inputValue("#naloxone-nasal")).toBe("one");
  await looked(page, "supplies-new-wrong-390", false);
  await page.fill("#naloxone-nasal", "1");
  await page.click("main button[type=submit]");
  await page.goto(`/people/${person}`);
  expect(await page.innerText("main")).toContain("Naloxone in date:");
  await looked(page, "person-390", false);
  await page.goto(`/people/${person}/health`);
  await looked(page, "health-390", false);
  await page.goto("/supplies");
  await looked(page, "supplies-390", false);
});

test("a keyworker's pages of health, letters and moving on are sound on a desk", async () => {
  const page = await signInAs(browser, served, "keyworker", DESKTOP);
  for (const at of ["", "/health", "/moving-on", "/letters", "/letters/new/gp", "/drug-tests/new"]) {
    await page.goto(`/people/${person}${at}`);
    await looked(page, `desk${at.replaceAll("/", "-")}`);
  }
  await page.goto("/supplies");
  await looked(page, "desk-supplies");
  await page.goto(`/people/${person}/letters/new/appointment`);
  await page.fill("#addressee", "Ada Quill\n1 High Street\nNorthmoor");
  await page.click("main button[type=submit]");
  await page.waitForURL(/letters\/[0-9a-f-]{36}/);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator(".identity").first().isVisible()).toBe(false);
  expect(await page.locator(".bar").first().isVisible()).toBe(false);
  expect(await page.locator(".letter").isVisible()).toBe(true);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/letter-print.png`, fullPage: true });
});
