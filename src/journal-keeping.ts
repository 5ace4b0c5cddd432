import type { Config } from "./config.ts";
import { majorOf } from "./kernel/database/cluster.ts";
import { keepJournalOnce } from "./kernel/database/journal/keep.ts";
import { noLongerKeep } from "./kernel/database/journal/slot-store.ts";
import { readSecretsIn, secretsFile } from "./kernel/database/secrets.ts";
import { invariant } from "./kernel/result.ts";
import { REGISTER_SECRET } from "./register-keeping.ts";
import type { System } from "./system.ts";

/** What is not in the journal yet is lost with the machine. */
const EVERY_MS = 10_000;

type Kept = Pick<System, "setUp" | "connection" | "cluster">;
type Settings = Pick<Config, "JOURNAL_TO" | "BACKUP_RECIPIENT" | "DATA_DIR">;

/** Keeps what was changed in the journal once. Answers what is in the way, in a sentence, if anything is. */
export async function keepJournalNow(
  { setUp, connection, cluster }: Kept,
  { JOURNAL_TO: folder, BACKUP_RECIPIENT: recipients, DATA_DIR }: Settings,
): Promise<string | undefined> {
  if (cluster === undefined) return undefined;
  if (folder === undefined || recipients === undefined) {
    await noLongerKeep(setUp);
    return undefined;
  }
  const lock = { by: "recipients", recipients } as const;
  const postgresql = await majorOf(cluster);
  invariant(postgresql !== undefined, "the cluster is there");
  const about = {
    format: "throughcare-journal" as const,
    version: 1 as const,
    postgresql,
    passwords: await passwordsIn(DATA_DIR),
  };
  const kept = await keepJournalOnce({ sql: setUp, connection, cluster, folder, lock, about });
  if (kept.ok) return undefined;
  return kept.refusal.code === "not-a-recipient"
    ? `“${kept.refusal.given}” in BACKUP_RECIPIENT is no public key of age, so that no journal is kept.`
    : TROUBLE;
}

const TROUBLE =
  "The journal could not be kept just now: what is recorded from here on would be lost with this machine. It is tried again in ten seconds. Look at JOURNAL_TO: is the disk there, may it be written, has it room?";

/** What the server and its partnerships are reached by. Keys stay where they are: they are kept apart. */
async function passwordsIn(dataDir: string): Promise<Record<string, string>> {
  const secrets = await readSecretsIn(secretsFile(dataDir));
  invariant(secrets.ok, "the file of secrets can be read");
  const isKey = (name: string): boolean => name.startsWith("key-") || name === REGISTER_SECRET;
  return Object.fromEntries(Object.entries(secrets.value).filter(([name]) => !isKey(name)));
}

/** Keeps the journal while this process serves, as the settings say. Trouble is told once, and again when it has changed. Never two at once. */
export function keepJournal(
  system: Kept,
  settings: Settings,
  onTrouble: (words: string) => void,
  everyMs: number = EVERY_MS,
): { stop(): Promise<void> } {
  let told: string | undefined;
  let working: Promise<void> | undefined;
  const once = async (): Promise<void> => {
    const trouble = await keepJournalNow(system, settings).catch(() => TROUBLE);
    if (trouble !== undefined && trouble !== told) onTrouble(trouble);
    told = trouble;
  };
  const again = (): void => {
    working ??= once().finally(() => {
      working = undefined;
    });
  };
  again();
  const timer = settings.JOURNAL_TO === undefined ? undefined : setInterval(again, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
      // What was recorded in the last seconds before an orderly stop is in it as well.
      if (settings.JOURNAL_TO !== undefined) await once();
    },
  };
}
