import { chmod, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { accept, type Result, refuse } from "../result.ts";
import { giveTo, runProgram } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import type { EmbeddedRefusal } from "./messages.ts";
import type { Place } from "./place.ts";
import { isAlive } from "./processes.ts";

/** The name of PostgreSQL's own administrator. The application never signs in as it to read about people. */
export const SUPERUSER = "postgres";

const MAKING = "making-";

/**
 * Makes the cluster when there is none, with this password for its administrator. It is made beside its place and
 * then renamed, so that a crash half-way leaves no half-made cluster in the place, only rubbish that the next start
 * clears away.
 */
export async function ensureCluster(
  place: Place,
  binaries: Binaries,
  password: string,
  notice: () => void,
): Promise<Result<void, EmbeddedRefusal>> {
  await clearHalfMade(place.home);
  const found = await majorOf(place.cluster);
  if (found === binaries.major) return accept(undefined);
  if (found !== undefined) {
    return refuse({ code: "version-mismatch", folder: place.cluster, found, ours: binaries.major });
  }
  notice();
  const making = path.join(place.home, `${MAKING}${process.pid}`);
  const made = await initialise(place, binaries, making, password);
  if (!made.ok) return made;
  try {
    await rename(making, place.cluster);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if ((await majorOf(place.cluster)) === binaries.major) return accept(undefined); // another was quicker
    const because = error instanceof Error && "code" in error ? String(error.code) : "it is not empty";
    return refuse({ code: "folder-unusable", folder: place.cluster, because });
  }
  await writeThrough(place.home);
  return accept(undefined);
}

/** The PostgreSQL release a cluster belongs to; undefined when there is no cluster. */
export async function majorOf(cluster: string): Promise<number | undefined> {
  const text = await readFile(path.join(cluster, "PG_VERSION"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/**
 * Text is UTF-8 and sorted by code point on every machine alike (PostgreSQL's own C.UTF-8, not the system's, whose
 * order changes with its updates and would break indexes). Pages carry checksums.
 */
async function initialise(
  place: Place,
  binaries: Binaries,
  folder: string,
  password: string,
): Promise<Result<void, EmbeddedRefusal>> {
  const passwordFile = `${folder}.password`;
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await chmod(passwordFile, 0o600);
  await giveTo(place.account, passwordFile);
  const args = [
    ...[
      "-D",
      folder,
      "-U",
      SUPERUSER,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--data-checksums",
    ],
    ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
  ];
  const ended = await runProgram(binaries.initdb, args, { as: place.account, cwd: place.home });
  await rm(passwordFile, { force: true });
  if (ended.code === 0) return accept(undefined);
  await rm(folder, { recursive: true, force: true });
  const lines = ended.said.split("\n").filter((line) => line.trim() !== "");
  return refuse({ code: "could-not-start", log: lines.slice(-8) });
}

/**
 * What an interrupted first start left, unless the process named in it is still at work. Its initdb may be, as an
 * orphan, and put back what is taken away: then the next start clears it, and it is in nobody's way.
 */
async function clearHalfMade(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(MAKING)) continue;
    const maker = Number.parseInt(name.slice(MAKING.length), 10);
    if (maker !== process.pid && (await isAlive(maker))) continue;
    await rm(path.join(home, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** A renamed folder is only safe from a power cut once the folder it stands in is written. */
async function writeThrough(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
