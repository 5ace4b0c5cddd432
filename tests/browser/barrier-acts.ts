import type { Browser, Page } from "@playwright/test";
import { WORLD_CODE } from "../global-setup.ts";
import type { Served } from "../served.ts";
import type { TestAgency } from "../world.ts";

/** What people who try to get past a barrier type and send. For tests alone. */

/** A window of somebody who has just signed in. */
export async function signedIn(browser: Browser, served: Served, who: TestAgency): Promise<Page> {
  const context = await browser.newContext({ baseURL: served.origin });
  // Long on a busy machine.
  context.setDefaultTimeout(120_000);
  const token = await served.world.tokenFor(who.username);
  await context.addCookies([{ name: "throughcare", value: `${WORLD_CODE}.${token}`, url: served.origin }]);
  return context.newPage();
}

/** A form that no page offers, sent by a script from the page that is open, with the tokens that the page carries. */
export const sent = (
  page: Page,
  to: string,
  fields: Record<string, string | readonly string[]> = {},
  method = "POST",
) =>
  page.evaluate(
    async ([to, fields, method]) => {
      const hidden = (name: string): string =>
        document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value ?? "";
      const body = new URLSearchParams();
      for (const name of ["_csrf", "_once", "_post"]) body.append(name, hidden(name));
      for (const [name, value] of Object.entries(fields))
        for (const one of [value].flat()) body.append(name, one as string);
      const answer = await fetch(to, { method, body });
      const words = new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent ?? "";
      return { status: answer.status, words };
    },
    [to, fields, method] as const,
  );

/** What is read from somebody well, and asked of them. */
export const WELL = {
  alertness: "alert",
  sedation: "1",
  breaths: "8",
  seconds: "30",
  spo2: "97",
  pulse: "70",
  alcohol: "0",
  unit: "ug-breath",
  device: "B7",
  calibrated: "1/1/2030",
  lastOral: "taken",
  site: "fine",
  mood: "fine",
  signs: ["none"],
  used: ["none"],
  changes: ["none"],
};
/** How somebody is known. */
export const KNOWN = ["known", "name", "born"];
/** A lot as on its label. */
export const LOT = { lot: "L1", expires: "1/1/2030" };
/** The press that signs what was prepared. */
export const PREPARED = "Prepared: sign and ask for the check";

/** Enters readings by hand, as they are read. */
export async function typeReadings(
  page: Page,
  readings: Record<string, string | readonly string[]>,
): Promise<void> {
  for (const [name, value] of Object.entries(readings))
    if (await page.locator(`#${name}`).and(page.locator("input[type=text], input:not([type])")).count())
      await page.fill(`#${name}`, String(value));
    else for (const one of [value].flat()) await page.check(`input[name="${name}"][value="${one}"]`);
}
