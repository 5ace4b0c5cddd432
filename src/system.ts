import { readFile } from "node:fs/promises";
import type { Config } from "./config.ts";
import { readDatabaseUrl, sayUnsafe } from "./database-url.ts";
import { type TransferDoor, transferDoor } from "./exchange/transfer/door-store.ts";
import { writeEventCodes } from "./insight/economics/event-codes-store.ts";
import { ClockWatch } from "./kernel/database/clock-watch.ts";
import { type Connection, connect, KEPT, type Sql } from "./kernel/database/connection.ts";
import { type Database, databaseOver } from "./kernel/database/door.ts";
import { type Embedded, findRunning, startEmbedded } from "./kernel/database/embedded.ts";
import { SecretKeeper } from "./kernel/database/keeper.ts";
import { type KeyFiles, keysIn, openToOthers, type ReadKeys } from "./kernel/database/keys.ts";
import { sayEmbedded } from "./kernel/database/messages.ts";
import {
  asPolicyRole,
  createPartnership,
  ensureDatabase,
  listPartnerships,
  namesOf,
  type Partnership,
  type PartnershipRefusal,
  prepareServer,
  serverVersion,
  unsafeSettings,
  upgradePartnership,
} from "./kernel/database/partnership.ts";
import { makeDataDir } from "./kernel/database/place.ts";
import type { RolesRefusal } from "./kernel/database/roles.ts";
import { readSecrets, secretsFile } from "./kernel/database/secrets.ts";
import { accept, invariant, type Result, refuse } from "./kernel/result.ts";
import { allKeys, encryptAtRest, type KeyRefusal, sayKeys, sayLostKeys } from "./keys.ts";
import { type SignInStore, signInStore } from "./record/staff/sign-in-store.ts";
import { syncReferenceData } from "./record/staff/store.ts";
import { writeShippedProtocols } from "./services/clinic/protocol/shipped-store.ts";
import { SERVICES } from "./services/index.ts";

/** One partnership, open: its directory line, its record behind the one door, and the way in. */
export type OpenPartnership = Partnership & {
  readonly database: Database;
  readonly signIn: SignInStore;
  readonly transfers: TransferDoor;
};

/** The databases, open and at this version. */
export type System = {
  /** Set-up work only: directory, migrations, first accounts. No page ever holds it. */
  readonly setUp: Sql;
  /** How set-up work connects, for the worker of jobs, which has connections of its own. */
  readonly connection: Connection;
  /** The folder of PostgreSQL's own files, where this process started it. */
  readonly cluster?: string | undefined;
  readonly partnerships: ReadonlyMap<string, OpenPartnership>;
  /** The files that hold the keys of secrets, and those keys as they are whenever they are asked for. */
  readonly keyFiles: KeyFiles;
  readonly keys: ReadKeys;
  /** The passwords by which its login roles come in. */
  readonly keeper: SecretKeeper;
  /** Key of this installation for hashing where sign-in attempts come from. */
  readonly originKey: string;
  create(wanted: {
    code: string;
    name: string;
    madeUp: boolean;
  }): Promise<Result<OpenPartnership, PartnershipRefusal>>;
  close(): Promise<void>;
};

/** Why the system could not open, in a sentence someone can act on. */
export type CannotOpen = { readonly code: "cannot-open"; readonly sentence: string };

export type OpenOptions = {
  readonly config: Config;
  /** `alone`: this process will serve; `beside`: a command that may run beside a server on the same data. */
  readonly as: "alone" | "beside";
  readonly onProgress?: (sentence: string) => void;
  readonly onLost?: (sentence: string) => void;
};

const DATABASE = "throughcare";

