import { afterAll, beforeAll, expect, test } from "vitest";
import { aCast, type Cast, fileOf, importing } from "../imports/importing.ts";
import { openServed, type Served } from "../served.ts";
import { send } from "../visiting.ts";
import { publishersIn } from "./story.ts";

// Counts of areas as a table that leaves: files brought in, tables prepared by the pages, held against what the files say.

let served: Served;
let us: Awaited<ReturnType<typeof publishersIn>>;
let cast: Cast;
let office: string;

const brought = (...rows: readonly string[]) =>
  importing(
    served.world,
    cast,
    "area-months",
    cast.administrator,
    fileOf("area_code,area,month,measure,count", ...rows),
  );

/** Rows of one area from a month on. */
const months = (code: string, name: string, from: string, counts: readonly number[]): readonly string[] =>
  counts.map(
    (count, i) =>
      `${code},${name},${Temporal.PlainYearMonth.from(from).add({ months: i })},drug-deaths,${count}`,
  );

beforeAll(async () => {
  served = await openServed();
  us = await publishersIn(served);
  cast = await aCast(served.world);
  const [agency] = await served.world.sql`select code from agency where id = ${cast.administrator.agencyId}`;
  office = String(agency?.code);
  await brought(
    ...months("F", "Fenwick", "2025-01", [9, 8, 3, 7, 6, 5, 9, 9, 9, 8, 8, 8]),
    ...months("H", "Holmside", "2025-01", [7, 7, 7, 8, 9, 8, 0, 0, 0, 9, 9, 9]),
    ...months("Q", "Quay", "2025-01", [6, 9, 10, 7, 7, 7, 8, 8, 8, 9, 9]),
  );
});
afterAll(() => served.close());

const prepared = (more: Readonly<Record<string, string>>) =>
  send(served, us.commissioner, "/releases/new/area-months", {
    series: `${office}|drug-deaths`,
    way: "suppress",
    first: "2025-01",
    last: "2025-12",
    ...more,
  });

const newest = async () => {
  const [row] = await served.world.sql`
    select id, facts, convert_from(json, 'UTF8')::jsonb as made from release_draft order by prepared_at desc limit 1`;
  const made = row?.made as {
    columns: string[];
    lines: { labels: string[]; counts: (number | null)[] }[];
    definition: string;
    note: string;
  };
  return { id: String(row?.id), facts: row?.facts as { against: string[] }, ...made };
};

async function publish(): Promise<void> {
  const { id } = await newest();
  await us.sign(id);
  const approved = await us.approve(id);
  expect(approved.status, approved.body).toBe(303);
}

test("a span that is no whole quarters, one that runs backwards, and months of which no area has all, are said at their field", async () => {
  const odd = await prepared({ length: "quarter", last: "2025-11" });
  expect([odd.status, odd.body.includes("These are 11 months, which are no whole quarters")]).toEqual([
    422,
    true,
  ]);
  const back = await prepared({ length: "month", first: "2025-12", last: "2025-01" });
  expect(back.body).toContain("The last month is before the first");
  const never = await prepared({ length: "month", first: "2024-12" });
  expect(never.status).toBe(422);
});

// By hand: Fenwick 9 + 8 + 3 = 20, 18, 27, 24: 89. Holmside 21, 25, 0, 27: 73. Quay has no December.
test("deaths by area and quarter stand there in full where none is few; an area without a month is left out and named", async () => {
  const done = await prepared({ length: "quarter" });
  expect(done.status, done.body).toBe(303);
  const { lines, definition, note, facts } = await newest();
  expect(lines.map(({ labels, counts }) => [labels[0], ...counts])).toEqual([
    ["Fenwick", 20, 18, 27, 24, 89],
    ["Holmside", 21, 25, 0, 27, 73],
    ["Total", 41, 43, 27, 51, 162],
  ]);
  expect(definition).toContain("Not in it, since months are missing: Quay.");
  expect(note).toContain("fewer than 5 deaths");
  expect(facts.against).toEqual([]);
  const page = await us.page(us.commissioner, `/releases/drafts/${(await newest()).id}`);
  expect(page.body).toContain("no count and no total of 15 places is small");
});

// By hand: March is the quarter of 20 less 9 and 8. Where the quarter is published, two more months have to go with it.
test("months beside a published quarter keep back what the quarter would tell", async () => {
  await publish();
  expect((await prepared({ length: "month", first: "2025-01", last: "2025-03" })).status).toBe(303);
  const { lines, facts } = await newest();
  expect(facts.against).toEqual(["table 1, version 1"]);
  expect(lines[0]?.labels).toEqual(["Fenwick"]);
  const told = lines[0]?.counts.slice(0, 3) ?? [];
  expect(told[2]).toBeNull();
  expect(told.filter((count) => count === null).length).toBeGreaterThan(1);
});

test("a month that was counted anew after it was published does not tell of the two who were added", async () => {
  expect((await prepared({ length: "month", first: "2025-04", last: "2025-06" })).status).toBe(303);
  expect((await newest()).lines[0]?.counts.slice(0, 3)).toEqual([7, 6, 5]);
  await publish();
  await brought("F,Fenwick,2025-04,drug-deaths,9");
  const again = await prepared({ length: "month", first: "2025-04", last: "2025-06", why: "One came late" });
  expect(again.status, again.body).toBe(303);
  const { lines } = await newest();
  // The month itself, and the totals of its row, of its column and of all.
  expect([
    lines[0]?.counts[0],
    lines[0]?.counts[3],
    lines.at(-1)?.counts[0],
    lines.at(-1)?.counts[3],
  ]).toEqual([null, null, null, null]);
});
