import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { addProvider } from "../../src/record/staff/provider-command-store.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openOrganisation } from "../organisation.ts";
import { openServed, type Served } from "../served.ts";
import { worldKeys } from "../world.ts";
import { expectNoSidewaysScroll, findings, NO_SCRIPTS, openBrowser, PHONE, signInAs } from "./browser.ts";

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

test("someone looks around as a keyworker with one press, with scripts and without", async () => {
  const page = await signInAs(browser, served, "keyworker");
  expect(await page.locator(".bar__as").textContent()).toContain("Keyworker");
  const plain = await signInAs(browser, served, "custody-officer", NO_SCRIPTS);
  expect(await plain.locator(".bar__as").textContent()).toContain("Custody officer");
});

test("the sign-in page has nothing for axe to find, on a desk and on a phone", async () => {
  const page = await (await browser.newContext({ baseURL: served.origin })).newPage();
  await page.goto("/sign-in");
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
  await expectNoSidewaysScroll(page);
});

/** Presses Tab until the thing whose name this is has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, " ").trim());
    if (at?.startsWith(name)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

test("someone ends a session they left open elsewhere, by keyboard, and its board is cleared by itself", async () => {
  const [left, here] = [
    await signInAs(browser, served, "custody-officer"),
    await signInAs(browser, served, "custody-officer"),
  ];
  await left.goto("/boards/mine");
  await here.goto("/tasks");
  await tabTo(here, "Your account, working as");
  await here.keyboard.press("Enter");
  await here.waitForURL("**/account");
  expect(await here.locator("h1").textContent()).toBe("Your account");
  expect(await findings(here)).toEqual([]);
  await tabTo(here, "End this session");
  await here.keyboard.press("Enter");
  await here.getByText("Session ended. Whoever used it must sign in again.").waitFor();
  await left.waitForURL((url) => url.pathname === "/sign-in");
  expect(await left.getByText("Boards").count()).toBe(0);
});

test("one's own sessions are read and ended on a phone in the dark without scripts", async () => {
  const context = await browser.newContext({
    viewport: { width: PHONE.width, height: PHONE.height },
    javaScriptEnabled: false,
    colorScheme: "dark",
    baseURL: served.origin,
  });
  await context.addCookies(
    [await served.cookieOf("housing-officer")].map((cookie) => ({
      name: "throughcare",
      value: cookie.split("=")[1] ?? "",
      url: served.origin,
    })),
  );
  // Without scripts as well: nothing but its own next press leads it away.
  const other = await signInAs(browser, served, "housing-officer", NO_SCRIPTS);
  const page = await context.newPage();
  await page.goto("/account");
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  expect(await page.getByRole("status").textContent()).toContain("Session ended.");
  expect(new URL((await other.goto("/account"))?.url() ?? "").pathname).toBe("/sign-in");
});

test("someone with two posts switches from the bar; a board left open in another tab follows, a form half typed there does nothing", async () => {
  const board = await signInAs(browser, served, "court-liaison");
  await board.goto("/boards/mine");
  const form = await board.context().newPage();
  await form.goto("/people/register");
  await form.getByLabel("Family name").fill("Halftyped");
  const here = await board.context().newPage();
  await here.goto("/account");
  await here.getByText("Switch post").press("Enter");
  expect(await findings(here)).toEqual([]);
  await here.getByRole("button", { name: "Work as Mental health nurse" }).click();
  await here.getByText("You work as Mental health nurse, Northmoor").waitFor();
  await board.locator(".bar__as", { hasText: "Mental health nurse" }).waitFor();
  await form.getByLabel("Family name").press("Enter");
  await form.getByRole("heading", { name: "This page belongs to another of your posts" }).waitFor();
  expect(await form.locator(".bar__as").textContent()).toContain("Mental health nurse");
  expect(await findings(form)).toEqual([]);
  const [kept] = await served.world
    .sql`select count(*)::int as n from person where family_name = 'Halftyped'`;
  expect(kept?.n).toBe(0);
});

