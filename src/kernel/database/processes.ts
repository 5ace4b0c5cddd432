import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram } from "./account.ts";
import type { Place } from "./place.ts";

const PATIENCE_MS = 5_000;
const GIVE_UP_MS = 60_000;
const POLL_MS = 50;

/**
 * The PostgreSQL processes that live in this cluster, by number. Each has the cluster as its working folder. A process
 * that died without anyone collecting it (PID 1 in many containers does not) has none, and so is rightly not counted,
 * though asking the system whether its number exists would say yes; nor is a stranger that was given an old number.
 */
export async function livingIn(place: Place): Promise<readonly number[]> {
  if (process.platform !== "linux") return postmastersByName(place.cluster);
  // Asked as the account itself: root in a container may not look at other accounts' processes.
  const script = 'cd /proc && for p in [0-9]*; do [ "/proc/$p/cwd" -ef "$1" ] && echo "$p"; done; true';
  const { said } = await runProgram("/bin/sh", ["-c", script, "sh", place.cluster], { as: place.account });
  const numbers = said
    .split("\n")
    .filter((line) => /^\d+$/.test(line))
    .map(Number);
  const names = await Promise.all(
    numbers.map((pid) => readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")),
  );
  return numbers.filter((_, at) => names[at]?.trim() === "postgres");
}

/** Without /proc only the postmaster tells its folder, as an argument. */
async function postmastersByName(cluster: string): Promise<readonly number[]> {
  const { said } = await runProgram("ps", ["-axo", "pid=,stat=,command="]);
  return said
    .split("\n")
    .filter((line) => line.includes(`postgres -D ${cluster} `) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10));
}

/** What runs beside the postmaster while its server takes no connections, and cannot alone come to take them. */
const HELPERS = /^postgres: (checkpointer|background writer|io worker|logger)/;
const LOOK_AGAIN_MS = 1_000;

/**
 * Whether a server that takes no connections will never take them again: nobody replays its log, and it has none of those that a server in
 * use has, at two looks. PostgreSQL 18 stays so, and says nothing, where its recovery after a crash ends before the log is replayed; so
 * when the disk fails again at that moment. Only where /proc shows what runs; elsewhere no.
 */
export async function isSpent(place: Place, postmaster: number): Promise<boolean> {
  const left = async (): Promise<boolean> => {
    const others = (await livingIn(place)).filter((pid) => pid !== postmaster);
    const titles = await Promise.all(
      others.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
    );
    return titles.length > 0 && titles.every((title) => HELPERS.test(title));
  };
  if (!(await left())) return false;
  await sleep(LOOK_AGAIN_MS);
  return left();
}

/** Whether this process runs, not counting one that is dead and was never collected. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The state follows the name, which stands in brackets and may hold any character.
  return !/^ [ZX]/.test(stat.slice(stat.lastIndexOf(")") + 1));
}

/**
 * Waits until nothing lives in the cluster. What a killed postmaster leaves behind ends by itself at once, as a rule;
 * a backend deep in work is told to after five seconds and made to after ten. Nothing is lost by it: without a
 * postmaster it is as if the power had failed, and what was committed is in the log on the disk.
 */
export async function waitUntilEmpty(place: Place, notice: () => void): Promise<void> {
  for (let waited = 0; waited < GIVE_UP_MS; waited += POLL_MS) {
    const left = await livingIn(place);
    if (left.length === 0) return;
    if (waited === 10 * POLL_MS) notice();
    if (waited === PATIENCE_MS) signal(left, "SIGQUIT");
    if (waited >= 2 * PATIENCE_MS && waited % 1000 === 0) signal(left, "SIGKILL");
    await sleep(POLL_MS);
  }
}

function signal(pids: readonly number[], name: "SIGQUIT" | "SIGKILL"): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone since we looked.
    }
  }
}
