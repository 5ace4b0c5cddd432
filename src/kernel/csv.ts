/**
 * A spreadsheet runs a cell that begins with one of these as a formula, so a name typed as `=HYPERLINK(…)` would act on
 * whoever opens the file. The wide forms are what East Asian keyboards give and some spreadsheets treat alike. A space
 * before it is no protection: some spreadsheets drop it.
 *
 * Source: OWASP ASVS 5.0, 1.2.10; OWASP, CSV Injection.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: tab, line ends and NUL are among the characters to disarm.
const BEGINS_A_FORMULA = /^(?:[\t\r\n\u0000]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/** What one cell can hold. An empty cell is undefined or null. */
export type CsvValue = string | number | bigint | boolean | null | undefined;

/**
 * One cell, quoted as RFC 4180 asks. Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers
 * are left alone, so that -5 stays a number.
 */
export function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = BEGINS_A_FORMULA.test(value) ? `'${value}` : value;
  return /["\r\n,;\t|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One row, with the line end that RFC 4180 asks for. */
export const csvRow = (values: readonly CsvValue[]): string => `${values.map(csvCell).join(",")}\r\n`;
