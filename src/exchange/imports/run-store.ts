import { z } from "zod";
import type { Queries } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { JobId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { KindCode } from "./kinds.ts";
import type { ImportRun, RunCounts } from "./run.ts";
import { GONE_AWAY, NEVER_STARTED } from "./run-messages.ts";

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);
const whole = z.bigint().transform(Number);
const maybe = <T extends z.ZodType>(schema: T) => schema.nullable().transform((value) => value ?? undefined);

const RunRow = z.object({
  id: z.string(),
  job_id: maybe(z.string()),
  kind: z.enum(["people", "episodes", "events", "custody", "area-months"]),
  file_name: z.string(),
  agency_id: z.string(),
  agency_name: z.string(),
  service_code: maybe(z.string()),
  state: z.enum(["waiting", "running", "done", "failed", "stopped"]),
  dry_run: z.boolean(),
  through: z.enum(["browser", "command-line"]),
  source: maybe(z.string()),
  map_text: maybe(z.string()),
  event_kind: z.string(),
  bytes_all: whole,
  bytes_done: whole,
  line_done: z.int(),
  rows_read: z.int(),
  rows_new: z.int(),
  rows_changed: z.int(),
  rows_known: z.int(),
  rows_repeated: z.int(),
  rows_bad: z.int(),
  latest_on: maybe(day),
  complete_to: maybe(day),
  complete_by: maybe(z.enum(["stated", "inferred"])),
  failure: maybe(z.string()),
  started_by: z.string(),
  started_at: instant,
  ended_at: maybe(instant),
});

