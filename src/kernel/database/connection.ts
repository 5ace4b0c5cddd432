import { readFileSync } from "node:fs";
import postgres from "postgres";
import { knowArrays } from "./arrays.ts";
import { sparingLost } from "./begin.ts";

/**
 * How far a server's TLS is trusted: `require` whatever its certificate, `verify-ca` one signed by the authority in
 * `rootFile`, `verify-full` one that also carries the server's own name. Without a file the authorities are Node's.
 */
export type Tls = {
  readonly mode: "require" | "verify-ca" | "verify-full";
  readonly rootFile?: string | undefined;
};

/** Where and as whom to connect. */
export type Connection = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Never without it where it is asked for. */
  readonly tls?: Tls;
};

/** A password, or how to learn what it is whenever a connection is made. */
export type Password = string | (() => Promise<string>);

const types = {
  instant: {
    to: 1184,
    from: [1184],
    serialize: (at: Temporal.Instant | string) => at.toString(),
    // `infinity` is no instant: it stays the text it is, and decoders say where it may stand.
    parse: (text: string) => (text.endsWith("infinity") ? text : Temporal.Instant.from(text)),
  },
  day: {
    to: 1082,
    from: [1082],
    serialize: (day: Temporal.PlainDate | string) => day.toString(),
    parse: (text: string) => Temporal.PlainDate.from(text),
  },
  bigint: postgres.BigInt,
};

export type Sql = postgres.Sql<{
  instant: Temporal.Instant;
  day: Temporal.PlainDate;
  bigint: bigint;
}>;

/** What SQL runs on: a connection or a transaction. */
export type Queries = postgres.ISql<{
  instant: Temporal.Instant;
  day: Temporal.PlainDate;
  bigint: bigint;
}>;

/** Whatever an account or a database is set to: what is answered as committed is on the disk. */
export const KEPT = { synchronous_commit: "on" } as const;

/** Seconds between two attempts at a server that is gone: postgres.js would come to wait twenty, also when it is back. */
const AGAIN_AFTER = 0.5;

/** How long a connection may rest. A fresh one meets every statement for the first time: the dose after a quiet hour took five times as long. */
const IDLE_SECONDS = 4 * 60 * 60;

/** Opens a pool. Instants come back as `Temporal.Instant` with their microseconds, days as `PlainDate`, int8 as bigint. */
export const connect = (
  to: Omit<Connection, "password"> & { readonly password: Password },
  most: number,
  settings: Readonly<Record<string, string>> = {},
): Sql => {
  const sql = sparingLost(
    postgres({
      host: to.host,
      port: to.port,
      database: to.database,
      username: to.user,
      password: to.password,
      ssl: sslOf(to),
      max: most,
      connect_timeout: 10,
      idle_timeout: IDLE_SECONDS,
      max_lifetime: IDLE_SECONDS,
      backoff: () => AGAIN_AFTER,
      types,
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: "throughcare", ...settings },
    }) as unknown as Sql,
  );
  knowArrays(sql.options);
  return sql;
};

/** The same in the words of Node's TLS, which holds a certificate against `host` where that is an address and no name. */
function sslOf({ host, tls }: Pick<Connection, "host" | "tls">): object | false {
  if (!tls) return false;
  return {
    host,
    ...(tls.rootFile ? { ca: readFileSync(tls.rootFile) } : {}),
    ...(tls.mode === "require" ? { rejectUnauthorized: false } : {}),
    ...(tls.mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
  };
}
