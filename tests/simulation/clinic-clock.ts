import { invariant } from "../../src/kernel/result.ts";
import type { Instant } from "../../src/kernel/time.ts";
import type { World } from "../world.ts";

/**
 * A clock for the database of one simulation: everything the database says of the time is the real time and a shift. Only a test's own
 * database is changed so, by its superuser; the functions that decide are the shipped ones, and ask as they always do. The shift is kept
 * in a sequence, which PostgreSQL reads without a query of its own: a clock in a table was a third of all that a simulated day cost.
 */
export class ClinicClock {
  readonly #world: World;
  #shiftMs = 0;

  private constructor(world: World) {
    this.#world = world;
  }

  static async over(world: World): Promise<ClinicClock> {
    const { sql } = world;
    await sql.begin(async (tx) => {
      await tx.unsafe("set local allow_system_table_mods = on");
      await tx.unsafe("drop schema if exists sim cascade; create schema sim");
      await tx.unsafe(
        "create sequence sim.shift_ms minvalue -9000000000000; grant usage on schema sim to public; grant select on sim.shift_ms to public",
      );
      await tx.unsafe("select setval('sim.shift_ms', 0)");
      // Other names of what is built in: declared stable, so that the planner writes the clock out where it is called.
      await tx.unsafe(
        "create function sim.kept(regclass) returns bigint language internal stable parallel safe strict as 'pg_sequence_last_value'",
      );
      await tx.unsafe(
        "create function sim.real_clock() returns timestamptz language internal volatile parallel safe as 'clock_timestamp'",
      );
      const [row] = await tx`select 'sim.shift_ms'::regclass::oid::int as oid`;
      const shift = `sim.kept(${row?.oid}::oid::regclass) * interval '1 millisecond'`;
      await tx.unsafe(`create or replace function pg_catalog.now() returns timestamptz language sql stable parallel safe
        as $$ select pg_catalog.transaction_timestamp() + ${shift} $$`);
      await tx.unsafe(`create or replace function pg_catalog.clock_timestamp() returns timestamptz language sql volatile parallel safe
        as $$ select sim.real_clock() + ${shift} $$`);
    });
    return new ClinicClock(world);
  }

  now(): Instant {
    return Temporal.Now.instant().add({ milliseconds: this.#shiftMs });
  }

  /** Puts the clock forward, or back, as no clinic would; from then on it goes on by itself. */
  async put(minutes: number): Promise<void> {
    this.#shiftMs += minutes * 60_000;
    await this.#keep();
  }

  /** Begins anew at a moment, before or after: for a clinic of which nothing has happened yet. */
  async begin(at: Instant): Promise<void> {
    this.#shiftMs = at.epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
    await this.#keep();
  }

  /** Goes on to a moment, or by some minutes; never back. */
  async to(at: Instant): Promise<void> {
    const shift = at.epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
    if (shift <= this.#shiftMs) return;
    this.#shiftMs = shift;
    await this.#keep();
  }

  wait(minutes: number): Promise<void> {
    return this.to(this.now().add({ seconds: Math.round(minutes * 60) }));
  }

  async #keep(): Promise<void> {
    await this.#world.sql`select setval('sim.shift_ms', ${Math.round(this.#shiftMs)})`;
  }

  /** The database's clock is this one: whoever simulates is told at once where it is not. */
  async agrees(): Promise<void> {
    const [row] = await this.#world.sql`select clock_timestamp() as clock, now() as began`;
    for (const at of [row?.clock, row?.began])
      invariant(
        Math.abs((at as Instant).epochMilliseconds - this.now().epochMilliseconds) < 20_000,
        "the database's clock is the simulation's",
      );
  }
}
