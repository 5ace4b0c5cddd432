import type { LocalDate } from "../../kernel/time.ts";
import type { KindCode } from "./kinds.ts";

/** How far a run of an import has come. `stopped`: whoever ran it on the command line went away in the middle. */
export type RunState = "waiting" | "running" | "done" | "failed" | "stopped";

/** Rows of one file so far. `read` is the sum of all the others. */
export type RunCounts = {
  readonly read: number;
  /** Good rows that added something. */
  readonly fresh: number;
  /** Good rows that brought a later state of something already here. */
  readonly changed: number;
  /** Good rows that were here already. */
  readonly known: number;
  readonly repeated: number;
  readonly bad: number;
};

/** One file brought in, or tried. */
export type ImportRun = {
  readonly id: string;
  readonly jobId: string | undefined;
  readonly kind: KindCode;
  readonly fileName: string;
  readonly agencyId: string;
  readonly agencyName: string;
  readonly serviceCode: string | undefined;
  readonly state: RunState;
  readonly dryRun: boolean;
  readonly through: "browser" | "command-line";
  readonly source: string | undefined;
  readonly mapText: string | undefined;
  readonly eventKind: string;
  readonly bytesAll: number;
  readonly bytesDone: number;
  readonly lineDone: number;
  readonly counts: RunCounts;
  readonly latestOn: LocalDate | undefined;
  readonly completeTo: LocalDate | undefined;
  readonly completeBy: "stated" | "inferred" | undefined;
  readonly failure: string | undefined;
  readonly startedBy: string;
  readonly startedAt: Temporal.Instant;
  readonly endedAt: Temporal.Instant | undefined;
};

/** One thing wrong with one row, as it is kept and shown. */
export type BadCell = {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly words: string;
  /** Under which reason it is counted. */
  readonly code: string;
};

/** What the database made of a good row; the last six are refusals. */
export const ROW_VERDICTS = [
  "new",
  "changed",
  "known",
  "someone-else",
  "no-client",
  "overlaps",
  "handing-over",
  "has-died",
  "ended-here",
  "other-subject",
] as const;
export type RowVerdict = (typeof ROW_VERDICTS)[number];
export type RowRefused = Exclude<RowVerdict, "new" | "changed" | "known">;

/** Good rows of a run. */
export const goodRows = (counts: RunCounts): number => counts.fresh + counts.changed + counts.known;

/** Whether a file can be complete at all: one without rows says that nothing happened, one of wrong rows alone says nothing. */
export const canBeComplete = (counts: RunCounts): boolean => counts.read === 0 || goodRows(counts) > 0;

/** Rows loaded in one transaction: few enough to take a fraction of a second, so that nothing else waits long. */
export const ROWS_A_BATCH = 500;

/**
 * Rows judged together when a file is only checked. What one of them would have done, those after it are judged by; it is
 * then taken back, so that a longer stretch would keep others waiting.
 */
export const ROWS_A_TRIAL = 2000;
