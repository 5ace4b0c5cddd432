import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
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

let served: Served;
let browser: Browser;
const SHOTS = process.env.SHOTS_FOLDER;
const NO_SCRIPTS_PHONE: Device = { ...PHONE, scripts: false };

beforeAll(async () => {
  served = await openServed({ people: 120 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The page as it stands is sound for everybody, and kept as a picture where one is asked for. Axe itself needs scripts. */
async function looked(page: Page, name: string, axe: boolean): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (axe) expect(await findings(page), name).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}
const words = (page: Page): Promise<string> => page.innerText("main");

test.each<[string, Device]>([
  ["at a desk", DESKTOP],
  ["on a phone", PHONE],
  ["at a desk without scripts", NO_SCRIPTS],
  ["on a phone without scripts", NO_SCRIPTS_PHONE],
])(
  "%s a series of an area is chosen, looked at around the day something began, and another day is written down",
  async (name, device) => {
    const page = await signInAs(browser, served, "commissioner", device);
    const shot = name.replaceAll(" ", "-");
    await page.goto("/what-changed");
    await page.click('main a:text-is("Areas")');
    expect(await words(page)).toContain("Choose when something began");
    await looked(page, `areas-${shot}`, device.scripts);
    await page.selectOption("#series", { label: "Drug litter, Fenwick (Northmoor Council)" });
    const lantern = await page
      .locator("#began option", { hasText: "The Lantern opened" })
      .getAttribute("value");
    await page.selectOption("#began", lantern ?? "");
    await page.click("text=Show the series");
    // The made-up counts are the same whatever their months are called: R's −28.6 (−35.7 to −21.4).
    expect(await words(page)).toContain(
      "Drug litter in Fenwick changed by −27.7 a month at once (95 % interval −40.3 to −15.1)",
    );
    await page.selectOption("#against", { label: "Holmside" });
    await page.click("text=Show the series");
    expect(await words(page)).toContain("Against Holmside");
    await looked(page, `areas-answer-${shot}`, device.scripts);
    await page.click("text=Write down a day");
    await page.click("text=Write it down");
    expect(await words(page)).toContain("Say what began");
    await looked(page, `areas-day-${shot}`, device.scripts);
    await page.fill("#what", `Lights ${shot}`);
    await page.fill("#on", "1/3/2025");
    await page.fill("#reason", "The works order of the council");
    await page.click("text=Write it down");
    expect(await words(page)).toContain("The works order of the council");
    await page.context().close();
  },
);
