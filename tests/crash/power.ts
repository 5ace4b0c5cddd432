import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../src/kernel/database/processes.ts";
import { invariant } from "../../src/kernel/result.ts";
import type { Killable } from "./dosing-kills.ts";
import type { LoopDisk } from "./loop-disk.ts";

const WAIT_MS = 20;
const TRIES = 1000;

/** The power goes, for the disk and for everything that runs on it, and comes back. Answers how long the next start takes, in milliseconds. */
export async function cutPower(server: Killable, disk: LoopDisk, giving: Promise<unknown>): Promise<number> {
  const running = server.postgres();
  disk.cut();
  await server.kill("server");
  for (const pid of running) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It met the dead disk first, and ended itself.
    }
  }
  await giving;
  for (const pid of running) while (await isAlive(pid)) await sleep(WAIT_MS);
  await unmounted(disk);
  disk.mount();
  return server.ready();
}

/** What was killed may hold the disk a moment longer. */
async function unmounted(disk: LoopDisk): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return disk.unmount();
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(WAIT_MS);
    }
  }
}

/**
 * The control: its PostgreSQL ends and is started by hand with `fsync=off`, while the server stands still. The file that says how it was
 * started is put back, so that Throughcare, which would end such a server and start its own, takes it for one of its own.
 */
export async function withoutFsync(server: Killable): Promise<void> {
  server.signal("SIGSTOP");
  const opts = path.join(server.cluster, "postmaster.opts");
  const before = readFileSync(opts, "utf8");
  await server.kill("postgres");
  await startWithoutFsync(server.cluster);
  writeFileSync(opts, before);
  server.signal("SIGCONT");
  await server.ready();
}

/** Starts the PostgreSQL of this cluster as it was started last, but with `fsync=off`. */
export async function startWithoutFsync(cluster: string): Promise<void> {
  const before = readFileSync(path.join(cluster, "postmaster.opts"), "utf8");
  const [program = "", ...words] = before
    .trim()
    .split(" ")
    .map((word) => word.replaceAll('"', ""));
  const without = words.map((word) => (word === "fsync=on" ? "fsync=off" : word));
  invariant(without.join() !== words.join(), "Throughcare starts its PostgreSQL with fsync=on");
  const { uid, gid } = statSync(cluster);
  const log = openSync(path.join(cluster, "without-fsync.log"), "w");
  const pidFile = path.join(cluster, "postmaster.pid");
  rmSync(pidFile, { force: true });
  spawn(program, without, {
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    cwd: cluster,
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: process.env.PATH, LC_ALL: "C" },
  }).unref();
  closeSync(log);
  for (let tries = 0; !isReady(pidFile); tries += 1) {
    invariant(tries < TRIES, "PostgreSQL starts without fsync");
    await sleep(WAIT_MS);
  }
}

function isReady(pidFile: string): boolean {
  try {
    return readFileSync(pidFile, "utf8").split("\n")[7]?.trim() === "ready";
  } catch {
    return false;
  }
}
