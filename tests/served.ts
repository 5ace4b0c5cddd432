import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { writeCast } from "../demo/cast-store.ts";
import { type InTransaction, writeNorthmoor } from "../demo/northmoor.ts";
import { writeTransfers } from "../demo/transfers.ts";
import { buildApp } from "../src/app.ts";
import { type Config, readConfig } from "../src/config.ts";
import { SecretKeeper } from "../src/kernel/database/keeper.ts";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import { today } from "../src/kernel/time.ts";
import type { System } from "../src/system.ts";
import type { Web } from "../src/web/server.ts";
import { startWork } from "../src/work.ts";
import { serveAxe } from "./axe-script.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { openWorld, type World, worldKeys } from "./world.ts";

/** The whole system, served on a port of its own over a test's database, with Northmoor's agencies and workers in it. */
export type Served = {
  readonly world: World;
  readonly system: System;
  readonly config: Config;
  readonly web: Web;
  readonly origin: string;
  /** Runs a name's worth of pages: the cookie of someone of the cast. */
  cookieOf(username: string): Promise<string>;
  close(): Promise<void>;
};

/**
 * Opens the whole system. `people`: how many of Northmoor's invented people are there, none unless told otherwise.
 * `work`: whether what outlasts a request, such as an import, is done as well.
 */
export async function openServed({ people = 0, work = false } = {}): Promise<Served> {
  const world = await openWorld();
  const inTransaction: InTransaction = (work) => asPolicyRole(world.sql, WORLD_CODE, work);
  await (people > 0 ? writeNorthmoor(inTransaction, { people, today: today() }) : inTransaction(writeCast));
  const [key] = await worldKeys();
  if (people > 0) await inTransaction((tx) => writeTransfers(tx, key));
  const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-served-"));
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: folder });
  invariant(config.ok, "the test's settings are right");
  const partnership = {
    code: WORLD_CODE,
    name: "Northmoor",
    schema: world.schema,
    madeUp: true,
    database: world.database,
    signIn: world.signIn,
    transfers: world.transfers,
  };
  const system: System = {
    setUp: world.sql,
    connection: world.server,
    partnerships: new Map([[WORLD_CODE, partnership]]),
    keyFiles: [path.join(folder, "secrets.json")],
    keys: worldKeys,
    keeper: new SecretKeeper(folder, world.sql),
    originKey: "test",
    create: async (wanted) => ({ ok: false, refusal: { code: "code-taken", given: wanted.code } }),
    close: async () => {},
  };
  const web = await buildApp(system, config.value, 1_000_000);
  serveAxe(web.app.server);
  const origin = await web.app.listen({ port: 0, host: "127.0.0.1" });
  const worker = work ? await startWork(system) : undefined;
  return {
    world,
    system,
    config: config.value,
    web,
    origin,
    cookieOf: async (username) => `throughcare=${WORLD_CODE}.${await world.tokenFor(username)}`,
    close: async () => {
      await worker?.stop();
      await web.app.close();
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
