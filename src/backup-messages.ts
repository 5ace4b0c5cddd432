import type { BackupRefusal } from "./backup.ts";
import { VERSION } from "./kernel/archive/manifest.ts";
import type { ReadRefusal } from "./kernel/archive/read.ts";
import type { WalkRefusal } from "./kernel/archive/walk.ts";
import type { RestoreRefusal } from "./restore.ts";
import { sayPartnership } from "./system.ts";

/** A backup knows nothing of what was entered after it; whoever kept a checkpoint of the register does. */
export const HOLD_AGAINST =
  "Lines entered after that moment are missing, and nothing here can show it. Hold the register now against the newest checkpoints that somebody else kept: ./throughcare register verify --checkpoint FILES --key FILE says how many lines there were. Enter what is missing from paper before anything is given.";

/** Why no backup was made. */
export function sayNoBackup(refusal: BackupRefusal): string {
  switch (refusal.code) {
    case "not-a-recipient":
      return `“${refusal.given}” is no public key of age. It begins with age1; ./throughcare backup key makes one. Nothing was made.`;
    case "file-there":
      return `${refusal.file} is there already. A backup is never written over: choose another name.`;
    case "cannot-write":
      return `${refusal.file} cannot be written (${refusal.because}). No backup was made. Look whether the folder is there, may be written, and has room.`;
    case "keys-unreadable":
      return `The file of keys ${refusal.file} cannot be read. No backup was made.`;
  }
}

/** Why a backup does not hold, or cannot be opened. */
export function sayNotGood(refusal: ReadRefusal | WalkRefusal): string {
  switch (refusal.code) {
    case "cannot-read":
      return `${refusal.file} cannot be read (${refusal.because}).`;
    case "not-an-identity":
      return "The file of secret keys holds something that is none. Each begins with AGE-SECRET-KEY- and stands on a line of its own.";
    case "wrong-key":
      return "It does not open with this key or passphrase: it was locked for another, or its beginning was changed.";
    case "not-an-archive":
      return "It is no backup, or its beginning was changed or cut off.";
    case "not-whole":
      return "It is not whole: a byte is another than was written, or the end is missing. Use another backup.";
    case "not-a-backup":
      return "It opens, but what is in it is no backup of a partnership.";
    case "newer-format":
      return `It was made by a newer version: format ${refusal.version}, and this one reads up to ${VERSION}. Use the version that made it, or a later one.`;
    case "member-out-of-place":
      return `It is not as a backup is made: ${refusal.member} stands where something else should. Use another backup.`;
    case "table-differs":
      return `The table ${refusal.table} is not what its manifest says. Use another backup.`;
    case "part-differs":
      return `Its ${refusal.part} is not what its manifest says. Use another backup.`;
  }
}

/** Why nothing was restored. */
export function sayNotRestored(refusal: RestoreRefusal): string {
  return `${whyNot(refusal)} Nothing was restored.`;
}

function whyNot(refusal: RestoreRefusal): string {
  switch (refusal.code) {
    case "code-taken":
      return `There is a partnership “${refusal.given}” here already, or one is being restored, or a schema of its name holds something. A restore goes into an empty place only: choose another DATA_DIR, or another code with --as.`;
    case "other-migrations":
      return `It was taken by another build: its migration ${refusal.name} is not one of those this version begins with. Restore it with the version that made it; then bring in this one.`;
    case "table-unknown":
      return `Its migrations do not make the table ${refusal.table} as it is in it. It was made by a changed program.`;
    case "rows-refused":
      return `The database refuses rows of it${refusal.table ? `, in the table ${refusal.table}` : ""}: they break what its own migrations ask of them. It was not made by this program, or was changed by whoever made it.`;
    case "head-differs":
      return `The ${refusal.of} does not end as it ended when the backup was taken.`;
    case "log-not-whole":
      return `The access log in it does not hold: ${refusal.sentences.join(" ")}`;
    case "keys-file-unusable":
      return `The file of keys ${refusal.file} cannot be read or written.`;
    case "code-not-usable":
    case "roles-taken":
    case "migration-changed":
    case "migration-unknown":
      return sayPartnership(refusal);
    default:
      return sayNotGood(refusal);
  }
}
