import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { type Config, stopWith } from "./config.ts";
import { identitiesIn, type Lock, lockedBy, type Opener } from "./kernel/archive/lock.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { whyGuessable } from "./record/staff/guessable.ts";

/** By what a backup made by hand is locked: public keys named on the command line or in the settings, else a passphrase. */
export async function lockFor(
  config: Config,
  { recipients, passphrase }: { readonly recipients: readonly string[]; readonly passphrase: boolean },
): Promise<Result<Lock, string>> {
  const known = recipients.length > 0 ? recipients : (config.BACKUP_RECIPIENT ?? []);
  if (known.length > 0 && !passphrase) return accept({ by: "recipients", recipients: known });
  const chosen = await passphraseFrom(config, "twice");
  if (!chosen.ok) return chosen;
  if (await whyGuessable(chosen.value, []))
    return refuse(
      "That passphrase would soon be guessed by whoever steals the file. Choose a longer one: five words by lot. Nothing was made.",
    );
  return accept({ by: "passphrase", passphrase: chosen.value });
}

/** By what a backup is opened: a file of secret keys, or the passphrase, whichever it was locked by. */
export async function openerFor(
  config: Config,
  file: string,
  identityFile: string | undefined,
): Promise<Result<Opener, string>> {
  let by: Awaited<ReturnType<typeof lockedBy>>;
  try {
    by = await lockedBy(file);
  } catch (error) {
    return refuse(`${file} cannot be read (${codeOf(error)}).`);
  }
  if (by === undefined) return refuse(`${file} is no backup: it does not begin as one.`);
  if (by === "passphrase") {
    const known = await passphraseFrom(config, "once");
    return known.ok ? accept({ by: "passphrase", passphrase: known.value }) : known;
  }
  const keys = identityFile ?? config.BACKUP_IDENTITY_FILE;
  if (keys === undefined)
    return refuse(
      `${file} opens by a secret key. Name the file that holds it with --identity FILE or BACKUP_IDENTITY_FILE.`,
    );
  try {
    return accept({ by: "identities", identities: identitiesIn(await readFile(keys, "utf8")) });
  } catch (error) {
    return refuse(`The file of secret keys ${keys} cannot be read (${codeOf(error)}).`);
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? "unknown";

/** From the environment, from a file, or from whoever sits at the terminal. */
async function passphraseFrom(config: Config, ask: "once" | "twice"): Promise<Result<string, string>> {
  if (config.BACKUP_PASSPHRASE) return accept(config.BACKUP_PASSPHRASE);
  if (config.BACKUP_PASSPHRASE_FILE) {
    try {
      const [line = ""] = (await readFile(config.BACKUP_PASSPHRASE_FILE, "utf8")).split(/\r?\n/);
      if (line !== "") return accept(line);
      return refuse(`The first line of ${config.BACKUP_PASSPHRASE_FILE} is empty.`);
    } catch (error) {
      return refuse(`${config.BACKUP_PASSPHRASE_FILE} cannot be read (${codeOf(error)}).`);
    }
  }
  if (!process.stdin.isTTY)
    return refuse(
      "A passphrase is needed, and there is no terminal to ask for it. Set BACKUP_PASSPHRASE_FILE, or for a backup name a public key with --recipient.",
    );
  const typed = await askUnseen("Passphrase: ");
  if (typed === "") return refuse("No passphrase was typed. Nothing was done.");
  if (ask === "twice" && (await askUnseen("The same again: ")) !== typed)
    return refuse("The two are not the same. Nothing was done.");
  return accept(typed);
}

/** Asks at the terminal without showing what is typed. Ctrl-C ends it. */
function askUnseen(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve) => {
    terminal.once("SIGINT", () => stopWith("\nNothing was done.", 130));
    terminal.once("close", () => resolve(""));
    terminal.question("", (answer) => {
      resolve(answer);
      process.stderr.write("\n");
      terminal.close();
    });
  });
}
