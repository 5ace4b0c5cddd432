import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { refuse } from "../../kernel/result.ts";
import type { Ask, Route } from "../../web/page.ts";
import { survivingRecord } from "./store-joining.ts";

/** Says no more than it must: not that there was another record, nor whose. */
const HERE_NOW = "This person’s record is kept at this address now.";

/** The same request about the record that goes on, for those who may see it. */
async function askAgain(tx: Tx, ask: Ask): Promise<Ask | undefined> {
  const person = PersonId.parse(ask.params.person ?? "");
  const survivor = person && (await survivingRecord(tx, person));
  return survivor ? { ...ask, params: { ...ask.params, person: survivor } } : undefined;
}

const addressOf = (path: string, { params, query }: Ask): string => {
  const address = path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(params[name] ?? ""));
  const rest = new URLSearchParams(query).toString();
  return rest === "" ? address : `${address}?${rest}`;
};

/**
 * Old links to a record that was joined to another lead to the record that goes on, and what is sent from a page that stood
 * open meanwhile is done there: for those who may see it. To everyone else they stay "not there".
 */
export function followJoined(route: Route): Route {
  if (!route.path.startsWith("/people/:person")) return route;
  const { get, post } = route;
  return {
    ...route,
    ...(get
      ? {
          get: async (tx: Tx, ask: Ask) => {
            const answer = await get(tx, ask);
            if (answer.ok || answer.refusal.code !== "not-there") return answer;
            const again = await askAgain(tx, ask);
            return again
              ? refuse({ code: "elsewhere" as const, to: addressOf(route.path, again), done: HERE_NOW })
              : answer;
          },
        }
      : {}),
    ...(post
      ? {
          post: async (tx, ask, typed) => {
            const answer = await post(tx, ask, typed);
            if (answer.ok || answer.refusal.code !== "not-there") return answer;
            const again = await askAgain(tx, ask);
            return again ? post(tx, again, typed) : answer;
          },
        }
      : {}),
  };
}
