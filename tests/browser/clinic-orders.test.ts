import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { today, typedDay } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
import { expectNoSidewaysScroll, findings, openBrowser, PHONE, signInAs } from "./browser.ts";

// An order's way through the browser: written on a phone, refused, put right, signed with a proof, printed, and held by a nurse.

let served: Served;
let browser: Browser;
beforeAll(async () => {
  served = await openServed({ people: 120 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Pictures to look at, where a folder is named for them. */
const look = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
const sound = async (page: Page, name: string): Promise<void> => {
  await look(page, name);
  await expectNoSidewaysScroll(page);
  expect([name, await findings(page)]).toEqual([name, []]);
};

test("an order is written on a phone, refused above a first dose, signed, seen in the plan, and held by a nurse", async () => {
  const [one] = await served.world.sql<{ id: string; order_id: string }[]>`
    select person_id as id, id as order_id from clinic_order where state = 'signed' order by id limit 1`;
  // Somebody of whom nothing was ever seen injected: it is begun with a first dose.
  await served.world.sql`delete from observed_dose where person_id = ${one?.id ?? ""}`;
  const here = `/people/${one?.id}/orders`;
  const doctor = await signInAs(browser, served, "clinic-doctor", PHONE);
  await doctor.goto(`${here}/${one?.order_id}/change`);
  for (const [name, value] of Object.entries({
    startsOn: typedDay(today()),
    endsOn: typedDay(today()),
    morning: "20 + 15",
    evening: "30",
    apart: "240",
    followsAfter: "30",
    mostSingle: "30",
    mostDaily: "65",
  }))
    await doctor.fill(`#${name}`, value);
  await doctor.check('input[name="route"][value="vein"]');
  await doctor.selectOption("#rule", "label-twice-daily");
  await doctor.check('input[name="state"][value="queued"]');
  await doctor.click("text=Save order");
  expect(await doctor.textContent("main")).toContain("15 mg at most for part 1 of the morning session");
  await sound(doctor, "order-refused-390");
  await doctor.fill("#morning", "15 + 15");
  await doctor.click("text=Save order");
  await doctor.waitForURL(/orders\/[0-9a-f-]{36}$/);
  const order = new URL(doctor.url()).pathname;
  const desk = await signInAs(browser, served, "clinic-doctor");
  for (const path of [
    "/clinic/signing",
    "/clinic/licences",
    "/clinic/protocols",
    "/clinic/protocols/shipped/hat-uk-draft",
  ]) {
    await desk.goto(path);
    await sound(desk, path.replaceAll("/", "-"));
  }
  await desk.goto(`${order}/sign`);
  await sound(desk, "order-sign");
  await desk.click("text=Sign order");
  await desk.waitForURL((url) => url.pathname === order);
  expect(await desk.textContent("main")).toContain("part 2: 15 mg");
  await sound(desk, "order-signed");
  await desk.goto(`${order}/print`);
  await sound(desk, "order-print");
  await desk.goto(here);
  await sound(desk, "plan");
  const nurse = await signInAs(browser, served, "clinic-nurse", PHONE);
  await nurse.goto(`${order}/hold`);
  await nurse.fill("#reason", "Drowsy after the first part");
  await nurse.click('button:has-text("Hold order")');
  await nurse.waitForURL((url) => url.pathname === order);
  expect(await nurse.textContent("main")).toContain("Nothing is given by this order today");
  await sound(nurse, "order-held-390");
});
