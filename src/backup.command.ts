import { open } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { backUpNow } from "./backup-keeping.ts";
import { HOLD_AGAINST, sayNoBackup, sayNotGood, sayNotRestored } from "./backup-messages.ts";
import { lockFor, openerFor } from "./backup-secret.ts";
import { withSystem } from "./commands.ts";
import { configOrStop } from "./config.ts";
import { newIdentity } from "./kernel/archive/lock.ts";
import type { Head } from "./kernel/archive/manifest.ts";
import { longDateTime } from "./kernel/time.ts";
import { counted, grouped } from "./kernel/words.ts";
import { sayVerified } from "./log-verifying.ts";
import { restoreBackup, verifyBackup } from "./restore.ts";
import { failWith, tell, write } from "./terminal.ts";

/** What was asked for was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT = 2;

type Locking = {
  readonly recipient: readonly string[];
  readonly passphrase?: boolean;
  readonly withKeys?: boolean;
};
type Opening = { readonly identity?: string };

async function backUp(code: string, file: string, options: Locking): Promise<void> {
  const { recipient: recipients, passphrase = false, withKeys = false } = options;
  const lock = await lockFor(configOrStop(), { recipients, passphrase });
  if (!lock.ok) return failWith(lock.refusal, CANNOT);
  await withSystem(async (system) => {
    const partnership = system.partnerships.get(code);
    if (!partnership)
      return failWith(
        `There is no partnership “${code}” here. See them with ./throughcare partnership list.`,
        CANNOT,
      );
    const made = await backUpNow(system, partnership, path.resolve(file), { lock: lock.value, withKeys });
    if (!made.ok) return failWith(sayNoBackup(made.refusal), 1);
    const { rows, tables, bytes, sha256, takenAt, heads, keysApart, signingApart } = made.value;
    write(
      `${partnership.name} (${code}) as it stood ${longDateTime(Temporal.Instant.from(takenAt))} is in ${file}: ${counted(rows, "row")} of ${counted(tables, "table")}, ${grouped(bytes)} bytes.`,
    );
    write(`SHA-256 of the file: ${sha256}`);
    for (const head of heads) write(sayHead(head));
    if (keysApart.length > 0)
      write(
        `The keys of secrets are not in it (${keysApart.join(", ")}): keep the file of keys as well, apart, or nobody signs in by code after a restore.`,
      );
    if (signingApart && heads.some(isBook))
      write(
        "The key that signs the register's checkpoints is not in it: keep the file of keys as well, apart, or whoever keeps checkpoints needs another key after a restore.",
      );
  });
}

const isBook = ({ of }: Head): boolean => of.startsWith("book ");

const sayHead = ({ of, no, hash }: Head): string =>
  of === "access log"
    ? `The last seal of the access log in it: ${no} ${hash}`
    : `The last line of the register's ${of} in it: ${no} ${hash}`;

async function verify(file: string, options: Opening): Promise<void> {
  const opener = await openerFor(configOrStop(), file, options.identity);
  if (!opener.ok) return failWith(opener.refusal, CANNOT);
  const looked = await verifyBackup(file, opener.value);
  if (!looked.ok) return failWith(sayNotGood(looked.refusal), 1);
  const { about, manifest } = looked.value;
  const rows = manifest.tables.reduce((all, table) => all + table.rows, 0);
  write(
    `${file} is whole: ${about.partnership.name} (${about.partnership.code}) as it stood ${longDateTime(Temporal.Instant.from(about.takenAt))}, ${counted(rows, "row")} of ${counted(about.tables.length, "table")}, built by ${counted(about.migrations.length, "migration")}.`,
  );
  write(`Hash of the whole: ${manifest.whole}`);
  for (const head of about.heads) write(sayHead(head));
}

const SIGNED_ANEW =
  "The register's checkpoints were signed by another key, or under another code, than they will be here. Put the file of keys back before the next start, or give whoever keeps them the key that ./throughcare register key writes.";

async function restore(file: string, options: Opening & { readonly as?: string }): Promise<void> {
  const opener = await openerFor(configOrStop(), file, options.identity);
  if (!opener.ok) return failWith(opener.refusal, CANNOT);
  await withSystem(async (system) => {
    const done = await restoreBackup(system, file, opener.value, options.as);
    if (!done.ok) return failWith(sayNotRestored(done.refusal), 1);
    const { about, code, rows, newer, signedOut, log, books, signedAnew, keysMissing } = done.value;
    write(
      `${about.partnership.name} is back as ${code}, as it stood ${longDateTime(Temporal.Instant.from(about.takenAt))}: ${counted(rows, "row")} of ${counted(about.tables.length, "table")}.`,
    );
    if (newer > 0) write(`${counted(newer, "later migration")} of this version ran on it.`);
    write(`The access log: ${sayVerified(log)}`);
    write(
      books > 0
        ? `The controlled-drug register: every line holds, and ${counted(books, "book")} ${books === 1 ? "ends" : "end"} as in the manifest.`
        : "There was no book of a controlled-drug register in it.",
    );
    if (books > 0) write(HOLD_AGAINST);
    if (signedAnew) tell(SIGNED_ANEW);
    write(
      `${counted(signedOut, "session")} that ${signedOut === 1 ? "was" : "were"} open then ${signedOut === 1 ? "is" : "are"} ended. What happened after that moment is not in it: accounts disabled, consents withdrawn, erasures, doses and handovers since must be entered again.`,
    );
    if (keysMissing.length > 0)
      tell(
        `Keys of secrets are missing: ${keysMissing.join(", ")}. Put the file of keys back, or nobody signs in by code.`,
      );
    write("A server that is already running learns of it when it is started again.");
  });
}

/** Makes a pair of keys: the secret one into a file that is not there yet, the public one for the settings. */
async function makeKey(file: string): Promise<void> {
  const { identity, recipient } = await newIdentity();
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(`# public key: ${recipient}\n${identity}\n`);
    await handle.sync();
    await handle.close();
  } catch (error) {
    const { code } = error as { code?: string };
    return failWith(
      code === "EEXIST"
        ? `${file} is there already, and may be the only thing that opens earlier backups. Choose another name.`
        : `${file} cannot be written (${code ?? "unknown"}).`,
      CANNOT,
    );
  }
  write(recipient);
  tell(
    `The secret key is in ${file}. Keep it away from this machine, twice: without it no backup opens. The line above is the public key, for BACKUP_RECIPIENT or --recipient.`,
  );
}

const again = (one: string, before: readonly string[]): readonly string[] => [...before, one];

/** An encrypted snapshot of one partnership, looking whether one holds, and bringing one back. */
export function backupCommands(program: Command): void {
  const backup = program
    .command("backup <partnership> <file>")
    .description("Take an encrypted snapshot of one partnership while everyone works on.")
    .option("--recipient <key>", "public key it is encrypted for; may be said again", again, [])
    .option("--passphrase", "lock it by a passphrase, also where BACKUP_RECIPIENT is set")
    .option("--with-keys", "put the keys of secrets in as well: the file alone is then enough")
    .action(backUp);
  backup
    .command("verify <file>")
    .description("Look at every byte of a backup. Needs no database.")
    .option("--identity <file>", "file with the secret key that opens it")
    .action(verify);
  backup
    .command("key <file>")
    .description("Make a pair of keys: the secret one into that file, the public one printed.")
    .action(makeKey);
  program
    .command("restore <file>")
    .description(
      "Bring a partnership back from a backup, where there is none of its code: all of it or nothing.",
    )
    .option("--as <code>", "under another code than it had")
    .option("--identity <file>", "file with the secret key that opens it")
    .action(restore);
}
