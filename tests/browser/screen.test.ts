import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { press } from "./acts.ts";
import {
  DESKTOP,
  expectNoSidewaysScroll,
  findings,
  NO_SCRIPTS,
  openBrowser,
  PHONE,
  signInAs,
} from "./browser.ts";

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed({ people: 30 }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** How bright the ground of the page is, from 0 to 255. */
const brightness = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const [red = 0, green = 0, blue = 0] = (
      getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []
    ).map(Number);
    return (red + green + blue) / 3;
  });

test.each([
  ["with scripts", DESKTOP],
  ["without, on a phone", { ...NO_SCRIPTS, width: PHONE.width }],
] as const)(
  "somebody in a dark room dims every page of their browser and makes it light again, %s",
  async (_, device) => {
    const page = await signInAs(browser, served, "clinic-nurse", device);
    await page.goto("/tasks?of=mine");
    expect(await brightness(page)).toBeGreaterThan(200);
    await press(page, "Dim");
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/tasks?of=mine");
    expect(await brightness(page)).toBeLessThan(60);
    await page.goto("/");
    expect(await brightness(page)).toBeLessThan(60);
    if (device.scripts) expect(await findings(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
    await press(page, "Light");
    expect(await brightness(page)).toBeGreaterThan(200);
    await page.context().close();
  },
  60_000,
);

test("on a dark device pages are dim by themselves, light where somebody chose so, and on paper always light", async () => {
  const context = await browser.newContext({ baseURL: served.origin, colorScheme: "dark" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  expect(await brightness(page)).toBeLessThan(60);
  await press(page, "Light");
  expect(await brightness(page)).toBeGreaterThan(200);
  expect(await findings(page)).toEqual([]);
  await press(page, "As the device");
  expect(await brightness(page)).toBeLessThan(60);
  await press(page, "Dim");
  await page.emulateMedia({ media: "print" });
  expect(await brightness(page)).toBeGreaterThan(200);
  await context.close();
});
