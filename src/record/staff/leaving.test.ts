import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sessions, sessionsOf } from "../../../tests/sessions.ts";
import { type Site, setUpSite } from "../../../tests/site.ts";
import type { TestAgency } from "../../../tests/world.ts";
import { today } from "../../kernel/time.ts";

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
