import { fromNow, type Instant, longDateTime } from "../../kernel/time.ts";
import type { BackupsKnown, BackupsStand } from "./rules.ts";

/** How the backups stand, in a sentence for an administrator; the first word of an alarm is what is wrong. */
export function sayBackups(stand: BackupsStand, { goodUntil }: BackupsKnown, now: Instant): string {
  const last = goodUntil
    ? `The last good one is of ${longDateTime(goodUntil)}, ${fromNow(goodUntil, now)}.`
    : "There is none yet.";
  switch (stand) {
    case "well":
      return `Backups are taken as they should be. ${last}`;
    case "failing":
      return `The last backup failed, and is tried again. ${last} Tell whoever runs the server.`;
    case "too-old":
      return `There is no backup that is new enough. ${last} What was recorded since would be lost with this machine. Tell whoever runs the server now.`;
    case "none-regular":
      return `No regular backup is set up on this server. ${last} Whoever runs the server sets BACKUP_EVERY, BACKUP_TO and BACKUP_RECIPIENT.`;
  }
}
