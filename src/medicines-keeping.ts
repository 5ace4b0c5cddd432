import { asPolicyRole } from "./kernel/database/partnership.ts";
import { now } from "./kernel/time.ts";
import { closePharmacyDays } from "./services/medicines/closing.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;
const TROUBLE =
  "The end of pharmacies’ days could not be looked for just now, so missed collections are not told. It is tried again in a minute.";

/** Looks once a minute for pharmacies whose day is over, in every partnership, while this process serves. Trouble is told once. */
export function keepMedicines(system: System, onTrouble: (words: string) => void): { stop(): Promise<void> } {
  let troubled = false;
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys())
      await asPolicyRole(system.setUp, code, (tx) => closePharmacyDays(tx, now()));
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
