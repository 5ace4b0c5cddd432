import { asPolicyRole } from "./kernel/database/partnership.ts";
import { dropOldDrafts, raiseOverdueReviews } from "./record/risk/overdue-store.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;

/**
 * Once a minute while this process serves: a review of a risk or a plan whose day is over becomes a task of the team that
 * has the person, and referrals begun and left are thrown away. What could not be done is done a minute later.
 */
export function watchReviews(system: System, onTrouble: (words: string) => void): { stop(): Promise<void> } {
  let told = false;
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys()) {
      await asPolicyRole(system.setUp, code, async (tx) => {
        await raiseOverdueReviews(tx);
        await dropOldDrafts(tx);
      });
    }
    told = false;
  };
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    working = working.then(once).catch(() => {
      if (!told)
        onTrouble("Overdue reviews could not be looked for just now. It is tried again in a minute.");
      told = true;
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
