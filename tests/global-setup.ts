import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import bundled from "@sparticuz/chromium";
import type { TestProject } from "vitest/node";
import { writeEventCodes } from "../src/insight/economics/event-codes-store.ts";
import { connect } from "../src/kernel/database/connection.ts";
import { startEmbedded } from "../src/kernel/database/embedded.ts";
import {
  asPolicyRole,
  createPartnership,
  prepareServer,
  upgradePartnership,
} from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import { syncReferenceData } from "../src/record/staff/store.ts";
import { writeShippedProtocols } from "../src/services/clinic/protocol/shipped-store.ts";
import { SERVICES } from "../src/services/index.ts";
import { placeOfDatabases } from "./memory.ts";
import { SCORECARD } from "./scorecard/row.ts";

/** Where the tests' own PostgreSQL is. */
export type TestServer = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
};

declare module "vitest" {
  export interface ProvidedContext {
    server: TestServer;
  }
}

export const TEMPLATE = "template_world";
export const WORLD_CODE = "testland";
export const WORLD_LOGINS = { app: "test-app-password", door: "test-door-password" } as const;

/**
 * What a server need not do whose data is thrown away: wait for the disk at each commit, look again and again through some hundred and
 * fifty databases for what to tidy up, and look for a better plan each time where a connection lives for some seconds: that was a tenth of a
 * run. What the scorecard measures, and the tests of crashes, backups and restores, have the plans that are shipped.
 */
const UNKEPT = [
  "alter role all set synchronous_commit = off",
  "alter system set autovacuum = off",
  ...(SCORECARD ? [] : ["alter system set plan_cache_mode = force_generic_plan"]),
];
/** What is timed is timed on a database as it is shipped, on a disk. */
const SHIPPED = process.env.DATABASE === "shipped";

/** One real PostgreSQL for the whole run, with one migrated template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The browser is unpacked once, before anybody asks for it: of two test files that found it half unpacked, one could not start it.
  await bundled.executablePath();
  const folder = await mkdtemp(path.join(SHIPPED ? os.tmpdir() : placeOfDatabases(), "throughcare-test-"));
  const started = await startEmbedded({ dataDir: folder });
  invariant(started.ok, "the tests' PostgreSQL starts");
  const { host, port, superuser, password } = started.value;
  const server: TestServer = { host, port, user: superuser, password };
  const first = connect({ ...server, database: "postgres" }, 1);
  for (const setting of SHIPPED ? [] : UNKEPT) await first.unsafe(setting);
  await first.unsafe("select pg_reload_conf()");
  await first.unsafe(`create database ${TEMPLATE}`);
  await first.end();
  const sql = connect({ ...server, database: TEMPLATE }, 1);
  await prepareServer(sql);
  const made = await createPartnership(
    sql,
    { code: WORLD_CODE, name: "Testland", madeUp: true },
    WORLD_LOGINS,
    "tests",
  );
  invariant(made.ok, "the template partnership is made");
  await upgradePartnership(sql, made.value, WORLD_LOGINS, "tests");
  await asPolicyRole(sql, WORLD_CODE, async (tx) => {
    await syncReferenceData(tx, SERVICES);
    await writeShippedProtocols(tx);
    await writeEventCodes(tx);
  });
  await sql.end();
  project.provide("server", server);
  return async () => {
    await started.value.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
