import type { Sql } from "./kernel/database/connection.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { type Instant, now } from "./kernel/time.ts";
import { noteAbsences } from "./services/clinic/away/noting-store.ts";
import { doubtClockBehindRecord } from "./services/clinic/dosing/clock-store.ts";
import { closeDosing } from "./services/clinic/dosing/closing-store.ts";
import { actOnMissed } from "./services/clinic/missed/missed.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;
const TROUBLE =
  "The end of clinics’ sessions could not be looked for just now, so whoever did not come is not closed yet. It is tried again in a minute.";

/**
 * One minute of one partnership: whoever did not come is closed as not come, what follows from that is begun, and clinics are told of
 * whoever is in custody or hospital. Each part in a transaction of its own.
 */
export async function keepDosingOnce(setUp: Sql, partnership: string, at: Instant): Promise<void> {
  for (const part of [closeDosing, noteAbsences, actOnMissed])
    await asPolicyRole(setUp, partnership, async (tx) => void (await part(tx, at)));
}

/** What a server looks at once, as it begins: whether the clock is behind what has been written down by it. */
export const lookAtClock = (setUp: Sql, partnership: string): Promise<void> =>
  asPolicyRole(setUp, partnership, doubtClockBehindRecord);

/** Looks once a minute for sessions that have ended, in every partnership, while this process serves. Trouble is told once. */
export function keepDosing(system: System, onTrouble: (words: string) => void): { stop(): Promise<void> } {
  let troubled = false;
  const looked = new Set<string>();
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys()) {
      if (looked.has(code)) continue;
      await lookAtClock(system.setUp, code);
      looked.add(code);
    }
    for (const code of system.partnerships.keys()) await keepDosingOnce(system.setUp, code, now());
    troubled = false;
  };
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    working = working.then(once).catch(() => {
      if (!troubled) onTrouble(TROUBLE);
      troubled = true;
    });
  };
  again();
  const timer = setInterval(again, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
