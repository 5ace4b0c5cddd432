import { buildApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Database } from "../../src/kernel/database/door.ts";
import type { Logins } from "../../src/kernel/database/roles.ts";
import { invariant } from "../../src/kernel/result.ts";
import { openSystem } from "../../src/system.ts";

/** What the server says about itself to whoever started it. */
export type ServerSaid = {
  readonly kind: "ready";
  readonly origin: string;
  readonly database: { host: string; port: number; user: string; password: string; database: string };
  readonly logins: Logins;
};

const CODE = "testland";

/**
 * The control: answers as soon as the work is done, and commits a little later, as somebody would write it who holds that a database
 * that has said yes to each statement has kept them.
 */
const answersBeforeCommit = (database: Database): Database => ({
  ...database,
  as: (token, route, work) =>
    new Promise((resolve, reject) => {
      database
        .as(token, route, async (tx) => {
          const result = await work(tx);
          resolve(result);
          await new Promise((later) => setTimeout(later, 400));
          return result;
        })
        .catch(reject);
    }),
});

/** Throughcare on the folder it is given: the real pages over the real database, on a port of its own. */
async function serve(dataDir: string, planted: boolean): Promise<void> {
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: dataDir, PORT: "0" });
  invariant(config.ok, "the settings are right");
  const system = await openSystem({ config: config.value, as: "alone" });
  if (!system.ok) throw new Error(system.refusal.sentence);
  if (!system.value.partnerships.has(CODE)) {
    const made = await system.value.create({ code: CODE, name: "Testland", madeUp: true });
    invariant(made.ok, "the partnership is made");
  }
  const partnerships = new Map(
    [...system.value.partnerships].map(([code, one]) => [
      code,
      planted ? { ...one, database: answersBeforeCommit(one.database) } : one,
    ]),
  );
  const { app } = await buildApp({ ...system.value, partnerships }, config.value, 1_000_000);
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  const { host, port, user, password, database } = system.value.connection;
  const said: ServerSaid = {
    kind: "ready",
    origin,
    database: { host, port, user, password: String(password), database },
    logins: await system.value.keeper.logins(CODE),
  };
  process.send?.(said);
}

// What a killed database cuts off complains wherever it stands; the pages answer for themselves.
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});
// Whoever started it is gone: nobody would end it otherwise.
process.on("disconnect", () => process.exit(1));
await serve(process.argv[2] ?? "", process.argv[3] === "planted");
