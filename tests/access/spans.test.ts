import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { accept } from "../../src/kernel/result.ts";
import { today } from "../../src/kernel/time.ts";
import { PARAMETERS } from "../../src/record/parameters.ts";
import { syncReferenceData } from "../../src/record/staff/store.ts";
import { SERVICES } from "../../src/services/index.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Starts with declarations in which a stay with community treatment stays in sight for so long after its end. */
const startWith = (days: number) =>
  asPolicyRole(world.sql, WORLD_CODE, (tx) =>
    syncReferenceData(
      tx,
      SERVICES.map((kind) =>
        kind.code === "community" ? { ...kind, retentionDays: { ...kind.retentionDays, value: days } } : kind,
      ),
    ),
  );

test("a span that the program has anew holds for everyone from the next start on, and nothing is computed otherwise", async () => {
  const agency = await world.anAgency("treatment");
  const person = await world.aPerson(agency);
  const episode = await world.anEpisode(agency, person, {
    startedOn: today().subtract({ days: 300 }).toString(),
  });
  await world.sql`update episode set ended_on = ${today().subtract({ days: 100 })}, ending = 'completed' where id = ${episode}`;
  await world.sql`update registration set at = now() - interval '200 days'`;
  const sees = async () => {
    const seen = await world.as(agency, async (tx) => accept((await tx`select from person`).length));
    return seen.ok && seen.value === 1;
  };
  expect(await sees()).toBe(true);
  await startWith(99);
  expect(await sees()).toBe(false);
  await startWith(100);
  expect(await sees()).toBe(true);
  const [before] = await world.sql`select xmin::text from visible`;
  await startWith(100);
  const [after] = await world.sql`select xmin::text from visible`;
  expect(after, "the line of rights is the same one").toEqual(before);
});

test("a span that is not there gives no sight, and never sight for ever", async () => {
  const [span] = await world.sql`select parameter_span('no-such-span')::text as span`;
  expect(span?.span).toBe("00:00:00");
});

test("every span the database counts by stands in it with its version, its source and a day to look again", async () => {
  const rows =
    await world.sql`select code, hours * 60 + minutes as minutes, source, check_by from parameter order by code`;
  expect(rows.map((row) => row.code)).toEqual(Object.keys(PARAMETERS).sort());
  const minutes = Object.fromEntries(rows.map((row) => [row.code, row.minutes]));
  expect([minutes["proof-lasts"], minutes["settle-after-a-no"]]).toEqual([5, 48 * 60]);
  for (const row of rows) {
    expect(row.source, row.code).toMatch(/./);
    expect(row.check_by, row.code).toBeInstanceOf(Temporal.PlainDate);
  }
  // What is asked by name is there, in functions, in views and in the program's own statements: an unknown name would count by nothing.
  const defined = await world.sql`
    select string_agg(pg_get_functiondef(p.oid), ' ') as text from pg_proc p
     where p.pronamespace = current_schema()::regnamespace and p.prokind = 'f'
    union all select string_agg(definition, ' ') from pg_views where schemaname = current_schema()`;
  const program = globSync("src/**/*.{ts,tsx}").filter(
    (file) => !/\.test\.|record\/parameters\.ts$/.test(file),
  );
  const text = [...defined.map((row) => row.text), ...program.map((file) => readFileSync(file, "utf8"))].join(
    "\n",
  );
  const asked = [...text.matchAll(/parameter_span\('([a-z-]+)'/g)].map(([, code]) => code);
  expect(asked.filter((code) => !Object.hasOwn(PARAMETERS, String(code)))).toEqual([]);
  // And none is there that nothing counts by.
  const all = Object.keys(PARAMETERS).filter(
    (code) => text.includes(`'${code}'`) || text.includes(`"${code}"`),
  );
  expect([...all].sort()).toEqual(Object.keys(PARAMETERS).sort());
});
