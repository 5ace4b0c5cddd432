import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { choosePartnership } from "./choose-partnership.ts";
import { withSystem } from "./commands.ts";
import { openFile, runImport } from "./exchange/imports/actions.ts";
import { readStated } from "./exchange/imports/completeness.ts";
import { IMPORT_HERE_JOB } from "./exchange/imports/job.ts";
import type { KindCode } from "./exchange/imports/kinds.ts";
import { type OriginRefusal, originOf } from "./exchange/imports/origin.ts";
import { progressLine } from "./exchange/imports/progress-bar.ts";
import type { BadCell, ImportRun } from "./exchange/imports/run.ts";
import {
  sayBadCell,
  sayCompleteness,
  sayCounts,
  sayGood,
  sayOrigin,
  sayReason,
  sayStated,
  sayTrial,
} from "./exchange/imports/run-messages.ts";
import { addRun, askForJob } from "./exchange/imports/run-store.ts";
import { agencies, badCells, noteFile, reasons } from "./exchange/imports/store.ts";
import { inNameOf, type Nobody } from "./in-name-of.ts";
import type { SignedOut, Tx } from "./kernel/database/door.ts";
import type { Unanswered } from "./kernel/database/unanswered.ts";
import type { JobId } from "./kernel/id.ts";
import { accept, invariant, type Result, refuse } from "./kernel/result.ts";
import { type LocalDate, today } from "./kernel/time.ts";
import { grouped } from "./kernel/words.ts";
import { SERVICES } from "./services/index.ts";
import type { OpenPartnership, System } from "./system.ts";
import { failWith, write } from "./terminal.ts";

/** What the command line says about a file. */
export type ImportOptions = {
  readonly map?: string;
  readonly dryRun?: boolean;
  readonly partnership?: string;
  readonly agency?: string;
  readonly service?: string;
  readonly completeTo?: string;
  readonly event?: string;
  readonly as?: string;
  readonly json?: boolean;
};

/** The file or how it is to be read was wrong, and not the system: scripts tell it by this exit code. */
const CANNOT_USE = 2;
const BAD_CELLS_MAX = 100_000;

/** What is asked for: the file, how its columns are read, and to which day it is said to be complete. */
type Wanted = {
  readonly kind: KindCode;
  readonly file: string;
  readonly map: string | undefined;
  readonly completeTo: LocalDate | undefined;
  readonly options: ImportOptions;
};

/** Brings one file in and tells what came of it. */
export async function importFile(kind: KindCode, file: string, options: ImportOptions): Promise<void> {
  const map = options.map === undefined ? accept(undefined) : await mapIn(options.map);
  if (!map.ok) return failWith(map.refusal, CANNOT_USE);
  const { completeTo: given } = options;
  const stated = given === undefined ? accept(undefined) : readStated(given, today());
  if (!stated.ok) return failWith(`${sayStated(stated.refusal, given ?? "")}.`, CANNOT_USE);
  const opened = await openFile(kind, file, map.value);
  if (!opened.ok) return failWith(opened.refusal.sentences.join("\n"), CANNOT_USE);
  await opened.value.table.close();
  await withSystem(async (system) => {
    const chosen = choosePartnership(system, options.partnership);
    if (!chosen.ok) return failWith(chosen.refusal, CANNOT_USE);
    const wanted: Wanted = { kind, file, map: map.value, completeTo: stated.value, options };
    await importInto(system, chosen.value, wanted);
  });
}

/** Asks for the import, runs it, and tells what came of it: each piece in a session of its own, since reading may take hours. */
async function importInto(system: System, partnership: OpenPartnership, wanted: Wanted): Promise<void> {
  const { file, options } = wanted;
  const who = { named: options.as, permission: "import", route: "throughcare import" } as const;
  const size = await sizeAndHash(file);
  const asked = await inNameOf(system, partnership, who, (tx) => askFor(tx, wanted, size));
  if (!asked.ok) return failWith(sayAsking(asked.refusal, partnership.name), CANNOT_USE);
  const bar = progressBar(size.bytes);
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
      : failWith(
          "The import was stopped: whoever it runs as may no longer import. Run it again to go on.",
          1,
        );
  }
  const told = await inNameOf<Told, never>(system, partnership, who, async (tx) => {
    tx.log({ what: "listed", about: "what was wrong with an imported file", people: [], basis: "import" });
    return accept({
      bad: await badCells(tx, done.value.id, BAD_CELLS_MAX),
      why: await reasons(tx, done.value.id),
    });
  });
  if (!told.ok) return failWith(sayAsking(told.refusal, partnership.name), 1);
  if (options.json) write(JSON.stringify(asJson(done.value, told.value.bad, told.value.why)));
  else report(done.value, told.value.bad, told.value.why);
}

type Why = readonly { readonly code: string; readonly n: number }[];
type Told = { readonly bad: readonly BadCell[]; readonly why: Why };

async function askFor(
  tx: Tx,
  { kind, file, map, completeTo, options }: Wanted,
  { bytes, hash }: { readonly bytes: number; readonly hash: Buffer },
): Promise<Result<JobId, { readonly code: "whose"; readonly why: OriginRefusal }>> {
  const origin = originOf(kind, await agencies(tx), options);
  if (!origin.ok) return refuse({ code: "whose", why: origin.refusal });
  const { agency, services } = origin.value;
  const run = await addRun(tx, {
    kind,
    fileName: path.basename(file),
    agencyId: agency.id,
    serviceId: services.find((one) => one.code === options.service)?.id,
    dryRun: options.dryRun ?? false,
    through: "command-line",
    mapText: map,
    eventKind: options.event ?? "offence",
    completeTo,
  });
  await noteFile(tx, run, bytes, hash);
  const job = await askForJob(tx, run, IMPORT_HERE_JOB);
  invariant(job, "a run just made has no job yet");
  return accept(job);
}

/** Why nothing could be asked for, and what to do. */
function sayAsking(
  refusal: SignedOut | Unanswered | Nobody | { readonly code: "whose"; readonly why: OriginRefusal },
  partnership: string,
): string {
  switch (refusal.code) {
    case "whose":
      return sayOrigin(refusal.why, "command-line");
    case "nobody":
      return `Nobody who may import signs in to ${partnership} as “${refusal.username}”. Name an administrator with --as USERNAME.`;
    case "signed-out":
      return "The session ended before the work was done. Run it again.";
    case "no-answer":
    case "not-known":
      return "The database went away before the work was done. Start it, then run this again.";
  }
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
  for (const words of [sayTrial(run), sayCompleteness(run)]) if (words) write(words);
  for (const { code, n } of why) write(`  ${String(n).padStart(5)}  ${sayReason(code)}`);
  for (const cell of bad) write(sayBadCell(cell));
  const notShown = all(why) - bad.length;
  if (notShown > 0) {
    write(
      `${grouped(notShown)} more are not listed here. The page of this import has them as a file: /imports/${run.id}`,
    );
  }
}

const all = (why: Why): number => why.reduce((sum, { n }) => sum + n, 0);

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
    errorsNotListed: all(why) - bad.length,
  };
}
