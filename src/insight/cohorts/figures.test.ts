import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answer } from "../stats/answer.ts";
import { METHODS } from "../stats/methods.ts";
import { answerOf, designOf, fileOf, findingOf, outcomeOf } from "./cohort.fixture.ts";

type Texts = Readonly<Record<string, string | undefined>>;

/** What `stats` answers to the same question, asked in its own way. */
async function stats(name: string, argument: string | undefined, options: Texts) {
  const method = METHODS.find((one) => one.name === name);
  if (!method) throw new Error(`there is ${name}`);
  const answered = await answer(method, argument, options);
  if (!answered.ok) throw new Error(answered.refusal.sentence);
  return answered.value;
}

const withColumn = (csv: string, name: string, value: string): string =>
  csv
    .trim()
    .split("\n")
    .map((line, i) => `${line},${i === 0 ? `${name},same,year` : `${value},3,1`}`)
    .join("\n");

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
  test("what is the same for everybody is no reason to match nobody: it is left out and named", async () => {
    const file = fileOf(
      "clients-of-one-prison.csv",
      withColumn(readFileSync("examples/stats/clients.csv", "utf8"), "inside", "yes"),
    );
    const asked = (columns: object) =>
      designOf({
        comparison: { kind: "matched", column: "treated", programme: 1, against: 0, ...columns },
        outcomes: [{ name: "x", kind: "events", after: "offences_after", afterTime: "year" }],
      });
    const found = async (columns: object) =>
      findingOf(outcomeOf(await answerOf(file, asked(columns))).everyone, "match");
    const [with_, without] = [
      await found({ covariates: ["age"], factors: ["inside"] }),
      await found({ covariates: ["age", "same"], factors: ["inside"] }),
    ];
    expect(without.estimates).toEqual(with_.estimates);
    expect(without.warnings.find(({ code }) => code === "same-for-everybody")?.sentence).toMatch(/: same\.$/);
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
    // Two columns of counts show no trend before, which is said; the rest is what the method says of the same rows.
    const { warnings, ...rest } = finding;
    expect(warnings.at(-1)?.code).toBe("one-span-before");
    expect({ ...rest, warnings: warnings.slice(0, -1) }).toEqual(
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
