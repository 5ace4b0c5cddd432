import type { Locator, Page } from "@playwright/test";
import { expect } from "vitest";
import { PersonId } from "../../src/kernel/id.ts";

/** What people do in the browser, as several tests need it done. Every act goes by what stands on the page. */

/** Someone to register, as a custody officer would type them. */
export type Typed = {
  readonly family: string;
  readonly given: string;
  readonly born: string;
  readonly nhs?: string;
  readonly pnc?: string;
};

export const button = (page: Page, words: string): Locator =>
  page.getByRole("button", { name: words, exact: true });
/** A link by its words, drawn as one or as a button. */
export const link = (page: Page, words: string | RegExp): Locator =>
  page.locator("a").filter({ hasText: words });

/** What a page says, without the frame around it. */
export const said = (page: Page): Promise<string> => page.innerText("main");

/** Presses a button that sends a form, and waits for the page that comes of it. */
export async function press(page: Page, words: string): Promise<void> {
  await Promise.all([page.waitForEvent("load"), button(page, words).click()]);
}

/** Follows a link by its words. */
export async function follow(page: Page, words: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent("load"), link(page, words).first().click()]);
}

export async function fillPerson(page: Page, person: Typed): Promise<void> {
  await page.getByLabel("Family name").fill(person.family);
  await page.getByLabel("Given names").fill(person.given);
  await page.getByLabel("Date of birth").fill(person.born);
  await page.getByLabel("Male", { exact: true }).check();
  await page.getByLabel("NHS number").fill(person.nhs ?? "");
  await page.getByLabel("PNC number").fill(person.pnc ?? "");
  await page
    .getByLabel("Why does your agency need this record?")
    .fill("In custody this morning, asked for help");
}

export function personAt(page: Page): PersonId {
  const id = PersonId.parse(new URL(page.url()).pathname.split("/")[2] ?? "");
  expect(id, `a person's page at ${page.url()}`).toBeDefined();
  return id ?? PersonId.fresh();
}

/** Opens an episode at the worker's own service from the person's page, on the day the form proposes. */
export async function openEpisode(page: Page): Promise<void> {
  await follow(page, "Open episode");
  await press(page, "Open episode");
  expect(await said(page)).toContain("The episode is open.");
}

/** Writes an offer up to the page that asks to check the answers. The person's page is open. */
export async function writeOffer(page: Page, service: string, summary: string): Promise<void> {
  await follow(page, "Offer handover");
  await page.getByLabel(service, { exact: true }).check();
  await press(page, "Continue");
  await page.getByLabel("What do they need to know to answer?").fill(summary);
  const goesOn = page.locator("#afterArrival, input[name=afterArrival][value=keep]").last();
  await goesOn.check();
  await press(page, "Check your answers");
}

/** Offers the open person to a service. */
export async function offer(page: Page, service: string, summary: string): Promise<void> {
  await writeOffer(page, service, summary);
  await press(page, "Offer handover");
  expect(await said(page)).toContain("The handover is offered.");
}

/** Sends a file, agrees with its columns as recognised, and waits until the page says that it is done. */
export async function bringIn(
  page: Page,
  file: { readonly kind: string; readonly name: string; readonly text: string; readonly completeTo: string },
): Promise<void> {
  await page.getByLabel(file.kind, { exact: true }).check();
  await page.getByLabel("To which day is the source complete?").fill(file.completeTo);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: file.name, mimeType: "text/plain", buffer: Buffer.from(file.text) });
  await press(page, "Send file and check its columns");
  await page.getByLabel("Bring it in", { exact: true }).check();
  await press(page, "Start");
  // Nobody reloads: the page follows the import by itself, with scripts or without.
  await page.getByText("Done", { exact: true }).waitFor({ timeout: 0 });
}
