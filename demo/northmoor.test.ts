import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import { WORLD_CODE } from "../tests/global-setup.ts";
import { openWorld, type World } from "../tests/world.ts";
import { type InTransaction, writeNorthmoor } from "./northmoor.ts";
import { progressOf } from "./progress.ts";

const day = Temporal.PlainDate.from("2026-07-15");

describe("making Northmoor", () => {
  let straight: World;
  let stopped: World;
  beforeAll(async () => {
    straight = await openWorld();
    stopped = await openWorld();
  });
  afterAll(() => Promise.all([straight.close(), stopped.close()]));

  test("a start that was stopped half-way is taken up by the next, even the day after, and nobody is there twice", async () => {
    await writeNorthmoor(inPartnership(straight), { people: 250, today: day });
    // The cast and one batch are written; then the power goes.
    const cut = writeNorthmoor(cutAfter(2, inPartnership(stopped)), { people: 250, today: day });
    await expect(cut).rejects.toThrow("the power went");
    expect(await tally(stopped)).toMatchObject({ people: 200, files: 0, own: 0 });
    await writeNorthmoor(inPartnership(stopped), { people: 250, today: day.add({ days: 1 }) });
    const { people, keys, pairs, own, files } = await tally(straight);
    // Three files about people, three of counts of areas.
    expect({ people, pairs, own, files }).toEqual({ people: 250, pairs: 2, own: 1, files: 6 });
    expect(await tally(stopped)).toEqual({ people, keys, pairs, own, files });
  });
});

describe("progress", () => {
  const told = (isTTY: boolean): { lines: string[]; at(done: number, seconds: number): void } => {
    const lines: string[] = [];
    let clock = 0;
    const stream = { isTTY, write: (text: string) => lines.push(text) > 0 };
    const progress = progressOf(300_000, "people", stream, () => clock);
    return {
      lines,
      at: (done, seconds) => {
        clock = seconds * 1000;
        progress.at(done);
      },
    };
  };

  test("says in a log, every ten seconds, how far it is and how long is left", () => {
    const { lines, at } = told(false);
    at(1_000, 8);
    at(2_000, 16);
    at(2_400, 19);
    at(299_800, 2400);
    // 298,000 people at 125 a second are 39.7 minutes; 200 more are seconds.
    expect(lines).toEqual([
      "2,000 of 300,000 people, about 40 minutes left\n",
      "299,800 of 300,000 people\n",
    ]);
  });

  test("rewrites one line on a terminal", () => {
    const { lines, at } = told(true);
    at(150_000, 60);
    expect(lines).toEqual([
      `\r${"█".repeat(15)}${"░".repeat(15)} 150,000 of 300,000 people, about 1 minute left\u001b[K`,
    ]);
  });
});

const inPartnership =
  (world: World): InTransaction =>
  (work) =>
    asPolicyRole(world.sql, WORLD_CODE, work);

/** Lets so many transactions commit and no more. */
function cutAfter(most: number, inTransaction: InTransaction): InTransaction {
  const begun: Promise<unknown>[] = [];
  return async (work) => {
    if (begun.length < most) {
      const done = inTransaction(work);
      begun.push(done);
      return done;
    }
    await Promise.all(begun);
    throw new Error("the power went");
  };
}

/** What is there, and that it is the same people: how many, a hash of their keys, pairs, own account, files. */
async function tally(world: World): Promise<Record<string, number | string>> {
  const [row] = await world.sql<Record<string, number | string>[]>`
    select (select count(*)::int from person) as people,
           (select coalesce(md5(string_agg(insight_key::text, ',' order by insight_key)), '') from person) as keys,
           (select count(*)::int from identity_review) as pairs,
           (select count(*)::int from account a join person p on p.id = a.person_id where a.username = 'person') as own,
           (select count(*)::int from import_run) as files`;
  invariant(row, "a count gives a row");
  return row;
}
