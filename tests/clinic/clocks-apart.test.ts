import { afterAll, beforeAll, expect, test } from "vitest";
import { fromLondon, now, today } from "../../src/kernel/time.ts";
import { proveNow } from "../medicines/story.ts";
import { ClinicClock } from "../simulation/clinic-clock.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import { type DosingStory, dosingStory, opened, prepared } from "./dosing-story.ts";

// The server and PostgreSQL may stand on two machines, whose clocks are some seconds apart; and a clock that was ahead is set back. What a
// nurse says happened just now is not for them to argue with.

let site: Site;
let clock: ClinicClock;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  clock = await ClinicClock.over(site.world);
});
afterAll(() => site.close());

/** Somebody who was handed a dose, the page on which the nurse presses, and what is recorded of it. */
async function handedOver(): Promise<{
  readonly press: () => Promise<{ readonly status: number; readonly body: string }>;
  readonly recorded: () => Promise<unknown>;
  readonly story: DosingStory;
}> {
  const story = await dosingStory(site.world);
  const session = await opened(site.world, story, "morning", {}, clock.now().add({ hours: 8 }));
  const dose = await prepared(site.world, story, session);
  const nurse = visitorTo(site, { token: story.nurse.token });
  await proveNow(site.world, story.nurse);
  const handed = await nurse.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
  expect([handed.status, handed.location]).toEqual([303, `/dosing/visits/${dose.visit}`]);
  return {
    story,
    press: () => nurse.post(`/dosing/visits/${dose.visit}/injected`, { what: "full" }),
    recorded: async () =>
      (
        await site.world.sql`
          select i.what, abs(extract(epoch from clock_timestamp() - i.ended_at)) < 60 as just_now from injection i where i.visit_id = ${dose.visit}`
      )[0],
  };
}

test.each([
  ["12 seconds ahead of PostgreSQL's", -0.2],
  ["12 seconds behind PostgreSQL's", 0.2],
])(
  "all of it injected, just now, is recorded by one press where the server's clock is %s",
  async (_words, minutes) => {
    await clock.put(minutes);
    const { press, recorded } = await handedOver();
    expect((await press()).status).toBe(303);
    expect(await recorded()).toEqual({ what: "full", just_now: true });
    await clock.put(-minutes);
  },
);

test("so it is where PostgreSQL's clock was ahead when the dose was handed over, and was set back since", async () => {
  // Not past midnight, where the two would not agree on the day either.
  const left = now()
    .until(fromLondon(today().add({ days: 1 }).toPlainDateTime({ hour: 0 })))
    .total("minutes");
  const ahead = Math.max(1, Math.min(50, Math.floor(left) - 1));
  await clock.put(ahead);
  const { press, recorded, story } = await handedOver();
  await clock.put(-ahead);
  await proveNow(site.world, story.nurse);
  await site.world.sql`update session set last_used_at = now()`;
  expect((await press()).status).toBe(303);
  expect(await recorded()).toEqual({ what: "full", just_now: true });
});

test("a count entered as just now waits for its second where the server's clock is ahead", async () => {
  const story = await dosingStory(site.world);
  await clock.put(-0.2);
  await proveNow(site.world, story.nurse);
  const nurse = visitorTo(site, { token: story.nurse.token });
  const entered = await nurse.post(`/register/books/${story.book}/enter/count`, { quantity: "100 ampoules" });
  expect([entered.status, entered.location]).toEqual([303, "/register"]);
  const [waits] = await site.world.sql`
    select kind, abs(extract(epoch from clock_timestamp() - happened_at)) < 60 as just_now
      from cd_waiting where book_id = ${story.book} and closed_at is null`;
  expect(waits).toEqual({ kind: "count", just_now: true });
  await clock.put(0.2);
});
