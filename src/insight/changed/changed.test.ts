import { describe, expect, test } from "vitest";
import { type ChangedInput, type Entrant, whatChanged } from "./changed.ts";
import { finding, percentageWords, say, sayWarning } from "./messages.ts";

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const entry = day("2024-07-01");
const subject = { who: "everyone who entered Community", events: "recorded offences" };

/** A person with so many events on single days, the first ones a day before entry and backwards, or on entry and on. */
function person(key: string, before: number, after: number, also: Partial<Entrant> = {}): Entrant {
  const events = [
    ...Array.from({ length: before }, (_, n) => entry.subtract({ days: 1 + n * 7 })),
    ...Array.from({ length: after }, (_, n) => entry.add({ days: n * 7 })),
  ];
  return { key, linkable: true, enteredOn: entry, custody: [], events, ...also };
}
const many = (n: number, before: number, after: number, also: Partial<Entrant> = {}): Entrant[] =>
  Array.from({ length: n }, (_, i) => person(`p${i}`, before + (i % 3), after + (i % 2), also));

function changed(people: readonly Entrant[], also: Partial<ChangedInput> = {}) {
  const answer = whatChanged({ people, windowDays: 365, completeTo: day("2026-09-30"), ...also });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}
const warned = (people: readonly Entrant[], also: Partial<ChangedInput> = {}) =>
  changed(people, also).warnings.map((warning) => warning.code);

describe("the percentage", () => {
  test("is withheld when the time after is less than half of the time before", () => {
    // 365 days before against 182 after; one day more and it is half.
    const short = changed(many(20, 4, 2), { completeTo: entry.add({ days: 181 }) }).everyone;
    expect(short.percentage).toMatchObject({ ok: false, refusal: { code: "follow-up-too-different" } });
    expect(short.ratio.ok).toBe(true);
    expect(changed(many(20, 4, 2), { completeTo: entry.add({ days: 182 }) }).everyone.percentage.ok).toBe(
      true,
    );
  });

  test("is withheld when the time before is less than half of the time after", () => {
    const late = changed(many(20, 4, 2), { completeFrom: entry.subtract({ days: 100 }) }).everyone;
    expect(late.percentage).toMatchObject({ ok: false, refusal: { code: "follow-up-too-different" } });
  });

  test("is withheld when nobody knows where one person's data end, who is then in neither rate", () => {
    const known = many(20, 4, 2, { completeTo: day("2026-09-30") });
    const found = changed([...known, person("unknown", 9, 9)], { completeTo: undefined });
    expect(found.everyone.people).toBe(20);
    expect(found.apart.withoutEndOfData).toBe(1);
    expect(found.everyone.percentage).toEqual({
      ok: false,
      refusal: { code: "some-without-end-of-data", people: 1 },
    });
    expect(found.warnings.map((w) => w.code)).toContain("without-end-of-data");
  });

  test("says what chance could explain when its interval holds both a fall and a rise", () => {
    const { everyone } = changed([person("a", 3, 2), person("b", 2, 2)]);
    expect(percentageWords(everyone.percentage)).toContain("lower to");
    expect(finding(everyone, subject)).toContain("a difference that chance alone could explain");
  });
});

describe("there is nothing to show", () => {
  const cases: readonly [name: string, input: Partial<ChangedInput>, code: string][] = [
    ["when nobody entered", { people: [] }, "nobody-entered"],
    ["when nobody can be linked", { people: many(3, 1, 1, { linkable: false }) }, "nobody-linkable"],
    ["when nobody has said where the data end", { completeTo: undefined }, "exposure-missing"],
    [
      "when the data end before anybody entered",
      { completeTo: entry.subtract({ days: 1 }) },
      "nobody-followed-yet",
    ],
    ["when the window is half a day", { windowDays: 0.5 }, "window-not-whole-days"],
    ["when the window is no day", { windowDays: 0 }, "window-not-whole-days"],
    [
      "when nobody has said where the data of the only one end",
      { people: many(1, 1, 1), completeTo: undefined },
      "exposure-missing",
    ],
    [
      "when everybody was in custody throughout the time after",
      { people: many(3, 1, 1, { custody: [{ inOn: entry }] }) },
      "no-time-at-risk",
    ],
  ];
  for (const [name, input, code] of cases) {
    test(name, () => {
      const answer = whatChanged({
        people: many(3, 1, 1),
        windowDays: 365,
        completeTo: day("2026-09-30"),
        ...input,
      });
      expect(answer.ok ? "shown" : answer.refusal.code).toBe(code);
      if (!answer.ok) expect(say(answer.refusal)).toMatch(/^[A-Z].*\.$/);
    });
  }
});

