import type { Sql } from "../../../src/kernel/database/connection.ts";
import { namesOf } from "../../../src/kernel/database/partnership.ts";
import { invariant } from "../../../src/kernel/result.ts";
import { WORLD_CODE } from "../../global-setup.ts";
import { DECLARED, type Facts, type Judge } from "./declared.ts";
import type { Partnership, Reader } from "./partnership.ts";
import { oneOfEachKind, type WhoTries } from "./who-tries.ts";

/** A cell of the matrix in which what was measured is not what is declared. */
export type Wrong = {
  readonly table: string;
  readonly operation: string;
  readonly reader: string;
  readonly kind: "leak" | "wrong denial";
  readonly row: string;
};
export type Operation = "select" | "update" | "delete";
type Row = Readonly<Record<string, unknown>>;
const NONE: ReadonlySet<string> = new Set();
/** What the last statement of a message answered. */
export const last = (answers: readonly (readonly Row[])[]): readonly Row[] => answers.at(-1) ?? [];
export type Tally = { cells: number; readonly wrong: Wrong[] };

export const { schema, app } = (() => {
  const names = namesOf(WORLD_CODE);
  return { schema: names.schema, app: names.app };
})();

class Undone extends Error {}

/** Works in a transaction that is thrown away, and answers what the work came to. */
export async function inPassing<T>(sql: Sql, work: (tx: Sql) => Promise<T>): Promise<T> {
  let answer: { value: T } | undefined;
  await sql
    .begin(async (tx) => {
      answer = { value: await work(tx as unknown as Sql) };
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  invariant(answer, "the work came to its end");
  return answer.value;
}

/**
 * In an open transaction of set-up's, runs SQL with the application's role as this reader, takes the role off again, and
 * answers what the last statement said. All in one message, since most of the time goes on the way.
 */
export async function asReader(
  tx: Sql,
  reader: Reader,
  sql: string,
  afterwards = "",
): Promise<readonly (readonly Row[])[]> {
  const said = (await tx.unsafe(`
    set local role ${app}; select account_id from begin_request('${reader.token}'); ${sql}; reset role; ${afterwards}`)) as unknown;
  const answers = (said as { readonly length: number }[]).filter((one) =>
    Array.isArray(one),
  ) as unknown as readonly Row[][];
  invariant(answers[1]?.length === 1 || answers[0]?.length === 1, `${reader.name} is signed in`);
  return answers;
}

const keyOf = (table: string): string => DECLARED[table]?.key ?? "id::text";

/** Every row of a table, with what its rule must know. */
export async function factsOf(sql: Sql, table: string): Promise<readonly Facts[]> {
  const declared = DECLARED[table];
  invariant(declared, `${table} is declared`);
  const { parent } = declared;
  const columns = [
    `${keyOf(table)} as id`,
    ...declared.columns,
    ...(parent ? [`${parent[1]} as parent_id`] : []),
  ];
  const rows = await sql.unsafe<(Facts & { parent_id?: string })[]>(
    `select ${columns.join(", ")} from ${table}`,
  );
  if (!parent) return rows;
  const above = new Map((await factsOf(sql, parent[0])).map((row) => [row.id, row]));
  return rows.map((row) => {
    const found = above.get(row.parent_id ?? "");
    return found ? { ...row, parent: found } : row;
  });
}

/** Which of these tables the application's role may do this to at all, whoever asks: elsewhere the answer is nobody. */
async function allowed(tx: Sql, tables: readonly string[], operation: Operation): Promise<readonly string[]> {
  const found: string[] = [];
  for (const table of tables) {
    const [row] = await tx`
      select case ${operation} when 'delete' then has_table_privilege(${app}, ${table}, 'delete')
                  else has_any_column_privilege(${app}, ${table}, ${operation}) end as may`;
    if (row?.may) found.push(table);
  }
  return found;
}

/** The ids of the rows that a reader sees of each of these tables. */
async function seenBy(
  tx: Sql,
  reader: Reader,
  tables: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const asked = tables
    .map((table) => `select '${table}' as of, ${keyOf(table)} as id from ${table}`)
    .join(" union all ");
  const rows = last(await asReader(tx, reader, asked));
  const seen = new Map(tables.map((table) => [table, new Set<string>()]));
  for (const row of rows) seen.get(String(row.of))?.add(String(row.id));
  return seen;
}

/** Changes that name no row and read none, so that nothing but the policy for changes stands in their way. */
const CHANGES: Readonly<Record<string, string>> = {
  identifier: "ended_at = now()",
  alert: "ended_at = now()",
  transferred: "set_aside_at = now(), set_aside_because = 'x'",
  event: "withdrawn_at = now(), withdrawn_because = 'x'",
  measure: "withdrawn_at = now(), withdrawn_because = 'x'",
  observed_dose: "withdrawn_at = now(), withdrawn_because = 'x'",
  prescription: "micrograms = 20000",
  supply: "withdrawn_at = now(), withdrawn_because = 'x'",
  supply_to_nobody: "withdrawn_at = now(), withdrawn_because = 'x'",
  letter: "addressee = 'x'",
  check_up: "outcome = 'well', held_on = '2026-01-01'",
  virus_step: "withdrawn_at = now(), withdrawn_because = 'x'",
  episode: "keyworker_id = null",
  handover: "staff_id = null",
  handover_draft: "summary = 'x'",
  referral_draft: "edition = 2",
  task: "due_at = now()",
  identity_review: "answered_by = null",
  form_once: "location = '/x'",
  job: "ended_at = now()",
  appointment: "reason = 'x'",
  ladder: "how = 'x'",
  contact_agreement: "end_reason = 'x'",
  group_member: "left_on = '2026-01-01'",
  reminder: "trouble = 'x'",
  import_run: "failure = 'x'",
  import_error: "settled = true",
};

/** Where each row of a table lies: a changed row lies elsewhere, a deleted one nowhere. */
const placesIn = (table: string): string => `select ${keyOf(table)} as id, ctid::text as at from ${table}`;
const placed = (rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(rows.map((row) => [String(row.id), String(row.at)]));

/** The ids of the rows that a reader changes or deletes by a statement that names none. */
async function reached(
  tx: Sql,
  reader: Reader,
  table: string,
  operation: Operation,
  before: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  const statement = operation === "delete" ? `delete from ${table}` : `update ${table} set ${CHANGES[table]}`;
  invariant(operation === "delete" || CHANGES[table], `there is a change to try on ${table}`);
  await tx.unsafe("savepoint before_it");
  const after = placed(last(await asReader(tx, reader, statement, placesIn(table))));
  await tx.unsafe("rollback to savepoint before_it");
  return new Set([...before].filter(([id, at]) => after.get(id) !== at).map(([id]) => id));
}

/**
 * What each reader reads, changes and deletes of these tables, against what is declared. Where not everybody tries to write, whoever may
 * change nothing in a table still does: to be refused costs little, to change every row one may costs most of the time.
 */
export async function compare(
  tx: Sql,
  judge: Judge,
  readers: readonly Reader[],
  tables: readonly string[],
  operations: readonly Operation[] = ["select", "update", "delete"],
  stop: (tally: Tally) => boolean = () => false,
  who: WhoTries = "everybody",
): Promise<Tally> {
  const tally: Tally = { cells: 0, wrong: [] };
  const rows = new Map<string, readonly Facts[]>();
  for (const table of tables) rows.set(table, await factsOf(tx, table));
  for (const operation of operations) {
    const may = await allowed(tx, tables, operation);
    // Each try is undone, so that every row lies where it lay for the next one.
    const places = new Map<string, ReadonlyMap<string, string>>();
    if (operation !== "select")
      for (const table of may) places.set(table, placed(await tx.unsafe(placesIn(table))));
    const left = new Map<string, ReadonlySet<Reader>>();
    if (operation !== "select" && who === "one of each kind")
      for (const [turn, table] of may.entries())
        left.set(table, leftOut(judge, readers, { table, operation, rows: rows.get(table) ?? [], turn }));
    for (const reader of readers) {
      const seen = operation === "select" && may.length > 0 ? await seenBy(tx, reader, may) : undefined;
      for (const table of tables.filter((each) => !left.get(each)?.has(reader))) {
        const all = rows.get(table) ?? [];
        const before = all.length > 0 ? places.get(table) : undefined;
        const got = seen?.get(table) ?? (before ? await reached(tx, reader, table, operation, before) : NONE);
        count(tally, judge, { table, operation, reader, rows: all, got });
      }
      if (stop(tally)) return tally;
    }
  }
  return tally;
}

/** Of those who may write to some row, all but one of each kind of agency. */
function leftOut(
  judge: Judge,
  readers: readonly Reader[],
  { table, operation, rows, turn }: Pick<Case, "table" | "operation" | "rows"> & { readonly turn: number },
): ReadonlySet<Reader> {
  const rule = DECLARED[table]?.[operation];
  const able = readers.filter((reader) => rows.some((row) => rule?.(judge, reader, row) ?? false));
  const kept = oneOfEachKind(able, turn);
  return new Set(able.filter((reader) => !kept.has(reader)));
}

type Case = {
  readonly table: string;
  readonly operation: Operation;
  readonly reader: Reader;
  readonly rows: readonly Facts[];
  readonly got: ReadonlySet<string>;
};

function count(tally: Tally, judge: Judge, { table, operation, reader, rows, got }: Case): void {
  const rule = DECLARED[table]?.[operation];
  for (const row of rows) {
    const right = rule?.(judge, reader, row) ?? false;
    tally.cells += 1;
    if (right === got.has(row.id)) continue;
    tally.wrong.push({
      table,
      operation,
      reader: reader.name,
      kind: right ? "wrong denial" : "leak",
      row: wordsOf(judge.partnership, row),
    });
  }
}

function wordsOf({ people, agencies, others }: Partnership, row: Facts): string {
  const facts = row.parent ?? row;
  const person = people.find((each) => each.id === (facts.person_id ?? facts.id));
  const owner = [...agencies, ...others].find((agency) => agency.agencyId === facts.agency_id);
  return [person && `${person.relationship}, consent ${person.consent}`, facts.category, owner?.code]
    .filter(Boolean)
    .join(" · ");
}

/** What was wrong, gathered: each kind of fault with how often and one example. */
export function gathered(wrong: readonly Wrong[]): readonly string[] {
  const by = new Map<string, { n: number; first: Wrong }>();
  for (const each of wrong) {
    const key = `${each.kind}: ${each.operation} ${each.table}`;
    const before = by.get(key);
    if (before) before.n += 1;
    else by.set(key, { n: 1, first: each });
  }
  return [...by].map(([key, { n, first }]) => `${key} × ${n}, such as ${first.reader}: ${first.row}`);
}
