import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answer } from "../stats/answer.ts";
import { METHODS } from "../stats/methods.ts";
import { answerOf, countOf, designOf, fileOf, findingOf, outcomeOf } from "./cohort.fixture.ts";

const YEAR = 365.25;
type Texts = Readonly<Record<string, string | undefined>>;

/** What `stats` answers to the same question, asked in its own way. */
async function stats(name: string, argument: string | undefined, options: Texts) {
  const method = METHODS.find((one) => one.name === name);
  if (!method) throw new Error(`there is ${name}`);
  const answered = await answer(method, argument, options);
  if (!answered.ok) throw new Error(answered.refusal.sentence);
  return answered.value;
}

// Four people around 1 July 2024; complete to 31 March 2025. D dies on 9 August: 40 days. E enters on 20 March: 12 days.
const PEOPLE = fileOf(
  "four.csv",
  "person,entered,died,stayed,left\nA,2024-07-01,,1,\nB,2024-07-01,,1,2024-12-01\nD,2024-07-01,2024-08-09,0,2024-07-20\nE,2025-03-20,,,\n",
);
const EVENTS = fileOf(
  "four-events.csv",
  [
    "person,day,kind",
    "A,2024-06-30,theft", // the day before entry: the last of the window before
    "A,2024-07-01,theft", // the day of entry: the first of the window after
    "A,2024-04-02,theft", // the ninetieth day before: the first of the window
    "A,2024-04-01,theft", // the ninety-first: outside
    "A,2024-09-28,drugs", // the ninetieth day after: the last
    "A,2024-09-29,theft", // the ninety-first: outside
    "B,2024-06-01,drugs",
    "D,2024-06-10,theft",
    "D,2024-08-09,theft", // the day of death
    "D,2024-08-10,theft", // recorded after it
    "E,2025-03-31,theft",
    "E,2025-04-01,theft", // after the last complete day
    "Z,2024-07-05,theft", // not in the file
    ",2024-07-05,theft",
    "B,,theft",
    "",
  ].join("\n"),
);
const AROUND = designOf({
  cohort: { entered: "entered" },
  windows: { before: 90, after: 90 },
  followUp: { completeFrom: "2020-01-01", completeTo: "2025-03-31", ends: ["died"] },
  stayed: { words: "as the service says", column: "stayed" },
  outcomes: [
    { name: "all", kind: "events" },
    { name: "thefts", kind: "events", only: [{ column: "kind", is: "theft", because: "no theft" }] },
  ],
});

