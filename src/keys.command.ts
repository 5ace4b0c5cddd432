import type { Command } from "commander";
import { withSystem } from "./commands.ts";
import { namesOf } from "./kernel/database/partnership.ts";
import { setPasswords } from "./kernel/database/roles.ts";
import { longDateTime } from "./kernel/time.ts";
import { allKeys, dropKey, type KeyLine, type KeyWork, rotateKeys, sayGuards, sayKeys } from "./keys.ts";
import type { System } from "./system.ts";
import { failWith, write } from "./terminal.ts";

/** What was asked for was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT = 2;

const workOf = (system: System): KeyWork => ({
  setUp: system.setUp,
  keyFiles: system.keyFiles,
  partnerships: [...system.partnerships.values()],
});

/** A key as a command lists it. Nothing of what it encrypts by. */
const lineOf = ({ id, since, guards }: KeyLine, newest: boolean): string =>
  `  ${id}  ${since ? `since ${longDateTime(Temporal.Instant.from(since))}` : "LOST"}, guards ${sayGuards(guards)}${newest ? " (newest)" : ""}`;

const listing = (): Promise<void> =>
  withSystem(async (system) => {
    const lines = await allKeys(workOf(system));
    if (!lines.ok) return failWith(sayKeys(lines.refusal), 1);
    write(`${lines.value.length} ${lines.value.length === 1 ? "key" : "keys"}, newest first:`);
    for (const [at, line] of lines.value.entries()) write(lineOf(line, at === 0));
    // What to do about a lost one was said when the databases were opened.
    if (lines.value.some(({ since }) => since === undefined)) process.exitCode = 1;
  });

const rotating = (options: { readonly logins?: boolean }): Promise<void> =>
  withSystem(async (system) => {
    if (options.logins) return changingLogins(system);
    const done = await rotateKeys(workOf(system));
    if (!done.ok) return failWith(sayKeys(done.refusal), 1);
    const { newest, resumed, moved, unopened } = done.value;
    write(
      resumed
        ? `A change of keys that was stopped is finished: the key ${newest} guards what was left, ${moved} more.`
        : `There is a new key, ${newest}. Secrets that are encrypted by it: ${moved}.`,
    );
    write("Copy the file of keys to where you keep it. Backups from before still need the older keys:");
    write(
      "keep those as long as you keep the backups, then take them away with ./throughcare keys drop KEY.",
    );
    if (unopened > 0)
      failWith(
        `${unopened} did not open and stay as they are: their key is lost, or somebody changed or moved them. Set them anew: ./throughcare account recover USERNAME, ./throughcare provider secret CODE.`,
        1,
      );
  });

/** New passwords for the roles by which each partnership is reached. A server that runs learns them at its next connection. */
async function changingLogins({ setUp, keeper, partnerships }: System): Promise<void> {
  for (const { code, name } of partnerships.values()) {
    await setPasswords(setUp, namesOf(code), await keeper.newLogins(code));
    write(`${name} is reached by new passwords. A server that is running goes on with them by itself.`);
  }
}

const dropping = (key: string): Promise<void> =>
  withSystem(async (system) => {
    const done = await dropKey(workOf(system), key);
    if (!done.ok) return failWith(sayKeys(done.refusal), CANNOT);
    write(`The key ${key} is gone. Backups that need it cannot be read any more.`);
  });

/** The keys by which authenticator secrets and client secrets are encrypted. */
export function keyCommands(program: Command): void {
  const keys = program
    .command("keys")
    .description("The keys by which secrets are encrypted: since when each is here, and what it guards.")
    .action(listing);
  keys
    .command("rotate")
    .description("Make a new key and encrypt everything by it; goes on where it was stopped.")
    .option("--logins", "change the passwords by which the program reaches its database instead")
    .action(rotating);
  keys.command("drop <key>").description("Take a key away that nothing needs any more.").action(dropping);
}
