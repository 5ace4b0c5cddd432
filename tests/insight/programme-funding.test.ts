import { JSDOM } from "jsdom";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROGRAMMES } from "../../src/counted.ts";
import { budgetRoute } from "../../src/insight/programmes/budget.page.tsx";
import { Cost } from "../../src/insight/programmes/cost-view.tsx";
import { programmeCsv, programmeJson } from "../../src/insight/programmes/export.ts";
import { type Programme, programmeFor } from "../../src/insight/programmes/load.ts";
import { accept, invariant, refuse } from "../../src/kernel/result.ts";
import type { Typed } from "../../src/web/fields.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { liveAt, times } from "./programme-people.ts";

let world: World;
let treatment: TestAgency;
let commissioner: TestAgency;
const NOW = Temporal.Instant.from("2026-03-01T09:00Z");
const route = budgetRoute(PROGRAMMES);

beforeAll(async () => {
  world = await openWorld();
  [treatment, commissioner] = [
    await world.anAgency("treatment"),
    await world.anAgency("office", { role: "commissioner" }),
  ];
  // Fifteen who entered on 20 January 2025: five left on 30 April as planned, five on 9 February unplanned, five are there yet; five entered in August.
  await liveAt(world, treatment, "health", [
    ...times(5, { entered: "2025-01-20", left: ["2025-02-09", "dropped-out"] }),
    ...times(5, { entered: "2025-01-20", left: ["2025-04-30", "completed"] }),
    ...times(5, { entered: "2025-01-20" }),
    ...times(5, { entered: "2025-08-13" }),
  ]);
});
afterAll(() => world.close());

const ask = () => ({ params: { service: treatment.serviceCode }, query: {}, now: NOW });
const inPage = (body: ReactNode): Document => new JSDOM(renderToStaticMarkup(body)).window.document;

/** The form as it is shown first. */
async function formShown(): Promise<Document> {
  const shown = await world.as(commissioner, async (tx) =>
    route.get ? await route.get(tx, ask()) : refuse({ code: "not-there" as const }),
  );
  invariant(shown.ok && "title" in shown.value, "the form is shown");
  return inPage(shown.value.body);
}

/** Sends the form: the form again, or nothing where the budget is entered. */
async function send(typed: Typed): Promise<Document | undefined> {
  const done = await world.as(commissioner, async (tx) =>
    route.post ? await route.post(tx, ask(), typed) : refuse({ code: "not-there" as const }),
  );
  if (done.ok) return undefined;
  invariant(done.refusal.code === "again", "it is refused with the form");
  return inPage(done.refusal.shown.body);
}

async function programme(): Promise<Programme> {
  const query = { from: "2025-01-01", to: "2025-01-31" };
  const found = await world.as(commissioner, (tx) =>
    programmeFor(tx, { service: treatment.serviceCode, query, now: NOW }, PROGRAMMES),
  );
  invariant(found.ok, "the commissioner may read it");
  return found.value;
}

const value = (page: Document, id: string) =>
  (page.getElementById(id) as HTMLInputElement | HTMLSelectElement | null)?.value;
