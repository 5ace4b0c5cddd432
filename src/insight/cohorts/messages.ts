import { refuse } from "../../kernel/result.ts";

/** Why a design or a file cannot be used: a code that programs read, and the sentence that people do. */
export type CohortRefused = { readonly code: string; readonly sentence: string };

/** What can be wrong with a design, alone or with the files that it is asked of. */
export type CohortRefusal =
  | { readonly code: "no-design"; readonly file: string }
  | { readonly code: "design-not-yaml"; readonly line: number | undefined; readonly why: string }
  | { readonly code: "design-missing"; readonly field: string }
  | { readonly code: "design-unknown-field"; readonly field: string }
  | { readonly code: "design-field"; readonly field: string; readonly wrong: string }
  | {
      readonly code: "design-no-column";
      readonly field: string;
      readonly column: string;
      readonly file: string;
      readonly there: readonly string[];
    }
  | {
      readonly code: "unknown-method";
      readonly field: string;
      readonly method: string;
      readonly fits: readonly string[];
    }
  | {
      readonly code: "method-does-not-fit";
      readonly field: string;
      readonly method: string;
      readonly why: string;
      readonly fits: readonly string[];
    }
  | {
      readonly code: "comparison-needs";
      readonly field: string;
      readonly kind: string;
      readonly says: string;
    }
  | { readonly code: "window-without-dates"; readonly field: string; readonly needs: string }
  | { readonly code: "window-backwards"; readonly field: string; readonly from: string; readonly to: string }
  | { readonly code: "windows-clash"; readonly wrong: string }
  | {
      readonly code: "group-missing";
      readonly field: string;
      readonly value: string;
      readonly column: string;
      readonly there: readonly string[];
    }
  | { readonly code: "no-events-file"; readonly field: string }
  | { readonly code: "events-not-used" }
  | { readonly code: "no-time-at-risk"; readonly field: string }
  | { readonly code: "nobody-left"; readonly last: string }
  | {
      readonly code: "impossible-date";
      readonly file: string;
      readonly row: number;
      readonly line: number | undefined;
      readonly column: string;
      readonly day: string;
      readonly why: string;
    }
  | {
      readonly code: "away-too-long";
      readonly field: string;
      readonly row: number;
      readonly away: number;
      readonly days: number;
    }
  | { readonly code: "person-twice"; readonly column: string; readonly value: string; readonly row: number };

/** What an analyst reads: the field or the row, what is wrong, what to do. */
export function sayCohort(refusal: CohortRefusal): string {
  switch (refusal.code) {
    case "no-design":
      return `There is no design ${refusal.file}. Say --design with the path of a YAML file: docs/methods/evaluate-a-file.md shows one.`;
    case "design-not-yaml":
      return `The design is no YAML${refusal.line === undefined ? "" : `: look at line ${refusal.line}`}. ${refusal.why.split("\n")[0]}`;
    case "design-missing":
      return `The design has no field ${refusal.field}. docs/methods/evaluate-a-file.md says what stands there.`;
    case "design-unknown-field":
      return `The design has a field ${refusal.field}, which there is not. Look for a slip of the pen, or take it out.`;
    case "design-field":
      return `The design${refusal.field === "" ? "" : `'s field ${refusal.field}`} ${refusal.wrong}.`;
    case "design-no-column":
      return `The design's field ${refusal.field}: there is no column “${refusal.column}” in ${refusal.file}. The columns are ${refusal.there.join(", ")}.`;
    case "unknown-method":
      return `The design's field ${refusal.field}: there is no method “${refusal.method}”. Here fit ${refusal.fits.join(", ")}.`;
    case "method-does-not-fit":
      return `The design's field ${refusal.field}: ${refusal.method} ${refusal.why}. Here fit ${refusal.fits.join(", ")}.`;
    case "comparison-needs":
      return `The design has no field ${refusal.field}. A comparison that is ${refusal.kind} needs ${refusal.says}.`;
    case "window-without-dates":
      return `The design's field ${refusal.field} cannot be placed: it needs ${refusal.needs}.`;
    case "window-backwards":
      return `The design's field ${refusal.field} runs from ${refusal.from} to ${refusal.to}, which is backwards.`;
    case "windows-clash":
      return `The design's fields windows.before and windows.after ${refusal.wrong}.`;
    case "group-missing":
      return `Nobody in the cohort has “${refusal.value}” in the column “${refusal.column}”, which ${refusal.field} of the design names as a group. ${refusal.there.length === 0 ? "The column is empty for all of them: look at whether it is the right one." : `What stands there is ${refusal.there.map((one) => `“${one}”`).join(", ")}: write one of these, spelled the same.`}`;
    case "no-events-file":
      return `The design's field ${refusal.field} names no column, so its events come from a second file. Say --events with that file, or name the columns.`;
    case "events-not-used":
      return "An events file was given and no outcome of the design is counted from it. Leave --events out, or take the columns out of an outcome of kind events or time-to.";
    case "no-time-at-risk":
      return `The design's field ${refusal.field} has counts and no time at risk. Say beforeTime and afterTime, or windows; a count without its time is no rate.`;
    case "nobody-left":
      return `Nobody is left in the cohort: the last were left out because “${refusal.last}”. Look at cohort.only.`;
    case "impossible-date":
      return `${refusal.file}, row ${refusal.row}${refusal.line === undefined ? "" : ` (line ${refusal.line})`}: ${refusal.column} is ${refusal.day}, ${refusal.why}. Correct it, or leave the person out by a rule in cohort.only.`;
    case "away-too-long":
      return `The design's field ${refusal.field}, row ${refusal.row}: ${refusal.away} days away, and the window has ${refusal.days}. Give the days within the window alone.`;
    case "person-twice":
      return `Column “${refusal.column}”, row ${refusal.row}: “${refusal.value}” stands there a second time. Each person has one row; say cohort.repeats: first to take each one's first entry.`;
  }
}

/** The refusal with its sentence. */
export const no = (refusal: CohortRefusal): { readonly ok: false; readonly refusal: CohortRefused } =>
  refuse({ code: refusal.code, sentence: sayCohort(refusal) });
