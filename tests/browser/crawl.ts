import type { Browser, Page } from "@playwright/test";
import type { Route } from "../../src/web/page.ts";
import { FULL } from "../scorecard/row.ts";
import type { Served } from "../served.ts";
import { findings, signInAs } from "./browser.ts";

/** What one role's walk through the system found. */
export type Walk = {
  /** Patterns of the addresses opened, as the routes declare them. */
  readonly opened: readonly string[];
  /** What is wrong, each with the address where it was seen. */
  readonly wrong: readonly string[];
};

/** What walks share: the routes that were opened, by how many, and the shapes of pages that axe has looked over. */
export type Seen = { readonly routes: Map<string, number>; readonly shapes: Map<string, Set<string>> };

/** Pages of routes that somebody has looked at before, which one role looks at in its window; of the others it reads the answer and its links. */
const LOOKED_MAX = FULL ? 4 : 1;
/**
 * So many roles open a route where every change is tried, all who are led to it where the scorecard is run; and more what is about a person,
 * where what a page offers depends on who looks.
 */
const ROLES_MAX = FULL ? Number.POSITIVE_INFINITY : 4;
const ROLES_OF_A_PERSON_MAX = FULL ? Number.POSITIVE_INFINITY : 12;
/**
 * Pages of one route, differing in shape, that axe looks over at most: the first met where every change is tried, three where the
 * scorecard is run. Every shape is tried in narrow windows.
 */
const SHAPES_MAX = FULL ? 3 : 1;
/** Pages that differ by whose they are, of which two are opened: one of one's own is not like another's. */
const TWICE: ReadonlySet<string> = new Set(["/people/:person", "/staff/:account"]);
/** What runs out of the wider of two phones runs out of the narrower, unless a rule of the style sheet lies between: that is asked in full. */
const NARROW = FULL ? ([390, 320] as const) : ([320] as const);

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
 * Walks through what a role is led to from its home page and from `seeds`: each declared route once, by the first link to
 * it. Every page is checked; those of a new shape are tried in narrow windows, and axe looks over them.
 */
export async function walk(
  browser: Browser,
  served: Served,
  username: string,
  seen: Seen,
  seeds: readonly string[] = [],
): Promise<Walk> {
  const page = await signInAs(browser, served, username);
  const wrong: string[] = [];
  const opened: string[] = [];
  let at = "/";
  page.on("console", (words) => {
    if (words.type() === "error") wrong.push(`${at}: the browser says ${words.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`${at}: ${error.message}`));
  const waiting = new Waiting(served.web.options.routes, seen.routes, wrong);
  waiting.add(["/", ...seeds], true);
  let looked = 0;
  for (let next = waiting.take(opened); next; next = waiting.take(opened)) {
    at = next.at;
    const times = seen.routes.get(next.pattern) ?? 0;
    const fresh = next.seed || times === 0;
    opened.push(next.pattern);
    const most = next.pattern.startsWith("/people/:person") ? ROLES_OF_A_PERSON_MAX : ROLES_MAX;
    if (!fresh && times >= most) continue;
    seen.routes.set(next.pattern, times + 1);
    const answer = await page.request.get(at);
    if (answer.status() !== 200) wrong.push(`${at}: answers ${answer.status()}`);
    // What is no page is a file.
    else if (answer.headers()["content-type"]?.startsWith("text/html")) {
      waiting.add(linksIn(await answer.text()));
      if (!fresh && ++looked > LOOKED_MAX) continue;
      await page.goto(at);
      const found = await wrongWith(page, seen.shapes, next.pattern);
      wrong.push(...found.map((what) => `${at}: ${what}`));
      waiting.add(await linksOf(page));
    }
  }
  await page.context().close();
  return { opened, wrong };
}

/** A link to follow; a seed is followed, and looked at, however many pages of its route were opened. */
type Step = { readonly at: string; readonly pattern: string; readonly seed: boolean };

/** The links met and not followed yet. */
class Waiting {
  private readonly met = new Set<string>();
  private steps: readonly Step[] = [];
  private readonly routes: readonly Route[];
  private readonly known: ReadonlyMap<string, number>;
  private readonly wrong: string[];

  constructor(routes: readonly Route[], known: ReadonlyMap<string, number>, wrong: string[]) {
    this.routes = routes;
    this.known = known;
    this.wrong = wrong;
  }

  add(links: readonly string[], seed = false): void {
    for (const at of links.filter((link) => !this.met.has(link))) {
      this.met.add(at);
      const pattern = patternOf(this.routes, at.split("?")[0] ?? at);
      if (pattern) this.steps = [...this.steps, { at, pattern, seed }];
      else this.wrong.push(`${at}: is linked and is no page`);
    }
  }

  take(opened: readonly string[]): Step | undefined {
    const often = (pattern: string): number => opened.filter((one) => one === pattern).length;
    this.steps = this.steps.filter(
      ({ pattern, seed }) => seed || often(pattern) < (TWICE.has(pattern) ? 2 : 1),
    );
    const next = this.steps.find(({ pattern, seed }) => seed || !this.known.has(pattern)) ?? this.steps[0];
    this.steps = this.steps.filter((step) => step !== next);
    return next;
  }
}

async function wrongWith(
  page: Page,
  shapes: Map<string, Set<string>>,
  pattern: string,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const facts = await page.evaluate(factsInPage);
  if (facts.headings !== 1) wrong.push(`has ${facts.headings} first headings`);
  if (!/^.+ – Throughcare$/.test(facts.title)) wrong.push(`is called ${facts.title}`);
  const known = shapes.get(pattern) ?? new Set();
  if (known.has(facts.shape)) return wrong;
  shapes.set(pattern, known.add(facts.shape));
  if (known.size <= SHAPES_MAX) wrong.push(...(await findings(page)));
  return [...wrong, ...(await runsOut(page))];
}

/** Whether the page is wider than a narrow window. */
async function runsOut(page: Page): Promise<readonly string[]> {
  const wrong: string[] = [];
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

/** The same, read from what the server sent, before any script. */
const linksIn = (html: string): readonly string[] =>
  [...html.matchAll(/<a\s[^>]*href="(\/[^"#]*)/g)].map(([, link]) => (link ?? "").replaceAll("&amp;", "&"));