describe("who is counted", () => {
  test("those who dropped out stay in the headline and are missing from those who stayed", () => {
    const out = { endedOn: day("2024-08-01"), ending: "other" } as const;
    const found = changed([...many(10, 3, 1), person("left", 3, 9, out)]);
    expect(found.everyone.people).toBe(11);
    expect(found.stayed.ok && found.stayed.value.people).toBe(10);
  });

  test("completing early is staying; leaving on the first day no longer followed is staying; a day before is not", () => {
    const until = day("2025-07-01"); // 365 days from 1 July 2024
    const found = changed([
      person("completed", 1, 1, { endedOn: day("2024-07-09"), ending: "completed" }),
      person("later", 1, 1, { endedOn: until, ending: "other" }),
      person("before", 1, 1, { endedOn: until.subtract({ days: 1 }), ending: "other" }),
    ]);
    expect(found.stayed.ok && found.stayed.value.people).toBe(2);
  });

  test("whoever died on the last day of the window is among the dead and among those followed to its end", () => {
    const diedOn = day("2025-06-30"); // Day 364 from 1 July 2024.
    const found = changed([
      ...many(2, 1, 1),
      person("died", 1, 1, { diedOn, endedOn: diedOn, ending: "other" }),
    ]);
    expect([found.died, found.fullWindow, found.stayed.ok && found.stayed.value.people]).toEqual([1, 3, 3]);
    expect(found.warnings).toContainEqual(expect.objectContaining({ code: "follow-up-lag", cutShort: 0 }));
  });

  test("whoever died while with the service stayed to the end; whoever had left it before did not", () => {
    const diedOn = day("2025-01-15");
    const found = changed([
      ...many(2, 1, 1),
      person("died there", 1, 1, { diedOn, endedOn: diedOn, ending: "other" }),
      person("left the day before", 1, 1, {
        diedOn,
        endedOn: diedOn.subtract({ days: 1 }),
        ending: "other",
      }),
    ]);
    expect(found.everyone.people).toBe(4);
    expect(found.stayed.ok && found.stayed.value.people).toBe(3);
  });

  test("somebody who entered twice counts once, from the first entry", () => {
    const again = person("twice", 0, 0, { enteredOn: day("2025-07-01") });
    const found = changed([again, person("twice", 2, 1)]);
    expect([found.entered, found.laterEntries, found.everyone.before.events]).toEqual([1, 1, 2]);
    expect(changed([again, person("twice", 2, 1)], { laterEntries: 3 }).laterEntries).toBe(4);
  });

  test("everybody who entered is somewhere, and only the followed are in the rates", () => {
    const found = changed([
      person("followed", 2, 1),
      person("unlinked", 9, 9, { linkable: false }),
      person("tomorrow", 9, 9, { enteredOn: day("2026-10-01") }),
      person("next week", 9, 9, { enteredOn: day("2026-10-07") }),
      person("backwards", 9, 9, { custody: [{ inOn: entry, outOn: day("2024-01-01") }] }),
    ]);
    expect(found.entered).toBe(5);
    expect(found.everyone.people).toBe(1);
    expect(found.apart).toEqual({
      notLinkable: 1,
      notYetFollowed: 2,
      withoutEndOfData: 0,
      custodyUnclear: 1,
    });
    expect([found.everyone.before.events, found.everyone.after.events]).toEqual([2, 1]);
  });

  test("whoever died or is not followed to the end is counted as such, and data end where the first ends", () => {
    const found = changed([
      person("whole", 1, 1),
      person("also whole", 1, 1, { completeTo: day("2026-08-31") }),
      person("died", 1, 1, { diedOn: day("2024-12-24") }),
      person("data end", 1, 1, { completeTo: day("2025-01-31") }),
    ]);
    expect([found.fullWindow, found.died, `${found.completeTo}`]).toEqual([2, 1, "2025-01-31"]);
  });

  test("a year has twelve months on each side, each with its rate, and they add up to it", () => {
    const { months, everyone } = changed(many(10, 3, 1));
    expect(months.map((one) => one.month)).toEqual(Array.from({ length: 24 }, (_, i) => i - 12));
    expect(months.every((one) => one.rate !== undefined)).toBe(true);
    const sum = (what: "days" | "events", from: number) =>
      months.slice(from, from + 12).reduce((total, one) => total + one[what], 0);
    expect([sum("days", 0), sum("events", 0)]).toEqual([everyone.before.days, everyone.before.events]);
    expect([sum("days", 12), sum("events", 12)]).toEqual([everyone.after.days, everyone.after.events]);
  });

  test("the order in which people come changes nothing", () => {
    const people = [...many(12, 3, 1), person("left", 3, 9, { endedOn: entry, ending: "other" })];
    expect(changed(people.toReversed())).toEqual(changed(people));
  });
});

