import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import type { Figure } from "./figure.ts";
import { alike, offencesOf } from "./lives.fixture.ts";
import { figuresTable } from "./words.ts";

// Expected limits are from R's binom.test.

/** What is told of so many people who lived alike: days of events, from entry. */
const told = (
  lives: readonly (readonly [people: number, events: readonly number[]])[],
  section: "crime" | "health" = "crime",
  left: typeof lives = [],
) => {
  const all = (of: typeof lives) => of.flatMap(([n, events]) => alike(n, events));
  return offencesOf(all(lives), section, all(left));
};
const numbers = (figures: readonly Figure[], code: string, whom: Figure["whom"] = "everyone who entered") => {
  const one = figures.find((each) => each.code === `crime.offence.${code}` && each.whom === whom);
  return (
    one &&
    [one.numerator, one.denominator, one.value, one.low, one.high].map((n) => n && Number(n.toFixed(4)))
  );
};
const earlier = (n: number) => Array.from({ length: n }, (_, i) => -10 - i);
const later = (n: number) => Array.from({ length: n }, (_, i) => 10 + i);

describe("those who worsened and those who improved", () => {
  // Six from none to four; eight from none to one; ten none at all; six from five to two; five from two to none; five from one to none.
  const { figures, notes } = told([
    [6, later(4)],
    [8, later(1)],
    [10, []],
    [6, [...earlier(5), ...later(2)]],
    [5, earlier(2)],
    [5, earlier(1)],
  ]);

  test("six of forty rose sharply and eleven fell sharply, one beside the other, each with its limits", () => {
    expect(numbers(figures, "trajectory.rose-sharply")).toEqual([6, 40, 0.15, 0.0571, 0.2984]);
    expect(numbers(figures, "trajectory.fell-sharply")).toEqual([11, 40, 0.275, 0.146, 0.4389]);
    const rows = figuresTable(
      "",
      figures.filter(({ code }) => code.includes(".trajectory.")),
    ).rows;
    expect(rows.slice(0, 2).map(([name, number, of]) => [name, number, of])).toEqual([
      ["Recorded offences: rose sharply", "6", "40"],
      ["Recorded offences: fell sharply", "11", "40"],
    ]);
  });

  test("each level before has its own who rose, held and fell, and they add up to rose, held and fell", () => {
    const count = (group: string) => numbers(figures, `trajectory.${group}`)?.[0];
    expect([count("none.rose-sharply"), count("none.rose"), count("none.held")]).toEqual([6, 8, 10]);
    expect([count("high.fell"), count("high.fell-to-none"), count("below.fell-to-none")]).toEqual([6, 0, 10]);
    expect(["rose", "held", "fell"].map((move) => numbers(figures, move)?.[0])).toEqual([14, 10, 16]);
    expect(count("none.fell")).toBeUndefined();
  });

  test("thresholds and what comes by itself stand in every definition, and the warning beside the table", () => {
    const groups = figures.filter(({ code, unit }) => code.includes(".trajectory.") && unit === "share");
    // Each of everyone who entered, and beside it of those who stayed.
    expect(groups.length).toBe(2 * 15);
    for (const { definition } of groups) {
      expect(definition).toContain("High is 3 events a year");
      expect(definition).toContain("version 1, proposed");
      expect(definition).toContain("regression to the mean");
    }
    expect(notes[0]?.words).toContain("no group’s fall shows that a programme works");
  });

  test("hospital and ambulance have no such groups", () => {
    const health = told([[40, later(4)]], "health");
    expect(health.figures.filter(({ code }) => code.includes(".trajectory."))).toEqual([]);
    expect(health.notes.some(({ words }) => words.includes("Groups by course"))).toBe(false);
  });
});

