import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { openFile, runImport } from "./exchange/imports/actions.ts";
import { IMPORT_HERE_JOB } from "./exchange/imports/job.ts";
import type { KindCode } from "./exchange/imports/kinds.ts";
import { originOf } from "./exchange/imports/origin.ts";
import { progressLine } from "./exchange/imports/progress-bar.ts";
import type { BadCell, ImportRun } from "./exchange/imports/run.ts";
import {
  sayBadCell,
  sayCompleteness,
  sayCounts,
  sayGood,
  sayOrigin,
  sayReason,
} from "./exchange/imports/run-messages.ts";
import { addRun, askForJob } from "./exchange/imports/run-store.ts";
import { agencies, badCells, noteFile, reasons } from "./exchange/imports/store.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import type { JobId } from "./kernel/id.ts";
import { accept, invariant, type Result, refuse } from "./kernel/result.ts";
import { parseDay, today } from "./kernel/time.ts";
import { accountForCommands } from "./record/staff/command-account-store.ts";
import { closeCommandLineSession, openCommandLineSession } from "./record/staff/command-line-store.ts";
import { SERVICES } from "./services/index.ts";
import type { OpenPartnership } from "./system.ts";

/** What the command line says about a file. */
export type ImportOptions = {
  readonly map?: string;
  readonly dryRun?: boolean;
  readonly partnership?: string;
  readonly agency?: string;
  readonly service?: string;
  readonly completeTo?: string;
  readonly event: string;
  readonly as?: string;
  readonly json?: boolean;
};

const write = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

/** The file or how it is to be read was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_USE = 2;
const BAD_CELLS_MAX = 100_000;

/** Says why not, and leaves that exit code; the databases are closed on the way out. */
function failWith(sentence: string, code = 1): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = code;
}

/** Brings one file in and tells what came of it. */
export async function importFile(kind: KindCode, file: string, options: ImportOptions): Promise<void> {
  const map = options.map === undefined ? accept(undefined) : await mapIn(options.map);
  if (!map.ok) return failWith(map.refusal, CANNOT_USE);
  if (options.completeTo !== undefined && !parseDay(options.completeTo))
    return failWith(
      `“${options.completeTo}” is not a day. Give one like 30/9/2026 or 2026-09-30.`,
      CANNOT_USE,
    );
  const opened = await openFile(kind, file, map.value);
  if (!opened.ok) return failWith(opened.refusal.sentences.join("\n"), CANNOT_USE);
  await opened.value.table.close();
  await withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT_USE);
    const partnership = chosen.value;
    const { code } = partnership;
    const username =
      options.as ?? (await asPolicyRole(system.setUp, code, (tx) => accountForCommands(tx, "import")));
    const token = await openCommandLineSession(system.setUp, code, username, "import");
    if (!token) {
      return failWith(
        `Nobody who may import signs in to ${partnership.name} as “${username}”. Name an administrator with --as USERNAME.`,
        CANNOT_USE,
      );
    }
    try {
      await importAs(token, partnership, kind, file, map.value, options);
    } finally {
      await closeCommandLineSession(system.setUp, code, token);
    }
  });
}

async function importAs(
  token: string,
  partnership: OpenPartnership,
  kind: KindCode,
  file: string,
  map: string | undefined,
  options: ImportOptions,
): Promise<void> {
  const { bytes, hash } = await sizeAndHash(file);
  const asked = await askFor(token, partnership, kind, path.basename(file), map, options, { bytes, hash });
  if (!asked.ok) return failWith(asked.refusal.sentence, CANNOT_USE);
  const bar = progressBar(bytes);
  const done = await runImport({
    database: partnership.database,
    job: asked.value,
    kinds: SERVICES,
    asOf: today(),
    source: file,
    onProgress: bar.show,
  });
  bar.end();
  if (!done.ok) {
    const { refusal } = done;
    return refusal.code === "cannot-use"
      ? failWith(refusal.sentences.join("\n"), CANNOT_USE)
      : failWith("The import was stopped: whoever it runs as may no longer import. Run it again to go on.");
  }
  const told = await partnership.database.as(token, "throughcare import", async (tx) => {
    tx.log({ what: "listed", about: "what was wrong with an imported file", people: [], basis: "import" });
    return accept({
      bad: await badCells(tx, done.value.id, BAD_CELLS_MAX),
      why: await reasons(tx, done.value.id),
    });
  });
  invariant(told.ok, "a session just opened is alive");
  if (options.json) write(JSON.stringify(asJson(done.value, told.value.bad, told.value.why)));
  else report(done.value, told.value.bad, told.value.why);
}

