import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type DosingStory, dosingStory, opened } from "../../../../tests/clinic/dosing-story.ts";
import { ago, doseSeen, signedLongAgo } from "../../../../tests/clinic/gap-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type TestAgency, type World } from "../../../../tests/world.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { type Instant, londonDay, now } from "../../../kernel/time.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { saysOf } from "../register/register-parts.tsx";
import { closeDosing } from "./closing-store.ts";

let world: World;
let story: DosingStory;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  story = await dosingStory(world);
});
afterAll(() => world.close());

const record = async (ug: number, at: Instant, who: TestAgency = story.nurse) => {
  await proveNow(world, who);
  return call(
    world,
    who,
    "record_late_dose",
    story.person,
    story.book,
    ug,
    at,
    "no fixed abode",
    "On paper sheet 12",
  );
};
const second = async (late: string | undefined, ug: number, who: TestAgency = story.checker) => {
  await proveNow(world, who);
  return (await call(world, who, "countersign_late_dose", late, ug)).answer;
};
const incidents = async () =>
  (
    await world.sql`select kind from dosing_incident where person_id = ${story.person} order by raised_at`
  ).map(({ kind }) => String(kind));

test("H101: a paper dose, a second one and one without stock are recorded as they were, with their incidents, and signed by two", async () => {
  await opened(world, story, "morning", {}, now().add({ hours: 1 }));
  // 50 minutes ago is yesterday, after midnight.
  await signedLongAgo(world, story);
  const at = now().subtract({ minutes: 50 });
  const paper = await record(mg(100), at);
  expect(paper.answer).toBe("done");
  expect(await incidents()).toEqual(["recorded-late"]);
  // It counts at once, before anybody signs it as the second.
  const [seen] =
    await world.sql`select micrograms, given_at from observed_dose where person_id = ${story.person}`;
  expect(seen?.micrograms).toBe(mg(100));
  expect(await second(paper.made, mg(100), story.nurse)).toBe("same-person");
  expect(await second(paper.made, mg(90))).toBe("mismatch");
  expect(await second(paper.made, mg(100))).toBe("done");
  const [line] = await world.sql`
    select kind, quantity_ug::int as ug, happened_at < entered_at - interval '45 minutes' as late from cd_entry where book_id = ${story.book} order by seq desc limit 1`;
  expect(line).toEqual({ kind: "administer", ug: -100_000, late: true });

  const again = await record(mg(100), at.add({ minutes: 10 }));
  expect(again.answer).toBe("done");
  const [clash] = await world.sql`select clashes from dosing_late where id = ${again.made ?? ""}`;
  expect(clash?.clashes).toEqual(["second-dose"]);
  expect(await incidents()).toEqual(["recorded-late", "clash"]);

  const tooMuch = await record(mg(20_000), at.add({ minutes: 20 }));
  expect(tooMuch.answer).toBe("done");
  expect(await second(tooMuch.made, mg(20_000))).toBe("done");
  expect(await incidents()).toEqual(["recorded-late", "clash", "clash", "below-zero"]);
  const [stands] = await world.sql`select cd_book_stands_against(${story.book}) as against`;
  expect(stands?.against).toBe("pending");
});

test("H101: a second dose on paper is a clash also where no session was ever opened: the order says how far apart they are", async () => {
  const first = await dosingStory(world, 100, 240);
  await signedLongAgo(world, first);
  const late = async (minutes: number) => {
    await proveNow(world, first.nurse);
    const at = now().subtract({ minutes });
    const made = await call(
      world,
      first.nurse,
      "record_late_dose",
      first.person,
      first.book,
      mg(50),
      at,
      "none",
      "Paper",
    );
    const [row] = await world.sql`select clashes from dosing_late where id = ${made.made ?? ""}`;
    return row?.clashes;
  };
  expect([await late(600), await late(350), await late(120)]).toEqual([[], [], ["second-dose"]]);
});

/** What a dose recorded late breaks, which is never refused. */
async function broken(of: DosingStory, ug: number, at: Instant): Promise<readonly string[]> {
  await proveNow(world, of.nurse);
  const made = await call(world, of.nurse, "record_late_dose", of.person, of.book, ug, at, "none", "Paper");
  expect(made.answer).toBe("done");
  const [row] = await world.sql`select clashes from dosing_late where id = ${made.made ?? ""}`;
  return row?.clashes;
}
/** Somebody whose order stands for three weeks, whose last dose was so many hours ago. */
async function lastSeen(hours: number): Promise<DosingStory> {
  const of = await dosingStory(world);
  await signedLongAgo(world, of);
  await world.sql`update clinic_order_step set at = now() - interval '20 days' where order_id = ${of.order}`;
  await doseSeen(world, of.nurse, of.person, ago(hours));
  return of;
}

