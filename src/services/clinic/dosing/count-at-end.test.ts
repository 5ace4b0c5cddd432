import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  counted,
  type DosingStory,
  dosingStory,
  opened,
  openedAs,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { now } from "../../../kernel/time.ts";
import { closeDosing } from "./closing-store.ts";

// Two people count the stock at the start and at the end of a session (reference of the clinic, 2.2).

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

/** Somebody was handed the whole ampoule, injected it and left: 9,900 of 10,000 mg should be there. */
async function given(
  more: Parameters<typeof opened>[3] = {},
): Promise<DosingStory & { readonly session: string }> {
  const { world } = site;
  const story = await dosingStory(world);
  const session = await opened(world, story, "morning", more);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "take_authority", preparation, key)).answer).toBe("done");
  const [authority] = await world.sql`select id from authority where preparation_id = ${preparation}`;
  const said = await visitorTo(site, { token: story.nurse.token }).post(`/dosing/visits/${visit}/injected`, {
    what: "full",
  });
  expect([said.status, authority !== undefined]).toEqual([303, true]);
  const left = await call(
    world,
    story.nurse,
    "move_dosing_visit",
    visit,
    "left-early",
    "A bus",
    null,
    world.sql.json({ advised: true, capacity: true, witness: "T. Reid", naloxone: true }),
  );
  expect(left.answer).toBe("done");
  const over = await call(
    world,
    story.nurse,
    "move_dosing_visit",
    visit,
    "closed",
    null,
    "done",
    world.sql.json({}),
  );
  expect(over.answer).toBe("done");
  return { ...story, session };
}

const close = async ({ nurse, session }: DosingStory & { readonly session: string }) =>
  (await call(site.world, nurse, "close_dosing_session", session, null)).answer;
const told = async ({ book }: DosingStory): Promise<number> =>
  (
    await site.world
      .sql`select 1 from task t join cd_book b on b.agency_id = t.agency_id where b.id = ${book} and t.title = 'Open Register: a session ended without its count'`
  ).length;

test("H146: a session of which the stock moved closes only once two people have counted each book after it", async () => {
  const story = await given();
  const nurse = visitorTo(site, { token: story.nurse.token });
  const page = `/dosing/${story.session}/close`;
  const asks = (await nurse.get(page)).body;
  expect(asks).toContain("Still to be counted by two people");
  expect(asks).toContain(`href="/register/books/${story.book}/enter/count"`);
  expect(asks).toContain("Proposed here; no published rule");
  const refused = await nurse.post(page, { how: "close", reason: "" });
  expect(refused.body).toMatch(/Not closed\. Two people count first: [^.]*100 mg/);
  expect(await close(story)).toBe("count-first");
  // Cancelling is no way round it: nobody is left who could be let go.
  expect((await nurse.post(page, { how: "cancel", reason: "No staff" })).body).toContain("Not closed.");
  await counted(site.world, story.nurse, story.checker, story.book, mg(9_900));
  expect((await nurse.get(page)).body).not.toContain("Still to be counted");
  expect((await nurse.post(page, { how: "close", reason: "" })).location).toBe(`/dosing/${story.session}`);
  expect(await told(story)).toBe(0);
  // The end's count is not the next start's.
  const all = [
    { staff: story.nurse.staffId, duty: "nurse" },
    { staff: story.checker.staffId, duty: "checker" },
    { staff: story.doctor.staffId, duty: "doctor" },
  ];
  const next = await openedAs(site.world, story, story.nurse, all, { slot: "evening" });
  expect(next.answer).toBe("not-counted");
});

test("H146: a count before the last line of the session is none of its end", async () => {
  const story = await given();
  await counted(site.world, story.nurse, story.checker, story.book, mg(9_900));
  const desk = visitorTo(site, { token: story.nurse.token });
  await proveNow(site.world, story.nurse);
  const spill = `/register/books/${story.book}/enter/spill`;
  expect((await desk.post(spill, { quantity: "1 ampoule", reason: "fell" })).status).toBe(303);
  const [waits] = await site.world
    .sql`select key from cd_waiting where book_id = ${story.book} and closed_at is null`;
  await proveNow(site.world, story.checker);
  const second = await visitorTo(site, { token: story.checker.token }).post(
    `/register/waiting/${waits?.key}`,
    { quantity: "1 ampoule" },
  );
  expect(second.status).toBe(303);
  expect(await close(story)).toBe("count-first");
  await counted(site.world, story.nurse, story.checker, story.book, mg(9_800));
  expect(await close(story)).toBe("done");
});

test("H146: nobody who is still expected waits for a count, and the lead is told that one is missing", async () => {
  const story = await given();
  const other = await site.world.aPerson(story.nurse);
  await site.world
    .sql`insert into dosing_visit (person_id, agency_id, owner_kind, session_id, for_whom, prescribed_ug)
         select ${other}, agency_id, owner_kind, session_id, ${other}, prescribed_ug from dosing_visit where session_id = ${story.session}`;
  await site.world
    .sql`select step_dosing_visit(id, 'scheduled') from dosing_visit where person_id = ${other}`;
  const gone = await call(site.world, story.nurse, "close_dosing_session", story.session, "A flood");
  expect([gone.answer, await told(story)]).toEqual(["done", 1]);
});

test("H146: a session that ends by itself uncounted tells the lead once, and is over", async () => {
  const story = await given();
  const end = async () =>
    asPolicyRole(site.world.sql, WORLD_CODE, (tx) => closeDosing(tx, now().add({ hours: 5 })));
  await end();
  await end();
  const [session] = await site.world
    .sql`select closed_at is not null as over from dosing_session where id = ${story.session}`;
  expect([session?.over, await told(story)]).toEqual([true, 1]);
});

test("a clinic whose protocol asks for no count at the end, or none at the start, is not asked for it", async () => {
  expect(await close(await given({ "count-at-end": 0 }))).toBe("done");
  const story = await given();
  await counted(site.world, story.nurse, story.checker, story.book, mg(9_900));
  expect(await close(story)).toBe("done");
  const duties = [
    { staff: story.nurse.staffId, duty: "nurse" },
    { staff: story.checker.staffId, duty: "checker" },
    { staff: story.doctor.staffId, duty: "doctor" },
  ];
  const open = (more: Parameters<typeof opened>[3]) =>
    openedAs(site.world, story, story.nurse, duties, { slot: "evening", more });
  expect((await open({})).answer).toBe("not-counted");
  expect((await open({ "count-at-start": 0 })).answer).toBe("done");
});
