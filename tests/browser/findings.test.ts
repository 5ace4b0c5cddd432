import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findings, openBrowser } from "./browser.ts";

// Many tests here say that axe-core finds nothing. It would also find nothing where it was not asked.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const pageOf = (main: string): string =>
  `<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>${main}</main></html>`;

test.each([
  ["color-contrast", `<p style="color: #ccc; background: #fff">Pale words</p>`],
  ["image-alt", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`],
  ["label", `<input name="dose">`],
  ["heading-order", `<h4>Three levels down</h4>`],
  ["target-size", `<a href="#a" style="font-size: 6px">a</a> <a href="#b" style="font-size: 6px">b</a>`],
])("A page whose %s is wrong is found, and the same page without it is not", async (rule, wrong) => {
  const page = await browser.newPage();
  await page.setContent(pageOf("<p>Words</p>"));
  expect(await findings(page)).toEqual([]);
  await page.setContent(pageOf(wrong));
  expect((await findings(page)).map((one) => one.split(":")[0])).toContain(rule);
  await page.close();
});
