import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("an agency sees the person it registered, and another agency does not", async () => {
  const ours = await world.anAgency("treatment");
  const theirs = await world.anAgency("hospital");
  const person = await world.aPerson(ours);
  const seen = (agency: typeof ours) =>
    world.as(agency, async (tx) => accept((await tx`select id from person where id = ${person}`).length));
  expect(await seen(ours)).toEqual(accept(1));
  expect(await seen(theirs)).toEqual(accept(0));
});

test("an episode opens the person to the agency that runs it, and ends nothing for anyone else", async () => {
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(ours);
  const episode = await world.anEpisode(ours, person);
  const seen = await world.as(ours, async (tx) =>
    accept((await tx`select id from episode where id = ${episode}`).length),
  );
  expect(seen).toEqual(accept(1));
});

test("without saying who asks, the application role sees nobody", async () => {
  const ours = await world.anAgency("treatment");
  await world.aPerson(ours);
  const [row] = await world.sql.begin(async (tx) => {
    await tx.unsafe("set local role app_testland");
    return tx`select count(*)::int as n from person`;
  });
  expect(row?.n).toBe(0);
});
