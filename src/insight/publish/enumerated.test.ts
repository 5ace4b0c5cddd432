import { describe, expect, test } from "vitest";
import { type Random, randomFrom } from "../../kernel/random.ts";
import { comparedMarks, heldTogether, lookedAt, released } from "./differencing.ts";
import { everyPair, everyTable, reach } from "./enumeration.fixture.ts";
import { type Bounds, boundsOf } from "./flow.ts";
import { type Growth, jointOf, type Release } from "./joint.ts";
import { secondaryMarks } from "./secondary.ts";
import { type Mark, primaryMarks, type Table, USUAL_RULE, withTotals } from "./table.ts";

// What the solvers say is held against every table that agrees with what is released, tried one after another.

const ENOUGH = 500;
const MOST_TRIED = 60_000;
const DRAWS = 3000;

const aCount = (random: Random): number =>
  random.chance(0.15) ? 0 : random.chance(0.35) ? random.between(1, 4) : random.between(5, 11);

const aTable = (random: Random, height: number, width: number): Table =>
  withTotals(
    Array.from({ length: height }, (_, i) => [`row ${i}`]),
    Array.from({ length: width }, (_, j) => `column ${j}`),
    Array.from({ length: height }, () => Array.from({ length: width }, () => aCount(random))),
  );

const grand = (table: Table): number => table.counts.at(-1) ?? 0;
const tablesOf = (table: Table, marks: readonly Mark[], cap = grand(table) + 5) =>
  everyTable(released(table, marks, ""), cap, MOST_TRIED);

/** Tables small enough to be tried through, with their primary marks and those that were worked out. */
function* triedThrough(seed: string, protect: (table: Table, primary: readonly Mark[]) => readonly Mark[]) {
  const random = randomFrom(seed);
  for (let i = 0, done = 0; i < DRAWS && done < ENOUGH; i++) {
    const table = aTable(random, random.between(1, 3), random.between(1, 3));
    const primary = primaryMarks(table, USUAL_RULE);
    if (grand(table) < 5 || !primary.includes("primary")) continue;
    const marks = protect(table, primary);
    const tables = tablesOf(table, marks);
    if (!tables) continue;
    done++;
    yield { table, marks, reached: reach(tables) };
  }
}

const span = ({ low, high }: Bounds): number => high - low;

/** Where there is no most, trying shows only that it goes on by more than the rule asks for. */
function expectSame(ours: Bounds, tried: Bounds, count: number): void {
  expect(ours.low).toBe(tried.low);
  if (ours.high === Number.POSITIVE_INFINITY) expect(tried.high).toBeGreaterThanOrEqual(count + 5);
  else expect(ours.high).toBe(tried.high);
}

describe("a table by itself, every possible one tried", () => {
  test("every place kept back has a span of at least five, just as wide as the solver says", () => {
    let tables = 0;
    for (const { table, marks, reached } of triedThrough("suppress", (one, primary) =>
      secondaryMarks(one, primary, USUAL_RULE),
    )) {
      tables++;
      for (const [place, mark] of marks.entries()) {
        const tried = reached[place] ?? { low: 0, high: 0 };
        if (table.counts[place] === 0) expect(mark).toBe("shown");
        if (mark === "shown") {
          expect(span(tried)).toBe(0);
          continue;
        }
        expect(span(tried), JSON.stringify(table.counts)).toBeGreaterThanOrEqual(5);
        expect(tried.low >= 1 && tried.high <= 4).toBe(false);
        expectSame(boundsOf(table, marks, place), tried, table.counts[place] ?? 0);
      }
    }
    expect(tables).toBe(ENOUGH);
  });

  test("with secondary suppression left out, trying finds small counts that totals tell", () => {
    let [tables, told] = [0, 0];
    for (const { marks, reached } of triedThrough("suppress", (_, primary) => primary)) {
      tables++;
      if (marks.some((mark, place) => mark !== "shown" && span(reached[place] ?? { low: 0, high: 0 }) < 5))
        told++;
    }
    expect(tables).toBe(ENOUGH);
    expect(told).toBeGreaterThan(ENOUGH / 2);
  });

  test("the network and the linear programme agree on larger tables", () => {
    const random = randomFrom("larger");
    for (let i = 0; i < 40; i++) {
      const table = aTable(random, random.between(4, 7), random.between(3, 6));
      const marks = secondaryMarks(table, primaryMarks(table, USUAL_RULE), USUAL_RULE);
      const programme = jointOf([released(table, marks, "")], []);
      for (const [place, mark] of marks.entries())
        if (mark !== "shown")
          expect(programme?.bounds(programme.sum(0, place))).toEqual(boundsOf(table, marks, place));
    }
  });
});

