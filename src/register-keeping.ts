import type { CheckpointDestination } from "./checkpoint-destination.ts";
import type { Sql } from "./kernel/database/connection.ts";
import { type KeyFiles, lockKeys } from "./kernel/database/keys.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { changeSecretsIn, freshSecret, readSecretsIn } from "./kernel/database/secrets.ts";
import { invariant } from "./kernel/result.ts";
import {
  type CheckpointKey,
  checkpointKey,
  originOf,
  signCheckpoint,
  verifierKey,
} from "./services/clinic/register/checkpoint.ts";
import {
  headsToSign,
  keepCheckpoint,
  noteDelivery,
  raiseLost,
  undelivered,
} from "./services/clinic/register/checkpoint-store.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;
/** Under which name the key of checkpoints stands in the file of keys. */
export const REGISTER_SECRET = "register-signing";
const TROUBLE =
  "The heads of the register could not be signed just now. It is tried again in a minute; until then the printed balance alone shows a line taken off the end.";

/**
 * The key by which a partnership's checkpoints are signed: kept with the other keys, outside the database, and made when it is first
 * asked for. One for the installation; each partnership signs under a name of its own.
 */
export async function registerKey(setUp: Sql, files: KeyFiles, partnership: string): Promise<CheckpointKey> {
  const secret = await setUp.begin(async (tx) => {
    await lockKeys(tx as unknown as Sql, "to-change");
    const there = await registerSecret(files);
    if (there) return there;
    const fresh = freshSecret();
    const written = await changeSecretsIn(files[0], { [REGISTER_SECRET]: fresh });
    invariant(written.ok, "the file of keys can be written");
    return fresh;
  });
  return keyOf(partnership, secret);
}

/** The key that this secret is for a partnership. */
export const keyOf = (partnership: string, secret: string): CheckpointKey =>
  checkpointKey(`throughcare/${partnership}`, Buffer.from(secret, "base64url"));

/** The secret of that key, where there is one already: a backup that takes keys along takes it too. */
export async function registerSecret(files: KeyFiles): Promise<string | undefined> {
  for (const file of files) {
    const kept = await readSecretsIn(file);
    invariant(kept.ok, "the file of keys can be read");
    const there = kept.value[REGISTER_SECRET];
    if (there) return there;
  }
  return undefined;
}

/** Signs the heads of books that have changed, and delivers what was not delivered yet. Answers how many were not taken. */
export async function checkpointNow(
  system: Pick<System, "setUp" | "keyFiles">,
  partnership: string,
  destination: CheckpointDestination,
): Promise<number> {
  const { setUp, keyFiles } = system;
  const heads = await asPolicyRole(setUp, partnership, headsToSign);
  if (heads.length > 0) {
    const key = await registerKey(setUp, keyFiles, partnership);
    await asPolicyRole(setUp, partnership, async (tx) => {
      for (const { book, size, head } of heads)
        await keepCheckpoint(
          tx,
          book,
          size,
          head,
          signCheckpoint(key, { origin: originOf(partnership, book), size, head }),
          verifierKey(key),
        );
    });
  }
  let refused = 0;
  for (const one of await asPolicyRole(setUp, partnership, undelivered)) {
    const done = await destination.deliver(`${one.book_id}-${String(one.size).padStart(9, "0")}`, one.note);
    if (!done.ok) refused += 1;
    await asPolicyRole(setUp, partnership, (tx) =>
      noteDelivery(tx, one.id, done.ok ? undefined : done.refusal.because),
    );
    // Whoever keeps them does not answer now: the rest waits its turn.
    if (!done.ok) break;
  }
  await asPolicyRole(setUp, partnership, raiseLost);
  return refused;
}

/** Looks once a minute for books that have changed, in every partnership, while this process serves. Trouble is told once. */
export function keepRegister(
  system: System,
  destination: CheckpointDestination,
  onTrouble: (words: string) => void,
): { stop(): Promise<void> } {
  let troubled = false;
  const once = async (): Promise<void> => {
    for (const code of system.partnerships.keys()) await checkpointNow(system, code, destination);
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
