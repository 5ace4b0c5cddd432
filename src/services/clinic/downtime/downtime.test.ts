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
import { londonDateTime, now, typedDay } from "../../../kernel/time.ts";

// A downtime lived through the pages: declared, ended, its paper entered by two and counted by the second.

let site: Site;
let story: DosingStory;
let session: string;
let downtime: string;
let set: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  story = await dosingStory(site.world);
  // What is entered below was given up to 50 minutes ago: after midnight that is yesterday.
  await site.world.sql`update clinic_order set starts_on = starts_on - 1 where id = ${story.order}`;
  session = await opened(site.world, story);
});
afterAll(() => site.close());

const as = async (who: TestAgency): Promise<Visitor> => {
  await proveNow(site.world, who);
  return visitorTo(site, { token: who.token });
};
/** A moment as it is typed from paper. */
const typed = (minutesAgo: number): string => {
  const local = londonDateTime(now().subtract({ minutes: minutesAgo }));
  return `${typedDay(local.toPlainDate())} ${local.toPlainTime().toString({ smallestUnit: "minute" })}`;
};
const incidents = async () =>
  (
    await site.world
      .sql`select kind from dosing_incident where person_id = ${story.person} order by raised_at`
  ).map(({ kind }) => String(kind));
const enter = async (number: number, mgs: string, minutesAgo: number) =>
  (await as(story.nurse)).post(`${downtime}/forms/${number}`, {
    person: story.person,
    book: story.book,
    mg: mgs,
    at: typed(minutesAgo),
    ml: "1",
    lot: "D123",
    identity: "asked",
    by: "A. Brown",
    seen: "T. Reid",
  });

test("a pack is printed with numbers of its own, and no two packs share any", async () => {
  const nurse = await as(story.nurse);
  const first = await nurse.post(`/dosing/downtime/print/${story.premises}`, {});
  const second = await nurse.post(`/dosing/downtime/print/${story.premises}`, {});
  expect(first.status).toBe(303);
  set = first.location.split("/").at(-1) ?? "";
  const [one, two] = [await nurse.get(first.location), await nurse.get(second.location)];
  expect(one.body).toContain("Iain Calder");
  expect(one.body).toContain("100 mg");
  expect(one.body).toContain('aria-label="Form 0001"');
  expect(one.body).toContain('aria-label="Form 0012"');
  expect(two.body).toContain('aria-label="Form 0013"');
  expect(two.body).not.toContain('aria-label="Form 0012"');
  const board = await nurse.get(`/dosing/${session}`);
  expect(board.body).toMatch(/Sent to print at \d\d:\d\d by [^:]+: nobody has it in their hand yet/);
  expect(board.body).toContain("No downtime pack is made as a file");
});

test("the board says how old the file is, and raises the alarm after ten minutes", async () => {
  const nurse = await as(story.nurse);
  const age = (minutes: number) => site.world.sql`
    insert into downtime_pack (premises_id, agency_id, made_at, file, pages, bytes, sha256)
    values (${story.premises}, ${story.nurse.agencyId}, now() - make_interval(mins => ${minutes}), 'x.pdf', 1, 1, repeat('0', 64))
    on conflict (premises_id) do update set made_at = excluded.made_at`;
  await age(9);
  expect((await nurse.get(`/dosing/${session}`)).body).not.toContain("Alarm:");
  await age(11);
  expect((await nurse.get(`/dosing/${session}`)).body).toContain("Alarm:");
  await site.world.sql`delete from downtime_pack`;
});

