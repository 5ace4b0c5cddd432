/** Why a file or an option cannot be used: a code that programs read, and the sentence that people do. */
export type Refused = { readonly code: string; readonly sentence: string };

/** What can be wrong with a file that an analyst brings, and with what they ask of it. */
export type AskRefusal =
  | { readonly code: "no-file"; readonly file: string }
  | { readonly code: "unreadable"; readonly file: string; readonly why: string }
  | {
      readonly code: "not-utf8";
      readonly file: string;
      readonly row: number;
      readonly column: string;
      readonly value: string;
    }
  | { readonly code: "unwritable"; readonly file: string; readonly why: string }
  | { readonly code: "no-column"; readonly column: string; readonly there: readonly string[] }
  | {
      readonly code: "bad-value";
      readonly column: string;
      readonly row: number;
      readonly value: string;
      readonly wanted: string;
    }
  | { readonly code: "no-rows"; readonly leftOut: number }
  | { readonly code: "too-many-names"; readonly column: string; readonly most: number }
  | { readonly code: "missing-option"; readonly option: string; readonly says: string }
  | { readonly code: "bad-number"; readonly option: string; readonly value: string }
  | { readonly code: "bad-level"; readonly value: string }
  | {
      readonly code: "bad-choice";
      readonly option: string;
      readonly value: string;
      readonly choices: readonly string[];
    }
  | { readonly code: "bad-day"; readonly option: string; readonly value: string }
  | { readonly code: "bad-days"; readonly option: string; readonly value: string }
  | { readonly code: "bad-rows"; readonly option: string; readonly value: string }
  | { readonly code: "no-such-rows"; readonly option: string; readonly value: string }
  | { readonly code: "one-of"; readonly options: readonly string[] }
  | { readonly code: "needs-also"; readonly option: string; readonly needs: string }
  | { readonly code: "twice"; readonly column: string; readonly value: string; readonly row: number }
  | {
      readonly code: "wrong-length";
      readonly option: string;
      readonly wanted: number;
      readonly given: number;
    };

/** What an analyst reads: what is wrong, then what to do. */
export function sayAsk(refusal: AskRefusal): string {
  switch (refusal.code) {
    case "no-file":
      return `There is no file ${refusal.file}. Give the path of a CSV, gzipped CSV or Parquet file.`;
    case "unreadable":
      return `${refusal.file} cannot be read as a table: ${refusal.why}${/INTERNAL Error|CSV Error|unicode|utf-?8/i.test(refusal.why) ? ". Save it as UTF-8, with as many cells in each row as the header has." : ""}`;
    case "not-utf8":
      return `${refusal.file}, ${refusal.row === 0 ? `header: the column that may be “${refusal.value}”` : `row ${refusal.row}, column “${refusal.column}”: what may be “${refusal.value}”`} is not written in UTF-8, so its letters cannot be told. Save the file as UTF-8: in Excel as “CSV UTF-8 (Comma delimited)”, in LibreOffice with the character set “Unicode (UTF-8)”.`;
    case "unwritable":
      return `${refusal.file} cannot be written: ${refusal.why}. Give a path in a folder that is there.`;
    case "no-column":
      return refusal.there.join("") === ""
        ? "The file is empty: it has no header. Give a file whose first row names its columns."
        : `There is no column “${refusal.column}”. The columns are ${refusal.there.join(", ")}.`;
    case "bad-value":
      return `Column “${refusal.column}”, row ${refusal.row}: “${refusal.value}” is not ${refusal.wanted}. Correct it, or empty the cell to leave the row out.`;
    case "no-rows":
      return refusal.leftOut > 0
        ? `Every row has an empty cell in the columns asked for (${refusal.leftOut} rows), so nothing is left to work with.`
        : "The file has a header and no rows.";
    case "too-many-names":
      return `Column “${refusal.column}” has more than ${refusal.most} different values. Groups are few; is it a measure or a person's number?`;
    case "missing-option":
      return `Say ${refusal.option}: ${refusal.says}.`;
    case "bad-number":
      return `${refusal.option} is “${refusal.value}”, and a number is wanted.`;
    case "bad-level":
      return `--level is “${refusal.value}”, and a share between 0 and 1 is wanted, such as 0.95 for 95 %.`;
    case "bad-choice":
      return `${refusal.option} is “${refusal.value}”. Choose one of ${refusal.choices.join(", ")}.`;
    case "bad-day":
      return `${refusal.option} is “${refusal.value}”. Write the day as 2026-03-31.`;
    case "bad-days":
      return `${refusal.option} is “${refusal.value}”, and a whole number of days from 1 is wanted, such as 365.`;
    case "bad-rows":
      return `${refusal.option} is “${refusal.value}”. Write columns with their values, such as area=Fenwick,measure=drug-litter.`;
    case "no-such-rows":
      return `No row has ${refusal.value}, as ${refusal.option} asks. Look at how the file spells it.`;
    case "one-of":
      return `Say one of ${refusal.options.join(" and ")}, and not both.`;
    case "needs-also":
      return `${refusal.option} needs ${refusal.needs} beside it.`;
    case "twice":
      return `Column “${refusal.column}”, row ${refusal.row}: “${refusal.value}” stands there a second time. Each person has one row.`;
    case "wrong-length":
      return `${refusal.option} has ${refusal.given} numbers, and ${refusal.wanted} are wanted, with commas between.`;
  }
}

/** The refusal with its sentence. */
export const said = (refusal: AskRefusal): { readonly ok: false; readonly refusal: Refused } => ({
  ok: false,
  refusal: { code: refusal.code, sentence: sayAsk(refusal) },
});
