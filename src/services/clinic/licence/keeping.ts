import type { Sql } from "../../../kernel/database/connection.ts";
import { type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import { KEYS } from "../protocol/keys.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { papersEnding, remindOfPaper } from "./papers-store.ts";
import { daysLeft, reminderDue } from "./rules.ts";
import { type Ending, licencesEnding, remind } from "./store.ts";

const ALERTS = ["licence-first-alert", "licence-second-alert", "licence-third-alert"] as const;
/** No protocol may ask to be told earlier. */
const EARLIEST = Math.max(...ALERTS.map((key) => KEYS.get(key)?.most ?? 0));

/** The days before a licence's end on which its clinic is told: of the protocol it has signed, else of the one that comes with the program. */
const daysBefore = (protocol: Protocol | undefined): readonly number[] =>
  ALERTS.map((key) => numberOf(protocol ?? DIAMORPHINE, key));

/**
 * Tells clinics of doctors' licences and papers of premises that end: on its protocol's days before and when it has ended, each once. Runs
 * as the policy role. Answers how many.
 */
export async function tellOfLicences(tx: Sql, now: Instant): Promise<number> {
  const today = londonDay(now);
  let told = 0;
  for (const licence of await licencesEnding(tx, today, EARLIEST)) {
    const days = dueOf(licence, today);
    if (days !== undefined && (await remind(tx, licence.id, days))) told += 1;
  }
  for (const paper of await papersEnding(tx, today, EARLIEST)) {
    const days = dueOf({ ...paper, endedOn: undefined }, today);
    if (days !== undefined && (await remindOfPaper(tx, paper.id, days))) told += 1;
  }
  return told;
}

/** Which reminder has come. What ended longer ago than the clinic asks to be told before is not told of for the first time. */
function dueOf(one: Omit<Ending, "id">, today: LocalDate): number | undefined {
  const alerts = daysBefore(one.protocol);
  return daysLeft(one, today) < -Math.max(...alerts) ? undefined : reminderDue(one, today, alerts);
}
