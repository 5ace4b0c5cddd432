import { spawn } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../../src/kernel/time.ts";
import { tokenHash } from "../../src/web/session.ts";
import { call, type DosingStory } from "../clinic/dosing-story.ts";
import { ClinicClock } from "../simulation/clinic-clock.ts";
import type { World } from "../world.ts";
import { type Killable, Tablet } from "./dosing-kills.ts";
import type { LoopDisk } from "./loop-disk.ts";

/** What can go wrong around a running clinic. It lasts until it is ended. */
export type Fault = {
  readonly name: string;
  /** How long it lasts, in milliseconds: in every `npm test`, and in full. */
  readonly lastsMs: readonly [small: number, full: number];
  /** Whether whoever presses once it has begun is to be refused. */
  readonly nothingIsHandedOver?: boolean;
  /** Begins it, and answers how to end it. */
  begin(server: Killable, world: World, story: DosingStory): Promise<() => void | Promise<void>>;
};

function send(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended since.
    }
  }
}

const postgresStandsStill: Fault = {
  name: "PostgreSQL stands still (SIGSTOP)",
  lastsMs: [1500, 30_000],
  begin: async (server) => {
    const stopped = server.postgres();
    send(stopped, "SIGSTOP");
    return () => send(stopped.toReversed(), "SIGCONT");
  },
};

const serverStandsStill: Fault = {
  name: "the server stands still (SIGSTOP)",
  lastsMs: [1000, 30_000],
  begin: async (server) => {
    server.signal("SIGSTOP");
    return () => server.signal("SIGCONT");
  },
};

/** Killed outright, and a part of its files closed to it, so that it cannot start again before the fault ends. */
const postgresGone: Fault = {
  name: "PostgreSQL is gone and cannot start",
  lastsMs: [1500, 15_000],
  begin: async (server) => {
    const part = path.join(server.cluster, "global");
    chmodSync(part, 0);
    await server.kill("postgres");
    return () => chmodSync(part, 0o700);
  },
};

const [STILL_MS, GOING_MS] = [120, 20];

/** It gets a seventh of the time it needs. */
const slowDatabase: Fault = {
  name: "PostgreSQL is slow (stopped six sevenths of the time)",
  lastsMs: [1000, 20_000],
  begin: async (server) => {
    let over = false;
    const slowing = (async () => {
      while (!over) {
        const stopped = server.postgres();
        send(stopped, "SIGSTOP");
        await sleep(STILL_MS);
        send(stopped.toReversed(), "SIGCONT");
        await sleep(GOING_MS);
      }
    })();
    return async () => {
      over = true;
      await slowing;
    };
  },
};

/** Longer than a statement may take, in full. */
const bookHeld: Fault = {
  name: "another transaction holds the book",
  lastsMs: [1000, 25_000],
  begin: async (_server, world) => {
    const { promise: freed, resolve: free } = Promise.withResolvers<void>();
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const holding = world.sql.begin(async (tx) => {
      await tx`lock table cd_book in access exclusive mode`;
      hold();
      await freed;
    });
    await held;
    return async () => {
      free();
      await holding;
    };
  },
};

/** Until PostgreSQL has used up what it had set aside for its log: then it cannot go on, nor start again. */
const diskFull = (disk: LoopDisk): Fault => ({
  name: "the disk is full",
  lastsMs: [1000, 20_000],
  begin: async (_server, world) => {
    disk.fill();
    const using = (async () => {
      for (let n = 0; n < 100; n += 1)
        await world.sql`select pg_logical_emit_message(true, 'filler', repeat('x', 4000000))`;
    })();
    await using.catch(() => {});
    return () => disk.free();
  },
});

/** Waiting for the disk is made to fail, or to take long, by strace; a PostgreSQL that starts anew is free of it. */
const straced = (name: string, how: string): Fault => ({
  name,
  lastsMs: [1500, 15_000],
  begin: async (server) => {
    const [first, ...others] = server.postgres();
    const calls = "fsync,fdatasync";
    const words = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${calls}`, "-e", `inject=${calls}:${how}`];
    const tracer = spawn("strace", [...words, ...[first, ...others].flatMap((pid) => ["-p", String(pid)])], {
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => tracer.once("exit", resolve));
    for (let tries = 0; tries < 200 && !isTraced(Number(first)); tries += 1) await sleep(10);
    return async () => {
      tracer.kill("SIGINT");
      await ended;
    };
  },
});

function isTraced(pid: number): boolean {
  try {
    return !/^TracerPid:\s+0$/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return true;
  }
}

const fsyncFails = straced("fsync fails (EIO)", "error=EIO");
const slowDisk = straced("the disk is slow (400 ms for each fsync)", "delay_enter=400000");

/** The server's clock alone. PostgreSQL, which decides what is due, fresh or ended, keeps its own. */
const clockMoved = (hours: number): Fault => ({
  name: `the server's clock is an hour ${hours > 0 ? "ahead" : "behind"}`,
  lastsMs: [500, 2000],
  begin: async (server) => {
    await server.tell({ aheadMs: hours * 3_600_000 });
    return () => server.tell({ aheadMs: 0 });
  },
});

const clocks = new WeakMap<World, ClinicClock>();

async function clockOf(world: World): Promise<ClinicClock> {
  const clock = clocks.get(world) ?? (await ClinicClock.over(world));
  clocks.set(world, clock);
  return clock;
}

/** Whoever was signed in signs in again: a clock that jumps ends their session. */
async function signedInAgain(world: World, { nurse }: DosingStory): Promise<void> {
  await world.sql`update session set last_used_at = now(), proved_at = now() where token_hash = ${tokenHash(nurse.token)}`;
}

/**
 * The clock that decides what is due. The nurse signs in again and presses, while it is wrong; once it has been set right two people
 * say what time it is. Less than an hour, since by an hour every assessment would be too old and nothing else were asked.
 */
const databaseClockMoved = (minutes: number): Fault => ({
  name: `PostgreSQL's own clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? "ahead" : "behind"}`,
  lastsMs: [500, 2000],
  nothingIsHandedOver: true,
  begin: async (server, world, story) => {
    const clock = await clockOf(world);
    await clock.put(minutes);
    await signedInAgain(world, story);
    return async () => {
      await clock.put(-minutes);
      await signedInAgain(world, story);
      const tablet = new Tablet(server, story.nurse.token);
      await tablet.open();
      const second = await world.aWorker(story.nurse, "clinic-nurse", "Ann Lowe");
      for (const who of [story.nurse, second]) await call(world, who, "say_what_time_it_is", now());
    };
  },
});

/** Every fault that can be had here. */
export const faultsHere = (disk: LoopDisk | undefined, strace: boolean): readonly Fault[] => [
  postgresStandsStill,
  serverStandsStill,
  slowDatabase,
  bookHeld,
  ...(disk ? [diskFull(disk)] : []),
  ...(strace ? [fsyncFails, slowDisk] : []),
  clockMoved(1),
  clockMoved(-1),
  databaseClockMoved(50),
  databaseClockMoved(-50),
  postgresGone,
];

/** The fault under which the planted server is to be found out. */
export { postgresGone };
