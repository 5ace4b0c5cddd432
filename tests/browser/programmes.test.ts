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
  served = await openServed({ people: 250 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Pages of figures count everybody: on a busy machine they are slow. */
const PATIENCE = 120_000;

/** The page as it stands is sound for everybody, and kept as a picture where one is asked for. */
async function looked(page: Page, name: string, axe = true): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (axe) expect(await findings(page), name).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

/** Every picture of a report has its table right after it, and the files of its figures open from the page. */
async function reportIsWhole(page: Page): Promise<void> {
  const pictures = await page.locator("main figure").count();
  expect(pictures).toBe(2);
  expect(await page.locator("main figure + details table").count()).toBe(pictures);
  for (const name of await page.locator("main figure svg").all())
    expect(await name.getAttribute("aria-label")).toContain("The same numbers are in the table of");
  for (const kind of ["figures.csv", "figures.json"]) {
    const at = await page.getAttribute(`main a[href*="${kind}"]`, "href");
    expect((await page.request.get(String(at))).status()).toBe(200);
  }
}

const words = (page: Page): Promise<string> => page.innerText("main");
const press = (page: Page, button: string): Promise<void> => page.click(`main form button:text("${button}")`);

test("at a desk a programme is opened with its report and its cost, a wrong period is refused by its field, and a budget is entered", async () => {
  const page = await signInAs(browser, served, "commissioner", DESKTOP);
  page.setDefaultTimeout(PATIENCE);
  await page.goto("/programmes");
  await looked(page, "programmes");
  const service = "/programmes/wayside-community";
  await page.click("main a:text('Wayside community treatment')");
  expect(await words(page)).toContain("Everyone who entered, and where they stand");
  await looked(page, "programme");
  await page.goto(`${service}/report`);
  await looked(page, "programme-report");
  await reportIsWhole(page);
  await page.emulateMedia({ media: "print" });
  await looked(page, "programme-report-printed", false);
  expect(await words(page)).toContain("For use inside the partnership.");
  expect(await page.isVisible("main table >> nth=1")).toBe(true);
  await page.emulateMedia({ media: "screen" });
  await page.goto(`${service}?from=nonsense`);
  expect(await words(page)).toContain("Entered from: “nonsense” is no day such as 2026-03-31.");
  await looked(page, "programme-wrong-period");
  const file = await page.request.get(`${service}/figures.csv?from=nonsense`);
  expect(file.status()).toBe(404);
  await page.goto(`${service}/budget`);
  await page.fill("#fixed", "a lot");
  await page.fill("#source", "The contract of June");
  await page.click("main form button[type=submit]");
  expect(await words(page)).toContain("“a lot” is no sum in pounds");
  expect(await page.inputValue("#source")).toBe("The contract of June");
  await looked(page, "budget-refused");
  for (const [name, value] of Object.entries({
    sites: "1",
    fixed: "£412,000",
    variable: "1,250",
    places: "120",
    price_year: "2025/26",
    called_2: "the county",
    share_1: "60",
    until_1: "31/3/2031",
    share_2: "30",
  }))
    await page.fill(`#${name}`, value);
  await page.selectOption("#payer_1", "public-health");
  await page.selectOption("#payer_2", "another");
  if ((await page.locator("#why").count()) > 0) await page.fill("#why", "The contract was renewed");
  await page.check('input[name="status"][value="unverified"]');
  await page.click("main form button[type=submit]");
  expect(await words(page)).toContain("Stream 2: the shares add up to 90 %, 10 % too little");
  await looked(page, "budget-shares-refused");
  await page.fill("#share_2", "40");
  await page.check('input[name="status"][value="unverified"]');
  await page.click("main form button[type=submit]");
  const shown = await words(page);
  expect(shown).toContain("The budget is entered.");
  expect(shown).toContain("Who pays, beside whose budget a saving falls to");
  expect(shown).toContain("For each retained person-year");
  expect(shown).toContain("Unverified: the budget (The contract of June)");
  expect(shown).toContain("counted, not costed");
  await looked(page, "programme-cost");
});

test("on a phone without scripts a cohort is defined, refused where it is wrong, saved, asked twice, changed and taken along", async () => {
  const page = await signInAs(browser, served, "commissioner", NO_SCRIPTS_PHONE);
  page.setDefaultTimeout(PATIENCE);
  await page.goto("/programmes");
  await page.goto("/programmes/wayside-community/report");
  await page.click("main details summary >> nth=1");
  expect(await page.isVisible("main table >> nth=1")).toBe(true);
  await looked(page, "programme-report-390", false);
  await page.goto("/programmes");
  await page.click("main a:text('Saved cohorts')");
  expect(await words(page)).toContain("No cohort is saved yet.");
  await looked(page, "cohorts-none-390", false);
  await page.click("main a:text('Define a cohort')");
  await looked(page, "cohorts-choose-390", false);
  await page.click("main a:text('Wayside community treatment')");
  await page.fill("#title", "Offences of those who entered");
  await press(page, "Save the cohort");
  expect(await words(page)).toContain("Say what is asked");
  expect(await page.inputValue("#title")).toBe("Offences of those who entered");
  await looked(page, "cohort-refused-390", false);
  await page.fill("#question", "Do people commit fewer recorded offences in the year after they enter?");
  await page.selectOption("#from", { index: 1 });
  await page.selectOption("#to", { index: (await page.locator("#to option").count()) - 1 });
  for (const event of ["offence", "arrest", "overdose", "ambulance", "ae-attendance"])
    await page.check(`input[name="events"][value="${event}"]`);
  await page.check('input[name="window"][value="365"]');
  await page.check('input[name="gap"][value="60"]');
  await page.check('input[name="comparison"][value="none"]');
  await press(page, "Save the cohort");
  expect(await words(page)).toContain("Choose at most 4 outcomes");
  for (const event of ["arrest", "overdose", "ambulance", "ae-attendance"])
    await page.uncheck(`input[name="events"][value="${event}"]`);
  await page.check('input[name="window"][value="365"]');
  await page.check('input[name="gap"][value="60"]');
  await page.check('input[name="comparison"][value="none"]');
  await press(page, "Save the cohort");
  expect(await words(page)).toContain("Cohort 1 is saved as version 1.");
  await looked(page, "cohort-saved-390", false);
  await press(page, "Ask the record");
  expect(await words(page)).toContain("It is the first answer of this version.");
  await looked(page, "cohort-answered-390", false);
  await press(page, "Ask the record again");
  expect(await words(page)).toContain("and so is the answer");
  const at = await page.getAttribute('main a:text("The answer for a program (JSON)")', "href");
  const answer = JSON.parse(await (await page.request.get(String(at))).text());
  expect(answer.question).toContain("fewer recorded offences");
  expect(
    answer.figures.every((one: { numerator: number | null }) => !one.numerator || one.numerator >= 5),
  ).toBe(true);
  const design = await page.request.get("/cohorts/1/versions/1/design.yaml");
  expect(await design.text()).toContain("gap: 60");
  await page.click("main a:text('Change the cohort')");
  await page.check('input[name="gap"][value="0"]');
  await page.fill("#why", "To see what the gap does");
  await press(page, "Save as version 2");
  expect(await words(page)).toContain("Cohort 1 is saved as version 2.");
  await page.goto("/cohorts/1/versions/1");
  expect(await words(page)).toContain("Version 2 takes its place.");
  await looked(page, "cohort-older-390", false);
  await page.goto("/cohorts");
  await looked(page, "cohorts-390", false);
});

test("at a desk the design is written as code, and what the record cannot answer is said by its field with nothing lost", async () => {
  const page = await signInAs(browser, served, "commissioner", DESKTOP);
  page.setDefaultTimeout(PATIENCE);
  await page.goto("/cohorts/code?cohort=1");
  const design = await page.inputValue("#design");
  await page.fill("#design", design.replace("kind: none", "kind: randomised"));
  await page.fill("#why", "By lot");
  await page.click("main form button[type=submit]");
  expect(await words(page)).toContain(
    "The design's field comparison.kind: nothing in the record says who was drawn by lot",
  );
  expect(await page.inputValue("#design")).toContain("kind: randomised");
  await looked(page, "cohort-code");
  for (const [at, name] of [
    ["/cohorts/1", "cohort-desk"],
    ["/cohorts", "cohorts-desk"],
    ["/cohorts/new", "cohorts-choose-desk"],
    ["/cohorts/new/wayside-community", "cohort-new-desk"],
    ["/cohorts/1/change", "cohort-change-desk"],
  ] as const) {
    await page.goto(at);
    await looked(page, name);
  }
});
