import { parse } from "yaml";
import { z } from "zod";
import type { DateOrder } from "./dates.ts";
import type { Encoding } from "./encoding.ts";
import { KINDS, type KindCode } from "./kinds.ts";
import { NO_MAP, readMapFile } from "./mapfile.ts";
import { mapColumns } from "./mapping.ts";
import { openTable, type TableSource } from "./read.ts";

/** One column of a file, with what its first rows hold. */
export type ShownColumn = { readonly heading: string; readonly values: readonly string[] };

/** What a file looks like, for whoever says which column holds what. */
export type FileLook = {
  readonly columns: readonly ShownColumn[];
  readonly encoding: string;
  readonly delimiter: string;
  /** Another encoding that the letters look like. */
  readonly doubt: string | undefined;
  readonly dates: DateOrder;
  /** The heading found for each field; none where nothing was recognised. */
  readonly found: ReadonlyMap<string, string>;
};

const ROWS_SHOWN = 3;
const VALUE_CHARACTERS = 40;

/** Looks at the beginning of a file: its columns, a few values, and which column seems to hold what. */
export async function lookAt(
  kind: KindCode,
  source: TableSource,
  mapText: string | undefined,
): Promise<FileLook | undefined> {
  const map = mapText === undefined ? undefined : readMapFile(mapText, KINDS[kind]);
  const read = map?.ok ? map.value : NO_MAP;
  const table = await openTable(source, read.choices);
  if (!table.ok) return undefined;
  const { recognised } = table.value;
  const rows: (readonly string[])[] = [];
  for await (const row of table.value.rows()) {
    if (row.kind === "cells") rows.push(row.cells);
    if (rows.length === ROWS_SHOWN) break;
  }
  await table.value.close();
  // Without its needs a kind refuses no file: what is found is offered, what is missing is left to be chosen.
  const { fields, code, label } = KINDS[kind];
  const lenient = { code, label, fields, needs: [] };
  const mapping = mapColumns(lenient, recognised.headings, read);
  const guessed = mapping.ok ? mapping : mapColumns(lenient, recognised.headings);
  return {
    columns: recognised.headings.map((heading, i) => ({
      heading,
      values: rows.map((cells) => (cells[i] ?? "").slice(0, VALUE_CHARACTERS).toWellFormed()),
    })),
    encoding: ENCODING_WORDS[recognised.encoding],
    delimiter: DELIMITER_WORDS[recognised.delimiter] ?? recognised.delimiter,
    doubt: recognised.doubt,
    dates: read.dates,
    found: guessed.ok
      ? new Map([...guessed.value.columns].map(([field, { heading }]) => [field, heading]))
      : new Map(),
  };
}

const ENCODING_WORDS = {
  ascii: "plain letters (ASCII)",
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Western European letters (Windows-1252)",
} as const satisfies Record<Encoding | "ascii", string>;

const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "upright lines",
};

/** A map with these columns and this order of dates in the place of its own; the rest of it stays. */
export function mapWith(
  mapText: string | undefined,
  chosen: { readonly columns: Readonly<Record<string, string | null>>; readonly dates: string },
): string {
  const before = z.record(z.string(), z.unknown()).safeParse(mapText === undefined ? {} : parse(mapText));
  return JSON.stringify({ ...(before.success ? before.data : {}), ...chosen });
}
