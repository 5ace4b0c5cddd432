import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { recordCollection } from "../../services/medicines/collection-actions.ts";
import { type CollectionDay, dueAtPharmacy } from "../../services/medicines/collection-store.ts";
import type { Pharmacy } from "../../services/medicines/prescription.ts";
import { type OpenRefusal, openTable, type TableSource } from "../imports/read.ts";
import {
  type Column,
  columnsOf,
  type FileRow,
  isOtherPharmacy,
  isSameName,
  type RowRefusal,
  readRow,
  saysTheSame,
} from "./rules.ts";

/** Most lines of one file: a day of the largest pharmacy, many times over. */
export const MOST_ROWS = 2000;

export type FileRefusal =
  | OpenRefusal
  | { readonly code: "column-missing"; readonly column: Column }
  | { readonly code: "another-pharmacy"; readonly line: number }
  | { readonly code: "too-many-rows" }
  | { readonly code: "nothing-taken"; readonly loaded: Loaded };

/** What a file came to. */
export type Loaded = {
  readonly fresh: number;
  readonly known: number;
  readonly refused: readonly { readonly line: number; readonly refusal: RowRefusal }[];
};

/**
 * Records what a pharmacy's own system wrote down of its day. A file that names another pharmacy is refused as a whole; the same file
 * twice adds nothing; what the end of the day had taken for missed is corrected, since the file knows better.
 */
export async function loadCollections(
  tx: Tx,
  source: TableSource,
  pharmacy: Pharmacy,
  now: Instant,
): Promise<Result<Loaded, FileRefusal>> {
  const table = await openTable(source);
  if (!table.ok) return table;
  const columns = columnsOf(table.value.recognised.headings);
  if (!columns.ok) {
    await table.value.close();
    return columns;
  }
  const refused: { line: number; refusal: RowRefusal }[] = [];
  const days = new Map<string, readonly CollectionDay[]>();
  let [fresh, known, rows] = [0, 0, 0];
  for await (const row of table.value.rows()) {
    rows += 1;
    if (rows > MOST_ROWS) return refuse({ code: "too-many-rows" });
    const cell = (column: Column): string => {
      const index = columns.value.get(column);
      return row.kind === "cells" && index !== undefined ? (row.cells[index] ?? "").trim() : "";
    };
    if (isOtherPharmacy(cell("pharmacy"), pharmacy.name))
      return refuse({ code: "another-pharmacy", line: row.line });
    const read: Result<FileRow, RowRefusal> =
      row.kind === "cells" ? readRow(row.line, cell) : refuse({ code: "broken-row" });
    const done = read.ok ? await loadRow(tx, read.value, days, now) : read;
    if (!done.ok) refused.push({ line: row.line, refusal: done.refusal });
    else if (done.value === "new") fresh += 1;
    else known += 1;
  }
  const loaded = { fresh, known, refused };
  return fresh + known === 0 ? refuse({ code: "nothing-taken", loaded }) : accept(loaded);
}

async function loadRow(
  tx: Tx,
  row: FileRow,
  days: Map<string, readonly CollectionDay[]>,
  now: Instant,
): Promise<Result<"new" | "known", RowRefusal>> {
  if (Temporal.Instant.compare(row.at, now) > 0) return refuse({ code: "still-to-come" });
  const key = row.dueOn.toString();
  const listed = days.get(key) ?? (await dueAtPharmacy(tx, row.dueOn));
  days.set(key, listed);
  const fits = listed.filter(
    (one) =>
      one.dueOn.equals(row.dueOn) &&
      one.bornOn.equals(row.bornOn) &&
      isSameName(one.familyName, row.familyName),
  );
  const [due] = fits;
  if (!due) return refuse({ code: "nobody-due" });
  if (fits.length > 1) return refuse({ code: "several-due" });
  if (due.outcome && saysTheSame(row, due.outcome)) return accept("known");
  if (due.outcome && due.outcome !== "missed" && due.outcome !== "held")
    return refuse({ code: "recorded-otherwise", outcome: due.outcome });
  const told = { what: row.what, at: row.at, because: row.because, concern: "", source: "file" } as const;
  const onItsDay = await recordCollection(tx, due.id, told, now);
  // Its day may be over, or the prescription held since: it has happened, and that is never refused.
  const done = onItsDay.ok
    ? onItsDay
    : await recordCollection(tx, due.id, { ...told, despite: "As the pharmacy’s own system has it" }, now);
  days.delete(key);
  return done.ok ? accept("new") : refuse({ code: "not-taken" });
}
