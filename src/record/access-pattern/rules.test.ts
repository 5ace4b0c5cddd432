import { describe, expect, test } from "vitest";
import { AgencyId, PersonId, StaffId } from "../../kernel/id.ts";
import { KINDS } from "./kinds.ts";
import {
  alone,
  type Counted,
  keyOf,
  median,
  patternsIn,
  type Review,
  settledBy,
  type Worker,
} from "./rules.ts";

const [wayside, harbour] = [AgencyId.fresh(), AgencyId.fresh()];

/** A keyworker of Wayside who opened so many records, unless told otherwise. */
const worker = (records: number, more: Partial<Worker> = {}): Worker => ({
  staffId: StaffId.fresh(),
  staffName: "Delroy Hanlon",
  username: "keyworker6",
  role: "keyworker",
  roleName: "Keyworker",
  agencyId: wayside,
  agencyName: "Wayside",
  records,
  openings: records,
  searches: 0,
  searchesForNothing: 0,
  withoutWork: [],
  ownName: [],
  ...more,
});
const nothing: Omit<Counted, "workers"> = { repeats: [], visited: [], recordsOpened: 0, usualWorkers: 0 };
const found = (counted: Partial<Counted>) =>
  patternsIn({ ...nothing, workers: [], ...counted }).map(({ kind, count }) => [kind.code, count]);
const people = (n: number) => Array.from({ length: n }, () => PersonId.fresh());

test("the middle of three is the second, of four the mean of the second and the third, of none nothing", () => {
  expect([median([9, 1, 4]), median([9, 1, 4, 2]), median([])]).toEqual([4, 3, 0]);
});

describe("a worker who opened many more records than colleagues", () => {
  test("stands out at three times the median of the three others, and not one record below", () => {
    const colleagues = [worker(4), worker(8), worker(20)];
    expect(found({ workers: [worker(24), ...colleagues] })).toEqual([["many-records", 24]]);
    expect(found({ workers: [worker(23), ...colleagues] })).toEqual([]);
  });

  test("does not stand out below twenty, however little the others did", () => {
    const colleagues = [worker(1), worker(1), worker(1)];
    expect(found({ workers: [worker(19), ...colleagues] })).toEqual([]);
    expect(found({ workers: [worker(20), ...colleagues] })).toEqual([["many-records", 20]]);
  });

  test("is compared with the role at any agency where their own has fewer than three, and then with nobody", () => {
    const elsewhere = { agencyId: harbour };
    const three = [worker(5), worker(5), worker(5, elsewhere)];
    const [pattern] = patternsIn({ ...nothing, workers: [worker(40), ...three] });
    expect([pattern?.among, pattern?.usual]).toEqual(["role", { median: 5, highest: 5, of: 3 }]);
    expect(found({ workers: [worker(40), worker(5), worker(5)] })).toEqual([]);
    expect(alone([worker(40), worker(5), worker(5)])).toHaveLength(3);
  });

  test("is never compared with another role", () => {
    const nurses = [1, 2, 3].map(() => worker(2, { role: "clinic-nurse" }));
    expect(found({ workers: [worker(40), ...nurses] })).toEqual([]);
  });
});

test("records opened without work count from three on, beside colleagues of whom half have none", () => {
  const colleagues = [worker(9), worker(9), worker(9, { withoutWork: people(1) })];
  expect(found({ workers: [worker(9, { withoutWork: people(3) }), ...colleagues] })).toEqual([
    ["without-work", 3],
  ]);
  expect(found({ workers: [worker(9, { withoutWork: people(2) }), ...colleagues] })).toEqual([]);
});

test("one record opened twelve times without a change stands out, eleven times does not", () => {
  const one = worker(3);
  const repeat = {
    staffId: one.staffId,
    agencyId: wayside,
    role: "keyworker",
    person: PersonId.fresh(),
    days: 4,
  };
  expect(found({ workers: [one], repeats: [{ ...repeat, times: 12 }] })).toEqual([["again-and-again", 12]]);
  expect(found({ workers: [one], repeats: [{ ...repeat, times: 11 }] })).toEqual([]);
});

