import { createHash } from "node:crypto";
import { z } from "zod";

/** What docs/backup-format.md describes. Another format gets another number, and is refused by those who do not know it. */
export const FORMAT = "throughcare-backup";
export const VERSION = 1;

/** Members of an archive that are no table. */
export const ABOUT = "about.json";
export const KEYS = "keys.json";
export const MANIFEST = "manifest.json";

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const sqlName = z.string().regex(/^[a-z][a-z0-9_]*$/);

/** The two things everyone reads first, also of a format they do not know. */
export const Format = z.object({ format: z.string(), version: z.int() });

/** The end of a chain of hashes: the last seal of the access log, the last line of a book of the register. */
export const Head = z.object({ of: z.string(), no: z.string(), hash: z.string() });
export type Head = z.infer<typeof Head>;

/** A sequence, and where it stood. */
export const Sequence = z.object({ name: sqlName, last: z.string().regex(/^-?\d+$/), called: z.boolean() });
export type Sequence = z.infer<typeof Sequence>;

/** The first member: of what this is a snapshot, known before any row is read. */
export const About = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  partnership: z.object({ code: sqlName, name: z.string(), madeUp: z.boolean() }),
  takenAt: z.string(),
  postgresql: z.string(),
  /** What the partnership's schema was built by, in order. */
  migrations: z.array(z.object({ name: z.string(), hash: hex })).min(1),
  tables: z.array(z.object({ name: sqlName, columns: z.array(sqlName).min(1) })).min(1),
  sequences: z.array(Sequence),
  /** Ids of the keys by which secrets in it are encrypted. */
  keys: z.array(z.string().regex(/^[0-9a-f]{16}$/)),
  heads: z.array(Head),
});
export type About = z.infer<typeof About>;

/** What one table came to, as PostgreSQL's COPY writes it: rows, bytes, and their hash over all pieces. */
export const TableSum = z.object({
  name: sqlName,
  rows: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: hex,
});
export type TableSum = z.infer<typeof TableSum>;

/** The last member: what all of it came to. */
export const Manifest = z.object({
  about: hex,
  keys: hex.nullable(),
  tables: z.array(TableSum),
  whole: hex,
});
export type Manifest = z.infer<typeof Manifest>;

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** The hash of the whole: over what each part came to, a line each. */
export const wholeOf = ({ about, keys, tables }: Omit<Manifest, "whole">): string =>
  sha256(
    [
      `${ABOUT} ${about}`,
      ...tables.map(({ name, rows, bytes, sha256: hash }) => `${name} ${rows} ${bytes} ${hash}`),
      `${KEYS} ${keys ?? "-"}`,
      "",
    ].join("\n"),
  );

/** The name of a table's piece, so that pieces sort as they follow each other. */
export const pieceName = (table: string, piece: number): string =>
  `tables/${table}/${String(piece).padStart(8, "0")}.copy`;

/** Which piece of which table a member is, if it is one. */
export function pieceOf(name: string): { readonly table: string; readonly piece: number } | undefined {
  const [, table, piece] = /^tables\/([a-z][a-z0-9_]*)\/(\d{8})\.copy$/.exec(name) ?? [];
  return table && piece ? { table, piece: Number(piece) } : undefined;
}

/** Adds up a table as its bytes come by. A row ends in the only line feed it has: COPY writes others as \n. */
export class Sum {
  readonly #hash = createHash("sha256");
  #rows = 0;
  #bytes = 0;

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#bytes += bytes.byteLength;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) this.#rows += 1;
  }

  of(name: string): TableSum {
    return { name, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }
}
