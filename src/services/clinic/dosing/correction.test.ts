import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  counted,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency, World } from "../../../../tests/world.ts";
import { accept, invariant } from "../../../kernel/result.ts";
import { clock, type Instant, londonDay, now, typedDay } from "../../../kernel/time.ts";
import { cardsOf } from "./board-store.ts";
import { DosingSessionId } from "./visit.ts";

// What was recorded as injected was wrong: put right by two, with the wrong entry left to be seen, and everything accounted for again.
let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());
const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });

/** Somebody to whom 100 mg were handed over, with what was recorded of it. */
type Given = DosingStory & {
  readonly session: string;
  readonly visit: string;
  readonly preparation: string;
  readonly injection: string;
};
async function given(what: string, milligrams: number): Promise<Given> {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "take_authority", preparation, key)).answer).toBe("done");
  const [taken] = await world.sql`select id from authority where visit_id = ${visit}`;
  const done = await call(
    world,
    story.nurse,
    "record_injection",
    taken?.id,
    what,
    mg(milligrams),
    now(),
    null,
  );
  invariant(done.made, `it is recorded: ${JSON.stringify(done)}`);
  return { ...story, session, visit, preparation, injection: done.made };
}

/** What was left is made irretrievable, and the checker has seen so much. */
async function wasted(it: Given, milligrams: number): Promise<void> {
  await proveNow(world, it.nurse);
  const left = await call(world, it.nurse, "waste_from_dose", it.preparation, false, "left in the syringe");
  await proveNow(world, it.checker);
  expect((await call(world, it.checker, "witness_dosing_waste", left.made, mg(milligrams))).answer).toBe(
    "done",
  );
}

type Saying = {
  readonly what?: string;
  readonly ug?: number;
  readonly end?: Instant;
  readonly left?: string | null;
};
/** Says, past every page, that so much was injected instead. */
const say = (
  it: Pick<Given, "injection">,
  who: TestAgency,
  { what = "part", ug = mg(60), end = now(), left = "in the sharps bin, seen by Tom" }: Saying = {},
) => call(world, who, "correct_injection", it.injection, what, ug, end, "The wrong button", left);
const sign = async (who: TestAgency, correction: string | undefined, milligrams: number) =>
  (await call(world, who, "countersign_injection_correction", correction, mg(milligrams))).answer;

const account = async (visit: string) =>
  (
    await world.sql`select prepared::int / 1000 as prepared, injected::int / 1000 as injected, wasted::int / 1000 as wasted, returned::int as returned from dosing_account(${visit})`
  )[0];
/** What everybody who treats them sees of it: milligrams that stand. */
const seen = async (person: string) =>
  (
    await world.sql`select micrograms / 1000 as mg from observed_dose where person_id = ${person} and withdrawn_at is null order by 1`
  ).map(({ mg: one }) => one);
const close = async (it: Given): Promise<string> => {
  const early = { advised: "yes", capacity: "yes", witness: "Tom", naloxone: "taken" };
  const move = async (to: string) =>
    (await call(world, it.nurse, "move_dosing_visit", it.visit, to, "x", "done", world.sql.json(early)))
      .answer;
  await move("left-early");
  return move("closed");
};

test("H137: all of 100 mg was recorded and 60 mg went in: two correct it over the pages, and visit, other services, register and balance agree", async () => {
  const it = await given("full", 100);
  const at = `/dosing/visits/${it.visit}`;
  const nurse = as(it.nurse);
  const [before] =
    await world.sql`select balance_ug from cd_entry where book_id = ${it.book} order by seq desc limit 1`;
  expect((await nurse.get(at)).body).toContain(`/dosing/injections/${it.injection}/correct`);
  await proveNow(world, it.nurse);
  const [entry] = await world.sql`select ended_at from injection where id = ${it.injection}`;
  const ended = entry?.ended_at as Instant;
  const said = await nurse.post(`/dosing/injections/${it.injection}/correct`, {
    what: "part",
    injected: "60",
    at: `${typedDay(londonDay(ended))} ${clock(ended)}`,
    left: "Emptied into the denaturing jar, seen by Tomasz Reid",
    reason: "The wrong button: the vein closed",
  });
  expect([said.status, said.location]).toEqual([303, at]);
  // Said by one, it counts for nothing yet.
  expect(await seen(it.person)).toEqual([100]);
  const checker = as(it.checker);
  const waits = await checker.get(at);
  expect(waits.body).toContain("A correction waits for its second signature");
  expect(waits.body).not.toContain("60 mg");
  const correction = /\/dosing\/corrections\/([0-9a-f-]{36})/.exec(waits.body)?.[1] ?? "";
  await proveNow(world, it.checker);
  const wrong = await checker.post(`/dosing/corrections/${correction}`, { mg: "40" });
  expect(wrong.body).toContain("That is not what was said. Nothing is signed");
  const signed = await checker.post(`/dosing/corrections/${correction}`, { mg: "60" });
  expect([signed.status, signed.location]).toEqual([303, at]);

  const page = (await checker.get(at)).body;
  expect(page).toContain("<s>All of it injected: 100 mg</s>");
  expect(page).toContain("A part injected: 60 mg, as corrected");
  expect(page).toContain("40 mg was left: Emptied into the denaturing jar, seen by Tomasz Reid");
  expect(page).not.toContain("is left.</strong>");
  expect(await seen(it.person)).toEqual([60]);
  expect(await account(it.visit)).toEqual({ prepared: 100, injected: 60, wasted: 40, returned: 0 });
  const [line] = await world.sql`
    select kind, quantity_ug::int as ug, corrects::int as corrects, balance_ug from cd_entry where book_id = ${it.book} order by seq desc limit 1`;
  // Opening, count, handing over; the note points at the third line and takes nothing from the balance.
  expect(line).toEqual({ kind: "correction", ug: 0, corrects: 3, balance_ug: before?.balance_ug });
  const book = (await as(it.lead).get(`/register/books/${it.book}`)).body;
  expect(book).toContain("60 mg injected and 40 mg left, not 100 mg as recorded");
  expect((await nurse.get("/dosing/incidents")).body).toContain("Record corrected");
  expect(await close(it)).toBe("done");
});

