import { describe, expect, test } from "vitest";
import { changesInUse } from "./change.ts";
import { INDICATORS, SPANS } from "./definitions.ts";
import { figureOf } from "./figures.ts";
import { countOf, type IndicatorCode } from "./indicators.ts";
import { journeysOf } from "./journey.ts";
import { readPeriod, usualPeriod } from "./period.ts";
import type { Exit, Profile, Stay } from "./stay.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const stay = (
  person: string,
  referred: string,
  treated: string | undefined,
  ended?: string,
  exit?: Exit,
  offered?: string,
): Stay => ({
  person,
  referredOn: day(referred),
  offeredOn: offered ? day(offered) : undefined,
  treatedOn: treated ? day(treated) : undefined,
  endedOn: ended ? day(ended) : undefined,
  exit,
});
const profile = (
  person: string,
  stage: Profile["stage"],
  taken: string,
  days: Record<string, number> = {},
): Profile => ({ person, stage, takenOn: day(taken), days });

const YEAR = { from: day("2025-01-01"), to: day("2025-12-31") };
const count = (
  code: IndicatorCode,
  stays: readonly Stay[],
  profiles: readonly Profile[] = [],
  asAt = "2026-11-01",
) => {
  const counted = countOf(code, { stays, profiles, period: YEAR, asAt: day(asAt), spans: SPANS });
  return [counted.filter(({ yes }) => yes).length, counted.length];
};

describe("a journey", () => {
  const ofOne = (...stays: readonly Stay[]) =>
    journeysOf(stays, 21).map(
      ({ startedOn, endedOn, exit }) => `${startedOn} ${endedOn ?? "open"} ${exit ?? ""}`,
    );

  test("goes on when the next stay begins 21 days after the last ended, and not at 22", () => {
    const first = stay("a", "2025-01-01", "2025-01-05", "2025-03-01", "transfer");
    expect(ofOne(first, stay("a", "2025-03-01", "2025-03-22", "2025-06-01", "planned"))).toEqual([
      "2025-01-05 2025-06-01 planned",
    ]);
    expect(ofOne(first, stay("a", "2025-03-01", "2025-03-23", "2025-06-01", "planned"))).toEqual([
      "2025-01-05 2025-03-01 transfer",
      "2025-03-23 2025-06-01 planned",
    ]);
  });

  test("ends with the last of stays that overlap, by that one's exit, and is open while one of them is", () => {
    const long = stay("a", "2025-01-01", "2025-01-01", "2025-09-01", "unplanned");
    const within = stay("a", "2025-02-01", "2025-02-01", "2025-03-01", "planned");
    expect(ofOne(long, within)).toEqual(["2025-01-01 2025-09-01 unplanned"]);
    expect(ofOne(long, within, stay("a", "2025-05-01", "2025-05-02"))).toEqual(["2025-01-01 open "]);
  });

  test("begins with treatment, not with the referral, and a stay without treatment is none", () => {
    expect(ofOne(stay("a", "2025-01-01", undefined, "2025-02-01", "unplanned"))).toEqual([]);
  });
});

describe("an indicator by hand", () => {
  test("waits: 21 days to the first offer count, 22 do not; without an offer the start stands", () => {
    expect(
      count("waited-three-weeks", [
        stay("a", "2025-03-01", "2025-04-30", undefined, undefined, "2025-03-22"),
        stay("b", "2025-03-01", "2025-04-30", undefined, undefined, "2025-03-23"),
        stay("c", "2025-03-01", "2025-03-22"),
        stay("d", "2025-03-01", "2025-03-23"),
        stay("e", "2024-12-01", "2024-12-31"),
        stay("f", "2025-12-31", "2026-01-01"),
      ]),
    ).toEqual([2, 4]);
  });

  const four = [
    stay("stayed", "2025-01-01", "2025-02-01", "2025-04-26", "unplanned"),
    stay("left a day early", "2025-01-01", "2025-02-01", "2025-04-25", "unplanned"),
    stay("completed early", "2025-01-01", "2025-02-01", "2025-03-01", "planned"),
    stay("moved early", "2025-01-01", "2025-02-01", "2025-03-01", "transfer"),
    stay("goes on", "2025-06-01", "2025-06-01"),
  ];

  test("retention, effective treatment and early exits: 84 days count", () => {
    expect(count("retained-twelve-weeks", four)).toEqual([2, 5]);
    expect(count("effective-treatment", four)).toEqual([3, 5]);
    expect(count("early-unplanned-exit", four)).toEqual([1, 5]);
  });

  test("who began 83 days ago is not counted yet, who began 84 days ago is", () => {
    const begun = [stay("a", "2025-06-01", "2025-06-01")];
    expect(count("retained-twelve-weeks", begun, [], "2025-08-23")).toEqual([0, 0]);
    expect(count("retained-twelve-weeks", begun, [], "2025-08-24")).toEqual([1, 1]);
  });

  test("unplanned exits are of all that ended in the period, but by death", () => {
    expect(
      count("unplanned-exits", [...four, stay("died", "2025-01-01", "2025-01-01", "2025-05-05", "death")]),
    ).toEqual([2, 4]);
  });

  test("completion counts when nobody came back within 182 days, and the year looked at ends when that is known", () => {
    const stays = [
      stay("a", "2025-01-01", "2025-01-01", "2025-05-01", "planned"),
      stay("b", "2025-01-01", "2025-01-01", "2025-05-01", "planned"),
      stay("b", "2025-10-30", "2025-10-30"),
      stay("c", "2025-01-01", "2025-01-01", "2025-05-01", "planned"),
      stay("c", "2025-10-31", "2025-10-31"),
    ];
    // Of b and c the later journey is looked at where it falls into the year.
    expect(count("completed-and-not-back", stays)).toEqual([1, 3]);
    const early = { from: day("2025-01-01"), to: day("2025-10-01") };
    const counted = countOf("completed-and-not-back", {
      stays,
      profiles: [],
      period: early,
      asAt: day("2026-11-01"),
      spans: SPANS,
    });
    expect(counted.filter(({ yes }) => yes).map(({ person }) => person)).toEqual(["a", "c"]);
  });

  test("the profile at the start is within 14 days either side, and a review within half a year of the last day", () => {
    const stays = [
      stay("a", "2025-03-01", "2025-03-15"),
      stay("b", "2025-03-01", "2025-03-15"),
      stay("c", "2025-03-01", "2025-03-15"),
    ];
    const profiles = [
      profile("a", "start", "2025-03-01"),
      profile("b", "start", "2025-03-30"),
      profile("c", "review", "2025-03-15"),
      profile("a", "review", "2025-07-02"),
      profile("b", "review", "2025-07-01"),
    ];
    expect(count("profile-at-start", stays, profiles)).toEqual([1, 3]);
    expect(count("profile-reviewed", stays, profiles)).toEqual([1, 3]);
    expect(
      count(
        "profile-at-exit",
        [stay("a", "2025-01-01", "2025-01-01", "2025-06-15", "unplanned")],
        [profile("a", "exit", "2025-06-29")],
      ),
    ).toEqual([1, 1]);
  });

  test("deaths are of people in treatment, once each", () => {
    expect(
      count("died-in-treatment", [
        stay("a", "2025-01-01", "2025-01-01", "2025-05-05", "death"),
        stay("b", "2024-01-01", "2024-01-01", "2025-01-01", "planned"),
        stay("b", "2025-06-01", "2025-06-01"),
        stay("c", "2024-01-01", "2024-01-01", "2024-12-31", "death"),
      ]),
    ).toEqual([1, 2]);
  });
});

