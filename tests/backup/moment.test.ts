import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../src/kernel/database/connection.ts";
import { atOneMoment, rowsOf, tablesOf } from "../../src/kernel/database/snapshot.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";
import { aShelf, memberOf, type Shelf } from "./archives.ts";

// A backup while others work sees one moment, and nobody waits for it.

let world: World;
let shelf: Shelf;
beforeAll(async () => {
  world = await openWorld();
  await world.anAgency("treatment");
  shelf = await aShelf();
});
afterAll(async () => {
  await shelf.clear();
  await world.close();
});

/** Gives the agency and its team the same new name, in one transaction, again and again until told to stop. */
function renaming(): { stop(): Promise<{ readonly commits: number; readonly longestMs: number }> } {
  const sql = connect(world.server, 1);
  let [stopped, commits, longestMs] = [false, 0, 0];
  const working = (async () => {
    while (!stopped) {
      const begun = performance.now();
      await sql.begin(async (tx) => {
        await tx`update agency set name = ${`number ${commits}`}`;
        await tx`update team set name = ${`number ${commits}`}`;
      });
      commits += 1;
      longestMs = Math.max(longestMs, performance.now() - begun);
      await sleep(1);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await working;
      await sql.end();
      return { commits, longestMs };
    },
  };
}

const numberIn = (text: string): string => /number (\d+)/.exec(text)?.[1] ?? "none";

test("what changes together is in it together, while hundreds of changes are committed", async () => {
  const writer = renaming();
  const [rounds, seen] = [12, new Set<string>()];
  for (let round = 0; round < rounds; round++) {
    const members = await shelf.open(await shelf.take(world, `moment-${round}.age`));
    const [agency, team] = ["agency", "team"].map((table) =>
      numberIn(memberOf(members, `tables/${table}/00000001.copy`).bytes.toString()),
    );
    expect(team).toBe(agency);
    seen.add(agency ?? "");
  }
  const { commits, longestMs } = await writer.stop();
  expect(seen.size).toBe(rounds);
  expect(commits).toBeGreaterThan(rounds * 5);
  // No change waited for a whole backup, let alone for all of them.
  expect(longestMs).toBeLessThan(2000);
});

test("the same look without one moment does see halves, so that the test would notice", async () => {
  const writer = renaming();
  let halves = 0;
  for (let round = 0; round < 200 && halves === 0; round++) {
    const [agency] = await world.sql`select name from agency order by name limit 1`;
    await sleep(2);
    const [team] = await world.sql`select name from team order by name limit 1`;
    if (numberIn(String(agency?.name)) !== numberIn(String(team?.name))) halves += 1;
  }
  await writer.stop();
  expect(halves).toBeGreaterThan(0);
});

test("it holds no lock that anybody waits for who reads or writes", async () => {
  const locks = await atOneMoment(world.server, WORLD_CODE, async (tx) => {
    const tables = await tablesOf(tx);
    for (const table of tables) for await (const _rows of await rowsOf(tx, table));
    const rows = await tx<{ mode: string; count: number }[]>`
      select mode, count(*)::int as count from pg_locks where pid = pg_backend_pid() and locktype = 'relation' group by 1`;
    expect(rows[0]?.count).toBeGreaterThan(tables.length);
    return rows.map(({ mode }) => mode);
  });
  expect(locks).toEqual(["AccessShareLock"]);
});
