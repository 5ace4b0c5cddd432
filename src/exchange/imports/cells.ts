import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { IdentifierRefusal, Parsed, SchemeCode } from "../../record/person/identifiers.ts";
import { type DateOrder, type Moment, readMoment, type ShortYears } from "./dates.ts";
import { properCase, type SplitName, splitName, tidyName } from "./names.ts";

/** What reading a cell depends on, all of it handed in. */
export type Reading = {
  /** The day of the import, in England. Nothing in the file can be later. */
  readonly asOf: LocalDate;
  readonly dates: DateOrder;
  /** Codes of the partnership's services. */
  readonly services: readonly string[];
  /** Codes of the kinds of event that the record knows. */
  readonly eventKinds: readonly string[];
  /** The kind of event in a file that has no column for it. */
  readonly eventKind: string;
};

/** Why a cell cannot be what its column should hold. */
export type CellRefusal =
  | { readonly code: "not-a-date"; readonly dates: DateOrder }
  | { readonly code: "in-the-future"; readonly asOf: LocalDate }
  | { readonly code: "before-1900" }
  | { readonly code: "not-an-identifier"; readonly refusal: IdentifierRefusal }
  | { readonly code: "not-one-of"; readonly allowed: readonly string[] }
  | { readonly code: "belongs-elsewhere"; readonly kind: keyof typeof NO_EVENT_ROWS }
  | { readonly code: "not-a-month" }
  | { readonly code: "month-not-over"; readonly asOf: LocalDate }
  | { readonly code: "not-a-count"; readonly least: number }
  | { readonly code: "not-a-name" }
  | { readonly code: "name-in-one-piece" }
  | { readonly code: "text-too-long"; readonly charactersMax: number };

/** Reads one cell that is not empty. */
export type CellParser<Value> = (text: string, reading: Reading) => Result<Value, CellRefusal>;

/** Printed by databases for an empty cell. Names are never read so: there are people called Null. */
export const EMPTY_WORDS: readonly string[] = ["NULL", "N/A", "NONE", "NIL", "-"];

/** 1 January 1900 itself is what spreadsheets and databases print when there is no date. */
const NO_DATE = Temporal.PlainDate.from("1900-01-01");

function moment(text: string, reading: Reading, shortYears: ShortYears): Result<Moment, CellRefusal> {
  const read = readMoment(text, { order: reading.dates, shortYears, asOf: reading.asOf });
  if (!read) return refuse({ code: "not-a-date", dates: reading.dates });
  if (Temporal.PlainDate.compare(read.day, reading.asOf) > 0) {
    return refuse({ code: "in-the-future", asOf: reading.asOf });
  }
  if (Temporal.PlainDate.compare(read.day, NO_DATE) <= 0) return refuse({ code: "before-1900" });
  return accept(read);
}

/** A day, and its time where told. */
export const dayOrTime: CellParser<Moment> = (text, reading) => moment(text, reading, "recent");

/** A day; a time beside it is dropped. */
export const day: CellParser<LocalDate> = (text, reading) => {
  const read = moment(text, reading, "recent");
  return read.ok ? accept(read.value.day) : read;
};

/** A date of birth: before the day of the import, and nobody alive was born in 1900. */
export const birthDay: CellParser<LocalDate> = (text, reading) => {
  const read = moment(text, reading, "birth");
  if (!read.ok) return read;
  return read.value.day.equals(reading.asOf)
    ? refuse({ code: "in-the-future", asOf: reading.asOf })
    : accept(read.value.day);
};

/** A number of one scheme, checked by its digits or letters. */
export const identifier =
  <Scheme extends SchemeCode>(parse: (text: string, currentYear: number) => Parsed<Scheme>) =>
  (text: string, reading: Reading) => {
    const parsed = parse(text, reading.asOf.year);
    return parsed.ok ? parsed : refuse({ code: "not-an-identifier" as const, refusal: parsed.refusal });
  };

/** Text of up to so many characters, spaces made single. */
export const text =
  (charactersMax: number): CellParser<string> =>
  (typed) => {
    const tidy = typed.normalize("NFC").replace(/\s+/g, " ").trim();
    return tidy.length <= charactersMax ? accept(tidy) : refuse({ code: "text-too-long", charactersMax });
  };

/** Characters that the record keeps of a name's part. */
const NAME_CHARACTERS_MAX = 100;

/** A family name or given names. */
export const name: CellParser<string> = (text) => {
  const tidy = tidyName(text);
  if (tidy.length > NAME_CHARACTERS_MAX)
    return refuse({ code: "text-too-long", charactersMax: NAME_CHARACTERS_MAX });
  return /\p{L}/u.test(tidy) ? accept(properCase(tidy)) : refuse({ code: "not-a-name" });
};

/** A whole name in one cell. */
export const wholeName: CellParser<SplitName> = (text) => {
  const tidy = tidyName(text);
  if (tidy.length > NAME_CHARACTERS_MAX)
    return refuse({ code: "text-too-long", charactersMax: NAME_CHARACTERS_MAX });
  if (!/\p{L}/u.test(tidy)) return refuse({ code: "not-a-name" });
  const split = splitName(tidy);
  return split ? accept(split) : refuse({ code: "name-in-one-piece" });
};

/** A person's sex as the record keeps it. */
export type Sex = "female" | "male" | "indeterminate" | "not-known";

/** Source: NHS Data Dictionary, PERSON STATED GENDER CODE (1, 2, 9, X) and what case systems print. */
const SEXES: readonly (readonly [sex: Sex, written: readonly string[]])[] = [
  ["female", ["f", "female", "2", "woman"]],
  ["male", ["m", "male", "1", "man"]],
  ["indeterminate", ["i", "indeterminate", "9", "intersex", "indeterminate or intersex"]],
  ["not-known", ["x", "u", "0", "not known", "unknown", "not-known", "not stated", "not recorded", "nk"]],
];

/** Sex, as letters, words or NHS codes. */
export const sex: CellParser<Sex> = (text) => {
  const written = text.trim().toLowerCase();
  const found = SEXES.find(([, ways]) => ways.includes(written));
  return found ? accept(found[0]) : refuse({ code: "not-one-of", allowed: SEXES.map(([known]) => known) });
};

/** Kinds that a row of events cannot tell whole, and where they belong. */
export const NO_EVENT_ROWS = {
  custody: "a time in custody, which has a day out: bring it in as a file of custody periods",
  death: "recorded on the person's page, where it stops all that is under way",
} as const;

const isNoEventRow = (code: string): code is keyof typeof NO_EVENT_ROWS => Object.hasOwn(NO_EVENT_ROWS, code);

/** Kinds of event that rows of a file of events may be. */
export const eventRowKinds = <K extends { readonly code: string }>(kinds: readonly K[]): readonly K[] =>
  kinds.filter(({ code }) => !isNoEventRow(code));

/** The kind of event a row is about. */
export const eventKindCell: CellParser<string> = (text, reading) => {
  const code = codeOf(text);
  return isNoEventRow(code)
    ? refuse({ code: "belongs-elsewhere", kind: code })
    : oneOf(({ eventKinds }) => eventKinds)(text, reading);
};

const codeOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "-");

/** One of a list of codes, however it is spaced and capitalised: `Overdose Prevention` is `overdose-prevention`. */
export const oneOf =
  (allowed: (reading: Reading) => readonly string[]): CellParser<string> =>
  (text, reading) => {
    const code = codeOf(text);
    return allowed(reading).includes(code)
      ? accept(code)
      : refuse({ code: "not-one-of", allowed: allowed(reading) });
  };
