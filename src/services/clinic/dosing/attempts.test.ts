import { afterAll, beforeAll, expect, test } from "vitest";
import { attempts } from "../../../../tests/clinic/dosing-attempts.ts";
import { handingOver } from "../../../../tests/clinic/dosing-speed.ts";
import { type Site, setUpSite } from "../../../../tests/site.ts";

// Each test sets a whole clinic: long on a busy machine.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true, requestsPerMinute: 1_000_000 });
});
afterAll(() => site.close());

/** Small in every run; `npm run bench -- --doses` runs ten thousand attempts of fifty actors, and twenty nurses. */
const FULL = process.env.DOSES === "full";
const [TRIES, ACTORS, CONNECTIONS] = FULL ? [10_000, 50, 32] : [120, 12, 8];
const [NURSES, EACH, PAUSE_MS] = FULL ? [20, 9, 1000] : [2, 3, 20];
const LONG_MS = 1_800_000;

test(
  "many who hand over the same part at one moment hand it over once, and the register has one line",
  async () => {
    const came = await attempts(site.world, TRIES, ACTORS, CONNECTIONS);
    console.log(JSON.stringify(came));
    expect(came).toMatchObject({ done: 1, authorities: 1, lines: 1 });
    // Half came with the form's own key, and each of them is told what the first of them did.
    expect(came.answers).toEqual({ done: 1, replayed: TRIES / 2 - 1, "other-body": TRIES / 2 });
  },
  LONG_MS,
);

test("control: looked for first and then written, without lock or constraint, the same rush writes it many times over", async () => {
  const { sql } = site.world;
  await sql`create table naive_authority (part uuid not null, key uuid not null default gen_random_uuid())`;
  const part = crypto.randomUUID();
  const rush = async (): Promise<void> => {
    await sql.begin(async (tx) => {
      const [there] = await tx`select 1 from naive_authority where part = ${part}`;
      if (there) return;
      await tx`select pg_sleep(0.3)`;
      await tx`insert into naive_authority (part) values (${part})`;
    });
  };
  await Promise.all(Array.from({ length: 12 }, rush));
  const [row] = await sql`select count(*)::int as n from naive_authority`;
  expect(Number(row?.n)).toBeGreaterThan(1);
});

test(
  "handing over answers once line, authority and log are committed; how long that took is told",
  async () => {
    const speed = await handingOver(site, NURSES, EACH, PAUSE_MS);
    console.log(JSON.stringify({ nurses: NURSES, ...speed }));
    expect(speed.doses).toBe(NURSES * (EACH - 1));
    const [row] = await site.world.sql`
    select (select count(*)::int from authority) as taken, (select count(*)::int from cd_entry where kind = 'administer') as lines`;
    expect(row?.taken).toBe(row?.lines);
  },
  LONG_MS,
);
