import { fileURLToPath } from "node:url";
import { invariant } from "../../kernel/result.ts";
import { type CheckContext, checkTable, countedAs, type RowError, type RowOutcome } from "./check.ts";
import type { ImportKind } from "./kind.ts";
import { checkedCell } from "./load.ts";
import { NO_MAP, readMapFile } from "./mapfile.ts";
import { mapColumns } from "./mapping.ts";
import { sayMapping, sayOpen } from "./messages.ts";
import { openTable, type TableSource } from "./read.ts";
import { sayBadCell } from "./run-messages.ts";

/** For tests: the context of an import on 21 November 2026 into a partnership with two services. */
export const context: CheckContext = {
  asOf: Temporal.PlainDate.from("2026-11-21"),
  services: ["community", "overdose-prevention"],
  eventKinds: ["offence", "arrest", "overdose"],
  eventKind: "offence",
};

/** For tests: where a sample file lies. */
export const sample = (name: string): string =>
  fileURLToPath(new URL(`../../../tests/samples/${name}`, import.meta.url));

/** For tests: text or bytes as an upload, in pieces of so many bytes. */
export async function* upload(content: string | Buffer, pieceBytes = 1000): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** For tests: what is wrong with a row, as whoever brought it in reads it. */
export const sayError = (error: RowError): string => sayBadCell(checkedCell(error));

/** For tests: how a file did. `read` is the sum of `good`, `bad` and `repeated`; a row may have several errors. */
export type Summary = {
  readonly read: number;
  readonly good: number;
  readonly bad: number;
  readonly repeated: number;
  readonly byCode: Readonly<Record<string, number>>;
};

function summaryOf(outcomes: readonly RowOutcome<unknown>[]): Summary {
  const of = (kind: RowOutcome<unknown>["kind"]): number =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  const codes = outcomes.flatMap((outcome) =>
    outcome.kind === "bad" ? outcome.errors.map(({ problem }) => countedAs(problem)) : [],
  );
  const byCode = Object.fromEntries(codes.map((code) => [code, codes.filter((one) => one === code).length]));
  return { read: outcomes.length, good: of("row"), bad: of("bad"), repeated: of("repeated"), byCode };
}

/** For tests: everything that came of a file. */
export type Imported<Row> = {
  readonly outcomes: readonly RowOutcome<Row>[];
  readonly rows: readonly Row[];
  readonly errors: readonly RowError[];
  readonly summary: Summary;
};

/** For tests: reads a whole source from beginning to end. */
export async function importing<Row>(
  kind: ImportKind<Row>,
  source: TableSource,
  mapText?: string,
): Promise<Imported<Row>> {
  const map = mapText === undefined ? { ok: true as const, value: NO_MAP } : readMapFile(mapText, kind);
  invariant(map.ok, "the map is sound");
  const table = await openTable(source, map.value.choices);
  invariant(table.ok, table.ok ? "" : sayOpen(table.refusal));
  const mapping = mapColumns(kind, table.value.recognised.headings, map.value);
  invariant(mapping.ok, mapping.ok ? "" : sayMapping(mapping.refusal).join(" "));
  const outcomes: RowOutcome<Row>[] = [];
  for await (const outcome of checkTable(table.value, kind, mapping.value, context)) outcomes.push(outcome);
  return {
    outcomes,
    rows: outcomes.flatMap((outcome) => (outcome.kind === "row" ? [outcome.row] : [])),
    errors: outcomes.flatMap((outcome) => (outcome.kind === "bad" ? outcome.errors : [])),
    summary: summaryOf(outcomes),
  };
}