describe("events in windows, by hand", () => {
  test("each event falls on its side of each edge, and each that does not count has its reason", async () => {
    const whole = await answerOf(PEOPLE, AROUND, EVENTS);
    const { everyone, stayed, rows } = outcomeOf(whole);
    expect(rows).toEqual({
      "rows of this outcome": 15,
      "counted before": 4,
      "counted after": 4,
      "outside both windows": 3,
      "without a person or a day": 2,
      "of people not in the file": 1,
      "of people not in the cohort": 0,
      "after the person's own end": 1,
    });
    expect([countOf(everyone, "events before"), countOf(everyone, "events after")]).toEqual([4, 4]);
    // Before 4 × 90 days. After: A and B 90 each, D 40, E 12.
    expect(countOf(everyone, "person-years before")).toBeCloseTo(360 / YEAR, 12);
    expect(countOf(everyone, "person-years after")).toBeCloseTo(232 / YEAR, 12);
    expect(
      findingOf(everyone, "before-after").estimates.find(({ what }) => what === "rate ratio exact")?.value,
    ).toBeCloseTo(360 / 232, 12);
    // Those who stayed: A and B alone; E is not known.
    expect(whole.groups[0]?.stayed).toEqual({ stayed: 2, left: 1, notKnown: 1 });
    expect([countOf(stayed, "events before"), countOf(stayed, "events after")]).toEqual([3, 2]);
    expect(countOf(stayed, "person-years after")).toBeCloseTo(180 / YEAR, 12);
  });

  test("who rose, held and fell goes by rates, with exact intervals, the worse told first and as plainly", async () => {
    // A: 2 to 2 in 90 and 90 days, held; B: 1 to 0, fell; D: 1 in 90 to 1 in 40 days, rose; E: 0 to 1, rose.
    const [changed] = outcomeOf(await answerOf(PEOPLE, AROUND, EVENTS)).everyone.changed;
    expect([changed?.rose.count, changed?.held.count, changed?.fell.count, changed?.worse]).toEqual([
      2,
      1,
      1,
      "rose",
    ]);
    // Clopper–Pearson of 1 of 4: the lower limit solves 1 − (1 − p)⁴ = 0.025.
    expect(changed?.held.low).toBeCloseTo(1 - 0.975 ** (1 / 4), 9);
  });

  test("an outcome counts only the events of its own rule", async () => {
    const { everyone } = outcomeOf(await answerOf(PEOPLE, AROUND, EVENTS), 1);
    expect([countOf(everyone, "events before"), countOf(everyone, "events after")]).toEqual([3, 3]);
  });

  test("whoever left early did not stay; whoever cannot have stayed so long yet is not known", async () => {
    const design = { ...AROUND, stayed: { words: "ninety days", left: "left", atLeast: 90 } };
    // A has not left; B left after 153 days; D died after 39; E entered twelve days before the end.
    expect((await answerOf(PEOPLE, design, EVENTS)).groups[0]?.stayed).toEqual({
      stayed: 2,
      left: 1,
      notKnown: 1,
    });
  });

  test("days away are no time at risk", async () => {
    const file = fileOf(
      "away.csv",
      "person,entered,x0,x1,jail0,jail1\nA,2024-07-01,3,1,30,0\nB,2024-07-01,2,0,0,45\n",
    );
    const design = designOf({
      cohort: { entered: "entered" },
      windows: { before: 90, after: 90, awayBefore: "jail0", awayAfter: "jail1" },
      outcomes: [{ name: "x", kind: "events", before: "x0", after: "x1" }],
    });
    const { everyone } = outcomeOf(await answerOf(file, design));
    expect(countOf(everyone, "person-years before")).toBeCloseTo(150 / YEAR, 12);
    expect(countOf(everyone, "person-years after")).toBeCloseTo(135 / YEAR, 12);
  });
});

