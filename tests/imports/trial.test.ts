import { afterAll, beforeAll, expect, test } from "vitest";
import { ROWS_A_BATCH, ROWS_A_TRIAL } from "../../src/exchange/imports/run.ts";
import { sayTrial } from "../../src/exchange/imports/run-messages.ts";
import { openWorld, type World } from "../world.ts";
import { aCast, type Cast, fileOf, importing, wrongIn } from "./importing.ts";

let world: World;
let cast: Cast;
beforeAll(async () => {
  world = await openWorld();
  cast = await aCast(world);
});
afterAll(() => world.close());

/** More clients than are loaded in one transaction. */
const MANY = ROWS_A_BATCH + 100;

test("a check finds what the import will: a stay that overlaps one of many rows before", async () => {
  const clients = Array.from({ length: MANY }, (_, i) => `C${i},Client,Number,01/02/${1940 + (i % 60)},M`);
  await importing(world, cast, "people", cast.treatment, fileOf("Ref,Surname,Forename,DOB,Sex", ...clients));
  const stays = clients.map((_, i) => `C${i},community,01/03/2024,,`);
  const file = () => fileOf("Ref,Service,Start,End,Reason", ...stays, "C0,community,01/04/2024,,");
  const checked = await importing(world, cast, "episodes", cast.treatment, file(), { dryRun: true });
  const [episodes] = await world.sql`select count(*)::int as n from episode`;
  expect(episodes?.n).toBe(0);
  const loaded = await importing(world, cast, "episodes", cast.treatment, file());
  expect(checked.counts).toEqual(loaded.counts);
  expect(loaded.counts).toMatchObject({ read: MANY + 1, fresh: MANY, bad: 1 });
  const wrong = async (run: typeof checked) =>
    (await wrongIn(world, cast, run)).map(({ line, code }) => [line, code]);
  expect(await wrong(checked)).toEqual([[MANY + 2, "overlaps"]]);
  expect(await wrong(loaded)).toEqual([[MANY + 2, "overlaps"]]);
});

test("where a file is longer than is checked together, whoever checks it is told what that cannot find", () => {
  const told = (read: number, change: object = {}) =>
    sayTrial({
      kind: "episodes",
      dryRun: true,
      counts: { read, fresh: read, changed: 0, known: 0, repeated: 0, bad: 0 },
      ...change,
    });
  expect(told(ROWS_A_TRIAL)).toBeUndefined();
  expect(told(ROWS_A_TRIAL + 1)).toBe(
    "Rows are checked 2,000 at a time: one that only clashes with a row of another such part shows when the file is brought in.",
  );
  expect(told(ROWS_A_TRIAL + 1, { dryRun: false })).toBeUndefined();
  // Each offence is judged by itself, and repeats are known throughout the file.
  expect(told(ROWS_A_TRIAL + 1, { kind: "events" })).toBeUndefined();
});