const runFrom = (raw: unknown): ImportRun => {
  const row = RunRow.parse(raw);
  return {
    id: row.id,
    jobId: row.job_id,
    kind: row.kind,
    fileName: row.file_name,
    agencyId: row.agency_id,
    agencyName: row.agency_name,
    serviceCode: row.service_code,
    state: row.state,
    dryRun: row.dry_run,
    through: row.through,
    source: row.source,
    mapText: row.map_text,
    eventKind: row.event_kind,
    bytesAll: row.bytes_all,
    bytesDone: row.bytes_done,
    lineDone: row.line_done,
    counts: {
      read: row.rows_read,
      fresh: row.rows_new,
      changed: row.rows_changed,
      known: row.rows_known,
      repeated: row.rows_repeated,
      bad: row.rows_bad,
    },
    latestOn: row.latest_on,
    completeTo: row.complete_to,
    completeBy: row.complete_by,
    failure: row.failure,
    startedBy: row.started_by,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
};

// A run on the command line that has not got on for two minutes has nobody running it any more.
const selectRuns = (tx: Tx) => tx`
  select r.*, a.name as agency_name, s.code as service_code,
         coalesce(w.name, 'Someone') as started_by,
         case when r.state = 'running' and r.through = 'command-line' and r.touched_at < now() - interval '2 minutes'
              then 'stopped' else r.state end as state
    from import_run r
    join agency a on a.id = r.agency_id
    left join service s on s.id = r.service_id
    left join staff w on w.id = r.staff_id`;

/** The newest runs, newest first. */
export async function recentRuns(tx: Tx, atMost: number): Promise<readonly ImportRun[]> {
  const rows = await tx`${selectRuns(tx)} order by r.started_at desc, r.id desc limit ${atMost}`;
  return rows.map(runFrom);
}

/** How many runs there are. */
export async function countRuns(tx: Tx): Promise<number> {
  const [row] = await tx`select count(*)::int as n from import_run`;
  return z.int().parse(row?.n);
}

/** One run, or undefined when there is none that whoever asks may see. */
export async function readRun(tx: Tx, id: string): Promise<ImportRun | undefined> {
  const [row] = await tx`${selectRuns(tx)} where r.id = ${id}`;
  return row ? runFrom(row) : undefined;
}

/** What a new run is told. */
export type NewRun = {
  readonly kind: KindCode;
  readonly fileName: string;
  readonly agencyId: string;
  readonly serviceId: string | undefined;
  readonly dryRun: boolean;
  readonly through: "browser" | "command-line";
  readonly mapText: string | undefined;
  readonly eventKind: string;
  readonly completeTo: LocalDate | undefined;
};

/** Notes a run that has not begun. What was left lying by runs that nobody will finish is cleared away first. */
export async function addRun(tx: Tx, run: NewRun): Promise<string> {
  await clearAway(tx);
  const [row] = await tx`
    insert into import_run (kind, file_name, agency_id, service_id, state, dry_run, through, map_text, event_kind,
                            complete_to, complete_by)
    values (${run.kind}, ${run.fileName.slice(0, 200)}, ${run.agencyId}, ${run.serviceId ?? null}, 'waiting', ${run.dryRun},
            ${run.through}, ${run.mapText ?? null}, ${run.eventKind}, ${run.completeTo ?? null},
            ${run.completeTo ? "stated" : null})
    returning id`;
  return z.string().parse(row?.id);
}

async function clearAway(tx: Tx): Promise<void> {
  await tx`
    with old as (
      update import_run set state = 'failed', ended_at = now(), failure = ${NEVER_STARTED}
       where state = 'waiting' and job_id is null and started_at < now() - interval '1 day' returning id)
    delete from import_file where run_id in (select id from old)`;
  await tx`
    update import_run set state = 'failed', ended_at = now(), failure = ${GONE_AWAY}
     where state = 'running' and through = 'command-line' and touched_at < now() - interval '2 minutes'`;
}

/** Sets how a waiting run's columns are read and from whom it is. */
export async function setColumns(tx: Tx, run: string, mapText: string, dryRun: boolean): Promise<void> {
  await tx`update import_run set map_text = ${mapText}, dry_run = ${dryRun} where id = ${run} and state = 'waiting' and job_id is null`;
}

/** Asks for a waiting run's job, once. Undefined when it was asked for already. */
export async function askForJob(tx: Tx, run: string, kind: string): Promise<JobId | undefined> {
  const [row] = await tx`
    with free as (
      select id from import_run where id = ${run} and state = 'waiting' and job_id is null for update),
    asked as (
      insert into job (kind, post_id) select ${kind}, ${tx.asking.post_id} from free returning id)
    update import_run r set job_id = asked.id from asked, free where r.id = free.id returning r.job_id`;
  return row && JobId.schema.parse(row.job_id);
}

/** The run of a job. */
export async function runOfJob(tx: Tx, job: JobId): Promise<ImportRun | undefined> {
  const [row] = await tx`${selectRuns(tx)} where r.job_id = ${job}`;
  return row ? runFrom(row) : undefined;
}

/**
 * Says that a run and its job are under way, who the file is from, and of which one kind its events are where no column
 * says so: then it tells of that kind even if it holds no row.
 */
export async function beginRun(
  tx: Tx,
  run: ImportRun,
  file: { readonly source: string | undefined; readonly oneKind: string | undefined },
): Promise<void> {
  const { source, oneKind } = file;
  await tx`update import_run set state = 'running', source = ${source ?? null}, touched_at = now(),
                  event_kinds = case when ${oneKind ?? null}::text is null then event_kinds else array[${oneKind ?? null}::text] end
            where id = ${run.id}`;
  await tx`update job set state = 'running' where id = ${run.jobId ?? null}`;
}

/** What one batch came to. */
export type BatchDone = {
  readonly counts: RunCounts;
  readonly earliestOn: LocalDate | undefined;
  readonly latestOn: LocalDate | undefined;
  readonly eventKinds: readonly string[];
  readonly lineDone: number;
  readonly bytesDone: number;
};

/** Adds a batch to its run's counts, in the transaction that loads it. */
export async function countBatch(tx: Tx, run: string, batch: BatchDone): Promise<void> {
  const { counts } = batch;
  await tx`
    update import_run
       set rows_read = rows_read + ${counts.read},
           rows_good = rows_good + ${counts.fresh + counts.changed + counts.known},
           rows_new = rows_new + ${counts.fresh}, rows_changed = rows_changed + ${counts.changed},
           rows_known = rows_known + ${counts.known}, rows_repeated = rows_repeated + ${counts.repeated},
           rows_bad = rows_bad + ${counts.bad}, latest_on = greatest(latest_on, ${batch.latestOn ?? null}),
           earliest_on = least(earliest_on, ${batch.earliestOn ?? null}),
           event_kinds = array(select distinct k from unnest(event_kinds || ${tx.array([...batch.eventKinds], 1009)}) k order by k),
           line_done = ${batch.lineDone}, bytes_done = ${batch.bytesDone}, touched_at = now()
     where id = ${run}`;
}

/** Counts rows among the good that had been counted as wrong. */
export async function countGoodAfterAll(
  tx: Tx,
  run: string,
  counts: Pick<RunCounts, "fresh" | "changed" | "known">,
  days: { readonly first: LocalDate | undefined; readonly last: LocalDate | undefined },
): Promise<void> {
  const good = counts.fresh + counts.changed + counts.known;
  await tx`
    update import_run
       set rows_good = rows_good + ${good}, rows_bad = rows_bad - ${good}, rows_new = rows_new + ${counts.fresh},
           rows_changed = rows_changed + ${counts.changed}, rows_known = rows_known + ${counts.known},
           earliest_on = least(earliest_on, ${days.first ?? null}), latest_on = greatest(latest_on, ${days.last ?? null}),
           touched_at = now()
     where id = ${run}`;
}

/** How a run ended. Its file is no longer needed; its job is over. */
export type RunEnd =
  | {
      readonly state: "done";
      readonly completeTo: LocalDate | undefined;
      readonly completeBy: "stated" | "inferred" | undefined;
    }
  | { readonly state: "failed"; readonly failure: string };

/** States anew to which day the source of a run that is done is complete. */
export async function stateComplete(tx: Tx, run: string, to: LocalDate): Promise<void> {
  await tx`update import_run set complete_to = ${to}, complete_by = 'stated' where id = ${run} and state = 'done' and not dry_run`;
}

/** Ends a run and its job, and removes its file. */
export async function endRun(tx: Tx, run: ImportRun, end: RunEnd): Promise<void> {
  if (end.state === "done") {
    await tx`update import_run set state = 'done', ended_at = now(), complete_to = ${end.completeTo ?? null},
                    complete_by = ${end.completeBy ?? null}, bytes_done = bytes_all, touched_at = now() where id = ${run.id}`;
  } else {
    await tx`update import_run set state = 'failed', ended_at = now(), failure = ${end.failure} where id = ${run.id}`;
  }
  await tx`delete from import_file where run_id = ${run.id}`;
  await tx`update job set state = ${end.state}, ended_at = now() where id = ${run.jobId ?? null}`;
}

/** For set-up work only: ends the run of a job whose asker may no longer ask for anything. */
export async function failRunOf(sql: Queries, job: JobId, failure: string): Promise<void> {
  await sql`
    with ended as (
      update import_run set state = 'failed', ended_at = now(), failure = ${failure}
       where job_id = ${job} and state <> 'done' returning id)
    delete from import_file where run_id in (select id from ended)`;
  await sql`update job set state = 'failed', ended_at = now() where id = ${job} and state in ('waiting', 'running')`;
}
