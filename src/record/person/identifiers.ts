import { accept, type Result, refuse } from "../../kernel/result.ts";

declare const scheme: unique symbol;

/** A number by which agencies know a person, in its canonical form. One scheme's in another's place does not compile. */
export type Identifier<Scheme extends string> = string & { readonly [scheme]: Scheme };
/** Ten digits without spaces. */
export type NhsNumber = Identifier<"nhs">;
/** `YYYY/NNNNNNNL`: the Police National Computer's number of a person. */
export type PncId = Identifier<"pnc">;
/** `A1234BC`: the number a prison gives a person, kept for life. */
export type PrisonNumber = Identifier<"prison">;
/** `NNNNNN/YYL` or `SFYY/NL`: the Criminal Records Office's number. */
export type CroNumber = Identifier<"cro">;
/** A provider's own reference for a client, as that provider writes it. */
export type ClientReference = Identifier<"client">;

/** The code of a scheme, as the database keeps it. */
export type SchemeCode = "nhs" | "pnc" | "prison" | "cro" | "client";

/** Why a text is not an identifier of that scheme. */
export type IdentifierRefusal = {
  readonly scheme: SchemeCode;
  readonly code: /** It does not look like one at all. */
    | "wrong-shape"
    /** It looks like one, but its check digit or letter says that something was mistyped. */
    | "check-failed"
    /** All digits the same: typed to get past a form. */
    | "placeholder"
    /** Its year has not come yet. */
    | "year-not-reached"
    /** Without its slash it can be read as two different numbers. */
    | "two-readings";
};

/** What reading an identifier comes to: its canonical form or why not. */
export type Parsed<Scheme extends SchemeCode> = Result<Identifier<Scheme>, IdentifierRefusal>;

const canonical = <Scheme extends SchemeCode>(_scheme: Scheme, text: string) =>
  accept(text as Identifier<Scheme>);

/** People and spreadsheets put spaces, hard spaces and dashes into numbers. They carry no meaning. */
const closedUp = (text: string): string => text.replace(/[\s\u00ad\u2010-\u2015-]/gu, "").toUpperCase();

/**
 * Reads an NHS number, spaced in any way.
 *
 * Source: NHS Data Dictionary, NHS NUMBER: weights 10 to 2, modulus 11, a check of 10 is never issued.
 */
export function parseNhsNumber(text: string): Parsed<"nhs"> {
  const digits = closedUp(text);
  if (!/^[0-9]{10}$/.test(digits)) return refuse({ scheme: "nhs", code: "wrong-shape" });
  if (/^(.)\1*$/.test(digits)) return refuse({ scheme: "nhs", code: "placeholder" });
  let sum = 0;
  for (let place = 0; place < 9; place++) sum += Number(digits[place]) * (10 - place);
  const check = (11 - (sum % 11)) % 11;
  if (check !== Number(digits[9])) return refuse({ scheme: "nhs", code: "check-failed" });
  return canonical("nhs", digits);
}

/** `943 476 5919`: how the NHS prints it. */
export const formatNhsNumber = (number: NhsNumber): string =>
  `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`;

/** The check letters of PNC and CRO numbers: no I, O or S, which look like digits. */
const CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY";

const checkLetter = (digits: string): string | undefined => CHECK_LETTERS[Number(digits) % 23];

/**
 * Reads a PNC ID: `2012/394773H`, `12/394773H`, `20120394773H`. Two digits of a year later than the current one
 * belong to the last century.
 *
 * @param currentYear the calendar year today; no number can be later
 */
export function parsePnc(text: string, currentYear: number): Parsed<"pnc"> {
  const parts = /^(?<digits>[0-9]{2,4}\/[0-9]{1,7}|[0-9]{3,11})(?<letter>[A-Z])$/.exec(
    closedUp(text),
  )?.groups;
  const digits = parts?.digits;
  if (digits === undefined) return refuse({ scheme: "pnc", code: "wrong-shape" });
  const readings = pncReadings(digits, currentYear);
  if (readings.length === 0) return refuse({ scheme: "pnc", code: "wrong-shape" });
  const reached = readings.filter((reading) => reading.year <= currentYear);
  if (reached.length === 0) return refuse({ scheme: "pnc", code: "year-not-reached" });
  const sound = reached.filter(
    ({ year, serial }) => checkLetter(String(year).slice(2) + serial) === parts?.letter,
  );
  const [only, another] = sound;
  if (only === undefined) return refuse({ scheme: "pnc", code: "check-failed" });
  if (another !== undefined) return refuse({ scheme: "pnc", code: "two-readings" });
  return canonical("pnc", `${only.year}/${only.serial}${parts?.letter}`);
}

