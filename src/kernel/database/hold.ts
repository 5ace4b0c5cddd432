import postgres from "postgres";
import { accept, type Result, refuse } from "../result.ts";
import { SUPERUSER } from "./cluster.ts";
import { HOST } from "./server.ts";

/** Any number, as long as every Throughcare asks for the same: "throughcare" on a telephone's keys. */
const LOCK = 84_768_448_422n;
const NAME = "throughcare ";

/** Sole use of a running server: a lock that lives as long as one connection does. */
export type Hold = {
  /** Comes true when the connection ends for whatever reason, and the lock with it. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
};

export type HoldRefusal =
  | { readonly code: "held"; readonly process: number | undefined }
  | { readonly code: "not-answering" }
  | { readonly code: "password-wrong" };

/** Asks the server on this port for sole use of it, once. */
export async function takeHold(port: number, password: string): Promise<Result<Hold, HoldRefusal>> {
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  const sql = postgres({
    host: HOST,
    port,
    username: SUPERUSER,
    password,
    database: "postgres",
    max: 1,
    // The connection is the lock, so it must never be given up for its age or for resting.
    max_lifetime: null,
    idle_timeout: 0,
    connect_timeout: 5,
    fetch_types: false,
    connection: { application_name: `${NAME}${process.pid}` },
    onnotice: () => {},
    onclose: () => resolve(),
  });
  const release = () => sql.end({ timeout: 1 });
  try {
    const [answer] = await sql`select pg_try_advisory_lock(${LOCK.toString()}::bigint) as ours`;
    if (answer?.ours === true) return accept({ lost, release });
    const [holder] = await sql`
      select application_name as name
        from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and granted
         and (classid::bigint << 32) + objid::bigint = ${LOCK.toString()}::bigint`;
    await release();
    const number = Number(String(holder?.name ?? "").slice(NAME.length));
    return refuse({ code: "held", process: number > 0 ? number : undefined });
  } catch (error) {
    await release();
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return refuse({ code: code === "28P01" ? "password-wrong" : "not-answering" });
  }
}
