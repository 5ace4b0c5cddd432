import type { AgencyId, PersonId, StaffId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { KINDS, type Kind, type KindCode } from "./kinds.ts";

/** What one worker did in one role for one agency in the span. */
export type Worker = {
  readonly staffId: StaffId;
  readonly staffName: string;
  readonly username: string | undefined;
  readonly role: string;
  readonly roleName: string;
  readonly agencyId: AgencyId;
  readonly agencyName: string;
  /** Different records opened, and how often altogether. */
  readonly records: number;
  readonly openings: number;
  readonly searches: number;
  readonly searchesForNothing: number;
  readonly withoutWork: readonly PersonId[];
  readonly ownName: readonly PersonId[];
};

/** One record that one worker opened often and changed nothing in. */
export type Repeat = {
  readonly staffId: StaffId;
  readonly agencyId: AgencyId;
  readonly role: string;
  readonly person: PersonId;
  readonly times: number;
  readonly days: number;
};

/** One record and how many different workers opened it. */
export type Visited = { readonly person: PersonId; readonly workers: number; readonly agencies: number };

/** What was counted in a span. */
export type Counted = {
  readonly workers: readonly Worker[];
  readonly repeats: readonly Repeat[];
  /** The records opened by most, and what is usual of all that were opened. */
  readonly visited: readonly Visited[];
  readonly recordsOpened: number;
  readonly usualWorkers: number;
};

/** What is usual among those something is compared with. */
export type Usual = { readonly median: number; readonly highest: number; readonly of: number };

/** Something that stands out: a question to somebody, not a finding about anybody. */
export type Pattern = {
  readonly kind: Kind;
  readonly worker: Worker | undefined;
  readonly person: PersonId | undefined;
  readonly people: readonly PersonId[];
  readonly count: number;
  /** Out of how many. */
  readonly outOf: number;
  readonly usual: Usual | undefined;
  /** Whether colleagues of the same agency or, where they are too few, of the role anywhere. */
  readonly among: "agency" | "role" | undefined;
  /** On how many days, of what one worker did; from how many agencies, of who opened one record. */
  readonly across: number | undefined;
};

/** Fewer colleagues than this say nothing about what is usual. */
export const FEWEST_COLLEAGUES = 3;

/** The middle of some numbers; of an even number of them, the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

/**
 * Colleagues something is compared with: who did anything in the same role at the same agency in the span; where those are
 * fewer than three, who did in that role at any agency; where those are, nobody.
 */
export function colleaguesOf(
  worker: Worker,
  all: readonly Worker[],
): { readonly colleagues: readonly Worker[]; readonly among: "agency" | "role" } | undefined {
  const others = all.filter((one) => one.role === worker.role && one.staffId !== worker.staffId);
  const near = others.filter((one) => one.agencyId === worker.agencyId);
  if (near.length >= FEWEST_COLLEAGUES) return { colleagues: near, among: "agency" };
  return others.length >= FEWEST_COLLEAGUES ? { colleagues: others, among: "role" } : undefined;
}

/** Whether a count stands out: enough in itself, and so many times what is usual, which is taken as one at least. */
export const standsOut = (kind: Kind, count: number, usual: number): boolean =>
  count >= kind.least && (kind.times === 0 || count >= kind.times * Math.max(usual, 1));

const kindOf = (code: KindCode): Kind => {
  const kind = KINDS.find((one) => one.code === code);
  invariant(kind, `the pattern ${code} is declared`);
  return kind;
};

/** Everything that stands out in what was counted, in the order of the kinds, the largest first within each. */
export function patternsIn(counted: Counted): readonly Pattern[] {
  const found = [
    ...compared(counted, kindOf("many-records"), (one) => one.records, outOfOpenings),
    ...compared(
      counted,
      kindOf("without-work"),
      (one) => one.withoutWork.length,
      outOfRecords,
      (one) => one.withoutWork,
    ),
    ...repeated(counted),
    ...ownNamed(counted),
    ...compared(counted, kindOf("searches-for-nothing"), (one) => one.searchesForNothing, outOfSearches),
    ...visitedByMany(counted),
  ];
  return found.sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.count - a.count || keyOf(a).localeCompare(keyOf(b)),
  );
}

