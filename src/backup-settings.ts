import path from "node:path";
import { z } from "zod";

const MINUTES = { m: 1, h: 60, d: 1440 } as const;

/** A span as settings have it, in minutes. */
function minutesOf(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  return count && unit ? Number(count) * MINUTES[unit as keyof typeof MINUTES] : undefined;
}

/** What is set about backups and the journal. */
export const BACKUP_SETTINGS = {
  BACKUP_EVERY: z
    .string()
    .refine(
      (text) => minutesOf(text) !== undefined,
      "must be a number of minutes, hours or days: 15m, 6h or 1d",
    )
    .transform((text) => minutesOf(text) ?? 0)
    .optional()
    .describe(
      "How often the server takes a backup of each partnership by itself: 15m, 6h, 1d. Set together with BACKUP_TO and BACKUP_RECIPIENT.",
    ),
  BACKUP_TO: z
    .string()
    .refine((text) => path.isAbsolute(text), "must be a folder with its whole path")
    .optional()
    .describe("Folder for those backups: on another disk, better on another machine."),
  BACKUP_RECIPIENT: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ""))
    .refine(
      (all) => all.length > 0 && all.every((one) => /^age1[a-z0-9]+$/.test(one)),
      "must be public keys that begin with age1, as ./throughcare backup key prints one",
    )
    .optional()
    .describe(
      "Public keys that backups are encrypted for, with commas between. The secret key that opens them is kept elsewhere.",
    ),
  BACKUP_KEEP: z
    .string()
    .default("14")
    .refine(
      (text) => /^[1-9]\d{0,3}$/.test(text),
      "must be how many to keep of each partnership, from 1 to 9999",
    )
    .transform(Number)
    .describe("How many of those backups are kept of each partnership. The older ones are deleted."),
  BACKUP_PASSPHRASE: z
    .string()
    .optional()
    .describe(
      "Passphrase for a backup made or opened by hand. Never a word on the command line, where others may read it.",
    ),
  BACKUP_PASSPHRASE_FILE: z.string().optional().describe("File whose first line is that passphrase."),
  BACKUP_IDENTITY_FILE: z
    .string()
    .optional()
    .describe(
      "File with the secret keys that open backups, as ./throughcare backup key writes it: for restoring only.",
    ),
  JOURNAL_TO: z
    .string()
    .refine((text) => path.isAbsolute(text), "must be a folder with its whole path")
    .optional()
    .describe(
      "Folder for the journal: everything that changes, kept every ten seconds, encrypted for BACKUP_RECIPIENT. On another disk, better on another machine.",
    ),
};

type Set = {
  readonly [name in keyof typeof BACKUP_SETTINGS]?: z.infer<(typeof BACKUP_SETTINGS)[name]> | undefined;
} & { readonly DATABASE_URL?: string | undefined };

/** What is wrong with them together, in a sentence; undefined where nothing is. */
export function wrongTogether(set: Set): string | undefined {
  const { BACKUP_EVERY, BACKUP_TO, BACKUP_RECIPIENT, JOURNAL_TO, DATABASE_URL } = set;
  if (BACKUP_EVERY !== undefined && (BACKUP_TO === undefined || BACKUP_RECIPIENT === undefined))
    return "BACKUP_EVERY, BACKUP_TO and BACKUP_RECIPIENT must be set together.";
  if (JOURNAL_TO !== undefined && BACKUP_RECIPIENT === undefined)
    return "JOURNAL_TO needs BACKUP_RECIPIENT: it is encrypted for that key.";
  if (JOURNAL_TO !== undefined && DATABASE_URL !== undefined)
    return "JOURNAL_TO is for the PostgreSQL that Throughcare brings. The one that DATABASE_URL leads to has its own archive of its log.";
  return undefined;
}