test("the register's line of a dose recorded late says what is not written down, and never nought or no for it", async () => {
  const of = await lastSeen(12);
  await proveNow(world, of.nurse);
  const given = [of.person, of.book, mg(100), ago(1), "none", "Paper"] as const;
  const made = await call(world, of.nurse, "record_late_dose", ...given);
  await proveNow(world, of.checker);
  expect((await call(world, of.checker, "countersign_late_dose", made.made, mg(100))).answer).toBe("done");
  const [line] = await world.sql`
    select details::jsonb as said from cd_entry where book_id = ${of.book} and kind = 'administer' order by seq desc limit 1`;
  expect(line?.said).toMatchObject({ microlitres: null, id_asked: null, id_shown: null });
  expect(saysOf({ kind: "administer", details: line?.said })).toContain("millilitres not written down");
});

test("H160: a paper dose while the order was held says so, and one after the hold was ended does not", async () => {
  const of = await lastSeen(12);
  const step = (what: string, minutes: number) =>
    world.sql`insert into clinic_order_step (order_id, what, reason, at, staff_id) values (${of.order}, ${what}, 'unwell', ${now().subtract({ minutes })}, ${of.doctor.staffId})`;
  await step("held", 300);
  await step("restarted", 20);
  expect(await broken(of, mg(100), now().subtract({ minutes: 60 }))).toEqual(["order-held"]);
  const later = await lastSeen(12);
  expect(await broken(later, mg(100), now().subtract({ minutes: 10 }))).toEqual([]);
});

test("H160: a paper dose before its order was signed says so; one before its order was ended, or changed for another, stands under it", async () => {
  // Signed two hours ago; they were last given something half a day ago, elsewhere.
  const of = await lastSeen(12);
  const signed = (order: string, hours: number) =>
    world.sql`update clinic_order set signed_at = ${ago(hours)} where id = ${order}`;
  await signed(of.order, 2);
  expect(await broken(of, mg(100), ago(3))).toEqual(["order-unsigned"]);
  expect(await broken(await lastSeen(12), mg(100), ago(3))).toEqual([]);

  const ended = await lastSeen(12);
  await world.sql`
    update clinic_order set state = 'ended', stopped_at = ${ago(0.5)}, stops_on = london_day(${ago(0.5)}) where id = ${ended.order}`;
  expect(await broken(ended, mg(100), ago(0.6))).toEqual([]);
  const after = await lastSeen(12);
  await world.sql`
    update clinic_order set state = 'ended', stopped_at = ${ago(0.6)}, stops_on = london_day(${ago(0.6)}) where id = ${after.order}`;
  expect(await broken(after, mg(100), ago(0.5))).toEqual(["order-lapsed"]);
});

test("H160: a paper dose after the order had ended, without a licence, in a gap or after an emergency says which it was", async () => {
  const lapsed = await lastSeen(12);
  await world.sql`update clinic_order set ends_on = ${londonDay(now()).subtract({ days: 2 })} where id = ${lapsed.order}`;
  expect(await broken(lapsed, mg(100), now())).toEqual(["order-lapsed"]);

  const unlicensed = await lastSeen(12);
  await world.sql`update clinic_licence set until_on = ${londonDay(now()).subtract({ days: 3 })} where id = ${unlicensed.licence}`;
  expect(await broken(unlicensed, mg(100), now())).toEqual(["no-licence"]);

  // 50 hours, nothing confirmed: 50 % of 100 mg is left. At six days nothing is.
  expect(await broken(await lastSeen(50), mg(100), now())).toEqual(["gap-above-cap"]);
  expect(await broken(await lastSeen(50), mg(50), now())).toEqual([]);
  expect(await broken(await lastSeen(144), mg(50), now())).toEqual(["gap-begin-anew"]);

  const away = await lastSeen(12);
  await world.sql`insert into clinic_absence (person_id, agency_id, owner_kind, place, from_at, noted_at, noted_by)
    values (${away.person}, ${away.nurse.agencyId}, 'clinic', 'elsewhere', ${ago(6)}, ${ago(6)}, ${away.nurse.staffId})`;
  const [fell] = await world.sql`
    insert into dosing_emergency (person_id, agency_id, owner_kind, premises_id, kind, began_at, staff_id)
    values (${away.person}, ${away.nurse.agencyId}, 'clinic', ${away.premises}, 'overdose', ${ago(5)}, ${away.nurse.staffId}) returning id`;
  expect(fell).toBeDefined();
  // Who was away and of whom nothing was confirmed is begun anew, whatever a review will say.
  expect(await broken(away, mg(100), ago(1))).toEqual([
    "gap-begin-anew",
    "gap-review-needed",
    "waits-for-review",
  ]);
});

