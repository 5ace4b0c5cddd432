import { afterAll, beforeAll, expect, test } from "vitest";
import { keepDosingOnce } from "../../src/dosing-keeping.ts";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { invariant } from "../../src/kernel/result.ts";
import { endOfDay, type Instant, londonDay, now, today } from "../../src/kernel/time.ts";
import { moveLadders } from "../../src/record/diary/ladder.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { openWorld, type World } from "../world.ts";
import { call, counted, type DosingStory, dosingStory, opened, prepared } from "./dosing-story.ts";
import { ago, cleared, doseSeen, signedLongAgo } from "./gap-story.ts";
import { mg, signedOrder } from "./orders-story.ts";

// What follows from missed sessions, without anybody asking: each once, however often the minute comes round.

const EVERY_DAY = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, ["09:00", "18:00"]]));

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const minute = async (at: Instant): Promise<void> => {
  await keepDosingOnce(world.sql, WORLD_CODE, at);
  await moveLadders((work) => asPolicyRole(world.sql, WORLD_CODE, work), at);
};
/** The open tasks about somebody, as kind and title. */
const tasks = async ({ person }: Pick<DosingStory, "person">) => {
  const rows = await world.sql`
    select t.kind, t.title, s.name as staff, g.kind as agency from task t join agency g on g.id = t.agency_id left join staff s on s.id = t.staff_id
     where t.person_id = ${person} and t.state = 'open' order by t.made_at, t.kind, t.title`;
  return rows.map(({ kind, title, staff, agency }) =>
    [kind, title, staff, agency].filter(Boolean).join(" | "),
  );
};
const state = async ({ order }: DosingStory) =>
  (await world.sql`select state from clinic_order where id = ${order}`)[0]?.state;

/** A session that nobody came to, begun so many hours ago: its hours are over and nobody was there. */
async function missedSession(story: DosingStory, slot: "morning" | "evening"): Promise<Instant> {
  const before =
    await world.sql`select count(*)::int as n from dosing_session where premises_id = ${story.premises}`;
  if (before[0]?.n > 0) {
    // The minute that was lived ahead closed the session before: as if it had been now.
    await world.sql`update dosing_session set closed_at = now() where premises_id = ${story.premises}`;
    await counted(world, story.nurse, story.checker, story.book, mg(10_000));
  }
  const session = await opened(world, story, slot, {}, now().add({ minutes: before[0]?.n + 1 }));
  await minute(now().add({ minutes: 61 + before[0]?.n }));
  return (await world.sql`select ends_at from dosing_session where id = ${session}`)[0]?.ends_at as Instant;
}

test("H122: one missed session: a call the same day by the one ladder, once; two in a row: outreach and the keyworker", async () => {
  const story = await dosingStory(world);
  await doseSeen(world, story.nurse, story.person, ago(6));
  const community = await world.anAgency("treatment");
  await world.anEpisode(community, story.person).catch(() => undefined);
  await world.sql`update episode set keyworker_id = ${story.nurse.staffId} where person_id = ${story.person} and agency_id = ${story.nurse.agencyId}`;
  await missedSession(story, "morning");
  expect(await tasks(story)).toEqual(["missed-contact | Missed contact: call at once | clinic"]);
  const [ladder] =
    await world.sql`select because, position, state from ladder where person_id = ${story.person}`;
  expect(ladder).toEqual({ because: "missed-session", position: 1, state: "open" });
  const end = await missedSession(story, "evening");
  const both = [
    "missed-contact | Missed contact: go out and find the person | clinic",
    `missed-contact | Missed contact: speak with whoever treats them, today | Worker of ${story.nurse.code} | clinic`,
  ];
  expect((await tasks(story)).toSorted()).toEqual(both);
  for (let i = 0; i < 3; i += 1) await minute(end.add({ minutes: 62 + i }));
  expect((await tasks(story)).toSorted()).toEqual(both);
  const [count] = await world.sql`select count(*)::int as n from ladder where person_id = ${story.person}`;
  expect(count?.n).toBe(1);
  expect(await state(story)).toBe("signed");
});

test("H122: whoever had a dose in that session after all, written down later, is looked for by nobody", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story, "morning", {}, now().add({ minutes: 1 }));
  await doseSeen(world, story.nurse, story.person, now().add({ seconds: 20 }));
  await minute(now().add({ minutes: 62 }));
  expect(
    (await world.sql`select dosing_state(id) as state from dosing_visit where session_id = ${session}`)[0]
      ?.state,
  ).toBe("no-show");
  expect(await tasks(story)).toEqual([]);
});

