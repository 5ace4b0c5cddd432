import type { Browser, CDPSession, Page } from "@playwright/test";
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
/** The first page of a day brings the styles and scripts, which are kept; each page after it only what it says. */
const BUDGET = { first: 90_000, after: 40_000 } as const;

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

/**
 * Opens a page over the slow line: the bytes that came, and how long until it could be used. What the page fetches later, when somebody
 * changes what it shows, is not of it: the roles here work at the same time on the same people.
 */
async function weigh(page: Page, line: CDPSession, at: string): Promise<Weighed> {
  let bytes = 0;
  const fetched = new Set<string>();
  const look = ({ requestId, type }: { readonly requestId: string; readonly type: string }): void => {
    if (type === "Fetch" || type === "EventSource") fetched.add(requestId);
  };
  const count = (loaded: { readonly requestId: string; readonly encodedDataLength: number }): void => {
    if (!fetched.has(loaded.requestId)) bytes += loaded.encodedDataLength;
  };
  line.on("Network.responseReceived", look);
  line.on("Network.loadingFinished", count);
  const begun = performance.now();
  await page.goto(at, { waitUntil: "domcontentloaded" });
  const seconds = (performance.now() - begun) / 1000;
  await page.waitForLoadState("load");
  line.off("Network.loadingFinished", count);
  line.off("Network.responseReceived", look);
  return { at: new URL(page.url()).pathname, bytes, seconds };
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
    const line = await page.context().newCDPSession(page);
    await line.send("Network.enable");
    await line.send("Network.clearBrowserCache");
    await line.send("Network.emulateNetworkConditions", LINE);
    const weighed: Weighed[] = [];
    for (const at of pages) {
      weighed.push(await weigh(page, line, at.replace(":", person)));
      await expectNoSidewaysScroll(page);
    }
    await page.context().close();
    const said = weighed.map(
      ({ at, bytes, seconds }) =>
        `${(bytes / 1000).toFixed(1)} kB ${seconds.toFixed(1)} s ${at.replace(person, ":")}`,
    );
    process.stdout.write(`${username}: ${said.join("; ")}\n`);
    for (const [i, { at, bytes }] of weighed.entries())
      expect(bytes, at).toBeLessThanOrEqual(i === 0 ? BUDGET.first : BUDGET.after);
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
