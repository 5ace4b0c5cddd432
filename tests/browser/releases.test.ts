import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
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

let served: Served;
let browser: Browser;
const SHOTS = process.env.SHOTS_FOLDER;
const NO_SCRIPTS_PHONE: Device = { ...PHONE, scripts: false };

beforeAll(async () => {
  served = await openServed({ people: 120 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The page as it stands is sound for everybody, and kept as a picture where one is asked for. */
async function looked(page: Page, name: string, axe = true): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (axe) expect(await findings(page), name).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

/** Presses the button of the form, and once more where a proof is asked for first: in the demonstration a press is one. */
async function press(page: Page): Promise<void> {
  await page.locator("main form button[type=submit]").last().click();
  const proof = page.locator("main form button[type=submit]", { hasText: /it is me|show that it is you/i });
  if ((await proof.count()) > 0) await proof.first().click();
}

const words = (page: Page): Promise<string> => page.innerText("main");

test("at a desk a table is prepared, signed by one, read and signed by another, and restated", async () => {
  const one = await signInAs(browser, served, "commissioner", DESKTOP);
  const two = await signInAs(browser, served, "ig-lead", DESKTOP);
  await one.goto("/what-changed");
  await one.click("text=Published tables");
  await looked(one, "releases-none", false);
  await one.click("text=Prepare a table");
  await looked(one, "releases-choice", false);
  await one.click("text=A national indicator by service");
  await press(one);
  expect(await words(one)).toContain("Choose the indicator");
  await one.selectOption("#indicator", "early-unplanned-exit");
  await one.check('input[name="way"][value="suppress"]');
  await looked(one, "releases-prepare");
  await press(one);
  expect(await words(one)).toContain("The draft is made. Read it, then sign it first.");
  await looked(one, "releases-draft");
  await one.click('main a:text("Sign it first")');
  await one.check("#read");
  await press(one);
  expect(await words(one)).toContain("It is published when somebody with the right to approve");
  await two.goto("/");
  await two.click("text=1 table");
  await looked(two, "releases-waiting", false);
  await two.click("main .nhsuk-list a");
  expect(await words(two)).toContain("Signed first by");
  await two.click('main a:text("Sign it second and publish")');
  await looked(two, "releases-approve");
  await two.check("#read");
  await press(two);
  expect(await words(two)).toContain("Signed by two, and published.");
  await looked(two, "releases-published", false);
  await one.goto("/releases/1");
  await one.click("text=Prepare a newer version");
  await press(one);
  expect(await words(one)).toContain("Say what is restated and why");
  await one.fill("#why", "The title was not clear");
  await one.fill("#title", "Who left early, by service");
  await press(one);
  await one.click('main a:text("Sign it first")');
  await one.check("#read");
  await press(one);
  await two.goto("/releases");
  await two.click("main .nhsuk-list a");
  await two.click('main a:text("Sign it second and publish")');
  await two.check("#read");
  await press(two);
  expect(await words(two)).toContain("Takes the place of version 1. No figure is another.");
  await looked(two, "releases-restated", false);
  await two.goto("/releases/1/1");
  expect(await words(two)).toContain("Version 2 takes its place");
  await looked(two, "releases-superseded");
  await two.goto("/releases?find=early");
  expect(await words(two)).toContain("Who left early, by service");
  await looked(two, "releases-found", false);
});

test("on a phone without scripts a table of one's own is brought in, a mistake in it named, and it is signed by two", async () => {
  const one = await signInAs(browser, served, "commissioner", NO_SCRIPTS_PHONE);
  await one.goto("/releases/new/file");
  const file = (text: string) => ({ name: "ours.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const answers = {
    rows: "area",
    columns: "ending",
    count: "people",
    from: "1/4/2025",
    to: "31/3/2026",
    title: "Endings by area",
    definition: "People who left a service in the year, by how they left",
    source: "The areas’ own lists",
  };
  const fill = async (text: string): Promise<void> => {
    for (const [name, value] of Object.entries(answers)) await one.fill(`#${name}`, value);
    await one.check('input[name="way"][value="suppress"]');
    await one.setInputFiles("#file", file(text));
    await press(one);
  };
  await fill("area,ending,people\nEasby,completed,28\nEasby,died,x\n");
  expect(await words(one)).toContain("ours.csv, line 3: column “people” is “x”");
  expect(await one.inputValue("#title")).toBe("Endings by area");
  await looked(one, "releases-file-wrong-390", false);
  await fill(
    "area,ending,people\nEasby,completed,28\nEasby,died,3\nWharram,completed,46\nWharram,died,12\nKirkby,completed,30\nKirkby,died,0\n",
  );
  expect(await words(one)).toContain("Everybody in “Kirkby” is in “completed”");
  await looked(one, "releases-file-draft-390", false);
  await one.click('main a:text("Sign it first")');
  await one.check("#read");
  await press(one);
  const two = await signInAs(browser, served, "ig-lead", NO_SCRIPTS_PHONE);
  await two.goto("/releases");
  await two.click("text=Endings by area");
  await two.click('main a:text("Sign it second and publish")');
  await looked(two, "releases-file-approve-390", false);
  await two.check("#read");
  await press(two);
  expect(await words(two)).toContain("Signed by two, and published.");
  await looked(two, "releases-file-published-390", false);
  const answer = await two.request.get("/releases/2/1/table.csv");
  // By hand: 3 of the east are kept back, and with them three others that would tell it.
  expect(await answer.text()).toContain("Easby,[c],[c],31\r\nWharram,[c],[c],58\r\nKirkby,30,0,30\r\n");
});
