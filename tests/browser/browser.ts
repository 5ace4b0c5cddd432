import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import bundled from "@sparticuz/chromium";
import type Axe from "axe-core";
import { expect } from "vitest";
import { AXE, AXE_AT } from "../axe-script.ts";
import type { Served } from "../served.ts";

/**
 * A real Chromium, from the npm registry. The package's own list of switches is not used: it turns web security off. That scripts run on
 * one thread costs a third less on two cores: pages are small, and threads that share memory make each other wait.
 */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await bundled.executablePath(),
    args: ["--no-sandbox", "--js-flags=--single-threaded"],
    timeout: 0,
  });
}

export type Device = { readonly width: number; readonly height: number; readonly scripts: boolean };
export const DESKTOP: Device = { width: 1280, height: 900, scripts: true };
export const PHONE: Device = { width: 390, height: 844, scripts: true };
export const NO_SCRIPTS: Device = { width: 1280, height: 900, scripts: false };

/** A browser window of someone of the cast, at their home page. They signed in before: the tests of signing in press the buttons. */
export async function signInAs(
  browser: Browser,
  served: Served,
  username: string,
  device = DESKTOP,
): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: device.width, height: device.height },
    javaScriptEnabled: device.scripts,
    baseURL: served.origin,
  });
  const [name = "", value = ""] = (await served.cookieOf(username)).split("=");
  await context.addCookies([{ name, value, url: served.origin, httpOnly: true, sameSite: "Strict" }]);
  const page = await context.newPage();
  await page.goto("/");
  return page;
}

const BARS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe-core finds on a page, in words. No page here holds another, so that there is one document to look over. */
export async function findings(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) {
    // A page of the system asks for it by its address; one that was written here has none to ask.
    const tag = await page.addScriptTag(page.url().startsWith("http") ? { url: AXE_AT } : { content: AXE });
    // Not left in the page, which is looked over as it was sent.
    await tag.evaluate((one) => (one as Element).remove());
  }
  const violations = await page.evaluate(async (bars) => {
    const { axe } = window as unknown as { axe: typeof Axe };
    return (await axe.run(document, { runOnly: bars, resultTypes: ["violations"] })).violations;
  }, BARS);
  return violations.map(
    (one) =>
      `${one.id}: ${one.nodes
        .map((node) => node.target.join(" "))
        .slice(0, 3)
        .join(" | ")}`,
  );
}

/** Nothing runs out of the page sideways at this width. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
}
