import { JSDOM } from "jsdom";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROGRAMMES } from "../../src/counted.ts";
import { type Asked, designText } from "../../src/insight/saved-cohorts/asked.ts";
import { saveCohort } from "../../src/insight/saved-cohorts/store.ts";
import { worthJson, worthLines } from "../../src/insight/worth/export.ts";
import { worthFor } from "../../src/insight/worth/load.ts";
import { worthRoute } from "../../src/insight/worth/worth.page.tsx";
import { accept, invariant, refuse } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aPartnership, cohortOf, liveAsCohort, type Partnership } from "./cohort-people.ts";

let world: World;
let partnership: Partnership;
let commissioner: TestAgency;
const NOW = Temporal.Instant.from("2026-03-15T09:00Z");
const route = worthRoute(PROGRAMMES);

/** Twelve who entered and six for whom no place was free, all of whose offences are thefts from shops; a budget. */
beforeAll(async () => {
  world = await openWorld();
  partnership = await aPartnership(world);
  commissioner = await world.anAgency("office", { role: "commissioner" });
  await liveAsCohort(world, partnership);
  await world.sql`update event set what = 'Shoplifting' where kind = 'offence'`;
  const streams = [{ line: 1, payer: "nhs", called: "", name: "NHS", per_cent: 100, until: null }];
  await world.as(commissioner, async (tx) =>
    accept(
      await tx`select enter_programme_budget(${partnership.treatment.serviceCode}, 0, 1, 10000, 500, null, '2023/24', 'a test', 'unverified', '', ${tx.json(streams as never)})`,
    ),
  );
});
afterAll(() => world.close());

const ask = (query: Readonly<Record<string, string>>, now = NOW) => ({
  params: { service: partnership.treatment.serviceCode },
  query,
  now,
});
async function shown(query: Readonly<Record<string, string>> = {}, now = NOW): Promise<Document> {
  const page = await world.as(commissioner, async (tx) =>
    route.get ? await route.get(tx, ask(query, now)) : refuse({ code: "not-there" as const }),
  );
  invariant(page.ok && "title" in page.value, "the page is shown");
  return new JSDOM(renderToStaticMarkup(page.value.body)).window.document;
}
async function saved(more: Partial<Asked>): Promise<string> {
  const design = { ...cohortOf(partnership), ...more };
  const done = await world.as(commissioner, (tx) =>
    saveCohort(tx, {
      after: undefined,
      title: design.title,
      question: design.question,
      service: partnership.treatment.serviceCode,
      design: designText(design),
      why: "",
    }),
  );
  invariant(done.ok, "the cohort is saved");
  return String(done.value.number);
}
const rowsOf = (page: Document, caption: string) =>
  [...page.querySelectorAll(`section[aria-label^="${caption}"] tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );

test("where no cohort of the service compares with anybody, the page says how to save one", async () => {
  await saved({ title: "Nobody beside them" });
  const page = await shown();
  expect(page.querySelector("select")).toBeNull();
  expect(
    page.querySelector(`a[href="/cohorts/new/${partnership.treatment.serviceCode}"]`)?.textContent,
  ).toContain("save a cohort of this service");
  expect(page.body.textContent).toContain("regression to the mean");
}, 60_000);

test("by a saved cohort the cost of events follows from its ratio of everyone who entered, and the page's own warning gives way to the design's", async () => {
  const number = await saved({ title: "Beside those not offered", comparison: "eligible-not-offered" });
  const page = await shown({ cohort: number, count: "everything" });
  // By hand: 12 thefts in 11.91 person-years; the cohort's ratio is (12 / 11.90965) / (30 / 11.99179) = 0.402759, so there would have
  // been 12 / 0.402759 = 29.79. 17.79 fewer at £980 × 1.289 = £1,263.22 are £22,478.
  expect(rowsOf(page, "Events that are priced")[0]?.slice(0, 7)).toEqual([
    "Commercial theft (includes shoplifting) (CTH)",
    "29.8",
    "2.50",
    "12",
    "1.01",
    "£980 of 2015/16",
    "£1,263",
  ]);
  expect(rowsOf(page, "Cost and what events cost less")[1]?.[2]).toMatch(/^£22,478 /);
  expect(rowsOf(page, "What the comparison would have to find")[0]?.[1]).toBe("2.48");
  const text = page.body.textContent ?? "";
  expect(text).toContain("intention to treat");
  expect(text).toContain("Those not offered it are the ones who never got in");
  expect(text).toContain("Rests on the two groups going the same way");
  expect(text).not.toContain("The same people are compared with themselves");
  expect(page.querySelector("option[selected]")?.textContent).toContain("Beside those not offered");
  expect(page.querySelector("form")?.getAttribute("method")).toBe("get");
  // Of thefts from shops nothing is known to fall to a budget: no finding would make them pay in cash, and no empty table says so.
  const cash = await shown({ cohort: number });
  expect(cash.body.textContent).not.toContain("for it to break even");
  expect(cash.body.textContent).not.toContain("How many events fewer");
  // The other question and the files are asked of the same cohort.
  for (const link of page.querySelectorAll('a[href*="count=cashable"], a[href*="figures.csv"]'))
    expect(link.getAttribute("href")).toContain(`cohort=${number}`);
}, 60_000);

test("months later, when the last months of entry that may be told apart end later, it can still be chosen", async () => {
  const number = await saved({ title: "Saved in March", comparison: "eligible-not-offered" });
  const page = await shown({ cohort: number }, Temporal.Instant.from("2026-08-15T09:00Z"));
  expect(page.body.textContent).toContain("from 1 January 2024 to 31 July 2026");
  expect(rowsOf(page, "Events that are priced")[0]?.slice(1, 4)).toEqual(["29.8", "2.50", "12"]);
}, 60_000);

test("its files name the cohort, what it found and what to know of it", async () => {
  const number = await saved({ title: "For the files", comparison: "eligible-not-offered" });
  const found = await world.as(commissioner, (tx) =>
    worthFor(tx, { ...ask({ cohort: number }), service: partnership.treatment.serviceCode }, PROGRAMMES),
  );
  invariant(found.ok, "the commissioner may read it");
  expect(worthJson(found.value)).toMatchObject({
    compared_with: {
      title: "For the files",
      events_without_for_each_with: { value: expect.closeTo(2.482877, 5) },
    },
  });
  const lines = worthLines(found.value);
  expect(lines.map((line) => line[1])).toContain("worth.events.CTH.expected");
  expect(lines.flat().join(" ")).not.toContain("The same people are compared with themselves");
}, 60_000);

test("a cohort that follows people for another time than the cost is of cannot be chosen, and says why", async () => {
  const number = await saved({
    title: "Half a year",
    comparison: "eligible-not-offered",
    windowDays: 182,
  });
  const words = "it follows people for 182 days, and cost and events here are of 365";
  const page = await shown();
  expect(page.querySelector(`option[value="${number}"]`)).toBeNull();
  expect(page.body.textContent).toContain(words);
  expect((await shown({ cohort: number })).body.textContent).toContain(`cannot be used here: ${words}`);
  expect((await shown({ cohort: "999999" })).body.textContent).toContain("No saved cohort of this service");
}, 60_000);
