import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { expectNoSidewaysScroll, findings, NO_SCRIPTS, openBrowser, PHONE, signInAs } from "./browser.ts";

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

test("someone looks around as a keyworker with one press, with scripts and without", async () => {
  const page = await signInAs(browser, served, "keyworker");
  expect(await page.locator(".bar__as").textContent()).toContain("Keyworker");
  const plain = await signInAs(browser, served, "custody-officer", NO_SCRIPTS);
  expect(await plain.locator(".bar__as").textContent()).toContain("Custody officer");
});

test("the sign-in page has nothing for axe to find, on a desk and on a phone", async () => {
  const page = await (await browser.newContext({ baseURL: served.origin })).newPage();
  await page.goto("/sign-in");
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
  await expectNoSidewaysScroll(page);
});
