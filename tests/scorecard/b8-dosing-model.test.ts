import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClinicClock } from "../simulation/clinic-clock.ts";
import { openWorld, type World } from "../world.ts";
import { anyBeginning, aStaff, type Staff } from "./dosing/clinic.ts";
import { live, noTally, type Tally } from "./dosing/live.ts";
import { NO_INTERVAL, OTHERS, type Planted, planting } from "./dosing/planted.ts";
import { anyTry } from "./dosing/tries.ts";
import { FULL, LIMIT, LONG, MEASURES_MS, publish, sized } from "./row.ts";

// Random sequences of commands at a clinic's sessions, by the program's own functions and the database's own clock, each held after every
// command against a model in plain values that shares nothing with the program: what was answered, and what is there.

const SEED = 20_261_129;
const SEQUENCES = sized(8, 10_000);
/** After so many sequences without a difference a planted fault counts as not found. */
const PATIENCE = 60;

let world: World;
let clock: ClinicClock;
let staff: Staff;
beforeAll(async () => {
  world = await openWorld();
  // Nothing is timed here, and plans made anew for each connection are a third of it.
  await world.sql`alter system set plan_cache_mode = force_generic_plan`;
  await world.sql`select pg_reload_conf()`;
  await world.sql`update partnership_fact set made_up = true`;
  clock = await ClinicClock.over(world);
  staff = await aStaff(world);
}, LIMIT);
afterAll(() => world.close());

const sequence = fc.array(anyTry, { minLength: 25, maxLength: 50, size: "max" });
const run = (tally: Tally, numRuns: number) =>
  fc.check(
    fc.asyncProperty(anyBeginning, sequence, (beginning, tries) =>
      live({ world, clock, staff }, beginning, tries, tally),
    ),
    // A difference is told as it was found; `SHRINK=yes` looks for a shorter one.
    {
      seed: SEED,
      numRuns,
      endOnFailure: process.env.SHRINK === undefined,
      ...(Number.isFinite(MEASURES_MS)
        ? { interruptAfterTimeLimit: MEASURES_MS, markInterruptAsFailure: false }
        : {}),
    },
  );

/** What must have come about: without it nothing was tried. A few sequences need not have had everything. */
const ALWAYS = ["take: done", "outcome: done", "late: done", "waste: done"];
const EVENTFUL = [
  ...ALWAYS,
  "take: too-soon",
  "take: replayed",
  "take: other-body",
  "check: mismatch",
  "witness: done",
  "leave: done",
  "leave: not-accounted-for",
];

/** Whether the model notices a fault, and after how many sequences. */
async function noticed(planted: Planted): Promise<number | undefined> {
  const broken = await planting(world, planted, () => run(noTally(), PATIENCE));
  return broken.failed ? broken.numRuns : undefined;
}

test(
  "B8: whatever is pressed, in whatever order and twice at once, answers and state are the model's",
  async () => {
    const tally = noTally();
    const began = performance.now();
    const lived = await run(tally, SEQUENCES);
    const seconds = (performance.now() - began) / 1000;
    if (process.env.TELL) console.log(Object.fromEntries([...tally.answers].toSorted()));
    if (lived.failed) expect.fail(`in sequence ${lived.numRuns}: ${String(lived.errorInstance)}`);
    for (const answer of FULL ? EVENTFUL : ALWAYS)
      expect(tally.answers.get(answer) ?? 0, answer).toBeGreaterThan(0);
    const missed: string[] = [];
    const found: string[] = [];
    for (const planted of [...(FULL ? OTHERS : []), NO_INTERVAL]) {
      const after = await noticed(planted);
      if (after === undefined) missed.push(planted.words);
      else found.push(`${planted.words}: after ${after}`);
    }
    expect(missed, "the control is found").not.toContain(NO_INTERVAL.words);
    await publish({
      id: "B8",
      figure:
        "sequences of up to 50 commands at a clinic's sessions in which an answer, or what is there after it, is not the model's",
      target: "0",
      value: `0 in ${lived.numRuns} sequences: ${tally.commands} commands, ${tally.atOnce} times two at one moment`,
      met: !lived.failed,
      n: lived.numRuns,
      zero: true,
      seed: String(SEED),
      control: { planted: NO_INTERVAL.words, found: found.length },
      notes: [
        `${(lived.numRuns / seconds).toFixed(1)} sequences a second`,
        `faults that were planted and found, each after so many sequences: ${found.join("; ")}`,
        ...(missed.length > 0
          ? [
              `planted and not found within ${PATIENCE} sequences, since they need what seldom comes about: ${missed.join("; ")}`,
            ]
          : []),
        "A sequence lasts at most 15 hours: gaps of a day and more are held against their table by tests of their own. Orders for a single session, reductions and downtimes are not in the model.",
      ],
    });
  },
  // Ten thousand sequences take hours on two cores.
  LONG,
);
