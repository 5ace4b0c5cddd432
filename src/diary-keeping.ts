import type { Sql } from "./kernel/database/connection.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { type Instant, now } from "./kernel/time.ts";
import { moveLadders } from "./record/diary/ladder.ts";
import { type Gateway, sendReminders } from "./record/diary/reminders.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;

/** Sends one partnership's reminders that are due and moves its ladders on. Answers what went wrong, in a word. */
export async function keepDiaryOnce(
  setUp: Sql,
  partnership: string,
  gateway: Gateway,
  options: { readonly clock?: () => Instant; readonly signal?: AbortSignal } = {},
): Promise<string | undefined> {
  const { clock = now, signal } = options;
  const inTransaction = <T>(work: (tx: Sql) => Promise<T>): Promise<T> =>
    asPolicyRole(setUp, partnership, work);
  await moveLadders(inTransaction, clock());
  const { trouble } = await sendReminders(inTransaction, gateway, clock, signal);
  return trouble;
}

/**
 * Once a minute, while this process serves: reminders that are due go out, and nobody's search for contact stands still. Trouble
 * is told once, and again when it has changed.
 */
export function keepDiary(
  system: System,
  gateway: Gateway,
  onTrouble: (words: string) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let told = "";
  const trouble = (words: string): void => {
    if (words !== "" && words !== told) onTrouble(words);
    told = words;
  };
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys()) {
      if (stopping.signal.aborted) return;
      const because = await keepDiaryOnce(system.setUp, code, gateway, { signal: stopping.signal });
      trouble(
        because
          ? `A reminder could not be sent (${because}). It stands on the person's page; where it can, it is tried again.`
          : "",
      );
    }
  };
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    working = working
      .then(once)
      .catch(() =>
        trouble(
          "Reminders and missed contacts could not be seen to just now. It is tried again in a minute.",
        ),
      );
  };
  again();
  const timer = setInterval(again, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await working;
    },
  };
}
