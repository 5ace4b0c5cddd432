import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";

/** The latest file of one kind from one agency, as far as the figures rest on it. */
export type Source = {
  /** Events of the kind that is counted, or custody, whose days are no time at risk. */
  readonly kind: "events" | "custody";
  readonly agencyName: string;
  readonly agencyKind: string;
  /** The last day to which it is complete. */
  readonly completeTo: LocalDate | undefined;
  /** Whether somebody said so or the file's own days suggest it. */
  readonly completeBy: "stated" | "inferred" | undefined;
  /** The earliest day in any of its files. Where the data begin nobody says. */
  readonly firstOn: LocalDate | undefined;
  readonly importedAt: Instant | undefined;
};

/** Why no rate can be given: nobody knows to which day nothing is missing. */
export type SourceRefusal =
  | { readonly code: "source-missing"; readonly missing: readonly Source["kind"][] }
  | { readonly code: "source-without-end"; readonly agencies: readonly string[] };

/**
 * The last day of which every source is complete: the earliest of theirs.
 *
 * Refuses when there is no file of the events or none of custody, since without the first nothing can be counted and
 * without the second nobody's time at risk is known; and when a file has no known end.
 */
export function completeToOf(sources: readonly Source[]): Result<LocalDate, SourceRefusal> {
  const missing = (["events", "custody"] as const).filter(
    (kind) => !sources.some((one) => one.kind === kind),
  );
  if (missing.length > 0) return refuse({ code: "source-missing", missing });
  const without = sources.filter((one) => one.completeTo === undefined);
  if (without.length > 0)
    return refuse({ code: "source-without-end", agencies: without.map((one) => one.agencyName) });
  const days = sources.flatMap((one) => one.completeTo ?? []);
  const [first] = days.toSorted(Temporal.PlainDate.compare);
  return first ? accept(first) : refuse({ code: "source-missing", missing: ["events", "custody"] });
}

/** The first day on which every source of events holds something: the latest of their earliest days. */
export const firstDayOf = (sources: readonly Source[]): LocalDate | undefined =>
  sources
    .flatMap((one) => (one.kind === "events" ? (one.firstOn ?? []) : []))
    .toSorted(Temporal.PlainDate.compare)
    .at(-1);
