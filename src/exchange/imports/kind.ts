import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { CellParser, Reading } from "./cells.ts";

/** One thing a file may tell about each row. */
export type Field<Value = unknown> = {
  /** As people say it, in the middle of a sentence. */
  readonly label: string;
  /** What its cells may hold, for the page that explains the file and for refusals. */
  readonly accepts: string;
  /** What agencies call its column, likeliest first. Case, spaces and punctuation do not matter. */
  readonly headings: readonly string[];
  readonly parse: CellParser<Value>;
  /** Words that are no empty cell here, since they may be somebody's name. */
  readonly anyWord?: true;
};

export type Fields = Readonly<Record<string, Field>>;

/** What a row's cells came to; a field without a column or with an empty cell is absent. */
export type Values<F extends Fields> = {
  readonly [Name in keyof F]?: F[Name] extends Field<infer Value> ? Value : never;
};

/** What is wrong with a row although each of its cells is sound alone. */
export type RowRefusal =
  | { readonly code: "ends-before-start"; readonly field: string; readonly start: LocalDate }
  | { readonly code: "before-birth"; readonly field: string; readonly bornOn: LocalDate };

/** Headings written in one string, since they hold no spaces that matter. */
export const spelt = (headings: string): readonly string[] => headings.split(" ");

type Declaration<F extends Fields, Row> = {
  readonly code: string;
  readonly label: string;
  readonly fields: F;
  /**
   * What every row must tell. Each need lists the ways to meet it, best first; a way is a set of fields.
   * A family name and given names, or a whole name.
   */
  readonly needs: readonly (readonly (readonly (keyof F & string)[])[])[];
  /** Puts the row together once its needs are met. */
  readonly assemble: (values: Values<F>, reading: Reading) => Result<Row, RowRefusal>;
  /** What the source calls the thing a row is about. `manyPeople`: one reference may name several people. */
  readonly key: (row: Row, manyPeople: boolean) => readonly string[];
  /** What makes two rows of one key be about different things after all. */
  readonly apart?: (row: Row) => string;
};

/** What one kind of file holds. */
export type FileKind = {
  readonly code: string;
  /** As people say it, in the middle of a sentence. */
  readonly label: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** What every row must tell: for each need, the ways to meet it, each a set of fields. */
  readonly needs: readonly (readonly (readonly string[])[])[];
};

/** One kind of file, and how a row of it becomes a typed row. */
export type ImportKind<Row> = FileKind & {
  readonly assemble: (values: ReadonlyMap<string, unknown>, reading: Reading) => Result<Row, RowRefusal>;
  readonly key: (row: Row, manyPeople: boolean) => readonly string[];
  readonly apart: (row: Row) => string;
};

/** Declares a kind of file. Its fields are typed where it is declared and plain names to everything that reads it. */
export const declareKind = <F extends Fields, Row>(declared: Declaration<F, Row>): ImportKind<Row> => ({
  code: declared.code,
  label: declared.label,
  fields: new Map(Object.entries(declared.fields)),
  needs: declared.needs,
  // Each value came from the parser of the field of the same name, in this very declaration.
  assemble: (values, reading) => declared.assemble(Object.fromEntries(values) as Values<F>, reading),
  key: declared.key,
  apart: declared.apart ?? (() => ""),
});

/** A value that the kind's needs promise. */
export function promised<Value>(value: Value | undefined): Value {
  invariant(value !== undefined, "a row is put together only when its needs are met");
  return value;
}

/** An end that is not before its start; open while there is none. */
export function inOrder(
  start: LocalDate,
  end: LocalDate | undefined,
  field: string,
): Result<undefined, RowRefusal> {
  return end && Temporal.PlainDate.compare(end, start) < 0
    ? refuse({ code: "ends-before-start", field, start })
    : accept(undefined);
}
