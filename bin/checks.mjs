/** The checks that read the sources without running them, in the order that finds the cheapest mistake first. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "./pinned.mjs";

const CHECKS = [
  { name: "Format and lint", package: "@biomejs/biome", bin: "biome", args: ["check", "."] },
  { name: "Types", package: "typescript", bin: "tsc", args: ["--noEmit"] },
  { name: "Nothing unused", package: "knip", bin: "knip", args: [], needs: "knip.json" },
];

/** Runs each check, shows what a failing one said, and answers how many passed and how many failed. */
export async function runChecks(node) {
  const count = { passed: 0, failed: 0 };
  for (const check of CHECKS) {
    if (check.needs && !existsSync(path.join(root, check.needs))) continue;
    const begun = performance.now();
    const { code, said } = await runBin(node, check.bin, check.args);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? "✓" : "✗"} ${check.name} (${check.bin}, ${seconds} s)\n`);
    if (code !== 0) process.stdout.write(`${said.trimEnd()}\n`);
    count[code === 0 ? "passed" : "failed"] += 1;
  }
  return count;
}

function runBin(node, name, args) {
  const file = path.join(root, "node_modules", ".bin", name);
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(node, [file, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stderr.on("data", (chunk) => (said += chunk));
    child.on("error", (error) => resolve({ code: 1, said: `${name} could not be run: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, said }));
  });
}