const rowsOf = (page: Document, caption: string) =>
  [...page.querySelectorAll(`section[aria-label="${caption}"] tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );

const TYPED = {
  ...{ sites: "1", fixed: "£100,000", variable: "2,000", places: "20", price_year: "2025/26" },
  ...{ source: "a test's own", status: "unverified" },
  ...{ payer_1: "police-commissioner", share_1: "60", until_1: "31/12/2026" },
  ...{ payer_3: "another", called_3: "Lottery <fund>", share_3: "40" },
};

test("shares that miss the whole are refused beside the last row, and nothing typed is lost", async () => {
  const page = await send({ ...TYPED, share_3: "30" });
  const words = "Stream 3: the shares add up to 90 %, 10 % too little. Together they are 100 %";
  const summary = page?.querySelector(".nhsuk-error-summary a");
  expect([summary?.getAttribute("href"), summary?.textContent]).toEqual(["#share_3", words]);
  const ids = ["fixed", "payer_1", "share_1", "until_1", "payer_2", "payer_3", "called_3", "share_3"];
  expect(ids.map((id) => page && value(page, id))).toEqual([
    ...["£100,000", "police-commissioner", "60", "31/12/2026"],
    ...["", "another", "Lottery <fund>", "30"],
  ]);
  expect((await programme()).budgets).toEqual([]);
});

test("who pays stands beside who saves, what ends within the year is marked and leaves a gap, and the files carry it", async () => {
  expect(await send(TYPED)).toBeUndefined();
  const found = await programme();
  const page = inPage(Cost({ programme: found }));
  // By hand: 31 / 365.25 years at £100,000 and 180 / 365.25 person-years at £2,000 are £8,487.337 + £985.626 = £9,472.96: 60 % and 40 % of it.
  expect(rowsOf(page, "Who pays, beside whose budget a saving falls to")).toEqual([
    ["Police and crime commissioner", "60 %", "£5,684", "31 December 2026: ends within 12 months", "–"],
    ["Lottery <fund>", "40 %", "£3,789", "no end known", "–"],
    ["In all", "100 %", "£9,473", "", "never added up"],
  ]);
  expect(page.body.textContent).toContain(
    "From 1 January 2027 nobody is named for 60 % of the cost: £60,000 a year of the fixed cost",
  );
  const csv = programmeCsv(found).filter(([section]) => section === "funding");
  expect(csv.map((line) => [line[1], line[2], line[9]])).toEqual([
    ["pays.1.police-commissioner.share", "Police and crime commissioner", 0.6],
    ["pays.1.police-commissioner.pounds", "Police and crime commissioner", expect.closeTo(5683.78, 2)],
    ["pays.1.police-commissioner.until", "Police and crime commissioner", "2026-12-31"],
    ["pays.2.another.share", "Lottery <fund>", 0.4],
    ["pays.2.another.pounds", "Lottery <fund>", expect.closeTo(3789.19, 2)],
    ["pays.2.another.until", "Lottery <fund>", ""],
  ]);
  expect(programmeJson(found).funding).toMatchObject({
    pounds: expect.closeTo(9472.96, 2),
    who_pays: [
      { payer: "police-commissioner", share: 0.6, until: "2026-12-31", ends: "soon" },
      { payer: "another", name: "Lottery <fund>", share: 0.4, until: null, ends: "not-known" },
    ],
    who_saves: [],
  });
});

test("another budget begins with the streams of the last, and the version before is shown as it was", async () => {
  const form = await formShown();
  const ids = ["payer_1", "share_1", "until_1", "payer_2", "called_2", "share_2", "payer_3"];
  expect(ids.map((id) => value(form, id))).toEqual([
    ...["police-commissioner", "60", "31/12/2026", "another", "Lottery <fund>", "40", ""],
  ]);
  expect(
    await send({
      ...TYPED,
      ...{ why: "the health service took over", payer_1: "nhs", share_1: "100", until_1: "" },
      ...{ payer_3: "", called_3: "", share_3: "" },
    }),
  ).toBeUndefined();
  const versions = rowsOf(
    inPage(Cost({ programme: await programme() })),
    "Budgets, the newest first; figures are by the newest",
  );
  expect(versions.map((row) => [row[0], row[6]])).toEqual([
    ["Version 2", "NHS 100 %"],
    ["Version 1", "Police and crime commissioner 60 % until 31 December 2026; Lottery <fund> 40 %"],
  ]);
});

test("the database keeps no streams that miss the whole, and changes none", async () => {
  const entered = (streams: readonly object[]) =>
    world.as(commissioner, async (tx) =>
      accept(
        await tx`select enter_programme_budget(${treatment.serviceCode}, 2, 1, 1, 1, null, '2025/26', 'x', 'unverified', 'x', ${tx.json(streams as never)})`,
      ),
    );
  const of = (per_cent: number) => [
    { line: 1, payer: "nhs", called: "", name: "NHS", per_cent, until: null },
  ];
  await expect(entered(of(99.99))).rejects.toThrow(/add up to 100 per cent/);
  await expect(entered([])).rejects.toThrow(/add up to 100 per cent/);
  for (const change of ["update programme_funding set per_cent = 1", "delete from programme_funding"])
    await expect(world.as(commissioner, async (tx) => accept(await tx.unsafe(change)))).rejects.toThrow(
      /permission denied/,
    );
});
