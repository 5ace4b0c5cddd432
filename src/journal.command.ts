import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { HOLD_AGAINST } from "./backup-messages.ts";
import { openerFor } from "./backup-secret.ts";
import { withSystem } from "./commands.ts";
import { configOrStop } from "./config.ts";
import { sayJournal } from "./journal-messages.ts";
import { afterBringingBack } from "./journal-restore.ts";
import type { Opener } from "./kernel/archive/lock.ts";
import { bringBack } from "./kernel/database/journal/bring-back.ts";
import { contentsOf } from "./kernel/database/journal/folder.ts";
import { lookThrough } from "./kernel/database/journal/look-through.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { type Instant, longDateTime, parseDayAndTime } from "./kernel/time.ts";
import { counted } from "./kernel/words.ts";
import { failWith, tell, write } from "./terminal.ts";

/** What was asked for was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT = 2;

type Options = { readonly identity?: string; readonly until?: string };
type Asked = { readonly folder: string; readonly opener: Opener; readonly until: Instant | undefined };

/** What is asked of which journal: each server has a folder of its own in the one that the settings name. */
async function askedOf(given: string, { identity, until }: Options): Promise<Result<Asked, string>> {
  const moment = until === undefined ? undefined : momentOf(until);
  if (until !== undefined && moment === undefined)
    return refuse(`“${until}” is no moment. Write it as 30/11/2026 17:05, or as 2026-11-30T17:05:00Z.`);
  const folder = await folderOf(given);
  if (!folder.ok) return folder;
  const [base] = (await contentsOf(folder.value)).bases;
  if (!base) return refuse(`There is no journal in ${folder.value}: no copy to begin from.`);
  const opener = await openerFor(configOrStop(), path.join(folder.value, base.file), identity);
  return opener.ok ? accept({ folder: folder.value, opener: opener.value, until: moment }) : opener;
}

function momentOf(text: string): Instant | undefined {
  const typed = parseDayAndTime(text);
  if (typed) return typed.at;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}

async function folderOf(given: string): Promise<Result<string, string>> {
  const folder = path.resolve(given);
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return refuse(`${given} cannot be read.`);
  const servers = names.filter((name) => /^\d{10,20}$/.test(name));
  if (servers.length === 0) return accept(folder);
  if (servers.length === 1) return accept(path.join(folder, servers[0] ?? ""));
  return refuse(
    `${given} holds the journals of ${servers.length} servers (${servers.join(", ")}): name the folder of one.`,
  );
}

async function verify(given: string, options: Options): Promise<void> {
  const asked = await askedOf(given, options);
  if (!asked.ok) return failWith(asked.refusal, CANNOT);
  const looked = await lookThrough(asked.value);
  if (!looked.ok) return failWith(sayJournal(looked.refusal), 1);
  const { oldest, base, pieces, last } = looked.value;
  write(
    `${given} is whole: any moment from ${longDateTime(oldest)} to ${longDateTime(last.at)} comes back from it. Read were the copy of ${longDateTime(base.at)} and ${counted(pieces.length, "piece")} since.`,
  );
}

async function restore(given: string, options: Options): Promise<void> {
  const config = configOrStop();
  if (config.DATABASE_URL)
    return failWith(
      "A journal comes back into the PostgreSQL that Throughcare brings. Leave DATABASE_URL out.",
      CANNOT,
    );
  const asked = await askedOf(given, options);
  if (!asked.ok) return failWith(asked.refusal, CANNOT);
  const brought = await bringBack({ ...asked.value, dataDir: config.DATA_DIR, onProgress: tell });
  if (!brought.ok) return failWith(`${sayJournal(brought.refusal)} Nothing was brought back.`, 1);
  const { until } = asked.value;
  const moment = until ?? brought.value.readAt;
  write(`Everything is back as it stood ${longDateTime(moment)}, in ${config.DATA_DIR}.`);
  await withSystem(async (system) => {
    for (const said of await afterBringingBack(system, moment))
      said.ok ? write(said.value) : failWith(said.refusal, 1);
  });
  tell(HOLD_AGAINST);
  tell("Keys of secrets are not in a journal: put the file of keys back before the next start.");
}

/** The journal: whether it is whole, and bringing back any moment of it. */
export function journalCommands(program: Command): void {
  const journal = program
    .command("journal")
    .description("Look at a journal, or bring back any moment since its oldest copy.");
  journal
    .command("verify <folder>")
    .description("Look at every byte that the last moment needs. Needs no database.")
    .option("--identity <file>", "file with the secret key that opens it")
    .action(verify);
  journal
    .command("restore <folder>")
    .description("Bring the whole server back into a DATA_DIR where there is no database.")
    .option("--until <moment>", "as it stood then, 30/11/2026 17:05; left out, as it stood last")
    .option("--identity <file>", "file with the secret key that opens it")
    .action(restore);
}
