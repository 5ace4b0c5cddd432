import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, parseDay } from "../../kernel/time.ts";
import type { AreaMonthRow } from "./area-months.ts";
import type { CustodyRow, EpisodeRow, EventRow, PeopleRow } from "./kinds.ts";

/** The last day to which a source is complete, and whether somebody said so or the file's own days suggest it. */
export type Completeness = { readonly to: LocalDate; readonly by: "stated" | "inferred" };

/** Why what was stated is no day to which a source can be complete. */
export type StatedRefusal = { readonly code: "not-a-day" } | { readonly code: "still-to-come" };

/** Reads the day to which somebody states a source is complete. Of days to come nobody can: they would count as quiet ones. */
export function readStated(text: string, asOf: LocalDate): Result<LocalDate, StatedRefusal> {
  const day = parseDay(text);
  if (!day) return refuse({ code: "not-a-day" });
  return Temporal.PlainDate.compare(day, asOf) > 0 ? refuse({ code: "still-to-come" }) : accept(day);
}

/** The latest of some days; undefined when there is none. */
export const latest = (days: readonly (LocalDate | undefined)[]): LocalDate | undefined =>
  days.reduce<LocalDate | undefined>(
    (last, day) => (day && (!last || Temporal.PlainDate.compare(day, last) > 0) ? day : last),
    undefined,
  );

/** The earliest of some days; undefined when there is none. */
export const earliest = (days: readonly (LocalDate | undefined)[]): LocalDate | undefined =>
  days.reduce<LocalDate | undefined>(
    (first, day) => (day && (!first || Temporal.PlainDate.compare(day, first) < 0) ? day : first),
    undefined,
  );

type AnyRow = PeopleRow | EpisodeRow | EventRow | CustodyRow | AreaMonthRow;

/** The first day that a row tells of; a client list tells of no day. */
export function firstDayOf(row: AnyRow): LocalDate | undefined {
  if ("month" in row) return row.month;
  if ("happenedOn" in row) return row.happenedOn;
  if ("inOn" in row) return row.inOn;
  return "startedOn" in row ? row.startedOn : undefined;
}

/** The last day that a row tells of. The day of release is no day inside; a client list tells of no day. */
export function lastDayOf(row: AnyRow): LocalDate | undefined {
  if ("month" in row) return row.month.with({ day: row.month.daysInMonth });
  if ("happenedOn" in row) return row.happenedOn;
  if ("inOn" in row) return latest([row.inOn, row.outOn?.subtract({ days: 1 })]);
  if ("startedOn" in row) return row.endedOn ?? row.startedOn;
  return undefined;
}

/**
 * How far a file is complete. Without a statement: agencies send whole months, so to the end of the month of its latest
 * day when that month is over on the day of the import; else to its latest day.
 */
export function completenessOf(
  stated: LocalDate | undefined,
  latestDay: LocalDate | undefined,
  asOf: LocalDate,
): Completeness | undefined {
  if (stated) return { to: stated, by: "stated" };
  if (!latestDay) return undefined;
  const monthEnd = latestDay.with({ day: latestDay.daysInMonth });
  return { to: Temporal.PlainDate.compare(monthEnd, asOf) < 0 ? monthEnd : latestDay, by: "inferred" };
}
