import type { Sql } from "./connection.ts";
import { isLost } from "./unanswered.ts";

/** Waits for ever, for what nobody waits for any more. */
const NEVER = new Promise<never>(() => {});

/**
 * Keeps work from going on in a transaction whose connection is lost. postgres.js 3.4.9 would send what comes next, its own `rollback`
 * first, to a socket that is not there any more, and the error of that rises where nothing catches it and ends the process (its issue
 * 1208). Whoever began the transaction is told as ever that the connection is gone.
 */
export function sparingLost(sql: Sql): Sql {
  const begin = sql.begin.bind(sql) as (...given: unknown[]) => Promise<unknown>;
  const sparing = (...given: unknown[]): Promise<unknown> => {
    const work = given.pop() as (tx: object) => Promise<unknown>;
    let gone = false;
    const done = begin(...given, async (tx: (...words: unknown[]) => unknown) => {
      try {
        const result = await work(guarded(tx, () => gone));
        return gone ? await NEVER : result;
      } catch (error) {
        if (gone || endsConnection(error)) return await NEVER;
        throw error;
      }
    });
    done.catch(() => {
      gone = true;
    });
    return done;
  };
  return Object.assign(sql, { begin: sparing as unknown as Sql["begin"] });
}

/** The same transaction, in which nothing is sent once its connection is gone. */
const guarded = (tx: (...words: unknown[]) => unknown, isGone: () => boolean): object =>
  new Proxy(tx, {
    apply: (target, self, words) => (isGone() ? NEVER : Reflect.apply(target, self, words)),
    get: (target, name, self) =>
      name === "unsafe" && isGone() ? () => NEVER : Reflect.get(target, name, self),
  });

/** Whether the connection ends with this error: it is lost already, or the server says so and closes it. */
function endsConnection(error: unknown): boolean {
  const { severity } = (error ?? {}) as { severity?: unknown };
  return isLost(error) && (severity === undefined || severity === "FATAL" || severity === "PANIC");
}
