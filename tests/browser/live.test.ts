import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../../src/kernel/id.ts";
import { openServed, type Served } from "../served.ts";
import { button, offer, press, said, writeOffer } from "./acts.ts";
import { DESKTOP, NO_SCRIPTS, openBrowser, signInAs } from "./browser.ts";
import { handoversOf, openPerson } from "./people.ts";

const WAYSIDE = "Wayside community treatment";

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const custody = (given: string, family: string): Promise<PersonId> =>
  openPerson(served, "custody-officer", "northmoor-diversion", [given, family, "1990-06-01"]);

/** Listens to the stream of signals as the browser would. Answers what to call for every byte of it so far. */
async function listen(username: string): Promise<{ heard(): string; stop(): void }> {
  const stop = new AbortController();
  const cookie = await served.cookieOf(username);
  const answer = await fetch(`${served.origin}/changed`, { headers: { cookie }, signal: stop.signal });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  let text = "";
  const reading = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const bytes of answer.body ?? []) text += decoder.decode(bytes, { stream: true });
  };
  reading().catch(() => undefined);
  return { heard: () => text, stop: () => stop.abort() };
}

test("an offer shows by itself on the board of whoever it is made to, and on nobody else's", async () => {
  const person = await custody("Leon", "Marsh");
  const keyworker = await signInAs(browser, served, "keyworker");
  const housing = await signInAs(browser, served, "housing-officer");
  const officer = await signInAs(browser, served, "custody-officer");
  const [toWayside, toHousing] = await Promise.all([listen("keyworker2"), listen("housing-officer")]);
  for (const page of [keyworker, housing]) await page.goto("/boards/team");
  let loads = 0;
  for (const page of [keyworker, housing]) {
    page.on("load", () => {
      loads += 1;
    });
  }
  await officer.goto(`/people/${person}`);
  await offer(officer, WAYSIDE, "Asked for help this morning.");

  await keyworker.getByRole("region", { name: "Offered to us, 1" }).getByText("Leon Marsh").waitFor();
  expect(loads, "pages loaded again").toBe(0);
  expect(await housing.innerText("body")).not.toContain("Marsh");
  await housing.reload();
  expect(await housing.innerText("body")).not.toContain("Marsh");

  // Whole streams, byte for byte: that something changed, and never what, whose or where.
  expect(toWayside.heard()).toMatch(
    /^retry: \d+\n\n(: still here\n\n|id: [\w-]{8}\.[\w-]{8}\nevent: changed\ndata:\n\n)+$/,
  );
  expect(toHousing.heard()).toMatch(/^retry: \d+\n\n$/);
  toWayside.stop();
  toHousing.stop();
  for (const page of [keyworker, housing, officer]) await page.context().close();
});

test("what is offered while a board is still being opened shows on it all the same", async () => {
  const person = await custody("Ivor", "Late");
  const keyworker = await signInAs(browser, served, "keyworker");
  const opened = Promise.withResolvers<void>();
  // A slow line: the board is read and shown, and begins to listen only when the offer has long been made.
  await keyworker.route("**/changed*", async (route) => {
    await opened.promise;
    await route.continue();
  });
  await keyworker.goto("/boards/team");
  const officer = await signInAs(browser, served, "custody-officer");
  await officer.goto(`/people/${person}`);
  await offer(officer, WAYSIDE, "Asked for help this morning.");
  expect(await said(keyworker)).not.toContain("Ivor Late");
  opened.resolve();
  await keyworker.getByText("Ivor Late").first().waitFor();
  for (const page of [keyworker, officer]) await page.context().close();
});

test("a page that nobody sees does not listen, and shows what it missed when it is seen again", async () => {
  const person = await custody("Orla", "Hidden");
  const keyworker = await signInAs(browser, served, "keyworker");
  const listens = keyworker.waitForResponse(
    (answer) => /\/changed/.test(answer.url()) && /boards/.test(answer.request().headers().referer ?? ""),
  );
  await Promise.all([listens, keyworker.goto("/boards/team")]);
  let asked = 0;
  keyworker.on("request", () => {
    asked += 1;
  });
  const turn = (to: "hidden" | "visible") =>
    keyworker.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, to);
  await turn("hidden");
  const officer = await signInAs(browser, served, "custody-officer");
  await officer.goto(`/people/${person}`);
  await offer(officer, WAYSIDE, "Asked for help this morning.");
  await keyworker.waitForTimeout(1500);
  expect(await said(keyworker)).not.toContain("Orla Hidden");
  expect(asked, "requests of a hidden page").toBe(0);
  await turn("visible");
  await keyworker.getByText("Orla Hidden").first().waitFor();
  for (const page of [keyworker, officer]) await page.context().close();
});

