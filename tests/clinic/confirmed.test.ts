import { afterAll, beforeAll, expect, test } from "vitest";
import { now } from "../../src/kernel/time.ts";
import { proveNow } from "../medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { call, type DosingStory, dosingStory, openedAs, prepared } from "./dosing-story.ts";

// Whoever opens a session names its staff. Named is not there: nothing is handed over until those whom the protocol asks for have shown it themselves.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const answer = async (who: TestAgency, name: string, ...values: readonly unknown[]): Promise<string> => {
  await proveNow(site.world, who);
  return (await call(site.world, who, name, ...values)).answer;
};
const anHourAgo = (who: TestAgency) =>
  site.world
    .sql`update session set proved_at = now() - interval '1 hour' where account_id = (select id from account where username = ${who.username})`;
const shown = async (who: TestAgency, path: string): Promise<string> =>
  (await visitorTo(site, { token: who.token }).get(path)).body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const confirmed = async (session: string): Promise<readonly string[]> =>
  (
    await site.world
      .sql`select duty from dosing_duty where session_id = ${session} and confirmed_at is not null order by duty`
  ).map(({ duty }) => String(duty));

/** A session that the nurse opened with the names of three. */
async function named(): Promise<{ readonly story: DosingStory; readonly session: string }> {
  const story = await dosingStory(site.world);
  const duties = [
    { staff: story.nurse.staffId, duty: "nurse" },
    { staff: story.checker.staffId, duty: "checker" },
    { staff: story.doctor.staffId, duty: "doctor" },
  ];
  await proveNow(site.world, story.nurse);
  const done = await openedAs(site.world, story, story.nurse, duties, {
    end: now().add({ hours: 8 }),
    more: { "assessment-holds": 60 },
  });
  expect(done.answer).toBe("done");
  return { story, session: String(done.made) };
}

test("H179: a session opens by names; nurse and checker confirm as they prepare and check; without the doctor's own word nothing is handed over", async () => {
  const { story, session } = await named();
  expect(await confirmed(session), "whoever opened it showed who they are").toEqual(["nurse"]);
  const board = await shown(story.nurse, `/dosing/${session}`);
  expect(board).toContain("Named, and not confirmed:");
  expect(board).toContain("Tomasz Reid, checker");
  expect(board).toMatch(/doctor on call \(named\)/);
  const dose = await prepared(site.world, story, session);
  expect(await confirmed(session)).toEqual(["checker", "nurse"]);
  const take = () => answer(story.nurse, "take_authority", dose.preparation, dose.key);
  expect(await take()).toBe("not-confirmed");
  expect(await site.world.sql`select 1 from authority where visit_id = ${dose.visit}`).toHaveLength(0);
  expect(await shown(story.nurse, `/dosing/visits/${dose.visit}`)).toContain(
    "once as many have confirmed that they are on shift",
  );
  // Help comes first, whoever has confirmed what.
  expect(await answer(story.nurse, "begin_dosing_emergency", dose.visit, "overdose")).toMatch(
    /^[0-9a-f-]{36}$/,
  );
  await site.world.sql`delete from dosing_emergency where visit_id = ${dose.visit}`;
  // Nobody confirms for another, nor on a proof that is an hour old.
  expect(await answer(story.nurse, "take_dosing_duty", session, "doctor")).toBe("not-there");
  await anHourAgo(story.doctor);
  expect((await call(site.world, story.doctor, "take_dosing_duty", session, "doctor")).answer).toBe("done");
  expect(await take()).toBe("not-confirmed");
  expect(await shown(story.doctor, `/dosing/${session}`)).toContain("I am on shift");
  expect(await answer(story.doctor, "take_dosing_duty", session, "doctor")).toBe("done");
  expect(await confirmed(session)).toEqual(["checker", "doctor", "nurse"]);
  expect(await shown(story.nurse, `/dosing/${session}`)).not.toContain("not confirmed");
  expect(await take()).toBe("done");
});

test("H179: whoever comes back confirms anew, and a session that was opened on an old proof has nobody who confirmed", async () => {
  const { story, session } = await named();
  expect(await answer(story.doctor, "take_dosing_duty", session, "doctor")).toBe("done");
  expect(await answer(story.doctor, "take_dosing_duty", session, null)).toBe("done");
  await anHourAgo(story.doctor);
  expect((await call(site.world, story.doctor, "take_dosing_duty", session, "doctor")).answer).toBe("done");
  expect(await confirmed(session)).toEqual(["nurse"]);
  const other = await dosingStory(site.world);
  await anHourAgo(other.nurse);
  const done = await openedAs(
    site.world,
    other,
    other.nurse,
    [
      { staff: other.nurse.staffId, duty: "nurse" },
      { staff: other.checker.staffId, duty: "checker" },
      { staff: other.doctor.staffId, duty: "doctor" },
    ],
    {},
  );
  expect(done.answer).toBe("done");
  expect(await confirmed(String(done.made))).toEqual([]);
});
