import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accept, invariant } from "../../src/kernel/result.ts";
import { fromLondon, type Instant, type LocalDate, londonDay } from "../../src/kernel/time.ts";
import { closePharmacyDays } from "../../src/services/medicines/closing.ts";
import { recordCollection } from "../../src/services/medicines/collection-actions.ts";
import { dueAtPharmacy } from "../../src/services/medicines/collection-store.ts";
import type { PrescriptionId } from "../../src/services/medicines/prescription.ts";
import { movePrescription, prescriptionsOf } from "../../src/services/medicines/store.ts";
import { openWorld, type World } from "../world.ts";
import { medicinesStory, proveNow, type Story, signedPrescription } from "./story.ts";

// Any sequence of prescribing, collecting, missing, holding and restarting, day by day, held to what must be true of it by an
// auditor who knows nothing of how it is done: they read the rows alone, and count for themselves.

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** What a day brings, at ten in the morning; its evening is the pharmacy's closing. */
const anyDay = fc.constantFrom(
  "collect",
  "collect",
  "collect",
  "collect",
  "collect",
  "miss",
  "miss",
  "miss",
  "refuse",
  "hold",
  "restart",
  "prescribe",
  "twice",
  "sleep",
);
const anyWeek = fc.record({
  closed: fc.constantFrom([], [7], [6, 7], [3]),
  supervised: fc.constantFrom("every" as const, "none" as const),
  stable: fc.constantFrom(true, true, false),
  days: fc.array(anyDay, { minLength: 4, maxLength: 16 }),
});

const at = (day: LocalDate, time: string): Instant =>
  fromLondon(day.toPlainDateTime(Temporal.PlainTime.from(time)));

/** The database signs by its own clock; the days of a story come after it, so that nothing begins in the past. */
const FIRST = londonDay(Temporal.Now.instant()).add({ days: 1 });

async function act(story: Story, what: string, day: LocalDate): Promise<void> {
  const now = at(day, "10:00");
  const prescriptions = await world.as(story.prescriber, async (tx) =>
    accept(await prescriptionsOf(tx, story.person)),
  );
  invariant(prescriptions.ok, "they are read");
  const going = prescriptions.value.filter(({ state }) => state === "signed" || state === "held");
  switch (what) {
    case "collect":
    case "twice":
    case "refuse": {
      const due = await world.as(story.pharmacy, async (tx) => accept(await dueAtPharmacy(tx, day)));
      invariant(due.ok, "they are listed");
      const told =
        what === "refuse"
          ? ({ what: "refused", because: "intoxicated" } as const)
          : ({ what: "given" } as const);
      const press = (id: (typeof due.value)[number]["id"]) =>
        world.as(story.pharmacy, (tx) =>
          recordCollection(tx, id, { ...told, at: now, concern: "", source: "page" }, now),
        );
      for (const one of due.value)
        await Promise.all(what === "twice" ? [press(one.id), press(one.id)] : [press(one.id)]);
      return;
    }
    case "hold":
    case "restart":
      await proveNow(world, story.prescriber);
      for (const one of going)
        await world.as(story.prescriber, async (tx) =>
          accept(
            await movePrescription(tx, one, what === "hold" ? "held" : "restarted", "as the story goes"),
          ),
        );
      // Written by the database's own clock, which is before the story's.
      if (what === "restart")
        await world.sql`update prescription set restarted_on = ${day} where restarted_on is not null and restarted_on < ${FIRST} and person_id = ${story.person}`;
      return;
    case "prescribe": {
      const [before] = going;
      const more = before ? { replaces: before.id } : {};
      await signedPrescription(
        world,
        story,
        { startsOn: day.add({ days: 1 }), micrograms: 20_000, ...more },
        now,
      ).catch(() => undefined);
      return;
    }
  }
}

type Row = {
  id: PrescriptionId;
  due_on: LocalDate;
  days: number;
  due: number;
  state: string;
  total: number;
  stops_on: LocalDate | null;
  lines: { outcome: string; micrograms: number; state_then: string | null }[];
};

/** Every day of collection, with its lines and where its prescription stood by its steps when each was written. */
const rows = (story: Story): Promise<Row[]> =>
  world.sql<Row[]>`
    select p.id, i.due_on, i.days, i.supervised_micrograms + i.home_micrograms as due, p.state, p.total_micrograms as total, p.stops_on,
           coalesce((select jsonb_agg(jsonb_build_object('outcome', c.outcome, 'micrograms', c.micrograms, 'state_then', s.what))
              from collection c
              left join lateral (select what from prescription_step s where s.prescription_id = p.id and s.at <= c.noted_at
                                    and s.what in ('signed', 'held', 'restarted', 'ended') order by s.at desc, s.id desc limit 1) s on true
             where c.instalment_id = i.id), '[]') as lines
      from instalment i join prescription p on p.id = i.prescription_id where p.person_id = ${story.person} order by i.due_on, p.id`;

