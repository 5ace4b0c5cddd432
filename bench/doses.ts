import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "..");

/**
 * Ten thousand attempts of fifty actors to hand over the same part, and twenty nurses who hand over at once: the tests of dosing, run
 * large on a database of their own, on the disk and waiting for it as the shipped one does. Answers how it ended. The figures stand in what it prints.
 */
export const measureDoses = (): number =>
  spawnSync(
    process.execPath,
    [path.join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "src/services/clinic/dosing/attempts.test.ts"],
    {
      cwd: ROOT,
      env: { ...process.env, DOSES: "full", DATABASE: "shipped" },
      stdio: "inherit",
    },
  ).status ?? 1;