test("H117: while a downtime goes on, and until every form for a dose is ticked off, nothing is handed over by the system", async () => {
  const { preparation, key } = await prepared(site.world, story, session);
  const nurse = await as(story.nurse);
  const empty = await nurse.post(`/dosing/downtime/declare/${story.premises}`, { began: "25:99" });
  expect(empty.status).toBe(422);
  expect(empty.body).toContain("Say what does not work");
  expect(empty.body).toContain('value="25:99"');
  const declared = await nurse.post(`/dosing/downtime/declare/${story.premises}`, {
    began: typed(55),
    reason: "Power cut",
    sets: set,
  });
  expect(declared.status).toBe(303);
  downtime = declared.location;
  const again = await nurse.post(`/dosing/downtime/declare/${story.premises}`, {
    began: typed(50),
    reason: "Power cut",
  });
  expect(again.body).toContain("A downtime of these premises goes on already");
  const take = () => call(site.world, story.nurse, "take_authority", preparation, key);
  expect((await take()).answer).toBe("paper-not-entered");
  const ended = await (await as(story.nurse)).post(`${downtime}/end`, { ended: typed(5) });
  expect(ended.status).toBe(303);
  expect((await take()).answer).toBe("paper-not-entered");
  const page = await nurse.get(downtime);
  expect(page.body).toContain("Numbers not accounted for: 12");
  expect(page.body).toContain("0001 to 0012");
  // The book has lost nothing by the refusals.
  const [line] = await site.world
    .sql`select max(seq)::int as seq from cd_entry where book_id = ${story.book}`;
  expect(line?.seq).toBe(2);
});

test("H118: a form is entered as it stands; its number, its time and its two people are kept, and a clash is an incident, never refused, never merged", async () => {
  await signedLongAgo(site.world, story);
  const first = await enter(3, "100", 50);
  expect(first.status).toBe(303);
  // Twenty minutes later another 100 mg: it happened, so it is there, twice.
  const clash = await enter(4, "100", 30);
  expect(clash.status).toBe(303);
  expect(await incidents()).toEqual(["recorded-late", "clash"]);
  const lates = await site.world
    .sql`select id, words, clashes, dose_ug::int as ug from dosing_late order by given_at`;
  expect(lates.map(({ words }) => String(words))).toEqual([
    "Paper form 0003. Given by A. Brown, seen by T. Reid.",
    "Paper form 0004. Given by A. Brown, seen by T. Reid.",
  ]);
  expect(lates[1]?.clashes).toEqual(["second-dose"]);
  // The same form again is not another dose.
  expect((await enter(3, "100", 50)).status).toBe(404);
  expect(await site.world.sql`select from dosing_late`).toHaveLength(2);
  const checker = await as(story.checker);
  const refused = await checker.post(`/dosing/late/${lates[0]?.id}`, { mg: "10" });
  expect(refused.body).toContain("That is not what was recorded");
  for (const { id } of lates)
    expect((await checker.post(`/dosing/late/${id}`, { mg: "100" })).status).toBe(303);
  // The register's line says what the form says: the prescriber and the licence it stood under, millilitres, lot, identity, and who did it.
  const book = await checker.get(`/register/books/${story.book}`);
  for (const said of [
    "1.00 ml",
    "lot D123",
    "paper form 0003",
    "given by A. Brown",
    "checked and seen by T. Reid",
    "recorded late",
  ])
    expect(book.body, said).toContain(said);
  const [line] = await site.world
    .sql`select details::jsonb as said from cd_entry where book_id = ${story.book} and kind = 'administer' order by seq limit 1`;
  expect(line?.said).toMatchObject({ id_asked: true, id_shown: false, microlitres: 1000 });
  expect(line?.said.authority).toMatch(/^\S.*, recorded late$/);
  const lines = await site.world
    .sql`select quantity_ug::int as ug from cd_entry where book_id = ${story.book} and kind = 'administer'`;
  expect(lines.map(({ ug }) => ug)).toEqual([-mg(100), -mg(100)]);
});

test("H138: a form whose dose two set aside is open again: it is missing, and is entered anew", async () => {
  const [wrong] = await site.world.sql`select id from dosing_late order by given_at desc limit 1`;
  const said = await (await as(story.nurse)).post(`/dosing/late/${wrong?.id}/aside`, {
    reason: "Read as 100",
  });
  expect(said.status).toBe(303);
  const [aside] = await site.world.sql`select id from dosing_late_aside`;
  const checker = await as(story.checker);
  expect((await checker.get(downtime)).body).toContain("0001 to 0002, 0005 to 0012");
  expect((await checker.post(`/dosing/late/asides/${aside?.id}`, {})).status).toBe(303);
  expect((await checker.get(downtime)).body).toContain("0001 to 0002, 0004 to 0012");
  expect((await enter(4, "10", 30)).status).toBe(303);
  const [right] = await site.world.sql`select id from dosing_late order by recorded_at desc limit 1`;
  expect((await checker.post(`/dosing/late/${right?.id}`, { mg: "10" })).status).toBe(303);
  expect((await checker.get(downtime)).body).toContain("0001 to 0002, 0005 to 0012");
});

