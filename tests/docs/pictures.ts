import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { openBrowser } from "../browser/browser.ts";

/**
 * Remakes the pictures of docs/pictures from a running Northmoor: `node --import tsx tests/docs/pictures.ts`, with
 * ORIGIN where it is not at port 3000. Everyone on them is made up. No test runs this: whoever does looks at the result.
 */

const ORIGIN = process.env.ORIGIN ?? "http://127.0.0.1:3000";
const FOLDER = join(import.meta.dirname, "../../docs/pictures");
const WIDTH = 1200;

async function signedIn(browser: Browser, username: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 860 }, baseURL: ORIGIN });
  await page.goto("/sign-in");
  await page.locator(`form:has(input[name="username"][value="${username}"]) button`).click();
  await page.waitForURL((url) => url.pathname === "/");
  return page;
}

/** Lowest end of the drawing, in pixels from the top, that still makes one picture. */
const LOWEST = 1650;

/** Of the keyworker's people, the one with the most stays, events and scores in a journey that is near enough to the top. */
async function richest(page: Page): Promise<string> {
  await page.goto("/boards/mine");
  const links = await page
    .locator('main a[href^="/people/"]')
    .evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""));
  let best = { link: "/people", score: -1 };
  for (const link of new Set(links)) {
    await page.goto(link);
    const drawing = page.locator("main svg").first();
    const place = (await drawing.count()) === 0 ? null : await drawing.boundingBox();
    if (!place || place.y + place.height > LOWEST) continue;
    const count = (what: string): Promise<number> => drawing.locator(what).count();
    const stays = await count(".journey__stay");
    const points = Math.min(20, await count(".journey__measure circle"));
    const score = 30 * stays + 3 * Math.min(10, await count(".journey__event")) + points;
    if (score > best.score) best = { link, score };
  }
  return best.link;
}

/** From the top of the page down to the end of `last`, however tall that is. */
async function upTo(page: Page, last: string, file: string): Promise<void> {
  const end = await page
    .locator(last)
    .first()
    .evaluate((each) => each.getBoundingClientRect().bottom + window.scrollY);
  await page.screenshot({
    path: join(FOLDER, file),
    fullPage: true,
    clip: { x: 0, y: 0, width: WIDTH, height: Math.ceil(end) + 24 },
  });
}

const browser = await openBrowser();
try {
  await mkdir(FOLDER, { recursive: true });
  const keyworker = await signedIn(browser, "keyworker");
  await keyworker.goto(await richest(keyworker));
  await upTo(keyworker, "main .journey__key", "person.png");
  await keyworker.goto("/boards/team");
  await keyworker.screenshot({ path: join(FOLDER, "board.png") });
  const commissioner = await signedIn(browser, "commissioner");
  await commissioner.goto("/what-changed");
  await upTo(commissioner, "main svg", "what-changed.png");
} finally {
  await browser.close();
}
