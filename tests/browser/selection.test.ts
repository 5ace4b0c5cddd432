import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { expectNoSidewaysScroll, findings, NO_SCRIPTS, openBrowser, PHONE, signInAs } from "./browser.ts";
import { openPerson } from "./people.ts";

// A custody officer nominates on a phone, the clinic records the person's consent, and the chair's meeting decides without scripts.

let served: Served;
let browser: Browser;
beforeAll(async () => {
  served = await openServed({ people: 40 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Pictures to look at, where a folder is named for them. */
const look = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PICTURES;
  if (!folder) return;
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  const size = page.viewportSize();
  await page.setViewportSize({ width: size?.width === 390 ? 1200 : 390, height: 844 });
  await page.screenshot({ path: `${folder}/${name}-other.png`, fullPage: true });
  if (size) await page.setViewportSize(size);
};
const sound = async (page: Page): Promise<void> => {
  await expectNoSidewaysScroll(page);
  expect(await findings(page)).toEqual([]);
};

test("a custody officer nominates on a phone and learns received; the person agrees; the chair decides without scripts, and the officer learns no more", async () => {
  const person = await openPerson(served, "custody-officer", "northmoor-diversion", [
    "Vernon",
    "Askew",
    "1981-05-06",
  ]);
  const tab = `/people/${person}/selection`;
  const officer = await signInAs(browser, served, "custody-officer", PHONE);
  await officer.goto(tab);
  await officer.click("text=Nominate for the clinic");
  await officer.click("main button:has-text('Nominate')");
  expect(await officer.textContent("main")).toContain("Say why this person, in plain words");
  await officer.fill("#why", "In custody every other week, and asks for help each time.");
  await sound(officer);
  await look(officer, "nominate");
  await officer.click("main button:has-text('Nominate')");
  await officer.waitForURL((url) => url.pathname === tab);
  expect(await officer.textContent("main")).toContain("Received: nominated to Harbour");

  const nurse = await signInAs(browser, served, "clinic-nurse");
  await nurse.goto("/selection");
  await sound(nurse);
  await look(nurse, "clinic-list");
  await nurse.click("text=Vernon Askew");
  await nurse.click("text=Record consent to the panel");
  await nurse.check('input[name="answer"][value="given"]');
  for (const label of ["Northmoor Police", "Wayside Treatment", "Northmoor Council"])
    await nurse.getByLabel(label).check();
  await nurse.fill("#evidence", "Signed form of today");
  await sound(nurse);
  await look(nurse, "consent");
  await nurse.click("text=Record the decision");
  await nurse.waitForURL((url) => url.pathname === tab);
  await nurse.click("text=Say something for the panel");
  await nurse.check('input[name="what"][value="summary"]');
  await nurse.fill("#words", "Would come every day.");
  await nurse.click("main button:has-text('Say it')");
  await look(nurse, "person-tab");
  await sound(nurse);

  const chair = await signInAs(browser, served, "panel-chair", NO_SCRIPTS);
  await chair.goto("/panel");
  await look(chair, "panel");
  await chair.click("text=Vernon Askew");
  expect(await chair.textContent("main")).toContain("Would come every day.");
  await look(chair, "panel-person");
  await chair.click("text=Put before the panel");
  await chair.click("main button:has-text('Put before the panel')");
  await chair.goto("/panel");
  await chair.locator("a[href^='/panel/meetings/']:not([href$='new'])").first().click();
  await look(chair, "meeting");
  await chair.click("a:has-text('Put on the waiting list'):has-text('Vernon Askew')");
  await chair.selectOption("#reason", "greatest-need");
  await chair.fill("#words", "All agreed.");
  await look(chair, "decide");
  await chair.click("main button:has-text('Put on the waiting list')");
  expect(await chair.textContent("main")).toContain("All agreed.");
  await look(chair, "meeting-decided");
  await chair.goto("/panel");
  await chair.click("a:has-text('Move'):has-text('Vernon Askew')");
  await chair.fill("#place", "1");
  await chair.fill("#reason", "Three overdoses this month.");
  await chair.click("main button:has-text('Move')");
  expect(await chair.textContent("main")).toContain("Moved to place 1.");
  await look(chair, "waiting-list");
  const seen = await signInAs(browser, served, "panel-chair");
  for (const page of ["/panel", "/selection-times"]) {
    await seen.goto(page);
    await sound(seen);
  }
  await look(seen, "times");
  await officer.goto(tab);
  const told = await officer.textContent("main");
  expect(told).toContain("Closed: nominated to Harbour");
  expect(told).not.toContain("waiting list");
});
