import { JSDOM } from "jsdom";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROGRAMMES } from "../../src/counted.ts";
import { worthJson, worthLines } from "../../src/insight/worth/export.ts";
import { type Worth, worthFor } from "../../src/insight/worth/load.ts";
import { worthRoute } from "../../src/insight/worth/worth.page.tsx";
import { accept, invariant, refuse } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { liveAt, times } from "./programme-people.ts";
import { CANARY, saySource } from "./samples-loaded.ts";

let world: World;
let clinic: TestAgency;
let empty: TestAgency;
let commissioner: TestAgency;
const NOW = Temporal.Instant.from("2026-06-01T09:00Z");
const route = worthRoute(PROGRAMMES);

/** Ten who entered on 20 January 2025: two thefts each in the year before, one in the year after of five of them; words of a source that are on no list. */
beforeAll(async () => {
  world = await openWorld();
  clinic = await world.anAgency("treatment");
  empty = await world.anAgency("treatment");
  const police = await world.anAgency("police");
  const prison = await world.anAgency("prison");
  commissioner = await world.anAgency("office", { role: "commissioner" });
  const ids = await liveAt(world, clinic, "health", times(10, { entered: "2025-01-20", numbers: ["pnc"] }));
  const offence = (person: string, on: string, what: string) => world.sql`
    insert into event (person_id, kind, what, happened_on, precision, source, category, agency_id, owner_kind)
    values (${person}, 'offence', ${what}, ${on}, 'day', 'police file', 'offending', ${police.agencyId}, 'police')`;
  for (const [i, id] of ids.entries()) {
    await offence(id, "2024-06-01", "Theft from a shop");
    await offence(id, "2024-07-01", " Theft  from a SHOP");
    await offence(id, "2024-08-01", `${CANARY} took a bicycle`);
    if (i < 5) await offence(id, "2025-06-01", "Shoplifting");
  }
  await saySource(world, police.agencyId, "events", "2026-03-31");
  await saySource(world, prison.agencyId, "custody", "2026-03-31");
});
afterAll(() => world.close());

const ask = (service: string, query = {}) => ({ params: { service }, query, now: NOW });