/** A table some time later: most cells as they were, some a little or much larger, now and then one smaller. */
function later(random: Random, table: Table): Table {
  const width = table.columns.length;
  const grow = (count: number): number => {
    if (random.chance(0.5)) return count;
    if (random.chance(0.1)) return Math.max(0, count - random.between(1, 6));
    return count + (random.chance(0.5) ? random.between(1, 4) : random.between(5, 8));
  };
  const inner = table.rows.map((_, i) =>
    table.columns.map((_column, j) => grow(table.counts[i * (width + 1) + j] ?? 0)),
  );
  return withTotals(table.rows, table.columns, inner);
}

function growthSeen(earlier: Release, table: Table): Growth {
  const inner = (place: number): boolean =>
    (place + 1) % (table.columns.length + 1) !== 0 && place < table.rows.length * (table.columns.length + 1);
  const steps = table.counts.flatMap((count, place) => {
    const before = earlier.counts[place];
    return before === undefined || !inner(place) ? [] : [count - before];
  });
  if (!steps.some((step) => step < 0)) return "more";
  return steps.some((step) => step > 0) ? "neither" : "fewer";
}

/** Two releases small enough that every pair of tables behind them can be tried; the later by these marks. */
function* pairsTriedThrough(
  seed: string,
  protect: (table: Table, alone: readonly Mark[], earlier: Release) => readonly Mark[] | undefined,
) {
  const random = randomFrom(seed);
  for (let i = 0, done = 0; i < DRAWS && done < ENOUGH; i++) {
    const before = aTable(random, 2, 2);
    const after = later(random, before);
    if (grand(before) < 5 || grand(after) < 5) continue;
    const earlier = released(
      before,
      secondaryMarks(before, primaryMarks(before, USUAL_RULE), USUAL_RULE),
      "before",
    );
    const alone = secondaryMarks(after, primaryMarks(after, USUAL_RULE), USUAL_RULE);
    const marks = protect(after, alone, earlier);
    if (!marks) continue;
    const cap = Math.max(grand(before), grand(after)) + 5;
    const first = everyTable(earlier, cap, MOST_TRIED);
    const second = tablesOf(after, marks, cap);
    if (!first || !second || first.length * second.length > MOST_TRIED) continue;
    const fitting = everyPair(first, second, growthSeen(earlier, after));
    const pairs = fitting.length > 0 ? fitting : everyPair(first, second, "neither");
    done++;
    yield { before, after, earlier, marks, reached: reach(pairs) };
  }
}

const isFew = ({ low, high }: Bounds): boolean => high - low < 5 && low <= 4 && high >= 1;
const turned = ({ low, high }: Bounds): Bounds => ({ low: -high, high: -low });

describe("two releases, every possible pair of tables tried", () => {
  const compared = (table: Table, alone: readonly Mark[], earlier: Release): readonly Mark[] | undefined => {
    const one = lookedAt(earlier, USUAL_RULE);
    const answer = one && comparedMarks(table, alone, [one], USUAL_RULE);
    return answer?.told ? undefined : answer?.marks;
  };

  test("neither a small count of either, nor a few people between them, can be told", () => {
    let pairs = 0;
    for (const { after, before, earlier, marks, reached } of pairsTriedThrough("two releases", compared)) {
      pairs++;
      const places = after.counts.length;
      const at = (place: number): Bounds => reached[place] ?? { low: 0, high: 0 };
      const joint = heldTogether(after, marks, [earlier]);
      const words = JSON.stringify([before.counts, after.counts, marks]);
      for (let place = 0; place < places; place++) {
        if (marks[place] !== "shown") {
          expect(isFew(at(place)), words).toBe(false);
          expectSame(joint.bounds(joint.sum(0, place)), at(place), after.counts[place] ?? 0);
        }
        if (earlier.counts[place] === undefined) {
          expect(isFew(at(places + place)), words).toBe(false);
          expectSame(joint.bounds(joint.sum(1, place)), at(places + place), before.counts[place] ?? 0);
        }
        const step = at(2 * places + place);
        expect(isFew(step) || isFew(turned(step)), words).toBe(false);
      }
    }
    expect(pairs).toBe(ENOUGH);
  });

  test("with each release looked at by itself, trying finds what the two tell together", () => {
    let [pairs, told] = [0, 0];
    for (const { after, reached } of pairsTriedThrough("two releases", (_, alone) => alone)) {
      pairs++;
      const steps = reached.slice(2 * after.counts.length);
      if (steps.some((step) => isFew(step) || isFew(turned(step)))) told++;
    }
    expect(pairs).toBe(ENOUGH);
    expect(told).toBeGreaterThan(ENOUGH / 4);
  });
});