test("H119: no number goes missing unseen: blank, spoiled and page are said, another kind of form is refused, and a second person counts", async () => {
  const nurse = await as(story.nurse);
  const tick = (fields: Record<string, string>) => nurse.post(`${downtime}/tick`, fields);
  expect((await tick({ numbers: "1-2, 5 to 9", became: "blank" })).status).toBe(303);
  expect((await tick({ numbers: "11", became: "blank" })).status).toBe(303);
  expect((await tick({ numbers: "12", became: "page" })).body).toContain("Say in words");
  expect((await tick({ numbers: "10", became: "page", words: "x" })).body).toContain("another kind of form");
  expect((await tick({ numbers: "99", became: "blank" })).body).toContain("not of the forms that were used");
  expect((await tick({ numbers: "3", became: "blank", words: "x" })).body).toContain("ticked off already");
  expect((await tick({ numbers: "twelve", became: "blank" })).body).toContain("are no numbers of forms");
  expect((await tick({ numbers: "12", became: "page", words: "Lines 3 to 4 of the book" })).status).toBe(303);
  const missing = await nurse.get(downtime);
  expect(missing.body).toContain("Numbers not accounted for: 1");
  expect(missing.body).toContain("0010");
  const early = await (await as(story.checker)).post(`${downtime}/finish`, { count: "2" });
  expect(early.body).toContain("Some numbers are not accounted for yet");
  expect((await tick({ numbers: "10", became: "spoiled", words: "Torn" })).status).toBe(303);
  const own = await nurse.post(`${downtime}/finish`, { count: "2" });
  expect(own.body).toContain("A second person");
  const checker = await as(story.checker);
  const wrong = await checker.post(`${downtime}/finish`, { count: "3" });
  expect(wrong.body).toContain("That is not how many forms are entered as a dose");
  expect((await checker.post(`${downtime}/finish`, { count: "2" })).status).toBe(303);
  const done = await checker.get(downtime);
  expect(done.body).toContain("counted 2 forms with a dose");
  expect((await tick({ numbers: "10", became: "blank", words: "x" })).status).toBe(404);
});

test("once the paper is entered, what was on it counts: the next dose is refused for its interval, not for the paper", async () => {
  const [row] = await site.world.sql`select id, hand_key from preparation where person_id = ${story.person}`;
  expect((await call(site.world, story.nurse, "take_authority", row?.id, row?.hand_key)).answer).toBe(
    "too-soon",
  );
});

test("H117: a downtime of which nobody says which forms were used holds back until a second person has finished it", async () => {
  const holds = async () =>
    (await site.world.sql`select dose_may_be_on_paper(${story.premises}) as holds`)[0]?.holds;
  expect(await holds()).toBe(false);
  const nurse = await as(story.nurse);
  const declared = await nurse.post(`/dosing/downtime/declare/${story.premises}`, {
    began: typed(4),
    reason: "The switch was off",
  });
  expect((await nurse.post(`${declared.location}/end`, { ended: typed(1) })).status).toBe(303);
  expect(await holds()).toBe(true);
  expect((await nurse.get(`/dosing/${session}`)).body).toContain("Nothing is handed over by the system");
  const checker = await as(story.checker);
  expect((await checker.post(`${declared.location}/finish`, { count: "0" })).status).toBe(303);
  expect(await holds()).toBe(false);
});

test("nobody but the clinic sees its downtimes or prints its pack", async () => {
  const police = await site.aWorker("police");
  const elsewhere = await site.world.anAgency("clinic");
  for (const who of [police, elsewhere]) {
    const visitor = visitorTo(site, { token: who.token });
    expect([403, 404]).toContain((await visitor.get(downtime)).status);
    expect([403, 404]).toContain((await visitor.get(`/dosing/downtime/packs/${set}`)).status);
    expect([403, 404]).toContain((await visitor.post(`/dosing/downtime/print/${story.premises}`, {})).status);
  }
});
