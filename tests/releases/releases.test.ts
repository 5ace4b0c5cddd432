import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept, invariant } from "../../src/kernel/result.ts";
import { openServed, type Served } from "../served.ts";
import type { TestAgency } from "../world.ts";
import { MONTH, publishersIn, staysAt } from "./story.ts";

// Two people publish, what they signed is what leaves, and nobody changes it afterwards: by the pages, past them, and by hand.

let served: Served;
let us: Awaited<ReturnType<typeof publishersIn>>;
let north: TestAgency;
beforeAll(async () => {
  served = await openServed();
  us = await publishersIn(served);
  north = await served.world.anAgency("treatment", { name: "North" });
  const south = await served.world.anAgency("treatment", { name: "South" });
  // By hand: three came and left in the north. A way round hides them by their row and column.
  await staysAt(served, north, [40, 12, 20, 3]);
  await staysAt(served, south, [60, 25, 30, 14]);
});
afterAll(() => served.close());

/** Runs SQL by hand as the owner, and says why it was refused. */
const byHand = async (sql: string): Promise<string> =>
  served.world.sql.unsafe(sql).then(
    () => "done",
    (error: unknown) => String(error),
  );

/** Runs SQL as the application, in a worker's transaction. */
const asWorker = async (who: TestAgency, sql: string): Promise<string> =>
  served.world
    .as(who, async (tx) => accept(await tx.unsafe(sql)))
    .then(
      () => "done",
      (error: unknown) => String(error),
    );

describe("two people publish a table", () => {
  let draft: string;

  test("the draft holds neither the small count nor what would tell it", async () => {
    const prepared = await us.prepare();
    expect(prepared.status).toBe(303);
    draft = prepared.draft;
    const [row] = await served.world.sql`
      select d::text as row, convert_from(csv, 'UTF8') as csv, convert_from(json, 'UTF8') as json from release_draft d where id = ${draft}`;
    const table = JSON.parse(String(row?.json));
    const told = new Map(
      table.lines.map((line: { labels: string[]; counts: (number | null)[] }) => [line.labels[0], line.counts]),
    );
    expect(told.get(`Service ${north.code}`)).toEqual([40, null, 20, null, 75]);
    expect(told.get("Total")).toEqual([100, 37, 50, 17, 204]);
    expect(String(row?.csv)).toContain(`Service ${north.code},40,[c],20,[c],75`);
  });

  test("nobody but whoever prepared it signs first, and nobody approves what is not signed", async () => {
    expect(await us.straight(us.other, "sign", draft)).toBe("not-prepared-by-you");
    expect(await us.straight(us.lead, "sign", draft)).toBe("not-there");
    expect(await us.straight(us.lead, "approve", draft)).toBe("not-signed");
    expect((await us.approve(draft)).status).toBe(404);
  });

  test("it is published by the second signature, under the hashes that both were shown", async () => {
    const signed = await us.sign(draft);
    expect([signed.status, signed.location]).toEqual([303, `/releases/drafts/${draft}`]);
    const approved = await us.approve(draft);
    expect([approved.status, approved.location]).toEqual([303, "/releases/1/1"]);
    const { csvHash, jsonHash } = await us.hashesOf(draft);
    const { body } = await us.page(us.lead, "/releases/1/1");
    for (const words of [csvHash, jsonHash, "Worker of", "Isobel Lead"]) expect(body).toContain(words);
    invariant(csvHash.length === 64, "a hash is there");
  });
});