test("H122: not there after a session with naloxone: seen to be well the same day", async () => {
  const story = await dosingStory(world);
  const first = await opened(world, story, "morning", {}, now().add({ minutes: 1 }));
  const visit = await cleared(world, story, first);
  await world.sql`insert into dosing_look (person_id, agency_id, owner_kind, visit_id, staff_id, sedation, breaths, seconds, spo2, on_oxygen, low_seconds, rung)
                  values (${story.person}, ${story.nurse.agencyId}, 'clinic', ${visit}, ${story.nurse.staffId}, '3', 4, 30, 84, true, 90, 'naloxone')`;
  await counted(world, story.nurse, story.checker, story.book, mg(10_000));
  const at = now();
  await opened(world, story, "evening", {}, at.add({ minutes: 2 }));
  await minute(at.add({ minutes: 63 }));
  expect(await tasks(story)).toContain(
    "dosing-welfare | Missed contact: see today that they are well | clinic",
  );
  const [due] =
    await world.sql`select due_at from task where person_id = ${story.person} and kind = 'dosing-welfare'`;
  // The day on which it is found missed: late in the evening that is the next.
  const missed = at.add({ minutes: 63 });
  const midnight = endOfDay(londonDay(missed));
  const fourHours = missed.add({ hours: 4 });
  const earlier = Temporal.Instant.compare(fourHours, midnight) < 0 ? fourHours : midnight;
  expect(Math.abs(earlier.since(due?.due_at as Instant).total("seconds"))).toBeLessThan(1);
});

test("H122: three days without a dose: the plan is held with its oral part, the doctor reviews it, the pharmacy is told; a restart stands", async () => {
  const story = await dosingStory(world);
  await signedLongAgo(world, story);
  const last = await doseSeen(world, story.nurse, story.person, ago(71.9));
  const pharmacy = await world.anAgency("pharmacy");
  const [place] = await world.sql`
    insert into pharmacy (agency_id, name, address, phone, hours) values (${pharmacy.agencyId}, 'Fenwick Street', 'x', 'x', ${world.sql.json(EVERY_DAY)}) returning id`;
  await world.sql`
    insert into prescription (person_id, agency_id, owner_kind, with_agency_id, pharmacy_id, team_id, product, micrograms, starts_on, ends_on, collected_on, supervised,
                              protocol, protocol_version, phase, total_micrograms, state, signed_at, signed_by, signed_print)
    values (${story.person}, ${story.nurse.agencyId}, 'clinic', ${pharmacy.agencyId}, ${place?.id}, ${story.nurse.teamId}, 'methadone-solution', 40000, current_date, current_date + 6,
            '1234567', 'every', 'methadone-daily', 1, 'stable', 280000, 'signed', now(), ${story.doctor.staffId}, repeat('0', 64))`;
  const end = await missedSession(story, "morning");
  // Seventy-one hours and some minutes at the end of the grace: over three days by then.
  expect(await state(story)).toBe("held");
  const [held] = await world.sql`select state from prescription where person_id = ${story.person}`;
  expect(held?.state).toBe("held");
  const given = await tasks(story);
  expect(given).toContain(
    "clinic-gap-review | Open the plan: it waits for your review | Dr Ngozi Achebe | clinic",
  );
  expect(given).toContain("dispensing-look | Open their prescription before the next dose | pharmacy");
  const [step] =
    await world.sql`select reason, staff_id from clinic_order_step where order_id = ${story.order} and what = 'held'`;
  expect(step).toEqual({ reason: "3 days without a dose", staff_id: null });

  // Restarted by a doctor: the days are counted anew from there, and the same missed session holds nothing again.
  await world.sql`update clinic_order set state = 'signed', restarted_at = ${end.add({ minutes: 62 })} where id = ${story.order}`;
  await minute(end.add({ minutes: 65 }));
  expect(await state(story)).toBe("signed");
  expect(last).toBeTruthy();
});

/** Somebody by an order signed long ago, whose last dose was so many hours ago. */
async function lastHad(hours: number): Promise<DosingStory> {
  const story = await dosingStory(world);
  await signedLongAgo(world, story);
  await doseSeen(world, story.nurse, story.person, ago(hours));
  return story;
}
/** In place of their order, whose last day was yesterday, one that starts today and was signed so many hours ago. */
async function inItsPlace(story: DosingStory, signedHours: number): Promise<DosingStory> {
  await world.sql`update clinic_order set state = 'changed', stops_on = ${today()}, stopped_at = now() where id = ${story.order}`;
  const next = await signedOrder(world, story, {
    parts: (["morning", "evening"] as const).map((slot) => ({
      slot,
      part: 1,
      product: "diamorphine-ampoule-100",
      micrograms: mg(15),
      leastMinutes: 240,
    })),
  });
  invariant(next.ok, `it is signed: ${JSON.stringify(next)}`);
  await world.sql`update clinic_order set signed_at = ${ago(signedHours)} where id = ${next.value}`;
  return { ...story, order: next.value };
}

