import { afterAll, beforeAll, expect, test } from "vitest";
import { attempts } from "../../../../tests/clinic/dosing-attempts.ts";
import { openWorld, type World } from "../../../../tests/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

/** How many; `npm run bench -- --doses` runs the full ten thousand. */
const [TRIES, ACTORS] = [200, 20] as const;

test("many who hand over the same part at one moment hand it over once, and the register has one line", async () => {
  const came = await attempts(world, TRIES, ACTORS, 8);
  expect(came).toMatchObject({ done: 1, authorities: 1, lines: 1 });
  expect(Object.keys(came.answers).toSorted()).toEqual(["done", "other-body", "replayed"]);
});

test("control: looked for first and then written, without lock or constraint, the same rush writes it many times over", async () => {
  await world.sql`create table naive_authority (part uuid not null, key uuid not null default gen_random_uuid())`;
  const part = crypto.randomUUID();
  const rush = async (): Promise<void> => {
    await world.sql.begin(async (tx) => {
      const [there] = await tx`select 1 from naive_authority where part = ${part}`;
      if (there) return;
      await tx`select pg_sleep(0.002)`;
      await tx`insert into naive_authority (part) values (${part})`;
    });
  };
  for (let round = 0; round < 5; round += 1) await Promise.all(Array.from({ length: 12 }, rush));
  const [row] = await world.sql`select count(*)::int as n from naive_authority`;
  expect(Number(row?.n)).toBeGreaterThan(1);
});
