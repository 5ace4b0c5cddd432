/**
 * `npm test`: installs what is missing, then the checks of the sources and every test, under the pinned Node.
 * Further words choose test files, as Vitest does (`npm test -- handover`). Ends in one plain line:
 * `N passed, N failed`, counting each check as one beside the tests.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runChecks } from "./checks.mjs";
import { giveUp, ready, root } from "./pinned.mjs";

try {
  const node = await ready();
  const checks = await runChecks(node);
  const tests = await runTests(node, process.argv.slice(2));
  const failed = checks.failed + tests.failed;
  process.exitCode = failed > 0 || tests.passed === 0 ? 1 : 0;
  process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed\n`);
} catch (error) {
  giveUp(error);
}

async function runTests(node, filters) {
  const folder = mkdtempSync(path.join(tmpdir(), "throughcare-test-"));
  const report = path.join(folder, "report.json");
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const code = await new Promise((resolve) => {
      const child = spawn(node, [vitest, "run", ...reporters, ...filters], { cwd: root, stdio: "inherit" });
      child.on("error", () => resolve(1));
      child.on("close", (ended) => resolve(ended ?? 1));
      // A terminal tells Vitest itself; ours is to wait for it and still say how far it came.
      process.on("SIGINT", () => {});
      process.on("SIGTERM", () => child.kill("SIGTERM"));
    });
    return count(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that never came to its tests, and an error outside any test, are failures too: they must not pass unseen. */
function count(report, code) {
  let tally = { passed: 0, failed: 0 };
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
    const broken = testResults.filter(
      (file) => file.status === "failed" && !file.assertionResults.some((one) => one.status === "failed"),
    );
    tally = { passed: numPassedTests, failed: numFailedTests + broken.length };
  } catch {
    process.stdout.write("Vitest ended without a report.\n");
  }
  if (code !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}