test("change in use is of those who used at the start and answered at their last review", () => {
  const profiles = [
    profile("a", "start", "2024-12-01", { opiates: 28, crack: 0 }),
    profile("a", "review", "2025-03-01", { opiates: 28 }),
    profile("a", "review", "2025-09-01", { opiates: 0, crack: 5 }),
    profile("b", "start", "2025-01-01", { opiates: 20 }),
    profile("b", "review", "2025-06-01", { opiates: 21 }),
    profile("c", "start", "2025-01-01", { opiates: 20 }),
    profile("c", "review", "2026-06-01", { opiates: 0 }),
    profile("d", "start", "2025-01-01", { opiates: 20 }),
    profile("d", "review", "2025-02-01", {}),
  ];
  expect(changesInUse(profiles, YEAR).slice(0, 2)).toEqual([
    { substance: "opiates", people: 2, abstinent: 1, fewer: 0, same: 0, more: 1 },
    { substance: "crack", people: 0, abstinent: 0, fewer: 0, same: 0, more: 0 },
  ]);
});

describe("what is shown", () => {
  const [indicator] = INDICATORS;
  const shown = (yes: number, no: number) => {
    const one = { person: "x", day: day("2025-01-01") };
    const counted = [
      ...Array.from({ length: yes }, () => ({ ...one, yes: true })),
      ...Array.from({ length: no }, () => ({ ...one, yes: false })),
    ];
    const figure = indicator && figureOf(indicator, counted);
    return [figure?.numerator, figure?.denominator, figure?.share !== undefined];
  };
  test.each([
    [5, 5, [5, 10, true]],
    [4, 20, [undefined, 24, false]],
    [20, 4, [undefined, 24, false]],
    [0, 20, [0, 20, true]],
    [2, 2, [undefined, undefined, false]],
    [0, 0, [0, 0, false]],
  ])("of %i above the line and %i beside: nothing that tells of fewer than five", (yes, no, expected) => {
    expect(shown(yes, no)).toEqual(expected);
  });

  test("a period is typed as people type days, and is the year to the last whole month otherwise", () => {
    const now = day("2026-11-29");
    expect(usualPeriod(now)).toEqual({ from: day("2025-11-01"), to: day("2026-10-31") });
    expect(readPeriod({ from: "1/4/2025", to: "31 March 2026" }, now)).toEqual({
      period: { from: day("2025-04-01"), to: day("2026-03-31") },
      wrong: undefined,
    });
    expect(readPeriod({ from: "soon" }, now).wrong).toContain("“soon” is no day");
    expect(readPeriod({ from: "1/5/2026", to: "1/4/2026" }, now).wrong).toContain("after the last");
    expect(readPeriod({ to: "1/12/2026" }, now).wrong).toContain("has not been yet");
    // Whoever came on the one day by which two periods differ would be told by their difference.
    for (const days of [
      { from: "1/1/2026", to: "29/6/2026" },
      { from: "2/1/2026", to: "30/6/2026" },
    ])
      expect(readPeriod(days, now).wrong).toContain("Choose whole months");
  });
});
