import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  checking,
  type DosingStory,
  dosingStory,
  opened,
  postedByTwo,
  preparing,
  WELL,
} from "../../../../tests/clinic/dosing-story.ts";
import { clinicStory, mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";
import { accept, invariant } from "../../../kernel/result.ts";
import { type Instant, now } from "../../../kernel/time.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { type BookId, type Line, LineKey, openBook, PremisesId } from "../register/index.ts";
import { lotsOf } from "./lots-store.ts";
import type { DosingSessionId } from "./visit.ts";

// From which lot a dose is prepared: not from a solution whose time has passed, nor from stock that was set aside.

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const SOLUTION = "diamorphine-solution-100";

/** A book of a product, opened with so many milligrams. */
async function aBook(
  story: Omit<DosingStory, "book" | "order">,
  code: string,
  there: number,
): Promise<BookId> {
  const product = CLINIC_PRODUCTS.get(code);
  invariant(product, "it is declared");
  const book = await world.as(story.nurse, (tx) => openBook(tx, story.premises, product, code));
  invariant(book.ok, "the book is opened");
  const details = { heading: code, evidence: "counted by two" };
  await postedByTwo(
    world,
    story.nurse,
    story.checker,
    { book: book.value, key: LineKey.fresh(), kind: "opening", quantity: mg(there), details },
    now(),
  );
  return book.value;
}

const count = (story: DosingStory, book: BookId, there: number) =>
  postedByTwo(
    world,
    story.nurse,
    story.checker,
    {
      book,
      key: LineKey.fresh(),
      kind: "count",
      quantity: 0,
      details: { counted_micrograms: mg(there), expected_micrograms: mg(there) },
    },
    now(),
  );

/** A vial of 10 g made up to 100 ml two hours ago under this label, used until a moment. */
async function madeUp(story: DosingStory, powder: BookId, lot: string, usedUntil: Instant): Promise<void> {
  const [out, into] = [LineKey.fresh(), LineKey.fresh()];
  const line = {
    kind: "reconstitute" as const,
    details: {
      vial: "L7",
      lot,
      micrograms: mg(10_000),
      microlitres: 100_000,
      micrograms_per_ml: mg(100),
      expires_on: "a moment",
      used_until: usedUntil.toString(),
      overage_micrograms: 0,
    },
  };
  const at = now().subtract({ hours: 2 });
  for (const one of [
    { ...line, book: powder, key: out, pair: into, quantity: -mg(10_000) },
    { ...line, book: story.book, key: into, pair: out, quantity: mg(10_000) },
  ])
    await postedByTwo(world, story.nurse, story.checker, one, at);
}

/** Somebody assessed and clear, whose order is 100 mg of a product. */
async function assessed(story: DosingStory): Promise<{ readonly session: string; readonly visit: string }> {
  const session = await opened(world, story);
  const came = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  invariant(came.the_visit, `they have a visit: ${JSON.stringify(came)}`);
  const by = world.sql.json({ by: ["known", "name", "born"] });
  await call(world, story.nurse, "identify_for_dosing", came.the_visit, by);
  const well = world.sql.json(WELL as never);
  const none = world.sql.array([] as string[], 1009);
  await call(
    world,
    story.nurse,
    "assess_before_dose",
    came.the_visit,
    well,
    "clear",
    none,
    "nobody",
    "So.",
    null,
  );
  return { session, visit: came.the_visit };
}

async function preparedFrom(story: DosingStory, visit: string, lot: string) {
  await proveNow(world, story.nurse);
  const [part] =
    await world.sql`select id from clinic_order_part where order_id = ${story.order} and slot = 'morning'`;
  const expires = Temporal.PlainDate.from("2030-01-01");
  return call(
    world,
    story.nurse,
    "prepare_dose",
    visit,
    part?.id,
    story.book,
    lot,
    expires,
    0,
    mg(100),
    "none",
  );
}

async function taken(story: DosingStory, preparation: string): Promise<string> {
  const [row] = await world.sql`select hand_key from preparation where id = ${preparation}`;
  await proveNow(world, story.nurse);
  return (await call(world, story.nurse, "take_authority", preparation, row?.hand_key)).answer;
}

test("H147: nothing is prepared or handed over from a solution once the moment until which it is used has passed", async () => {
  const base = await clinicStory(world);
  const checker = await world.aWorker(base.nurse, "clinic-checker", "Tomasz Reid");
  const powder = await aBook({ ...base, checker }, "diamorphine-vial-10g", 20_000);
  const book = await aBook({ ...base, checker }, SOLUTION, 0);
  const part = { part: 1, product: SOLUTION, micrograms: mg(100), leastMinutes: 240 };
  const ordered = await signedOrder(world, base, {
    mostSingle: mg(400),
    mostDaily: mg(800),
    parts: [
      { ...part, slot: "morning" },
      { ...part, slot: "evening" },
    ],
  });
  invariant(ordered.ok, "the order is signed");
  const story: DosingStory = { ...base, checker, book, order: ordered.value };
  await madeUp(story, powder, "B7, first", now().subtract({ minutes: 1 }));
  await madeUp(story, powder, "B7, second", now().add({ hours: 3 }));
  await count(story, powder, 0);
  await count(story, book, 20_000);
  const { session, visit } = await assessed(story);

  const nurse = visitorTo(site, { token: story.nurse.token });
  const shown = (await nurse.get(`/dosing/visits/${visit}`)).body;
  expect(shown).toMatch(/B7, second, made up here, used until \d+ \w+ \d{4}/);
  expect(shown).not.toContain("B7, first");
  // Past the page, by the very name of the other lot.
  expect((await preparedFrom(story, visit, "B7, first")).answer).toBe("used-until-passed");
  const made = await preparedFrom(story, visit, "B7, second");
  invariant(made.made, `it is prepared: ${made.answer}`);
  expect(await checking(world, story, made.made)).toBe("done");
  // Its hours are over while the syringe lies ready: made up two hours ago, of which the protocol now allows one.
  await world.sql`update dosing_session set numbers = numbers || '{"made-up-keeps": 1}' where id = ${session}`;
  expect(await taken(story, made.made)).toBe("used-until-passed");
  const [lines] =
    await world.sql`select count(*)::int as n from cd_entry where book_id = ${book} and kind = 'administer'`;
  expect(lines).toEqual({ n: 0 });
  await world.sql`update dosing_session set numbers = numbers || '{"made-up-keeps": 24}' where id = ${session}`;
  expect(await taken(story, made.made)).toBe("done");
});

test("H147: a solution moved in from another page is used no longer than where it was made up, by its own moment and by the protocol's hours", async () => {
  const story = await dosingStory(world);
  const { session } = await assessed(story);
  const other = await aBook(story, SOLUTION, 1_000);
  const [there] = await world.sql`
    insert into premises (agency_id, service_id, name, address, phone)
    select agency_id, service_id, 'Quayside', '2 Quay Street', '01632 960002' from premises where id = ${story.premises} returning id`;
  const elsewhere = await aBook({ ...story, premises: PremisesId.schema.parse(there?.id) }, SOLUTION, 1_000);
  const third = await world.aWorker(story.nurse, "clinic-checker", "Petra Vale");
  const movedIn = async (lot: string, usedUntil: Instant, madeUpAt: Instant) => {
    const said = { lot, used_until: usedUntil.toString(), made_up_at: madeUpAt.toString() };
    const [out, into] = [LineKey.fresh(), LineKey.fresh()];
    const gone = { other: "to here", to_book: other, ...said };
    const left: Line = { book: elsewhere, key: out, kind: "transfer-out", quantity: -mg(100), details: gone };
    await postedByTwo(world, story.nurse, story.checker, left, now());
    const come = { other: "from there", ...said };
    const line: Line = {
      book: other,
      key: into,
      pair: out,
      kind: "transfer-in",
      quantity: mg(100),
      details: come,
    };
    await postedByTwo(world, story.nurse, third, line, now());
  };
  const [later, anHourAgo] = [now().add({ hours: 3 }), now().subtract({ hours: 1 })];
  await movedIn("sound", later, anHourAgo);
  await movedIn("over", now().subtract({ minutes: 1 }), anHourAgo);
  // Moved just now, but made up 25 hours ago: the protocol's 24 are counted from then.
  await movedIn("old", later, now().subtract({ hours: 25 }));
  const stands = await world.sql`
    select lot, cd_lot_stands_against(${other}, lot, ${session}) as by from unnest(array['sound', 'over', 'old']) lot`;
  expect(stands).toEqual([
    { lot: "sound", by: null },
    { lot: "over", by: "used-until-passed" },
    { lot: "old", by: "used-until-passed" },
  ]);
  const offered = await world.as(story.nurse, async (tx) =>
    accept((await lotsOf(tx, other, session as DosingSessionId)).map(({ lot, stands: by }) => [lot, by])),
  );
  expect(offered.ok && Object.fromEntries(offered.value as [])).toEqual({
    sound: undefined,
    over: "used-until-passed",
    old: "used-until-passed",
  });
});

const setAside = (story: DosingStory, milligrams: number, allOfIt: boolean): Line => ({
  book: story.book,
  key: LineKey.fresh(),
  kind: "set-aside",
  quantity: 0,
  details: { lot: "L1", micrograms: mg(milligrams), all_of_it: allOfIt, reason: "Recalled" },
});

test("H148: nothing is prepared from a lot that is set aside, nor handed over from what was prepared before", async () => {
  const story = await dosingStory(world);
  const { visit } = await assessed(story);
  const preparation = await preparing(world, story, visit);
  expect(await checking(world, story, preparation)).toBe("done");
  await postedByTwo(world, story.nurse, story.checker, setAside(story, 500, true), now());
  expect(await taken(story, preparation)).toBe("set-aside");
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "waste_from_dose", preparation, true, "Set aside")).answer).toBe(
    "done",
  );
  expect((await preparedFrom(story, visit, "L1")).answer).toMatch(/set-aside|moved-since/);
  const [book] =
    await world.sql`select balance_ug::int as ug from cd_entry where book_id = ${story.book} order by seq desc limit 1`;
  expect(book, "it counts in the balance").toEqual({ ug: mg(10_000) });
});

test("H148: where the rest of a lot is sound, no more of the book is given than what is not set aside", async () => {
  const story = await dosingStory(world);
  const { visit } = await assessed(story);
  // 10,000 mg are there and 9,950 of them set aside: a dose of 100 would be in part of those.
  await postedByTwo(world, story.nurse, story.checker, setAside(story, 9_950, false), now());
  const preparation = await preparing(world, story, visit);
  expect(await checking(world, story, preparation)).toBe("done");
  expect(await taken(story, preparation)).toBe("set-aside");
});
