import { type Result, refuse } from "../result.ts";

/**
 * The database did not answer. `no-answer`: before it was asked to keep anything, so that nothing was kept, nor will be. `not-known`: after
 * that, so that it may have been kept.
 */
export type Unanswered = { readonly code: "no-answer" } | { readonly code: "not-known" };

/** How far a piece of work has come, and whether whoever waited for it was told meanwhile that there is no answer. */
export type Progress = { late: boolean; committing: boolean };

/** Nobody has begun to commit it, and nobody has been told anything. */
export const begun = (): Progress => ({ late: false, committing: false });

/** How we, postgres.js and the system say that a connection could not be made, was lost or says nothing. */
const SILENT = "CONNECTION_SILENT";
const LOST: ReadonlySet<unknown> = new Set([
  SILENT,
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/**
 * Whether an error says that the database went away, by PostgreSQL's classes too: 08 connections, 57P an operator or a crash ends them,
 * 53300 there are no more of them, 25P03 and 25P04 a transaction that stood still or lasted too long. In a commit it says nothing of
 * whether that was kept.
 */
export function isLost(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return LOST.has(code) || (typeof code === "string" && /^(08|57P0|53300$|25P0[34]$)/.test(code));
}

/** A statement may take twenty seconds. Whoever has waited this long, in milliseconds, is told that there is no answer. */
export const LONGEST_WAIT_MS = 45_000;

/** Waits for what the database is asked so long, in milliseconds, and no longer: then it counts as lost, like a connection. */
export function inTime<T>(asked: Promise<T>, longestMs: number, onLate = (): void => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate();
      reject(Object.assign(new Error("the database does not answer"), { code: SILENT }));
    }, longestMs);
    asked.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** Waits for work, where told for so many milliseconds and no longer. What failed because the database went away is a refusal. */
export async function answered<V, R>(
  work: Promise<Result<V, R>>,
  progress: Progress,
  longestMs: number | undefined,
): Promise<Result<V, R | Unanswered>> {
  const stopWaiting = (): void => {
    progress.late = true;
  };
  try {
    return await (longestMs === undefined ? work : inTime(work, longestMs, stopWaiting));
  } catch (error) {
    if (!isLost(error)) throw error;
    return refuse(progress.committing ? { code: "not-known" } : { code: "no-answer" });
  }
}
