import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { tokenHash } from "../src/web/session.ts";
import { openWorld, type TestAgency, type World } from "./world.ts";

// The clock of the database was an hour ahead, and is put right: what it wrote meanwhile lies in its future.

let world: World;
let nurse: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  nurse = await world.anAgency("clinic");
});
afterAll(() => world.close());

const moved = (column: "last_used_at" | "proved_at", by: string) =>
  world.sql`update session set ${world.sql(column)} = now() + ${by}::interval where token_hash = ${tokenHash(nurse.token)}`;

const isIn = async (): Promise<boolean> =>
  (await world.database.as(nurse.token, "/test", async () => accept(1), "by-itself")).ok;

const isFresh = async (): Promise<boolean> => {
  const asked = await world.as(nurse, async (tx) =>
    accept((await tx`select acting_is_fresh() as yes`)[0]?.yes),
  );
  return asked.ok && asked.value;
};

test("a session that was used in the future has ended: by that clock it would last an hour too long", async () => {
  await moved("last_used_at", "1 hour");
  expect(await isIn()).toBe(false);
});

test("one that was used a moment ahead, as clocks are set right, has not", async () => {
  await moved("last_used_at", "1 minute");
  expect(await isIn()).toBe(true);
});

test("a proof shown in the future proves nothing, one of a moment ago does", async () => {
  await moved("last_used_at", "0 minutes");
  await moved("proved_at", "1 hour");
  expect(await isFresh()).toBe(false);
  await moved("proved_at", "-1 minute");
  expect(await isFresh()).toBe(true);
});
