import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Design } from "./design.ts";
import { metBy, natural, sameValue } from "./filter-rules.ts";
import { type CohortRefused, no } from "./messages.ts";
import type { People } from "./tables.ts";
import { dayNumber, dayText, EARLIEST, LATEST, moved, type Seen } from "./windows-rules.ts";

/** One step of the selection: how many it left out, why, and how many were left. */
export type Step = {
  readonly because: string;
  readonly leftOut: number;
  readonly left: number;
  /** Rows of the file, from 1, of the first hundred left out. */
  readonly rows: readonly number[];
};

/** One person of the cohort. */
export type Member = {
  /** Their row in the file, from 1. */
  readonly row: number;
  readonly id: string;
  /** The day of entry; NaN where the design names none. */
  readonly entered: number;
  readonly programme: boolean;
  readonly area: string | undefined;
  /** Nothing where it cannot be told whether they stayed. */
  readonly stayed: boolean | undefined;
  /** When each of followUp.ends came, NaN where it did not. */
  readonly ends: readonly number[];
  readonly seen: Seen;
};

/** Who is in, and how it came to that. */
export type Selected = {
  readonly rows: number;
  readonly flow: readonly Step[];
  readonly members: readonly Member[];
};

/** By what the days of a file are judged. */
export type Known = {
  readonly file: string;
  /** CSV has lines, with a header on the first. */
  readonly lines: boolean;
  readonly completeFrom: number;
  readonly completeTo: number;
  /** The latest day of the files, or the day to which they are said to be complete: up to it who stayed can be told. */
  readonly latest: number;
};

const ROWS_TOLD = 100;
const [FIRST_DAY, LAST_DAY] = [dayNumber(EARLIEST), dayNumber(LATEST)];

/** Chooses the cohort from the file, rule by rule in the order of the design, and keeps the flow of who was left out and why. */
export function selected(design: Design, people: People, known: Known): Result<Selected, CohortRefused> {
  const flow: Step[] = [];
  let rows = Array.from({ length: people.rows }, (_, i) => i);
  const keep = (because: string, stays: (i: number) => boolean, always = true): void => {
    const gone: number[] = [];
    const kept: number[] = [];
    for (const i of rows) (stays(i) ? kept : gone).push(i);
    rows = kept;
    if (always || gone.length > 0)
      flow.push({
        because,
        leftOut: gone.length,
        left: rows.length,
        rows: gone.slice(0, ROWS_TOLD).map((i) => i + 1),
      });
  };
  const { cohort, comparison } = design;
  const ids = people.text("person");
  keep(`“${cohort.person}” is empty`, (i) => ids[i] !== undefined, false);
  for (const [k, only] of cohort.only.entries()) {
    const met = metBy(only, k, people);
    keep(`“${only.column}” is empty`, (i) => met(i) !== undefined, false);
    keep(only.because, (i) => met(i) === true);
  }
  if (cohort.entered !== undefined) {
    const entered = people.number("entered");
    keep(`“${cohort.entered}” is empty: no day of entry`, (i) => !Number.isNaN(entered[i]), false);
  }
  const once = withoutRepeats(design, people, rows);
  if (!once.ok) return once;
  keep("a later entry of somebody who is already in", (i) => once.value[i] === 1, false);
  const possible = datesArePossible(design, people, rows, known);
  if (!possible.ok) return possible;
  if (comparison.kind !== "none") {
    const groups = groupsStand(design, people, rows);
    if (!groups.ok) return groups;
    const group = people.text("group");
    keep(`“${comparison.column}” is empty: in neither group`, (i) => group[i] !== undefined, false);
    keep(
      `“${comparison.column}” is neither “${comparison.programme}” nor “${comparison.against}”`,
      (i) => sameValue(group[i], comparison.programme) || sameValue(group[i], comparison.against),
      false,
    );
  }
  keepWhatCanBeCompared(design, people, keep);
  if (cohort.entered !== undefined && Number.isFinite(known.completeTo)) {
    const entered = people.number("entered");
    const until = dayText(known.completeTo);
    keep(
      `entered after ${until}, the last day that is complete`,
      (i) => !((entered[i] as number) > known.completeTo),
      false,
    );
  }
  if (rows.length === 0)
    return no({
      code: "nobody-left",
      last: [...flow].reverse().find((step) => step.leftOut > 0)?.because ?? "the file has no rows",
    });
  const members = inNaturalOrder(rows.map((i) => memberOf(design, people, i, known)));
  return accept({ rows: people.rows, flow, members });
}

/** Members by their ids. Each id is read as a number once, and not with every comparison. */
function inNaturalOrder(members: readonly Member[]): readonly Member[] {
  const numbers = Float64Array.from(members, ({ id }) => (id.trim() === "" ? Number.NaN : Number(id)));
  const order = members.map((_, k) => k);
  order.sort((a, b) => {
    const [x, y] = [numbers[a] as number, numbers[b] as number];
    if (x < y) return -1;
    return x > y ? 1 : natural((members[a] as Member).id, (members[b] as Member).id);
  });
  return order.map((k) => members[k] as Member);
}

type Keep = (because: string, stays: (i: number) => boolean, always?: boolean) => void;

