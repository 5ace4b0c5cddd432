import type { Sql } from "../../../kernel/database/connection.ts";
import { type Instant, londonDay } from "../../../kernel/time.ts";
import { KEYS } from "../protocol/keys.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { daysLeft, reminderDue } from "./rules.ts";
import { licencesEnding, remind } from "./store.ts";

const ALERTS = ["licence-first-alert", "licence-second-alert", "licence-third-alert"] as const;
/** No protocol may ask to be told earlier. */
const EARLIEST = Math.max(...ALERTS.map((key) => KEYS.get(key)?.most ?? 0));

/** The days before a licence's end on which its clinic is told: of the protocol it has signed, else of the one that comes with the program. */
const daysBefore = (protocol: Protocol | undefined): readonly number[] =>
  ALERTS.map((key) => numberOf(protocol ?? DIAMORPHINE, key));

/** Tells clinics of licences that end: on its protocol's days before and when it has ended, each once. Runs as the policy role. Answers how many. */
export async function tellOfLicences(tx: Sql, now: Instant): Promise<number> {
  const today = londonDay(now);
  let told = 0;
  for (const licence of await licencesEnding(tx, today, EARLIEST)) {
    const alerts = daysBefore(licence.protocol);
    // One that ended longer ago than the clinic asks to be told before is not told of for the first time.
    if (daysLeft(licence, today) < -Math.max(...alerts)) continue;
    const days = reminderDue(licence, today, alerts);
    if (days !== undefined && (await remind(tx, licence.id, days))) told += 1;
  }
  return told;
}
