import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PersonId } from "../../src/kernel/id.ts";
import { CANARY, loadSamples, saySource } from "../insight/samples-loaded.ts";
import { openServed, type Served } from "../served.ts";
import {
  DESKTOP,
  expectNoSidewaysScroll,
  findings,
  NO_SCRIPTS,
  openBrowser,
  PHONE,
  signInAs,
} from "./browser.ts";

let served: Served;
let browser: Browser;
let shared: PersonId;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
  const { world } = served;
  const agencyOf = async (username: string): Promise<string> => {
    const [row] = await world.sql`
      select p.agency_id as id from post p join account a on a.id = p.account_id where a.username = ${username}`;
    return String(row?.id);
  };
  const [police, prison, community] = [
    await agencyOf("custody-officer"),
    await agencyOf("prison-resettlement"),
    await agencyOf("keyworker"),
  ];
  await loadSamples(world, { police, prison, community });
  await saySource(world, police, "events", "2026-09-30");
  await saySource(world, prison, "custody", "2026-09-30");
  // Somebody still in treatment whom police know, who agrees that the keyworker's kind of agency sees their offences.
  const [row] = await world.sql`
    select e.person_id as id from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc'
     where e.ended_on is null and e.started_on < '2025-09-01'
       and (select count(*) from event v where v.person_id = e.person_id and v.kind = 'offence') > 5
     order by e.person_id limit 1`;
  shared = PersonId.schema.parse(row?.id);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

test("the commissioner reads what changed, asks again by the form and takes the figures along", async () => {
  const page = await signInAs(browser, served, "commissioner", NO_SCRIPTS);
  await page.goto("/what-changed");
  const text = await page.locator("main").innerText();
  expect(text).toContain("Recorded offences fell from 6.36 to 3.56 per person-year at risk");
  expect(text).toContain("2,128 recorded offences in 334.76 person-years at risk of 367 people");
  expect(text).toContain("What changed for everyone who entered community treatment");
  expect(text).not.toContain(CANARY);
  expect(await page.locator("svg.changed-chart").count()).toBe(2);
  await page.getByLabel("Before and after", { exact: true }).selectOption("182");
  await page.getByRole("button", { name: "Show what changed" }).click();
  expect(new URL(page.url()).searchParams.get("window")).toBe("182");
  expect(await page.locator("main").innerText()).toContain("Before is the 182 days");

  const csv = await page.request.get("/what-changed.csv?service=community&event=offence&window=365");
  expect(csv.headers()["content-disposition"]).toContain("what-changed-community-offence-365.csv");
  expect(await csv.text()).toContain("everyone,rate,before,6.35");
  const json = await page.request.get("/what-changed.json");
  expect(await json.json()).toMatchObject({ before_events: 2128, after_events: 1168, not_linkable: 33 });
});

test("a question that cannot be answered says what can be asked", async () => {
  const page = await signInAs(browser, served, "commissioner");
  await page.goto("/what-changed?service=nowhere");
  expect(await page.locator("main").innerText()).toContain("There is no service “nowhere” here");
  await page.goto("/what-changed?event=overdose");
  expect(await page.locator("main").innerText()).toContain("no file of overdoses has been imported");
  expect((await page.request.get("/what-changed.csv?event=overdose")).status()).toBe(404);
});

test("what changed has nothing for axe to find, in light and dark, on a desk and on a phone", async () => {
  const page = await signInAs(browser, served, "commissioner");
  await page.goto("/what-changed");
  expect(await findings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
  await expectNoSidewaysScroll(page);
});

test("nobody else reads it: not the police, not the housing officer, not the administrator", async () => {
  for (const username of ["custody-officer", "probation-practitioner", "housing-officer", "administrator"]) {
    const page = await signInAs(browser, served, username, DESKTOP);
    for (const path of [
      "/what-changed",
      "/what-changed.csv",
      "/what-changed.json",
      `/people/${shared}/what-changed`,
    ]) {
      const response = await page.request.get(path);
      expect([username, path, response.status()]).toEqual([username, path, 403]);
    }
  }
});

test("a keyworker sees one person's own counts only while the person lets them be seen", async () => {
  const page = await signInAs(browser, served, "keyworker");
  const consent = (decision: string) => served.world.sql`
    insert into consent (person_id, category, reader_kind, decision, evidence, agency_id)
    select ${shared}, 'offending', g.kind, ${decision}, 'said so', g.id
      from account a join post p on p.account_id = a.id join agency g on g.id = p.agency_id where a.username = 'keyworker'`;
  const main = async (): Promise<string> => {
    await page.goto(`/people/${shared}/what-changed`);
    return page.locator("main").innerText();
  };
  expect(await main()).toContain("not shared with you now");
  await consent("given");
  // Known only to the month: nobody can say which days of the time at risk were spent inside.
  await served.world.sql`
    insert into event (person_id, kind, happened_on, precision, source, category, agency_id, owner_kind)
    select ${shared}, 'custody', e.started_on + 40, 'month', 'x', 'offending', g.id, g.kind
      from episode e, agency g where e.person_id = ${shared} and g.kind = 'prison' order by g.code limit 1`;
  const text = await main();
  expect(text).toContain(
    "1 stay in custody known only to the month or year, or only suspected, is not taken out of the time at risk",
  );
  expect(text).toMatch(
    /Recorded offences: \d+ in \d\.\d\d years at risk in the 365 days before entering community treatment/,
  );
  expect(text).not.toMatch(/\d+ % (lower|higher)/);
  expect(await findings(page)).toEqual([]);
  const [line] = await served.world.sql`
    select about from access_log where what = 'read' and ${shared}::uuid = any (person_ids) order by at desc limit 1`;
  expect(line?.about).toBe("what changed");
  await consent("withdrawn");
  expect(await main()).toContain("not shared with you now");
});

test("a commissioner, who knows nobody, gets no page about one person", async () => {
  const page = await signInAs(browser, served, "commissioner");
  expect((await page.request.get(`/people/${shared}/what-changed`)).status()).toBe(404);
});
