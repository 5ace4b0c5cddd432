import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type CellRefusal, EMPTY_WORDS, type Reading } from "./cells.ts";
import type { Field, ImportKind, RowRefusal } from "./kind.ts";
import type { Column, Mapping } from "./mapping.ts";
import type { Table } from "./read.ts";
import { fingerprintOf, rememberReferences } from "./repeats.ts";
import type { BrokenRow, TableRow } from "./rows.ts";

/** What is wrong, in a code and facts; the sentence is in messages.ts. */
export type Problem =
  | BrokenRow
  | CellRefusal
  | RowRefusal
  | { readonly code: "missing"; readonly label: string }
  | { readonly code: "no-number"; readonly labels: readonly string[] }
  | { readonly code: "other-content"; readonly ofLine: number };

/** One thing wrong in one row. */
export type RowError = {
  /** As a text editor counts, from 1. */
  readonly line: number;
  /** The heading in the file; empty when the row as a whole is wrong. */
  readonly column: string;
  /** What the cell holds, as the file has it. Personal data: for the person who imports, never for a log. */
  readonly value: string;
  readonly problem: Problem;
};

/** What came of one row. */
export type RowOutcome<Row> =
  | {
      readonly kind: "row";
      readonly line: number;
      readonly row: Row;
      /** Its cells as the file has them. */
      readonly cells: readonly string[];
      /** What the row is about: the same in every file of the same source. */
      readonly key: string;
      /** Of its content: the same file twice has the same fingerprints under the same keys. */
      readonly fingerprint: string;
    }
  | { readonly kind: "bad"; readonly line: number; readonly errors: readonly RowError[] }
  | { readonly kind: "repeated"; readonly line: number; readonly of: number };

/** The part of reading that the map of columns does not say. */
export type CheckContext = Omit<Reading, "dates">;

/** Reads a table's rows into typed rows, errors and repeats, one at a time and in the file's order. */
export async function* checkTable<Row>(
  table: Table,
  kind: ImportKind<Row>,
  mapping: Mapping,
  context: CheckContext,
): AsyncGenerator<RowOutcome<Row>, void, undefined> {
  const checkRow = rowChecker(kind, mapping, context);
  for await (const row of table.rows()) yield checkRow(row);
}

/** The code under which a problem is counted: numbers by their scheme too (`pnc-check-failed`). */
export const countedAs = (problem: Problem): string =>
  problem.code === "not-an-identifier" ? `${problem.refusal.scheme}-${problem.refusal.code}` : problem.code;

/** Checks one row after another, remembering the references of those before. */
export function rowChecker<Row>(
  kind: ImportKind<Row>,
  mapping: Mapping,
  context: CheckContext,
): (row: TableRow) => RowOutcome<Row> {
  const repeats = rememberReferences();
  const reading: Reading = { ...context, dates: mapping.map.dates };
  return (tableRow) => {
    const { line } = tableRow;
    if (tableRow.kind === "broken") return { kind: "bad", line, errors: [brokenError(tableRow, mapping)] };
    const read = readRow(kind, mapping, reading, tableRow);
    if (!read.ok) return { kind: "bad", line, errors: read.refusal };
    const key = JSON.stringify(kind.key(read.value, mapping.map.manyPeople));
    const fingerprint = fingerprintOf(JSON.stringify(read.value));
    const earlier = repeats.meet(`${key} ${kind.apart(read.value)}`, fingerprint, line);
    if (earlier?.same) return { kind: "repeated", line, of: earlier.line };
    if (earlier) {
      const at = keyCell(kind, mapping, tableRow.cells);
      return {
        kind: "bad",
        line,
        errors: [{ line, ...at, problem: { code: "other-content", ofLine: earlier.line } }],
      };
    }
    return { kind: "row", line, row: read.value, cells: tableRow.cells, key, fingerprint };
  };
}

