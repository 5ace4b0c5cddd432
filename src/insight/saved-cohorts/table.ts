import { createHash } from "node:crypto";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import type { Entrant } from "../changed/changed.ts";
import { asksOfDesign } from "../cohorts/columns.ts";
import type { Design } from "../cohorts/design.ts";
import { EDGES, edgesOf, FATES } from "../cohorts/edges-rules.ts";
import { type EvaluatedWhole, evaluated } from "../cohorts/evaluated.ts";
import { knownOf } from "../cohorts/freshness-rules.ts";
import type { CohortRefused } from "../cohorts/messages.ts";
import { type Member, selected } from "../cohorts/selection-rules.ts";
import type { People, Tally } from "../cohorts/tables.ts";
import { dayNumber, dayText, QUARTER_DAYS, windowsOf } from "../cohorts/windows-rules.ts";
import { ENTERED, type NOT_OFFERED, type PEOPLE_COLUMNS } from "./columns.ts";

/** One person as the record gives them: by their first stay, or by the day they were put forward. */
export type RecordPerson = Entrant & {
  readonly came: typeof ENTERED | typeof NOT_OFFERED;
  readonly sex: string | undefined;
  /** The rest by which people are matched; nothing where nobody is. */
  readonly age?: number | undefined;
  readonly earlierStays?: number | undefined;
  readonly everInCustody?: boolean | undefined;
};

/** Everything that a cohort of the record is asked of. */
export type RecordRows = {
  readonly service: string;
  readonly people: readonly RecordPerson[];
  /** The last day of which every source is complete. */
  readonly completeTo: LocalDate;
  readonly event: string;
};

type Cell = string | number | undefined;
/** One row of people, by column; days are written as days. */
export type PersonRow = Readonly<Record<keyof typeof PEOPLE_COLUMNS, Cell>>;
/** One row of events. */
export type EventRow = { readonly person: string; readonly day: string; readonly kind: string };

/** The record's rows as the two files that the command line would read. */
export type RecordFiles = { readonly people: readonly PersonRow[]; readonly events: readonly EventRow[] };

const dayOf = (day: LocalDate): number => dayNumber(day.toString());

/** Whole days in custody, each once, as days counted from 1970: the day in is a day inside, the day out is not. */
function insideOf({ custody, enteredOn }: RecordPerson, end: number): readonly (readonly [number, number])[] {
  const entered = dayOf(enteredOn);
  const at = (day: LocalDate | number): number =>
    typeof day === "number" ? entered + day : entered + daysBetween(enteredOn, day);
  const spells = custody
    .map(({ inOn, outOn }) => [at(inOn), outOn === undefined ? end : Math.min(at(outOn), end)] as const)
    .filter(([from, to]) => to > from)
    .toSorted((a, b) => a[0] - b[0]);
  const once: [number, number][] = [];
  for (const [from, to] of spells) {
    const last = once.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else once.push([from, to]);
  }
  return once;
}

/** Whether somebody's times in custody can be told: one that ends before it begins takes out days that nobody knows. */
export const custodyIsClear = ({ custody }: Pick<RecordPerson, "custody">): boolean =>
  custody.every(({ inOn, outOn }) => {
    if (outOn === undefined) return true;
    return typeof inOn === "number" && typeof outOn === "number"
      ? outOn >= inOn
      : Temporal.PlainDate.compare(inOn as LocalDate, outOn as LocalDate) <= 0;
  });

/** The record's rows as a design reads them. People stand in the order of their keys, so that the same rows are always the same. */
export function filesOf({ service, people, completeTo, event }: RecordRows, design: Design): RecordFiles {
  const end = dayOf(completeTo) + 1;
  const sorted = people.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rows = sorted.map((one) => ({ one, inside: insideOf(one, end), ...edgesFor(one, design, end - 1) }));
  return {
    people: rows.map(({ one, inside, windows, died }) => ({
      person: one.key,
      service,
      came: one.came,
      entered: one.enteredOn.toString(),
      stayed: one.came === ENTERED ? (hasStayed(one, windows.after?.to ?? end) ? 1 : 0) : undefined,
      died: died === undefined ? undefined : dayText(died),
      sex: one.sex,
      age: one.age,
      earlier_stays: one.earlierStays,
      ever_in_custody: one.everInCustody === undefined ? undefined : one.everInCustody ? "yes" : "no",
      linked: one.linkable ? "yes" : "no",
      custody_before: overlap(inside, windows.before),
      custody_after: overlap(inside, windows.after),
    })),
    events: rows.flatMap(({ one, inside }) =>
      one.events
        .map((day) => (typeof day === "number" ? dayOf(one.enteredOn) + day : dayOf(day)))
        .filter((day) => !inside.some(([from, to]) => day >= from && day < to))
        .toSorted((a, b) => a - b)
        .map((day) => ({ person: one.key, day: dayText(day), kind: event })),
    ),
  };
}

function edgesFor(one: RecordPerson, design: Design, completeTo: number) {
  const entered = dayOf(one.enteredOn);
  // A death dated before entry is somebody's slip: the person was there on the day they entered.
  const died = one.diedOn && Math.max(dayOf(one.diedOn), entered);
  const seen = { completeFrom: Number.NEGATIVE_INFINITY, completeTo, end: died ?? Number.POSITIVE_INFINITY };
  return { died, windows: windowsOf(design.windows, entered, seen) };
}

const overlap = (
  inside: readonly (readonly [number, number])[],
  window: { readonly from: number; readonly to: number } | undefined,
): number =>
  window
    ? inside.reduce(
        (sum, [from, to]) => sum + Math.max(0, Math.min(to, window.to) - Math.max(from, window.from)),
        0,
      )
    : 0;

