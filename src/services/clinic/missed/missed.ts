import type { Sql } from "../../../kernel/database/connection.ts";
import type { Instant } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { beginForMissedSession, goOutAtOnce } from "../../../record/diary/ladder-store.ts";
import {
  askForWelfareCheck,
  claim,
  isOurs,
  type MissedSession,
  newlyMissed,
  noteByItself,
  suspend,
  tellKeyworkers,
  unseenForDays,
} from "./store.ts";

/** What one minute came to. */
export type Begun = {
  readonly calls: number;
  readonly outreach: number;
  readonly welfare: number;
  readonly suspended: number;
};

/**
 * What follows from sessions that were missed, looked for once a minute, each once: after one, somebody calls the same day by the one
 * ladder of missed contact; after the protocol's number in a row, outreach goes out and the keyworkers are told; whoever was intoxicated
 * or needed naloxone the last time is checked on the same day; and after the protocol's days without a dose the plan is put on hold for
 * a licensed doctor to review. Runs as the policy role.
 */
export async function actOnMissed(tx: Sql, now: Instant): Promise<Begun> {
  const begun = { calls: 0, outreach: 0, welfare: 0, suspended: 0 };
  if (!(await isOurs(tx))) return begun;
  const missed = await newlyMissed(tx, now);
  const outWentTo = new Set<string>();
  for (const one of missed) {
    if (!(await claim(tx, one.visit, "call", now))) continue;
    await beginForMissedSession(tx, one);
    begun.calls += 1;
    if (asksForOutreach(one) && !outWentTo.has(one.person) && (await claim(tx, one.visit, "outreach", now))) {
      outWentTo.add(one.person);
      await goOutAtOnce(tx, one, now);
      await tellKeyworkers(tx, one, now);
      begun.outreach += 1;
    }
    if (one.wasUnwell && (await claim(tx, one.visit, "welfare", now))) {
      await askForWelfareCheck(tx, one, now);
      begun.welfare += 1;
    }
  }
  const unseen = await unseenForDays(tx, now);
  for (const one of unseen) {
    if (one.visit) await claim(tx, one.visit, "suspended", now);
    await suspend(tx, one, `${counted(one.days, "day")} without a dose`, now);
    begun.suspended += 1;
  }
  await noteByItself(
    tx,
    "missed sessions",
    [...missed, ...unseen].map(({ person }) => person),
  );
  return begun;
}

const asksForOutreach = ({ inARow, outreachAfter, outreachGiven }: MissedSession): boolean =>
  outreachAfter !== undefined && inARow >= outreachAfter && !outreachGiven;
