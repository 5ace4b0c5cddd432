import { afterAll, beforeAll, expect, test } from "vitest";
import { type DosingStory, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { printOf } from "./protocol.ts";
import { DIAMORPHINE } from "./shipped.ts";

// "A protocol not signed off shows 'not for clinical use' on every screen": every screen of the clinic that links lead to, walked by everybody
// who works there.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const MARK = "Not for clinical use";
/** Addresses of the clinic's own screens. */
const OF_CLINIC =
  /^\/(dosing|clinic|register|selection|panel)(\/|$)|^\/people\/[0-9a-f-]{36}\/(orders|own-oxygen|reviews|attendance|selection|photo|dose-otherwise|dose-by-mouth|way-on)(\/|$)/;
/** What is no screen: a file. */
const FILES = /\/protocols\/file\/|\.csv|\.jsonl?$/;

/** Every screen of the clinic that somebody comes to by links from these, and whether it bears the mark. */
async function walk(who: TestAgency, from: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const visitor = visitorTo(site, { token: who.token });
  const found = new Map<string, boolean>();
  const left = [...from];
  for (let at = left.shift(); at !== undefined && found.size < 150; at = left.shift()) {
    if (found.has(at)) continue;
    const { status, body } = await visitor.get(at);
    if (status !== 200) continue;
    found.set(at, body.includes(MARK));
    for (const [, href = ""] of body.matchAll(/href="([^"#?]+)[^"]*"/g))
      if (OF_CLINIC.test(href) && !FILES.test(href)) left.push(href);
  }
  return found;
}

/** Where the walk begins: what the navigation leads to, and somebody's plan. */
const begin = (story: DosingStory): readonly string[] => [
  "/dosing",
  "/register",
  "/selection",
  "/clinic/signing",
  "/clinic/licences",
  "/clinic/protocols",
  "/clinic/ending",
  "/clinic/oversight",
  `/people/${story.person}/orders`,
  `/people/${story.person}/selection`,
];

test("every screen of a clinic says that its protocol is not signed off, to everybody who works there, and none does once both have signed", async () => {
  const story = await dosingStory(site.world);
  const session = await opened(site.world, story);
  await prepared(site.world, story, session);
  const staff = [story.nurse, story.checker, story.doctor, story.lead];
  const seen = new Set<string>();
  for (const who of staff) {
    const found = await walk(who, begin(story));
    expect([...found].filter(([, marked]) => !marked).map(([at]) => at)).toEqual([]);
    for (const at of found.keys()) seen.add(at.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id"));
  }
  // The control: the walk came to the screens at all.
  for (const at of [
    "/dosing",
    "/dosing/:id",
    "/dosing/visits/:id",
    "/dosing/incidents",
    "/dosing/attendance",
    "/dosing/downtime",
    "/dosing/late",
    "/register",
    "/register/books/:id",
    "/selection",
    "/clinic/signing",
    "/people/:id/orders",
    "/people/:id/own-oxygen",
    "/people/:id/attendance",
    "/people/:id/reviews/new",
  ])
    expect(seen).toContain(at);

  const [doctor, lead] = [story.doctor, story.lead].map(({ token }) => visitorTo(site, { token }));
  const put = await doctor?.post("/clinic/protocols/new", { shipped: "hat-uk-draft" });
  await proveNow(site.world, story.doctor);
  await proveNow(site.world, story.lead);
  for (const one of [doctor, lead])
    expect((await one?.post(`${put?.location}/sign`, { print: printOf(DIAMORPHINE) }))?.status).toBe(303);
  const after = await walk(story.nurse, begin(story));
  expect([...after].filter(([, marked]) => marked).map(([at]) => at)).toEqual([
    expect.stringContaining("/clinic/protocols/shipped/"),
    expect.stringContaining("/clinic/protocols/shipped/"),
  ]);
});
