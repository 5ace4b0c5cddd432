import { realpath } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { accept, type Result, refuse } from "../result.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { type Claim, claim } from "./claim.ts";
import { ensureCluster, majorOf, SUPERUSER } from "./cluster.ts";
import { type Hold, takeHold } from "./hold.ts";
import { type EmbeddedRefusal, progress } from "./messages.ts";
import { makeDataDir, type Place, placeOf, settlePlace, unusable } from "./place.ts";
import { isAlive, isSpent, waitUntilEmpty } from "./processes.ts";
import { freshSecret, readSecrets, secretsFile, writeSecrets } from "./secrets.ts";
import { HOST, isAsWeWouldStartIt, standingOf, startServer, stopServer } from "./server.ts";

export type { EmbeddedRefusal } from "./messages.ts";

export type EmbeddedOptions = {
  readonly dataDir: string;
  /** For PostgreSQL; a free one when left out. */
  readonly port?: number | undefined;
  /** One plain sentence for each thing that someone may have to wait for. */
  readonly onProgress?: (sentence: string) => void;
  /** Called once when the database was lost and could not be had back. The process should then say so and end. */
  readonly onLost?: (refusal: EmbeddedRefusal) => void;
};

/** A PostgreSQL server that this process alone uses. It is started again, on the same port, whenever it dies. */
export type Embedded = {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
  /** The folder of PostgreSQL's own files. */
  readonly cluster: string;
  /** Stops PostgreSQL cleanly. May be called more than once. */
  stop(): Promise<void>;
};

/** Where a server that some Throughcare runs on this data can be reached, for a command beside it. */
export type Reachable = Omit<Embedded, "stop" | "cluster">;

const SETTLE_MS = 60_000;
/** How long a server may be silent before we ask whether it ever will answer. */
const SPENT_MS = 2_000;
const POLL_MS = 50;
/** How long a dead process's lock may outlive it before we say that somebody has it. */
const LINGER_MS = 400;
const RETRY_MS = 1_000;
const RETRIES = 30;

const PASSWORD = "postgres-password";

/** What is needed to start, lose and start again. */
type Installation = {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly password: string;
  readonly tell: (sentence: string) => void;
};

type Held = { readonly hold: Hold; readonly port: number };

/**
 * Starts PostgreSQL 18 on this data folder, making it the first time, or takes over the one that a killed Throughcare
 * left running. Refuses at once when another process uses the data. Refusals: EmbeddedRefusal; words: sayEmbedded.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Result<Embedded, EmbeddedRefusal>> {
  const dataDir = await makeDataDir(options.dataDir);
  if (!dataDir.ok) return dataDir;
  const claimed = await claim(dataDir.value);
  if (!claimed.ok) {
    return refuse({ code: "data-in-use", dataDir: dataDir.value, process: claimed.refusal.process });
  }
  // A full disk, a folder of another account: what the system refuses is a refusal here too.
  const started = await begin(dataDir.value, options).catch((error: unknown) =>
    unusable(dataDir.value, error),
  );
  if (!started.ok) {
    await claimed.value.release();
    return started;
  }
  const { installation, held } = started.value;
  return accept(supervise(installation, held, claimed.value, options.onLost ?? (() => {})));
}

/** The server that some Throughcare runs on this data folder, without taking it over; undefined when none runs. */
export async function findRunning(dataDir: string): Promise<Reachable | undefined> {
  const folder = await realpath(dataDir).catch(() => undefined);
  if (folder === undefined) return undefined;
  const standing = await standingOf(await placeOf(folder));
  const secrets = await readSecrets(folder);
  if (standing.state !== "running" || !secrets.ok) return undefined;
  const password = secrets.value[PASSWORD];
  return password === undefined
    ? undefined
    : { host: HOST, port: standing.port, superuser: SUPERUSER, password };
}

async function begin(
  dataDir: string,
  options: EmbeddedOptions,
): Promise<Result<{ installation: Installation; held: Held }, EmbeddedRefusal>> {
  const tell = options.onProgress ?? (() => {});
  const settled = await settlePlace(dataDir);
  if (!settled.ok) return settled;
  const place = settled.value;
  if (!place.home.startsWith(dataDir)) tell(progress.elsewhere(place.home));
  const binaries = await findBinaries(place.account, place.copies, () => tell(progress.copying));
  if (!binaries.ok) return binaries;
  const password = await ensurePassword(place);
  if (!password.ok) return password;
  const made = await ensureCluster(place, binaries.value, password.value, () => tell(progress.making));
  if (!made.ok) return made;
  const installation = { place, binaries: binaries.value, password: password.value, tell };
  if ((await standingOf(place)).state === "running") tell(progress.adopting);
  const held = await takeServer(installation, options.port);
  return held.ok ? accept({ installation, held: held.value }) : held;
}

