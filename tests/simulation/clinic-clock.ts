import { invariant } from "../../src/kernel/result.ts";
import type { Instant } from "../../src/kernel/time.ts";
import type { World } from "../world.ts";

/**
 * A clock for the database of one simulation: everything the database says of the time is the real time and a shift. Only a test's own
 * database is changed so, by its superuser; the functions that decide are the shipped ones, and ask as they always do.
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
      await tx.unsafe("create table sim.clock (shift interval not null)");
      await tx.unsafe("insert into sim.clock values ('0')");
      await tx.unsafe(`create function sim.shift() returns interval language plpgsql stable security definer set search_path = pg_catalog
        as $$ begin return (select shift from sim.clock); end $$`);
      await tx.unsafe("grant usage on schema sim to public; grant execute on function sim.shift() to public");
      // Written out where they are called, so that the built-in ones are not reached.
      await tx.unsafe(`create or replace function pg_catalog.now() returns timestamptz language sql stable parallel safe
        as $$ select pg_catalog.transaction_timestamp() + sim.shift() $$`);
      await tx.unsafe(`create or replace function pg_catalog.clock_timestamp() returns timestamptz language sql volatile parallel safe
        as $$ select pg_catalog.timeofday()::timestamptz + sim.shift() $$`);
    });
    return new ClinicClock(world);
  }

  now(): Instant {
    return Temporal.Now.instant().add({ milliseconds: this.#shiftMs });
  }

  /** Puts the clock forward, or back, as no clinic would; from then on it goes on by itself. */
  async put(minutes: number): Promise<void> {
    this.#shiftMs += minutes * 60_000;
    await this.#world.sql`update sim.clock set shift = make_interval(secs => ${this.#shiftMs / 1000})`;
  }

  /** Begins anew at a moment, before or after: for a clinic of which nothing has happened yet. */
  async begin(at: Instant): Promise<void> {
    this.#shiftMs = 0;
    await this.to(at);
  }

  /** Goes on to a moment, or by some minutes; never back. */
  async to(at: Instant): Promise<void> {
    this.#shiftMs = Math.max(this.#shiftMs, at.epochMilliseconds - Temporal.Now.instant().epochMilliseconds);
    await this.#world.sql`update sim.clock set shift = make_interval(secs => ${this.#shiftMs / 1000})`;
  }

  wait(minutes: number): Promise<void> {
    return this.to(this.now().add({ seconds: Math.round(minutes * 60) }));
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
