import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openServed, type Served } from "../served.ts";
import { button } from "./acts.ts";
import { expectNoSidewaysScroll, openBrowser, PHONE, signInAs } from "./browser.ts";
import { fillIn } from "./form-walk.ts";
import { openPerson } from "./people.ts";

// Every role's main pages over a line of 400 kbit/s with 200 ms there and back. What a page weighs is held to a budget; how long
// it takes depends on the machine, and is printed.
vi.setConfig({ maxConcurrency: 4 });

const LINE = { latency: 200, downloadThroughput: 50_000, uploadThroughput: 50_000, offline: false } as const;
/**
 * Bytes: what each page says of itself, and the styles, scripts and letters a day brings once and keeps. A script that a page asks for
 * when it has something to do may come with that page or the next, so what is kept is weighed over the day.
 */
const BUDGET = { page: 40_000, kept: 80_000 } as const;

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed({ people: 60 }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

type Weighed = { readonly at: string; readonly bytes: number; readonly seconds: number };

/** The bytes that have come so far: of pages, and of each thing that is kept by its address. */
type Come = { page: number; readonly kept: Map<string, number> };

/**
 * Puts a page on the slow line, with nothing kept from before, and counts what comes over it. What a page fetches later, when somebody
 * changes what it shows, is neither its own nor kept; a script that was broken off by leaving and came again is kept once.
 */
async function onSlowLine(page: Page): Promise<Come> {
  const come: Come = { page: 0, kept: new Map() };
  const answers = new Map<string, { readonly type: string; readonly url: string }>();
  const line = await page.context().newCDPSession(page);
  line.on("Network.responseReceived", ({ requestId, type, response }) =>
    answers.set(requestId, { type, url: response.url }),
  );
  line.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const { type, url } = answers.get(requestId) ?? expect.fail("what has come was answered");
    if (type === "Document") come.page += encodedDataLength;
    else if (type !== "Fetch" && type !== "EventSource")
      come.kept.set(url, Math.max(come.kept.get(url) ?? 0, encodedDataLength));
  });
  await line.send("Network.enable");
  await line.send("Network.clearBrowserCache");
  await line.send("Network.emulateNetworkConditions", LINE);
  return come;
}

/** Opens a page over the slow line: the bytes it says, and how long until it could be used. */
async function weigh(page: Page, come: Come, at: string): Promise<Weighed> {
  const before = come.page;
  const begun = performance.now();
  await page.goto(at, { waitUntil: "domcontentloaded" });
  const seconds = (performance.now() - begun) / 1000;
  await page.waitForLoadState("load");
  return { at: new URL(page.url()).pathname, bytes: come.page - before, seconds };
}

/** Somebody of Wayside's with much in their record. */
async function someoneBusy(): Promise<string> {
  const [row] = await served.world.sql<{ person: string }[]>`
    select e.person_id as person from episode e join service s on s.id = e.service_id join person p on p.id = e.person_id
     where s.code = 'wayside-community' and e.ended_on is null and p.died_on is null
     order by (select count(*) from contact c where c.person_id = e.person_id) desc, e.person_id limit 1`;
  return row?.person ?? expect.fail("somebody is in treatment");
}

/** What each role turns to most. `busy` is somebody of Wayside's; the others' own people are met today. */
const DAYS: Readonly<Record<string, { readonly service?: string; readonly pages: readonly string[] }>> = {
  keyworker: {
    service: "busy",
    pages: [
      "/",
      "/caseload",
      "/diary",
      "/people/:",
      "/people/:/contacts",
      "/people/:/contacts/new",
      "/people/:/plan",
    ],
  },
  "community-prescriber": {
    service: "busy",
    pages: ["/", "/signing", "/people/:/medicines", "/people/:/medicines/new", "/people/:/health"],
  },
  "community-pharmacist": { pages: ["/", "/dispensing", "/pharmacies", "/supplies"] },
  "outreach-worker": {
    service: "wayside-outreach",
    pages: ["/", "/tasks", "/supplies/new", "/people/:", "/people/:/appointments"],
  },
  "custody-nurse": {
    service: "northmoor-brief-advice",
    pages: ["/", "/referrals", "/referrals/new/police", "/people/:", "/people/:/risk"],
  },
  "custody-officer": {
    service: "northmoor-diversion",
    pages: ["/", "/people", "/people/register", "/people/:", "/people/:/events/new"],
  },
  "prison-resettlement": {
    service: "hmp-northmoor-resettlement",
    pages: ["/", "/boards", "/people/:", "/people/:/handovers/offer"],
  },
  "hospital-liaison": {
    service: "northmoor-hospital-team",
    pages: ["/", "/people", "/people/:", "/people/:/medicines", "/people/:/contacts/new"],
  },
  person: { pages: ["/my", "/my/plan", "/my/sharing", "/my/who-looked"] },
};

test.concurrent.each(Object.entries(DAYS))(
  "%s: every main page is within its budget of bytes on a slow line",
  async (username, { service, pages }) => {
    const person =
      service === undefined
        ? ""
        : service === "busy"
          ? await someoneBusy()
          : await openPerson(served, username, service, ["Sandy", "Thistlethwaite", "1979-11-02"]);
    const page = await signInAs(browser, served, username, PHONE);
    const come = await onSlowLine(page);
    const weighed: Weighed[] = [];
    for (const at of pages) {
      weighed.push(await weigh(page, come, at.replace(":", person)));
      await expectNoSidewaysScroll(page);
    }
    await page.context().close();
    const said = weighed.map(
      ({ at, bytes, seconds }) =>
        `${(bytes / 1000).toFixed(1)} kB ${seconds.toFixed(1)} s ${at.replace(person, ":")}`,
    );
    const kept = [...come.kept.values()].reduce((sum, each) => sum + each, 0);
    process.stdout.write(`${username}: ${(kept / 1000).toFixed(1)} kB kept; ${said.join("; ")}\n`);
    for (const { at, bytes } of weighed) {
      expect(bytes, at).toBeGreaterThan(1_000);
      expect(bytes, at).toBeLessThanOrEqual(BUDGET.page);
    }
    expect(kept, "styles, scripts and letters of the day").toBeLessThanOrEqual(BUDGET.kept);
  },
);

test.concurrent("whoever goes back to a form that was refused and then done finds a page, and sends nothing again", async () => {
  const page = await signInAs(browser, served, "outreach-worker", PHONE);
  const given = async () =>
    Number((await served.world.sql`select count(*)::int as n from supply_to_nobody`)[0]?.n);
  const before = await given();
  await page.goto("/supplies/new");
  const send = () => Promise.all([page.waitForEvent("load"), button(page, "Save").click()]);
  await fillIn(page, { foil: "some" });
  await send();
  expect(await page.locator(".nhsuk-error-summary").innerText()).toContain("“some” is not a number");
  await fillIn(page, { foil: "2" });
  await send();
  await page.goBack();
  expect(await page.locator("h1").innerText()).toBe("Give without a name");
  await page.reload();
  expect(await given()).toBe(before + 1);
  await page.context().close();
});
