import { afterAll, beforeAll, expect, test } from "vitest";
import { TREATING } from "../../src/counted.ts";
import { countOf, type IndicatorCode } from "../../src/insight/indicators/indicators.ts";
import { basisFor } from "../../src/insight/indicators/load.ts";
import { randomFrom } from "../../src/kernel/random.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { type LocalDate, typedDay } from "../../src/kernel/time.ts";
import { moveLadders } from "../../src/record/diary/ladder.ts";
import { closePharmacyDays } from "../../src/services/medicines/closing.ts";
import { PharmacyId } from "../../src/services/medicines/prescription.ts";
import { recount } from "../insight/recount.ts";
import { openWorld, type World } from "../world.ts";
import {
  at,
  collectAll,
  die,
  leave,
  meet,
  prescribe,
  reach,
  refer,
  runsOut,
  type Stage,
} from "./year-acts.ts";
import { auditDay, auditYear } from "./year-audit.ts";
import { firstDay, type Life, livesOf } from "./year-life.ts";

// People come, are assessed, met, prescribed for, missed, looked for, leave and die, all by the real actions, day after day. What must be
// true of it is read from the tables. `SIMULATION=full npm test -- tests/simulation/year` plays five hundred people for a year.

const FULL = process.env.SIMULATION === "full";
const [PEOPLE, DAYS] = FULL ? [500, 365] : [12, 45];
const LIMIT = FULL ? 3 * 3_600_000 : 180_000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, LIMIT);
afterAll(() => world.close());

async function setStage(): Promise<Stage> {
  const first = await world.anAgency("treatment");
  const others = await Promise.all(
    Array.from({ length: Math.max(2, Math.ceil(PEOPLE / 25)) }, (_, i) =>
      world.aWorker(first, "keyworker", `Keyworker ${i}`),
    ),
  );
  const prescriber = await world.aWorker(first, "community-prescriber", "Dr Anselm Okoro");
  const pharmacy = await world.anAgency("pharmacy", { name: "Fenwick Street Pharmacy" });
  const hours = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, ["09:00", "18:00"]]));
  const [row] = await world.sql`
    insert into pharmacy (agency_id, name, address, phone, hours)
    values (${pharmacy.agencyId}, 'Fenwick Street Pharmacy', '2 Fenwick Street', '0191 000', ${world.sql.json(hours as never)}) returning id`;
  return {
    world,
    keyworkers: [first, ...others],
    story: { prescriber, keyworker: first, pharmacy, pharmacyId: PharmacyId.schema.parse(row?.id) },
  };
}

const isOn = (day: LocalDate, other: LocalDate | undefined): boolean =>
  other !== undefined && Temporal.PlainDate.compare(day, other) === 0;

/** Whether this is the day somebody dies on: some of them while they are looked for, whenever that first is. */
const diesNow = ({ dies, comesOn, missedSince, person }: Life, nth: number): boolean =>
  dies !== undefined &&
  person !== undefined &&
  nth >= comesOn + dies.after &&
  (!dies.missed || missedSince !== undefined);

/** What one day brings to one person, in the order of a day. */
async function live(stage: Stage, life: Life, nth: number, day: LocalDate): Promise<void> {
  if (life.over) return;
  if (life.comesOn === nth) return refer(stage, life, day);
  if (diesNow(life, nth)) return die(stage, life, day);
  if (isOn(day, life.next?.on)) await meet(stage, life, day);
  if (life.over || !life.person) return;
  const held = await isHeld(life);
  const looked = life.missedSince ?? (held ? day : undefined);
  if (looked && life.chance.chance(0.3)) await reach(stage, life, day);
  else if (life.missedSince && life.missedSince.until(day).days > 30)
    await leave(stage, life, day, "dropped-out");
  else if (!held && runsOut(life, day)) await prescribe(stage, life, day);
}

async function isHeld(life: Life): Promise<boolean> {
  const [row] = await world.sql`
    select exists (select from prescription where person_id = ${life.person ?? null} and state = 'held') as held`;
  return row?.held;
}

test(
  "of a year by the real actions: nobody is lost, no missed days go untold, nothing is booked twice, and every indicator equals its recount",
  async () => {
    const stage = await setStage();
    const lives = livesOf(randomFrom("a year of community treatment"), PEOPLE, DAYS);
    const first = firstDay();
    const wrong: string[] = [];
    for (let nth = 0; nth < DAYS; nth += 1) {
      const day = first.add({ days: nth });
      await collectAll(stage, lives, day);
      for (const life of lives) await live(stage, life, nth, day);
      await world.sql.begin((tx) => closePharmacyDays(tx as never, at(day, "18:00")));
      await moveLadders((work) => world.sql.begin((tx) => work(tx as never)) as never, at(day, "23:00"));
      wrong.push(...(await auditDay(world.sql, day)));
      if (FULL && nth % 7 === 6) process.stdout.write(`day ${nth + 1} of ${DAYS}, ${wrong.length} wrong\n`);
    }
    wrong.push(...(await auditYear(world.sql)));
    expect(wrong).toEqual([]);
    const last = first.add({ days: DAYS - 1 });
    const commissioner = await world.anAgency("office", { role: "commissioner" });
    const asked = await world.as(commissioner, async (tx) =>
      accept(
        await basisFor(
          tx,
          { from: typedDay(first), to: typedDay(last) },
          at(last, "23:30"),
          TREATING,
          "everybody",
        ),
      ),
    );
    invariant(asked.ok, "the commissioner may count");
    const theirs = await recount(world.sql, asked.value.period, last);
    const ours = new Map(
      [...theirs.keys()].map((code) => {
        const counted = countOf(code as IndicatorCode, asked.value.basis);
        return [code, [counted.filter(({ yes }) => yes).length, counted.length]];
      }),
    );
    expect(ours).toEqual(theirs);
    const [happened] = await world.sql`
      select (select count(*)::int from appointment where state = 'attended') as met,
             (select count(*)::int from appointment where state = 'missed') as missed,
             (select count(*)::int from collection where micrograms > 0) as doses,
             (select count(*)::int from task where kind = 'medicines-missed') as alerts,
             (select count(*)::int from person where died_on is not null) as died,
             (select count(*)::int from episode where ended_on is not null) as ended`;
    if (FULL) process.stdout.write(`${JSON.stringify({ people: PEOPLE, days: DAYS, ...happened })}\n`);
    for (const [what, n] of Object.entries(happened ?? {})) expect(n, what).toBeGreaterThan(0);
    expect(Math.max(...[...theirs.values()].map(([, below]) => below))).toBeGreaterThan(5);
  },
  LIMIT,
);
