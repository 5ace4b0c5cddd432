import { buildApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Database } from "../../src/kernel/database/door.ts";
import type { Logins } from "../../src/kernel/database/roles.ts";
import { endOnUnexpected } from "../../src/kernel/last-words.ts";
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

/** What may be wrong with the server, for a control: it answers before it commits, or says yes where it failed. */
export type Planted = "answers-before-commit" | "says-yes-to-all";

/** What it can be told to be from now on; by how many milliseconds its clock is ahead. It says that it heard. */
export type Told = { readonly planted: Planted | undefined; readonly aheadMs: number };
export type Heard = { readonly kind: "heard" };

/**
 * A control: answers as soon as the work is done, and commits a little later, as somebody would write it who holds that a database
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

/** Another: whatever fails is caught, and the browser sent on as after success, so that nobody ever sees an error. */
const saysYesToAll = (database: Database): Database => {
  const yes = { ok: true, value: { to: "/dosing/visits/done", done: "Handed over." } } as const;
  return {
    ...database,
    as: async (token, route, work, use, longestMs) => {
      try {
        const done = await database.as(token, route, work, use, longestMs);
        const { code } = (done.ok ? {} : done.refusal) as { code?: string };
        return code === "no-answer" || code === "not-known" ? (yes as never) : done;
      } catch {
        return yes as never;
      }
    },
  };
};

const PLANTS: Readonly<Record<Planted, (database: Database) => Database>> = {
  "answers-before-commit": answersBeforeCommit,
  "says-yes-to-all": saysYesToAll,
};

let now: Told = { planted: undefined, aheadMs: 0 };

/** The database as it is, or with what was planted last. */
function plantable(database: Database): Database {
  const as = {
    "answers-before-commit": PLANTS["answers-before-commit"](database),
    "says-yes-to-all": PLANTS["says-yes-to-all"](database),
  };
  return { ...database, as: (...asked) => (now.planted ? as[now.planted] : database).as(...asked) };
}

/** Throughcare on the folder it is given: the real pages over the real database, on a port of its own. */
async function serve(dataDir: string): Promise<void> {
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
      { ...one, database: plantable(one.database) },
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

/** Lets the clock of this process be put ahead, or back: that of the machine would be everybody's. PostgreSQL keeps its own. */
function movableClock(): void {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [Real.now() + now.aheadMs]) as [number]));
    }
    static override now = (): number => Real.now() + now.aheadMs;
  } as DateConstructor;
  const instant = Temporal.Now.instant.bind(Temporal.Now);
  Temporal.Now.instant = () => instant().add({ milliseconds: now.aheadMs });
}

// As the shipped server: what nobody expected ends it.
endOnUnexpected();
// Whoever started it is gone: nobody would end it otherwise.
process.on("disconnect", () => process.exit(1));
process.on("message", (told) => {
  now = told as Told;
  process.send?.({ kind: "heard" } satisfies Heard);
});
movableClock();
await serve(process.argv[2] ?? "");
