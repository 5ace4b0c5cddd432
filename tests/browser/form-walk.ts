import type { APIResponse, BrowserContext, Locator, Page, Route } from "@playwright/test";
import { expect } from "vitest";
import type { Served } from "../served.ts";
import { button, said } from "./acts.ts";
import { expectNoSidewaysScroll } from "./browser.ts";

/** What somebody types or chooses, by the name of the question. A list stands for boxes or presses of one question. */
export type Answers = Readonly<Record<string, string>>;

/** One form as a role fills it in on a bad day: first wrongly, then rightly with a double press, then with the back button. */
export type FormWalk = {
  readonly at: string;
  readonly button: string;
  /** What is typed first, and what the page says to it. A form with nothing to get wrong has none. */
  readonly wrong?: { readonly typed: Answers; readonly says: string };
  readonly right: Answers;
  /** The rows of which there must be one more at the end, and no more than one. */
  readonly makes: string;
};

/** Fills in what stands on the page, whatever it is drawn as. */
export async function fillIn(page: Page, answers: Answers): Promise<void> {
  for (const [name, value] of Object.entries(answers)) {
    const all = page.locator(`main [name="${name}"]`);
    const kind = await all
      .first()
      .evaluate((field) => (field instanceof HTMLInputElement ? field.type : field.tagName));
    if (kind === "radio" || kind === "checkbox")
      await page.locator(`main [name="${name}"][value="${value}"]`).check();
    else if (kind === "SELECT") await all.first().selectOption(value === "*" ? { index: 1 } : value);
    else await all.last().fill(value);
  }
}

/** What stands in the fields of the page now, of those that were typed in. */
async function standing(page: Page, typed: Answers): Promise<Answers> {
  const found = Object.keys(typed).map(async (name) => {
    const value = await page.locator(`main [name="${name}"]`).evaluateAll((fields) => {
      const inputs = fields as HTMLInputElement[];
      const choice = inputs.find((each) => each.type === "radio" || each.type === "checkbox");
      return choice ? (inputs.find((each) => each.checked)?.value ?? "") : (inputs.at(-1)?.value ?? "");
    });
    return [name, value] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** Every line of the error summary leads to something that is on the page. */
async function expectNamedAndLinked(page: Page, says: string): Promise<void> {
  const summary = page.locator(".nhsuk-error-summary");
  expect(await summary.innerText(), page.url()).toContain(says);
  const leading = await summary.locator("a").evaluateAll((links) =>
    links.map((link) => {
      const to = link.getAttribute("href")?.slice(1) ?? "";
      return document.getElementById(to) ? "" : to;
    }),
  );
  expect(leading.length).toBeGreaterThan(0);
  expect(leading.join(""), "names that lead nowhere").toBe("");
}

/** How many rows there are of these. */
export const howMany = async (served: Served, table: string): Promise<number> =>
  Number((await served.world.sql.unsafe(`select count(*)::int as n from ${table}`))[0]?.n);

/**
 * The back button. Behind it stands what a form was answered with: with scripts a page again. A browser without scripts may ask
 * there whether to send the form once more, since it keeps nothing of what is about people.
 */
async function goBackToAForm(page: Page): Promise<void> {
  const asks = await page.goBack().then(
    () => false,
    (error: Error) => error.message.includes("ERR_CACHE_MISS"),
  );
  if (!asks) expect(await page.locator("h1").count(), "a page stands behind the back button").toBe(1);
}

/**
 * Two presses as fast as a nervous finger, of which both arrive: the browser sends the form once, and the same form is sent again at
 * the same moment, as a browser does whose first press was on its way already.
 */
export async function pressTwice(page: Page, which: Locator | (() => Promise<void>)): Promise<void> {
  const twins: Promise<APIResponse>[] = [];
  const twice = (route: Route): Promise<void> => {
    const sent = route.request();
    if (sent.method() !== "POST") return route.continue();
    const { "content-type": type = "", origin = "" } = sent.headers();
    const data = sent.postDataBuffer() ?? "";
    const headers = { "content-type": type, origin };
    twins.push(page.request.post(sent.url(), { headers, data, maxRedirects: 0 }));
    return route.continue();
  };
  await page.route("**/*", twice);
  await Promise.all([page.waitForEvent("load"), typeof which === "function" ? which() : which.click()]);
  await page.unroute("**/*", twice);
  const answers = await Promise.all(twins);
  expect(
    answers.map((one) => one.status()),
    "the press that came besides is answered like the other",
  ).toEqual([303]);
}

/** Walks one form from its page to the back button, in a tab of its own. */
export async function walkForm(context: BrowserContext, served: Served, form: FormWalk): Promise<void> {
  const page = await context.newPage();
  const opened = await page.goto(form.at);
  expect(opened?.status(), form.at).toBe(200);
  await expectNoSidewaysScroll(page);
  const before = await howMany(served, form.makes);
  if (form.wrong) {
    await fillIn(page, form.wrong.typed);
    await Promise.all([page.waitForEvent("load"), button(page, form.button).click()]);
    await expectNamedAndLinked(page, form.wrong.says);
    expect(await standing(page, form.wrong.typed), "what was typed is kept").toEqual(form.wrong.typed);
    await expectNoSidewaysScroll(page);
    expect(await howMany(served, form.makes), "nothing is kept of what was refused").toBe(before);
  }
  await fillIn(page, form.right);
  await pressTwice(page, button(page, form.button));
  expect(await page.locator(".nhsuk-error-summary").count(), `${form.at} ${await said(page)}`).toBe(0);
  expect(await howMany(served, form.makes), `${form.at}: one of ${form.makes}`).toBe(before + 1);
  await expectNoSidewaysScroll(page);
  await goBackToAForm(page);
  expect(await howMany(served, form.makes), `${form.at}: going back makes nothing`).toBe(before + 1);
  await page.close();
}