test("H137: 60 mg were recorded and the other 40 wasted; 70 were injected: what was left is settled anew by the two who sign", async () => {
  const it = await given("part", 60);
  await proveNow(world, it.nurse);
  expect((await say(it, it.nurse, { ug: mg(70) })).answer).toBe("left-first");
  await wasted(it, 40);
  const said = await say(it, it.nurse, { ug: mg(70) });
  expect(said.answer).toBe("done");
  expect(await account(it.visit)).toEqual({ prepared: 100, injected: 60, wasted: 40, returned: 0 });
  await proveNow(world, it.checker);
  expect(await sign(it.checker, said.made, 70)).toBe("done");
  expect(await account(it.visit)).toEqual({ prepared: 100, injected: 70, wasted: 30, returned: 0 });
  expect(await seen(it.person)).toEqual([70]);
  const again = await call(world, it.nurse, "waste_from_dose", it.preparation, false, "left in the syringe");
  expect(again.answer).toBe("recorded-already");
});

test("H137: none was recorded and all went in: it counts for everybody who treats them, and they are observed", async () => {
  const it = await given("none", 0);
  await wasted(it, 100);
  await proveNow(world, it.nurse);
  const said = await say(it, it.nurse, { what: "full", ug: mg(100), left: null });
  await proveNow(world, it.checker);
  expect(await sign(it.checker, said.made, 100)).toBe("done");
  expect(await seen(it.person)).toEqual([100]);
  expect(await account(it.visit)).toEqual({ prepared: 100, injected: 100, wasted: 0, returned: 0 });
  expect((await as(it.nurse).get(`/dosing/visits/${it.visit}`)).body).toContain("go on observing");
});

test("H137: whoever said it does not sign it as the second, on whatever sign-in; nor does anybody who may not, or has not just shown who they are", async () => {
  const it = await given("full", 100);
  const police = await world.anAgency("police");
  const elsewhere = await dosingStory(world);
  for (const who of [police, elsewhere.nurse, it.checker]) {
    await proveNow(world, who);
    expect((await say(it, who)).answer).toBe("not-there");
  }
  await world.sql`update session set proved_at = now() - interval '1 day' where token_hash is not null`;
  expect((await say(it, it.nurse)).answer).toBe("not-fresh");
  await proveNow(world, it.nurse);
  const said = await say(it, it.nurse);
  expect(said.answer).toBe("done");
  expect(await sign(it.nurse, said.made, 60)).toBe("same-person");
  const again = { ...it.nurse, token: await world.tokenFor(it.nurse.username) };
  await proveNow(world, again);
  expect(await sign(again, said.made, 60)).toBe("same-person");
  expect(await sign(it.checker, said.made, 60)).toBe("not-fresh");
  for (const who of [police, elsewhere.checker]) {
    await proveNow(world, who);
    expect(await sign(who, said.made, 60)).toBe("not-there");
  }
  await expect(
    world.sql`insert into injection_correction_second (correction_id, entered_ug, said_by, staff_id, second_signature, made)
              select id, injected_ug, staff_id, staff_id, first_signature, injection_id from injection_correction where id = ${said.made ?? ""}`,
  ).rejects.toThrow("two_people_correct");
  expect(await seen(it.person)).toEqual([100]);
  await proveNow(world, it.checker);
  expect(await sign(it.checker, said.made, 50)).toBe("mismatch");
  expect(await sign(it.checker, said.made, 60)).toBe("done");
});

