import type { Browser, BrowserContext, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DosingStory, dosingStory, opened, prepared } from "../clinic/dosing-story.ts";
import { mg, signedOrder } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { openServed, type Served } from "../served.ts";
import { openBrowser } from "./browser.ts";

// Handing over on the worst of days: pressed twice without scripts, in two tabs, on two tablets, and with an answer that never comes.

let served: Served;
let browser: Browser;
let story: DosingStory;
let session: string;
beforeAll(async () => {
  served = await openServed();
  browser = await openBrowser();
  story = await dosingStory(served.world);
  session = await opened(served.world, story, "morning", { "observed-at-once": 50 });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function tablet(scripts = true): Promise<BrowserContext> {
  const context = await browser.newContext({ javaScriptEnabled: scripts, baseURL: served.origin });
  // Long on a busy machine.
  context.setDefaultTimeout(120_000);
  const token = await served.world.tokenFor(story.nurse.username);
  await context.addCookies([{ name: "throughcare", value: `${WORLD_CODE}.${token}`, url: served.origin }]);
  return context;
}

/** Somebody whose dose lies ready, checked by a second person. */
async function ready(): Promise<{ readonly visit: string; readonly key: string }> {
  const { world } = served;
  const person = await world.aPerson(story.nurse);
  await world.anEpisode(story.nurse, person);
  const part = { part: 1, product: "diamorphine-ampoule-100", micrograms: mg(100), leastMinutes: 240 };
  const ordered = await signedOrder(
    world,
    { ...story, person },
    {
      parts: [
        { ...part, slot: "morning" },
        { ...part, slot: "evening" },
      ],
    },
  );
  expect(ordered.ok).toBe(true);
  const one = await prepared(world, { ...story, person }, session);
  await proveNow(world, story.nurse);
  return one;
}

const handedOver = async (key: string): Promise<number> => {
  const [row] = await served.world.sql`
    select count(*)::int as n from authority a join cd_entry e on e.key = a.line_key where a.key = ${key}`;
  return Number(row?.n);
};
const BUTTON = /^Hand over /;
const give = (page: Page) => page.getByRole("button", { name: BUTTON });

test("H90: pressed twice without scripts, in two tabs and on two tablets, it is handed over once, and each page then shows the truth", async () => {
  const one = await ready();
  const plain = await (await tablet(false)).newPage();
  await plain.goto(`/dosing/visits/${one.visit}`);
  await give(plain).dblclick({ noWaitAfter: true });
  await plain.getByText("In the booth").first().waitFor();
  expect(await handedOver(one.key)).toBe(1);
  expect(await give(plain).count()).toBe(0);

  const two = await ready();
  const first = await tablet();
  const pages = [await first.newPage(), await first.newPage(), await (await tablet()).newPage()];
  for (const page of pages) await page.goto(`/dosing/visits/${two.visit}`);
  await Promise.all(pages.map((page) => give(page).click()));
  for (const page of pages) {
    await page.waitForLoadState();
    await page.goto(`/dosing/visits/${two.visit}`);
    await page.getByText("In the booth").first().waitFor();
    expect(await give(page).count()).toBe(0);
  }
  expect(await handedOver(two.key)).toBe(1);
});

test("H102: an answer that does not come is asked for by its key; until it is known nothing is offered again", async () => {
  const one = await ready();
  const page = await (await tablet()).newPage();
  await page.goto(`/dosing/visits/${one.visit}`);
  // Somebody else holds the key: the form is on its way, as on a slow line.
  let release = (): void => {};
  const held = served.world.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${one.key}, 0))`;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  await give(page).click({ noWaitAfter: true });
  await page.getByText("It is not known yet whether it was handed over").waitFor();
  expect(await give(page).count()).toBe(0);
  release();
  await held;
  await page.waitForFunction(() => true);
  for (let tries = 0; (await handedOver(one.key)) === 0 && tries < 100; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  await page.reload();
  await page.getByRole("heading", { name: "It was handed over" }).waitFor();
  expect(await give(page).count()).toBe(0);
  expect(await handedOver(one.key)).toBe(1);

  // The reply is lost on its way back: what was done stands, and the visit says so.
  const two = await ready();
  await page.goto(`/dosing/visits/${two.visit}`);
  await page.route("**/hand-over", async (route) => {
    await route.fetch({ maxRedirects: 0 });
    await route.abort("connectionreset").catch(() => {});
  });
  await give(page).click({ noWaitAfter: true });
  for (let tries = 0; (await handedOver(two.key)) === 0 && tries < 100; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  await page.unroute("**/hand-over");
  await page.goto(`/dosing/visits/${two.visit}`);
  await page.getByText("In the booth").first().waitFor();
  expect(await give(page).count()).toBe(0);
  expect(await handedOver(two.key)).toBe(1);
});

test("nothing about anybody stays in the browser: no storage, no cache, no worker, and no cookie but the keys to the session", async () => {
  const one = await ready();
  const context = await tablet();
  const page = await context.newPage();
  const kept: string[] = [];
  page.on("response", (answer) => {
    const type = answer.headers()["content-type"] ?? "";
    if (type.startsWith("text/html") && !/\bno-store\b/.test(answer.headers()["cache-control"] ?? ""))
      kept.push(answer.url());
  });
  for (const at of [
    "/dosing",
    `/dosing/${session}`,
    `/dosing/${session}/wall`,
    `/dosing/visits/${one.visit}`,
    "/dosing/late",
    "/dosing/downtime",
  ])
    await page.goto(at);
  await give(await page.goto(`/dosing/visits/${one.visit}`).then(() => page)).click();
  await page.getByText("In the booth").first().waitFor();
  expect(kept).toEqual([]);
  const stored = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).length,
    caches: "caches" in window ? (await caches.keys()).length : 0,
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
    state: history.state as unknown,
  }));
  expect(stored).toEqual({ local: [], session: [], databases: 0, caches: 0, workers: 0, state: null });
  // The name of a device is drawn by lot, and of nobody.
  const cookies = await context.cookies();
  expect(
    cookies.map(({ name }) => name).filter((name) => !/^(throughcare|_csrf|screen|device)/.test(name)),
  ).toEqual([]);
  for (const { value } of cookies) expect(decodeURIComponent(value)).not.toMatch(/Family|Given|mg/);
});