test("three who rose sharply are told nowhere, nor can they be had by subtraction", () => {
  const { figures } = told([
    [3, later(4)],
    [20, later(1)],
    [20, []],
  ]);
  expect(numbers(figures, "rose")?.[0]).toBe(23);
  for (const group of ["rose-sharply", "none.rose-sharply", "none.rose", "below.rose", "high.rose"])
    expect([group, figures.find(({ code }) => code.endsWith(`.trajectory.${group}`))]).toMatchObject([
      group,
      { held: "few", numerator: undefined, value: undefined, low: undefined },
    ]);
  expect(numbers(figures, "trajectory.none.held")?.[0]).toBe(20);
});

test("of two hundred made-up programmes no group of one to four is shown, nor what is left of a step when its shown groups are taken away", () => {
  const chance = randomFrom("small groups");
  const few = (n: number | undefined) => n !== undefined && n > 0 && n < 5;
  for (let i = 0; i < 200; i++) {
    const { figures } = told(
      Array.from({ length: chance.between(4, 9) }, () => [
        chance.between(1, 14),
        [...earlier(chance.between(0, 5)), ...later(chance.between(0, 5))],
      ]),
    );
    const count = (code: string): number | undefined => numbers(figures, code)?.[0];
    const shown = (...ends: readonly string[]): number =>
      ["none", "below", "high"].reduce(
        (sum, level) => sum + ends.reduce((all, end) => all + (count(`trajectory.${level}.${end}`) ?? 0), 0),
        0,
      );
    const [rose, held, fell, sharply] = ["rose", "held", "fell", "trajectory.rose-sharply"].map(count);
    const left = [
      sharply !== undefined ? sharply - shown("rose-sharply") : 0,
      rose !== undefined && sharply !== undefined ? rose - sharply - shown("rose") : 0,
      rose !== undefined ? rose - shown("rose", "rose-sharply") : 0,
      held !== undefined ? held - shown("held") : 0,
      fell !== undefined ? fell - shown("fell", "fell-to-none") : 0,
    ];
    expect([i, figures.filter(({ unit, numerator }) => unit === "share" && few(numerator))]).toEqual([i, []]);
    expect([i, left.filter(few)]).toEqual([i, []]);
  }
});

describe("those who stayed beside everyone", () => {
  // Of those who stayed twelve rose sharply from none and ten fell to none; of those who left six rose sharply and five fell to none.
  const few = (extra: number) =>
    told(
      [
        [12, later(4)],
        [10, earlier(2)],
      ],
      "crime",
      [
        [6, later(4)],
        [5, earlier(2)],
        [extra, []],
      ],
    ).figures;

  test("twelve of twenty-two who stayed rose sharply beside eighteen of thirty-three who entered", () => {
    expect(numbers(few(0), "trajectory.rose-sharply")?.slice(0, 2)).toEqual([18, 33]);
    expect(numbers(few(0), "trajectory.rose-sharply", "those who stayed")).toEqual([
      12, 22, 0.5455, 0.3221, 0.7561,
    ]);
    const [row] = figuresTable(
      "",
      few(0).filter(({ code }) => code.includes(".trajectory.")),
    ).rows;
    expect(row?.at(-1)?.replaceAll("\u00a0", " ")).toBe("55 % (12 of 22; 32 % to 76 %)");
  });

  test("where four of those who left held, no group of those who stayed is told", () => {
    const stayed = few(4).filter(
      ({ code, whom }) => code.includes(".trajectory.") && whom === "those who stayed",
    );
    expect(stayed.length).toBe(15);
    expect(stayed.filter(({ held }) => held !== "few")).toEqual([]);
  });

  test("of two hundred made-up programmes no group of one to four of those who left can be had by subtraction, nor what is left of a step", () => {
    const chance = randomFrom("small groups of those who left");
    const isFew = (n: number) => n > 0 && n < 5;
    const lives = () =>
      Array.from({ length: chance.between(3, 8) }, () => [
        chance.between(3, 16),
        [...earlier(chance.between(0, 5)), ...later(chance.between(0, 5))],
      ]) as [number, number[]][];
    let shown = 0;
    for (let i = 0; i < 200; i++) {
      const { figures } = told(lives(), "crime", lives());
      const of = (code: string, whom: Figure["whom"]) => numbers(figures, code, whom)?.[0];
      const left = new Map(
        figures.flatMap(({ code: whole }) => {
          const code = whole.replace("crime.offence.", "");
          const [all, stayed] = [of(code, "everyone who entered"), of(code, "those who stayed")];
          return all === undefined || stayed === undefined || !/rose|held|fell/.test(code)
            ? []
            : [[code, [stayed, all - stayed]] as const];
        }),
      );
      shown += [...left.keys()].filter((code) => code.includes("trajectory")).length;
      for (const whose of [0, 1]) {
        const count = (code: string) => left.get(code)?.[whose];
        const known = (...ends: readonly string[]): number =>
          ["none", "below", "high"].reduce(
            (sum, level) =>
              sum + ends.reduce((all, end) => all + (count(`trajectory.${level}.${end}`) ?? 0), 0),
            0,
          );
        const rest = (whole: number | undefined, part: number) => (whole === undefined ? 0 : whole - part);
        const told = [
          ...[...left.values()].map((both) => both[whose] ?? 0),
          rest(count("rose"), known("rose", "rose-sharply")),
          rest(count("trajectory.rose-sharply"), known("rose-sharply")),
          rest(count("held"), known("held")),
          rest(count("fell"), known("fell", "fell-to-none")),
        ];
        expect([i, whose, told.filter(isFew)]).toEqual([i, whose, []]);
      }
    }
    expect(shown).toBeGreaterThan(100);
  });
});

