import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";

/**
 * One row of the scorecard: what was measured, on how much, and the control that shows the measure can go red. The same
 * tests run small with every `npm test` and in full with `npm run scorecard`, which keeps the rows and prints them.
 */
export type Row = {
  /** As in the plan of the scorecard: A1, D7. */
  readonly id: string;
  /** What is promised, in a sentence. */
  readonly figure: string;
  readonly target: string;
  readonly value: string;
  /** Whether the value meets its target. */
  readonly met: boolean;
  /** How many were looked at; with `zero`, the value is a count of faults that is to be none, and has a bound. */
  readonly n: number;
  readonly zero: boolean;
  readonly seed?: string;
  /** The fault that was planted, and how often the same measure found it. None found: the row is void. */
  readonly control: { readonly planted: string; readonly found: number };
  /** What else a reader must know to believe it. */
  readonly notes?: readonly string[];
};

const folder = process.env.SCORECARD_ROWS;

/**
 * Whether the scorecard is run, in full or small. What takes minutes and a machine of its own, power cuts and full disks, is tried then, and
 * not beside every change.
 */
export const SCORECARD = folder !== undefined;

/** Whether times decide: where they are measured, and not in a test, beside which the machine may be doing anything. */
export const TIMED = folder !== undefined;

/** Whether this is the full run. `npm run scorecard -- --small` keeps the rows of the small one. */
export const FULL = folder !== undefined && process.env.SCORECARD_SMALL === undefined;

/** How much of the full run is asked for: `npm run scorecard -- --share=0.2`. What was measured stands in the row's n. */
const share = Number(process.env.SCORECARD_SHARE ?? 1);

/** How much of something: little in every `npm test`, all of it (or the share asked for) in the full run. */
export const sized = (small: number, full: number): number =>
  FULL ? Math.max(small, Math.round(full * share)) : small;

/** After how long a test that measures hangs. */
export const LIMIT = 60 * 60_000;

/** The same for one whose full measure takes hours. */
export const LONG = FULL ? 8 * LIMIT : LIMIT + 10 * 60_000;

/**
 * For how long a row measures that can be ended early, in milliseconds: `npm run scorecard -- c1 --minutes=50`. What was measured by then
 * stands in its n, as with a share.
 */
export const MEASURES_MS = Number(process.env.SCORECARD_MINUTES ?? Number.POSITIVE_INFINITY) * 60_000;

/** Measures once and again, so many times or until its time is over. Answers how many times it was. */
export async function repeated(times: number, once: () => Promise<unknown>): Promise<number> {
  const ends = performance.now() + MEASURES_MS;
  let done = 0;
  for (; done < times && performance.now() < ends; done += 1) await once();
  return done;
}

/** Keeps a row where the full run wants it, then holds it to its target and its control to going red. */
export async function publish(row: Row): Promise<void> {
  if (folder) await writeFile(path.join(folder, `${row.id}.json`), JSON.stringify(row));
  expect(
    row.control.found,
    `${row.id}: the measure finds what was planted: ${row.control.planted}`,
  ).toBeGreaterThan(0);
  expect(row.n, `${row.id} looked at something`).toBeGreaterThan(0);
  expect(
    row.met,
    [`${row.id}: ${row.figure}: ${row.value}, against ${row.target}`, ...(row.notes ?? [])].join("\n"),
  ).toBe(true);
}