/** Starts or finds PostgreSQL, brings every partnership to this version, opens its pools. */
export async function openSystem(options: OpenOptions): Promise<Result<System, CannotOpen>> {
  const { config } = options;
  const server = config.DATABASE_URL
    ? await elsewhere(config.DATABASE_URL, options)
    : await embedded(options);
  if (!server.ok) return server;
  const setUp = connect(server.value.connection, 2);
  const open = new Map<string, OpenPartnership>();
  const closeAll = async (): Promise<void> => {
    for (const one of open.values())
      await Promise.all([one.database.close(), one.signIn.close(), one.transfers.close()]);
    await setUp.end({ timeout: 5 });
    await server.value.stop();
  };
  const cannotOpen = async (sentence: string): Promise<Result<never, CannotOpen>> => {
    await closeAll();
    return refuse({ code: "cannot-open", sentence });
  };
  const secrets = await readSecrets(config.DATA_DIR);
  if (!secrets.ok) return cannotOpen(`The file of secrets in ${config.DATA_DIR} cannot be read.`);
  const unfit = await unfitServer(setUp);
  if (unfit) return cannotOpen(unfit);
  await prepareServer(setUp);
  const keeper = new SecretKeeper(config.DATA_DIR, setUp);
  const keyFiles = keyFilesOf(config);
  const keys = keysIn(keyFiles);
  const originKey = await keeper.get("origin-key");
  const installation = await keeper.get("installation");
  const hall: Hall = { setUp, connection: server.value.connection, keeper, keyFiles, keys };
  const openOne = async (partnership: Partnership): Promise<Result<OpenPartnership, KeyRefusal>> => {
    const opened = await openPartnership(hall, partnership);
    if (opened.ok) open.set(partnership.code, opened.value);
    return opened;
  };
  for (const partnership of await listPartnerships(setUp)) {
    const logins = await keeper.logins(partnership.code);
    const upgraded = await upgradePartnership(setUp, partnership, logins, installation);
    if (!upgraded.ok) return cannotOpen(sayPartnership(upgraded.refusal));
    const opened = await openOne(partnership);
    if (!opened.ok) return cannotOpen(sayKeys(opened.refusal));
  }
  const lines = await allKeys({ setUp, keyFiles, partnerships: [...open.values()] });
  const lost = lines.ok ? sayLostKeys(lines.value, keyFiles) : sayKeys(lines.refusal);
  if (lost) options.onProgress?.(lost);
  for (const file of await openToOthers(keyFiles))
    options.onProgress?.(
      `Others on this machine may read the keys in ${file}. Close it to them: chmod 600 ${file}`,
    );
  return accept({
    setUp,
    connection: server.value.connection,
    cluster: server.value.cluster,
    partnerships: open,
    keyFiles,
    keys,
    keeper,
    originKey,
    create: async (wanted) => {
      const logins = await keeper.logins(wanted.code);
      const made = await createPartnership(setUp, wanted, logins, installation);
      if (!made.ok) return made;
      const upgraded = await upgradePartnership(setUp, made.value, logins, installation);
      if (!upgraded.ok) return upgraded;
      const opened = await openOne(made.value);
      invariant(opened.ok, "the keys that were read when the system opened can be read");
      return opened;
    },
    close: closeAll,
  });
}

/** Why a PostgreSQL that somebody else runs cannot be used, in a sentence; undefined where it can. */
async function unfitServer(setUp: Sql): Promise<string | undefined> {
  const version = await serverVersion(setUp);
  if (version < 18) return `DATABASE_URL leads to PostgreSQL ${version}; Throughcare needs 18 or later.`;
  const unsafe = await unsafeSettings(setUp);
  return unsafe.length > 0
    ? `DATABASE_URL leads to a PostgreSQL that may lose what it said is kept (${unsafe.join(" and ")} off). Switch that on in its postgresql.conf, start it again, then start Throughcare.`
    : undefined;
}

/** What every partnership of an installation is opened with. */
type Hall = Pick<System, "setUp" | "connection" | "keyFiles" | "keys"> & { readonly keeper: SecretKeeper };

/** Opens a partnership that is at this version: its secrets encrypted, the program's lists written, its pools made. */
async function openPartnership(
  { setUp, connection, keeper, keyFiles, keys }: Hall,
  partnership: Partnership,
): Promise<Result<OpenPartnership, KeyRefusal>> {
  const { code, schema } = partnership;
  const encrypted = await encryptAtRest(setUp, keyFiles, partnership);
  if (!encrypted.ok) return encrypted;
  await asPolicyRole(setUp, code, async (tx) => {
    await syncReferenceData(tx, SERVICES);
    await writeShippedProtocols(tx);
    await writeEventCodes(tx);
  });
  const pool = (role: "app" | "door", most: number): Sql =>
    connect(
      { ...connection, user: namesOf(code)[role], password: () => keeper.password(code, role) },
      most,
      KEPT,
    );
  return accept({
    ...partnership,
    database: databaseOver(pool("app", 10), schema, keys, new ClockWatch()),
    signIn: signInStore(pool("door", 3), schema, keys),
    transfers: transferDoor(pool("door", 2), schema, keys),
  });
}

