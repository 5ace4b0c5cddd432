import type { Browser } from "@playwright/test";
import { expect } from "vitest";
import { today, typedDay } from "../../src/kernel/time.ts";
import type { Served } from "../served.ts";
import { type Device, expectNoSidewaysScroll, PHONE, signInAs } from "./browser.ts";
import { type FormWalk, walkForm } from "./form-walk.ts";
import { openPerson } from "./people.ts";

/** A role's day on its worst terms: a phone, no scripts. */
export const WORST: Device = { ...PHONE, scripts: false };

/** A day from today, as it is typed. */
export const inDays = (days: number): string => typedDay(today().add({ days }));

/** What a walk of a role's day is served by and seen in. */
export type Where = { readonly served: Served; readonly browser: Browser };

/** Somebody of this worker's own, met today. */
export const someoneOf = (
  { served }: Where,
  username: string,
  service: string,
  family: string,
): Promise<string> => openPerson(served, username, service, ["Robin", family, "1984-05-30"]);

/** Walks the forms of one role one after the other, in one window. */
export async function day(
  { served, browser }: Where,
  username: string,
  forms: readonly FormWalk[],
  pages: readonly string[] = [],
): Promise<void> {
  const page = await signInAs(browser, served, username, WORST);
  await expectNoSidewaysScroll(page);
  for (const form of forms) await walkForm(page.context(), served, form);
  for (const at of pages) {
    expect((await page.goto(at))?.status(), at).toBe(200);
    await expectNoSidewaysScroll(page);
  }
  await page.context().close();
}

/** A referral from somebody's door, first with a day that no calendar has. */
export const referral = (
  source: string,
  familyName: string,
  own: Readonly<Record<string, string>>,
): FormWalk => ({
  at: `/referrals/new/${source}`,
  button: "Record referral",
  wrong: {
    typed: {
      givenNames: "Ada Rose",
      familyName,
      bornOn: "31/2/1990",
      words: "Wants to stop\nand to sleep",
      ...own,
    },
    says: "31/2/1990",
  },
  right: { bornOn: "14/2/1990", sex: "female", agreed: "yes" },
  makes: `referral r join person p on p.id = r.person_id where p.family_name = '${familyName}'`,
});

/** A keywork contact, first with minutes that are no number. */
export const contact = (person: string): FormWalk => ({
  at: `/people/${person}/contacts/new`,
  button: "Save contact",
  wrong: { typed: { how: "phone", minutes: "soon", words: "Rang about Friday" }, says: "soon" },
  right: { minutes: "10" },
  makes: `contact where person_id = '${person}'`,
});

/** A note, first about nothing. */
export const note = (person: string): FormWalk => ({
  at: `/people/${person}/notes/new`,
  button: "Save note",
  wrong: { typed: { words: "Lives with her sister now" }, says: "Select what the note is about" },
  right: { category: "social" },
  makes: `note where person_id = '${person}'`,
});
