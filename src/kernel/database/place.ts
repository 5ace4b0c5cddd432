import { createHash } from "node:crypto";
import { access, chmod, mkdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { accept, type Result, refuse } from "../result.ts";
import { type Account, accountFor, canReach, giveTo, isRoot } from "./account.ts";
import { type EmbeddedRefusal, noteElsewhere } from "./messages.ts";

/** The folders of one installation. */
export type Place = {
  /** What was asked for, with every link followed. Holds the secrets. */
  readonly dataDir: string;
  /** Holds the cluster and the server's log, and belongs to the account that runs PostgreSQL. */
  readonly home: string;
  readonly cluster: string;
  readonly log: string;
  /** Where the programs are copied to when the account may not read them in node_modules. */
  readonly copies: string;
  /** Who runs PostgreSQL; undefined when we do ourselves. */
  readonly account: Account | undefined;
};

const NOTE = "WHERE-THE-DATABASE-IS.txt";
/** For root's data that lies where no other account may go: a clone under /root, a private home. */
const ELSEWHERE = "/var/lib/throughcare";

/** Makes the data folder when there is none, and answers where it really is, every link followed. */
export async function makeDataDir(asked: string): Promise<Result<string, EmbeddedRefusal>> {
  try {
    await mkdir(asked, { recursive: true, mode: 0o700 });
    return accept(await realpath(asked));
  } catch (error) {
    return unusable(asked, error);
  }
}

/** Others may pass through but not look: when we are root, PostgreSQL's account has to reach its own folder inside. */
async function letThrough(dataDir: string): Promise<void> {
  const { uid, mode } = await stat(dataDir);
  if (isRoot() && uid === 0 && (mode & 0o001) === 0) await chmod(dataDir, (mode & 0o777) | 0o001);
}

/** Where the cluster of this data folder lies, as far as is decided yet. Changes nothing. */
export async function placeOf(dataDir: string): Promise<Place> {
  const home = (await notedHome(dataDir)) ?? path.join(dataDir, "postgres");
  return placeIn(dataDir, home, await accountFor(path.join(home, "cluster")));
}

/**
 * Decides where the cluster lies and makes that folder: inside the data folder, or, when we are root and the account
 * that runs PostgreSQL may not go there, under /var/lib/throughcare, with a note left in the data folder. The note
 * decides ever after. Without it an earlier cluster found there is never taken for this one: its data folder was
 * deleted. To be called by one process at a time (see claim).
 */
export async function settlePlace(dataDir: string): Promise<Result<Place, EmbeddedRefusal>> {
  try {
    await letThrough(dataDir);
    const place = await placeOf(dataDir);
    const { home, cluster, account } = place;
    if (!(await isThere(home))) {
      if (path.dirname(home) !== dataDir) {
        const because = `its file ${NOTE} says that the database lies in ${home}, which is not there`;
        return refuse({ code: "folder-unusable", folder: dataDir, because });
      }
      await mkdir(home, { mode: 0o700 });
      await giveTo(account, home);
    }
    if (account === undefined || (await canReach(account, [home]))) return accept(place);
    if (await isThere(cluster)) {
      const because = `the account ${account.name}, which owns the database in it, may not go there`;
      return refuse({ code: "folder-unusable", folder: dataDir, because });
    }
    const elsewhere = await newElsewhere(dataDir, account);
    await rm(home, { recursive: true, force: true }); // the cluster was never made in it
    return accept(placeIn(dataDir, elsewhere, account));
  } catch (error) {
    return unusable(dataDir, error);
  }
}

/** What the system said about a folder, as a refusal. Throws on what is our own bug. */
export function unusable(folder: string, error: unknown): Result<never, EmbeddedRefusal> {
  if (!(error instanceof Error && "code" in error)) throw error;
  return refuse({ code: "folder-unusable", folder, because: String(error.code) });
}

const placeIn = (dataDir: string, home: string, account: Account | undefined): Place => ({
  dataDir,
  home,
  cluster: path.join(home, "cluster"),
  log: path.join(home, "postgres.log"),
  copies: isRoot() ? path.join(ELSEWHERE, "programs") : path.join(dataDir, "programs"),
  account,
});

async function notedHome(dataDir: string): Promise<string | undefined> {
  const note = await readFile(path.join(dataDir, NOTE), "utf8").catch(() => undefined);
  return note?.split("\n")[0]?.trim() || undefined;
}

/** Takes the first free name for this data folder. Making a folder is the claim: two processes never get the same. */
async function newElsewhere(dataDir: string, account: Account): Promise<string> {
  await mkdir(ELSEWHERE, { recursive: true });
  await chmod(ELSEWHERE, 0o711);
  const name = path.join(ELSEWHERE, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  for (let turn = 1; ; turn++) {
    const folder = turn === 1 ? name : `${name}-${turn}`;
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") continue;
      throw error;
    }
    await giveTo(account, folder);
    await writeFile(path.join(dataDir, NOTE), noteElsewhere(folder), { flush: true });
    return folder;
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
