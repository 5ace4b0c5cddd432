import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromLondon, type Instant, type LocalDate, parseDay, parseTime } from "../../kernel/time.ts";
import type { Because, Outcome } from "../../services/medicines/collection-rules.ts";

/** One line of a pharmacy's own file: who, which day of collection, and what became of it. */
export type FileRow = {
  readonly line: number;
  readonly familyName: string;
  readonly bornOn: LocalDate;
  readonly dueOn: LocalDate;
  readonly what: "given" | "refused" | "not-given";
  readonly because: Because | undefined;
  readonly at: Instant;
};

export type RowRefusal =
  | { readonly code: "not-a-day"; readonly column: Column; readonly value: string }
  | { readonly code: "not-a-time"; readonly value: string }
  | { readonly code: "not-an-outcome"; readonly value: string }
  | { readonly code: "no-name" }
  | { readonly code: "nobody-due" }
  | { readonly code: "several-due" }
  | { readonly code: "recorded-otherwise"; readonly outcome: Outcome }
  | { readonly code: "still-to-come" }
  | { readonly code: "broken-row" }
  | { readonly code: "not-taken" };

/** The columns of a file and what pharmacies' systems call them. Case, spaces and punctuation do not matter. */
const COLUMNS = {
  familyName: ["familyname", "surname", "lastname"],
  bornOn: ["dateofbirth", "dob", "birthdate", "born"],
  dueOn: ["duedate", "due", "date", "instalmentdate", "collectiondate"],
  outcome: ["outcome", "status", "result"],
  time: ["time", "collectedat", "timecollected"],
  pharmacy: ["pharmacy", "branch", "site", "pharmacyname"],
} as const;
export type Column = keyof typeof COLUMNS;
const NEEDED: readonly Column[] = ["familyName", "bornOn", "dueOn", "outcome"];

/** What pharmacies' systems call each outcome. */
const OUTCOME_WORDS: Readonly<Record<string, Pick<FileRow, "what" | "because">>> = {
  supervised: { what: "given", because: undefined },
  collected: { what: "given", because: undefined },
  takehome: { what: "given", because: undefined },
  missed: { what: "not-given", because: undefined },
  misseddose: { what: "not-given", because: undefined },
  notcollected: { what: "not-given", because: undefined },
  refusedtodispense: { what: "refused", because: "other" },
  refused: { what: "refused", because: "other" },
  intoxicated: { what: "refused", because: "intoxicated" },
};

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");

/** Where each column stands, or which of those that are needed is missing. */
export function columnsOf(
  headings: readonly string[],
): Result<ReadonlyMap<Column, number>, { readonly code: "column-missing"; readonly column: Column }> {
  const found = new Map<Column, number>();
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const index = headings.findIndex((heading) =>
      (COLUMNS[column] as readonly string[]).includes(plain(heading)),
    );
    if (index !== -1) found.set(column, index);
  }
  const missing = NEEDED.find((column) => !found.has(column));
  return missing ? refuse({ code: "column-missing", column: missing }) : accept(found);
}

/** Reads one line. Without a time it happened at noon of its day. */
export function readRow(line: number, cell: (column: Column) => string): Result<FileRow, RowRefusal> {
  const [bornOn, dueOn] = [parseDay(cell("bornOn")), parseDay(cell("dueOn"))];
  if (!bornOn) return refuse({ code: "not-a-day", column: "bornOn", value: cell("bornOn") });
  if (!dueOn) return refuse({ code: "not-a-day", column: "dueOn", value: cell("dueOn") });
  const time = cell("time") === "" ? Temporal.PlainTime.from("12:00") : parseTime(cell("time"));
  if (!time) return refuse({ code: "not-a-time", value: cell("time") });
  const outcome = OUTCOME_WORDS[plain(cell("outcome"))];
  if (!outcome) return refuse({ code: "not-an-outcome", value: cell("outcome") });
  if (cell("familyName") === "") return refuse({ code: "no-name" });
  return accept({
    line,
    familyName: cell("familyName"),
    bornOn,
    dueOn,
    ...outcome,
    at: fromLondon(dueOn.toPlainDateTime(time)),
  });
}

/** Is this cell, where a file names its pharmacy, another pharmacy's name? */
export const isOtherPharmacy = (cell: string, name: string): boolean =>
  cell !== "" && plain(cell) !== plain(name);

/** Do a line and what stands on record say the same? */
export const saysTheSame = (row: Pick<FileRow, "what">, outcome: Outcome): boolean =>
  row.what ===
  (outcome === "supervised" || outcome === "collected"
    ? "given"
    : outcome === "refused"
      ? "refused"
      : "not-given");

/** Are two family names one, whatever their case, accents and punctuation? */
export const isSameName = (a: string, b: string): boolean => letters(a) === letters(b);
const letters = (name: string): string =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
