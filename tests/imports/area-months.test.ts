import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aCast, type Cast, fileOf, importing, wrongIn } from "./importing.ts";

let world: World;
let cast: Cast;
let commissioner: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  cast = await aCast(world);
  commissioner = await world.anAgency("office", { role: "commissioner" });
});
afterAll(() => world.close());

const HEAD = "Area,Month,Measure,Count,Population";
const bringing = (from: TestAgency, rows: readonly string[], options = {}) =>
  importing(world, cast, "area-months", from, fileOf(HEAD, ...rows), options);
const kept = async (area: string) => {
  const rows = await world.sql`
    select to_char(month, 'YYYY-MM') || ' v' || version || ' ' || counted || coalesce(' of ' || population, '') as told
      from area_month where area = ${area} order by month, version`;
  return rows.map((row) => row.told);
};

test("counts of an area come in once, and the same file again does nothing twice", async () => {
  const rows = ["Fenwick,2026-03,drug litter,41,12400", "Fenwick,2026-04,drug litter,38,12400"];
  expect((await bringing(cast.administrator, rows)).counts).toMatchObject({ read: 2, fresh: 2, bad: 0 });
  const again = await bringing(cast.administrator, rows);
  expect(again.counts).toMatchObject({ read: 2, fresh: 0, changed: 0, known: 2 });
  expect(again.completeTo?.toString()).toBe("2026-04-30");
  expect(await kept("Fenwick")).toEqual(["2026-03 v1 41 of 12400", "2026-04 v1 38 of 12400"]);
});

test("a corrected file restates with a version, and what it leaves empty takes nothing away", async () => {
  await bringing(cast.administrator, ["Holm,2026-03,ASB,10,9000", "Holm,2026-04,ASB,12,9000"]);
  const restated = await bringing(cast.administrator, ["Holm,2026-03,ASB,14,", "Holm,2026-04,ASB,12,"]);
  expect(restated.counts).toMatchObject({ changed: 1, known: 1 });
  expect(await kept("Holm")).toEqual([
    "2026-03 v1 10 of 9000",
    "2026-03 v2 14 of 9000",
    "2026-04 v1 12 of 9000",
  ]);
});

test("rows with something wrong are told by line and field, and every good row of the file is kept", async () => {
  const run = await bringing(cast.administrator, [
    "Marsh,2026-03,open drug use,<5,",
    "Marsh,2026-04,open drug use,7,",
    "Marsh,2026-14,open drug use,7,",
  ]);
  expect(run.counts).toMatchObject({ read: 3, fresh: 1, bad: 2 });
  expect((await wrongIn(world, cast, run)).map(({ line, column }) => [line, column])).toEqual([
    [2, "Count"],
    [4, "Month"],
  ]);
  expect(await kept("Marsh")).toEqual(["2026-04 v1 7"]);
});

test("what is only checked writes nothing", async () => {
  const run = await bringing(cast.administrator, ["Trial,2026-03,ASB,10,"], { dryRun: true });
  expect([run.counts.fresh, await kept("Trial")]).toEqual([1, []]);
});

test("two agencies' counts of one area stand beside one another, neither restates the other", async () => {
  await bringing(cast.administrator, ["Quay,2026-03,ASB,10,"]);
  await bringing(cast.police, ["Quay,2026-03,ASB,16,"]);
  expect(await kept("Quay")).toEqual(["2026-03 v1 10", "2026-03 v1 16"]);
});

test("readers of insight see the counts; police and the identity clerk do not", async () => {
  await bringing(cast.administrator, ["Seen,2026-03,ASB,10,"]);
  const rowsFor = async (agency: TestAgency) => {
    const read = await world.as(agency, async (tx) => ({
      ok: true as const,
      value: await tx`select counted from insight_area_month where area = 'Seen'`,
    }));
    return read.ok ? read.value.length : -1;
  };
  const clerk = await world.aWorker(cast.administrator, "identity-clerk");
  expect([await rowsFor(commissioner), await rowsFor(cast.police), await rowsFor(clerk)]).toEqual([1, 0, 0]);
});

test("no role that runs changes a count or takes one away, a definer function's neither", async () => {
  const may = await world.sql`
    select r.rolname from pg_roles r
     where r.rolname in ('app_testland', 'policy_testland', 'insight_testland')
       and (has_table_privilege(r.rolname, 'area_month', 'update') or has_table_privilege(r.rolname, 'area_month', 'delete'))`;
  expect(may).toEqual([]);
});
