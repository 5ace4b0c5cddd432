import type { Readable } from "node:stream";
import { z } from "zod";
import type { Head, Sequence } from "../archive/manifest.ts";
import { type Connection, connect, type Sql } from "./connection.ts";
import { namesOf, OWNER } from "./partnership.ts";

/** A table of a partnership as its rows are copied: those columns that are not computed from others. */
export type TableShape = { readonly name: string; readonly columns: readonly string[] };

/** The same text for the same value, wherever it is written and read. */
export const ALIKE_EVERYWHERE = `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
  set local extra_float_digits = 1; set local bytea_output = 'hex'; set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0; set local lock_timeout = 0`;

/** Migrations leave their own list of what has run. */
const NOT_COPIED = ["migration"];

/**
 * Reads one partnership as it stands at one moment, on a connection of its own, in one transaction that sees nothing of what
 * is committed meanwhile. It holds no lock but the one that keeps a table from being altered or dropped: nobody who reads or
 * writes waits for it.
 */
export async function atOneMoment<T>(
  connection: Connection,
  code: string,
  work: (tx: Sql) => Promise<T>,
): Promise<T> {
  const sql = connect(connection, 1);
  const { schema, policy } = namesOf(code);
  try {
    return (await sql.begin("isolation level repeatable read, read only", async (raw) => {
      const tx = raw as unknown as Sql;
      await tx.unsafe(`${ALIKE_EVERYWHERE}; set local search_path = "${schema}", ext`);
      await tx.unsafe(`set local role "${policy}"`);
      return work(tx);
    })) as T;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** When this transaction began, by the database's clock, and of which version the database is. */
export async function momentOf(tx: Sql): Promise<{ readonly at: string; readonly postgresql: string }> {
  const [row] = await tx`select now() as at, current_setting('server_version') as version`;
  const read = z.object({ at: z.instanceof(Temporal.Instant), version: z.string() }).parse(row);
  return { at: read.at.toString(), postgresql: read.version };
}

/** What the schema was built by, in order. */
export async function builtBy(tx: Sql): Promise<readonly { readonly name: string; readonly hash: string }[]> {
  const rows = await tx`select name, hash from migration order by name`;
  return rows.map((row) => z.object({ name: z.string(), hash: z.string() }).parse(row));
}

/** Every table whose rows belong to the partnership. A table in parts by month is one table. */
export async function tablesOf(tx: Sql): Promise<readonly TableShape[]> {
  const rows = await tx`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and not a.attisdropped and a.attgenerated = '' and c.relname <> all(${tx.array([...NOT_COPIED], 1009)})
     group by c.relname order by c.relname`;
  return rows.map((row) => z.object({ name: z.string(), columns: z.array(z.string()) }).parse(row));
}

/** Where every sequence stands: as the owner, since nobody else may ask. */
export async function sequencesOf(tx: Sql, code: string): Promise<readonly Sequence[]> {
  await tx.unsafe(`set local role "${OWNER}"`);
  const names = await tx<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S' order by 1`;
  const all: Sequence[] = [];
  for (const { name } of names) {
    const [row] = await tx`select last_value::text as last, is_called as called from ${tx(name)}`;
    all.push({ name, ...z.object({ last: z.string(), called: z.boolean() }).parse(row) });
  }
  await tx.unsafe(`set local role "${namesOf(code).policy}"`);
  return all;
}

const HeadRow = z.object({ of: z.string(), no: z.string(), hash: z.string() });

/**
 * The ends of what is chained by hashes: the access log's last seal, and the last line of each book of the controlled-drug
 * register where there is one.
 */
export async function headsOf(tx: Sql): Promise<readonly Head[]> {
  const log = await tx`
    select 'access log' as of, no::text, encode(hash, 'hex') as hash from log_seal order by log_seal.no desc limit 1`;
  const [there] = await tx<{ register: boolean }[]>`
    select to_regclass(quote_ident(current_schema()) || '.cd_entry') is not null as register`;
  const books = there?.register
    ? await tx`
        select distinct on (book_id) 'book ' || book_id as of, seq::text as no, encode(hash, 'hex') as hash
          from cd_entry order by book_id, seq desc`
    : [];
  return [...log, ...books].map((row) => HeadRow.parse(row));
}

/** All rows of a table as COPY writes them, as they come. */
export const rowsOf = (tx: Sql, { name, columns }: TableShape): Promise<Readable> =>
  tx.unsafe(`copy (select ${listed(columns)} from "${name}") to stdout`).readable();

/** Columns, quoted as SQL wants them. Their names come from the catalogue, or were held to small letters. */
export const listed = (columns: readonly string[]): string =>
  columns.map((column) => `"${column}"`).join(", ");
