import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { expectNoSidewaysScroll, findings, NO_SCRIPTS, openBrowser, PHONE, signInAs } from "./browser.ts";

// The register in the hands of two people: a nurse at the desk, and a checker on a phone without scripts' comfort.

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed({ people: 60 }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

test("a broken ampoule: filled in by one, entered again by another who does not see how much, and then it stands", async () => {
  const nurse = await signInAs(browser, served, "clinic-nurse", NO_SCRIPTS);
  await nurse.goto("/register");
  await nurse
    .getByRole("link", { name: /Diamorphine hydrochloride/ })
    .first()
    .click();
  await nurse.getByRole("link", { name: "Enter a spill or breakage" }).click();
  await nurse.getByLabel("How much was lost?").fill("1 ampoule");
  await nurse.getByLabel("What happened?").fill("Broke on opening");
  await nurse.getByRole("button", { name: "Sign, and wait for a second" }).click();
  await nurse.getByText("It waits for a second signature").waitFor();

  const checker = await signInAs(browser, served, "clinic-checker", PHONE);
  await checker.goto("/register");
  await checker.getByRole("link", { name: /Spilled or broken/ }).click();
  expect(await checker.locator("main").innerText()).not.toMatch(/100 mg \(1 ampoule|1 ampoule of/);
  expect(await findings(checker)).toEqual([]);
  const quantity = checker.getByLabel(/How much is it/);
  await quantity.fill("10 mg");
  await checker.getByRole("button", { name: "Sign as the second person" }).click();
  await checker.getByText("1 entry did not agree").waitFor();
  await quantity.fill("100 mg");
  await checker.getByRole("button", { name: "Sign as the second person" }).click();
  await checker.getByText("It stands in its book").waitFor();
  // The nurse's browser ran no scripts and showed no clock; the checker's showed its own, seconds apart at most.
  const clocks = await served.world.sql`
    select f.ahead_ms as first, s.ahead_ms as second from cd_entry e join cd_signed_from f on f.signature_id = e.first_signature
      join cd_signed_from s on s.signature_id = e.second_signature where e.kind = 'spill' order by e.entered_at desc limit 1`;
  expect(clocks[0]?.first).toBeNull();
  expect(clocks[0]?.second).not.toBeNull();
  expect(Math.abs(Number(clocks[0]?.second))).toBeLessThan(30_000);
  await checker
    .getByRole("link", { name: /Diamorphine hydrochloride/ })
    .first()
    .click();
  expect(await checker.locator("main").innerText()).toContain("Broke on opening");
  expect(await findings(checker)).toEqual([]);
  await expectNoSidewaysScroll(checker);
});
