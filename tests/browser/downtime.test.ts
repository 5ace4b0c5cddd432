import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { londonDateTime, now, typedDay } from "../../src/kernel/time.ts";
import { type DosingStory, dosingStory, opened } from "../clinic/dosing-story.ts";
import { ago, doseSeen, signedLongAgo } from "../clinic/gap-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openServed, type Served } from "../served.ts";
import type { TestAgency } from "../world.ts";
import { expectNoSidewaysScroll, findings, openBrowser } from "./browser.ts";

// A shift begins with a printed pack; the system fails; afterwards the paper is entered, on a phone and without scripts.

let served: Served;
let browser: Browser;
let story: DosingStory;
let session: string;
beforeAll(async () => {
  served = await openServed();
  browser = await openBrowser();
  story = await dosingStory(served.world);
  // Somebody who had nothing for two days: what the table leaves of their dose stands on the paper.
  await signedLongAgo(served.world, story);
  await doseSeen(served.world, story.nurse, story.person, ago(50));
  session = await opened(served.world, story);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const look = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

/** A moment as it is typed from paper. */
const typed = (minutesAgo: number): string => {
  const local = londonDateTime(now().subtract({ minutes: minutesAgo }));
  return `${typedDay(local.toPlainDate())} ${local.toPlainTime().toString({ smallestUnit: "minute" })}`;
};

async function windowOf(who: TestAgency, { width = 1200, scripts = true } = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: scripts,
    baseURL: served.origin,
  });
  // Long on a busy machine.
  context.setDefaultTimeout(240_000);
  const token = await served.world.tokenFor(who.username);
  await context.addCookies([{ name: "throughcare", value: `${WORLD_CODE}.${token}`, url: served.origin }]);
  return context.newPage();
}

test("a pack is printed; a downtime is declared, ended, entered by two on a phone without scripts, and counted", async () => {
  const desk = await windowOf(story.nurse);
  await desk.goto(`/dosing/${session}`);
  expect(await desk.locator(".paper-note").innerText()).toContain("None was printed for this shift");
  await desk.getByRole("link", { name: "Downtime", exact: true }).click();
  await look(desk, "downtime-list");
  await desk.getByRole("button", { name: /Print a pack/ }).click();
  await desk.getByText("This pack has numbers of its own").waitFor();
  expect(await findings(desk)).toEqual([]);
  expect(await desk.getByText("Morning, 100 mg in all: at most 50 mg in two halves").isVisible()).toBe(true);
  await look(desk, "downtime-pack");
  await desk.emulateMedia({ media: "print" });
  if (process.env.PICTURES)
    await desk.pdf({ path: `${process.env.PICTURES}/downtime-pack.pdf`, format: "A4" });
  expect(await desk.getByRole("region", { name: "Form 0010" }).isVisible()).toBe(true);
  await desk.close();

  const nurse = await windowOf(story.nurse, { width: 390, scripts: false });
  await nurse.goto("/dosing/downtime");
  await nurse.getByRole("link", { name: "Declare a downtime" }).click();
  await nurse.getByLabel("Since when is paper used?").fill(typed(30));
  await nurse.getByLabel("What does not work?").fill("The network is down");
  await nurse.getByLabel(/0001 to 0012/).check();
  await look(nurse, "downtime-declare");
  await nurse.getByRole("button", { name: "Declare the downtime" }).click();
  await nurse.getByText("Declared. Doses are on paper.").waitFor();
  await nurse.getByRole("link", { name: "End the downtime" }).click();
  await nurse.getByLabel("Until when was paper used?").fill(typed(5));
  await nurse.getByRole("button", { name: "End the downtime" }).click();
  await nurse.getByText("Numbers not accounted for: 12").waitFor();
  await expectNoSidewaysScroll(nurse);
  await look(nurse, "downtime-missing");
  await nurse.getByRole("link", { name: "0003" }).click();
  await nurse.getByLabel("Whose dose is it?").selectOption({ label: "Iain Calder, born 2 August 1979" });
  await nurse.getByLabel(/Diamorphine hydrochloride 100 mg/).check();
  await nurse.getByLabel("How many milligrams were injected?").fill("100");
  await nurse.getByLabel("When did the injection end?").fill(typed(20));
  await nurse.getByLabel("Who gave it?").fill("Alex Brown");
  await nurse.getByLabel("Who checked and saw it?").fill("Tomasz Reid");
  await nurse.getByLabel("Asked, no document was shown").check();
  await look(nurse, "downtime-form");
  await nurse.getByRole("button", { name: "Record and sign" }).click();
  await nurse.getByText("It waits for a second signature").first().waitFor();
  await nurse.getByRole("link", { name: "Tick off forms that are no dose" }).click();
  await nurse.getByLabel("Which numbers?").fill("1-2, 4 to 12");
  await nurse.getByLabel("Blank").check();
  await nurse.getByRole("button", { name: "Tick them off" }).click();
  await nurse.getByText("Ticked off: 11.").waitFor();

  const checker = await windowOf(story.checker);
  await checker.goto("/dosing/downtime");
  await checker.getByRole("link", { name: /Foundry Clinic, / }).click();
  await checker.getByRole("link", { name: "Sign as the second" }).click();
  await checker.getByLabel("How many milligrams were given?").fill("100");
  await checker.getByRole("button", { name: "Sign", exact: true }).click();
  await checker.getByText("The register has its line").waitFor();
  await checker.goto("/dosing/downtime");
  await checker.getByRole("link", { name: /Foundry Clinic, / }).click();
  await checker.getByRole("link", { name: "Count the forms and finish" }).click();
  await checker.getByLabel(/How many forms on the desk/).fill("1");
  await checker.getByRole("button", { name: "Finish the downtime" }).click();
  await checker.getByText("Every number is accounted for").waitFor();
  await look(checker, "downtime-finished");
  expect(await findings(checker)).toEqual([]);
  await checker.goto(`/dosing/${session}`);
  await look(checker, "downtime-board");
});