test("H137: two correct one entry at once, or sign at once: it is corrected once", async () => {
  const it = await given("full", 100);
  await proveNow(world, it.nurse);
  const both = await Promise.all([say(it, it.nurse), say(it, it.nurse, { ug: mg(50) })]);
  expect(both.map(({ answer }) => answer).toSorted()).toEqual(["correction-waits", "done"]);
  const [waiting] =
    await world.sql`select id, injected_ug::int / 1000 as mg from injection_correction where injection_id = ${it.injection}`;
  const another = await world.aWorker(it.nurse, "clinic-checker", "Priya Nair");
  await proveNow(world, it.checker);
  await proveNow(world, another);
  const signed = await Promise.all(
    [it.checker, another].map((who) => sign(who, String(waiting?.id), waiting?.mg)),
  );
  expect(signed.toSorted()).toEqual(["done", "recorded-already"]);
  const [count] = await world.sql`
    select (select count(*)::int from injection where corrects = ${it.injection}) as entries,
           (select count(*)::int from cd_entry where book_id = ${it.book} and kind = 'correction') as notes`;
  expect(count).toEqual({ entries: 1, notes: 1 });
  // The entry that was corrected is corrected no second time; what counts now is.
  expect((await say(it, it.nurse, { ug: mg(30) })).answer).toBe("corrected-since");
  expect((await as(it.nurse).get(`/dosing/injections/${it.injection}/correct`)).status).toBe(404);
  const [counts] = await world.sql`select id from injection where corrects = ${it.injection}`;
  const next = await say({ injection: String(counts?.id) }, it.nurse, { ug: mg(30) });
  expect(await sign(it.checker, next.made, 30)).toBe("done");
  expect(await account(it.visit)).toEqual({ prepared: 100, injected: 30, wasted: 70, returned: 0 });
});

test("H137: found out after the session was closed, it is corrected all the same", async () => {
  const it = await given("full", 100);
  expect(await close(it)).toBe("done");
  await counted(world, it.nurse, it.checker, it.book, mg(9_900));
  expect((await call(world, it.nurse, "close_dosing_session", it.session, null)).answer).toBe("done");
  await proveNow(world, it.nurse);
  const said = await say(it, it.nurse, { what: "none", ug: 0 });
  await proveNow(world, it.checker);
  expect(await sign(it.checker, said.made, 0)).toBe("done");
  expect(await seen(it.person)).toEqual([]);
  expect(await account(it.visit)).toEqual({ prepared: 100, injected: 0, wasted: 100, returned: 0 });
  expect((await as(it.doctor).get(`/dosing/visits/${it.visit}`)).body).toContain(
    "<s>All of it injected: 100 mg</s>",
  );
});

test("H137: while a correction waits nothing more is given to them, until it is signed or dropped; what was recorded stands if it is dropped", async () => {
  const it = await given("full", 100);
  await proveNow(world, it.nurse);
  const said = await say(it, it.nurse);
  const evening = await opened(world, it, "evening");
  const refused = await prepared(world, it, evening, { slot: "evening" }).catch(
    (error: Error) => error.message,
  );
  expect(refused).toContain("correction-open");
  const dropped = await as(it.nurse).post(`/dosing/corrections/${said.made}/drop`, {});
  expect(dropped.status).toBe(303);
  await proveNow(world, it.checker);
  expect(await sign(it.checker, said.made, 60)).toBe("correction-dropped");
  expect(await seen(it.person)).toEqual([100]);
  expect((await as(it.nurse).get(`/dosing/visits/${it.visit}`)).body).toContain(
    "A correction was said, and dropped by",
  );
  expect((await say(it, it.nurse)).answer).toBe("done");
});

test("H137: nobody is taken out of observation by a correction, nor is more corrected than was handed over, nor to a time to come", async () => {
  const it = await given("full", 100);
  await proveNow(world, it.nurse);
  const answer = async (saying: Saying) => (await say(it, it.nurse, saying)).answer;
  expect(await answer({ what: "none", ug: 0 })).toBe("leave-first");
  expect(await answer({ ug: mg(101) })).toBe("more-than-handed-over");
  expect(await answer({ end: now().add({ minutes: 5 }) })).toBe("not-that-time");
  expect(await answer({ end: now().subtract({ hours: 1 }) })).toBe("not-that-time");
  expect(await answer({ left: null })).toBe("left-where");
  const [entry] = await world.sql`select ended_at from injection where id = ${it.injection}`;
  expect(await answer({ what: "full", ug: mg(100), end: entry?.ended_at, left: null })).toBe(
    "nothing-to-correct",
  );
});

test("H137: the board counts readings from the end of the injection as it was corrected", async () => {
  const it = await given("full", 100);
  const end = now().subtract({ minutes: 4 });
  await world.sql`update authority set taken_at = ${end.subtract({ minutes: 1 })}, block = tstzrange(${end.subtract({ minutes: 1 })}::timestamptz - make_interval(mins => least_minutes), ${end.subtract({ minutes: 1 })}, '(]') where visit_id = ${it.visit}`;
  await proveNow(world, it.nurse);
  const said = await say(it, it.nurse, { what: "full", ug: mg(100), end, left: null });
  await proveNow(world, it.checker);
  expect(await sign(it.checker, said.made, 100)).toBe("done");
  const cards = await world.as(it.nurse, async (tx) =>
    accept(await cardsOf(tx, DosingSessionId.schema.parse(it.session))),
  );
  invariant(cards.ok, "the board is read");
  const minutes = cards.value[0]?.endedAt?.until(now()).total("minutes") ?? 0;
  expect(Math.round(minutes)).toBe(4);
});
