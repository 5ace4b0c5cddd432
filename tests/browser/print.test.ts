import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { findings, openBrowser, signInAs } from "./browser.ts";

let served: Served;
let browser: Browser;
let keyworker: Page;
/** A person whom the keyworker has, and their name as the identity bar says it. */
let person: string;

beforeAll(async () => {
  [served, browser] = await Promise.all([openServed({ people: 40 }), openBrowser()]);
  keyworker = await signInAs(browser, served, "keyworker");
  await keyworker.goto("/boards/team");
  person = (await keyworker.locator("[data-card] a[href^='/people/']").first().getAttribute("href")) ?? "/";
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

type Paper = {
  readonly ofTheScreen: readonly string[];
  readonly grounds: readonly string[];
  readonly tooLight: readonly string[];
  /** Links that print their address, which holds identifiers. */
  readonly addresses: readonly string[];
};

/** What on the page can be seen that belongs to the screen alone, and the colours of its ground and words. */
const onPaper = (page: Page): Promise<Paper> =>
  page.evaluate(() => {
    const shown = (one: Element): boolean =>
      one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
    const solid = (one: Element): string => {
      const colour = getComputedStyle(one).backgroundColor;
      return colour === "rgba(0, 0, 0, 0)" && one.parentElement ? solid(one.parentElement) : colour;
    };
    const words = [
      ...document.querySelectorAll("main p, main td, main dd, main li, main h1, main h2"),
    ].filter(shown);
    const light = (colour: string): boolean =>
      (colour.match(/\d+/g) ?? []).slice(0, 3).every((part) => Number(part) > 150);
    return {
      ofTheScreen: [...document.querySelectorAll("nav, button, input, select, textarea, .made-up")]
        .filter(shown)
        .map((one) => one.outerHTML.slice(0, 80)),
      addresses: [...document.querySelectorAll("a[href]")]
        .filter((one) => shown(one) && getComputedStyle(one, "::after").content !== "none")
        .map((one) => one.outerHTML.slice(0, 80)),
      grounds: [...new Set([document.documentElement, document.body].map(solid))],
      tooLight: words
        .filter((one) => light(getComputedStyle(one).color) && light(solid(one)))
        .map((one) => one.outerHTML.slice(0, 80)),
    };
  });

test.each([
  ["a person's page", (): string => person, ".identity"],
  ["the team's board", (): string => "/boards/team", "h1"],
  ["what changed", (): string => "/what-changed", "h1"],
  ["a home page", (): string => "/", "h1"],
  ["the list of tasks", (): string => "/tasks", "h1"],
] as const)(
  "%s prints who or what it is about, dark on white, without what only works on a screen",
  async (_, at, heading) => {
    await keyworker.emulateMedia({ media: "print" });
    await keyworker.goto(at());
    const paper = await onPaper(keyworker);
    expect(paper.ofTheScreen).toEqual([]);
    expect(paper.addresses).toEqual([]);
    expect(paper.grounds).toEqual(["rgb(255, 255, 255)"]);
    expect(paper.tooLight).toEqual([]);
    expect((await keyworker.locator(heading).first().innerText()).trim()).not.toBe("");
    expect(await keyworker.locator("footer").innerText()).toMatch(
      /printed \d+ \w+ \d{4} at \d\d:\d\d by Meera Joshi/,
    );
    const pdf = await keyworker.pdf({ format: "A4" });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(0);
  },
);

test("in the dim theme axe finds nothing on the pages people work in", async () => {
  await keyworker.emulateMedia({ media: "screen", colorScheme: "dark" });
  const wrong: string[] = [];
  for (const at of [
    "/",
    person,
    `${person}/measures`,
    "/boards/team",
    "/what-changed",
    "/people/register",
    "/tasks",
  ]) {
    await keyworker.goto(at);
    wrong.push(...(await findings(keyworker)).map((what) => `${at}: ${what}`));
  }
  const context = await browser.newContext({ baseURL: served.origin, colorScheme: "dark" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  wrong.push(...(await findings(page)).map((what) => `/sign-in: ${what}`));
  await context.close();
  expect(wrong).toEqual([]);
});
