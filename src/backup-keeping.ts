import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { type Backup, type BackupOptions, type BackupRefusal, takeBackup } from "./backup.ts";
import type { Config } from "./config.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import type { Result } from "./kernel/result.ts";
import { fromNow, type Instant, now } from "./kernel/time.ts";
import { backupsStand, isDue } from "./record/backup/rules.ts";
import { backupsKnown, noteBackup } from "./record/backup/store.ts";
import type { OpenPartnership, System } from "./system.ts";

type Served = Pick<System, "setUp" | "connection" | "keyFiles" | "partnerships">;

/** What the settings say of regular backups. */
export type Regular = {
  readonly everyMinutes: number;
  readonly to: string;
  readonly recipients: readonly string[];
  readonly keep: number;
};

const LOOK_MS = 60_000;

/** The regular backups that the settings ask for; undefined when they ask for none. */
export function regularOf({
  BACKUP_EVERY: everyMinutes,
  BACKUP_TO: to,
  BACKUP_RECIPIENT: recipients,
  BACKUP_KEEP: keep,
}: Config): Regular | undefined {
  return everyMinutes && to && recipients ? { everyMinutes, to, recipients, keep } : undefined;
}

/** Takes a backup and notes in the partnership what came of it. */
export async function backUpNow(
  { setUp, connection, keyFiles }: Pick<System, "setUp" | "connection" | "keyFiles">,
  partnership: Pick<OpenPartnership, "code" | "name" | "madeUp">,
  file: string,
  options: BackupOptions & { readonly everyMinutes?: number },
): Promise<Result<Backup, BackupRefusal>> {
  const begun = now().toString();
  const made = await takeBackup({ connection, keyFiles, partnership }, file, options);
  const name = { file: path.basename(file).slice(-255), everyMinutes: options.everyMinutes };
  await asPolicyRole(setUp, partnership.code, (tx) =>
    noteBackup(
      tx,
      made.ok
        ? { ...name, takenAt: made.value.takenAt, good: made.value }
        : { ...name, takenAt: begun, trouble: troubleOf(made.refusal) },
    ),
  );
  return made;
}

const troubleOf = (refusal: BackupRefusal): string =>
  refusal.code === "cannot-write" ? `cannot-write ${refusal.because}` : refusal.code;

/** When a file of a regular backup was begun stands in its name, so that names sort by age. */
const nameOf = (code: string, at: Instant): string =>
  `${code}-${at.round("second").toString().replaceAll(":", "-")}.tar.gz.age`;
const isOf = (code: string, name: string): boolean =>
  name.startsWith(`${code}-`) &&
  /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.tar\.gz\.age$/.test(name.slice(code.length + 1));

/** Deletes the oldest of a partnership's regular backups beyond those to keep, and nothing else that lies there. */
export async function keepNewest(folder: string, code: string, keep: number): Promise<readonly string[]> {
  const gone = (await readdir(folder))
    .filter((name) => isOf(code, name))
    .sort()
    .reverse()
    .slice(keep);
  for (const name of gone) await rm(path.join(folder, name), { force: true });
  return gone;
}

/** Takes one partnership's backup if it is due, and says what is wrong with its backups, if anything is. */
export async function backUpWhenDue(
  system: Served,
  partnership: OpenPartnership,
  { everyMinutes, to, recipients, keep }: Regular,
  at: Instant,
): Promise<string | undefined> {
  const { code } = partnership;
  const read = () => asPolicyRole(system.setUp, code, backupsKnown);
  if (isDue(everyMinutes, (await read()).regular, at)) {
    await mkdir(to, { recursive: true, mode: 0o700 }).catch(() => undefined);
    const lock = { by: "recipients", recipients } as const;
    const made = await backUpNow(system, partnership, path.join(to, nameOf(code, at)), {
      lock,
      withKeys: false,
      everyMinutes,
    });
    // Only once there is a new one, so that a folder that cannot be written never loses its last.
    if (made.ok) await keepNewest(to, code, keep);
  }
  const known = await read();
  switch (backupsStand(known, now())) {
    case "too-old":
      return `The last good backup of ${partnership.name} is ${known.goodUntil ? `of ${fromNow(known.goodUntil, now())}` : "not there"}, which is too old. Look at BACKUP_TO: is the disk there, may it be written, has it room?`;
    case "failing":
      return `A backup of ${partnership.name} could not be made. It is tried again. Look at BACKUP_TO: is the disk there, may it be written, has it room?`;
    case "none-regular":
    case "well":
      return undefined;
  }
}

/**
 * Takes backups while this process serves, as the settings say. Trouble is told once, and again when it has changed. One
 * partnership at a time, and never two at once.
 */
export function keepBackups(
  system: Served,
  regular: Regular | undefined,
  onTrouble: (words: string) => void,
  everyMs: number = LOOK_MS,
): { stop(): Promise<void> } {
  if (!regular) return { stop: async () => {} };
  const told = new Map<string, string>();
  let stopped = false;
  let working: Promise<void> | undefined;
  const once = async (): Promise<void> => {
    for (const one of system.partnerships.values()) {
      if (stopped) return;
      const trouble =
        (await backUpWhenDue(system, one, regular, now()).catch(
          () => `A backup of ${one.name} could not be made just now. It is tried again in a minute.`,
        )) ?? "";
      // How old the last one is changes every minute: that it is too old is told once.
      const kind = trouble.slice(0, 20);
      if (trouble !== "" && told.get(one.code) !== kind) onTrouble(trouble);
      told.set(one.code, kind);
    }
  };
  const again = (): void => {
    working ??= once().finally(() => {
      working = undefined;
    });
  };
  again();
  const timer = setInterval(again, everyMs);
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await working;
    },
  };
}
