import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { takeBackup } from "../src/backup.ts";
import { readConfig } from "../src/config.ts";
import { newIdentity } from "../src/kernel/archive/lock.ts";
import { invariant } from "../src/kernel/result.ts";
import { grouped } from "../src/kernel/words.ts";
import { restoreBackup, verifyBackup } from "../src/restore.ts";
import { openSystem, type System } from "../src/system.ts";

/**
 * How long a backup of Northmoor takes, a look at it, and bringing it back on an empty server; how large the file is, how much
 * memory it took, and how long the process that serves pages was held up meanwhile.
 */
export async function printBackup(system: System): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-bench-backup-"));
  const partnership = system.partnerships.get("northmoor");
  invariant(partnership, "Northmoor is there");
  const keys = await newIdentity();
  const [file, opener] = [
    path.join(folder, "northmoor.age"),
    { by: "identities", identities: [keys.identity] } as const,
  ];
  const { connection, keyFiles } = system;
  const lock = { by: "recipients", recipients: [keys.recipient] } as const;
  const taken = await timed("taken", () =>
    takeBackup({ connection, keyFiles, partnership }, file, { lock, withKeys: false }),
  );
  invariant(taken.ok, "a backup is taken");
  await timed("looked at", () => verifyBackup(file, opener));
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: path.join(folder, "there") });
  invariant(config.ok, "the settings are right");
  const there = await openSystem({ config: config.value, as: "alone" });
  invariant(there.ok, "an empty server opens");
  const back = await timed("brought back", () => restoreBackup(there.value, file, opener, undefined));
  invariant(back.ok, "it comes back");
  await there.value.close();
  await rm(folder, { recursive: true, force: true });
  const { rows, tables, bytes } = taken.value;
  print(
    `${grouped(rows)} rows of ${tables} tables, ${(bytes / 1e6).toFixed(1)} MB; ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}`,
  );
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const begun = performance.now();
  const done = await work();
  const seconds = (performance.now() - begun) / 1000;
  delay.disable();
  const memory = process.memoryUsage().rss / 1e6;
  print(
    `${what.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s, event loop held up ${(delay.percentile(99) / 1e6).toFixed(0)} ms at the 99th percentile, ${memory.toFixed(0)} MB in use at its end`,
  );
  return done;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
