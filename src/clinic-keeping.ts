import { asPolicyRole } from "./kernel/database/partnership.ts";
import { now } from "./kernel/time.ts";
import { tellOfEndings, tellOfLastOrders } from "./services/clinic/ending/store.ts";
import { tellOfLicences } from "./services/clinic/licence/keeping.ts";
import { promptReviews } from "./services/clinic/prescribing/keeping.ts";
import { tellOfQuarters } from "./services/clinic/register/follow-up-store.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;
const TROUBLE =
  "Licences and services that end, reviews of doses and quarters to report could not be looked for just now. It is tried again in a minute.";

/** Once a minute while this process serves: clinics are told of licences and services that end, of reviews that are due and of a quarter to report. Trouble is told once. */
export function keepClinics(system: System, onTrouble: (words: string) => void): { stop(): Promise<void> } {
  let troubled = false;
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys())
      await asPolicyRole(system.setUp, code, async (tx) => {
        await tellOfLicences(tx, now());
        await promptReviews(tx, now());
        await tellOfEndings(tx, now());
        await tellOfLastOrders(tx, now());
        await tellOfQuarters(tx, now());
      });
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