function keepWhatCanBeCompared({ comparison }: Design, people: People, keep: Keep): void {
  for (const one of comparison.covariates) {
    const values = people.number(`covariate ${one}`);
    keep(`“${one}” is empty, by which people are compared`, (i) => !Number.isNaN(values[i]), false);
  }
  for (const one of [
    ...comparison.factors.map((name) => `factor ${name}`),
    ...(comparison.area ? ["area"] : []),
  ]) {
    const values = people.text(one);
    const column = one === "area" ? comparison.area : one.slice("factor ".length);
    keep(`“${column}” is empty, by which people are compared`, (i) => values[i] !== undefined, false);
  }
}

/** The rows that stay when each person counts once: the first entry, by day and then by row. */
function withoutRepeats(
  { cohort }: Design,
  people: People,
  rows: readonly number[],
): Result<Uint8Array, CohortRefused> {
  const [ids, entered] = [
    people.text("person"),
    people.has("entered") ? people.number("entered") : undefined,
  ];
  const first = new Map<string, number>();
  for (const i of rows) {
    const id = ids[i] ?? "";
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, i);
      continue;
    }
    if (cohort.repeats === "refuse")
      return no({ code: "person-twice", column: cohort.person, value: id, row: i + 1 });
    if (entered && (entered[i] as number) < (entered[before] as number)) first.set(id, i);
  }
  const stays = new Uint8Array(people.rows);
  for (const i of first.values()) stays[i] = 1;
  return accept(stays);
}

/** Refuses days that no calendar of ours has, and endings before the beginning. */
function datesArePossible(
  { cohort, followUp, stayed, outcomes }: Design,
  people: People,
  rows: readonly number[],
  known: Known,
): Result<void, CohortRefused> {
  const columns: { readonly key: string; readonly column: string; readonly ever?: boolean }[] = [
    ...(cohort.entered === undefined ? [] : [{ key: "entered", column: cohort.entered }]),
    ...followUp.ends.map((column, k) => ({ key: `end ${k}`, column })),
    ...(stayed?.left === undefined ? [] : [{ key: "left", column: stayed.left }]),
    // What happened before entry is no slip: the outcome leaves such people out and says so.
    ...outcomes.flatMap((one, k) =>
      one.kind === "time-to" && one.on !== undefined
        ? [{ key: `outcome ${k} on`, column: one.on, ever: true }]
        : [],
    ),
  ];
  for (const { key, column, ever } of columns) {
    const days = people.number(key);
    const entered = people.has("entered") && !ever ? people.number("entered") : undefined;
    for (const i of rows) {
      const day = days[i] as number;
      const began = entered?.[i] ?? Number.NaN;
      const why =
        day < FIRST_DAY || day > LAST_DAY
          ? "which lies outside 1900 to 2100"
          : day < began
            ? `which is before the day of entry, ${dayText(began)}`
            : undefined;
      if (why === undefined) continue;
      const row = i + 1;
      const line = known.lines ? row + 1 : undefined;
      return no({ code: "impossible-date", file: known.file, row, line, column, day: dayText(day), why });
    }
  }
  return accept(undefined);
}

function groupsStand(
  { comparison }: Design,
  people: People,
  rows: readonly number[],
): Result<void, CohortRefused> {
  const group = people.text("group");
  const there = new Set(rows.flatMap((i) => group[i] ?? []));
  const column = comparison.column ?? "";
  for (const name of ["programme", "against"] as const) {
    const value = comparison[name] ?? "";
    if (![...there].some((one) => sameValue(one, value)))
      return no({
        code: "group-missing",
        field: `comparison.${name}`,
        value,
        column,
        there: [...there].sort(natural).slice(0, 12),
      });
  }
  return accept(undefined);
}

function memberOf(design: Design, people: People, i: number, known: Known): Member {
  const { comparison, followUp } = design;
  const entered = people.has("entered") ? (people.number("entered")[i] as number) : Number.NaN;
  const ends = followUp.ends.map((_, k) => people.number(`end ${k}`)[i] as number);
  const end = ends.reduce((least, day) => (day < least ? day : least), Number.POSITIVE_INFINITY);
  const id = people.text("person")[i];
  invariant(id !== undefined, "whoever is in the cohort has a number");
  const programme = comparison.kind === "none" || sameValue(people.text("group")[i], comparison.programme);
  return {
    row: i + 1,
    id,
    entered,
    programme,
    area: people.has("area") ? people.text("area")[i] : undefined,
    // Nobody else had anything to stay in.
    stayed: programme ? stayedOf(design, people, i, { entered, end, latest: known.latest }) : undefined,
    ends,
    seen: { completeFrom: known.completeFrom, completeTo: known.completeTo, end },
  };
}

/**
 * Whether somebody stayed: as the column says, or by the day they left. Whoever has not left and could not yet have stayed so long
 * cannot be told; whoever died or went away before then did not stay so long.
 */
function stayedOf(
  { stayed }: Design,
  people: People,
  i: number,
  { entered, end, latest }: { readonly entered: number; readonly end: number; readonly latest: number },
): boolean | undefined {
  if (stayed === undefined) return undefined;
  if (people.has("stayed")) {
    const value = people.number("stayed")[i] as number;
    return Number.isNaN(value) ? undefined : value === 1;
  }
  if (!people.has("left") || stayed.atLeast === undefined) return undefined;
  const left = people.number("left")[i] as number;
  const until = moved(entered, stayed.atLeast, 1);
  const last = Number.isNaN(left) ? end : Math.min(left, end);
  if (last < until) return false;
  return Number.isFinite(last) || latest >= until ? true : undefined;
}
