import type { Instant } from "../../src/kernel/time.ts";
import type { ClinicClock } from "./clinic-clock.ts";

/** Something that goes on beside others: it does a little, and says for how many minutes it waits. */
export type Going = AsyncGenerator<number, void, void>;

/**
 * Many things at once, one step at a time: whoever is to go on next does, and the clock is put to that moment. The order follows from what
 * was planned and not from how fast the machine is, so that a seed tells the same story again.
 */
export class Schedule {
  readonly #clock: ClinicClock;
  readonly #waiting: { at: number; readonly nth: number; readonly what: Going }[] = [];
  #nth = 0;

  constructor(clock: ClinicClock) {
    this.#clock = clock;
  }

  add(at: Instant, what: Going): void {
    this.#waiting.push({ at: at.epochMilliseconds, nth: this.#nth++, what });
  }

  /** Goes on until nothing waits any more. */
  async run(): Promise<void> {
    for (let next = this.#next(); next; next = this.#next()) {
      await this.#clock.to(Temporal.Instant.fromEpochMilliseconds(next.at));
      const { done, value } = await next.what.next();
      if (done) this.#waiting.splice(this.#waiting.indexOf(next), 1);
      else next.at += Math.round(Number(value) * 60_000);
    }
  }

  #next() {
    let first = this.#waiting[0];
    for (const one of this.#waiting)
      if (first && (one.at < first.at || (one.at === first.at && one.nth < first.nth))) first = one;
    return first;
  }
}
