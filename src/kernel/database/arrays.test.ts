import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../../../tests/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("a list comes back from the database as it went there, whatever stands in it", async () => {
  const words = ["plain", "", "null", "NULL", "a,b", '"quoted"', "back\\slash", "{brace}", "new\nline", "é"];
  const [row] = await world.sql`select ${world.sql.array(words, 1009)} as words, ${words}::text[] as plain`;
  expect([row?.words, row?.plain]).toEqual([words, words]);
  const [empty] = await world.sql`select ${world.sql.array([], 1009)} as none, array[null, 'x'] as gap`;
  expect([empty?.none, empty?.gap]).toEqual([[], [null, "x"]]);
});

test("lists of days, instants, whole numbers, yes and no, nested lists and documents come back as what they are", async () => {
  const day = Temporal.PlainDate.from("2026-03-29");
  const at = Temporal.Instant.from("2026-03-29T00:59:59.123456Z");
  const [row] = await world.sql`
    select ${world.sql.array([day], 1082)} as days, ${world.sql.array([at], 1184)} as instants, array[1::bigint, 9007199254740993] as large,
           array[1, 2] as small, array[true, false] as said, array[[1, 2], [3, 4]] as nested, array['{"a": [1]}'::jsonb] as documents`;
  expect(row).toEqual({
    days: [day],
    instants: [at],
    large: [1n, 9_007_199_254_740_993n],
    small: [1, 2],
    said: [true, false],
    nested: [
      [1, 2],
      [3, 4],
    ],
    documents: [{ a: [1] }],
  });
});

test("every array type of PostgreSQL's own that a column here has is known", async () => {
  const rows = await world.sql`
    select distinct t.typname, t.oid::int as oid from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
     where c.relnamespace = ${world.schema}::regnamespace and t.typcategory = 'A' and a.attnum > 0`;
  expect(rows.length).toBeGreaterThan(0);
  const known = Object.keys(world.sql.options.parsers).map(Number);
  expect(rows.filter(({ oid }) => !known.includes(oid)).map(({ typname }) => typname)).toEqual([]);
});