type Why = readonly { readonly code: string; readonly n: number }[];

async function askFor(
  token: string,
  partnership: OpenPartnership,
  kind: KindCode,
  fileName: string,
  mapText: string | undefined,
  options: ImportOptions,
  file: { readonly bytes: number; readonly hash: Buffer },
): Promise<Result<JobId, { readonly code: "cannot-ask"; readonly sentence: string }>> {
  const outcome = await partnership.database.as(token, "throughcare import", async (tx) => {
    const origin = originOf(kind, await agencies(tx), options);
    if (!origin.ok)
      return refuse({ code: "cannot-ask" as const, sentence: sayOrigin(origin.refusal, "command-line") });
    const service = options.service
      ? origin.value.services.find((one) => one.code === options.service)
      : undefined;
    const run = await addRun(tx, {
      kind,
      fileName,
      agencyId: origin.value.agency.id,
      serviceId: service?.id,
      dryRun: options.dryRun ?? false,
      through: "command-line",
      mapText,
      eventKind: options.event,
      completeTo: parseDay(options.completeTo ?? ""),
    });
    await noteFile(tx, run, file.bytes, file.hash);
    const job = await askForJob(tx, run, IMPORT_HERE_JOB);
    invariant(job, "a run just made has no job yet");
    return accept(job);
  });
  if (outcome.ok) return outcome;
  return outcome.refusal.code === "cannot-ask"
    ? refuse(outcome.refusal)
    : refuse({ code: "cannot-ask", sentence: "The session ended before the import began. Run it again." });
}

async function mapIn(file: string): Promise<Result<string, string>> {
  try {
    return accept(await readFile(file, "utf8"));
  } catch {
    return refuse(`The map ${file} cannot be read. Check its name and folder.`);
  }
}

async function sizeAndHash(file: string): Promise<{ readonly bytes: number; readonly hash: Buffer }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of createReadStream(file)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, hash: hash.digest() };
}

/** A line that is written over, on a terminal; nothing where output goes to a file or another program. */
function progressBar(bytesAll: number): {
  show(done: { readonly bytesDone: number; readonly rowsRead: number }): void;
  end(): void;
} {
  const { stderr } = process;
  return {
    show: (done) => void (stderr.isTTY && stderr.write(`\r${progressLine({ ...done, bytesAll })}`)),
    end: () => void (stderr.isTTY && stderr.write("\r\u001b[K")),
  };
}

function report(run: ImportRun, bad: readonly BadCell[], why: Why): void {
  if (run.dryRun) write("Only checked: nothing was written.");
  write(sayCounts(run.counts));
  write(sayGood(run.counts, run.dryRun));
  const complete = sayCompleteness(run);
  if (complete) write(complete);
  for (const { code, n } of why) write(`  ${String(n).padStart(5)}  ${sayReason(code)}`);
  for (const cell of bad) write(sayBadCell(cell));
}

function asJson(run: ImportRun, bad: readonly BadCell[], why: Why) {
  const { counts } = run;
  return {
    run: run.id,
    kind: run.kind,
    agency: run.agencyName,
    dryRun: run.dryRun,
    read: counts.read,
    good: counts.fresh + counts.changed + counts.known,
    new: counts.fresh,
    changed: counts.changed,
    known: counts.known,
    repeated: counts.repeated,
    bad: counts.bad,
    reasons: Object.fromEntries(why.map(({ code, n }) => [code, n])),
    latestOn: run.latestOn?.toString() ?? null,
    completeTo: run.completeTo?.toString() ?? null,
    completeBy: run.completeBy ?? null,
    errors: bad,
  };
}
