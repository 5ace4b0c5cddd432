import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeNorthmoor } from "../demo/northmoor.ts";
import { connect } from "../src/kernel/database/connection.ts";
import { databaseOver } from "../src/kernel/database/door.ts";
import { migrations } from "../src/kernel/database/migrate.ts";
import {
  asPolicyRole,
  connectionOf,
  type Partnership,
  upgradePartnership,
} from "../src/kernel/database/partnership.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import { today } from "../src/kernel/time.ts";
import { syncReferenceData } from "../src/record/staff/store.ts";
import { SERVICES } from "../src/services/index.ts";
import { columnsOf, earlierPartnership, fillFrom, LOGINS, madeOf, rowsOf } from "./earlier.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { openWorld, type World } from "./world.ts";

// A partnership that is in use, brought to this version: what an earlier one wrote is still there, and behind the same doors.

/** Tables whose rows a migration may rewrite, and why that loses nothing. None so far. */
const REWRITTEN: Readonly<Record<string, string>> = {};

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await writeNorthmoor((work) => asPolicyRole(world.sql, WORLD_CODE, work), { people: 60, today: today() });
  // Rights are copied as they are, so what gives some must be there to copy: prescriptions were no table yet.
  await world.sql`delete from observed_dose`;
  await world.sql`delete from collection`;
  await world.sql`delete from prescription`;
  // Counts of areas were no kind of file yet.
  await world.sql`delete from area_month`;
  await world.sql`delete from import_run where kind = 'area-months'`;
});
afterAll(() => world.close());

/** One of each sight: health, police, housing, and whoever sees nobody. */
const WORKERS = ["keyworker", "custody-officer", "housing-officer", "administrator"];

describe.each([1, 4])("from %i migrations before this version", (fewer) => {
  const code = `earlier_${process.pid}_${fewer}`;
  let partnership: Partnership;
  let tables: ReadonlyMap<string, readonly string[]>;
  let before: Awaited<ReturnType<typeof rowsOf>>;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    for (const username of WORKERS) tokens.set(username, await world.tokenFor(username));
    partnership = await earlierPartnership(world.sql, code, fewer);
    await fillFrom(world.sql, world.schema, partnership.schema);
    tables = await columnsOf(world.sql, partnership.schema);
    before = await rowsOf(world.sql, partnership.schema, tables);
    const ran = await upgradePartnership(world.sql, partnership, LOGINS, "tests");
    expect(ran).toEqual({ ok: true, value: fewer });
  });

  test("it was a partnership in use, of an earlier version", async () => {
    const filled = [...before].filter(([, rows]) => rows.size > 0).map(([table]) => table);
    for (const table of [
      "person",
      "episode",
      "handover",
      "note",
      "event",
      "consent",
      "visible",
      "task",
      "session",
    ])
      expect(filled).toContain(table);
    expect(before.get("person")?.size).toBeGreaterThanOrEqual(60);
    expect(fewer).toBeLessThan((await migrations()).length);
  });

  test("no row of any table is lost or changed", async () => {
    const after = await rowsOf(world.sql, partnership.schema, tables);
    const lost = [...before].flatMap(([table, rows]) => {
      const now = after.get(table);
      const gone = [...rows].filter(([hash, times]) => (now?.get(hash) ?? 0) < times).length;
      return gone === 0 || REWRITTEN[table] ? [] : [`${table}: ${gone} of ${rows.size}`];
    });
    expect(lost).toEqual([]);
  });

  test("tables, policies, grants, functions and comments are those of a partnership made today", async () => {
    const [upgraded, made] = [await madeOf(world.sql, code), await madeOf(world.sql, WORLD_CODE)];
    expect(made.length).toBeGreaterThan(2000);
    expect(upgraded.filter((line) => !made.includes(line))).toEqual([]);
    expect(made.filter((line) => !upgraded.includes(line))).toEqual([]);
  });

  test("rights are those that are computed anew, and a session from before sees what it would see in one made today", async () => {
    // What every start does next.
    await asPolicyRole(world.sql, code, (tx) => syncReferenceData(tx, SERVICES));
    const rights = async (schema: string) =>
      rowsOf(
        world.sql,
        schema,
        new Map([["visible", (await columnsOf(world.sql, schema)).get("visible") ?? []]]),
      );
    const kept = await rights(partnership.schema);
    await asPolicyRole(world.sql, code, (tx) => tx`select recompute_visible(array(select id from person))`);
    expect(await rights(partnership.schema)).toEqual(kept);
    const database = databaseOver(
      connect(connectionOf(world.server, code, "app", LOGINS), 2),
      partnership.schema,
    );
    for (const [username, token] of tokens) {
      const seen = async (through: typeof database) => {
        const answer = await through.as(token, "/test", async (tx) => {
          const [row] = await tx<{ people: number; episodes: number; notes: number }[]>`
            select (select count(*)::int from person) as people, (select count(*)::int from episode) as episodes,
                   (select count(*)::int from note) as notes`;
          return accept({ ...row, role: tx.asking.role });
        });
        invariant(answer.ok, `the session of ${username} is open`);
        return answer.value;
      };
      expect([username, await seen(database)]).toEqual([username, await seen(world.database)]);
    }
    await database.close();
  });
});
