import type { FastifyRequest } from "fastify";
import type { Tx } from "../kernel/database/door.ts";
import { LONGEST_WAIT_MS, type Unanswered } from "../kernel/database/unanswered.ts";
import { type Result, refuse } from "../kernel/result.ts";
import { type NotThere, type Route, SIGNED_IN } from "./page.ts";
import { readSessionCookie } from "./session.ts";
import type { Web } from "./web.ts";

/** The ways a request can stop before any page is asked. */
export type Stopped =
  | { code: "signed-out" }
  | { code: "not-allowed" }
  | { code: "other-post" }
  | { code: "form-reused" }
  | Unanswered
  | NotThere;

/** Whether what was sent is a form that was made for another post than the one worked in now. */
function isOfAnotherPost(request: FastifyRequest, route: Route, now: string | null): boolean {
  const { _post: made } = (request.body ?? {}) as { _post?: unknown };
  return made !== undefined && made !== (now ?? "") && !route.fromAnyPost;
}

/** Whether somebody asks, or a page that was left open. */
const askedBy = (request: FastifyRequest): "by-hand" | "by-itself" =>
  request.headers["x-refresh"] === "by-itself" ? "by-itself" : "by-hand";

/** What the log says of a refusal. Of what is not theirs and of what is not there it says the same. */
const REFUSED: Readonly<Record<string, string>> = {
  "not-allowed": "an address that is not for their role",
  "not-there": "nothing there that they may see",
  "form-reused": "a form that was used before, with other answers",
  "not-theirs-to-write": "something that is not theirs to write",
};

/** What the server's log says as well. */
const UNANSWERED: readonly string[] = ["no-answer", "not-known"] satisfies readonly Unanswered["code"][];

/** No page of ours: the frame around words that say so, about which nothing was decided. */
export const NOWHERE: Route = { path: "nowhere", allow: SIGNED_IN, fromAnyPost: true };

/** Opens the door for the session of this request, asks the route's rule, and works. */
export async function inSession<V, R extends { code: string }>(
  web: Web,
  request: FastifyRequest,
  route: Route,
  work: (tx: Tx) => Promise<Result<V, R>>,
  use = askedBy(request),
): Promise<Result<V, R | Stopped>> {
  const session = readSessionCookie(request, web.options.secure);
  const site = session ? web.options.sites.get(session.partnership) : undefined;
  if (!session || !site) return refuse({ code: "signed-out" });
  const done = await site.database.as<V, R | Stopped>(
    session.token,
    route.path,
    async (tx) => {
      if (isOfAnotherPost(request, route, tx.asking.post_id)) return refuse({ code: "other-post" });
      const outcome: Result<V, R | Stopped> =
        route.allow === SIGNED_IN || tx.asking.may.includes(route.allow)
          ? await work(tx)
          : refuse({ code: "not-allowed" });
      const refused = outcome.ok ? undefined : REFUSED[outcome.refusal.code];
      if (refused) tx.log({ what: "refused", about: refused, people: [] });
      // Every decision about access leaves a line (OWASP ASVS 5.0, 16.3.2 at level 3): who is shown nobody leaves one too.
      if (outcome.ok && tx.logged.length === 0 && route !== NOWHERE)
        tx.log({
          what: "visited",
          about: request.method === "POST" ? "a form sent" : "a page opened",
          people: [],
          basis: "role",
        });
      return outcome;
    },
    use,
    // A file is read as long as that takes.
    route.largestFile === undefined ? (web.options.longestWaitMs ?? LONGEST_WAIT_MS) : undefined,
  );
  if (!done.ok && UNANSWERED.includes(done.refusal.code))
    request.log.error({ kind: done.refusal.code, route: route.path });
  return done;
}
