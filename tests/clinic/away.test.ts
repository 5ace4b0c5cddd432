import { afterAll, beforeAll, expect, test } from "vitest";
import { keepDosingOnce } from "../../src/dosing-keeping.ts";
import { accept } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../site.ts";
import type { TestAgency, World } from "../world.ts";
import { call, counted, type DosingStory, dosingStory, opened } from "./dosing-story.ts";
import { ago, assessedClear, cleared, doseSeen, signedLongAgo } from "./gap-story.ts";
import { mg } from "./orders-story.ts";

// Somebody who is given opioids turns up in custody, prison or hospital: their health staff see it at once, the prescriber is told, and
// nothing is given again before a doctor has looked at the gap. Police and probation learn nothing of it.

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
const knows = async (who: TestAgency, person: string): Promise<void> => {
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${who.agencyId}, 'met') on conflict do nothing`;
};
const consents = (person: string, kind: string) =>
  world.sql`insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'medication', ${kind}, 'given', 'told the test'), (${person}, 'health', ${kind}, 'given', 'told the test')`;

/** Somebody of the clinic who is in custody now, whose health staff may know of their medicines. */
async function inCustody(kind = "liaison") {
  const story = await dosingStory(world);
  await signedLongAgo(world, story);
  await doseSeen(world, story.nurse, story.person, ago(6));
  const health = await world.anAgency(kind);
  await knows(health, story.person);
  await world.anEpisode(health, story.person);
  await consents(story.person, kind);
  return { ...story, health };
}
const orderState = async ({ order }: DosingStory) =>
  (await world.sql`select state from clinic_order where id = ${order}`)[0]?.state;
const openTasks = async (person: string) =>
  (
    await world.sql`select t.kind, g.kind as agency, t.title, s.name as staff from task t join agency g on g.id = t.agency_id left join staff s on s.id = t.staff_id where t.person_id = ${person} and t.state = 'open' order by 1, 2`
  ).map((row) => [row.kind, row.agency, row.staff].filter(Boolean).join(" | "));
const take = async (story: DosingStory, visit: string) => {
  await proveNow(world, story.nurse);
  const [part] =
    await world.sql`select id from clinic_order_part where order_id = ${story.order} and slot = 'morning'`;
  return (
    await call(
      world,
      story.nurse,
      "prepare_dose",
      visit,
      part?.id,
      story.book,
      "L1",
      Temporal.PlainDate.from("2030-01-01"),
      mg(100),
      mg(100),
      "x",
    )
  ).answer;
};
const reviewed = async (story: DosingStory) => {
  await proveNow(world, story.doctor);
  const done = await as(story.doctor).post(`/people/${story.person}/reviews/new`, {
    kind: "gap",
    words: "Rang custody: methadone 30 mg given at 21:00. Seen, well.",
  });
  expect(done.status).toBe(303);
};
const restart = async (story: DosingStory): Promise<string> => {
  await proveNow(world, story.doctor);
  return (await call(world, story.doctor, "move_clinic_order", story.order, "restarted", "goes on")).answer;
};

test("H123: health staff of custody, prison and hospital see last dose, plan, naloxone and dangers at once; whoever may not, nothing", async () => {
  for (const kind of ["liaison", "prison-health", "hospital"]) {
    const { health, person } = await inCustody(kind);
    const page = (await as(health).get(`/people/${person}`)).body;
    expect(page).toContain("On prescribed opioids");
    expect(page).toMatch(/Last observed dose: <\/strong>Diamorphine 100 mg, 6 hours ago/);
    expect(page).toContain("Injected at Foundry Clinic: </strong>Diamorphine 200 mg a day (100 mg, 100 mg)");
    expect(page).toContain("6 hours since the last dose that was seen. Tolerance falls within days");
    expect(page).toMatch(/<strong>[^<]*naloxone/i);
    expect(page).toContain("Foundry Clinic 01642 000");
    // Above what can be done, so that a phone shows it first.
    expect(page.indexOf("What you can do")).toBeGreaterThan(page.indexOf("On prescribed opioids"));
  }
  const [{ person }, without] = [await inCustody(), await world.anAgency("hospital")];
  await knows(without, person);
  const bare = (await as(without).get(`/people/${person}`)).body;
  expect(bare).not.toContain("On prescribed opioids");
  expect(bare).toContain("none that your agency may see. That is no proof");
  // Without consent they learn nothing of who treats, and whoever prescribes is told all the same.
  const told = await as(without).post(`/people/${person}/here-now`, {});
  expect(told.status).toBe(303);
  expect((await as(without).get(`/people/${person}`)).body).not.toMatch(/Foundry|diamorphine|On prescribed/i);
  const [absence] = await world.sql`select place from clinic_absence where person_id = ${person}`;
  expect(absence?.place).toBe("hospital");
});

test("H123: cell by cell: custody officer, navigator, probation and prison resettlement find no box, no page, no row, no task and no word of it", async () => {
  const story = await inCustody();
  const police = await world.anAgency("police");
  const probation = await world.anAgency("probation");
  const prison = await world.anAgency("prison");
  const readers = [police, await world.aWorker(police, "diversion-navigator"), probation, prison];
  for (const agency of [police, probation, prison]) {
    await knows(agency, story.person);
    await consents(story.person, agency.kind);
  }
  await as(story.health).post(`/people/${story.person}/here-now`, {});
  await missedMinute();
  for (const who of readers) {
    const seen = as(who);
    const cells = {
      page: (await seen.get(`/people/${story.person}`)).body,
      hereNow: (await seen.get(`/people/${story.person}/here-now`)).status,
      said: (await seen.post(`/people/${story.person}/here-now`, {})).status,
      plan: (await seen.get(`/people/${story.person}/orders`)).status,
      attendance: (await seen.get(`/people/${story.person}/attendance`)).status,
      medicines: (await seen.get(`/people/${story.person}/medicines`)).status,
      review: (await seen.get(`/people/${story.person}/reviews/new`)).status,
      dosing: (await seen.get("/dosing")).status,
      work: (await seen.get("/work")).body,
    };
    for (const body of [cells.page, cells.work])
      expect(body).not.toMatch(
        /opioid|diamorphine|dose|Foundry|gap review|on hold|waits for your review|clinic/i,
      );
    const closed = [
      cells.hereNow,
      cells.said,
      cells.plan,
      cells.attendance,
      cells.medicines,
      cells.review,
      cells.dosing,
    ];
    expect(closed.every((status) => status === 403 || status === 404)).toBe(true);
    const rows = await world.as(who, async (tx) =>
      accept(
        (
          await tx`
            select (select count(*) from clinic_absence)::int + (select count(*) from clinic_order)::int + (select count(*) from clinic_missed_action)::int
                   + (select count(*) from observed_dose)::int + (select count(*) from clinic_review)::int + (select count(*) from dosing_visit)::int
                   + (select count(*) from task)::int as seen,
                   say_they_are_here(${story.person}) as said, gap_unreviewed_here(${story.person}) as gap,
                   (select most_ug from clinic_due(${story.order}, 'morning', null, now())) as due`
        )[0],
      ),
    );
    expect(rows.ok && rows.value).toMatchObject({ seen: 0, said: -1, gap: null });
    expect(rows.ok && Number(rows.value?.due)).toBe(0);
  }
});
const missedMinute = () => keepDosingOnce(world.sql, WORLD_CODE, now());

test("H124: said to be here now: clinic and doctor get a task, the plan and its oral part are held, once however often it is pressed", async () => {
  const story = await inCustody();
  const nurse = as(story.health);
  const done = await nurse.post(`/people/${story.person}/here-now`, {});
  expect([done.status, done.location]).toEqual([303, `/people/${story.person}`]);
  expect(await orderState(story)).toBe("held");
  const told = ["clinic-gap-review | clinic | Dr Ngozi Achebe", "clinic-held | clinic"];
  expect(await openTasks(story.person)).toEqual(told);
  const again = await nurse.post(`/people/${story.person}/here-now`, {});
  expect(again.status).toBe(303);
  expect(await openTasks(story.person)).toEqual(told);
  const page = (await nurse.get(`/people/${story.person}`)).body;
  expect(page).toContain("Your agency told the clinic at");
  const plan = (await as(story.doctor).get(`/people/${story.person}/orders`)).body;
  expect(plan).toContain("Nothing is given until the gap is reviewed");
  expect(plan).toMatch(/In custody since .*, told by Agency liaison-/);
});

test("H124: back from custody: neither held nor restarted, nothing is given before a doctor has reviewed the gap, by page or at the database", async () => {
  const story = await inCustody();
  const session = await opened(world, story);
  const visit = await cleared(world, story, session);
  expect((await as(story.health).post(`/people/${story.person}/here-now`, {})).status).toBe(303);
  await assessedClear(world, story, visit);
  expect(await take(story, visit)).toBe("order:held");
  // Neither by the page nor past it: released without a confirmed opioid, it is begun anew.
  expect(await restart(story)).toBe("begins-anew");
  await world.sql`update clinic_order set state = 'signed' where id = ${story.order}`;
  expect(await take(story, visit)).toBe("gap-review-needed");
  expect((await as(story.nurse).get(`/dosing/visits/${visit}`)).body).toContain(
    "They were in custody. A licensed doctor reviews the gap first.",
  );
  await proveNow(world, story.nurse);
  const byPage = await as(story.nurse).post(`/dosing/visits/${visit}/prepare`, {
    lot: "L1",
    expires: "1/1/2030",
    address: "",
  });
  expect(byPage.body).toContain("They were in custody, in hospital or elsewhere.");
  // Nobody but a licensed doctor writes that review.
  for (const who of [story.nurse, story.lead, story.health]) {
    await proveNow(world, who);
    const tried = await world
      .as(who, async (tx) =>
        accept(
          await tx`insert into clinic_review (person_id, kind, words) values (${story.person}, 'gap', 'x')`,
        ),
      )
      .then(
        () => "written",
        (error: { code?: string }) => error.code,
      );
    expect(tried).toBe("42501");
  }
  await reviewed(story);
  // Six hours, but released without a confirmed opioid: it is begun anew.
  expect(await take(story, visit)).toBe("gap-begin-anew");
});

test("H124: an event of custody that police recorded holds the plan within the minute, says no more than the clinic may know, and gives nothing meanwhile", async () => {
  const story = await inCustody();
  const session = await opened(world, story);
  const visit = await cleared(world, story, session);
  const police = await world.anAgency("police");
  await knows(police, story.person);
  await world.sql`
    insert into event (person_id, kind, happened_on, happened_at, precision, source, category, agency_id, owner_kind, noted_by)
    values (${story.person}, 'custody', ${today()}, now() - interval '1 hour', 'minute', 'custody record', 'offending', ${police.agencyId}, 'police', ${police.staffId})`;
  expect(await take(story, visit)).toBe("gap-review-needed");
  await missedMinute();
  expect(await orderState(story)).toBe("held");
  const [absence] =
    await world.sql`select place, told_by, noted_by from clinic_absence where person_id = ${story.person}`;
  expect(absence).toEqual({ place: "elsewhere", told_by: null, noted_by: null });
  const [step] =
    await world.sql`select reason, staff_id from clinic_order_step where order_id = ${story.order} and what = 'held'`;
  expect(step).toEqual({ reason: "Elsewhere: a gap review comes first", staff_id: null });
  for (let i = 0; i < 2; i += 1) await missedMinute();
  expect(
    (await world.sql`select count(*)::int as n from clinic_absence where person_id = ${story.person}`)[0]?.n,
  ).toBe(1);
});

test("H124: an admission that was over before the last dose, one that is only suspected and one that was withdrawn hold nothing", async () => {
  const story = await inCustody();
  const hospital = await world.anAgency("hospital");
  const event = (more: object) =>
    world.sql`insert into event ${world.sql({
      person_id: story.person,
      kind: "admission",
      happened_on: today().subtract({ days: 5 }).toString(),
      until_on: today().subtract({ days: 3 }).toString(),
      precision: "day",
      certainty: "confirmed",
      source: "ward",
      category: "health",
      agency_id: hospital.agencyId,
      owner_kind: "hospital",
      ...more,
    } as never)}`;
  await event({});
  await event({ happened_on: today().toString(), until_on: null, certainty: "suspected" });
  await event({
    happened_on: today().toString(),
    until_on: null,
    withdrawn_at: new Date().toISOString(),
    withdrawn_because: "another person",
  });
  await missedMinute();
  expect(await orderState(story)).toBe("signed");
});

test("H124: somebody expected in a session that goes on is excused as in custody, and nobody looks for them", async () => {
  const story = await inCustody();
  const at = now();
  const session = await opened(world, story, "morning", {}, at.add({ minutes: 1 }));
  await as(story.health).post(`/people/${story.person}/here-now`, {});
  await keepDosingOnce(world.sql, WORLD_CODE, at.add({ minutes: 62 }));
  const [step] =
    await world.sql`select d.to_state, d.code from dosing_step d join dosing_visit v on v.id = d.visit_id where v.session_id = ${session} order by d.seq desc limit 1`;
  expect(step).toEqual({ to_state: "excused", code: "custody" });
  expect(await openTasks(story.person)).toEqual([
    "clinic-gap-review | clinic | Dr Ngozi Achebe",
    "clinic-held | clinic",
  ]);
  await world.sql`update dosing_session set closed_at = now() where id = ${session}`;
  await counted(world, story.nurse, story.checker, story.book, mg(10_000));
  const evening = await opened(world, story, "evening");
  const [next] =
    await world.sql`select d.code from dosing_step d join dosing_visit v on v.id = d.visit_id where v.session_id = ${evening} order by d.seq desc limit 1`;
  expect(next?.code).toBe("custody");
});
