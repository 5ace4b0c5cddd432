import type { Sql } from "../src/kernel/database/connection.ts";
import type { Tx } from "../src/kernel/database/door.ts";
import { invariant } from "../src/kernel/result.ts";
import { now } from "../src/kernel/time.ts";
import type { Typed } from "../src/web/form.tsx";
import type { Route } from "../src/web/page.ts";

/** Runs pages' own statements by a role that no policy binds, with no log, no rendering and no HTTP. */
export type Bare = {
  get(path: string, params: Record<string, string>, query?: Record<string, string>): Promise<void>;
  post(path: string, params: Record<string, string>, typed: Typed): Promise<string>;
};

/** The same routes, on set-up's connection. `begin_request` still runs, so that the statements know who asks. */
export function bareOver(sql: Sql, schema: string, token: string, routes: readonly Route[]): Bare {
  const routeAt = (path: string, has: "get" | "post"): Route => {
    const found = routes.find((route) => route.path === path && route[has]);
    invariant(found, `there is a page at ${path}`);
    return found;
  };
  const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    sql.begin(async (raw) => {
      await raw.unsafe(`set local search_path = "${schema}", ext`);
      const [asking] = await raw`select * from begin_request(${token})`;
      return work(
        Object.assign(raw, {
          asking: { ...asking, may: asking?.may ?? [] },
          log: () => {},
          logged: [],
        }) as unknown as Tx,
      );
    }) as Promise<T>;
  return {
    get: (path, params, query = {}) =>
      run(async (tx) => {
        const shown = await routeAt(path, "get").get?.(tx, { params, query, now: now() });
        invariant(shown?.ok, `${path} is shown`);
      }),
    post: (path, params, typed) =>
      run(async (tx) => {
        const moved = await routeAt(path, "post").post?.(tx, { params, query: {}, now: now() }, typed);
        invariant(moved?.ok, `${path} is done`);
        return moved.value.to;
      }),
  };
}
