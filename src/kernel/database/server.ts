import { readFile, rename, rm, stat } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { accept, invariant, type Result, refuse } from "../result.ts";
import { runProgram } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import type { EmbeddedRefusal } from "./messages.ts";
import type { Place } from "./place.ts";
import { livingIn } from "./processes.ts";

export const HOST = "127.0.0.1";

/** Where the server of a cluster stands, from its own file and from who really lives there. */
export type Standing =
  | { readonly state: "stopped" }
  | { readonly state: "running"; readonly pid: number; readonly port: number }
  /** The postmaster is gone, its children are not. Or it has only just begun, or is ending. */
  | { readonly state: "unsettled"; readonly postmaster: boolean };

const START_SECONDS = 60;
const STOP_SECONDS = 20;
const LOG_BYTES_MAX = 5_000_000;
const LOG_LINES_SHOWN = 8;
const FREE_PORT_TRIES = 5;

/** What stays true however the cluster's own file is edited: these stand on the command line, which wins. */
const SETTINGS = [
  `listen_addresses=${HOST}`,
  "unix_socket_directories=",
  "max_connections=200",
  "fsync=on",
  "synchronous_commit=on",
  "full_page_writes=on",
  "password_encryption=scram-sha-256",
  "timezone=UTC",
  "log_timezone=UTC",
  // A client that was killed must not hold its locks until a long statement ends.
  "client_connection_check_interval=5s",
  // The log says that a statement failed, never with which values: rows are about people.
  "log_error_verbosity=terse",
  "log_min_error_statement=panic",
  "log_checkpoints=off",
  // Where the journal cannot be written for long, the disk must not fill up with what waits for it.
  "max_slot_wal_keep_size=4GB",
] as const;

/** Whether a server runs here, and where it can be reached. */
export async function standingOf(place: Place): Promise<Standing> {
  const living = await livingIn(place);
  if (living.length === 0) return { state: "stopped" };
  const lines = (await readFile(pidFile(place), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!living.includes(pid)) return { state: "unsettled", postmaster: false };
  const port = Number(lines[3]);
  const status = lines[7]?.trim();
  if (status === "ready" && port > 0) return { state: "running", pid, port };
  return { state: "unsettled", postmaster: true };
}

/**
 * Starts the server on this port, or on a free one, and waits until it takes connections. It is started by pg_ctl so
 * that it stands in a session of its own: Ctrl-C in our terminal does not reach it, and our death does not end it.
 */
export async function startServer(
  place: Place,
  binaries: Binaries,
  port: number | undefined,
): Promise<Result<void, EmbeddedRefusal>> {
  await keepLogSmall(place.log);
  // Nothing lives in the cluster, so this file is a dead server's. PostgreSQL itself would believe it whenever its
  // number has since been given to someone else, or belongs to a dead process that nobody collected. Only on Linux is
  // it certain that nobody else is starting one at this moment (see claim).
  if (process.platform === "linux") await rm(pidFile(place), { force: true });
  for (let attempt = 1; ; attempt++) {
    const trying = port ?? (await freePort());
    const begin = (await stat(place.log).catch(() => ({ size: 0 }))).size;
    const options = [...SETTINGS, `port=${trying}`].map((setting) => `-c ${setting}`).join(" ");
    const args = [
      "start",
      "-w",
      "-t",
      `${START_SECONDS}`,
      "-s",
      "-D",
      place.cluster,
      "-l",
      place.log,
      "-o",
      options,
    ];
    const ended = await runProgram(binaries.pgCtl, args, { as: place.account, cwd: place.home });
    if (ended.code === 0) return accept(undefined);
    const log = (await readFile(place.log, "utf8").catch(() => "")).slice(begin);
    const taken = log.includes("Address already in use");
    if (taken && port !== undefined) return refuse({ code: "port-taken", port });
    if (taken && attempt < FREE_PORT_TRIES) continue;
    const lines = [...log.split("\n"), ...ended.said.split("\n")].filter((line) => line.trim() !== "");
    return refuse({ code: "could-not-start", log: lines.slice(-LOG_LINES_SHOWN) });
  }
}

/** Whether the running server was started just as we would start it now: same programs, same settings. */
export async function isAsWeWouldStartIt(place: Place, binaries: Binaries, port: number): Promise<boolean> {
  const started = await readFile(path.join(place.cluster, "postmaster.opts"), "utf8").catch(() => "");
  const settings = [...SETTINGS, `port=${port}`].map((setting) => ` "-c" "${setting}"`).join("");
  return started.trim() === `${binaries.postgres} "-D" "${place.cluster}"${settings}`;
}

/** Stops it: sessions are ended and everything written down; after 20 seconds, or where asked, at once, to be recovered at the start. */
export async function stopServer(
  place: Place,
  binaries: Binaries,
  how: "clean" | "at once" = "clean",
): Promise<void> {
  const stop = (mode: string) =>
    runProgram(
      binaries.pgCtl,
      ["stop", "-w", "-s", "-t", `${STOP_SECONDS}`, "-m", mode, "-D", place.cluster],
      {
        as: place.account,
        cwd: place.home,
      },
    );
  if (how === "clean" && (await stop("fast")).code === 0) return;
  if ((await livingIn(place)).length > 0) await stop("immediate");
}

const pidFile = (place: Place): string => path.join(place.cluster, "postmaster.pid");

/** The log is for reading after a failure to start, so an old one is worth little: one is kept. */
async function keepLogSmall(log: string): Promise<void> {
  const size = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (size > LOG_BYTES_MAX) await rename(log, `${log}.old`);
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, HOST, () => {
      const address = probe.address();
      invariant(address !== null && typeof address === "object", "a listening socket has a port");
      probe.close(() => resolve(address.port));
    });
  });
}
