import { execFile } from "node:child_process";
import { chown, stat } from "node:fs/promises";

/** An account of the operating system that PostgreSQL may run as. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

/** What a program said (output and errors together) and the code it ended with; -1 when it could not be run. */
export type Ended = { readonly code: number; readonly said: string };

type Run = { readonly as?: Account | undefined; readonly cwd?: string; readonly timeoutMs?: number };

/**
 * Runs a program to its end, as another account when one is given. Its surroundings are bare on purpose: PGDATA,
 * PGPORT or NODE_OPTIONS of whoever started us must not reach PostgreSQL, and its words must be in English to be read.
 */
export function runProgram(file: string, args: readonly string[], how: Run = {}): Promise<Ended> {
  const identity = how.as ? { uid: how.as.uid, gid: how.as.gid } : {};
  const env = { PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { ...identity, env, cwd: how.cwd ?? "/", timeout: how.timeoutMs ?? 120_000, maxBuffer: 1 << 24 },
      (error, out, err) => {
        const said = `${out}${err}`;
        if (error === null) return resolve({ code: 0, said });
        const code = typeof error.code === "number" ? error.code : -1;
        resolve({ code, said: said === "" ? error.message : said });
      },
    );
  });
}

/** Whether this process is root, whom PostgreSQL refuses to run as. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Who runs PostgreSQL: ourselves, unless we are root. Then it is whoever owns the cluster already, else the account
 * `postgres` (made when it is missing and the system has a program for that), else `nobody`.
 */
export async function accountFor(cluster: string): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { name: `${owner.uid}`, uid: owner.uid, gid: owner.gid };
  return (await known("postgres")) ?? (await made("postgres")) ?? (await known("nobody"));
}

/** Gives a file or folder to the account, which must be able to read what root wrote for it. */
export async function giveTo(account: Account | undefined, file: string): Promise<void> {
  if (account !== undefined) await chown(file, account.uid, account.gid);
}

/** Whether the account can go into these folders and read these files: asked of the system itself, not of mode bits. */
export async function canReach(account: Account | undefined, files: readonly string[]): Promise<boolean> {
  const script = 'for f in "$@"; do test -r "$f" || exit 1; test ! -d "$f" || test -x "$f" || exit 1; done';
  return (await runProgram("/bin/sh", ["-c", script, "sh", ...files], { as: account })).code === 0;
}

async function known(name: string): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([runProgram("id", ["-u", name]), runProgram("id", ["-g", name])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { name, uid: Number(uid.said), gid: Number(gid.said) };
}

/** useradd is everywhere but on small systems, where adduser takes BusyBox's options. */
async function made(name: string): Promise<Account | undefined> {
  const shadow = ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name];
  if ((await runProgram("useradd", shadow)).code !== 0) {
    await runProgram("addgroup", ["-S", name]);
    await runProgram("adduser", ["-S", "-D", "-H", "-G", name, "-s", "/bin/false", name]);
  }
  return known(name);
}
