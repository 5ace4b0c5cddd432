import type { Sql } from "../../../kernel/database/connection.ts";
import { type Instant, londonDay } from "../../../kernel/time.ts";
import { numberOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { reminderDue } from "./rules.ts";
import { licencesEnding, remind } from "./store.ts";

/** The days before a licence's end on which the clinic is told, of the protocol that comes with the program. */
const DAYS_BEFORE = (["licence-first-alert", "licence-second-alert", "licence-third-alert"] as const).map(
  (key) => numberOf(DIAMORPHINE, key),
);

/** Tells clinics of licences that end: 90, 60 and 30 days before and when it has ended, each once. Runs as the policy role. Answers how many. */
export async function tellOfLicences(tx: Sql, now: Instant): Promise<number> {
  const today = londonDay(now);
  let told = 0;
  for (const licence of await licencesEnding(tx, today, Math.max(...DAYS_BEFORE))) {
    const days = reminderDue(licence, today, DAYS_BEFORE);
    if (days !== undefined && (await remind(tx, licence.id, days))) told += 1;
  }
  return told;
}