/** Still with the service on the last day that is followed, or left it as planned; a death ends both on one day. */
function hasStayed({ endedOn, ending, diedOn }: RecordPerson, until: number): boolean {
  if (!endedOn || ending === "completed") return true;
  const end = diedOn ? Math.min(until, dayOf(diedOn)) : until;
  return dayOf(endedOn) >= end;
}

/** By which a later run knows that the record gave the same: SHA-256 of every row that was read and the day to which it is complete. */
export function dataPrint({ people, events }: RecordFiles, completeTo: LocalDate): string {
  const hash = createHash("sha256");
  hash.update(`${completeTo.toString()}\n`);
  for (const row of people) hash.update(`${JSON.stringify(row)}\n`);
  for (const row of events) hash.update(`${JSON.stringify(row)}\n`);
  return hash.digest("hex");
}

const NAMES = { people: "the record", events: "the record's events" } as const;

/** Asks a design of the record's rows, as it would be asked of two files with these rows in them. */
export function askedOfRecord(
  given: Design,
  files: RecordFiles,
  completeTo: LocalDate,
  prints: { readonly design: string; readonly data: string },
): Result<EvaluatedWhole & { readonly members: readonly Member[] }, CohortRefused> {
  // The record knows to which day it is complete; the design leaves that to it.
  const design: Design = { ...given, followUp: { ...given.followUp, completeTo: completeTo.toString() } };
  const people = columnsOf(files.people, design);
  const days = files.events.map(({ day }) => dayNumber(day));
  const least = (all: readonly number[]) =>
    all.length === 0 ? undefined : all.reduce((a, b) => Math.min(a, b));
  const most = (all: readonly number[]) =>
    all.length === 0 ? undefined : all.reduce((a, b) => Math.max(a, b));
  const events = {
    rows: days.length,
    impossible: undefined,
    earliest: least(days),
    latest: most(days),
    repeats: undefined,
  };
  const known = knownOf(design, { people, events }, NAMES);
  if (!known.ok) return known;
  const chosen = selected(design, people, known.value);
  if (!chosen.ok) return chosen;
  const { members } = chosen.value;
  const whole = evaluated({
    design,
    people,
    events,
    known: known.value,
    chosen: chosen.value,
    tallies: new Map([[0, tallyOf(files, members, edgesOf(design, members))]]),
    names: NAMES,
    prints: {
      design: { file: "the design", sha256: prints.design },
      people: { file: NAMES.people, sha256: prints.data },
      events: { file: NAMES.events, sha256: prints.data },
    },
  });
  return whole.ok ? accept({ ...whole.value, members }) : whole;
}

/** The columns that the design asks for, as the reading of a file would give them. */
function columnsOf(rows: readonly PersonRow[], design: Design): People {
  const texts = new Map<string, readonly (string | undefined)[]>();
  const numbers = new Map<string, Float64Array>();
  for (const { key, column, kind, from } of asksOfDesign(design)) {
    if (from !== "people") continue;
    const cells = rows.map((row) => row[column as keyof PersonRow]);
    if (kind === "name" || kind === "id")
      texts.set(
        key,
        cells.map((cell) => (cell === undefined ? undefined : String(cell))),
      );
    else
      numbers.set(
        key,
        Float64Array.from(cells, (cell) =>
          cell === undefined ? Number.NaN : kind === "day" ? dayNumber(String(cell)) : Number(cell),
        ),
      );
  }
  const found = <T>(column: T | undefined): T => {
    invariant(column, "a column that a design asks for was read");
    return column;
  };
  return {
    rows: rows.length,
    has: (key) => texts.has(key) || numbers.has(key),
    text: (key) => found(texts.get(key)),
    number: (key) => found(numbers.get(key)),
  };
}

/** What became of each event, person by person in the cohort's order: the same as the file's reader asks DuckDB for. */
function tallyOf({ events }: RecordFiles, members: readonly Member[], edges: Float64Array): Tally {
  const places = new Map(members.map(({ id }, k) => [id, k]));
  const tally = {
    before: new Float64Array(members.length),
    after: new Float64Array(members.length),
    first: new Float64Array(members.length).fill(Number.NaN),
    fates: FATES.map(() => 0),
    quarters: [] as Float64Array[],
    onEntry: 0,
  };
  const fated = (fate: (typeof FATES)[number]): void => {
    const place = FATES.indexOf(fate);
    tally.fates[place] = (tally.fates[place] ?? 0) + 1;
  };
  for (const event of events) {
    const k = places.get(event.person);
    if (k === undefined) {
      fated("of people not in the cohort");
      continue;
    }
    const day = dayNumber(event.day);
    const edge = (name: (typeof EDGES)[number]): number =>
      edges[EDGES.length * k + EDGES.indexOf(name)] as number;
    const first = tally.first[k] as number;
    if (day >= edge("since") && !(first <= day)) tally.first[k] = day;
    if (day > edge("last")) fated("after the person's own end");
    else if (day >= edge("before_from") && day < edge("before_to")) {
      fated("counted before");
      tally.before[k] = (tally.before[k] as number) + 1;
      const quarter = Math.floor((edge("before_to") - 1 - day) / QUARTER_DAYS);
      while (tally.quarters.length <= quarter) tally.quarters.push(new Float64Array(members.length));
      const column = tally.quarters[quarter] as Float64Array;
      column[k] = (column[k] as number) + 1;
    } else if (day >= edge("after_from") && day < edge("after_to")) {
      fated("counted after");
      tally.after[k] = (tally.after[k] as number) + 1;
      if (day === edge("entered")) tally.onEntry += 1;
    } else fated("outside both windows");
  }
  return tally;
}
