import type { Browser, Page, Response } from "@playwright/test";
import type { Route } from "../../src/web/page.ts";
import type { Served } from "../served.ts";
import { findings, signInAs } from "./browser.ts";

/** What one role's walk through the system found. */
export type Walk = {
  /** Patterns of the addresses opened, as the routes declare them. */
  readonly opened: readonly string[];
  /** What is wrong, each with the address where it was seen. */
  readonly wrong: readonly string[];
};

/** Pages one role opens at most; each declared route is opened once. */
const PAGES_MAX = 45;
/** People whose pages are opened: what a page offers depends on whose it is. */
const PEOPLE_MAX = 2;
const NARROW = [390, 320] as const;
const PERSON = "/people/:person";

/** The declared route an address belongs to; a route with fewer blanks wins, as in the server. */
export function patternOf(routes: readonly Route[], path: string): string | undefined {
  const fits = ({ path: pattern }: Route): boolean => {
    const [wanted, given] = [pattern.split("/"), path.split("/")];
    return (
      wanted.length === given.length &&
      wanted.every((part, i) => (part.startsWith(":") ? given[i] !== "" : part === given[i]))
    );
  };
  const blanks = (pattern: string): number => pattern.split(":").length;
  return routes
    .filter((route) => route.get && fits(route))
    .map((route) => route.path)
    .toSorted((a, b) => blanks(a) - blanks(b))[0];
}

/**
 * Walks through everything a role is led to from its home page: each declared route once, the first link to it. Every page
 * is checked. `shapes` is shared between walks: axe looks over a page only when no page of its shape was looked over before.
 */
export async function walk(
  browser: Browser,
  served: Served,
  username: string,
  shapes: Set<string>,
  seeds: readonly string[] = [],
): Promise<Walk> {
  const { routes } = served.web.options;
  const page = await signInAs(browser, served, username);
  const wrong: string[] = [];
  const opened: string[] = [];
  let at = "/";
  page.on(
    "console",
    (said) => said.type() === "error" && wrong.push(`${at}: the browser says ${said.text()}`),
  );
  page.on("pageerror", (error) => wrong.push(`${at}: ${error.message}`));
  const waiting = ["/", ...seeds];
  const met = new Set(waiting);
  while (waiting.length > 0 && opened.length < PAGES_MAX) {
    at = waiting.shift() ?? "/";
    const pattern = patternOf(routes, at.split("?")[0] ?? at);
    if (!pattern) {
      wrong.push(`${at}: is linked and is no page`);
      continue;
    }
    const often = opened.filter((one) => one === pattern).length;
    if (often >= (pattern === PERSON ? PEOPLE_MAX : 1)) continue;
    opened.push(pattern);
    if (/\.(csv|json)$/.test(pattern)) {
      const answer = await page.request.get(at);
      if (answer.status() !== 200) wrong.push(`${at}: answers ${answer.status()}`);
      continue;
    }
    const response = await page.goto(at);
    wrong.push(...(await wrongWith(page, response, shapes, pattern)).map((what) => `${at}: ${what}`));
    for (const link of await linksOf(page)) {
      if (met.has(link)) continue;
      met.add(link);
      waiting.push(link);
    }
  }
  await page.context().close();
  return { opened, wrong };
}

async function wrongWith(
  page: Page,
  response: Response | null,
  shapes: Set<string>,
  pattern: string,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  if (response?.status() !== 200) return [`answers ${response?.status()}`];
  const facts = await page.evaluate(factsInPage);
  if (facts.headings !== 1) wrong.push(`has ${facts.headings} first headings`);
  if (!/^.+ – Throughcare$/.test(facts.title)) wrong.push(`is called ${facts.title}`);
  const shape = `${pattern}\n${facts.shape}`;
  if (!shapes.has(shape)) {
    shapes.add(shape);
    wrong.push(...(await findings(page)));
  }
  const size = page.viewportSize();
  for (const width of NARROW) {
    await page.setViewportSize({ width, height: 844 });
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (over > 0) wrong.push(`runs ${over} pixels out of a window of ${width}`);
  }
  if (size) await page.setViewportSize(size);
  return wrong;
}

/** Runs in the page. Its shape: the order of its headings and every kind of element in it. */
function factsInPage(): { readonly headings: number; readonly title: string; readonly shape: string } {
  const all = [...document.body.querySelectorAll("*")];
  const kinds = new Set(
    all.map((one) => `${one.tagName} ${one.getAttribute("class") ?? ""} ${one.getAttribute("role") ?? ""}`),
  );
  const order = all.filter((one) => /^H[1-6]$/.test(one.tagName)).map((one) => one.tagName);
  return {
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    shape: [
      ...new Set(order.map((level, i) => `${order[i - 1] ?? ""}${level}`)),
      ...[...kinds].toSorted(),
    ].join("\n"),
  };
}

/** Addresses of this system that a page links to, without what comes after #. */
async function linksOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>("a[href]")]
      .filter((link) => link.origin === location.origin && !link.getAttribute("href")?.startsWith("#"))
      .map((link) => link.pathname + link.search),
  );
}
