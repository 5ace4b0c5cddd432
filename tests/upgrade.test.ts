import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Sql } from "../src/kernel/database/connection.ts";
import { migrations } from "../src/kernel/database/migrate.ts";
import {
  createPartnership,
  type Partnership,
  upgradePartnership,
} from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import { sayPartnership } from "../src/system.ts";
import { openWorld, type World } from "./world.ts";

const LOGINS = { app: "one-password", door: "another-password" };

let world: World;
let sql: Sql;
beforeAll(async () => {
  world = await openWorld();
  sql = world.sql;
});
afterAll(() => world.close());

const create = (on: Sql, code: string) =>
  createPartnership(on, { code, name: code, madeUp: false }, LOGINS, "tests");
const landed = async (schema: string): Promise<readonly string[]> => {
  const rows = await sql.unsafe<{ name: string }[]>(`select name from "${schema}".migration order by name`);
  return rows.map((row) => row.name);
};
const all = async (): Promise<readonly string[]> => (await migrations()).map((one) => one.name);

describe("bringing a partnership to this version", () => {
  test("one that was stopped in the middle goes on where it stood", async () => {
    const worker = connect(world.server, 1);
    const making = create(worker, "stopped").catch(() => "stopped");
    await expect
      .poll(async () => (await landed("p_stopped").catch(() => [])).length >= 3, { interval: 2 })
      .toBe(true);
    // The process is gone, and its connections with it.
    await worker.end({ timeout: 0 });
    expect(await making).toBe("stopped");
    const before = await landed("p_stopped");
    expect(before.length).toBeLessThan((await all()).length);
    const again = await create(sql, "stopped");
    expect(again.ok).toBe(true);
    expect(await landed("p_stopped")).toEqual(await all());
  });

  test("two servers that start at one moment bring it up once", async () => {
    // The one that was stopped has its roles; what it holds is thrown away.
    const empty = { code: "stopped", name: "stopped", schema: "p_stopped", madeUp: false };
    await sql.unsafe(
      `drop schema p_stopped cascade; create schema p_stopped authorization throughcare_owner`,
    );
    const ran = await Promise.all([1, 2].map(() => upgradePartnership(sql, empty, LOGINS, "tests")));
    const counts = ran.map((one) => (one.ok ? one.value : Number.NaN));
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe((await all()).length);
    expect(await landed("p_stopped")).toEqual(await all());
  });
});

describe("data that another build made", () => {
  // One for both: what the first test adds, the second takes away again.
  let partnership: Partnership;
  beforeAll(async () => {
    const created = await create(sql, "other");
    invariant(created.ok, "the partnership is made");
    partnership = created.value;
  });

  test("is refused by the name of the migration this build does not have, and left alone", async () => {
    await sql.unsafe(
      `insert into "${partnership.schema}".migration (name, hash) values ('9999-to-come.sql', 'x')`,
    );
    const refused = await upgradePartnership(sql, partnership, LOGINS, "tests");
    expect(refused).toEqual({ ok: false, refusal: { code: "migration-unknown", name: "9999-to-come.sql" } });
    invariant(!refused.ok, "it is refused");
    expect(sayPartnership(refused.refusal)).toContain(
      "9999-to-come.sql, which is not in this one. Nothing was touched.",
    );
  });

  test("is refused by the name of the migration whose text is another, before any later one runs", async () => {
    const [, second, third] = await all();
    await sql.unsafe(`delete from "${partnership.schema}".migration where name = '9999-to-come.sql'`);
    await sql.unsafe(`update "${partnership.schema}".migration set hash = 'x' where name = $1`, [
      second ?? "",
    ]);
    await sql.unsafe(`delete from "${partnership.schema}".migration where name >= $1`, [third ?? ""]);
    const refused = await upgradePartnership(sql, partnership, LOGINS, "tests");
    expect(refused).toEqual({ ok: false, refusal: { code: "migration-changed", name: second } });
    expect(await landed(partnership.schema)).toHaveLength(2);
  });
});
