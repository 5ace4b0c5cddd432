import type { Tx } from "../../../kernel/database/door.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import type { Route, Sent, Shown } from "../../../web/page.ts";
import { protocolOfClinic, type Standing } from "./in-force.ts";
import { ClinicNotForUse } from "./not-for-use.tsx";

/**
 * The same screens, each with *not for clinical use* at its head while the protocol of the reader's clinic is not signed off. For screens that
 * do not name a protocol of their own: those of a session or an order bear the mark of the version that they were run or written by. Readers
 * of other agencies have no such protocol, and see no mark.
 */
export const marked = (routes: readonly Route[]): readonly Route[] => routes.map(one);

function one(route: Route): Route {
  const { get, post } = route;
  return {
    ...route,
    ...(get
      ? {
          get: async (tx, ask) => {
            const shown = await get(tx, ask);
            return shown.ok ? accept(withMark(shown.value, await unsigned(tx), mayWork(tx))) : shown;
          },
        }
      : {}),
    ...(post
      ? {
          post: async (tx, ask, typed) => {
            const done = await post(tx, ask, typed);
            if (done.ok || done.refusal.code !== "again") return done;
            const { shown } = done.refusal;
            return refuse({ code: "again" as const, shown: marking(shown, await unsigned(tx), mayWork(tx)) });
          },
        }
      : {}),
  };
}

/** The protocol of the reader's clinic, where it is not signed off. */
async function unsigned(tx: Tx): Promise<Standing | undefined> {
  if (tx.asking.agency_kind !== "clinic") return undefined;
  const standing = await protocolOfClinic(tx);
  return standing?.signed ? undefined : standing;
}

const mayWork = (tx: Tx): boolean => tx.asking.may.includes("work");

const withMark = (shown: Shown | Sent, standing: Standing | undefined, leads: boolean): Shown | Sent =>
  "title" in shown ? marking(shown, standing, leads) : shown;

const marking = (shown: Shown, standing: Standing | undefined, leads: boolean): Shown =>
  standing
    ? {
        ...shown,
        body: (
          <>
            <ClinicNotForUse standing={standing} leads={leads} />
            {shown.body}
          </>
        ),
      }
    : shown;
