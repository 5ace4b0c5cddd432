import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../served.ts";
import { send } from "../visiting.ts";
import type { TestAgency } from "../world.ts";

// Who entered, and how they left, as a table that leaves: by the pages, held against stays written by hand.

let served: Served;
let commissioner: TestAgency;
let clinic: TestAgency;
beforeAll(async () => {
  served = await openServed();
  clinic = await served.world.anAgency("treatment");
  commissioner = await served.world.anAgency("office", { role: "commissioner" });
});
afterAll(() => served.close());

/** So many people whose first stay began on that day, and ended so, or has not. */
async function entered(many: number, from: string, to?: string, ending?: string): Promise<void> {
  await served.world.sql`
    with made as (
      insert into person (family_name, given_names, known_as, born_on, sex)
      select 'Family', 'Given', '', '1985-04-03', 'male' from generate_series(1, ${many}::int) returning id)
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending, end_reason)
    select id, ${clinic.serviceId}, ${clinic.agencyId}, ${clinic.kind}, 'health', ${clinic.teamId}, 'referred', ${from}::date, ${to ?? null}::date,
           ${ending ?? null}, ${ending ? "x" : null} from made`;
}

const asked = { services: "every", from: "1/4/2025", to: "31/3/2026" };

const newest = async (): Promise<{
  readonly columns: string[];
  readonly lines: { labels: string[]; counts: (number | null)[] }[];
}> => {
  const [row] = await served.world
    .sql`select convert_from(json, 'UTF8')::jsonb as made from release_draft order by prepared_at desc limit 1`;
  return row?.made;
};

test("nobody entered, and a day that is none, are said at their field, and what was typed stays", async () => {
  const none = await send(served, commissioner, "/releases/new/programme", { ...asked, way: "suppress" });
  expect(none.status).toBe(422);
  expect(none.body).toContain("Nobody entered any of these services in that time");
  const wrong = await send(served, commissioner, "/releases/new/programme", {
    ...asked,
    from: "31/2/2025",
    way: "suppress",
  });
  expect(wrong.status).toBe(422);
  expect(wrong.body).toContain("“31/2/2025” is no day");
  expect(wrong.body).toContain('value="31/2/2025"');
});

test("everyone who entered in the year stands in one column, by how their first stay stands; small counts and what would tell them are kept back", async () => {
  await entered(12, "2025-05-01");
  await entered(9, "2025-06-01", "2025-12-01", "completed");
  await entered(3, "2025-07-01", "2025-08-01", "custody-elsewhere");
  await entered(8, "2025-07-02", "2025-09-01", "dropped-out");
  // The day before the year and the day after it are not of it.
  await entered(7, "2025-03-31");
  await entered(6, "2026-04-01");
  const done = await send(served, commissioner, "/releases/new/programme", { ...asked, way: "suppress" });
  expect(done.status, done.body).toBe(303);
  const { columns, lines } = await newest();
  expect(columns).toEqual([
    "Still there",
    "Left as planned",
    "Handed over or moved",
    "Left unplanned",
    "Died while there",
    "Total",
  ]);
  const counts = lines[0]?.counts ?? [];
  const right = [12, 9, 3, 8, 0, 32];
  expect(counts[2]).toBeNull();
  for (const [i, count] of counts.entries()) if (count !== null) expect(count, String(i)).toBe(right[i]);
  // One alone that is kept back would be the total less the others.
  expect(counts.filter((count) => count === null).length).toBeGreaterThan(1);
});

test("rounded, each count is the nearest five", async () => {
  expect(
    (await send(served, commissioner, "/releases/new/programme", { ...asked, way: "round" })).status,
  ).toBe(303);
  expect((await newest()).lines[0]?.counts).toEqual([10, 10, 5, 10, 0, 30]);
});
