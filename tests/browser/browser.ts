import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import bundled from "@sparticuz/chromium";
import type Axe from "axe-core";
import { expect } from "vitest";
import { AXE, AXE_AT } from "../axe-script.ts";
import { FULL } from "../scorecard/row.ts";
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

/** Rules that ask where each element is and what is behind it, which takes four fifths of axe-core's time. What they ask is in the style sheet. */
const BY_THE_STYLE = ["color-contrast", "target-size"];
/** Elements that those rules have looked over before, by themselves and what they are in. */
const looked = new Set<string>();

/**
 * What axe-core finds on a page, in words. No page here holds another, so that there is one document to look over. Where every change is tried
 * the rules about the style are asked of pages with an element that was not met before in such a place; where the scorecard is run, of all.
 */
export async function findings(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) {
    // A page of the system asks for it by its address; one that was written here has none to ask.
    const tag = await page.addScriptTag(page.url().startsWith("http") ? { url: AXE_AT } : { content: AXE });
    // Not left in the page, which is looked over as it was sent.
    await tag.evaluate((one) => (one as Element).remove());
  }
  const fresh = (await page.evaluate(placesInPage)).filter((place) => !looked.has(place));
  const left = FULL || fresh.length > 0 ? [] : BY_THE_STYLE;
  for (const place of fresh) looked.add(place);
  const violations = await page.evaluate(
    async ([bars, left]) => {
      const { axe } = window as unknown as { axe: typeof Axe };
      const rules = Object.fromEntries(left.map((rule) => [rule, { enabled: false }]));
      return (await axe.run(document, { runOnly: bars, rules, resultTypes: ["violations"] })).violations;
    },
    [BARS, left] as const,
  );
  return violations.map(
    (one) =>
      `${one.id}: ${one.nodes
        .map((node) => node.target.join(" "))
        .slice(0, 3)
        .join(" | ")}`,
  );
}

/** Runs in the page: each element with words of its own or that can be pressed, as a style sheet sees it, and what it is in. */
function placesInPage(): readonly string[] {
  const kind = (one: Element | null): string =>
    ["class", "role", "type", "style", "disabled", "aria-current"]
      .map((name) => one?.getAttribute(name) ?? "")
      .concat(one?.tagName ?? "")
      .join();
  const all = [...document.querySelectorAll("body, body *")].filter(
    (one) =>
      one.matches("a, button, input, select, textarea, summary") ||
      [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  return [...new Set(all.map((one) => `${kind(one.parentElement)} ${kind(one)}`))];
}

/** Nothing runs out of the page sideways at this width. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
}
