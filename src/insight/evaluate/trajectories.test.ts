import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { column, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import type { PersonArms } from "./clustered.ts";
import oracle from "./oracle/trajectories.json" with { type: "json" };
import { trajectories } from "./trajectories.ts";
import { USUAL_THRESHOLDS } from "./trajectory-thresholds.ts";

type Life = readonly [before: number, years: number, after: number, years: number];
const peopleOf = (lives: readonly Life[]): PersonArms[] =>
  lives.map(([x0, t0, x1, t1]) => ({
    comparison: { events: x0, personYears: t0 },
    rate: { events: x1, personYears: t1 },
  }));
const groupsOf = (finding: ReturnType<typeof found>) =>
  (finding.tables.find(({ name }) => name === "groups")?.rows ?? []).map(
    ([before, after, people]) => [before, after, people] as const,
  );
const somebodyIn = (finding: ReturnType<typeof found>) =>
  groupsOf(finding).filter(([, , people]) => people !== 0);
const close = (told: readonly number[], golden: readonly number[]) =>
  expect(told.map((n) => n.toFixed(4))).toEqual(golden.map((n) => n.toFixed(4)));

/** From none: four, one, none. Below three a year: to three, to three, as often in half the time. High: four to one, three to none. */
const EIGHT: readonly Life[] = [
  [0, 1, 4, 1],
  [0, 1, 1, 1],
  [0, 1, 0, 1],
  [1, 1, 3, 1],
  [2, 1, 3, 1],
  [2, 1, 1, 0.5],
  [4, 1, 1, 1],
  [3, 1, 0, 1],
];

describe("eight people, each group worked by hand", () => {
  const finding = found(trajectories(peopleOf(EIGHT)));

  test("everybody is in the one group that their level before and their direction after make", () => {
    expect(somebodyIn(finding)).toEqual([
      ["none", "rose sharply", 1],
      ["none", "rose", 1],
      ["none", "held", 1],
      ["below", "rose sharply", 1],
      ["below", "rose", 1],
      ["below", "held", 1],
      ["high", "fell", 1],
      ["high", "fell to none", 1],
    ]);
    // Whoever had none before cannot fall: thirteen groups, not fifteen.
    expect(groupsOf(finding).length).toBe(13);
  });

  test("those who rose sharply and those who fell sharply are two of eight each, with R's binom.test beside", () => {
    close(line(finding, "share that rose sharply"), [0.25, 0.0319, 0.6509]);
    close(line(finding, "share that fell sharply"), [0.25, 0.0319, 0.6509]);
    close(line(finding, "share that rose at all"), [0.5, 0.157, 0.843]);
    close(line(finding, "share that held"), [0.25, 0.0319, 0.6509]);
    close(line(finding, "share that fell at all"), [0.25, 0.0319, 0.6509]);
    expect(finding.estimates.slice(0, 2).map(({ what }) => what)).toEqual([
      "share that rose sharply",
      "share that fell sharply",
    ]);
    expect(column(finding, "groups", "high")[0]).toBeCloseTo(0.5265, 4);
  });

  test("each level has its events over its own time: seven in two and a half years are 2.8 a year", () => {
    expect(column(finding, "levels before", "people")).toEqual([3, 3, 2]);
    expect(column(finding, "levels before", "rate before")).toEqual([0, 5 / 3, 3.5]);
    expect(column(finding, "levels before", "rate after")).toEqual([5 / 3, 2.8, 0.5]);
  });

  test("eight are too few to know what comes by itself: it is refused in a sentence, and both warnings stand", () => {
    expect(column(finding, "levels before", "expected after").every(Number.isNaN)).toBe(true);
    expect(finding.estimates.some(({ what }) => what.includes("expected"))).toBe(false);
    expect(warnedOf(finding)).toEqual([
      "few-people",
      "grouped-by-before",
      "no-expected",
      "no-comparison",
      "regression-to-mean",
    ]);
    expect(finding.warnings.find(({ code }) => code === "no-expected")?.sentence).toContain(
      "There are 8 people or areas and this method needs at least 10",
    );
  });
});

test("a sharp fall is a sharp rise read backwards: who changes before and after changes the two shares", () => {
  const draw = randomFrom("read backwards");
  const lives = Array.from(
    { length: 300 },
    (): Life => [draw.between(0, 7), draw.between(2, 12) / 12, draw.between(0, 7), draw.between(2, 12) / 12],
  );
  const forth = found(trajectories(peopleOf(lives)));
  const back = found(trajectories(peopleOf(lives.map(([a, b, c, d]): Life => [c, d, a, b]))));
  for (const [one, other] of [
    ["share that rose sharply", "share that fell sharply"],
    ["share that fell sharply", "share that rose sharply"],
    ["share that rose at all", "share that fell at all"],
  ] as const)
    expect(line(back, one)).toEqual(line(forth, other));
});

test("one event in a month is no sharp rise, nor is one event less a sharp fall; two are", () => {
  const at = (life: Life) => {
    const finding = found(trajectories(peopleOf([life])));
    return [line(finding, "share that rose sharply")[0], line(finding, "share that fell sharply")[0]];
  };
  expect(at([0, 1, 1, 1 / 12])).toEqual([0, 0]);
  expect(at([0, 1, 2, 1 / 12])).toEqual([1, 0]);
  expect(at([1, 1 / 12, 0, 1])).toEqual([0, 0]);
  expect(at([2, 1 / 12, 0, 1])).toEqual([0, 1]);
  // From four to seven is three more and not twice; from one to two is twice and only one more.
  expect(at([4, 1, 7, 1])).toEqual([0, 0]);
  expect(at([1, 1, 2, 1])).toEqual([0, 0]);
  expect(at([4, 1, 8, 1])).toEqual([1, 0]);
});

describe("what comes by itself", () => {
  const [, ...rows] = readFileSync("examples/stats/trajectories.csv", "utf8").trim().split("\n");
  const example = rows.map((row): Life => {
    const [, x0, t0, x1, t1] = row.split(",").map(Number);
    return [x0 ?? 0, t0 ?? 0, x1 ?? 0, t1 ?? 0];
  });

  test("is what R's glm.nb gives each level of the example, its range that of files drawn anew", () => {
    const finding = found(trajectories(peopleOf(example)));
    for (const level of ["none", "below", "high"] as const) {
      const { expected, low, high, years, seen } = oracle[level];
      const told = line(finding, "rate after expected by itself", level);
      expectClose(told[0], expected / years, 1e-6);
      // The range goes by the first two moments of the sum, and the draws are chance: at most two events apart.
      expect(Math.abs((told[1] ?? 0) * years - low)).toBeLessThan(2.01);
      expect(Math.abs((told[2] ?? 0) * years - high)).toBeLessThan(2.01);
      expectClose(line(finding, "rate after seen", level)[0], seen / years);
    }
  });

  test("nothing changes, yet those who were high fall and those who had none rise, and both as much as expected", () => {
    const chance = randomFrom("nothing changes");
    const counted = (mean: number): number => {
      let [count, left] = [0, Math.exp(-mean)];
      for (let product = chance.next(); product > left; product *= chance.next()) count++;
      return count;
    };
    const lives = Array.from({ length: 2000 }, (): Life => {
      const own = -2 * Math.log(1 - chance.next());
      const [before, after] = [chance.between(6, 12) / 12, chance.between(6, 12) / 12];
      return [counted(own * before), before, counted(own * after), after];
    });
    const finding = found(trajectories(peopleOf(lives)));
    const rates = (when: string) => column(finding, "levels before", `rate ${when}`);
    const [none = 0, , high = 0] = rates("after");
    expect(high).toBeLessThan((rates("before")[2] ?? 0) - 0.5);
    expect(none).toBeGreaterThan(0.5);
    for (const level of ["none", "below", "high"]) {
      const [, low = 0, most = 0] = line(finding, "rate after expected by itself", level);
      const [seen = 0] = line(finding, "rate after seen", level);
      expect([level, low <= seen && seen <= most]).toEqual([level, true]);
      // A range so wide that it held no change at all would say nothing.
      const before = rates("before")[["none", "below", "high"].indexOf(level)] ?? 0;
      if (level !== "below") expect([level, low <= before && before <= most]).toEqual([level, false]);
    }
    expect(warnedOf(finding)).toEqual([
      "grouped-by-before",
      "expected-within-file",
      "no-comparison",
      "regression-to-mean",
    ]);
  });

  test("the order of rows changes no digit", () => {
    const turned = [...example.slice(31), ...example.slice(0, 31)].reverse();
    expect(found(trajectories(peopleOf(turned)))).toEqual(found(trajectories(peopleOf(example))));
  });
});

test("who was in custody throughout one side and had no event there is counted apart", () => {
  const finding = found(trajectories(peopleOf([...EIGHT, [5, 1, 0, 0]])));
  expect(finding.counts).toMatchObject({ people: 8, "without time on one side": 1 });
});

describe("is refused, by the row that is wrong,", () => {
  test.each<[string, readonly Life[], string]>([
    ["for nobody", [], "There is nobody in the file."],
    ["where nobody has time on both sides", [[1, 1, 0, 0]], "nobody with time at risk both before and after"],
    ["for a count below nought", [EIGHT[0] as Life, [-1, 1, 0, 1]], "Row 2 is not a whole number"],
    ["for half an event", [EIGHT[0] as Life, [1, 1, 0.5, 1]], "Row 2 is not a whole number"],
    ["for time below nought", [EIGHT[0] as Life, [1, 1, 0, -1]], "Row 2 has a time of -1"],
    ["for events in no time", [EIGHT[0] as Life, [1, 1, 2, 0]], "Row 2 has no time at risk"],
    ["for time that is no number", [[1, Number.NaN, 2, 1]], "Time at risk in row 1 is not a number"],
  ])("%s", (_name, lives, sentence) => {
    const answer = trajectories(peopleOf(lives));
    expect(!answer.ok && answer.refusal.sentence).toContain(sentence);
  });

  test.each([
    ["high", 0, "The rate that is high is given as 0. It is a number above 0"],
    ["times", 0.5, "factor of a sharp change is given as 0.5"],
    ["more", -1, "differs by is given as -1"],
    ["events", Number.NaN, "events of a sharp change is given as NaN"],
  ] as const)("for a threshold that parts nothing: %s %d", (name, value, sentence) => {
    const answer = trajectories(peopleOf(EIGHT), { thresholds: { ...USUAL_THRESHOLDS, [name]: value } });
    expect(!answer.ok && answer.refusal.sentence).toContain(sentence);
  });
});
