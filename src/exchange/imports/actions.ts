import { createHash } from "node:crypto";
import type { Database, SignedOut, Tx } from "../../kernel/database/door.ts";
import type { JobId } from "../../kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { completenessOf } from "./completeness.ts";
import { KINDS, type KindCode } from "./kinds.ts";
import { loadFile, ROUTE } from "./loading.ts";
import { NO_MAP, readMapFile } from "./mapfile.ts";
import { type Mapping, mapColumns } from "./mapping.ts";
import { sayMapFile, sayMapping, sayOpen } from "./messages.ts";
import { originOf, serviceNames } from "./origin.ts";
import { openTable, type Table, type TableSource } from "./read.ts";
import { canBeComplete, type ImportRun } from "./run.ts";
import { sayOrigin } from "./run-messages.ts";
import * as runs from "./run-store.ts";
import * as store from "./store.ts";

/** Why a file or its map cannot be used, in sentences for whoever brings it in. */
export type FileRefusal = { readonly code: "cannot-use"; readonly sentences: readonly string[] };

/** A file opened and its columns found. Its rows can be read once. */
export type OpenFile = { readonly table: Table; readonly mapping: Mapping };

/** Opens a file as one of its kind, by its map where it has one. */
export async function openFile(
  kind: KindCode,
  source: TableSource,
  mapText: string | undefined,
): Promise<Result<OpenFile, FileRefusal>> {
  const cannot = (sentences: readonly string[]) => refuse({ code: "cannot-use" as const, sentences });
  const map = mapText === undefined ? accept(NO_MAP) : readMapFile(mapText, KINDS[kind]);
  if (!map.ok) return cannot(map.refusal.map(sayMapFile));
  const table = await openTable(source, map.value.choices);
  if (!table.ok) return cannot([sayOpen(table.refusal)]);
  const mapping = mapColumns(KINDS[kind], table.value.recognised.headings, map.value);
  if (mapping.ok) return accept({ table: table.value, mapping: mapping.value });
  await table.value.close();
  return cannot(sayMapping(mapping.refusal));
}

/** Everything a run needs besides its own line in the database. */
export type Running = {
  readonly database: Database;
  readonly job: JobId;
  readonly kinds: ServiceKinds;
  /** The day of the import, in England. */
  readonly asOf: LocalDate;
  readonly source: TableSource;
  readonly onProgress?: (run: { readonly bytesDone: number; readonly rowsRead: number }) => void;
  /** Stops between two batches; the run goes on from there when it is run again. */
  readonly signal?: AbortSignal;
  /** For tests: rows a batch. */
  readonly batchRows?: number;
};

/** Why a run ended without having loaded its file. */
export type RunRefusal = FileRefusal | SignedOut | { readonly code: "stopped" } | { readonly code: "no-run" };

/**
 * Runs one import from wherever it stands: opens the file, checks its rows, loads them batch after batch. Each batch is
 * one transaction with its counts and the line it reached, so whatever happens between two leaves nothing half done.
 * A file that cannot be used ends the run; a lost connection does not.
 */
export async function runImport(running: Running): Promise<Result<ImportRun, RunRefusal>> {
  const within = <V>(work: (tx: Tx) => Promise<V>): Promise<Result<V, SignedOut>> =>
    running.database.job(running.job, ROUTE, async (tx) => accept(await work(tx)));
  const begun = await within(async (tx) => {
    const run = await runs.runOfJob(tx, running.job);
    return run && { run, agencies: await store.agencies(tx) };
  });
  if (!begun.ok) return begun;
  if (!begun.value) return refuse({ code: "no-run" });
  const { run, agencies } = begun.value;
  const fail = async (refusal: FileRefusal): Promise<Result<never, RunRefusal>> => {
    const ended = await within((tx) =>
      runs.endRun(tx, run, { state: "failed", failure: refusal.sentences.join(" ") }),
    );
    return ended.ok ? refuse(refusal) : ended;
  };
  const origin = originOf(run.kind, agencies, { agency: run.agencyId, service: run.serviceCode });
  if (!origin.ok) return fail({ code: "cannot-use", sentences: [sayOrigin(origin.refusal, run.through)] });
  const file = await openFile(run.kind, running.source, run.mapText);
  if (!file.ok) return fail(file.refusal);
  try {
    const loaded = await loadFile(running, run, file.value, serviceNames(origin.value.services));
    if (!loaded.ok) return loaded;
  } finally {
    await file.value.table.close();
  }
  return within(async (tx) => {
    const now = await runs.readRun(tx, run.id);
    invariant(now, "a run under way stays");
    const stated = run.completeBy === "stated" && canBeComplete(now.counts) ? run.completeTo : undefined;
    const complete = completenessOf(stated, now.latestOn, running.asOf);
    await runs.endRun(tx, run, { state: "done", completeTo: complete?.to, completeBy: complete?.by });
    tx.log({ what: "changed", about: `import of ${run.kind} done`, people: [], basis: "import" });
    const done = await runs.readRun(tx, run.id);
    invariant(done, "a run that is done stays");
    return done;
  });
}

/** Bytes of one stored part of an uploaded file. */
const PART_BYTES = 262_144;

/** The largest file the browser may send: some three million offences. Larger ones go through the command line. */
export const UPLOAD_BYTES_MAX = 300_000_000;

/** Why an upload was not kept. */
export type UploadRefusal =
  | { readonly code: "no-file" }
  | { readonly code: "too-large"; readonly bytesMax: number };

/** Keeps an uploaded file with its run, part after part, until it has been read. */
export async function keepFile(
  tx: Tx,
  run: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Result<undefined, UploadRefusal>> {
  const hash = createHash("sha256");
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let all = 0;
  let parts = 0;
  const put = async (): Promise<void> => {
    if (heldBytes > 0) await store.addFilePart(tx, run, parts++, Buffer.concat(held));
    held = [];
    heldBytes = 0;
  };
  for await (const piece of bytes) {
    hash.update(piece);
    all += piece.length;
    if (all > UPLOAD_BYTES_MAX) return refuse({ code: "too-large", bytesMax: UPLOAD_BYTES_MAX });
    held.push(piece);
    heldBytes += piece.length;
    if (heldBytes >= PART_BYTES) await put();
  }
  await put();
  if (all === 0) return refuse({ code: "no-file" });
  await store.noteFile(tx, run, all, hash.digest());
  return accept(undefined);
}

/** An uploaded file as it was sent, read part after part. `within` opens the door for each. */
export async function* fileOf(
  run: string,
  within: <V>(work: (tx: Tx) => Promise<V>) => Promise<V>,
): AsyncGenerator<Buffer, void, undefined> {
  for (let part = 0; ; part++) {
    const bytes = await within((tx) => store.readFilePart(tx, run, part));
    if (!bytes) return;
    yield bytes;
  }
}
