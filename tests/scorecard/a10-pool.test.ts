import { afterAll, beforeAll, test } from "vitest";
import { connect, type Sql } from "../../src/kernel/database/connection.ts";
import { type Database, databaseOver } from "../../src/kernel/database/door.ts";
import { connectionOf } from "../../src/kernel/database/partnership.ts";
import { type Random, randomFrom } from "../../src/kernel/random.ts";
import { accept, refuse } from "../../src/kernel/result.ts";
import { WORLD_CODE, WORLD_LOGINS } from "../global-setup.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { LIMIT, publish, sized } from "./row.ts";

// Thirty workers share four connections. Whatever one request does to a connection, the next that gets it is nobody else.

const SEED = "pool 1";
const USERS = 30;

let world: World;
const users: TestAgency[] = [];
beforeAll(async () => {
  world = await openWorld();
  for (let place = 0; place < USERS; place += 1) {
    const agency = await world.anAgency(place % 2 === 0 ? "treatment" : "hospital");
    const person = await world.aPerson(agency);
    await world.as(agency, async (tx) => {
      for (const words of ["one", "two"])
        await tx`insert into note (person_id, category, words) values (${person}, 'health', ${words})`;
      return accept(undefined);
    });
    users.push(agency);
  }
}, LIMIT);
afterAll(() => world.close());

type Count = { requests: number; strangers: number; own: number };

/** A session that ended, or never was. */
const DEAD = "A".repeat(43);

/** One request: most read their notes, some fail, wait too long, refuse, change their mind, or are signed in no more. */
async function request(database: Database, pool: Sql, random: Random, count: Count): Promise<void> {
  const user = random.pick(users);
  const kind = random.between(0, 19);
  count.requests += 1;
  const look = (rows: readonly { agency_id: string }[], who: TestAgency | undefined): void => {
    for (const row of rows) {
      if (row.agency_id === who?.agencyId) count.own += 1;
      else count.strangers += 1;
    }
  };
  try {
    if (kind === 0) {
      // A connection taken without the door, as a careless line of code would: nobody has been bound to it.
      look(
        await pool.unsafe<{ agency_id: string }[]>(`select agency_id from ${world.schema}.note`),
        undefined,
      );
      return;
    }
    await database.as(kind === 1 ? DEAD : user.token, "/test", async (tx) => {
      const who = kind === 1 ? undefined : user;
      if (kind === 2) await tx.unsafe("select 1 / 0");
      if (kind === 3) await tx.unsafe("set local statement_timeout = '5ms'; select pg_sleep(1)");
      const rows = await tx<
        { agency_id: string }[]
      >`select agency_id from note where words <> ${String(kind)}`;
      look(rows, who);
      if (kind === 4) return refuse({ code: "no" as const });
      if (kind === 5) throw new Error("thrown on purpose");
      if (kind === 6)
        await tx`insert into note (person_id, category, words) select id, 'nothing', 'x' from person`;
      return accept(rows.length);
    });
  } catch {
    // Failing is what these requests are for.
  }
}

async function run(database: Database, pool: Sql, requests: number): Promise<Count> {
  const count: Count = { requests: 0, strangers: 0, own: 0 };
  await Promise.all(
    Array.from({ length: 24 }, async (_, caller) => {
      const random = randomFrom(`${SEED} ${caller}`);
      for (let nth = 0; nth < requests / 24; nth += 1) await request(database, pool, random, count);
    }),
  );
  return count;
}

const openPool = (): Sql => connect(connectionOf(world.server, WORLD_CODE, "app", WORLD_LOGINS), 4);

/** Who is asking stays on the connection after the transaction, as SET would leave it where SET LOCAL does not. */
const LEFT_BEHIND = ["acting_agency", "acting_categories", "acting_person"];

async function withoutEnd(work: () => Promise<number>): Promise<number> {
  const { sql } = world;
  const before: string[] = [];
  for (const name of LEFT_BEHIND) {
    const [row] =
      await sql`select pg_get_functiondef(oid) as words from pg_proc where proname = ${name} and pronamespace = ${world.schema}::regnamespace`;
    const words = String(row?.words);
    before.push(words);
    await sql.unsafe(
      words
        .replace(/ AND \(?\w*\.?xid = pg_current_xact_id_if_assigned\(\)\)?/, "")
        .replace(/\(\(([^()]*pid = pg_backend_pid\(\))\)\)/, "($1)"),
    );
  }
  try {
    return await work();
  } finally {
    for (const words of before) await sql.unsafe(words);
  }
}

test(
  "on four connections nobody sees a row of anybody else's, whatever the request before theirs did",
  async () => {
    const pool = openPool();
    const database = databaseOver(pool, world.schema);
    const count = await run(database, pool, sized(2000, 100_000));
    const planted = await withoutEnd(async () => (await run(database, pool, 1500)).strangers);
    await database.close();
    await publish({
      id: "A10",
      figure: "On a pool of four connections, no request of thirty users sees a row of anybody else's",
      target: "0 rows of others",
      value: `${count.strangers} rows of others, ${count.own} of their own`,
      met: count.strangers === 0 && count.own > count.requests,
      n: count.requests,
      zero: true,
      seed: SEED,
      control: {
        planted: "who is asking is bound to the connection, as SET binds, and not to the transaction",
        found: planted,
      },
      notes: [
        "24 at once: prepared statements, refusals, errors in SQL and in code, timeouts, ended sessions, and connections taken without the door",
      ],
    });
  },
  LIMIT,
);
