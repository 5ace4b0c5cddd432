import { randomUUID } from "node:crypto";
import os from "node:os";
import type { Instant } from "../time.ts";

/** The database's clock moved against the time that passed. */
export type ClockJump = {
  readonly id: string;
  /** Less than nought where it was put back. */
  readonly movedMs: number;
};

/** When a question to the database was asked and answered, in milliseconds since the machine began. */
export type Span = { readonly asked: number; readonly answered: number };

/** By how much the database's clock is ahead of the machine's running time: at least and at most, as it was read while it was asked. */
type Ahead = { readonly least: number; readonly most: number };

/** A clock that is set right by less moves nobody's dose. */
const MOST_MOVED_MS = 60_000;
/** An answer that took longer says too little of the moment it was given. */
const LONGEST_TO_GO_BY_MS = 2000;

/**
 * Notices that the database's clock jumps, by holding it against the time the machine has been running, which nobody can set. A jump
 * while the server does not run, or of a machine that begins anew, it cannot see.
 */
export class ClockWatch {
  readonly #running: () => number;
  #known: Ahead | undefined;
  #told: ClockJump | undefined;

  constructor(running: () => number = () => os.uptime() * 1000) {
    this.#running = running;
  }

  /** The time the machine has been running, in milliseconds. */
  running(): number {
    return this.#running();
  }

  /** Holds one reading of the database's clock against those before. A jump is answered until it was kept. */
  jumped(at: Instant, { asked, answered }: Span): ClockJump | undefined {
    const ahead = { least: at.epochMilliseconds - answered, most: at.epochMilliseconds - asked };
    const moved = this.#known ? apart(this.#known, ahead) : 0;
    if (!this.#told && Math.abs(moved) > MOST_MOVED_MS) this.#told = { id: randomUUID(), movedMs: moved };
    else if (!this.#told && answered - asked <= LONGEST_TO_GO_BY_MS) this.#known = ahead;
    return this.#told;
  }

  /** What was told of has been kept: from here on its clock is held against what it has become. */
  kept(jump: ClockJump): void {
    if (this.#told?.id !== jump.id) return;
    this.#told = undefined;
    this.#known = undefined;
  }
}

/** By how much the second lies beside the first at least; nought where they may be the same. */
function apart(before: Ahead, now: Ahead): number {
  if (now.least > before.most) return Math.round(now.least - before.most);
  if (now.most < before.least) return Math.round(now.most - before.least);
  return 0;
}