/** A fresh password is only for a cluster yet to be made: it would not open one that is there. */
async function ensurePassword(place: Place): Promise<Result<string, EmbeddedRefusal>> {
  const kept = await readSecrets(place.dataDir);
  if (!kept.ok) return kept;
  const password = kept.value[PASSWORD];
  if (password !== undefined) return accept(password);
  if ((await majorOf(place.cluster)) !== undefined) {
    return refuse({ code: "password-lost", file: secretsFile(place.dataDir) });
  }
  const fresh = freshSecret();
  const written = await writeSecrets(place.dataDir, { [PASSWORD]: fresh });
  return written.ok ? accept(fresh) : written;
}

/**
 * Gets sole use of a running server, whatever state the last one was left in: looks, does the one thing that state
 * calls for, and looks again.
 */
async function takeServer(
  installation: Installation,
  port: number | undefined,
): Promise<Result<Held, EmbeddedRefusal>> {
  const { place, binaries, tell } = installation;
  const begun = performance.now();
  let startedNow = false;
  for (;;) {
    const standing = await standingOf(place);
    const waited = performance.now() - begun;
    if (waited > SETTLE_MS) {
      return refuse({ code: "could-not-start", log: ["It did not take connections within a minute."] });
    }
    if (standing.state === "running") {
      const taken = await tryHold(installation, standing.port, waited);
      if (taken?.ok === false) return taken;
      if (taken?.ok) {
        const onPort = port === undefined || port === standing.port;
        if (startedNow || (onPort && (await isAsWeWouldStartIt(place, binaries, standing.port))))
          return taken;
        await stopServer(place, binaries); // an earlier Throughcare's, with other programs or settings
      } else if (waited > SPENT_MS && (await isSpent(place, standing.pid))) {
        tell(progress.spent);
        await stopServer(place, binaries, "at once");
      }
    } else if (standing.state === "unsettled") {
      if (!standing.postmaster) await waitUntilEmpty(place, () => tell(progress.waiting));
    } else {
      tell(progress.starting);
      const started = await startServer(place, binaries, port);
      startedNow = started.ok;
      if (started.ok) continue;
      // Another process may have been quicker; then the next look finds its server, and its lock.
      if ((await standingOf(place)).state === "stopped") return started;
    }
    await sleep(POLL_MS);
  }
}

/** One attempt at a running server: ours, refused for good, or undefined when it is worth looking again. */
async function tryHold(
  { place, password }: Installation,
  port: number,
  waited: number,
): Promise<Result<Held, EmbeddedRefusal> | undefined> {
  const taken = await takeHold(port, password);
  if (taken.ok) return accept({ hold: taken.value, port });
  const because = taken.refusal;
  if (because.code === "password-wrong") {
    return refuse({ code: "password-lost", file: secretsFile(place.dataDir) });
  }
  if (because.code === "not-answering" || waited < LINGER_MS) return undefined;
  if (because.process !== undefined && !(await isAlive(because.process))) return undefined;
  return refuse({ code: "data-in-use", dataDir: place.dataDir, process: because.process });
}

/** Watches the lock's connection. When it ends unasked, gets the server back on the same port, or says that it cannot. */
function supervise(
  installation: Installation,
  first: Held,
  claimed: Claim,
  onLost: (refusal: EmbeddedRefusal) => void,
): Embedded {
  const { place, binaries, password, tell } = installation;
  const { port } = first;
  let stopping: Promise<void> | undefined;
  let recovering: Promise<void> = Promise.resolve();

  const watch = (hold: Hold): void => {
    void hold.lost.then(() => {
      if (stopping === undefined) recovering = recover();
    });
  };
  const recover = async (): Promise<void> => {
    tell(progress.lost);
    for (let attempt = 1; stopping === undefined; attempt++) {
      const again = await takeServer(installation, port);
      if (again.ok) {
        tell(progress.back);
        return watch(again.value.hold);
      }
      if (attempt === RETRIES || again.refusal.code === "data-in-use") return onLost(again.refusal);
      await sleep(RETRY_MS);
    }
  };
  const stop = async (): Promise<void> => {
    await recovering;
    // The server ends the lock's connection itself: let go of before, another process could take what is being stopped.
    await stopServer(place, binaries);
    await claimed.release();
  };
  watch(first.hold);
  return {
    host: HOST,
    port,
    superuser: SUPERUSER,
    password,
    cluster: place.cluster,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