/**
 * R: x <- c(rep(0, 20), rep(1, 20), rep(4, 10), rep(6, 10)); t <- rep(365 / 365.25, 60); m <- MASS::glm.nb(x ~ 1 + offset(log(t)));
 * mean(((m$theta + x) / (m$theta / exp(coef(m)) + t))[41:60]), and [1:20] of those who had none.
 */
const [EXPECTED_HIGH, EXPECTED_NONE] = [4.041634, 0.6411939] as const;

describe("what comes by itself", () => {
  // Sixty: twenty none before and one after; twenty one before and one after; ten four before and one after; ten six before and two after.
  const sixty = [
    [20, later(1)],
    [20, [...earlier(1), ...later(1)]],
    [10, [...earlier(4), ...later(1)]],
    [10, [...earlier(6), ...later(2)]],
  ] as const;

  test("stands beside what was seen of each level: of those who were high 30 in 19.99 person-years, where more was to be expected", () => {
    const { figures } = told(sixty);
    expect(numbers(figures, "trajectory.high.seen")?.slice(0, 3)).toEqual([30, 19.9863, 1.501]);
    const expected = figures.find(({ code }) => code === "crime.offence.trajectory.high.expected");
    expect(expected?.value).toBeCloseTo(EXPECTED_HIGH, 5);
    expect(expected?.low).toBeLessThan(EXPECTED_HIGH);
    expect(expected?.label).toBe("Recorded offences: 3 a year or more before: rate to be expected by itself");
    const none = figures.find(({ code }) => code === "crime.offence.trajectory.none.expected");
    // Those who had none rise by themselves.
    expect(none?.value).toBeCloseTo(EXPECTED_NONE, 5);
  });

  test("is not told of a level one of whose groups is kept back", () => {
    const { figures } = told([
      ...sixty,
      [3, [...earlier(4), ...later(9)]],
      [20, [...earlier(4), ...later(4)]],
    ]);
    expect(figures.find(({ code }) => code.endsWith("trajectory.high.rose-sharply"))?.held).toBe("few");
    // A year of each of its people: the time would tell how many they are.
    for (const code of ["high.seen", "high.expected"])
      expect([code, figures.find((one) => one.code.endsWith(`trajectory.${code}`))]).toMatchObject([
        code,
        { held: "few", numerator: undefined, denominator: undefined },
      ]);
  });
});
