import type { SignedOut, Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { EVENT_KINDS } from "../../record/event/kinds.ts";
import type { OpenFile, Running, RunRefusal } from "./actions.ts";
import { eventRowKinds } from "./cells.ts";
import { type CheckContext, checkTable, type RowOutcome } from "./check.ts";
import { earliest, firstDayOf, lastDayOf, latest } from "./completeness.ts";
import { KINDS, type KindCode } from "./kinds.ts";
import { type AnyRow, checkedCell, type LoadContext, type LoadRow, refusedCell, toLoad } from "./load.ts";
import type { OriginService } from "./origin.ts";
import { type BadCell, type ImportRun, ROWS_A_BATCH, ROWS_A_TRIAL, type RowRefused } from "./run.ts";
import * as runs from "./run-store.ts";
import * as store from "./store.ts";

/** Where in the log reading and loading a file stands. */
export const ROUTE = "/imports";

type Good = Extract<RowOutcome<AnyRow>, { kind: "row" }>;
type Ready = { readonly outcome: Good; readonly row: LoadRow };

function outcomesOf(
  kind: KindCode,
  file: OpenFile,
  context: CheckContext,
): AsyncGenerator<RowOutcome<AnyRow>, void, undefined> {
  switch (kind) {
    case "people":
      return checkTable(file.table, KINDS.people, file.mapping, context);
    case "episodes":
      return checkTable(file.table, KINDS.episodes, file.mapping, context);
    case "events":
      return checkTable(file.table, KINDS.events, file.mapping, context);
    case "custody":
      return checkTable(file.table, KINDS.custody, file.mapping, context);
    case "area-months":
      return checkTable(file.table, KINDS["area-months"], file.mapping, context);
  }
}

/** Checks a file's rows and loads them, batch after batch; those that overlapped another stay once more at the end. */
export async function loadFile(
  running: Running,
  run: ImportRun,
  file: OpenFile,
  services: ReadonlyMap<string, OriginService>,
): Promise<Result<undefined, RunRefusal>> {
  const within = <V, R>(work: (tx: Tx) => Promise<Result<V, R>>): Promise<Result<V, R | SignedOut>> =>
    running.database.job(running.job, ROUTE, work);
  const begun = await within((tx) => begin(tx, run, file));
  if (!begun.ok) return begun;
  const outcomes = outcomesOf(run.kind, file, {
    asOf: running.asOf,
    services: [...services.keys()],
    eventKinds: eventRowKinds(EVENT_KINDS).map(({ code }) => code),
    eventKind: run.eventKind,
  });
  const context: LoadContext = { mapping: file.mapping, kinds: running.kinds, services };
  const { bytesTotal } = file.table;
  const overlapping: Ready[] = [];
  let rowsRead = run.counts.read;
  const size = running.batchRows ?? (run.dryRun ? ROWS_A_TRIAL : ROWS_A_BATCH);
  const skipped = (outcome: RowOutcome<AnyRow>): void => {
    const row =
      outcome.kind === "row" && begun.value.has(outcome.line) ? toLoad(outcome, context) : undefined;
    if (outcome.kind === "row" && row?.ok) overlapping.push({ outcome, row: row.value });
  };
  for await (const batch of batchesAfter(run.lineDone, outcomes, size, skipped)) {
    if (running.signal?.aborted) return refuse({ code: "stopped" });
    const bytesDone = Math.min(file.table.bytesRead(), bytesTotal ?? run.bytesAll);
    const loaded = await within((tx) => loadBatch(tx, run, batch, context, bytesDone));
    if (!loaded.ok) return loaded;
    overlapping.push(...loaded.value);
    rowsRead += batch.length;
    running.onProgress?.({ bytesDone, rowsRead });
  }
  // What is only checked is taken back each time, so that a later row has ended nothing.
  for (let from = 0; from < overlapping.length && !run.dryRun; from += ROWS_A_BATCH) {
    const again = await within((tx) => loadAgain(tx, run, overlapping.slice(from, from + ROWS_A_BATCH)));
    if (!again.ok) return again;
  }
  return accept(undefined);
}

/** Notes that a run is under way. Answers the lines that were found to overlap before it was stopped. */
async function begin(
  tx: Tx,
  run: ImportRun,
  { mapping }: OpenFile,
): Promise<Result<ReadonlySet<number>, never>> {
  const oneKind = run.kind === "events" && !mapping.columns.has("kind") ? run.eventKind : undefined;
  await runs.beginRun(tx, run, { source: mapping.map.source, oneKind });
  tx.log({ what: "changed", about: `import of ${run.kind} begun`, people: [], basis: "import" });
  return accept(await store.linesRefused(tx, run.id, "overlaps"));
}

/** Rows after a line, some at a time. Those up to it were counted before, but had to be read again to know repeats. */
async function* batchesAfter(
  line: number,
  rows: AsyncIterable<RowOutcome<AnyRow>>,
  size: number,
  skipped: (row: RowOutcome<AnyRow>) => void,
): AsyncGenerator<readonly RowOutcome<AnyRow>[], void, undefined> {
  let batch: RowOutcome<AnyRow>[] = [];
  for await (const outcome of rows) {
    if (outcome.line <= line) {
      skipped(outcome);
      continue;
    }
    batch.push(outcome);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Loads one batch: what its rows came to is counted and kept in the same transaction. Answers those that overlap. */
async function loadBatch(
  tx: Tx,
  run: ImportRun,
  batch: readonly RowOutcome<AnyRow>[],
  context: LoadContext,
  bytesDone: number,
): Promise<Result<readonly Ready[], SignedOut>> {
  const bad: BadCell[] = [];
  const ready: Ready[] = [];
  for (const outcome of batch) {
    if (outcome.kind === "bad") bad.push(...outcome.errors.map(checkedCell));
    if (outcome.kind !== "row") continue;
    const row = toLoad(outcome, context);
    if (row.ok) ready.push({ outcome, row: row.value });
    else bad.push(row.refusal);
  }
  const judged = await judge(tx, run, ready);
  if (!judged.ok) return judged;
  const { good, counts, refused } = judged.value;
  bad.push(...refused.map(({ outcome, verdict }) => refusedCell(outcome, verdict, context)));
  await store.addBadCells(tx, run.id, bad);
  const repeated = batch.filter((outcome) => outcome.kind === "repeated").length;
  await runs.countBatch(tx, run.id, {
    counts: {
      ...counts,
      read: batch.length,
      repeated,
      bad: batch.length - repeated - good.length,
    },
    earliestOn: earliest(good.map(firstDayOf)),
    latestOn: latest(good.map(lastDayOf)),
    eventKinds: [...new Set(good.flatMap((row) => ("what" in row ? [row.kind] : [])))],
    lineDone: batch.at(-1)?.line ?? 0,
    bytesDone,
  });
  return accept(refused.filter(({ verdict }) => verdict === "overlaps"));
}

/** Loads rows that overlapped a stay which a later row may have ended. What is good now is no longer wrong. */
async function loadAgain(
  tx: Tx,
  run: ImportRun,
  rows: readonly Ready[],
): Promise<Result<undefined, SignedOut>> {
  const judged = await judge(tx, run, rows);
  if (!judged.ok) return judged;
  const refused = new Set(judged.value.refused.map(({ outcome }) => outcome.line));
  const lines = rows.map(({ outcome }) => outcome.line).filter((line) => !refused.has(line));
  await store.settleLines(tx, run.id, lines);
  const days: { first: LocalDate | undefined; last: LocalDate | undefined } = {
    first: earliest(judged.value.good.map(firstDayOf)),
    last: latest(judged.value.good.map(lastDayOf)),
  };
  await runs.countGoodAfterAll(tx, run.id, judged.value.counts, days);
  return accept(undefined);
}

/** Hands rows to the record, and tells the good from those it cannot take. */
async function judge(tx: Tx, run: ImportRun, ready: readonly Ready[]) {
  const verdicts = await store.loadRows(
    tx,
    run,
    ready.map(({ row }) => row),
  );
  if (!verdicts) return refuse({ code: "signed-out" as const });
  const counts = { fresh: 0, changed: 0, known: 0 };
  const good: AnyRow[] = [];
  const refused: (Ready & { readonly verdict: RowRefused })[] = [];
  for (const each of ready) {
    const verdict = verdicts.get(each.outcome.line) ?? "known";
    if (verdict === "new" || verdict === "changed" || verdict === "known") {
      counts[verdict === "new" ? "fresh" : verdict] += 1;
      good.push(each.outcome.row);
    } else refused.push({ ...each, verdict });
  }
  return accept({ good, counts, refused });
}
