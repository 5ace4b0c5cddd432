import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "..");

/**
 * Ten thousand attempts of fifty actors to hand over the same part, and twenty nurses who hand over at once: the tests of dosing, run
 * large on a database of their own, on the disk and waiting for it as the shipped one does. Answers how it ended. The figures stand in what it prints.
 */
export const measureDoses = (): number =>
  large("src/services/clinic/dosing/attempts.test.ts", { DOSES: "full", DATABASE: "shipped" });

/** A hundred changes at a clinic, each until an open board in a real browser shows it. */
export const measureBoard = (): number => large("tests/browser/board-repaint.test.ts", { BOARD: "full" });

const large = (test: string, sizes: Readonly<Record<string, string>>): number =>
  spawnSync(process.execPath, [path.join(ROOT, "node_modules/vitest/vitest.mjs"), "run", test], {
    cwd: ROOT,
    env: { ...process.env, ...sizes },
    stdio: "inherit",
  }).status ?? 1;
