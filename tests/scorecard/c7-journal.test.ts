import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { keepJournal } from "../../src/journal-keeping.ts";
import { newIdentity, type Opener } from "../../src/kernel/archive/lock.ts";
import { connect } from "../../src/kernel/database/connection.ts";
import { startEmbedded } from "../../src/kernel/database/embedded.ts";
import { bringBack } from "../../src/kernel/database/journal/bring-back.ts";
import { chosenFrom } from "../../src/kernel/database/journal/choose.ts";
import { contentsOf } from "../../src/kernel/database/journal/folder.ts";
import { lookThrough } from "../../src/kernel/database/journal/look-through.ts";
import { invariant } from "../../src/kernel/result.ts";
import { openSystem, type System } from "../../src/system.ts";
import { placeOfDatabases } from "../memory.ts";
import { FULL, LIMIT, publish, sized } from "./row.ts";

// Machines are lost at moments of chance while something is recorded all the time. What lies in the journal's folder at that moment is all there
// is; from it the server is brought back, and what had been answered as recorded is looked for.

const LOSSES = sized(1, 20);
/** As it is shipped; the small one does not wait so long. */
const EVERY_MS = FULL ? undefined : 1_000;
const LONGEST_MS = FULL ? 20_000 : 2_000;
const RPO_SECONDS = 60;
const RECORD_EVERY_MS = 10;

let folder: string;
let here: System;
let opener: Opener;
let keeping: ReturnType<typeof keepJournal>;
/** When each number was answered as recorded, in milliseconds. */
const recorded: number[] = [];
let writing: Promise<void> = Promise.resolve();
let ended = false;

beforeAll(async () => {
  folder = await mkdtemp(path.join(placeOfDatabases(), "throughcare-c7j-"));
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: path.join(folder, "here") });
  invariant(config.ok, "the settings are right");
  const system = await openSystem({ config: config.value, as: "alone" });
  invariant(system.ok, "a server opens");
  here = system.value;
  const keys = await newIdentity();
  opener = { by: "identities", identities: [keys.identity] };
  const settings = {
    JOURNAL_TO: path.join(folder, "elsewhere"),
    BACKUP_RECIPIENT: [keys.recipient],
    DATA_DIR: config.value.DATA_DIR,
  };
  await here.setUp`create table recorded (n bigint primary key)`;
  keeping = keepJournal(here, settings, (sentence) => expect.fail(sentence), EVERY_MS);
  writing = (async () => {
    for (let n = 0; !ended; n++) {
      await here.setUp`insert into recorded values (${n})`;
      recorded.push(performance.now());
      await sleep(RECORD_EVERY_MS);
    }
  })();
}, LIMIT);
afterAll(async () => {
  ended = true;
  await writing;
  await keeping.stop();
  await here.close();
  await rm(folder, { recursive: true, force: true });
});

const hasBegun = async (): Promise<boolean> => {
  const elsewhere = path.join(folder, "elsewhere");
  const [server] = await readdir(elsewhere).catch(() => []);
  return server !== undefined && chosenFrom(await contentsOf(path.join(elsewhere, server)), undefined).ok;
};

/** What was recorded and is not there, in seconds of recording; and how long it took to bring the rest back. */
type Loss = { readonly seconds: number; readonly holes: number; readonly tookSeconds: number };

async function loseOne(nth: number): Promise<Loss> {
  await sleep(Math.random() * LONGEST_MS);
  const [until, known] = [performance.now(), recorded.length];
  const left = path.join(folder, `left-${nth}`);
  await cp(path.join(folder, "elsewhere"), left, { recursive: true });
  const [server = ""] = await readdir(left);
  const began = performance.now();
  const dataDir = path.join(folder, `there-${nth}`);
  const brought = await bringBack({
    dataDir,
    folder: path.join(left, server),
    opener,
    until: undefined,
    onProgress: () => {},
  });
  invariant(brought.ok, `it is brought back: ${brought.ok ? "" : brought.refusal.code}`);
  const there = await startEmbedded({ dataDir });
  invariant(there.ok, "it starts");
  const { host, port, superuser: user, password } = there.value;
  const sql = connect({ host, port, user, password, database: "throughcare" }, 1);
  const [row] = await sql`select count(*)::int as n, coalesce(max(n), -1)::int as last from recorded`;
  const tookSeconds = (performance.now() - began) / 1000;
  await sql.end();
  await there.value.stop();
  await rm(dataDir, { recursive: true, force: true });
  invariant(row, "it answers");
  const lost = recorded.slice(row.last + 1, known);
  return {
    seconds: lost.length === 0 ? 0 : (until - (lost[0] ?? until)) / 1000,
    holes: row.last + 1 - row.n,
    tookSeconds,
  };
}

/** In how many of so many journals from which something is missing or changed that is said. All, or the count is none. */
async function toldFaults(): Promise<number> {
  const left = path.join(folder, "left-0");
  const [server = ""] = await readdir(left);
  const where = path.join(left, server);
  const looked = () => lookThrough({ folder: where, opener, until: undefined });
  const whole = await looked();
  invariant(whole.ok, "it holds as it is");
  let told = 0;
  const middle = whole.value.pieces.slice(0, -1).slice(0, 20);
  for (const { file } of middle) {
    const bytes = await readFile(path.join(where, file));
    const changed = Buffer.from(bytes);
    changed[bytes.length - 1] = (changed[bytes.length - 1] ?? 0) ^ 1;
    await writeFile(path.join(where, file), changed);
    if (!(await looked()).ok) told += 1;
    await rm(path.join(where, file));
    if (!(await looked()).ok) told += 1;
    await writeFile(path.join(where, file), bytes);
  }
  return told === 2 * middle.length ? told : 0;
}

test(
  "C7: of a machine that is lost at any moment no more than the last minute is lost, and nothing in between",
  async () => {
    // Before there is a copy to begin from, everything is lost with the machine: that is the first minute of its life.
    await expect.poll(hasBegun).toBe(true);
    const losses: Loss[] = [];
    for (let nth = 0; nth < LOSSES; nth++) losses.push(await loseOne(nth));
    const most = Math.max(...losses.map(({ seconds }) => seconds));
    const holes = losses.reduce((sum, loss) => sum + loss.holes, 0);
    const took = losses.map(({ tookSeconds }) => tookSeconds).toSorted((a, b) => a - b);
    await publish({
      id: "C7a",
      figure:
        "Seconds of recording that are not in the journal when a machine is lost at a moment of chance; and what is missing before them",
      target: `at most ${RPO_SECONDS} s, and nothing before them`,
      value: `at most ${most.toFixed(1)} s in ${LOSSES} losses; ${holes} missing before`,
      met: most <= RPO_SECONDS && holes === 0,
      n: LOSSES,
      zero: true,
      control: {
        planted: "one bit of a piece of the journal changed, and the piece missing, one piece after another",
        found: await toldFaults(),
      },
      notes: [
        `something was recorded every ${RECORD_EVERY_MS} ms and more; ${recorded.length} times by the end`,
        `a whole server was brought back and answered after ${(took[Math.floor(took.length / 2)] ?? 0).toFixed(1)} s in the middle, ${(took.at(-1) ?? 0).toFixed(1)} s at most`,
      ],
    });
  },
  LIMIT,
);
