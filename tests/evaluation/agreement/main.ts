import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { invariant } from "../../../src/kernel/result.ts";
import { today } from "../../../src/kernel/time.ts";
import { drawnFor, lineOf } from "./lines.ts";
import type { Method } from "./method.ts";
import { METHODS } from "./methods.ts";
import { type Line, printed, row } from "./printed.ts";

/**
 * `npm run agreement`: draws data sets for each method, lets our functions and R answer the same files, prints what agrees
 * and writes docs/methods/agreement.md. Words choose methods (`npm run agreement -- cox-efron km`); the others stay on the page
 * as they were last. `--sets=50` draws fewer. Ends with 1 where anything is further apart than it may be, a planted fault is not
 * noticed, or R is not there.
 */
const root = path.resolve(import.meta.dirname, "../../..");
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const SETS = Number(process.argv.find((word) => word.startsWith("--sets="))?.slice(7) ?? 500);
const KEPT = path.join(root, "docs/methods/agreement.json");

if (spawnSync("Rscript", ["--version"]).status !== 0) {
  process.stderr.write(
    "Rscript is not on the path, so nothing was compared. Install R with survival, cmprsk, MASS, sandwich, geepack, lmtest, MatchIt, nlme, msm, expm and jsonlite.\n",
  );
  process.exit(1);
}
const chosen = METHODS.map(([file, methods]) => ({
  file,
  methods: methods.filter(({ name }) => words.length === 0 || words.includes(name)),
})).filter(({ methods }) => methods.length > 0);
invariant(chosen.length > 0, "the methods asked for are among those that are compared");
const folder = mkdtempSync(path.join(os.tmpdir(), "throughcare-agreement-"));
try {
  // R's files at once: each is a process of its own that waits for nothing.
  const lines = (await Promise.all(chosen.map(({ file, methods }) => answered(file, methods)))).flat();
  process.stdout.write(`${lines.map(row).join("\n")}\n`);
  const bad = lines.filter(
    (one) => one.fared.wrong.length > 0 || one.unlike.length > 0 || one.missed.length > 0,
  );
  for (const one of bad)
    for (const what of [...one.fared.wrong, ...one.unlike, ...one.missed].slice(0, 5))
      process.stderr.write(`${one.name}, ${what}\n`);
  keep(lines);
  process.exitCode = bad.length > 0 ? 1 : 0;
} finally {
  if (!process.argv.includes("--keep")) rmSync(folder, { recursive: true, force: true });
}

/** Keeps what was found, beside what is known of methods that were not asked, and writes the page of all. */
function keep(lines: readonly Line[]): void {
  const before = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, "utf8")) as readonly Line[]) : [];
  const all = METHODS.flatMap(([, methods]) => methods).flatMap(
    ({ name }) => [...lines, ...before].find((one) => one.name === name) ?? [],
  );
  writeFileSync(KEPT, `${JSON.stringify(all, undefined, 1)}\n`);
  writeFileSync(path.join(root, "docs/methods/agreement.md"), printed(all));
}

function made(): string {
  const said = spawnSync("Rscript", [path.join(import.meta.dirname, "versions.R")], { encoding: "utf8" });
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  return `${today()}, Node ${process.versions.node}, ${said.stdout.trim()}, on commit ${commit}`;
}

/** Draws, writes, lets R answer, and compares all methods that one R file answers. */
async function answered(file: string, methods: readonly Method[]): Promise<Line[]> {
  const drawn = methods.map((one) => drawnFor(one, SETS));
  for (const [i, one] of methods.entries())
    writeFileSync(
      path.join(folder, `${one.name}.json`),
      JSON.stringify([...(drawn[i]?.plain ?? []), ...(drawn[i]?.broken ?? []).map(({ set }) => set)]),
    );
  const script = path.join(import.meta.dirname, "answer.R");
  const child = spawn("Rscript", [script, folder, file, ...methods.map((one) => one.name)]);
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  invariant(code === 0, `R answers all of ${file}: ${said.slice(-800)}`);
  const now = made();
  return methods.map((one, i) => lineOf(one, drawn[i] ?? drawnFor(one, SETS), folder, now));
}
