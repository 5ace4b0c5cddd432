import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { today } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
import { said } from "./acts.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { openPerson } from "./people.ts";

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
  await openPerson(served, "custody-officer", "northmoor-diversion", ["Ivor", "Dunmore", "1979-09-17"]);
  await openPerson(served, "custody-officer", "northmoor-diversion", ["Ivy", "Dunmore", "1981-01-02"]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const STEPS_MAX = 90;

type Focused = { readonly words: string; readonly id: string; readonly seen: boolean };

/** What has the focus: its words, and whether anything shows that it has. */
const focused = (page: Page): Promise<Focused> =>
  page.evaluate(() => {
    const one = document.activeElement ?? document.body;
    const label = document.querySelector(`label[for="${one.id}"]`);
    // A radio's own box is transparent: its ring is drawn before its label.
    const drawn =
      one.matches("[type=radio], [type=checkbox]") && label
        ? getComputedStyle(label, "::before")
        : getComputedStyle(one);
    const outlined = drawn.outlineStyle !== "none" && Number.parseFloat(drawn.outlineWidth) > 0;
    return {
      words: (label?.textContent ?? one.textContent ?? "").replace(/\s+/g, " ").trim(),
      id: one.id,
      seen: outlined || drawn.boxShadow !== "none",
    };
  });

/** Tabs until the focus is where it is wanted; everything on the way shows that it has the focus. */
async function tabTo(page: Page, words: string): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now.id || now.words)
      expect(now.seen, `the focus shows on “${now.words.slice(0, 60)}” at ${page.url()}`).toBe(true);
    if (now.words === words) return;
  }
  expect.fail(`no Tab leads to “${words}” at ${page.url()}`);
}

async function enter(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  await page.locator("body.nhsuk-frontend-supported").waitFor();
}

test("a custody officer finds a person and offers a handover without touching a mouse", async () => {
  const page = await signInAs(browser, served, "custody-officer");
  await page.keyboard.press("Tab");
  expect((await focused(page)).words).toBe("Skip to main content");
  await page.keyboard.press("Enter");
  expect((await focused(page)).id).toBe("main");

  await page.keyboard.press("/");
  expect((await focused(page)).id).toBe("find");
  await page.keyboard.type("dunmore");
  await enter(page);
  const [first, second] = await page.locator("[data-list] a[data-item]").allInnerTexts();
  await page.keyboard.press("j");
  expect((await focused(page)).words).toBe(first);
  await page.keyboard.press("j");
  expect((await focused(page)).words).toBe(second);
  await page.keyboard.press("k");
  expect(await focused(page)).toMatchObject({ words: first, seen: true });
  await enter(page);

  await tabTo(page, "Offer handover");
  await enter(page);
  await tabTo(page, await page.locator("main label").first().innerText());
  while ((await focused(page)).words !== "Wayside community treatment")
    await page.keyboard.press("ArrowDown");
  await tabTo(page, "Continue");
  await enter(page);

  await tabTo(page, "Check your answers");
  await enter(page);
  expect((await focused(page)).words).toContain("There is a problem");
  await tabTo(page, "Enter what the receiving service needs to know to decide");
  await page.keyboard.press("Enter");
  expect((await focused(page)).id).toBe("summary");
  await page.keyboard.type("Asked for help this morning.");
  await tabTo(page, "Check your answers");
  await enter(page);
  await tabTo(page, "Offer handover");
  await enter(page);
  expect(await said(page)).toContain("The handover is offered.");
  await page.context().close();
});

test("a keyworker reaches the offer from home and accepts it without touching a mouse", async () => {
  const page = await signInAs(browser, served, "keyworker");
  await page.keyboard.press("j");
  expect(await focused(page)).toMatchObject({ seen: true });
  expect((await focused(page)).words).toContain("Dunmore");
  await enter(page);
  await tabTo(page, "Accept");
  await enter(page);
  await tabTo(page, "When will you make first contact?");
  const day = today().add({ days: 1 });
  await page.keyboard.press("Control+A");
  await page.keyboard.type(`${day.day}/${day.month}/${day.year} 9.30`);
  await tabTo(page, "Accept handover");
  await enter(page);
  expect(await said(page)).toContain("You have promised first contact");
  await page.context().close();
});

test("keys have a page of their own, lead home, and never act while someone types", async () => {
  const page = await signInAs(browser, served, "keyworker");
  await Promise.all([page.waitForURL("**/help/keys"), page.keyboard.press("?")]);
  expect(await said(page)).toContain("Go to the search box");
  await page.keyboard.press("g");
  await Promise.all([page.waitForURL((url) => url.pathname === "/"), page.keyboard.press("h")]);
  await page.keyboard.press("/");
  await page.keyboard.type("gh?j/k");
  expect(await page.locator("#find").inputValue()).toBe("gh?j/k");
  expect(new URL(page.url()).pathname).toBe("/");
  await page.context().close();
});
