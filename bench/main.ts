import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ensureNorthmoor } from "../demo/northmoor.ts";
import { buildApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { invariant } from "../src/kernel/result.ts";
import { today } from "../src/kernel/time.ts";
import { openSystem } from "../src/system.ts";
import { printBackup } from "./backup.ts";
import { benches } from "./benches.ts";
import { printCaseload } from "./caseload.ts";
import { measureBoard, measureDoses } from "./doses.ts";
import { type Timing, timed } from "./load.ts";
import { printPolicyCosts } from "./policies.ts";
import { printSearches } from "./search.ts";
import { printStats } from "./stats.ts";

/**
 * Measures what a worker waits for, over HTTP with 8 connections, signed in, with policies and log on; beside the same
 * statements run bare: by a role that no policy binds, without HTTP, without rendering, without the log. Both run in
 * one process on one machine, so that their ratio is what to read. Numbers never fail anything.
 */
const CALLERS = 8;

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : undefined;
};

if (process.argv.includes("--doses")) process.exit(measureDoses());
if (process.argv.includes("--board")) process.exit(measureBoard());
if (process.argv.includes("--stats")) {
  await printStats();
  process.exit(0);
}
const seconds = Number(option("seconds") ?? 4);
const people = Number(option("people") ?? 1200);
const kept = option("data");
const folder = kept ?? (await mkdtemp(path.join(os.tmpdir(), "throughcare-bench-")));
const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: "silent" });
invariant(config.ok, "the bench's settings are right");
const system = await openSystem({ config: config.value, as: "alone" });
invariant(system.ok, "the bench's database opens");
const made = await ensureNorthmoor(system.value, { people, today: today() }, () => {});
invariant(made.ok, "Northmoor can be made in the bench's database");
if (process.argv.includes("--searches")) {
  await printSearches(system.value, 30);
  await system.value.close();
  if (!kept) await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
if (process.argv.includes("--caseload")) {
  await printCaseload(system.value, config.value, 2000, 20);
  await system.value.close();
  if (!kept) await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
if (process.argv.includes("--backup")) {
  await printBackup(system.value);
  await system.value.close();
  if (!kept) await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
if (process.argv.includes("--policies")) {
  await printPolicyCosts({ system: system.value, config: config.value, code: "northmoor" }, 40);
  await system.value.close();
  if (!kept) await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
const web = await buildApp(system.value, config.value, 10_000_000);
const origin = await web.app.listen({ port: 0, host: "127.0.0.1" });
try {
  const rows: string[][] = [];
  for (const bench of await benches(system.value, origin, CALLERS)) {
    const served = await timed(CALLERS, seconds, bench.served);
    const bare = await timed(CALLERS, seconds, bench.bare);
    rows.push([
      bench.name,
      ...shown(served),
      ...shown(bare),
      `${(served.median / bare.median).toFixed(1)} ×`,
    ]);
  }
  print(rows);
} finally {
  await web.app.close();
  await system.value.close();
  if (!kept) await rm(folder, { recursive: true, force: true });
}

function shown(timing: Timing): string[] {
  return [timing.median.toFixed(1), timing.p95.toFixed(1), timing.perSecond.toFixed(0)];
}

function print(rows: readonly string[][]): void {
  const head = [
    "",
    "median ms",
    "p95 ms",
    "per second",
    "bare median",
    "bare p95",
    "bare per second",
    "ratio of medians",
  ];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ");
  process.stdout.write(
    `${made.ok && made.value === "made" ? `${people} people` : "Northmoor as it was there"}, ${CALLERS} at once, ${seconds} s each, Node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}\n`,
  );
  process.stdout.write(`${[line(head), ...rows.map(line)].join("\n")}\n`);
}
