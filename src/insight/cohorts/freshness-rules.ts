import { accept, type Result } from "../../kernel/result.ts";
import { asksOfDesign } from "./columns.ts";
import type { Design } from "./design.ts";
import type { Evaluation } from "./evaluation.ts";
import { type CohortRefused, no } from "./messages.ts";
import type { Known } from "./selection-rules.ts";
import type { Events, People } from "./tables.ts";
import { dayNumber, dayText } from "./windows-rules.ts";

type Files = { readonly people: People; readonly events: Events | undefined };
type Names = { readonly people: string; readonly events: string | undefined };

/** Whether a file has lines at all: CSV has, with its header on the first. */
export const hasLines = (file: string): boolean => !/\.(parquet|pq)$/i.test(file);

/** The greatest day of a column; nothing where it holds none. */
export function latestOf(days: ArrayLike<number>): number | undefined {
  let latest: number | undefined;
  for (let i = 0; i < days.length; i++) {
    const day = days[i] as number;
    if (!Number.isNaN(day) && (latest === undefined || day > latest)) latest = day;
  }
  return latest;
}

/** The columns of days that a design reads, each once, with the latest of each. */
function dayColumns(design: Design, { people, events }: Files, names: Names) {
  const seen = new Set<string>();
  return asksOfDesign(design).flatMap(({ key, column, kind, from }) => {
    if (kind !== "day" || (from === "events" && key !== "day")) return [];
    const file = from === "people" ? names.people : names.events;
    if (file === undefined || seen.has(`${from} ${column}`)) return [];
    seen.add(`${from} ${column}`);
    const latest = from === "people" ? latestOf(people.number(key)) : events?.latest;
    return latest === undefined ? [] : [{ file, column, latest }];
  });
}

/**
 * To which day the data are complete: as the design says, or else the latest day on which something was seen. Days of events that no calendar of ours has are refused here.
 */
export function knownOf(design: Design, files: Files, names: Names): Result<Known, CohortRefused> {
  const { followUp } = design;
  const impossible = files.events?.impossible;
  if (impossible && names.events !== undefined)
    return no({
      code: "impossible-date",
      file: names.events,
      ...impossible,
      line: hasLines(names.events) ? impossible.row + 1 : undefined,
      column: design.events.day ?? "day",
      why: "which lies outside 1900 to 2100",
    });
  return accept({
    file: names.people,
    lines: hasLines(names.people),
    completeFrom:
      followUp.completeFrom === undefined ? Number.NEGATIVE_INFINITY : dayNumber(followUp.completeFrom),
    completeTo:
      followUp.completeTo === undefined ? inferred(design, files, names) : dayNumber(followUp.completeTo),
    latest:
      followUp.completeTo === undefined ? latestDay(design, files, names) : dayNumber(followUp.completeTo),
  });
}

/**
 * The latest day to which something was seen: of the events, or of whatever day an outcome happened on. Counts that stand in the
 * file of people already are as complete as whoever counted made them: nothing is inferred from days of entry.
 */
function inferred(design: Design, files: Files, names: Names): number {
  const dated = design.outcomes.some((outcome) => outcome.kind === "time-to" && outcome.on !== undefined);
  if (files.events) return files.events.latest ?? Number.POSITIVE_INFINITY;
  return dated ? latestDay(design, files, names) : Number.POSITIVE_INFINITY;
}

function latestDay(design: Design, files: Files, names: Names): number {
  const latest = dayColumns(design, files, names).map((one) => one.latest);
  return latest.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...latest);
}

/** How fresh the data are: the latest day of each column of days, and to which day they are complete. */
export function freshnessOf(
  design: Design,
  files: Files,
  names: Names,
  known: Known,
): Evaluation["freshness"] {
  const latest = dayColumns(design, files, names).map((one) => ({
    file: one.file.split(/[\\/]/).at(-1) ?? one.file,
    column: one.column,
    day: dayText(one.latest),
  }));
  const { completeFrom, completeTo } = design.followUp;
  return {
    latest,
    completeFrom,
    completeTo: Number.isFinite(known.completeTo) ? dayText(known.completeTo) : undefined,
    completeToIs:
      completeTo !== undefined ? "stated" : Number.isFinite(known.completeTo) ? "inferred" : "not known",
  };
}
