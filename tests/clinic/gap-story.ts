import { accept, invariant } from "../../src/kernel/result.ts";
import { fromLondon, type Instant, londonDay, now, today } from "../../src/kernel/time.ts";
import { VisitId } from "../../src/services/clinic/dosing/visit.ts";
import { type GapDue, gapDue } from "../../src/services/clinic/prescribing/gap-store.ts";
import { proveNow } from "../medicines/story.ts";
import type { TestAgency, World } from "../world.ts";
import { call, checking, type DosingStory, dosingStory, opened } from "./dosing-story.ts";
import { mg } from "./orders-story.ts";

/** Writes that somebody was seen to take a dose so many hours ago. For tests alone. */
export async function doseSeen(
  world: World,
  at: Pick<TestAgency, "agencyId" | "kind" | "staffId">,
  person: string,
  when: Instant,
  { way = "injected", drug = "diamorphine", dose = mg(100) } = {},
): Promise<string> {
  const [row] = await world.sql<{ id: string }[]>`
    insert into observed_dose (person_id, agency_id, owner_kind, drug, way, micrograms, given_at, noted_at, noted_by)
    values (${person}, ${at.agencyId}, ${at.kind}, ${drug}, ${way}, ${dose}, ${when}, ${when}, ${at.staffId}) returning id`;
  invariant(row, "the dose is written");
  return row.id;
}

/** Hours ago from now. */
export const ago = (hours: number): Instant => now().subtract({ minutes: Math.round(hours * 60) });

/** Says that the standing order of a story was signed before anything of the test happened. */
export const signedLongAgo = (world: World, { order }: Pick<DosingStory, "order">) =>
  world.sql`update clinic_order set signed_at = now() - interval '20 days', starts_on = starts_on - 20 where id = ${order}`;

/** Brings somebody to a full dose by the function itself, whatever a page would have decided. Answers the visit. */
export async function cleared(world: World, story: DosingStory, session: string): Promise<string> {
  const came = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  invariant(came.the_visit, `they have a visit: ${JSON.stringify(came)}`);
  await call(
    world,
    story.nurse,
    "identify_for_dosing",
    came.the_visit,
    world.sql.json({ by: ["known", "name", "born"] }),
  );
  await assessedClear(world, story, came.the_visit);
  return came.the_visit;
}

/** Assesses them as well, with a full dose. */
export async function assessedClear(world: World, story: DosingStory, visit: string): Promise<void> {
  const readings = {
    alertness: "alert",
    sedation: "1",
    breaths: 8,
    seconds: 30,
    spo2: 97,
    alcohol: 0,
    alcohol_unit: "ug-breath",
  };
  const looked = await call(
    world,
    story.nurse,
    "assess_before_dose",
    visit,
    world.sql.json(readings),
    "clear",
    world.sql.array([], 1009),
    "nobody",
    "Full dose.",
    null,
  );
  invariant(looked.answer === "done", `they are assessed: ${JSON.stringify(looked)}`);
}

/** Somebody whose last dose was so many hours ago, by an order that was signed before, and their visit of this morning. */
export async function after(
  world: World,
  hours: number,
  dose = 100,
): Promise<DosingStory & { session: string; last: string }> {
  const story = await dosingStory(world, dose);
  await signedLongAgo(world, story);
  const last = await doseSeen(world, story.nurse, story.person, ago(hours));
  return { ...story, session: await opened(world, story), last };
}

/** What the gap leaves of the morning, as a nurse at the visit reads it. */
export async function dueAt(
  world: World,
  story: DosingStory,
  visit: string,
  at: Instant = now(),
): Promise<GapDue> {
  const read = await world.as(story.nurse, async (tx) =>
    accept(await gapDue(tx, { id: story.order }, "morning", VisitId.schema.parse(visit), at)),
  );
  invariant(read.ok && read.value, "the gap is read");
  return read.value;
}

/** A nurse prepares a part of this morning: of the order for this session alone where there is one. */
export async function preparePart(world: World, story: DosingStory, visit: string, part = 1) {
  await proveNow(world, story.nurse);
  const [row] = await world.sql`
    select p.id from clinic_order_part p join clinic_order o on o.id = p.order_id
     where o.person_id = ${story.person} and p.slot = 'morning' and p.part = ${part} order by o.kind = 'single-session' desc, o.signed_at desc nulls last limit 1`;
  const expiry = Temporal.PlainDate.from("2030-01-01");
  const typed = ["L1", expiry, mg(100), mg(100), "no fixed abode"] as const;
  return call(world, story.nurse, "prepare_dose", visit, row?.id, story.book, ...typed);
}

/** It is checked, and handed over. */
export async function take(world: World, story: DosingStory, preparation: string): Promise<string> {
  const checked = await checking(world, story, preparation);
  invariant(checked === "done", `it is checked: ${checked}`);
  const [row] = await world.sql`select hand_key from preparation where id = ${preparation}`;
  await proveNow(world, story.nurse);
  return (await call(world, story.nurse, "take_authority", preparation, row?.hand_key)).answer;
}

/** An order for this morning alone, of so many milligrams in parts half an hour apart. */
export const forThisMorning = (milligrams: readonly number[], minutes = 30) => ({
  kind: "single-session" as const,
  slot: "morning" as const,
  endsOn: today(),
  mostSingle: mg(400),
  mostDaily: mg(800),
  parts: milligrams.map((one, i) => ({
    slot: "morning" as const,
    part: i + 1,
    product: "diamorphine-ampoule-100",
    micrograms: mg(one),
    leastMinutes: i === 0 ? 240 : minutes,
  })),
});

/** The oral part, seen on each day from that of the last dose to yesterday. */
export async function nights(
  world: World,
  story: DosingStory,
  hours: number,
  at: Pick<TestAgency, "agencyId" | "kind" | "staffId"> = story.nurse,
  drug = "methadone",
): Promise<void> {
  for (
    let day = londonDay(ago(hours));
    Temporal.PlainDate.compare(day, today()) < 0;
    day = day.add({ days: 1 })
  )
    await doseSeen(world, at, story.person, fromLondon(day.toPlainDateTime("20:00")), {
      way: "mouth",
      drug,
      dose: 40_000,
    });
}

/** The same of one world, which is there once the test has begun. */
export const inAGap = (world: () => World) => ({
  after: (hours: number, dose = 100) => after(world(), hours, dose),
  due: (story: DosingStory, visit: string) => dueAt(world(), story, visit),
  prepare: (story: DosingStory, visit: string, part = 1) => preparePart(world(), story, visit, part),
});