/** The years and serials these digits may stand for. Without the slash there can be two. */
function pncReadings(
  digits: string,
  currentYear: number,
): { readonly year: number; readonly serial: string }[] {
  const slash = digits.indexOf("/");
  const yearLengths = slash < 0 ? [4, 2] : [slash];
  return yearLengths.flatMap((length) => {
    const year = Number(digits.slice(0, length));
    const serial = digits.slice(slash < 0 ? length : slash + 1);
    if (serial.length < 1 || serial.length > 7 || Number(serial) === 0) return [];
    if (length === 4) return year < 1900 ? [] : [{ year, serial: serial.padStart(7, "0") }];
    if (length !== 2) return [];
    const century = 2000 + year > currentYear ? 1900 : 2000;
    return [{ year: century + year, serial: serial.padStart(7, "0") }];
  });
}

/** Reads a prison number in either case: one letter, four digits, two letters. It has no check digit. */
export function parsePrisonNumber(text: string): Parsed<"prison"> {
  const closed = closedUp(text);
  return /^[A-Z][0-9]{4}[A-Z]{2}$/.test(closed)
    ? canonical("prison", closed)
    : refuse({ scheme: "prison", code: "wrong-shape" });
}

/**
 * Reads a CRO number: `29906/12J`, or `SF39/100Z` for files kept on paper before 1995, whose serial is not padded.
 * The slash is needed: without it the year cannot be told from the serial.
 */
export function parseCro(text: string): Parsed<"cro"> {
  const closed = closedUp(text);
  const file = /^SF([0-9]{2})\/([0-9]{1,6})([A-Z])$/.exec(closed);
  if (file) {
    const [, year = "", typed = "", letter = ""] = file;
    const serial = String(Number(typed));
    if (serial === "0") return refuse({ scheme: "cro", code: "wrong-shape" });
    if (checkLetter(year + serial) !== letter) return refuse({ scheme: "cro", code: "check-failed" });
    return canonical("cro", `SF${year}/${serial}${letter}`);
  }
  const standard = /^([0-9]{1,6})\/([0-9]{2})([A-Z])$/.exec(closed);
  if (!standard) return refuse({ scheme: "cro", code: "wrong-shape" });
  const [, typed = "", year = "", letter = ""] = standard;
  const serial = typed.padStart(6, "0");
  if (Number(serial) === 0) return refuse({ scheme: "cro", code: "wrong-shape" });
  if (checkLetter(year + serial) !== letter) return refuse({ scheme: "cro", code: "check-failed" });
  return canonical("cro", `${serial}/${year}${letter}`);
}

const CLIENT_REFERENCE_CHARACTERS_MAX = 50;

/** Reads a provider's own client reference: any printed text of up to 50 characters, kept as that provider writes it. */
export function parseClientReference(text: string): Parsed<"client"> {
  const reference = text.normalize("NFC").trim();
  const printed = reference.length > 0 && reference.length <= CLIENT_REFERENCE_CHARACTERS_MAX;
  return printed && !/\p{C}/u.test(reference)
    ? canonical("client", reference)
    : refuse({ scheme: "client", code: "wrong-shape" });
}

const asKept = (identifier: string): string => identifier;

/** One kind of number by which agencies know a person; forms, search and imports read this list. */
export type IdentifierScheme = {
  readonly code: SchemeCode;
  /** As people say it, in the middle of a sentence. */
  readonly name: string;
  /** Reads what was typed. `currentYear` matters to numbers with a two-digit year. */
  readonly parse: (text: string, currentYear: number) => Result<string, IdentifierRefusal>;
  /** How a canonical one is printed; any other text comes back as it is. */
  readonly format: (identifier: string) => string;
  /** For the form, under the question. */
  readonly hint: string;
  /** A number that passes the check and belongs to nobody. */
  readonly example: string;
};

/** Every kind of number the record keeps, in the order in which they are asked for. */
export const IDENTIFIER_SCHEMES: readonly IdentifierScheme[] = [
  {
    code: "nhs",
    name: "NHS number",
    parse: parseNhsNumber,
    format: (text) => {
      const parsed = parseNhsNumber(text);
      return parsed.ok ? formatNhsNumber(parsed.value) : text;
    },
    hint: "A 10-digit number, like 943 476 5919",
    example: "943 476 5919",
  },
  {
    code: "pnc",
    name: "PNC number",
    parse: parsePnc,
    format: asKept,
    hint: "A year, a number and a letter, like 2012/0394773H",
    example: "2012/0394773H",
  },
  {
    code: "prison",
    name: "prison number",
    parse: parsePrisonNumber,
    format: asKept,
    hint: "A letter, 4 digits and 2 letters, like A1234BC",
    example: "A1234BC",
  },
  {
    code: "cro",
    name: "CRO number",
    parse: parseCro,
    format: asKept,
    hint: "A number, the year and a letter, like 029906/12J",
    example: "029906/12J",
  },
  {
    code: "client",
    name: "client reference",
    parse: parseClientReference,
    format: asKept,
    hint: "The reference your own service uses for this person",
    example: "TS100000",
  },
];
