import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { today, typedDay } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
import {
  DESKTOP,
  type Device,
  expectNoSidewaysScroll,
  findings,
  openBrowser,
  PHONE,
  signInAs,
} from "./browser.ts";

// Real pages in a real browser, each looked over by axe: slow on a busy machine.

let served: Served;
let browser: Browser;
const SHOTS = process.env.SHOTS_FOLDER;

beforeAll(async () => {
  served = await openServed({ people: 60 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The page as it stands is sound for everybody, and kept as a picture where one is asked for. */
async function looked(page: Page, name: string, scripts = true): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (scripts) expect(await findings(page), name).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

const NO_SCRIPTS_PHONE: Device = { ...PHONE, scripts: false };

/** Presses the button of the form, and once more where a proof is asked for first: in the demonstration a press is one. */
async function press(page: Page): Promise<void> {
  await page.locator("main form button[type=submit]").last().click();
  const proof = page.locator("main form button[type=submit]", { hasText: /it is me|show that it is you/i });
  if ((await proof.count()) > 0) await proof.first().click();
}

test("on a phone without scripts a move is prepared, a mistake named and nothing lost, what they will get is read, and it is sealed", async () => {
  const page = await signInAs(browser, served, "keyworker", NO_SCRIPTS_PHONE);
  const [row] = await served.world.sql<{ person_id: string; id: string }[]>`
    select e.person_id, e.id from episode e join service s on s.id = e.service_id
     where s.code = 'wayside-community' and e.ended_on is null and not exists (select from transfer_out t where t.episode_id = e.id)
       and not exists (select from transferred t where t.person_id = e.person_id)
       and not exists (select from handover h where h.from_episode_id = e.id and h.state in ('offered', 'accepted')) limit 1`;
  await page.goto(`/people/${row?.person_id}`);
  await page.click("text=Move to another area");
  await page.selectOption("#stay", row?.id ?? "");
  await page.selectOption("#service", { label: "Southmoor: Southmoor community treatment" });
  await page.check('input[name="basis"][value="consent"]');
  await page.check('input[name="categories"][value="health"]');
  await page.check('input[name="categories"][value="medication"]');
  await page.fill("#words", "Moves on Monday to be near her mother");
  await page.fill("#dueOn", "yesterday");
  await press(page);
  expect(await page.innerText("main")).toContain("Say how they consented, or why the ground holds");
  expect(await page.inputValue("#words")).toBe("Moves on Monday to be near her mother");
  await looked(page, "transfer-new-wrong-390", false);
  await page.fill("#evidence", "Signed the form today");
  await page.fill("#dueOn", typedDay(today().add({ days: 7 })));
  await press(page);
  expect(await page.innerText("main")).toContain("This is what they will get");
  await looked(page, "transfer-out-390", false);
  await page.click("text=Send it");
  await press(page);
  expect(await page.innerText("main")).toContain(
    "stays responsible until Southmoor says that the person has arrived",
  );
  await looked(page, "transfer-sent-390", false);
});

test("a bundle that came is looked at, taken in and answered on a desk; the directory and the list are sound", async () => {
  const page = await signInAs(browser, served, "keyworker", DESKTOP);
  await page.goto("/transfers");
  await looked(page, "desk-transfers");
  const [waits] = await served.world.sql`select id from transfer_in where state = 'received'`;
  await page.goto(`/transfers/in/${waits?.id}`);
  expect(await page.innerText("main")).toContain("Marian Larkfield");
  await looked(page, "desk-transfer-in");
  await page.click("text=Take them in");
  await looked(page, "desk-take-in");
  await press(page);
  expect(await page.innerText("main")).toContain("Taken in: they have not arrived");
  await page.click("text=The person’s page");
  await looked(page, "desk-told-overview");
  await page.click("text=Read what was told");
  await looked(page, "desk-told");
  const admin = await signInAs(browser, served, "administrator", DESKTOP);
  for (const at of ["", "/own", "/new"]) {
    await admin.goto(`/partnerships${at}`);
    await looked(admin, `desk-partnerships${at.replaceAll("/", "-")}`);
  }
});
