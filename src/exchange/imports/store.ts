import { z } from "zod";
import type { Queries } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { invariant } from "../../kernel/result.ts";
import type { LoadRow } from "./load.ts";
import type { OriginAgency } from "./origin.ts";
import { type BadCell, type ImportRun, ROW_VERDICTS, type RowVerdict } from "./run.ts";

const AgencyRow = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  services: z.array(
    z.object({ id: z.string(), code: z.string(), name: z.string(), kind: z.string(), hasTeam: z.boolean() }),
  ),
});

/** The partnership's agencies with their services, by name. */
export async function agencies(tx: Queries): Promise<readonly OriginAgency[]> {
  const rows = await tx`
    select a.id, a.code, a.name, a.kind,
           coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'name', s.name, 'kind', s.kind,
                      'hasTeam', exists (select from team t where t.service_id = s.id)) order by s.code)
                    filter (where s.id is not null), '[]') as services
      from agency a left join service s on s.agency_id = a.id
     group by a.id order by a.name, a.id`;
  return rows.map((row) => AgencyRow.parse(row));
}

/** One part of an uploaded file. */
export async function addFilePart(tx: Tx, run: string, part: number, bytes: Buffer): Promise<void> {
  await tx`insert into import_file (run_id, part, bytes) values (${run}, ${part}, ${bytes})`;
}

/** The size and SHA-256 of a run's file, known once it was read to its end. */
export async function noteFile(tx: Tx, run: string, bytes: number, hash: Buffer | undefined): Promise<void> {
  await tx`update import_run set bytes_all = ${bytes}, file_hash = ${hash ?? null} where id = ${run}`;
}

/** One part of an uploaded file, or undefined after the last. */
export async function readFilePart(tx: Tx, run: string, part: number): Promise<Buffer | undefined> {
  const [row] = await tx`select bytes from import_file where run_id = ${run} and part = ${part}`;
  return row ? z.instanceof(Buffer).parse(row.bytes) : undefined;
}

const VerdictRow = z.object({ line: z.int(), outcome: z.enum(ROW_VERDICTS) });

/**
 * Loads good rows and answers what came of each, by line. Undefined when whoever asks may not, or no longer may.
 * A dry run loads them as well, to judge them by the record, and takes it all back.
 */
export async function loadRows(
  tx: Tx,
  run: ImportRun,
  rows: readonly LoadRow[],
): Promise<ReadonlyMap<number, RowVerdict> | undefined> {
  if (rows.length === 0) return new Map();
  if (run.dryRun) await tx.unsafe("savepoint trial");
  const given = tx.json(rows as LoadRow[]);
  const answered =
    run.kind === "people"
      ? await tx`select * from import_people(${run.id}, ${given})`
      : run.kind === "episodes"
        ? await tx`select * from import_episodes(${run.id}, ${given})`
        : run.kind === "area-months"
          ? await tx`select * from import_area_months(${run.id}, ${given})`
          : await tx`select * from import_events(${run.id}, ${given})`;
  if (run.dryRun) await tx.unsafe("rollback to savepoint trial");
  if (answered.length === 0) return undefined;
  const verdicts = new Map(
    answered.map((row) => VerdictRow.parse(row)).map((row) => [row.line, row.outcome]),
  );
  invariant(verdicts.size === rows.length, "every row that is loaded gets one answer");
  return verdicts;
}

/** Keeps what is wrong with rows. */
export async function addBadCells(tx: Tx, run: string, cells: readonly BadCell[]): Promise<void> {
  if (cells.length === 0) return;
  const ordinals = new Map<number, number>();
  const rows = cells.map((cell) => {
    const ordinal = (ordinals.get(cell.line) ?? 0) + 1;
    ordinals.set(cell.line, ordinal);
    return {
      line: cell.line,
      ordinal,
      field: cell.column,
      value: cell.value,
      words: cell.words,
      code: cell.code,
    };
  });
  // As one text: a cell each of thousands of rows would be more parameters than a statement may have.
  await tx`
    insert into import_error (run_id, line, ordinal, field, value, words, code)
    select ${run}, line, ordinal, field, value, words, code
      from jsonb_to_recordset(${tx.json(rows)}) as x(line int, ordinal int, field text, value text, words text, code text)`;
}

/** Lines that the record could not take for this reason. */
export async function linesRefused(tx: Tx, run: string, code: RowVerdict): Promise<ReadonlySet<number>> {
  const rows =
    await tx`select line from import_error where run_id = ${run} and code = ${code} and not settled`;
  return new Set(rows.map((row) => z.int().parse(row.line)));
}

/** Nothing is wrong with these lines after all. */
export async function settleLines(tx: Tx, run: string, lines: readonly number[]): Promise<void> {
  await tx`update import_error set settled = true where run_id = ${run} and line = any (${tx.array([...lines], 1007)})`;
}

const BadRow = z.object({
  line: z.int(),
  field: z.string(),
  value: z.string(),
  words: z.string(),
  code: z.string(),
});

/** What was wrong with a run's rows, in the file's order, after a line. */
export async function badCells(tx: Tx, run: string, atMost: number): Promise<readonly BadCell[]> {
  const rows = await tx`
    select line, field, value, words, code from import_error where run_id = ${run} and not settled order by line, ordinal limit ${atMost}`;
  return rows.map((raw) => {
    const { field, ...row } = BadRow.parse(raw);
    return { ...row, column: field };
  });
}

/** How many things were wrong, by reason, commonest first. */
export async function reasons(
  tx: Tx,
  run: string,
): Promise<readonly { readonly code: string; readonly n: number }[]> {
  const rows = await tx`
    select code, count(*)::int as n from import_error where run_id = ${run} and not settled group by code order by n desc, code`;
  return rows.map((row) => z.object({ code: z.string(), n: z.int() }).parse(row));
}
