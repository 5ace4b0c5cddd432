import type { FastifyInstance, FastifyRequest } from "fastify";

/** How somebody may try to get round a control, or seem to. */
export type Attempt =
  | "form-from-elsewhere"
  | "form-token-wrong"
  | "too-many-requests"
  | "request-not-understood";

/** Notes an attempt. */
export type Notice = (attempt: Attempt, request: FastifyRequest) => void;

/** Lines of one kind in a minute; more are counted. */
export const MOST_LINES = 10;
const MINUTE = 60_000;

/**
 * Writes attempts into the server's log as warnings: what, and at which declared address; never what was sent, by whom or from
 * where. So many of a kind in a minute, and then, when it is over, one line that says how many more.
 */
export function noticing(app: FastifyInstance): Notice {
  const counts = new Map<Attempt, { lines: number; over: NodeJS.Timeout }>();
  const end = (attempt: Attempt): void => {
    const count = counts.get(attempt);
    counts.delete(attempt);
    clearTimeout(count?.over);
    const more = (count?.lines ?? 0) - MOST_LINES;
    if (more > 0) app.log.warn({ event: attempt, more }, "More of these within a minute");
  };
  app.addHook("onClose", async () => {
    for (const attempt of [...counts.keys()]) end(attempt);
  });
  return (attempt, request) => {
    const count = counts.get(attempt) ?? { lines: 0, over: setTimeout(() => end(attempt), MINUTE).unref() };
    counts.set(attempt, count);
    count.lines += 1;
    if (count.lines > MOST_LINES) return;
    request.log.warn({ event: attempt, route: request.routeOptions.url ?? "none" }, "A request was stopped");
  };
}
