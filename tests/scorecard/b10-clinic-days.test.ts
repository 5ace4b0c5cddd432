import { afterAll, beforeAll, expect, test } from "vitest";
import { randomFrom } from "../../src/kernel/random.ts";
import { auditClinic, QUESTIONS, unnoticed } from "../simulation/clinic-audit.ts";
import { ClinicClock } from "../simulation/clinic-clock.ts";
import { aLivedClinic, liveSession } from "../simulation/clinic-life.ts";
import type { LivedClinic } from "../simulation/lived-clinic.ts";
import { openWorld, type World } from "../world.ts";
import { FULL, LIMIT, publish, sized } from "./row.ts";

// Clinics lived day after day by the real actions: people come late, drowsy or not at all, doses are part, spilled or on paper, forms are
// pressed twice, a request dies half-way, answers are lost, and both nights on which clocks change lie among the days. Judged from the
// tables alone. `SIMULATION=full npm run scorecard -- b10` plays two clinics of thirty people for four weeks.

const MONTH = process.env.SIMULATION === "full";
const SEEDS = MONTH ? 2 : sized(10, 100);
const DAYS = MONTH ? 28 : FULL ? 10 : 2;
const PEOPLE = MONTH ? 30 : FULL ? 3 : 2;
const HOURS = MONTH ? 8 * 3_600_000 : LIMIT;

let world: World;
let clock: ClinicClock;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  clock = await ClinicClock.over(world);
}, HOURS);
afterAll(() => world.close());

/** What a month must have had in it: without them nothing was tried. */
const WENT_WRONG = [
  "done",
  "too-soon",
  "too-old",
  "died half-way",
  "then not-arrived",
  "pressed twice: done and replayed",
  "another tablet: other-body",
  "lost reply: replayed",
  "checked otherwise: mismatch",
  "part: done",
  "none: done",
  "spilled: done",
  "on paper: done",
  "decided: withhold",
  "left: done",
  "closed: done",
  "closed without: done",
];

function answersOf(lived: readonly LivedClinic[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const { answers } of lived)
    for (const [answer, times] of answers) all.set(answer, (all.get(answer) ?? 0) + times);
  return all;
}

test(
  "days of a clinic on which everything goes wrong break no promise, and a broken promise is noticed",
  async () => {
    const lived: LivedClinic[] = [];
    const faults: string[] = [];
    for (let n = 0; n < SEEDS; n += 1) {
      const seed = `clinic-${n + 1}`;
      // From the eve of each change: the clocks go forward on 28 March 2027 and back on 31 October.
      const day = Temporal.PlainDate.from(n % 2 === 0 ? "2027-03-27" : "2027-10-30");
      const clinic = await aLivedClinic(world, clock, randomFrom(seed), day, DAYS, PEOPLE);
      for (let d = 0; d < DAYS; d += 1)
        for (const slot of ["morning", "evening"] as const)
          await liveSession(clinic, day.add({ days: d }), slot);
      faults.push(...(await auditClinic(clinic)).map((fault) => `${seed}: ${fault}`));
      lived.push(clinic);
    }
    const answers = answersOf(lived);
    if (process.env.TELL) console.log(Object.fromEntries([...answers].toSorted()));
    for (const answer of WENT_WRONG) expect(answers.get(answer) ?? 0, answer).toBeGreaterThan(0);
    const rich = lived.find(({ late, acknowledged }) => late.length > 0 && acknowledged.length > 2);
    if (!rich) return expect.fail("in no clinic was a dose on paper");
    const missed = await unnoticed(rich);
    expect(missed).toEqual([]);
    const doses = lived.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
    await publish({
      id: MONTH ? "B10 month" : "B10",
      figure:
        "promises broken in simulated days of clinics, judged by an auditor in SQL that shares no code with the rules",
      target: "0",
      value: `${faults.length} in ${SEEDS * DAYS} clinic-days of ${PEOPLE} people, ${doses} doses handed over, ${lived.reduce((sum, { late }) => sum + late.length, 0)} on paper`,
      met: faults.length === 0,
      n: SEEDS * DAYS,
      zero: true,
      seed: `clinic-1 to clinic-${SEEDS}`,
      control: {
        planted: `each of the auditor's ${QUESTIONS.length} promises broken once by whoever may do everything`,
        found: QUESTIONS.length - missed.length,
      },
      notes: [
        "Time is the database's own, moved on: the functions that decide are the shipped ones. Both nights on which clocks change are lived in.",
        ...faults.slice(0, 10),
      ],
    });
  },
  HOURS,
);
