import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { today } from "../../src/kernel/time.ts";
import { openServed, type Served } from "../served.ts";
import { said } from "./acts.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { type Answers, howMany, pressTwice } from "./form-walk.ts";
import { dueInSight } from "./medicines-seeds.ts";
import { inDays, someoneOf } from "./role-day.ts";

// The forms of community treatment by keyboard alone: filled in from the first field to the button, sent twice at one moment, gone back
// to, and sent again. However it goes, there is one record, or a clear word why there is none.

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([openServed({ people: 60 }), openBrowser()]);
  await served.world.sql`
    update pharmacy set hours = (select jsonb_object_agg(day::text, '["00:00", "23:59"]'::jsonb) from generate_series(1, 7) as day)`;
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

type Form = {
  readonly at: string;
  readonly button: string;
  readonly answers: Answers;
  /** The rows of which there is one more at the end. */
  readonly makes: string;
};

/** More fields than any of these forms has. */
const TABS_MAX = 120;

type Focused = {
  readonly name: string;
  readonly kind: string;
  readonly value: string;
  readonly words: string;
};
const focused = (page: Page): Promise<Focused> =>
  page.evaluate(() => {
    const one = document.activeElement ?? document.body;
    const isField =
      one instanceof HTMLInputElement ||
      one instanceof HTMLSelectElement ||
      one instanceof HTMLTextAreaElement;
    return {
      name: isField ? one.name : "",
      kind: isField ? one.type : one.tagName,
      value: isField ? one.value : "",
      words: (one.textContent ?? "").replace(/\s+/g, " ").trim(),
    };
  });

/** Answers the question that has the focus, by keys. */
async function answer(page: Page, { name, kind, value }: Focused, wanted: string): Promise<void> {
  if (kind === "checkbox") {
    if (value === wanted && !(await page.locator(":focus").isChecked())) await page.keyboard.press("Space");
    return;
  }
  if (kind === "radio") {
    await page.keyboard.press("Space");
    for (let step = 0; step < 20 && (await focused(page)).value !== wanted; step += 1)
      await page.keyboard.press("ArrowDown");
    expect((await focused(page)).value, `the arrows lead to ${wanted} of ${name}`).toBe(wanted);
    return;
  }
  if (kind === "select-one") {
    await page.keyboard.press("Home");
    for (let step = 0; step < 60 && (await focused(page)).value !== wanted; step += 1) {
      if (wanted === "*" && (await focused(page)).value !== "") return;
      await page.keyboard.press("ArrowDown");
    }
    expect((await focused(page)).value, `the arrows lead to ${wanted} of ${name}`).toBe(wanted);
    return;
  }
  await page.keyboard.press("Control+A");
  await page.keyboard.type(wanted);
}

/** Tabs from the top of the page to the button, and answers on the way what is asked. */
async function toTheButton(page: Page, { at, button, answers }: Form): Promise<void> {
  const left = new Map(Object.entries(answers));
  await page.locator("#main").focus();
  for (let step = 0; step < TABS_MAX; step += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now.kind === "BUTTON" && now.words === button) {
      expect([...left.keys()], `${at}: every question was reached`).toEqual([]);
      return;
    }
    const wanted = answers[now.name];
    if (wanted === undefined) continue;
    await answer(page, now, wanted);
    if (now.kind !== "checkbox" || now.value === wanted) left.delete(now.name);
  }
  expect.fail(`${at}: no Tab leads to “${button}”`);
}

