import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { expect, test } from "vitest";
import { type Embedded, startEmbedded } from "../../src/kernel/database/embedded.ts";
import { placeOfDatabases } from "../memory.ts";

/** The processes of this postmaster by their titles, as /proc shows them. */
function childrenOf(postmaster: number): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
      if (parent === postmaster) found.set(Number(pid), readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    } catch {
      // Gone since it was named.
    }
  }
  return found;
}

const numberOf = (postmaster: number, title: string): number | undefined =>
  [...childrenOf(postmaster)].find(([, named]) => named.includes(title))?.[0];

/** PostgreSQL crashes, and what begins to recover it is killed before it reads the log. */
async function crashAndKillRecovery(postmaster: number): Promise<void> {
  process.kill(Number(numberOf(postmaster, "background writer")), "SIGKILL");
  for (const ends = performance.now() + 10_000; performance.now() < ends; await sleep(1)) {
    const startup = numberOf(postmaster, "startup");
    if (startup === undefined) continue;
    try {
      process.kill(startup, "SIGABRT");
      return;
    } catch {
      // Gone since it was found: what comes next is looked for.
    }
  }
}

const noteIn = async (server: Embedded): Promise<unknown> => {
  const { host, port, superuser: username, password } = server;
  const sql = postgres({ host, port, username, password, database: "postgres", max: 1, onnotice: () => {} });
  try {
    return await sql`select line from note`;
  } finally {
    await sql.end({ timeout: 1 });
  }
};

test.runIf(process.platform === "linux")(
  "a PostgreSQL whose recovery ended before it began, and which would refuse for good, is ended and started anew",
  async () => {
    const folder = mkdtempSync(path.join(placeOfDatabases(), "throughcare-spent-"));
    chmodSync(folder, 0o755);
    const said: string[] = [];
    const started = await startEmbedded({ dataDir: folder, onProgress: (sentence) => said.push(sentence) });
    if (!started.ok) throw new Error(JSON.stringify(started.refusal));
    const server = started.value;
    try {
      const { host, port, superuser: username, password } = server;
      const sql = postgres({ host, port, username, password, database: "postgres", max: 1 });
      await sql`create table note as select 7 as line`;
      await sql.end();
      // Where the kill came too late, PostgreSQL ends or recovers by itself and is there again: then once more.
      for (let tries = 0; tries < 5 && !said.some((line) => line.includes("gave up")); tries += 1) {
        const times = said.filter((line) => line.includes("running again")).length;
        const pid = readFileSync(path.join(folder, "postgres", "cluster", "postmaster.pid"), "utf8");
        await crashAndKillRecovery(Number(pid.split("\n")[0]));
        await expect
          .poll(() => said.filter((line) => line.includes("running again")).length, { timeout: 60_000 })
          .toBe(times + 1);
      }
      expect(said).toContain("PostgreSQL gave up its recovery. Ending what is left of it.");
      expect(await noteIn(server)).toEqual([{ line: 7 }]);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  240_000,
);
