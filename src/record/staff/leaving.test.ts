import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sessions, sessionsOf } from "../../../tests/sessions.ts";
import { type Site, setUpSite } from "../../../tests/site.ts";
import type { TestAgency } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { today } from "../../kernel/time.ts";

type Asked = PromiseLike<readonly Record<string, unknown>[]>;

let site: Site;
let sessions: Sessions;
let office: TestAgency;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  sessions = sessionsOf(site);
  office = await site.aWorker("office", "administrator");
});
afterAll(() => site.close());

test("the last day of someone who leaves is corrected either way, and they work until then", async () => {
  const [worker, clinic] = [await site.aWorker("treatment"), await site.aWorker("clinic")];
  const account = await sessions.accountOf(worker);
  const leave = (inDays: number) =>
    sessions.asking(office, (tx) => tx`select leave_work(${account}, ${today().add({ days: inDays })})`);
  const lastDays = async () => {
    const rows = await site.world.sql<{ ended_on: Temporal.PlainDate }[]>`
      select ended_on from post where account_id = ${account} order by id`;
    return rows.map(({ ended_on }) => today().until(ended_on).days);
  };
  await sessions.asking(
    office,
    (tx) => tx`select give_post(${account}, ${clinic.agencyId}, 'clinic-nurse', ${clinic.teamId})`,
  );
  const moved = await sessions.elsewhere(worker);
  for (const day of [3, 30, 0, 30]) {
    expect(await leave(day)).toBe("done");
    // The post they were moved from ended with the day before they were moved, whenever they leave.
    expect([await lastDays(), await sessions.signedIn(moved)]).toEqual([[-1, day], true]);
  }
  // A day that was wrongly said to be over is corrected as well.
  expect([await leave(-10), await sessions.signedIn(moved)]).toEqual(["done", false]);
  expect([await leave(5), await lastDays()]).toEqual(["done", [-1, 5]]);
  expect(await sessions.signedIn(await sessions.elsewhere(worker))).toBe(true);
});

/** Somebody's page that is being made for as long as it is not let go. */
async function beingMadeFor(who: TestAgency): Promise<{ letGo(): Promise<unknown> }> {
  const [begun, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const made = site.world.as(who, async () => {
    begun.resolve();
    await free.promise;
    return accept(undefined);
  });
  await begun.promise;
  return {
    letGo: () => {
      free.resolve();
      return made;
    },
  };
}

const yesterday = today().subtract({ days: 1 });
const shuttingOut: readonly [act: string, perform: (account: string) => (tx: Tx) => Asked][] = [
  ["disabling the account", (account) => (tx) => tx`select set_account_disabled(${account}, true)`],
  ["ending its sessions", (account) => (tx) => tx`select end_sessions_of(${account})`],
  ["recording a last day that is over", (account) => (tx) => tx`select leave_work(${account}, ${yesterday})`],
  [
    "giving another post",
    (account) => (tx) => tx`select give_post(${account}, ${office.agencyId}, 'commissioner', null)`,
  ],
];
test.each(shuttingOut)("%s waits for no page of theirs that is still being made", async (_act, perform) => {
  const worker = await site.aWorker("treatment");
  // The first page for half an hour, so that it also notes that the session is in use.
  await site.world.sql`update session set last_used_at = now() - interval '30 minutes'
                        where id = ${await sessions.idOf(worker)}`;
  const page = await beingMadeFor(worker);
  expect(await sessions.asking(office, perform(await sessions.accountOf(worker)))).toBe("done");
  expect(await sessions.signedIn(worker)).toBe(false);
  expect(await page.letGo()).toEqual(accept(undefined));
  expect(await sessions.signedIn(worker)).toBe(false);
});

test.each(shuttingOut.filter(([act]) => act !== "ending its sessions"))(
  "of two administrators who shut each other out at one moment, by %s, one stays",
  async (_act, perform) => {
    const two = [
      await site.aWorker("office", "administrator"),
      await site.aWorker("office", "administrator"),
    ];
    const accounts = await Promise.all(two.map((one) => sessions.accountOf(one)));
    let begun = 0;
    const both = Promise.withResolvers<void>();
    const outcomes = await Promise.all(
      two.map((one, index) =>
        sessions.asking(one, async (tx) => {
          begun += 1;
          if (begun === 2) both.resolve();
          await both.promise;
          return perform(accounts[1 - index] ?? "")(tx);
        }),
      ),
    );
    expect(outcomes.toSorted()).toEqual(["done", "not-allowed"]);
    const stay = await Promise.all(two.map((one) => sessions.signedIn(one)));
    expect(stay).toEqual(outcomes.map((outcome) => outcome === "done"));
  },
);

test("a page that stands still in the middle gives its connection and its locks back after half a minute", async () => {
  const limit = await sessions.asking(
    office,
    (tx) => tx`select current_setting('idle_in_transaction_session_timeout')`,
  );
  expect(limit).toBe("30s");
});

test("nobody makes a one-time link for their own account, by which whoever finds their screen could take it over", async () => {
  const own = await sessions.accountOf(office);
  const before = await site.world.sql`select token_hash from one_time_link where account_id = ${own}`;
  const { status, body } = await sessions.seenBy(office).post(`/staff/${own}/link`, {});
  expect([status, body.includes("You cannot do this to your own account")]).toEqual([422, true]);
  expect(await site.world.sql`select token_hash from one_time_link where account_id = ${own}`).toEqual(
    before,
  );
});
