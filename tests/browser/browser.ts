import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import bundled from "@sparticuz/chromium";
import { expect } from "vitest";
import type { Served } from "../served.ts";

/** A real Chromium, from the npm registry. The package's own list of switches is not used: it turns web security off. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await bundled.executablePath(),
    args: ["--no-sandbox"],
    timeout: 0,
  });
}

export type Device = { readonly width: number; readonly height: number; readonly scripts: boolean };
export const DESKTOP: Device = { width: 1280, height: 900, scripts: true };
export const PHONE: Device = { width: 390, height: 844, scripts: true };
export const NO_SCRIPTS: Device = { width: 1280, height: 900, scripts: false };

/** A browser window of someone of the cast, signed in by pressing their line on the demonstration's list. */
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
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.locator(`form:has(input[name="username"][value="${username}"]) button`).click();
  await page.waitForURL((url) => url.pathname === "/");
  return page;
}

/** What axe-core finds on a page, in words. */
export async function findings(page: Page): Promise<readonly string[]> {
  // No page here holds another, so that nothing is gained by gathering results in a window of its own.
  const results = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return results.violations.map(
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