test("H172: three days count from the last dose, whichever order began since; one that was signed once they had gone by is the doctor's decision", async () => {
  const story = await lastHad(80);
  // Signed twenty days ago to start today: it begins no new count.
  const next = await inItsPlace(story, 480);
  await minute(now());
  expect(await state(next)).toBe("held");
  // Signed two days after the last dose, within the three: neither.
  const within = await lastHad(80);
  const second = await inItsPlace(within, 32);
  await minute(now());
  expect(await state(second)).toBe("held");
  // Signed an hour ago, 79 hours after it: the doctor decided, and the three days count from then.
  const decided = await lastHad(80);
  const third = await inItsPlace(decided, 1);
  await minute(now());
  expect(await state(third)).toBe("signed");
  await minute(now().add({ hours: 70 }));
  expect(await state(third)).toBe("signed");
  await minute(now().add({ hours: 72 }));
  expect(await state(third)).toBe("held");
});

test.each(["no-show", "withheld", "cancelled", "excused"])(
  "H172: three days without a dose hold the plan where the last session came to %s",
  async (to) => {
    const story = await lastHad(80);
    const session = await opened(world, story);
    await world.sql`select step_dosing_visit(id, ${to}, null, null) from dosing_visit where session_id = ${session} and person_id = ${story.person}`;
    await minute(now());
    expect(await state(story)).toBe("held");
  },
);

test("H172: and where no session was opened at all; before three days nothing is held", async () => {
  const [shut, sooner] = [await lastHad(72.1), await lastHad(71.9)];
  await minute(now());
  expect([await state(shut), await state(sooner)]).toEqual(["held", "signed"]);
});

test("H172: before any dose the days count from the first day of orders that followed each other without a break", async () => {
  const story = await dosingStory(world);
  await world.sql`update clinic_order set signed_at = ${ago(100)}, starts_on = ${today().subtract({ days: 4 })} where id = ${story.order}`;
  const next = await inItsPlace(story, 90);
  const broken = await dosingStory(world);
  await world.sql`update clinic_order set signed_at = ${ago(240)}, starts_on = ${today().subtract({ days: 10 })} where id = ${broken.order}`;
  const later = await inItsPlace(broken, 200);
  await world.sql`update clinic_order set stops_on = ${today().subtract({ days: 2 })} where id = ${broken.order}`;
  await minute(now());
  expect([await state(next), await state(later)]).toEqual(["held", "signed"]);
});

test("H172: whoever is held in hospital is held once, and their doctor is asked once", async () => {
  const story = await lastHad(80);
  const ward = await world.anAgency("hospital");
  await world.sql`select note_clinic_absence(${story.person}, ${story.nurse.agencyId}, 'hospital', ${ward.agencyId}, null, now())`;
  await minute(now());
  await minute(now().add({ minutes: 1 }));
  const steps =
    await world.sql`select reason from clinic_order_step where order_id = ${story.order} and what = 'held'`;
  expect(steps.map(({ reason }) => reason)).toEqual(["In hospital: a gap review comes first"]);
  expect((await tasks(story)).filter((one) => one.startsWith("clinic-gap-review"))).toHaveLength(1);
});

test("H172: a dose that was handed over, of which nobody has said yet what became of it, is waited for", async () => {
  const story = await lastHad(5);
  const { preparation, key } = await prepared(world, story, await opened(world, story));
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "take_authority", preparation, key)).answer).toBe("done");
  await world.sql`update observed_dose set given_at = ${ago(80)} where person_id = ${story.person}`;
  await minute(now());
  expect(await state(story)).toBe("signed");
});

test("H122: a dose that another site saw yesterday, and the clinic may know of, is no day without one", async () => {
  const story = await dosingStory(world);
  await signedLongAgo(world, story);
  await doseSeen(world, story.nurse, story.person, ago(100));
  const prison = await world.anAgency("prison-health");
  await doseSeen(world, prison, story.person, ago(20));
  await world.sql`insert into consent (person_id, category, reader_kind, purpose, decision, evidence, agency_id)
                  values (${story.person}, 'medication', 'clinic', 'direct-care', 'given', 'said so', ${story.nurse.agencyId})`;
  await world.sql`select recompute_visible(array[${story.person}::uuid])`;
  await missedSession(story, "morning");
  expect(await state(story)).toBe("signed");
});
