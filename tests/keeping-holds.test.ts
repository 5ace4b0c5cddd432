import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { sealNow } from "../src/log-keeping.ts";
import { verifyLog } from "../src/log-verifying.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { type Keeping, openKeeping } from "./keeping-story.ts";
import type { TestAgency } from "./world.ts";

let keeping: Keeping;
let treatment: TestAgency;
let police: TestAgency;
beforeAll(async () => {
  keeping = await openKeeping();
});
afterAll(() => keeping.close());
beforeEach(async () => {
  treatment = await keeping.world.anAgency("treatment");
  police = await keeping.world.anAgency("police");
});

describe("erasure that is asked for", () => {
  test("waits for the lead, goes once it is approved, and only the asker's own part", async () => {
    const person = await keeping.someoneOf([police, treatment], 1);
    const asked = await keeping.send(police, `/people/${person}/keeping/erase`, {
      reason: "Recorded under the wrong person's name by mistake",
    });
    expect(asked.status).toBe(303);
    const [row] = await keeping.world
      .sql`select id from disposal where what = 'erasure' and agency_id = ${police.agencyId}`;
    expect((await keeping.visit(keeping.lead, "/keeping")).body).toContain("Erasure");
    await keeping.decide(String(row?.id), keeping.lead);
    await keeping.reached(String(row?.id), "done");
    const left = await keeping.world.sql`select agency_id from note where person_id = ${person}`;
    expect(left.map((note) => note.agency_id)).toEqual([treatment.agencyId]);
  });

  test("is not asked for while the service still has the person, nor under a hold", async () => {
    const open = await keeping.someoneOf([police], 1);
    await keeping.world.sql`update episode set ended_on = null, ending = null where person_id = ${open}`;
    expect(
      (await keeping.send(police, `/people/${open}/keeping/erase`, { reason: "He asked for it at the desk" }))
        .body,
    ).toContain("still has to do with the person");
    const held = await keeping.someoneOf([police], 1);
    await keeping.send(police, `/people/${held}/keeping/hold`, {
      reason: "Claim against the custody suite",
      review: "1/6/2027",
    });
    expect(
      (await keeping.send(police, `/people/${held}/keeping/erase`, { reason: "He asked for it at the desk" }))
        .body,
    ).toContain("a hold");
  });
});

describe("a hold", () => {
  test("over everything stops every disposal, and is ended by somebody else than who placed it", async () => {
    const person = await keeping.someoneOf([police], 7);
    await keeping.send(keeping.lead, "/keeping/holds/new", {
      agency: "all",
      reason: "Public inquiry announced by the minister",
      review: "1/6/2027",
    });
    const [hold] = await keeping.world
      .sql`select id from legal_hold where person_id is null and ended_at is null`;
    const id = await keeping.lookedFor(police);
    expect(await keeping.parts(id)).toMatchObject([{ state: "held" }]);
    const end = (who: TestAgency) =>
      keeping.send(who, `/keeping/holds/${hold?.id}/end`, { reason: "The inquiry has reported" });
    expect((await end(keeping.lead)).body).toContain("You placed this yourself");
    expect((await end(keeping.second)).status).toBe(303);
    expect(await keeping.parts(await keeping.lookedFor(police))).toMatchObject([
      { state: "waiting", person_id: person },
    ]);
  });
});

test("a disposal waits for a hold over everybody that is being placed at the same moment, and is stopped by it", async () => {
  const { world, lead } = keeping;
  const person = await keeping.someoneOf([police], 7);
  const id = await keeping.lookedFor(police);
  const waiting = async () => {
    const [row] =
      await world.sql`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`;
    return row?.n;
  };
  const placed = await world.as(lead, async (tx) => {
    await tx`select place_hold(null, null, 'Public inquiry announced by the minister', '2027-06-01')`;
    await keeping.decide(id);
    await expect.poll(waiting).toBe(1);
    return accept(undefined);
  });
  expect(placed.ok).toBe(true);
  await keeping.reached(id, "done");
  expect(await keeping.parts(id)).toMatchObject([{ state: "held", person_id: person }]);
  await world.sql`update legal_hold set ended_at = now(), ended_by = ${keeping.second.staffId}, end_reason = 'over' where person_id is null and ended_at is null`;
});

