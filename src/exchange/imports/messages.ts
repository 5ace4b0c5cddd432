import { longDate } from "../../kernel/time.ts";
import { counted, listed } from "../../kernel/words.ts";
import { sayIdentifier } from "../../record/person/identifier-messages.ts";
import { NO_EVENT_ROWS } from "./cells.ts";
import type { Problem, RowError } from "./check.ts";
import type { DateOrder } from "./dates.ts";
import type { MapFileRefusal } from "./mapfile.ts";
import type { MappingRefusal, MissingField } from "./mapping.ts";
import type { OpenRefusal } from "./read.ts";

/** Why a file could not be opened as a table, and what to do. */
export function sayOpen(refusal: OpenRefusal): string {
  switch (refusal.code) {
    case "no-such-file":
      return `There is no file ${refusal.path}. Check its name and folder.`;
    case "not-a-file":
      return `${refusal.path} cannot be read. It must be a file that you are allowed to open.`;
    case "empty-file":
      return "The file is empty. Export it again.";
    case "not-a-text-table":
      return `This is ${refusal.looksLike}, not a table in text. Save or export it as CSV and try again.`;
    case "no-headings":
      return `Line ${refusal.line} should name the columns, but it is not a row of headings. Export the file again with its headings.`;
  }
}

/** What is wrong with a map of columns, and what to do. */
export function sayMapFile(refusal: MapFileRefusal): string {
  switch (refusal.code) {
    case "not-yaml":
      return `The map is not a list of settings in YAML${refusal.line ? ` (line ${refusal.line})` : ""}. Write each as "setting: value".`;
    case "unknown-setting":
      return `The map has a setting "${refusal.setting}" that means nothing here. Settings are ${listed(refusal.known)}.`;
    case "wrong-setting":
      return `The map's "${refusal.setting}" should be ${refusal.accepts}.`;
    case "unknown-field":
      return `The map's "${refusal.setting}" names "${refusal.field}", which is no field of this kind of file. Fields are ${listed(refusal.known)}.`;
    case "field-twice":
      return `The map's "${refusal.setting}" names the field "${refusal.field}" twice. Keep one.`;
  }
}

/** Why a file's columns do not fit, one sentence for each thing to put right. */
export function sayMapping(refusal: MappingRefusal): readonly string[] {
  const ways = (need: readonly (readonly MissingField[])[]): string =>
    listed(
      need.map((way) =>
        listed(
          way.map(({ label, headings }) => `${label} (often headed ${listed(headings, "or")})`),
          "and",
        ),
      ),
      "or",
    );
  return [
    ...refusal.missing.map((need) => `A file of ${refusal.kind} needs a column for ${ways(need)}.`),
    ...refusal.notInFile.map(
      ({ field, heading }) =>
        `The map reads ${field} from a column "${heading}", which the file does not have.`,
    ),
    ...refusal.repeatedHeadings.map(
      ({ field, heading }) =>
        `More than one column is headed "${heading}", so ${field} cannot be read. Rename one of them in the file.`,
    ),
    refusal.found.length > 0
      ? `The file's columns are ${listed(
          refusal.found.map((heading) => `"${heading}"`),
          "and",
        )}. Name the right ones in a map.`
      : "The file names no columns.",
  ];
}

/** What is wrong with a row, without its place: `"31/02/1985" is not a date (day first, like 21/11/2026).` */
export function sayRowError({ problem, value }: RowError): string {
  const shown = value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN)}…` : value;
  return `${sayProblem(problem, shown)}.`;
}

const VALUE_SHOWN = 60;

const DATE_LOOKS: Readonly<Record<DateOrder, string>> = {
  "day-first": "day first, like 21/11/2026",
  "month-first": "month first, like 11/21/2026",
  iso: "year first, like 2026-11-21",
};

function sayProblem(problem: Problem, value: string): string {
  switch (problem.code) {
    case "missing":
      return `there is no ${problem.label}`;
    case "no-number":
      return `there is no ${listed(problem.labels, "or")} to say whom the row is about`;
    case "not-a-date":
      return `"${value}" is not a date (${DATE_LOOKS[problem.dates]})`;
    case "in-the-future":
      return `"${value}" is not in the past: the file is read as on ${longDate(problem.asOf)}`;
    case "before-1900":
      return `"${value}" is too long ago: systems print such a date when they have none`;
    case "not-an-identifier":
      return `"${value}" ${sayIdentifier(problem.refusal)}`;
    case "not-one-of":
      return `"${value}" is not one of ${listed(problem.allowed, "or")}; say in a map what it means`;
    case "belongs-elsewhere":
      return `"${value}" is ${NO_EVENT_ROWS[problem.kind]}`;
    case "not-a-month":
      return `"${value}" is not a month, like 2026-03 or March 2026`;
    case "month-not-over":
      return `"${value}" is a month that is not over: the file is read as on ${longDate(problem.asOf)}`;
    case "not-a-count":
      return `"${value}" is not a whole number from ${problem.least}: give the number that was counted, and ask the sender for counts that were kept back`;
    case "not-a-name":
      return `"${value}" is not a name`;
    case "name-in-one-piece":
      return `"${value}" does not show which is the family name: write it as SURNAME, Forename`;
    case "text-too-long":
      return `"${value}" is longer than ${counted(problem.charactersMax, "character")}`;
    case "ends-before-start":
      return `"${value}" is before the first day, ${longDate(problem.start)}`;
    case "before-birth":
      return `"${value}" is before the date of birth, ${longDate(problem.bornOn)}`;
    case "other-content":
      return `"${value}" is already on line ${problem.ofLine}, with other details. Keep the right one`;
    default:
      return sayBroken(problem, value);
  }
}

type Broken = Extract<
  Problem,
  {
    code:
      | "quote-not-closed"
      | "quote-inside"
      | "line-too-long"
      | "cell-too-long"
      | "unreadable-character"
      | "wrong-columns";
  }
>;

function sayBroken(problem: Broken, value: string): string {
  switch (problem.code) {
    case "quote-not-closed":
      return `a quotation mark is opened and never closed, in "${value}"`;
    case "quote-inside":
      return `a quotation mark stands where none may be, in "${value}". Inside quotes, it is written twice`;
    case "line-too-long":
      return `the line is longer than ${counted(problem.charactersMax, "character")}`;
    case "cell-too-long":
      return `a cell is longer than ${counted(problem.charactersMax, "character")}`;
    case "unreadable-character":
      return `it holds a character that cannot be read (${problem.character}), in "${value}"`;
    case "wrong-columns":
      return `it has ${counted(problem.found, "cell")} where the headings name ${counted(problem.expected, "column")}`;
  }
}