const brokenError = (row: TableRow & { readonly kind: "broken" }, mapping: Mapping): RowError => {
  const at = row.why.code === "cell-too-long" ? row.why.column : undefined;
  const column = [...mapping.columns.values()].find(({ index }) => index === at)?.heading ?? "";
  return { line: row.line, column, value: row.beginning, problem: row.why };
};

/** The cell that names what the row is about: that of the kind's first need which has a column. */
function keyCell<Row>(
  kind: ImportKind<Row>,
  mapping: Mapping,
  cells: readonly string[],
): Pick<RowError, "column" | "value"> {
  const [field] = kind.needs.flat(2).filter((name) => mapping.columns.has(name));
  const column = field === undefined ? undefined : mapping.columns.get(field);
  return { column: column?.heading ?? "", value: column ? (cells[column.index] ?? "") : "" };
}

type Cells = TableRow & { readonly kind: "cells" };

function readRow<Row>(
  kind: ImportKind<Row>,
  mapping: Mapping,
  reading: Reading,
  row: Cells,
): Result<Row, readonly RowError[]> {
  const values = new Map<string, unknown>();
  const wrong = new Set<string>();
  const errors: RowError[] = [];
  for (const [name, column] of mapping.columns) {
    const field = kind.fields.get(name);
    const value = row.cells[column.index] ?? "";
    const meant = meaningOf(value, mapping.map.values.get(name));
    if (!field || isEmpty(meant, field)) continue;
    const parsed = field.parse(meant, reading);
    if (parsed.ok) values.set(name, parsed.value);
    else {
      wrong.add(name);
      errors.push({ line: row.line, column: column.heading, value, problem: parsed.refusal });
    }
  }
  errors.push(...unmetNeeds(kind, mapping, row, values, wrong));
  if (errors.length > 0) return refuse(errors);
  const whole = kind.assemble(values, reading);
  if (whole.ok) return accept(whole.value);
  const column = mapping.columns.get(whole.refusal.field);
  const value = column ? (row.cells[column.index] ?? "") : "";
  return refuse([{ line: row.line, column: column?.heading ?? "", value, problem: whole.refusal }]);
}

/** What the map says a cell means, or the cell itself. */
const meaningOf = (value: string, meanings: ReadonlyMap<string, string> | undefined): string =>
  meanings?.get(value.trim().toLowerCase()) ?? value;

const isEmpty = (value: string, field: Field): boolean => {
  const trimmed = value.trim();
  return trimmed === "" || (!field.anyWord && EMPTY_WORDS.includes(trimmed.toUpperCase()));
};

/** Needs that no way meets. A cell that is wrong already has its error; saying that it is missing too would confuse. */
function unmetNeeds<Row>(
  kind: ImportKind<Row>,
  mapping: Mapping,
  row: Cells,
  values: ReadonlyMap<string, unknown>,
  wrong: ReadonlySet<string>,
): RowError[] {
  const label = (name: string): string => kind.fields.get(name)?.label ?? name;
  return kind.needs.flatMap((ways): RowError[] => {
    if (ways.some((way) => way.every((name) => values.has(name)))) return [];
    if (ways.flat().some((name) => wrong.has(name))) return [];
    const open = ways.filter((way) => way.every((name) => mapping.columns.has(name)));
    const [way] = open;
    if (!way) return [];
    if (open.length > 1 && way.length === 1) {
      const problem: Problem = { code: "no-number", labels: open.flat().map(label) };
      return [{ line: row.line, column: headingOf(mapping.columns, way), value: "", problem }];
    }
    const empty = way.filter((name) => !values.has(name));
    const problem: Problem = { code: "missing", label: empty.map(label).join(" and ") };
    return [{ line: row.line, column: headingOf(mapping.columns, empty), value: "", problem }];
  });
}

const headingOf = (columns: ReadonlyMap<string, Column>, fields: readonly string[]): string =>
  fields.map((field) => columns.get(field)?.heading ?? "").join(", ");
