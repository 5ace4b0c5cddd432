import type { Sql } from "../../kernel/database/connection.ts";
import type { Instant } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { closeDays, closingIsOurs, endRunOut, holdAndTell, missingDoses } from "./closing-store.ts";
import { alertsAt, daysMissed } from "./collection-rules.ts";
import { tellOfRunningOut } from "./running-out-store.ts";

/** What one minute came to. */
export type Closed = {
  readonly days: number;
  readonly alerts: number;
  readonly ended: number;
  readonly runningOut: number;
};

/**
 * The end of a pharmacy's day, looked for once a minute: what was not collected is missed, whoever misses too many days in a row is
 * looked for and their prescription held in the same transaction, what has run out ends, and what soon does is told. Runs as the policy role.
 */
export async function closePharmacyDays(tx: Sql, now: Instant): Promise<Closed> {
  if (!(await closingIsOurs(tx))) return { days: 0, alerts: 0, ended: 0, runningOut: 0 };
  const days = await closeDays(tx, now);
  let alerts = 0;
  for (const one of await missingDoses(tx, now)) {
    const missed = daysMissed(one.past, one.lastDay, one.since);
    if (!one.protocol || !alertsAt(missed, one.phase, one.protocol)) continue;
    await holdAndTell(tx, one, `${counted(missed, "day")} without a dose`);
    alerts += 1;
  }
  const ended = await endRunOut(tx, now);
  return { days, alerts, ended, runningOut: await tellOfRunningOut(tx, now) };
}
