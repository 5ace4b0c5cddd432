import { afterAll, beforeAll, expect, test } from "vitest";
import { randomFrom } from "../../src/kernel/random.ts";
import { invariant } from "../../src/kernel/result.ts";
import { fromLondon, type Instant, type LocalDate } from "../../src/kernel/time.ts";
import type { Slot } from "../../src/services/clinic/prescribing/order.ts";
import { proveNow } from "../medicines/story.ts";
import { ClinicClock } from "../simulation/clinic-clock.ts";
import { aLivedClinic } from "../simulation/clinic-life.ts";
import type { LivedClinic } from "../simulation/lived-clinic.ts";
import { openWorld, type World } from "../world.ts";
import { call, counted, openedAs, prepared } from "./dosing-story.ts";

// Nights on which the wall lies: midnight, and the two on which clocks change. Intervals are hours that went by, and a day's most is the
// day's on the wall.

let world: World;
let clock: ClinicClock;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  clock = await ClinicClock.over(world);
});
afterAll(() => world.close());

const at = (day: LocalDate, time: string): Instant =>
  fromLondon(day.toPlainDateTime(Temporal.PlainTime.from(time)));

/** A clinic on the day before, and its one patient. */
async function eve(day: LocalDate): Promise<LivedClinic> {
  await clock.begin(at(day, "06:00"));
  return aLivedClinic(world, clock, randomFrom(`night of ${day}`), day, 3, 1);
}

async function session(clinic: LivedClinic, slot: Slot, from: Instant): Promise<string> {
  await clock.to(from);
  for (const who of ["nurse", "checker", "doctor"] as const)
    clinic.story = {
      ...clinic.story,
      [who]: { ...clinic.story[who], token: await world.tokenFor(clinic.story[who].username) },
    };
  const { story } = clinic;
  await counted(world, story.nurse, story.checker, story.book, clinic.stock, clinic.stock, clock.now());
  const duties = [
    { staff: story.nurse.staffId, duty: "nurse" },
    { staff: story.checker.staffId, duty: "checker" },
    { staff: story.doctor.staffId, duty: "doctor" },
  ];
  const done = await openedAs(world, { ...story, order: "" as never }, story.nurse, duties, {
    slot,
    end: clock.now().add({ hours: 4 }),
  });
  invariant(done.made, `the session opens: ${done.answer}`);
  await world.sql`update dosing_duty set confirmed_at = now() where session_id = ${done.made}`;
  return done.made;
}

/** Prepares for that moment, and answers what the authority says then. */
async function ready(clinic: LivedClinic, slot: Slot, of: string) {
  const [patient] = clinic.patients;
  invariant(patient, "somebody is in treatment");
  const { person } = patient;
  const one = await prepared(world, { ...clinic.story, person, order: "" as never }, of, { slot });
  return {
    ...one,
    take: async () => {
      await proveNow(world, clinic.story.nurse);
      return (await call(world, clinic.story.nurse, "take_authority", one.preparation, one.key)) as {
        answer: string;
        earliest?: Instant;
      };
    },
  };
}

async function injected(clinic: LivedClinic, key: string): Promise<void> {
  const [row] = await world.sql`
    select a.id, a.dose_ug::int as ug, p.taken_ug::int as taken from authority a join preparation p on p.id = a.preparation_id where a.key = ${key}`;
  clinic.stock -= Number(row?.taken);
  const done = await call(
    world,
    clinic.story.nurse,
    "record_injection",
    row?.id,
    "full",
    row?.ug,
    clock.now(),
    null,
  );
  expect(done.answer).toBe("done");
}

test.each([
  // 28 March 2027: from 23:30 to 04:29 the wall shows 4 h 59 min, and 3 h 59 min have gone by.
  { night: "forward", day: "2027-03-27", soon: "04:29", enough: "04:31" },
  // 31 October 2027: from 23:30 to 02:29 the wall shows 2 h 59 min, and 3 h 59 min have gone by.
  { night: "back", day: "2027-10-30", soon: "02:29", enough: "02:31" },
  { night: "not at all", day: "2027-06-12", soon: "03:29", enough: "03:31" },
])(
  "H88, H91: four hours are four hours in the night the clocks go $night",
  async ({ day: text, soon, enough }) => {
    const day = Temporal.PlainDate.from(text);
    const clinic = await eve(day);
    const evening = await session(clinic, "evening", at(day, "23:10"));
    const first = await ready(clinic, "evening", evening);
    expect((await first.take()).answer).toBe("done");
    await clock.to(at(day, "23:30"));
    await injected(clinic, first.key);

    const next = day.add({ days: 1 });
    const morning = await session(clinic, "morning", at(next, soon).subtract({ minutes: 5 }));
    const second = await ready(clinic, "morning", morning);
    await clock.to(at(next, soon));
    const refused = await second.take();
    expect(refused.answer).toBe("too-soon");
    await clock.to(at(next, enough));
    expect((await second.take()).answer).toBe("done");
  },
  600_000,
);

test("a session that runs past midnight gives its own day's part once, and the new day's most begins with what was given in it", async () => {
  const day = Temporal.PlainDate.from("2027-07-01");
  const clinic = await eve(day);
  const evening = await session(clinic, "evening", at(day, "23:50"));
  const one = await ready(clinic, "evening", evening);
  await clock.to(at(day.add({ days: 1 }), "00:02"));
  expect((await one.take()).answer).toBe("done");
  await injected(clinic, one.key);
  const [row] = await world.sql`
    select a.day, london_day(d.given_at) as given_on from authority a join injection i on i.authority_id = a.id join observed_dose d on d.id = i.observed_dose_id where a.key = ${one.key}`;
  expect(String(row?.day)).toBe("2027-07-01");
  expect(String(row?.given_on)).toBe("2027-07-02");
  // Pressed again after midnight, on whatever tablet: the same part of the same day.
  expect((await one.take()).answer).toBe("replayed");
  const [count] =
    await world.sql`select count(*)::int as n from authority where person_id = ${clinic.patients[0]?.person ?? ""}`;
  expect(count?.n).toBe(1);
});
