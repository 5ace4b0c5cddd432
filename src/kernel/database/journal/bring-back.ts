import { appendFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Opener } from "../../archive/lock.ts";
import { accept, type Result, refuse } from "../../result.ts";
import type { Instant } from "../../time.ts";
import { giveTo, runProgram } from "../account.ts";
import { type Binaries, findBinaries } from "../binaries.ts";
import { claim } from "../claim.ts";
import { majorOf } from "../cluster.ts";
import type { EmbeddedRefusal } from "../messages.ts";
import { makeDataDir, type Place, settlePlace, unusable } from "../place.ts";
import { writeSecrets } from "../secrets.ts";
import { standingOf, startServer, stopServer } from "../server.ts";
import { type ChoiceRefusal, type Chosen, chosenFrom } from "./choose.ts";
import { type Base, contentsOf } from "./folder.ts";
import { puttingInto, readAll, type UnpackRefusal } from "./unpack.ts";

export type BringBackRefusal =
  | UnpackRefusal
  | EmbeddedRefusal
  | { readonly code: "database-there"; readonly folder: string }
  | ChoiceRefusal;

/** What was brought back: from which copy, and when the last piece had been read. */
export type Brought = { readonly base: Base; readonly pieces: number; readonly readAt: Instant };

export type BringBack = {
  /** Where there is no database yet. */
  readonly dataDir: string;
  /** The journal's folder of one server. */
  readonly folder: string;
  readonly opener: Opener;
  /** The moment to go back to: what was committed later is not there. The end of the journal when left out. */
  readonly until: Instant | undefined;
  readonly onProgress: (sentence: string) => void;
};

const POLL_MS = 200;
/** So many of its last lines tell why it gave up. */
const LINES = 12;

/**
 * Brings a whole server back into an empty data folder: a copy is unpacked, the pieces of its log of changes are put beside it, and PostgreSQL
 * replays them until the moment asked for. It is built beside its place and renamed, so that what is cut off in the middle leaves nothing there.
 */
export async function bringBack(work: BringBack): Promise<Result<Brought, BringBackRefusal>> {
  const chosen = chosenFrom(await contentsOf(work.folder), work.until);
  if (!chosen.ok) return chosen;
  const dataDir = await makeDataDir(work.dataDir);
  if (!dataDir.ok) return dataDir;
  const claimed = await claim(dataDir.value);
  if (!claimed.ok)
    return refuse({ code: "data-in-use", dataDir: dataDir.value, process: claimed.refusal.process });
  try {
    const settled = await settlePlace(dataDir.value);
    if (!settled.ok) return settled;
    const place = settled.value;
    if ((await majorOf(place.cluster)) !== undefined)
      return refuse({ code: "database-there", folder: place.cluster });
    const binaries = await findBinaries(place.account, place.copies, () => {});
    if (!binaries.ok) return binaries;
    const built = await build(work, chosen.value, place, binaries.value);
    if (!built.ok) return built;
    work.onProgress("Replaying what was changed since the copy.");
    const replayed = await replay(place, binaries.value, work.until);
    if (!replayed.ok) return replayed;
    const { base, pieces, last } = chosen.value;
    return accept({ base, pieces: pieces.length, readAt: last.at });
  } finally {
    await claimed.value.release();
  }
}

/** Unpacks everything beside its place, and puts it there. */
async function build(
  work: BringBack,
  chosen: Chosen,
  place: Place,
  binaries: Binaries,
): Promise<Result<void, BringBackRefusal>> {
  const { base, pieces } = chosen;
  const making = path.join(place.home, `making-${process.pid}`);
  const fail = async <R>(refused: Result<never, R>): Promise<Result<never, R>> => {
    await rm(making, { recursive: true, force: true });
    return refused;
  };
  try {
    await mkdir(making, { mode: 0o700 });
    work.onProgress(
      `Unpacking the copy of ${base.at.toString()} and ${pieces.length} pieces of what was changed since.`,
    );
    const { folder, opener } = work;
    const read = await readAll({ folder, opener, major: binaries.major }, chosen, puttingInto(making));
    if (!read.ok) return fail(read);
    await writeFile(path.join(making, "recovery.signal"), "");
    await appendFile(path.join(making, "postgresql.auto.conf"), recoverySettings(work.until));
    await ownedBy(place, making);
    const kept = await writeSecrets(place.dataDir, read.value.passwords);
    if (!kept.ok) return fail(kept);
    await rename(making, place.cluster);
    return accept(undefined);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    return unusable(place.home, error);
  }
}

/** Nothing is fetched from elsewhere: all that there is lies beside it. It takes no connection before it has come to the end. */
const recoverySettings = (until: Instant | undefined): string =>
  [
    "",
    "restore_command = 'exit 1'",
    "hot_standby = off",
    "recovery_target_action = promote",
    ...(until
      ? [
          `recovery_target_time = '${until.round("microsecond").toString().replace("T", " ").replace("Z", "+00")}'`,
        ]
      : []),
    "",
  ].join("\n");

/** All of it belongs to the account that runs PostgreSQL. */
async function ownedBy({ account }: Place, folder: string): Promise<void> {
  if (account) {
    await runProgram("chown", ["-R", `${account.uid}:${account.gid}`, folder]);
    await giveTo(account, folder);
  }
}

const AT_THE_END = "recovery ended before configured recovery target was reached";

/** Lets PostgreSQL replay until it is there, and stops it: whoever starts it next finds a usual server. */
async function replay(
  place: Place,
  binaries: Binaries,
  until: Instant | undefined,
): Promise<Result<void, BringBackRefusal>> {
  let done = await replayOnce(place, binaries);
  // Nothing was committed after that moment, so that the end is what it was then.
  if (until && !done.ok && saysSo(done.refusal)) {
    await changeSettings(place, (line) => !line.startsWith("recovery_target_time"));
    done = await replayOnce(place, binaries);
  }
  if (!done.ok) return done;
  await stopServer(place, binaries);
  await changeSettings(place, (line) => !/^(restore_command|hot_standby|recovery_target)/.test(line));
  return accept(undefined);
}

/** Starts it and waits until it takes connections, which it does only once everything is replayed. */
async function replayOnce(place: Place, binaries: Binaries): Promise<Result<void, EmbeddedRefusal>> {
  const started = await startServer(place, binaries, undefined);
  if (!started.ok) return started;
  for (;;) {
    const { state } = await standingOf(place);
    if (state === "running") return accept(undefined);
    if (state === "stopped") {
      const lines = (await readFile(place.log, "utf8")).trimEnd().split("\n");
      return refuse({ code: "could-not-start", log: lines.slice(-LINES) });
    }
    await sleep(POLL_MS);
  }
}

const saysSo = (refusal: EmbeddedRefusal): boolean =>
  refusal.code === "could-not-start" && refusal.log.some((line) => line.includes(AT_THE_END));

/** Keeps those lines that should stay of the settings that the copy came with. */
async function changeSettings(place: Place, stays: (line: string) => boolean): Promise<void> {
  const file = path.join(place.cluster, "postgresql.auto.conf");
  const lines = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, lines.filter(stays).join("\n"));
}