const outOfOpenings = (one: Worker): number => one.openings;
const outOfRecords = (one: Worker): number => one.records;
const outOfSearches = (one: Worker): number => one.searches;

function compared(
  { workers }: Counted,
  kind: Kind,
  countOf: (one: Worker) => number,
  outOf: (one: Worker) => number,
  people: (one: Worker) => readonly PersonId[] = () => [],
): readonly Pattern[] {
  return workers.flatMap((worker) => {
    const beside = colleaguesOf(worker, workers);
    if (!beside) return [];
    const counts = beside.colleagues.map(countOf);
    const usual = { median: median(counts), highest: Math.max(...counts), of: counts.length };
    const count = countOf(worker);
    if (!standsOut(kind, count, usual.median)) return [];
    return [
      {
        kind,
        worker,
        person: undefined,
        people: people(worker),
        count,
        outOf: outOf(worker),
        usual,
        among: beside.among,
        across: undefined,
      },
    ];
  });
}

const ALONE = { usual: undefined, among: undefined, across: undefined };

function repeated({ workers, repeats }: Counted): readonly Pattern[] {
  const kind = kindOf("again-and-again");
  return repeats.flatMap((one) => {
    const worker = workers.find(
      ({ staffId, agencyId, role }) =>
        staffId === one.staffId && agencyId === one.agencyId && role === one.role,
    );
    if (!worker || !standsOut(kind, one.times, 0)) return [];
    const { person, times, days } = one;
    return [
      {
        ...ALONE,
        kind,
        worker,
        person,
        people: [person],
        count: times,
        outOf: worker.openings,
        across: days,
      },
    ];
  });
}

function ownNamed({ workers }: Counted): readonly Pattern[] {
  const kind = kindOf("own-name");
  return workers.flatMap((worker) => {
    const people = worker.ownName;
    if (!standsOut(kind, people.length, 0)) return [];
    return [
      { ...ALONE, kind, worker, person: undefined, people, count: people.length, outOf: worker.records },
    ];
  });
}

function visitedByMany({ visited, usualWorkers, recordsOpened, workers }: Counted): readonly Pattern[] {
  const kind = kindOf("many-workers");
  const highest = Math.max(0, ...visited.map((one) => one.workers));
  const staff = new Set(workers.filter((one) => one.records > 0).map((one) => one.staffId)).size;
  return visited.flatMap(({ person, workers: count, agencies }) => {
    if (!standsOut(kind, count, usualWorkers)) return [];
    const usual = { median: usualWorkers, highest, of: recordsOpened };
    const which = { kind, worker: undefined, person, people: [person] };
    return [{ ...which, count, outOf: staff, usual, among: undefined, across: agencies }];
  });
}

/** What tells one pattern from another, in an address: its kind, its worker with their agency, its record. */
export const keyOf = ({ kind, worker, person }: Pattern): string =>
  [kind.code, worker?.staffId ?? "", worker?.agencyId ?? "", person ?? ""].join("~");

/** What the lead found out about one before. */
export type Review = {
  readonly kind: string;
  readonly staffId: StaffId | undefined;
  readonly agencyId: AgencyId | undefined;
  readonly person: PersonId | undefined;
  readonly counted: number;
  readonly note: string;
  readonly at: Instant;
  readonly madeBy: string;
};

/**
 * The newest review that still holds of a pattern. It holds as long as it lies in the span that is looked at and no more is
 * counted than then: a pattern that grows comes back.
 */
export function settledBy(pattern: Pattern, reviews: readonly Review[], from: Instant): Review | undefined {
  const of = reviews.filter(
    (one) =>
      one.kind === pattern.kind.code &&
      one.staffId === pattern.worker?.staffId &&
      one.agencyId === pattern.worker?.agencyId &&
      one.person === pattern.person,
  );
  const newest = of.toSorted((a, b) => Temporal.Instant.compare(b.at, a.at))[0];
  if (!newest || Temporal.Instant.compare(newest.at, from) < 0) return undefined;
  return pattern.count <= newest.counted ? newest : undefined;
}

/** Workers whom nobody can be compared with, in a role that fewer than four do. */
export const alone = (workers: readonly Worker[]): readonly Worker[] =>
  workers.filter((worker) => colleaguesOf(worker, workers) === undefined);