async function shown(service: string, query = {}): Promise<Document> {
  const page = await world.as(commissioner, async (tx) =>
    route.get ? await route.get(tx, ask(service, query)) : refuse({ code: "not-there" as const }),
  );
  invariant(page.ok && "title" in page.value, "the page is shown");
  return new JSDOM(renderToStaticMarkup(page.value.body)).window.document;
}
async function worth(): Promise<Worth> {
  const found = await world.as(commissioner, (tx) =>
    worthFor(tx, { service: clinic.serviceCode, query: {}, now: NOW }, PROGRAMMES),
  );
  invariant(found.ok, "the commissioner may read it");
  return found.value;
}
const rowsOf = (page: Document, caption: string) =>
  [...page.querySelectorAll(`section[aria-label^="${caption}"] tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );

test("a service that nobody has entered has nothing to price, and says so", async () => {
  expect((await shown(empty.serviceCode)).body.textContent).toContain("Nobody has entered yet");
});

test("without a budget the page says what is missing and leads to the form", async () => {
  const page = await shown(clinic.serviceCode);
  expect(page.body.textContent).toContain("Nobody has entered this programme’s budget");
  expect(page.querySelector(`a[href="/programmes/${clinic.serviceCode}/budget"]`)?.textContent).toBe(
    "Enter the budget",
  );
});

test("with one, events of the record are priced by their words, and words on no list are counted and never shown", async () => {
  const streams = [{ line: 1, payer: "nhs", called: "", name: "NHS", per_cent: 100, until: null }];
  await world.as(commissioner, async (tx) =>
    accept(
      await tx`select enter_programme_budget(${clinic.serviceCode}, 0, 1, 10000, 500, null, '2023/24', 'a test', 'unverified', '', ${tx.json(streams as never)})`,
    ),
  );
  const page = await shown(clinic.serviceCode);
  // By hand: £980 × 128.9 / 100 = £1,263.22; 365 days of ten people are 9.99 person-years on each side.
  expect(rowsOf(page, "Events that are priced")).toEqual([
    [
      "Commercial theft (includes shoplifting) (CTH)",
      "20",
      "2.00",
      "5",
      "0.50 (rests on fewer than 10)",
      "£980 of 2015/16",
      "£1,263",
      "unverified",
    ],
  ]);
  expect(rowsOf(page, "Counted, not costed").map((row) => row.slice(0, 3))).toEqual([
    ["Offence without its kind (OFFENCE)", "10", "0"],
  ]);
  // 15 thefts fewer at £1,263.22 are £18,948.30, of which nothing is known to fall to a budget.
  expect(rowsOf(page, "What events cost less").map((row) => row.slice(0, 2))).toEqual([
    ["Not told apart: harm, property, output and services in one sum", "£18,948"],
  ]);
  // Where the parts stand it is said how much of them is in none, and why; and nowhere a second time.
  const text = page.body.textContent ?? "";
  expect(text.split("£18,948 of the £18,948 difference (100 %) stands as “unsplit”").length).toBe(2);
  expect(text).toContain("does not tell them apart");
  expect(page.body.textContent).not.toContain(CANARY);
  expect(page.body.textContent).toContain("The words of 10 of 35 offences stand for no one cost");
}, 120_000);

test("the page says first what it does not show, keeps perspectives apart, names discount, draws and index, and each picture has its table", async () => {
  const page = await shown(clinic.serviceCode, { count: "everything" });
  const text = page.body.textContent ?? "";
  const place = (words: string) => text.indexOf(words);
  expect(place("This does not show that the programme brought any of it about")).toBeGreaterThan(0);
  expect(place("This does not show")).toBeLessThan(place("Net benefit"));
  for (const words of [
    "What public budgets get back (cashable)",
    "no saving to any budget",
    "regression to the mean",
    "Discounted by the rates “green-book”",
    "10,000 draws",
    "vintage 2026-11",
    "(CTH): its cost",
    "proposed and signed by nobody yet",
    "each recorded crime stands for several",
    "How many events fewer would pay for it",
  ])
    expect(text, words).toContain(words);
  // By hand: fixed £10,000 × 455 / 365.25 (1 January 2025 to 31 March 2026), of which 365 of each one's 436 days there are of the year after entry:
  // £10,428.67; variable £500 × 3,650 / 365.25 = £4,996.58. £15,425 for £18,948: a ratio of 1.23.
  const balance = rowsOf(page, "Cost and what events cost less");
  expect(balance.map((row) => row[2]?.split(" ")[0])).toEqual([
    "£15,425",
    "£18,948",
    "£3,523",
    "1.23",
    expect.stringMatching(/^\d+$/),
  ]);
  // £15,425.25 / £1,263.22 is 12.21 thefts fewer.
  expect(rowsOf(page, "How many events fewer")[0]?.slice(1)).toEqual(["20.00", "15.00", "12.21"]);
  const pictures = [...page.querySelectorAll("figure")];
  expect(pictures.length).toBe(2);
  for (const one of pictures) expect(one.nextElementSibling?.querySelector("table")).not.toBeNull();
}, 120_000);

test("the files of the programme's figures hold it: both questions, each event with its price, and what to know", async () => {
  const found = await worth();
  const codes = worthLines(found).map((line) => line[1]);
  for (const code of ["worth.cashable.net", "worth.everything.ratio", "worth.events.CTH.before", "note"])
    expect(codes).toContain(code);
  expect(worthJson(found)).toMatchObject({
    does_not_show: expect.stringContaining("no cause"),
    everything: { priced: [{ code: "CTH", events: { without: 20, with: 5 } }], draws: 10_000 },
  });
}, 120_000);

test("while one answer is drawn, others are answered: the draws are made in a thread of their own", async () => {
  let ticks = 0;
  const clock = setInterval(() => ticks++, 10);
  await worth();
  clearInterval(clock);
  // The draws alone take more than half a second; a blocked loop would have counted next to nothing.
  expect(ticks).toBeGreaterThan(20);
}, 120_000);