describe("figures, by hand and as stats has them", () => {
  test("five events before and none after: limits in closed form", async () => {
    const file = fileOf("none-after.csv", "person,x0,t0,x1,t1\nA,2,2,0,1\nB,2,2,0,2\nC,1,1,0,1\n");
    const design = designOf({
      outcomes: [{ name: "x", kind: "events", before: "x0", beforeTime: "t0", after: "x1", afterTime: "t1" }],
    });
    const { everyone } = outcomeOf(await answerOf(file, design));
    const ratio = findingOf(everyone, "before-after").estimates.find(
      ({ what }) => what === "rate ratio exact",
    );
    // p has the upper limit 1 − 0.025^(1/5); the ratio is p / (1 − p) × 5 years / 4 years.
    const p = 1 - 0.025 ** (1 / 5);
    expect([ratio?.value, ratio?.low]).toEqual([0, 0]);
    expect(ratio?.high).toBeCloseTo((p / (1 - p)) * (5 / 4), 9);
    expect(everyone.changed[0]?.rose).toEqual({
      count: 0,
      of: 3,
      share: 0,
      low: 0,
      high: expect.closeTo(1 - 0.025 ** (1 / 3), 9),
    });
  });

  const GROUPS = [
    "person,arm,area,before,after,years,yes,was,is,days,ended,age",
    "1,p,n,2,1,1,1,10,14,30,1,20",
    "2,p,n,3,1,1,1,11,11,60,0,31",
    "3,p,s,4,2,1,1,12,15,90,1,45",
    "4,p,s,1,1,1,0,9,8,20,1,52",
    "5,c,w,2,2,1,1,10,12,15,1,22",
    "6,c,w,3,4,1,0,12,11,40,1,33",
    "7,c,e,4,3,1,0,8,8,55,0,44",
    "8,c,e,1,1,1,0,9,7,10,1,50",
    "",
  ].join("\n");
  const groups = fileOf("groups.csv", GROUPS);
  const compared = (kind: string, outcome: object, more: object = {}) =>
    designOf({
      comparison: { kind, column: "arm", programme: "p", against: "c", ...more },
      outcomes: [outcome],
    });
  const COUNTS = {
    name: "x",
    kind: "events",
    before: "before",
    beforeTime: "years",
    after: "after",
    afterTime: "years",
  };

  test("yes or no in two groups: 3 of 4 against 1 of 4", async () => {
    const whole = await answerOf(
      groups,
      compared("randomised", { name: "home", kind: "yes-or-no", after: "yes" }),
    );
    const finding = findingOf(outcomeOf(whole).everyone, "two-by-two");
    const of = (what: string) => finding.estimates.find((one) => one.what === what)?.value;
    expect([of("risk difference"), of("risk ratio"), of("odds ratio")]).toEqual([0.5, 3, 9]);
    expect(finding).toEqual(await stats("two-by-two", "3,1,1,3", {}));
  });

  test("a change against a change: 5 events for 10 where the programme came, 10 for 10 elsewhere", async () => {
    const whole = await answerOf(groups, compared("other-areas", COUNTS, { area: "area" }));
    const finding = findingOf(outcomeOf(whole).everyone, "did");
    const of = (what: string) => finding.estimates.find((one) => one.what === what)?.value;
    expect(of("ratio of rate ratios")).toBeCloseTo(0.5, 9);
    // Rates 2.5 to 1.25 against 2.5 to 2.5.
    expect(of("difference of rate differences")).toBeCloseTo(-1.25, 9);
    const long = GROUPS.trim()
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const [person, arm, area, before, after] = line.split(",");
        const treated = arm === "p" ? 1 : 0;
        return [`${person},${area},${treated},0,${before},1`, `${person},${area},${treated},1,${after},1`];
      });
    const file = fileOf("long.csv", `person,area,treated,after,x,years\n${long.join("\n")}\n`);
    expect(finding).toEqual(
      await stats("did", file, {
        events: "x",
        treated: "treated",
        after: "after",
        time: "years",
        cluster: "area",
      }),
    );
  });

  test("until it happens: the programme's curve by hand", async () => {
    const outcome = { name: "t", kind: "time-to", time: "days", happened: "ended", methods: ["km", "cox"] };
    const whole = await answerOf(groups, compared("randomised", outcome));
    const finding = findingOf(outcomeOf(whole).everyone, "km");
    // Of four: one at 20 (3/4), one at 30 (1/2), one lost at 60, the last at 90 (0).
    const curve = finding.tables.find(({ name }) => name === "curve, p");
    expect(curve?.rows.map((row) => [row[0], row[4]])).toEqual([
      [20, 0.75],
      [30, 0.5],
      [60, 0.5],
      [90, 0],
    ]);
    const theirs = await stats("km", groups, { time: "days", event: "ended", group: "arm" });
    for (const one of finding.estimates.filter(({ of }) => of !== undefined))
      expect(theirs.estimates).toContainEqual(one);
    expect(finding.estimates.at(-1)).toEqual({
      ...theirs.estimates.at(-1),
      value: expect.closeTo(theirs.estimates.at(-1)?.value ?? 0, 12),
      p: expect.closeTo(theirs.estimates.at(-1)?.p ?? 0, 12),
    });
    const coded = fileOf(
      "coded.csv",
      GROUPS.replaceAll(",p,", ",1,").replaceAll(",c,", ",0,").replace("arm", "programme"),
    );
    expect(findingOf(outcomeOf(whole).everyone, "cox")).toEqual(
      await stats("cox", coded, { time: "days", event: "ended", covariates: "programme" }),
    );
  });

  test("before and after is what stats has on the same two files", async () => {
    const [people, events] = ["examples/stats/people.csv", "examples/stats/events.csv"];
    const design = designOf({
      cohort: { entered: "entered" },
      windows: { before: 365, after: 365 },
      followUp: { completeTo: "2026-09-30" },
      outcomes: [{ name: "offences", kind: "events" }],
    });
    const ours = findingOf(outcomeOf(await answerOf(people, design, events)).everyone, "before-after");
    const theirs = await stats("before-after", people, {
      eventsFile: events,
      days: "365",
      completeTo: "2026-09-30",
    });
    expect(ours.estimates).toEqual(theirs.estimates);
  });

  test.each(["match", "weight"])(
    "%s is what stats has, with each one's own rate before among the columns",
    async (method) => {
      const [header = "", ...lines] = readFileSync("examples/stats/clients.csv", "utf8").trim().split("\n");
      const file = fileOf(
        `${method}.csv`,
        `${[`${header},years`, ...lines.map((line) => `${line},1`)].join("\n")}\n`.replace(
          "offences_before",
          "rate before",
        ),
      );
      const outcome = { ...COUNTS, before: "rate before", after: "offences_after", methods: [method] };
      const columns = { covariates: ["age"], factors: ["housing"] };
      const design = {
        ...compared("matched", outcome),
        cohort: { ...(designOf({}).cohort as object), person: header.split(",")[0] },
        comparison: { kind: "matched", column: "treated", programme: 1, against: 0, ...columns },
      };
      const ours = findingOf(outcomeOf(await answerOf(file, design)).everyone, method);
      const theirs = await stats(method, file, {
        treated: "treated",
        outcome: "offences_after",
        covariates: "age,rate before",
        factors: "housing",
        ...(method === "match" ? { id: header.split(",")[0] ?? "" } : {}),
      });
      expect(ours.counts).toEqual(theirs.counts);
      for (const [k, one] of ours.estimates.entries()) {
        expect(one.what).toBe(theirs.estimates[k]?.what);
        expect(one.value).toBeCloseTo(theirs.estimates[k]?.value ?? 0, 9);
        if (one.low !== undefined) expect(one.low).toBeCloseTo(theirs.estimates[k]?.low ?? 0, 9);
      }
    },
  );

  test.each(["poisson", "negbin"])("%s of two groups after entry is what stats has", async (method) => {
    const file = "examples/evaluate/clients.csv";
    const text = readFileSync(file, "utf8")
      .trim()
      .replace("group", "programme")
      .replaceAll(",offered,", ",1,")
      .replaceAll(",eligible,", ",0,");
    const coded = fileOf(
      `coded-${method}.csv`,
      `${text
        .split("\n")
        .map((line, i) => `${line},${i === 0 ? "years" : 1}`)
        .join("\n")}\n`,
    );
    const design = designOf({
      comparison: { kind: "randomised", column: "programme", programme: 1, against: 0, covariates: ["age"] },
      outcomes: [
        { name: "x", kind: "events", after: "offences_after", afterTime: "years", methods: [method] },
      ],
    });
    const ours = findingOf(outcomeOf(await answerOf(coded, design)).everyone, method);
    const cluster = method === "poisson" ? { cluster: "person" } : {};
    const theirs = await stats(method, coded, {
      events: "offences_after",
      time: "years",
      covariates: "programme,age",
      ...cluster,
    });
    expect(ours).toEqual(theirs);
  });

  test("a score: the change beyond noise as stats has it, and as many worse as better told", async () => {
    const wellbeing = "examples/stats/wellbeing.csv";
    const design = designOf({
      cohort: { person: "person" },
      outcomes: [
        { name: "w", kind: "score", before: "start", after: "review", better: "higher", reliability: 0.8 },
      ],
    });
    const ours = findingOf(outcomeOf(await answerOf(wellbeing, design)).everyone, "reliable-change");
    expect(ours.estimates).toEqual(
      (
        await stats("reliable-change", wellbeing, {
          before: "start",
          after: "review",
          reliability: "0.8",
          better: "higher",
        })
      ).estimates,
    );
  });
});
