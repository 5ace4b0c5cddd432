import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { counted } from "./kernel/words.ts";
import { registerKey } from "./register-keeping.ts";
import { verifyBooks, verifyLines } from "./register-verifying.ts";
import { type Checkpoint, readCheckpoint, verifierKey } from "./services/clinic/register/checkpoint.ts";
import { atOneMoment, everyBook, exportedLines } from "./services/clinic/register/export-store.ts";
import { BookId } from "./services/clinic/register/line.ts";
import { failWith, tell, write } from "./terminal.ts";

type Options = { readonly partnership?: string };
type VerifyOptions = Options & { readonly checkpoint?: readonly string[]; readonly key?: string };

const listing = (options: Options): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, 2);
    const books = await asPolicyRole(system.setUp, chosen.value.code, everyBook);
    for (const { id, premises, heading } of books) write(`${id}  ${premises}: ${heading}`);
    tell(`${counted(books.length, "book")}.`);
  });

const exporting = (
  id: string,
  options: Options & { readonly names?: true; readonly devices?: true },
): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, 2);
    const book = BookId.parse(id);
    await asPolicyRole(system.setUp, chosen.value.code, async (tx) => {
      await atOneMoment(tx);
      const known = (await everyBook(tx)).some((one) => one.id === book);
      if (!book || !known) return failWith(`There is no book ${id}. Say ./throughcare register list.`, 2);
      for await (const line of exportedLines(tx, book, options.names === true, options.devices === true))
        write(line);
    });
  });

const keyShown = (options: Options): Promise<void> =>
  withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, 2);
    write(verifierKey(await registerKey(system.setUp, system.keyFiles, chosen.value.code)));
  });

/** Checkpoints from files, each signed by the key; the key is a file, or its text. */
async function checkpointsFrom({
  checkpoint: files = [],
  key,
}: VerifyOptions): Promise<Result<readonly Checkpoint[], string>> {
  if (files.length === 0) return accept([]);
  if (!key) return refuse("A checkpoint is believed by its key: say --key FILE too.");
  const verifier = key.includes("+") ? key : await readFile(key, "utf8").catch(() => "");
  const all: Checkpoint[] = [];
  for (const file of files) {
    const note = await readFile(file, "utf8").catch(() => undefined);
    if (note === undefined) return refuse(`${file} cannot be read.`);
    const read = readCheckpoint(note, verifier);
    if (!read.ok) return refuse(`${file}: ${SAYS[read.refusal.code]}`);
    all.push(read.value);
  }
  return accept(all);
}

const SAYS = {
  "not-a-checkpoint": "this is no checkpoint.",
  "not-a-key": "what --key names is no key of a signed note.",
  "not-signed-by-this-key": "it is not signed by this key.",
} as const;

async function verifying(file: string | undefined, options: VerifyOptions): Promise<void> {
  const checkpoints = await checkpointsFrom(options);
  if (!checkpoints.ok) return failWith(checkpoints.refusal, 2);
  if (file !== undefined) {
    try {
      const answer = await verifyLines(createInterface({ input: createReadStream(file) }), checkpoints.value);
      return answer.ok ? write(answer.value) : failWith(answer.refusal, 1);
    } catch {
      return failWith(`${file} cannot be read.`, 2);
    }
  }
  await withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, 2);
    for (const { of, answer } of await verifyBooks(system.setUp, chosen.value.code, checkpoints.value))
      if (answer.ok) write(`${of.premises}: ${answer.value}`);
      else failWith(`${of.premises}, book ${of.id}: ${answer.refusal}`, 1);
  });
}

/** The controlled-drug register from the command line: taking a book out, and looking whether it holds. */
export function registerCommands(program: Command): void {
  const register = program
    .command("register")
    .description("The controlled-drug register: taking books out, and looking whether they hold.");
  const partnership = ["--partnership <code>", "the partnership, where there are several"] as const;
  register
    .command("list")
    .description("Every book with its identifier.")
    .option(...partnership)
    .action(listing);
  register
    .command("export <book>")
    .description("Write a book as lines of JSON that stand by themselves (docs/safety/register-format.md).")
    .option("--names", "with the names of whom it was given to, which open the commitments in the lines")
    .option("--devices", "with the devices that each line was signed on, which no hash covers")
    .option(...partnership)
    .action(exporting);
  register
    .command("verify [file]")
    .description(
      "Look whether every line of an exported book holds, from the file alone; without a file, every book here.",
    )
    .option("--checkpoint <files...>", "signed checkpoints that somebody else kept")
    .option("--key <file>", "the key by which they are signed, as ./throughcare register key writes it")
    .option(...partnership)
    .action(verifying);
  register
    .command("key")
    .description("Write the key by which checkpoints are verified, for whoever keeps them.")
    .option(...partnership)
    .action(keyShown);
}
