import { carryTransfers, type Post, postFile } from "./exchange/transfer/minute.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;

/**
 * Once a minute while this process serves: messages about people who move are brought to partners' doors, and silence goes up. Trouble
 * is told once, and again when it has changed; what was missed is done a minute later.
 */
export function keepTransfers(
  system: Pick<System, "setUp" | "partnerships" | "keys">,
  onTrouble: (words: string) => void,
  post: Post = postFile,
): { stop(): Promise<void> } {
  let told = false;
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys())
      await carryTransfers({ setUp: system.setUp, code, keys: system.keys, post });
    told = false;
  };
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    working = working.then(once).catch(() => {
      if (!told)
        onTrouble(
          "Transfers to other partnerships could not be seen to just now. It is tried again in a minute.",
        );
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