async function audit(story: Story, closedOn: LocalDate): Promise<void> {
  const all = await rows(story);
  for (const row of all) {
    const isOver = Temporal.PlainDate.compare(row.due_on, closedOn) <= 0;
    const isLive = row.stops_on === null || Temporal.PlainDate.compare(row.due_on, row.stops_on) < 0;
    expect(row.lines.length, `${row.due_on} has one outcome`).toBeLessThanOrEqual(1);
    if (isOver && isLive) expect(row.lines.length, `${row.due_on} is over`).toBe(1);
    const [line] = row.lines;
    if (line && line.micrograms > 0) {
      expect(["signed", "restarted"], "given while it ran").toContain(line.state_then);
      expect(line.micrograms).toBeLessThanOrEqual(row.due);
    }
  }
  for (const id of new Set(all.map((row) => row.id))) {
    const own = all.filter((row) => row.id === id);
    const given = own.flatMap((row) => row.lines).reduce((sum, line) => sum + line.micrograms, 0);
    expect(given).toBeLessThanOrEqual(own[0]?.total ?? 0);
  }
}

/** Nobody goes on three days without a dose, missed and open to be given, with no alert: after each closing, what runs has fewer. */
async function noRowGoesUntold(story: Story, closedOn: LocalDate): Promise<void> {
  const [untold] = await world.sql<{ n: number }[]>`
    with days as (
      select i.due_on + d as day, c.outcome
        from prescription p join instalment i on i.prescription_id = p.id join collection c on c.instalment_id = i.id
       cross join lateral generate_series(0, i.days - 1) d
       where p.person_id = ${story.person} and i.due_on + d <= ${closedOn} and (p.restarted_on is null or i.due_on >= p.restarted_on)
    ), last_good as (select max(day) as day from days where outcome not in ('missed', 'refused', 'closed'))
    select count(distinct d.day)::int as n from days d, last_good g
     where d.outcome in ('missed', 'refused') and (g.day is null or d.day > g.day)
       and exists (select from prescription p where p.person_id = ${story.person} and p.state = 'signed')`;
  expect(untold?.n ?? 0, `days without a dose up to ${closedOn} while a prescription runs`).toBeLessThan(3);
}

test("of any course: nothing is given but what runs, each day has one outcome, no row of missed days goes untold, and no more is given than prescribed", async () => {
  let given = 0;
  let alerts = 0;
  await fc.assert(
    fc.asyncProperty(anyWeek, async ({ closed, supervised, stable, days }) => {
      const hours = Object.fromEntries(
        [1, 2, 3, 4, 5, 6, 7]
          .filter((one) => !closed.includes(one as never))
          .map((one) => [one, ["09:00", "18:00"]]),
      );
      const story = await medicinesStory(world, hours);
      const weekdays = Object.keys(hours).map(Number);
      let start = FIRST;
      while (!weekdays.includes(start.dayOfWeek)) start = start.add({ days: 1 });
      await signedPrescription(world, story, { startsOn: start, weekdays, supervised });
      if (stable) await world.sql`update prescription set phase = 'stable' where person_id = ${story.person}`;
      for (const [i, what] of days.entries()) {
        const day = start.add({ days: i });
        await act(story, what, day);
        await world.sql.begin((tx) => closePharmacyDays(tx as never, at(day, "18:00")));
        if (weekdays.includes(day.dayOfWeek)) await noRowGoesUntold(story, day);
        // A day on which the pharmacy is closed is over at midnight.
        await world.sql.begin((tx) => closePharmacyDays(tx as never, at(day.add({ days: 1 }), "00:00")));
        await noRowGoesUntold(story, day);
        await audit(story, day);
      }
      const [counts] = await world.sql<{ given: number; alerts: number }[]>`
        select (select count(*)::int from collection where person_id = ${story.person} and micrograms > 0) as given,
               (select count(*)::int from task where person_id = ${story.person} and kind = 'medicines-missed') as alerts`;
      given += counts?.given ?? 0;
      alerts += counts?.alerts ?? 0;
    }),
    { numRuns: 20, seed: 20261129 },
  );
  // The stories are worth something: doses were given in them, and alerts raised.
  expect(given).toBeGreaterThan(20);
  expect(alerts).toBeGreaterThan(3);
});