describe("the warnings", () => {
  test("nine people are few and ten are not", () => {
    expect(warned(many(9, 3, 1))).toContain("few-people");
    expect(warned(many(10, 3, 1))).not.toContain("few-people");
  });

  test("thirty-nine people are few clusters and forty are not", () => {
    expect(warned(many(39, 3, 1))).toContain("few-clusters");
    expect(warned(many(40, 3, 1))).not.toContain("few-clusters");
  });

  test("regression to the mean, the lag of data and the missing comparison are always named", () => {
    for (const n of [1, 50]) {
      const codes = warned(many(n, 3, 1));
      for (const code of ["regression-to-the-mean", "follow-up-lag", "no-comparison-group"]) {
        expect(codes).toContain(code);
      }
    }
  });

  test("a peak before entry is pointed out with its two rates", () => {
    // Four offences in the last month and none before: 20 people, 80 events in 91 days (three twelfths of 365).
    const peak = changed(many(20, 4, 1).map((one) => ({ ...one, events: one.events.slice(0, 4) })));
    const warning = peak.warnings.find((w) => w.code === "regression-to-the-mean");
    expect(warning).toMatchObject({ peak: true, earlierRate: 0 });
    if (warning)
      expect(sayWarning(warning, subject)).toMatch(/^Entry follows a peak: 16\.05 per person-year/);
    // One offence every seven days all the year is no peak.
    const even = changed([person("even", 52, 1)]).warnings.find((w) => w.code === "regression-to-the-mean");
    expect(even).toMatchObject({ peak: false });
  });

  test("the share of the most frequent tenth is told only when that tenth is five people or more", () => {
    const share = (n: number) => {
      const found = changed(many(n, 3, 1)).warnings.find((w) => w.code === "repeat-offenders");
      return found?.code === "repeat-offenders" ? found.topTenthShare : "no warning";
    };
    expect(share(49)).toBeUndefined();
    expect(share(50)).toBeGreaterThan(0.1);
  });

  test("people with one event each bring no warning of repeat offenders", () => {
    expect(warned([person("a", 1, 0), person("b", 0, 1)])).not.toContain("repeat-offenders");
  });

  test("events dated in custody are told, and are in neither rate", () => {
    const custody = [{ inOn: entry.subtract({ days: 1 }), outOn: entry }];
    const found = changed(many(10, 3, 1, { custody }));
    expect(found.warnings).toContainEqual({ code: "events-in-custody", before: 10, after: 0 });
  });
});

const tens = Array.from({ length: 10 }, (_, i) => person(`c${i}`, 1, 1));

test("a fall that only the exact interval sees, and not the one for repeat offenders, is not called a fall", () => {
  // 55 before and 33 after look like a fall, but it is two people's, and two others' went the other way.
  const four = [person("a", 20, 2), person("aa", 20, 3), person("b", 2, 9), person("bb", 3, 9)];
  const { everyone } = changed([...four, ...tens]);
  const { percentage, clustered, ratio } = everyone;
  expect(ratio.ok && ratio.value.high).toBeLessThan(1);
  expect(clustered.ok && clustered.value.high).toBeGreaterThan(1);
  expect(finding(everyone, subject)).toContain("chance alone could explain");
  // Its percentage has the wider interval on either side: that of the people.
  expect(percentage.ok && clustered.ok && percentage.value.high - (clustered.value.high - 1)).toBe(0);
  expect(percentage.ok && clustered.ok && percentage.value.low - (clustered.value.low - 1)).toBe(0);
});

test("a fall that is one person's alone is not called a fall, and has no percentage", () => {
  // Of 55 before and 33 after, 40 and 5 are theirs: more than half of all squared pulls (0.33 of 0.54).
  const { everyone } = changed([person("a", 40, 5), person("b", 5, 18), ...tens]);
  expect(everyone.clustered).toEqual({ ok: false, refusal: { code: "rests-on-one" } });
  expect(everyone.ratio.ok && everyone.ratio.value.high).toBeLessThan(1);
  expect(finding(everyone, subject)).toContain("the doing of one person or of very few");
  expect(percentageWords(everyone.percentage)).toContain("No percentage is given: what changed");
});

test("a window of a single day is one", () => {
  expect(changed(many(10, 3, 1), { windowDays: 1 }).everyone.before.days).toBe(10);
});

test("when nothing happened before or after, no ratio is invented", () => {
  const { everyone } = changed([person("a", 0, 0), person("b", 0, 0)]);
  expect(everyone.ratio).toEqual({ ok: false, refusal: { code: "no-events-at-all" } });
  expect(finding(everyone, subject)).toBe(
    "No recorded offences in 2.00 person-years at risk before and 2.00 after, among 2 people.",
  );
  expect(percentageWords(everyone.percentage)).toContain("no rate before entry");
});

test("when nothing happened before, the ratio has no upper limit and no percentage", () => {
  // None before and n after in equal time: the exact lower limit is q / (1 - q) with q the n-th root of 0.025, 1.18 at six.
  const { everyone } = changed([person("a", 0, 6)]);
  expect(finding(everyone, subject)).toMatch(
    /rose from none .* cannot be put as a number \(95 % interval 1\.18 with no upper limit/,
  );
  expect(everyone.percentage).toEqual({ ok: false, refusal: { code: "no-ratio" } });
});

test("from none to a few is not said to rise where chance alone could explain it", () => {
  // At four the lower limit is 0.66.
  const { everyone } = changed([person("a", 0, 4)]);
  expect(finding(everyone, subject)).toMatch(
    /went from none .*, a difference that chance alone could explain, .* \(95 % interval 0\.66 with no upper limit/,
  );
});
