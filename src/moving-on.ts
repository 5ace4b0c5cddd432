import type { Sql } from "./kernel/database/connection.ts";
import type { ServiceKinds } from "./record/episode/service-kind.ts";
import { moveOn } from "./record/moving-on/minute.ts";

const EVERY_MS = 60_000;

/** What the rounds need: how set-up work is done, and in which partnerships. */
type Served = { readonly setUp: Sql; readonly partnerships: ReadonlyMap<string, unknown> };

/**
 * Once a minute while this process serves: whoever left unplanned raises an alarm, check-ups and follow-ups become tasks.
 * Trouble is told once, and again when it has changed; what was missed is done a minute later.
 */
export function keepMovingOn(
  system: Served,
  kinds: ServiceKinds,
  onTrouble: (words: string) => void,
  everyMs: number = EVERY_MS,
): { stop(): Promise<void> } {
  let told = false;
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys()) await moveOn(system.setUp, code, kinds);
    told = false;
  };
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    working = working.then(once).catch(() => {
      if (!told)
        onTrouble("Alarms and check-ups could not be looked for just now. It is tried again in a minute.");
      told = true;
    });
  };
  again();
  const timer = setInterval(again, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