/** What stands in the way of making or upgrading a partnership. */
export function sayPartnership(refusal: PartnershipRefusal): string {
  switch (refusal.code) {
    case "code-not-usable":
      return `“${refusal.given}” cannot be a partnership's code. Use 2 to 31 lower-case letters, digits and underscores, a letter first.`;
    case "code-taken":
      return `There is a partnership “${refusal.given}” here already. Choose another code.`;
    case "roles-taken":
      return sayRolesTaken(refusal);
    case "migration-changed":
      return `The data was made by another build: migration ${refusal.name} differs. Nothing was touched. Start with the version that made it, or with another DATA_DIR.`;
    case "migration-unknown":
      return `The data was made by another build, perhaps a newer one: it has migration ${refusal.name}, which is not in this one. Nothing was touched. Start with the version that made it, or with another DATA_DIR.`;
  }
}

function sayRolesTaken({ role, serves }: RolesRefusal): string {
  switch (serves.what) {
    case "another-database":
      return `The role ${role} of this PostgreSQL server serves a partnership of the same code in the database ${serves.database}. Nothing was touched. Choose another code, or another server.`;
    case "unknown":
      return `This PostgreSQL server has a role ${role} that was not made by Throughcare. Nothing was touched. Choose another code, or another server.`;
    case "this-database-from-another-folder":
      return `The partnerships in this database are reached from another data folder, which holds their passwords. Nothing was touched. Start with that DATA_DIR. Only if it is lost, run this SQL, and start again: comment on role ${role} is null`;
  }
}

type Server = { readonly connection: Connection; readonly cluster?: string; stop(): Promise<void> };

async function embedded(options: OpenOptions): Promise<Result<Server, CannotOpen>> {
  const { config, onProgress } = options;
  const { onLost } = options;
  if (options.as === "beside") {
    const running = await findRunning(config.DATA_DIR);
    if (running) return accept({ connection: await inDatabase(running), stop: async () => {} });
  }
  const started = await startEmbedded({
    dataDir: config.DATA_DIR,
    ...(onProgress ? { onProgress } : {}),
    ...(onLost ? { onLost: (refusal) => onLost(sayEmbedded(refusal)) } : {}),
  });
  if (!started.ok) return refuse({ code: "cannot-open", sentence: sayEmbedded(started.refusal) });
  const { cluster, stop } = started.value;
  return accept({ connection: await inDatabase(started.value), cluster, stop });
}

/** The database on the embedded server, made the first time. */
async function inDatabase(
  server: Pick<Embedded, "host" | "port" | "superuser" | "password">,
): Promise<Connection> {
  const at = { host: server.host, port: server.port, user: server.superuser, password: server.password };
  const sql = connect({ ...at, database: "postgres" }, 1);
  await ensureDatabase(sql, DATABASE);
  await sql.end();
  return { ...at, database: DATABASE };
}

async function elsewhere(
  url: string,
  { config, onProgress }: OpenOptions,
): Promise<Result<Server, CannotOpen>> {
  const cannotOpen = (sentence: string) => refuse({ code: "cannot-open" as const, sentence });
  const folder = await makeDataDir(config.DATA_DIR); // For the secrets by which its partnerships are reached.
  if (!folder.ok) return cannotOpen(sayEmbedded(folder.refusal));
  const read = readDatabaseUrl(url);
  invariant(read.ok, "the settings were looked at when they were read");
  const connection = read.value;
  const { host, port, tls } = connection;
  const unsafe = sayUnsafe(connection);
  if (unsafe) onProgress?.(unsafe);
  if (tls?.rootFile && !(await canRead(tls.rootFile)))
    return cannotOpen(`The file ${tls.rootFile}, which sslrootcert in DATABASE_URL names, cannot be read.`);
  const sql = connect(connection, 1);
  try {
    await serverVersion(sql);
    return accept({ connection, stop: async () => {} });
  } catch {
    const also = tls ? `, and that it speaks TLS as sslmode=${tls.mode} asks` : "";
    return cannotOpen(
      `No PostgreSQL answers at ${host}:${port} as DATABASE_URL says. Check the address, user and password${also}.`,
    );
  } finally {
    await sql.end();
  }
}

const canRead = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    () => false,
  );

/** Where keys are kept: a new one in the file of its own that the settings name, if they do. */
const keyFilesOf = ({ KEYS_FILE, DATA_DIR }: Config): KeyFiles =>
  KEYS_FILE === undefined ? [secretsFile(DATA_DIR)] : [KEYS_FILE, secretsFile(DATA_DIR)];
