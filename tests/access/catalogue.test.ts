import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sql } from "../../src/kernel/database/connection.ts";
import { openWorld, type World } from "../world.ts";
import { LINTS } from "./catalogue.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

class ThrownAway extends Error {}

/** Runs in a transaction that never commits. */
async function inPassing(work: (tx: Sql) => Promise<void>): Promise<void> {
  await world.sql
    .begin(async (tx) => {
      await work(tx as unknown as Sql);
      throw new ThrownAway();
    })
    .catch((error: unknown) => {
      if (!(error instanceof ThrownAway)) throw error;
    });
}

describe("the database's own catalogue", () => {
  for (const lint of LINTS) {
    test(lint.sentence, async () => {
      expect(await lint.find(world.sql, world.schema)).toEqual([]);
    });
    test(`broken on purpose, it is found: ${lint.sentence}`, async () => {
      await inPassing(async (tx) => {
        await tx.unsafe(lint.breakIt);
        expect((await lint.find(tx, world.schema)).length).toBeGreaterThan(0);
      });
    });
  }
});

/** The only functions that look past policies. A new one is added here by someone who thought about it. */
test("the functions that look past policies are exactly these", async () => {
  const rows = await world.sql<{ name: string }[]>`
    select distinct p.proname as name from pg_proc p
     where p.pronamespace = ${world.schema}::regnamespace and p.prosecdef order by 1`;
  await expect(rows.map((row) => row.name).join("\n")).toMatchFileSnapshot("definer-functions.txt");
});