test("posts are switched on a phone without scripts", async () => {
  const page = await signInAs(browser, served, "court-liaison", { ...PHONE, scripts: false });
  await page.getByText("Switch post").click();
  await expectNoSidewaysScroll(page);
  const before = await page.locator(".bar__as").textContent();
  await page.locator(".bar__post").click();
  await page.getByRole("status").getByText("You work as").waitFor();
  expect(await page.locator(".bar__as").textContent()).not.toBe(before);
});

test("an act that asks for a proof keeps what was entered, on a desk and on a phone", async () => {
  const page = await signInAs(browser, served, "administrator");
  await page.goto("/staff/add");
  await page.getByLabel("Name", { exact: true }).fill("Robin <Vale>");
  await page.getByLabel("User name").fill("robin.vale");
  await page.getByLabel("Agency and duty team").selectOption({ index: 1 });
  await page.getByLabel("Role").selectOption({ label: "Keyworker" });
  await served.world.sql`update session set proved_at = now() - interval '6 minutes'`;
  await page.getByRole("button", { name: "Add worker" }).click();
  await page.getByRole("heading", { name: "Show that it is you" }).waitFor();
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Go on as if it was shown" }).click();
  await page.getByRole("heading", { name: "Robin <Vale>" }).waitFor();
  await page.getByText("Give robin.vale this link.").waitFor();
});

test("a proof pressed twice at once does its act once, and the other window of the browser stays signed in", async () => {
  const page = await signInAs(browser, served, "administrator");
  const other = await page.context().newPage();
  await other.goto(`${served.origin}/staff`);
  await page.goto(`${served.origin}/staff/add`);
  await page.getByLabel("Name", { exact: true }).fill("Ash Lowe");
  await page.getByLabel("User name").fill("ash.lowe");
  await page.getByLabel("Agency and duty team").selectOption({ index: 1 });
  await page.getByLabel("Role").selectOption({ label: "Keyworker" });
  await served.world.sql`update session set proved_at = now() - interval '6 minutes'`;
  const cookies = async () =>
    (await page.context().cookies()).find(({ name }) => name === "throughcare")?.value;
  const before = await cookies();
  await page.getByRole("button", { name: "Add worker" }).click();
  await page.getByRole("button", { name: "Go on as if it was shown" }).dblclick();
  await page.getByRole("heading", { name: "Ash Lowe" }).waitFor();
  expect(await cookies()).not.toBe(before);
  const [made] = await served.world
    .sql`select count(*)::int as made from account where username = 'ash.lowe'`;
  expect(made?.made).toBe(1);
  // What the other window asks for next comes with the new token.
  await other.bringToFront();
  await other.reload();
  expect(new URL(other.url()).pathname).toBe("/staff");
  await other.getByText("Ash Lowe").waitFor();
  await page.context().close();
});

test("someone signs in at their organisation, a site of its own, and comes back to where they were going", async () => {
  const at = served.origin.replace("127.0.0.1", "localhost");
  const organisation = await openOrganisation([`${at}/sign-in/return/trust`]);
  await asPolicyRole(served.world.sql, WORLD_CODE, async (tx) => {
    const { issuer } = organisation;
    const wanted = {
      code: "trust",
      name: "Northmoor NHS",
      issuer,
      clientId: "throughcare",
      acr: ["urn:two-factors"],
    };
    await addProvider(tx, { ...wanted, clientSecret: "a secret for this test alone" }, worldKeys);
    await tx`insert into provider_account (provider_id, subject, account_id)
             select p.id, 'nurse-7', a.id from identity_provider p, account a where a.username = 'clinic-nurse'`;
  });
  organisation.there = { sub: "nurse-7" };
  const offered = await (await browser.newContext({ baseURL: at })).newPage();
  await offered.goto("/sign-in");
  await offered.getByRole("button", { name: "Sign in with Northmoor NHS" }).waitFor();
  expect(await findings(offered)).toEqual([]);
  const context = await browser.newContext({ baseURL: at, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/tasks");
  await page.getByRole("button", { name: "Sign in with Northmoor NHS" }).click();
  await page.waitForURL("**/tasks");
  expect(await page.locator(".bar__as").textContent()).toContain("Clinic nurse");
  await organisation.close();
});
