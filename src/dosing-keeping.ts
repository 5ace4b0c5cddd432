import { asPolicyRole } from "./kernel/database/partnership.ts";
import { now } from "./kernel/time.ts";
import { closeDosing } from "./services/clinic/dosing/closing-store.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;
const TROUBLE =
  "The end of clinics’ sessions could not be looked for just now, so whoever did not come is not closed yet. It is tried again in a minute.";

/** Looks once a minute for sessions that have ended, in every partnership, while this process serves. Trouble is told once. */
export function keepDosing(system: System, onTrouble: (words: string) => void): { stop(): Promise<void> } {
  let troubled = false;
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys())
      await asPolicyRole(system.setUp, code, (tx) => closeDosing(tx, now()));
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
