import { randomFrom } from "../../src/kernel/random.ts";
import { fromLondon } from "../../src/kernel/time.ts";
import { openWorld, type World } from "../world.ts";
import { auditClinic } from "./clinic-audit.ts";
import { ClinicClock } from "./clinic-clock.ts";
import type { Facts } from "./clinic-facts.ts";
import { aLivedClinic, liveDays } from "./clinic-life.ts";
import { Schedule } from "./clinic-schedule.ts";
import { spentSeconds } from "./spent.ts";

/** How much is lived of one seed: two clinics beside one another, between which the people are shared. */
export type Extent = { readonly days: number; readonly people: number };

/** What a seed came to. */
export type Seed = {
  readonly name: string;
  readonly facts: readonly Facts[];
  /** Broken rules, the first of each named. */
  readonly faults: readonly string[];
  readonly answers: ReadonlyMap<string, number>;
  readonly seconds: number;
};

const CLINICS = 2;
/** Two forms at one moment need two; each connection more would read the functions of the database once again. */
const CONNECTIONS = 2;
/** A database is left for a new one after so many days of so many people: what lies there from other seeds makes no later one slower. */
const DAYS_OF_PEOPLE = 400;

/** A database of its own whose clock can be moved on. */
export async function aWorldWithAClock(): Promise<{ readonly world: World; readonly clock: ClinicClock }> {
  const world = await openWorld(undefined, CONNECTIONS);
  // A connection that lives for minutes need not look for a better plan each time.
  await world.sql.unsafe(
    "do $$ begin execute format('alter database %I set plan_cache_mode = force_generic_plan', current_database()); end $$",
  );
  await world.sql`update partnership_fact set made_up = true`;
  return { world, clock: await ClinicClock.over(world) };
}

/**
 * Lives seeds one after another. The same number tells the same story: who comes when, how they are and what goes wrong follow from it,
 * but for what is decided within some seconds of a limit, since real time goes on beside.
 */
export class Seeds {
  #world: World | undefined;
  #clock: ClinicClock | undefined;
  #lived = 0;

  async live(n: number, { days, people }: Extent): Promise<Seed> {
    const name = `clinic-${n}`;
    const { world, clock } = await this.#there(days * people);
    const before = await spentSeconds(world);
    // From the eve of each change: the clocks go forward on 28 March 2027 and back on 31 October.
    const day = Temporal.PlainDate.from(n % 2 === 1 ? "2027-03-27" : "2027-10-30");
    const random = randomFrom(name);
    const answers = new Map<string, number>();
    try {
      await clock.begin(fromLondon(day.toPlainDateTime({ hour: 6 })));
      await clock.agrees();
      const schedule = new Schedule(clock);
      const clinics = [];
      for (let c = 0; c < CLINICS; c += 1) {
        const share = Math.floor((people + c) / CLINICS);
        const clinic = {
          ...(await aLivedClinic(world, clock, random.fork(`clinic ${c}`), day, days, share)),
          answers,
        };
        liveDays(clinic, schedule, day, days);
        clinics.push(clinic);
      }
      await schedule.run();
      const judged = [];
      for (const clinic of clinics) judged.push(await auditClinic(clinic));
      const faults = judged.flatMap((one) => one.faults).map((fault) => `${name}: ${fault}`);
      return {
        name,
        facts: judged.map(({ facts }) => facts),
        faults,
        answers,
        seconds: (await spentSeconds(world)) - before,
      };
    } catch (error) {
      // What broke off is a fault of its seed, to be told and lived again; the next seed begins in a database of its own.
      await this.close();
      return {
        name,
        facts: [],
        faults: [`${name} broke off: ${error instanceof Error ? error.stack : String(error)}`],
        answers,
        seconds: 0,
      };
    }
  }

  async #there(more: number): Promise<{ readonly world: World; readonly clock: ClinicClock }> {
    if (this.#lived > 0 && this.#lived + more > DAYS_OF_PEOPLE) await this.close();
    this.#lived += more;
    if (this.#world && this.#clock) return { world: this.#world, clock: this.#clock };
    const { world, clock } = await aWorldWithAClock();
    this.#world = world;
    this.#clock = clock;
    return { world, clock };
  }

  async close(): Promise<void> {
    await this.#world?.close();
    this.#world = undefined;
    this.#clock = undefined;
    this.#lived = 0;
  }
}