test("a page opened in the background does not listen before it is looked at", async () => {
  const keyworker = await signInAs(browser, served, "keyworker");
  const context = keyworker.context();
  await context.addInitScript(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  });
  const behind = await context.newPage();
  let listens = 0;
  behind.on("request", (request) => {
    if (/\/changed/.test(request.url())) listens += 1;
  });
  await behind.goto("/boards/team", { waitUntil: "networkidle" });
  expect(listens).toBe(0);
  await behind.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => listens).toBe(1);
  await context.close();
});

test("a page stays as it is while the server does not answer, and is new as soon as it does", async () => {
  const person = await custody("Una", "Waiting");
  const keyworker = await signInAs(browser, served, "keyworker");
  await keyworker.goto("/boards/team");
  let refused = 0;
  await keyworker.route("**/boards/team", async (route) => {
    refused += 1;
    await (refused === 1 ? route.abort() : refused === 2 ? route.fulfill({ status: 503 }) : route.continue());
  });
  const before = await said(keyworker);
  const officer = await signInAs(browser, served, "custody-officer");
  await officer.goto(`/people/${person}`);
  await offer(officer, WAYSIDE, "Asked for help this morning.");
  await expect.poll(() => refused).toBe(1);
  expect(await said(keyworker)).toBe(before);
  await keyworker.getByText("Una Waiting").first().waitFor();
  expect(refused).toBeGreaterThan(2);
  for (const page of [keyworker, officer]) await page.context().close();
});

test("without scripts a reload shows it", async () => {
  const person = await custody("Amos", "Reedy");
  const keyworker = await signInAs(browser, served, "keyworker", NO_SCRIPTS);
  await keyworker.goto("/boards/team");
  expect(await said(keyworker)).not.toContain("Amos Reedy");
  const officer = await signInAs(browser, served, "custody-officer", NO_SCRIPTS);
  await officer.goto(`/people/${person}`);
  await offer(officer, WAYSIDE, "Asked for help this morning.");
  await keyworker.reload();
  expect(await said(keyworker)).toContain("Amos Reedy");
  for (const page of [keyworker, officer]) await page.context().close();
});

test.each([
  ["with scripts", DESKTOP],
  ["without", NO_SCRIPTS],
] as const)("pressing twice, going back and pressing again is one offer, %s", async (words, device) => {
  const person = await custody("Tobin", `Hale ${words}`);
  const officer = await signInAs(browser, served, "custody-officer", device);
  await officer.goto(`/people/${person}`);
  await writeOffer(officer, WAYSIDE, "Asked for help this morning.");
  const twice = await again(officer);
  await button(officer, "Offer handover").dblclick();
  // Without scripts the second press may fall on the page that the first one led to, and lead on from there.
  await officer.waitForURL((url) => !url.pathname.includes("/handovers/offer"));
  expect(await handoversOf(served, person)).toBe(1);

  await officer.goBack();
  if (await button(officer, "Offer handover").count()) await press(officer, "Offer handover");
  expect(await handoversOf(served, person)).toBe(1);
  expect(await twice(), "the same form, sent once more, is led where the first was").toBe(303);
  expect(await handoversOf(served, person)).toBe(1);
  await officer.context().close();
});

/** The form on the page, to be sent once more as it stands: what a second press would send. Answers the status. */
async function again(page: Page): Promise<() => Promise<number>> {
  const form = page.locator("form[action$='/offer']");
  const action = (await form.getAttribute("action")) ?? "";
  const names = ["_csrf", "_once"] as const;
  const values = await Promise.all(names.map((name) => form.locator(`input[name=${name}]`).inputValue()));
  return async () => {
    const answer = await page.request.post(action, {
      form: Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""])),
      headers: { origin: served.origin },
      maxRedirects: 0,
    });
    return answer.status();
  };
}