/** Fills a form in, sends it twice at one moment, goes back and presses again. */
async function walk(page: Page, form: Form): Promise<void> {
  const opened = await page.goto(form.at);
  expect(opened?.status(), form.at).toBe(200);
  const before = await howMany(served, form.makes);
  await toTheButton(page, form);
  await pressTwice(page, () => page.keyboard.press("Enter"));
  expect(await page.locator(".nhsuk-error-summary").count(), `${form.at} ${await said(page)}`).toBe(0);
  expect(await howMany(served, form.makes), `${form.at}: two presses make one`).toBe(before + 1);
  await page.goBack();
  expect(await page.locator("h1").count(), `${form.at}: a page stands behind the back button`).toBe(1);
  const again = page.getByRole("button", { name: form.button, exact: true });
  // Where what it was about is done, the page behind says so and has no button any more.
  if ((await again.count()) > 0) {
    await again.focus();
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    expect(await said(page), `${form.at}: pressed again, something is said`).toMatch(
      /There is a problem|already|Saved|saved|recorded/,
    );
  }
  expect(await howMany(served, form.makes), `${form.at}: going back and pressing again makes no other`).toBe(
    before + 1,
  );
}

test("a keyworker: referral, assessment, plan, contacts, note, appointment, attendance, prescription, family link", async () => {
  const person = await someoneOf({ served, browser }, "keyworker", "wayside-community", "Askew");
  const at = `/people/${person}`;
  const page = await signInAs(browser, served, "keyworker");
  const forms: readonly Form[] = [
    {
      at: "/referrals/new/self",
      button: "Record referral",
      answers: {
        givenNames: "Ada Rose",
        familyName: "Oakenfold",
        bornOn: "14/2/1990",
        sex: "female",
        words: "Wants to stop",
        agreed: "yes",
        "q-how": "phone",
      },
      makes: "referral r join person p on p.id = r.person_id where p.family_name = 'Oakenfold'",
    },
    {
      at: `${at}/assessment/use`,
      button: "Save and return",
      answers: { "drug-1": "1011" },
      makes: `told where item = 'drug-1' and person_id = '${person}'`,
    },
    {
      at: `${at}/plan/goals/new`,
      button: "Add goal",
      answers: { words: "Swim on Mondays", category: "health" },
      makes: `plan_goal where person_id = '${person}'`,
    },
    {
      at: `${at}/contacts/new`,
      button: "Save contact",
      answers: { how: "phone", minutes: "10", words: "Rang about Friday" },
      makes: `contact where person_id = '${person}'`,
    },
    {
      at: `${at}/contacts/new`,
      button: "Save contact",
      answers: { how: "text", words: "Asked by text how Friday went" },
      makes: `contact where person_id = '${person}'`,
    },
    {
      at: `${at}/notes/new`,
      button: "Save note",
      answers: { category: "social", words: "Begins at the garage on Monday" },
      makes: `note where person_id = '${person}'`,
    },
    {
      at: `${at}/appointments/new`,
      button: "Book appointment",
      answers: { at: `${inDays(19)} 0710`, kind: "keywork", purpose: "Catching up" },
      makes: `appointment where state = 'booked' and person_id = '${person}'`,
    },
    {
      at: `${at}/appointments/came`,
      button: "Record that they came",
      answers: { minutes: "15", kind: "other" },
      makes: `appointment where state = 'attended' and person_id = '${person}'`,
    },
    {
      at: `${at}/medicines/new`,
      button: "Save prescription",
      answers: {
        product: "methadone-solution",
        dose: "20",
        startsOn: inDays(1),
        endsOn: inDays(3),
        supervised: "every",
        pharmacy: "*",
        weekdays: String(today().add({ days: 1 }).dayOfWeek),
        state: "queued",
      },
      makes: `prescription where person_id = '${person}'`,
    },
    {
      at: `${at}/family/new`,
      button: "Write down what they agreed to",
      answers: {
        named: "Mum",
        relation: "parent",
        tells: "attendance",
        said: "She may know",
        how: "phone",
        alone: "yes",
      },
      makes: `family_agreement where person_id = '${person}'`,
    },
  ];
  for (const form of forms) await walk(page, form);
  await page.context().close();
});

test("a pharmacist: a dose taken in sight", async () => {
  const due = await dueInSight(served.world);
  const page = await signInAs(browser, served, "community-pharmacist");
  await walk(page, {
    at: `/dispensing/${due}`,
    button: "Taken here, in sight",
    answers: {},
    makes: `collection where instalment_id = '${due}'`,
  });
  await page.context().close();
});
