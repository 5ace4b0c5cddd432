import { counted } from "../../kernel/words.ts";
import { OUTCOMES } from "../../services/medicines/collection-rules.ts";
import type { Column, RowRefusal } from "./rules.ts";

const COLUMN_WORDS: Readonly<Record<Column, string>> = {
  familyName: "Surname",
  bornOn: "Date of birth",
  dueOn: "Due date",
  outcome: "Outcome",
  time: "Time",
  pharmacy: "Pharmacy",
};

/** Which column a file lacks. */
export const sayMissing = (column: Column): string =>
  `The file has no column “${COLUMN_WORDS[column]}”. Line 1 names the columns: Surname, Date of birth, Due date, Outcome, and perhaps Time and Pharmacy`;

/** Why a line was not taken. Never says who it is about. */
export function sayRow(refusal: RowRefusal): string {
  switch (refusal.code) {
    case "not-a-day":
      return `${COLUMN_WORDS[refusal.column]} is not a date`;
    case "not-a-time":
      return "Time is not a time of day";
    case "not-an-outcome":
      return "Outcome is none of Supervised, Collected, Take home, Missed, Refused, Intoxicated";
    case "no-name":
      return "Surname is empty";
    case "nobody-due":
      return "nobody of that name and date of birth was due on that day at your pharmacy";
    case "several-due":
      return "more than one collection fits; record it by hand";
    case "recorded-otherwise":
      return `recorded here as ${OUTCOMES[refusal.outcome].toLowerCase()}; if that is wrong, use “Record what happened”`;
    case "still-to-come":
      return "its day or time is still to come";
    case "broken-row":
      return "the line cannot be read";
    case "not-taken":
      return "it could not be recorded; open the collection to see why";
  }
}

/** Lines named in the sentence after a file; the others are counted. */
const MOST_NAMED = 8;

/** What a file came to, in one sentence. */
export function sayLoaded(loaded: {
  readonly fresh: number;
  readonly known: number;
  readonly refused: readonly { readonly line: number; readonly refusal: RowRefusal }[];
}): string {
  const { fresh, known, refused } = loaded;
  const named = refused.slice(0, MOST_NAMED).map(({ line, refusal }) => `line ${line}: ${sayRow(refusal)}`);
  const more = refused.length > MOST_NAMED ? [`and ${refused.length - MOST_NAMED} more`] : [];
  const head = `${counted(fresh, "collection")} recorded, ${known} known already, ${refused.length} not taken`;
  return refused.length === 0 ? `${head}.` : `${head}: ${[...named, ...more].join("; ")}.`;
}
