import type { Writable } from "node:stream";
import { z } from "zod";
import type { Sequence } from "../archive/manifest.ts";
import { accept, type Result, refuse } from "../result.ts";
import type { Sql } from "./connection.ts";
import { namesOf, OWNER } from "./partnership.ts";
import { ALIKE_EVERYWHERE, listed, type TableShape, tablesOf } from "./snapshot.ts";

export type { TableShape } from "./snapshot.ts";

/** Takes rows as COPY wrote them. What the database refuses of them ends the transaction. */
export type Into = { write(rows: Uint8Array): Promise<void>; end(): Promise<void> };

/** The snapshot has a table or a column that the schema built by its own migrations has not, or the other way about. */
export type LoadRefusal =
  | { readonly code: "table-unknown"; readonly table: string }
  /** Rows break what the schema asks of them. */
  | { readonly code: "rows-refused"; readonly table: string | undefined };

/**
 * Fills a schema that nothing leads to yet, in one transaction: all of it or nothing. Meanwhile its policies do not bind the
 * owner, its triggers rest, and references are looked at once, at the end, over everything; checks, keys and exclusions hold
 * for each row as ever. Afterwards all is as the migrations made it.
 */
export const fill = async <V, R>(
  sql: Sql,
  code: string,
  work: (into: (table: TableShape) => Promise<Into>, tx: Sql) => Promise<Result<V, R>>,
): Promise<Result<V, R | LoadRefusal>> => {
  let last: string | undefined;
  const noting = (table: string): void => {
    last = table;
  };
  try {
    return await filled(sql, code, noting, work);
  } catch (error) {
    const { code: state = "", table_name: table } = error as { code?: string; table_name?: string };
    if (!/^2[235]/.test(state)) throw error;
    return refuse({ code: "rows-refused", table: table ?? last });
  }
};

const filled = <V, R>(
  sql: Sql,
  code: string,
  noting: (table: string) => void,
  work: (into: (table: TableShape) => Promise<Into>, tx: Sql) => Promise<Result<V, R>>,
): Promise<Result<V, R>> =>
  sql.begin(async (raw) => {
    const tx = raw as unknown as Sql;
    const { schema } = namesOf(code);
    await tx.unsafe(
      `${ALIKE_EVERYWHERE}; set local role "${OWNER}"; set local search_path = "${schema}", ext`,
    );
    await tx.unsafe("savepoint empty");
    const closeAgain = await openUp(tx);
    const result = await work((table) => {
      noting(table.name);
      return copyInto(tx, table);
    }, tx);
    if (!result.ok) await tx.unsafe("rollback to savepoint empty");
    else await closeAgain();
    return result;
  }) as Promise<Result<V, R>>;

/** Holds the tables of a snapshot to those of this schema. */
export async function sameTables(tx: Sql, tables: readonly TableShape[]): Promise<Result<void, LoadRefusal>> {
  const key = ({ name, columns }: TableShape): string => `${name} ${[...columns].sort().join()}`;
  const [ours, theirs] = [await tablesOf(tx), tables];
  const [here, there] = [new Set(ours.map(key)), new Set(theirs.map(key))];
  const odd = [
    ...theirs.filter((one) => !here.has(key(one))),
    ...ours.filter((one) => !there.has(key(one))),
  ][0];
  return odd ? refuse({ code: "table-unknown", table: odd.name }) : accept(undefined);
}

async function copyInto(tx: Sql, { name, columns }: TableShape): Promise<Into> {
  const rows: Writable = await tx.unsafe(`copy "${name}" (${listed(columns)}) from stdin`).writable();
  // What goes wrong here is told by the transaction, which is over: see end().
  let failed: unknown;
  rows.on("error", (error) => {
    failed = error;
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (failed) return reject(failed);
        rows.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    end: async () => {
      rows.end();
      // The next statement is answered once this one is, and refused if this one was.
      const told = await tx`select 1`.then(
        () => undefined,
        (error: unknown) => failed ?? error,
      );
      if (told !== undefined) await Promise.reject(told);
    },
  };
}

const ReferenceRow = z.object({ table: z.string(), name: z.string() });
const TriggerRow = z.object({ table: z.string(), name: z.string(), enabled: z.enum(["O", "D", "R", "A"]) });

/** Empties every table and lets the owner fill it. Answers how to put policies, triggers and references back as they were. */
async function openUp(tx: Sql): Promise<() => Promise<void>> {
  const tables = await tx<{ name: string; forced: boolean }[]>`
    select relname as name, relforcerowsecurity as forced from pg_class
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`;
  const references = (
    await tx`
      select c.conname as name, t.relname as table from pg_constraint c join pg_class t on t.oid = c.conrelid
       where c.connamespace = current_schema()::regnamespace and c.contype = 'f' and c.conparentid = 0 and c.conenforced
       order by t.relname, c.conname`
  ).map((row) => ReferenceRow.parse(row));
  const triggers = (
    await tx`
      select g.tgname as name, t.relname as table, g.tgenabled::text as enabled
        from pg_trigger g join pg_class t on t.oid = g.tgrelid
       where t.relnamespace = current_schema()::regnamespace and not g.tgisinternal and not t.relispartition
         and g.tgenabled <> 'O' order by 1, 2`
  ).map((row) => TriggerRow.parse(row));
  for (const { name, forced } of tables) {
    if (forced) await tx.unsafe(`alter table "${name}" no force row level security`);
    await tx.unsafe(`alter table "${name}" disable trigger user`);
  }
  for (const { table, name } of references)
    await tx.unsafe(`alter table "${table}" alter constraint "${name}" not enforced`);
  const emptied = tables.map(({ name }) => `"${name}"`).filter((name) => name !== '"migration"');
  await tx.unsafe(`truncate ${emptied.join(", ")}`);
  return async () => {
    for (const { table, name } of references)
      await tx.unsafe(`alter table "${table}" alter constraint "${name}" enforced`);
    for (const { name, forced } of tables) {
      await tx.unsafe(`alter table "${name}" enable trigger user`);
      if (forced) await tx.unsafe(`alter table "${name}" force row level security`);
    }
    for (const { table, name, enabled } of triggers) await tx.unsafe(asItWas(table, name, enabled));
  };
}

const HOW = { O: "enable", D: "disable", R: "enable replica", A: "enable always" } as const;
const asItWas = (table: string, name: string, enabled: keyof typeof HOW): string =>
  `alter table "${table}" ${HOW[enabled]} trigger "${name}"`;

/** Lets every sequence go on where it stood. */
export async function setSequences(tx: Sql, sequences: readonly Sequence[]): Promise<void> {
  for (const { name, last, called } of sequences)
    await tx`select setval(${`"${name}"`}::regclass, ${last}::bigint, ${called})`;
}

/**
 * What a copy is not to have as it was: it bears the code it was restored as, and nobody is signed in. A session that was
 * ended after the snapshot would otherwise be open again.
 */
export async function makeItsOwn(tx: Sql, code: string): Promise<number> {
  await tx`update partnership_fact set code = ${code}`;
  return endSessions(tx);
}

/** Ends every session: one that was ended after the moment that came back would be open again. Answers how many. */
export async function endSessions(tx: Sql): Promise<number> {
  const ended = await tx`update session set ended_at = now() where ended_at is null`;
  return ended.count;
}
