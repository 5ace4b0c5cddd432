import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { signedLongAgo } from "../../../../tests/clinic/gap-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { now } from "../../../kernel/time.ts";

// A dose was recorded late and was none: another person's sheet, a figure read wrongly. Two set it aside, and everything is as without it.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = async (who: TestAgency): Promise<Visitor> => {
  await proveNow(site.world, who);
  return visitorTo(site, { token: who.token });
};
const late = async (story: DosingStory, milligrams: number, minutesAgo: number): Promise<string> => {
  await proveNow(site.world, story.nurse);
  const at = now().subtract({ minutes: minutesAgo });
  const it = [story.person, story.book, mg(milligrams), at, "no fixed abode", "On paper sheet 12"];
  const made = await call(site.world, story.nurse, "record_late_dose", ...it);
  expect(made.answer).toBe("done");
  return made.made ?? "";
};
const sign = async (story: DosingStory, id: string, milligrams: number): Promise<string> => {
  await proveNow(site.world, story.checker);
  return (await call(site.world, story.checker, "countersign_late_dose", id, mg(milligrams))).answer;
};
/** Milligrams that everybody who treats them sees, and what the book holds. */
const standing = async (story: DosingStory) => {
  const [row] = await site.world.sql`
    select (select coalesce(sum(micrograms), 0)::int / 1000 from observed_dose where person_id = ${story.person} and withdrawn_at is null) as seen,
           (select balance_ug::int / 1000 from cd_entry where book_id = ${story.book} order by seq desc limit 1) as balance,
           (select max(seq)::int from cd_entry where book_id = ${story.book}) as lines`;
  return row;
};
/** Said by the nurse over the page; answers where the second signs. */
async function setAside(story: DosingStory, id: string): Promise<string> {
  const said = await (await as(story.nurse)).post(`/dosing/late/${id}/aside`, {
    reason: "The sheet is Ann Other's",
  });
  expect([said.status, said.location]).toEqual([303, "/dosing/late"]);
  const list = (await (await as(story.checker)).get("/dosing/late")).body;
  expect(list).toContain("Said to be none; it counts until a second has signed.");
  return /\/dosing\/late\/asides\/[0-9a-f-]{36}/.exec(list)?.[0] ?? "";
}

test("H138: a sheet of somebody else was entered: until two have set it aside it counts and nothing is given; then the next dose is reckoned without it", async () => {
  const story = await dosingStory(site.world);
  // Up to an hour ago: after midnight that is yesterday.
  await signedLongAgo(site.world, story);
  const session = await opened(site.world, story);
  const { preparation, key } = await prepared(site.world, story, session);
  const take = async () => {
    await proveNow(site.world, story.nurse);
    return (await call(site.world, story.nurse, "take_authority", preparation, key)).answer;
  };
  const wrong = await late(story, 100, 50);
  expect(await take()).toBe("too-soon");

  const second = await setAside(story, wrong);
  expect(await standing(story)).toEqual({ seen: 100, balance: 10_000, lines: 2 });
  expect(await sign(story, wrong, 100)).toBe("aside-already");
  const board = (await (await as(story.nurse)).get(`/dosing/${session}`)).body;
  expect(board).toContain(`href="${second}">a correction waits to be signed`);
  const [waits] = await site.world.sql`select injection_correction_waits(${story.person}) as waits`;
  expect(waits?.waits).toBe(true);
  // Whoever said so does not sign twice, also past every page.
  const [both] = await site.world
    .sql`select staff_id from dosing_late_aside where late_id = ${wrong} and dropped_at is null`;
  await expect(
    site.world.sql`insert into dosing_late_aside_second (aside_id, said_by, staff_id, made)
      select a.id, a.staff_id, ${both?.staff_id}, l.injection_id from dosing_late_aside a join dosing_late l on l.id = a.late_id where l.id = ${wrong}`,
  ).rejects.toThrow("two_people_set_it_aside");

  const signed = await (await as(story.checker)).post(second, {});
  expect([signed.status, signed.location]).toEqual([303, "/dosing/late"]);
  // It never came into the register, which stays as it was.
  expect(await standing(story)).toEqual({ seen: 0, balance: 10_000, lines: 2 });
  expect(await take()).toBe("done");
  const list = (await (await as(story.checker)).get("/dosing/late")).body;
  expect(list).toContain("<s>100 mg: On paper sheet 12.</s>");
  expect(list).toContain("Set aside.");
});

test("H138: once its line is in the register, setting it aside gives the quantity back by a correction that points at the line", async () => {
  const story = await dosingStory(site.world);
  await signedLongAgo(site.world, story);
  const wrong = await late(story, 100, 50);
  expect(await sign(story, wrong, 100)).toBe("done");
  expect(await standing(story)).toEqual({ seen: 100, balance: 9_900, lines: 3 });
  const second = await setAside(story, wrong);
  expect(await standing(story)).toEqual({ seen: 100, balance: 9_900, lines: 3 });
  expect((await (await as(story.checker)).post(second, {})).status).toBe(303);
  expect(await standing(story)).toEqual({ seen: 0, balance: 10_000, lines: 4 });
  const [line] = await site.world.sql`
    select kind, quantity_ug::int / 1000 as mg, corrects::int as corrects, first_staff <> second_staff as two from cd_entry
     where book_id = ${story.book} order by seq desc limit 1`;
  expect(line).toEqual({ kind: "correction", mg: 100, corrects: 3, two: true });
  const book = (await (await as(story.lead)).get(`/register/books/${story.book}`)).body;
  expect(book).toContain("100 mg that was recorded late is set aside");
  const incidents = await site.world
    .sql`select kind from dosing_incident where person_id = ${story.person} order by raised_at`;
  // Nobody was on shift, then or now: that the second signer was not either is an incident of its own.
  expect(incidents.map(({ kind }) => kind)).toEqual(["recorded-late", "other", "corrected"]);
  // What attendance counts as injected is without it too.
  const [counted] = await site.world.sql`
    select coalesce(sum(injected_ug), 0)::int as ug from injection i where person_id = ${story.person} and not exists (select from injection c where c.corrects = i.id)`;
  expect(counted?.ug).toBe(0);
});

test("H138: let stand, it counts as before; what waits beside its book is not set aside before that is settled", async () => {
  const story = await dosingStory(site.world);
  await signedLongAgo(site.world, story);
  const one = await late(story, 100, 50);
  const second = await setAside(story, one);
  expect((await (await as(story.nurse)).post(`${second}/drop`, {})).status).toBe(303);
  expect((await (await as(story.checker)).post(second, {})).status).toBe(404);
  expect(await sign(story, one, 100)).toBe("done");
  expect(await standing(story)).toEqual({ seen: 100, balance: 9_900, lines: 3 });

  const tooMuch = await late(story, 20_000, 30);
  expect(await sign(story, tooMuch, 20_000)).toBe("done");
  const refused = await (await as(story.nurse)).post(`/dosing/late/${tooMuch}/aside`, {
    reason: "Read wrongly",
  });
  expect(refused.body).toContain("The line of this dose waits beside its book");
  expect(refused.body).toContain("Read wrongly");
  const empty = await (await as(story.nurse)).post(`/dosing/late/${one}/aside`, { reason: "" });
  expect([empty.status, empty.body.includes("Say how it came about")]).toEqual([422, true]);
  const stranger = await dosingStory(site.world);
  expect((await (await as(stranger.nurse)).post(`/dosing/late/${one}/aside`, { reason: "x" })).status).toBe(
    404,
  );
});
