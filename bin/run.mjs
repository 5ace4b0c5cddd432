/**
 * `node bin/run.mjs serve` and its like: installs what is missing, then runs Throughcare under the pinned Node,
 * in the folder it was called from. `--tool check` looks over the sources; `--tool bench` measures how fast it is,
 * `--tool scorecard` who sees what, `--tool agreement` whether R says the same, `--tool coverage` how often intervals hold.
 *
 * The contract with src/main.ts:
 * - It is started with an IPC channel. When the channel closes (Ctrl-C here, or this wrapper was killed outright)
 *   it gets `disconnect` and must stop cleanly, exactly as for SIGINT and SIGTERM, and only once for all of them:
 *     process.on("disconnect", stop);
 *     process.channel?.unref();   // else listening alone would keep a finished command from ending
 * - SIGTERM and SIGHUP are passed on. A terminal sends SIGINT to the whole group itself, so it is not passed on twice.
 * - Its exit code becomes ours; an end by signal becomes 128 and the signal's number, as shells say it.
 */
import { spawn } from "node:child_process";
import * as modules from "node:module";
import { constants } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { runChecks } from "./checks.mjs";
import { CannotBegin, giveUp, readIfThere, ready, root, surroundings, typescript } from "./pinned.mjs";

const PARENT_CHECK_MS = 500;

/** What answers from a file and ends (src/analyst.ts): it holds no JSX, so Node reads it as it is, and nothing has to be stopped. */
const ANALYST = ["stats", "evaluate", "cost", "suppress"];

try {
  const node = await ready();
  const args = process.argv.slice(2);
  if (args[0] === "--tool") await tool(node, args[1], args.slice(2));
  else if (ANALYST.includes(args[0])) await analyst(node, args);
  else await run(node, typescript("src/main.ts", args));
} catch (error) {
  giveUp(error);
}

async function tool(node, name, args) {
  if (name === "bench") return run(node, typescript("bench/main.ts", args));
  if (name === "scorecard") return run(node, typescript("tests/scorecard/main.ts", args));
  if (name === "agreement") return run(node, typescript("tests/evaluation/agreement/main.ts", args));
  if (name === "coverage") return run(node, typescript("tests/evaluation/coverage/main.ts", args));
  if (name !== "check")
    throw new CannotBegin(
      `There is no tool called ${name}. There are check, bench, scorecard, agreement and coverage.`,
    );
  const { failed } = await runChecks(node);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** In this very process where it is the pinned Node already, which takes half as long as starting another. */
function analyst(node, args) {
  const file = path.join(root, "src/analyst.ts");
  if (process.execPath !== node) return run(node, ["--disable-warning=ExperimentalWarning", file, ...args]);
  for (const [name, value] of Object.entries(surroundings())) process.env[name] = value;
  // Not in every Node that may read this file, but in the pinned one, which alone comes here.
  modules.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  process.argv.splice(1, process.argv.length, file, ...args);
  return import(pathToFileURL(file).href);
}

function run(node, args) {
  const child = spawn(node, args, { stdio: ["inherit", "inherit", "inherit", "ipc"], env: surroundings() });
  const askToStop = () => child.connected && child.disconnect();
  process.on("SIGINT", askToStop);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  if (process.env.npm_lifecycle_event !== undefined) stopWithParent(askToStop);
  return new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(new CannotBegin(`The pinned Node.js could not be run: ${error.message}`)),
    );
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? 128 + constants.signals[signal];
      resolve();
    });
  });
}

/**
 * npm killed outright tells nobody; without this a server would be left running that no terminal can stop. npm often
 * stands behind a shell that outlives it, so the shell's own parent is watched too.
 */
function stopWithParent(askToStop) {
  const parent = process.ppid;
  const shell = /sh\s*$/.test(readIfThere(`/proc/${parent}/comm`) ?? "");
  const lineage = () => `${process.ppid} ${shell ? parentOf(parent) : ""}`;
  const before = lineage();
  const timer = setInterval(() => {
    if (lineage() === before) return;
    clearInterval(timer);
    askToStop();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** The fourth word of Linux's own record; the second stands in brackets and may hold spaces. */
function parentOf(pid) {
  const record = readIfThere(`/proc/${pid}/stat`) ?? "";
  return record.slice(record.lastIndexOf(")") + 2).split(" ")[1];
}
