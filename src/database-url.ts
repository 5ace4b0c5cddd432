import type { Connection, Tls } from "./kernel/database/connection.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { isLoopback } from "./web/loopback.ts";

/** Why a PostgreSQL elsewhere cannot be reached by this address. */
export type DatabaseUrlRefusal =
  | { readonly code: "no-address" }
  | { readonly code: "no-such-mode"; readonly given: string }
  | { readonly code: "root-missing" };

const MODES = ["disable", "require", "verify-ca", "verify-full"] as const;

/** What follows the name of the setting: what is wrong with it, and what to write. */
export function sayDatabaseUrl(refusal: DatabaseUrlRefusal): string {
  switch (refusal.code) {
    case "no-address":
      return "must look like postgres://user:password@host:5432/database";
    case "no-such-mode":
      return `says sslmode=${refusal.given}; it must be disable, require, verify-ca or verify-full`;
    case "root-missing":
      return "says sslmode=verify-ca, which needs sslrootcert=FILE, the certificate of the authority to trust";
  }
}

/**
 * Where DATABASE_URL leads, and how far that server's TLS is trusted: as far as it says, and where it says nothing, not
 * at all beyond this machine but for a server whose certificate is good and carries its own name.
 */
export function readDatabaseUrl(text: string): Result<Connection, DatabaseUrlRefusal> {
  if (!isAddress(text)) return refuse({ code: "no-address" });
  const url = new URL(text);
  // An address of IPv6 stands in brackets in a URL only; a folder with the server's socket has its slashes written as %2F.
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, "") || "localhost";
  const tls = tlsOf(url.searchParams, isLoopback(host) || host.startsWith("/"));
  if (!tls.ok) return tls;
  return accept({
    host,
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ...(tls.value ? { tls: tls.value } : {}),
  });
}

/** What somebody on the way to the database could do, where the settings let them; nothing where they cannot. */
export function sayUnsafe({ host, tls }: Connection): string | undefined {
  if (isLoopback(host) || host.startsWith("/")) return undefined;
  if (!tls)
    return `DATABASE_URL says sslmode=disable: whoever is on the way to ${host} reads every record. Leave it out, and see to it that the server speaks TLS.`;
  if (tls.mode === "require")
    return `DATABASE_URL says sslmode=require: whoever is on the way to ${host} can take its place unnoticed. Leave it out, or name the authority by sslrootcert=FILE.`;
  return undefined;
}

/** Looked at first, since what cannot be read of it later would be said with the password in it. */
function isAddress(text: string): boolean {
  try {
    decodeURIComponent(text); // As user and password will be.
  } catch {
    return false;
  }
  return /^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text);
}

/** The words are libpq's. Its `allow` and `prefer` are left out: they go on without TLS where somebody takes it away. */
function tlsOf(
  parameters: URLSearchParams,
  onThisMachine: boolean,
): Result<Tls | undefined, DatabaseUrlRefusal> {
  const given = parameters.get("sslmode") ?? (onThisMachine ? "disable" : "verify-full");
  const mode = MODES.find((one) => one === given);
  const rootFile = parameters.get("sslrootcert") || undefined;
  if (mode === undefined) return refuse({ code: "no-such-mode", given });
  if (mode === "disable") return accept(undefined);
  if (mode === "verify-ca" && !rootFile) return refuse({ code: "root-missing" });
  return accept({ mode: mode === "require" && rootFile ? "verify-ca" : mode, rootFile });
}