test("only disposals delete rows about people: no role that signs in may delete one by itself", async () => {
  const person = await keeping.someoneOf([police], 7);
  for (const table of ["note", "episode", "person", "identifier", "consent", "legal_hold", "disposal_part"])
    await expect(
      keeping.world.as(keeping.lead, async (tx) => accept(await tx.unsafe(`delete from ${table}`))),
      table,
    ).rejects.toThrow(/permission denied/);
  await expect(
    keeping.world.as(keeping.lead, async (tx) => accept(await tx`select erase_person(${person})`)),
  ).rejects.toThrow(/permission denied/);
});

test("old lines of the log go seal by seal, and lists about nobody with them; what stays is still as it was sealed", async () => {
  const { world } = keeping;
  await sealNow(world.sql, WORLD_CODE);
  await world.sql`
    insert into access_log (at, account_id, what, about, route, basis, person_ids)
    select now() - interval '9 years', id, 'read', 'notes', '/', 'relationship', '{}' from account limit 3`;
  await sealNow(world.sql, WORLD_CODE);
  await world.sql`insert into form_once (id, account_id, route, body_hash, location, at)
                  select gen_random_uuid(), id, '/x', '', '/x', now() - interval '4 months' from account limit 2`;
  const before = await verifyLog(world.sql, WORLD_CODE, undefined);
  const id = await keeping.lookedFor();
  const [found] = await world.sql`select lists from disposal where id = ${id}`;
  expect(found?.lists).toMatchObject({ "access-log": 3, forms: 2 });
  await keeping.decide(id);
  await keeping.reached(id, "done");
  const [old] =
    await world.sql`select count(*)::int as n from access_log where at < now() - interval '8 years'`;
  expect(old?.n).toBe(0);
  const after = await verifyLog(world.sql, WORLD_CODE, undefined);
  expect(before).toMatchObject({ ok: true, value: { disposed: 0 } });
  expect(after).toMatchObject({ ok: true, value: { disposed: 3 } });
});

test("neither is decided or ended without showing lately that it is oneself, nor by the same person even beneath the pages", async () => {
  const { world, lead, second } = keeping;
  await keeping.someoneOf([police], 7);
  const id = await keeping.lookedFor(police);
  await keeping.send(lead, "/keeping/holds/new", {
    agency: police.agencyId,
    reason: "Claim against the force",
    review: "1/6/2027",
  });
  const [hold] = await world.sql`select id from legal_hold where agency_id = ${police.agencyId}`;
  await world.sql`update session set proved_at = now() - interval '6 minutes'
                   where account_id = (select id from account where username = ${second.username})`;
  for (const [address, fields] of [
    [`/keeping/${id}`, { decision: "yes", why: "as the schedule says" }],
    [`/keeping/holds/${hold?.id}/end`, { reason: "Settled" }],
  ] as const) {
    const asked = await keeping.send(second, address, fields);
    expect([asked.status, asked.body.includes("Show that it is you")]).toEqual([422, true]);
  }
  const outcomes = await world.as(second, async (tx) =>
    accept(
      await tx<{ decided: string; ended: string }[]>`
        select decide_disposal(${id}, true, 'yes') as decided, end_hold(${String(hold?.id)}, 'Settled') as ended`,
    ),
  );
  expect(outcomes.ok && outcomes.value[0]).toEqual({ decided: "not-fresh", ended: "not-fresh" });
  await expect(
    world.sql`update disposal set state = 'refused', decided_at = now(), decided_by = asked_by, decision = 'no' where id = ${id}`,
  ).rejects.toThrow(/nobody_decides_their_own_disposal/);
  await expect(
    world.sql`update legal_hold set ended_at = now(), ended_by = placed_by, end_reason = 'no' where id = ${String(hold?.id)}`,
  ).rejects.toThrow(/nobody_ends_their_own_hold/);
});