test("a record with the worker's own family name stands out by itself, without anybody to compare with", () => {
  expect(found({ workers: [worker(3, { ownName: people(1) })] })).toEqual([["own-name", 1]]);
});

test("searches that led to nothing count from fifteen on and at three times the median", () => {
  const colleagues = [5, 5, 6].map((searchesForNothing) => worker(3, { searchesForNothing }));
  expect(found({ workers: [worker(3, { searchesForNothing: 15 }), ...colleagues] })).toEqual([
    ["searches-for-nothing", 15],
  ]);
  expect(found({ workers: [worker(3, { searchesForNothing: 14 }), ...colleagues] })).toEqual([]);
});

test("a record that eight workers opened stands out where half had two or fewer, and not where half had three", () => {
  const visited = [{ person: PersonId.fresh(), workers: 8, agencies: 3 }];
  expect(found({ visited, recordsOpened: 90, usualWorkers: 2 })).toEqual([["many-workers", 8]]);
  expect(found({ visited, recordsOpened: 90, usualWorkers: 3 })).toEqual([]);
});

describe("a pattern that was looked into", () => {
  const at = (text: string) => Temporal.Instant.from(text);
  const [pattern] = patternsIn({ ...nothing, workers: [worker(3, { ownName: people(2) })] });
  if (!pattern?.worker) throw new Error("there is a pattern");
  const review = (more: Partial<Review> = {}): Review => ({
    kind: "own-name",
    staffId: pattern.worker?.staffId,
    agencyId: wayside,
    person: undefined,
    counted: 2,
    note: "no relation",
    at: at("2026-03-10T09:00:00Z"),
    madeBy: "Lead",
    ...more,
  });
  const from = at("2026-03-01T00:00:00Z");

  test("stays away while no more is counted than then", () => {
    expect(settledBy(pattern, [review()], from)?.note).toBe("no relation");
    expect(settledBy(pattern, [review({ counted: 3 })], from)?.note).toBe("no relation");
  });
  test("comes back when it has grown, whatever an older review counted", () => {
    expect(settledBy(pattern, [review({ counted: 1 })], from)).toBeUndefined();
    const older = review({ counted: 9, at: at("2026-03-09T09:00:00Z") });
    expect(settledBy(pattern, [older, review({ counted: 1 })], from)).toBeUndefined();
  });
  test("comes back when the review is older than what is looked at", () => {
    expect(settledBy(pattern, [review()], at("2026-03-10T09:00:01Z"))).toBeUndefined();
  });
  test("is another worker's, agency's, record's or kind's no business", () => {
    const others = [
      review({ staffId: StaffId.fresh() }),
      review({ agencyId: harbour }),
      review({ person: PersonId.fresh() }),
      review({ kind: "many-records" }),
    ];
    expect(settledBy(pattern, others, from)).toBeUndefined();
  });
});

test("what stands out is in the order of the kinds, the largest first, each with a key of its own", () => {
  const colleagues = [worker(1), worker(1), worker(1)];
  const all = patternsIn({
    ...nothing,
    workers: [worker(20, { ownName: people(1) }), worker(50, { ownName: people(2) }), ...colleagues],
  });
  expect(all.map(({ kind, count }) => [kind.code, count])).toEqual([
    ["many-records", 50],
    ["many-records", 20],
    ["own-name", 2],
    ["own-name", 1],
  ]);
  expect(new Set(all.map(keyOf)).size).toBe(4);
});

test("every threshold is proposed, with its source and a day to look again", () => {
  for (const kind of KINDS)
    expect([kind.status, kind.source.length > 0, kind.checkBy]).toEqual(["proposed", true, "2027-04-01"]);
});