test("H160: more than the protocol's most within 24 hours is a clash, over midnight as well and with what followed it", async () => {
  // 900 mg are the protocol's most. 401 and 300 mg were had twelve hours before and five hours after it: with 200 mg they are 901 mg in 17 hours.
  const of = await lastSeen(40);
  await world.sql`delete from observed_dose where person_id = ${of.person}`;
  await doseSeen(world, of.nurse, of.person, ago(18), { dose: mg(401) });
  await doseSeen(world, of.nurse, of.person, ago(1), { dose: mg(300) });
  expect(await broken(of, mg(200), ago(6))).toEqual(["above-most-daily"]);
  // 25 hours hold as much, and no 24 do.
  const other = await lastSeen(40);
  await world.sql`delete from observed_dose where person_id = ${other.person}`;
  await doseSeen(world, other.nurse, other.person, ago(30), { dose: mg(400) });
  await doseSeen(world, other.nurse, other.person, ago(5), { dose: mg(300) });
  const found = await broken(other, mg(200), ago(10));
  // 400 mg are 20 hours before it, and 300 mg five hours after it: 600 and 500 mg.
  expect(found).toEqual([]);
});

test("a dose to come is not recorded, nor one of another clinic's book", async () => {
  expect((await record(mg(100), now().add({ minutes: 5 }))).answer).toBe("not-that-time");
  const other = await world.anAgency("clinic");
  expect((await record(mg(100), now(), other)).answer).toBe("not-there");
});

test("H108: whoever does not come is closed as not come after the end and its grace, once", async () => {
  const [visit] =
    await world.sql`select v.id, s.ends_at from dosing_visit v join dosing_session s on s.id = v.session_id where v.person_id = ${story.person}`;
  const end = visit?.ends_at as Instant;
  const close = (at: Instant) => asPolicyRole(world.sql, WORLD_CODE, (tx) => closeDosing(tx, at));
  const state = async () => (await world.sql`select dosing_state(${visit?.id}) as state`)[0]?.state;
  expect(await close(end.add({ minutes: 59 }))).toBe(0);
  expect(await state()).toBe("scheduled");
  expect(await close(end.add({ minutes: 60 }))).toBe(1);
  expect(await state()).toBe("no-show");
  expect(await close(end.add({ minutes: 61 }))).toBe(0);
  const [session] =
    await world.sql`select closed_at is not null as closed from dosing_session where premises_id = ${story.premises}`;
  expect(session?.closed).toBe(true);
  const excused = await call(
    world,
    story.nurse,
    "move_dosing_visit",
    visit?.id,
    "excused",
    "The ward rang",
    "hospital",
    world.sql.json({}),
  );
  expect(excused.answer).toBe("done");
});

test("H173: what is taken by mouth is recorded as no injection, which would end a gap; the pages offer books of what is injected", async () => {
  const gone = await lastSeen(100);
  const [oral] = await world.sql`
    insert into cd_book (agency_id, premises_id, drug_class, product, heading)
    select agency_id, premises_id, 'Methadone, its salts and preparations', 'methadone-oral-1', 'Methadone' from cd_book where id = ${gone.book} returning id`;
  await proveNow(world, gone.nurse);
  const made = await call(
    world,
    gone.nurse,
    "record_late_dose",
    gone.person,
    oral?.id,
    mg(60),
    ago(12),
    "none",
    "Paper",
  );
  expect(made.answer).toBe("by-mouth");
  const seen = await world.sql`select drug, way from observed_dose where person_id = ${gone.person}`;
  expect(seen).toEqual([{ drug: "diamorphine", way: "injected" }]);
});

test("each product of the register is the drug, and is taken the way, that its code says", async () => {
  const codes = [...CLINIC_PRODUCTS.keys()];
  const said = await world.sql`
    select code, cd_product_drug(code) as drug, cd_product_way(code) as way from unnest(${world.sql.array(codes)}::text[]) as code`;
  expect(said.map(({ code, drug, way }) => [code, drug, way])).toEqual(
    [...CLINIC_PRODUCTS.values()].map(({ code, substance, form }) => [
      code,
      substance.toLowerCase(),
      form === "oral-solution" ? "mouth" : "injected",
    ]),
  );
});
