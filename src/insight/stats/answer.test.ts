import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answer } from "./answer.ts";
import type { Texts } from "./method.ts";
import { METHODS } from "./methods.ts";
import { findingJson, findingText } from "./text.ts";

const camel = (flag: string) =>
  flag.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Splits the words of an example as the command line does: at most one argument, then options with their values. */
function typed(words: readonly string[]): { readonly argument?: string; readonly options: Texts } {
  const [first] = words;
  const rest = first?.startsWith("--") ? words : words.slice(1);
  const options: Record<string, string> = {};
  for (let i = 0; i < rest.length; i += 2) options[camel(rest[i] ?? "")] = rest[i + 1] ?? "";
  return { argument: first?.startsWith("--") ? undefined : first, options };
}

const named = (name: string) => {
  const method = METHODS.find((one) => one.name === name);
  if (!method) throw new Error(`there is ${name}`);
  return method;
};
const sentence = async (name: string, argument: string | undefined, options: Texts) => {
  const answered = await answer(named(name), argument, options);
  return answered.ok ? "answered" : answered.refusal.sentence;
};
const LEUKAEMIA = "examples/stats/leukaemia.csv";

describe("the methods on the command line", () => {
  test.each(METHODS.map((method) => [method.name, method] as const))(
    "the example of %s runs",
    async (_name, method) => {
      const { argument, options } = typed(method.example);
      const answered = await answer(method, argument, options);
      if (!answered.ok) throw new Error(answered.refusal.sentence);
      const { value } = answered;
      expect(value.method).toBe(method.name);
      expect(value.estimates.length).toBeGreaterThan(0);
      expect(value.assumptions.length).toBeGreaterThan(0);
      for (const one of value.estimates)
        if (one.low !== undefined && one.high !== undefined && !Number.isNaN(one.low))
          expect(one.low <= one.value && (one.value <= one.high || Number.isNaN(one.high)), one.what).toBe(
            true,
          );
      expect(findingText(value)).toContain("It takes for granted:");
      expect(JSON.parse(findingJson(value, true)).estimates.length).toBe(value.estimates.length);
      // An example says nothing but options that its method has.
      const has = method.options.map((option) =>
        option.name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      );
      expect(Object.keys(options).filter((option) => !has.includes(option))).toEqual([]);
    },
  );

  test.each(METHODS.map((method) => [method.name, method] as const))(
    "%s has its page, with an example that is one of its own",
    (name, method) => {
      const page = readFileSync(`docs/methods/${name}.md`, "utf8");
      for (const part of ["What it answers.", "What it assumes.", "When it misleads.", "Source."])
        expect(page).toContain(`**${part}**`);
      const [, words = ""] = /^\.\/throughcare stats (.*)$/m.exec(page) ?? [];
      const said = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
      expect(said[0]).toBe(name);
      const has = [
        ...method.options.map((option) => `--${option.name}`),
        ...(method.picture ? ["--picture"] : []),
      ];
      expect(said.filter((word) => word?.startsWith("--") && !has.includes(word))).toEqual([]);
      expect(said.slice(1).join(" ").startsWith(method.example.join(" ").slice(0, 40))).toBe(true);
    },
  );

  test("numbers may stand as the argument itself", async () => {
    const [one, two] = await Promise.all([
      answer(named("two-by-two"), "101,14,60,51", {}),
      answer(named("two-by-two"), undefined, { cells: "101,14,60,51" }),
    ]);
    expect(one).toEqual(two);
  });

  test("another level makes other limits", async () => {
    const wide = await answer(named("share"), undefined, { part: "7", whole: "14", level: "0.99" });
    expect(wide.ok && wide.value.level).toBe(0.99);
    // 50 % at 99 %: Wilson's 0.5 ± 2.576·√(0.25/14 + 2.576²/784) / (1 + 2.576²/14).
    const z = 2.5758293035489;
    const reach = (z * Math.sqrt(0.25 / 14 + (z * z) / 784)) / (1 + (z * z) / 14);
    expect(wide.ok && wide.value.estimates[0]?.high).toBeCloseTo(0.5 + reach, 9);
  });

  test("groups by course without columns of years say that everybody counts for one year", async () => {
    const columns = { before: "offences_before", after: "offences_after" };
    const answered = await answer(named("trajectories"), "examples/stats/trajectories.csv", columns);
    expect(answered.ok && answered.value.counts).toMatchObject({ "time before": 80, "time after": 80 });
    expect(answered.ok && answered.value.assumptions[0]).toContain("no years were given");
  });

  test("limits that are endless on both sides are none, and where nothing was counted nothing is said to be", async () => {
    const three = await answer(named("permutation"), "examples/stats/six.csv", {
      before: "before",
      after: "after",
      level: "0.99",
    });
    if (!three.ok) throw new Error(three.refusal.sentence);
    expect(findingText(three.value)).toContain("no limits");
    const typed = await answer(named("regression-to-mean"), undefined, {
      mean: "10",
      deviation: "4",
      correlation: "0.6",
      above: "14",
    });
    if (!typed.ok) throw new Error(typed.refusal.sentence);
    expect(findingText(typed.value)).not.toContain("Counted:");
  });

  test("what is endless is said in words and in JSON's own way", async () => {
    const answered = await answer(named("rate-ratio"), undefined, { events: "5,0", time: "1,1" });
    if (!answered.ok) throw new Error("there is an answer");
    expect(findingText(answered.value)).toContain("no limit");
    expect(findingJson(answered.value, false)).toContain('"high": "Infinity"');
  });

  test.each([
    ["an option left out", "km", LEUKAEMIA, { time: "weeks" }, "Say --event"],
    ["a word for a number", "rate", undefined, { events: "three", time: "1" }, "--events is “three”"],
    [
      "too few numbers",
      "rate-ratio",
      undefined,
      { events: "3", time: "1,2" },
      "--events has 1 numbers, and 2 are wanted",
    ],
    [
      "a choice there is not",
      "cox",
      LEUKAEMIA,
      { time: "weeks", event: "relapsed", ties: "exact" },
      "Choose one of efron, breslow",
    ],
    [
      "a level beyond one",
      "share",
      undefined,
      { part: "1", whole: "2", level: "95" },
      "between 0 and 1 is wanted, such as 0.95 for 95 %",
    ],
    [
      "a lag below nought",
      "its",
      "examples/stats/months.csv",
      { outcome: "overdoses", from: "37", lag: "-2" },
      "The lag (--lag) is given as -2. It is a number that is whole, from 0 and less than half of the 60 points",
    ],
    [
      "a season of no points",
      "its",
      "examples/stats/months.csv",
      { outcome: "overdoses", from: "37", season: "0" },
      "The season (--season) is given as 0",
    ],
    [
      "a caliper below nought",
      "match",
      "examples/stats/clients.csv",
      { treated: "treated", outcome: "offences_after", covariates: "age", caliper: "-1" },
      "The caliper (--caliper) is given as -1. It is a number from 0",
    ],
    [
      "a share before anybody is followed",
      "km",
      LEUKAEMIA,
      { time: "weeks", event: "relapsed", at: "-5" },
      "A share at -5 is asked for (--at). Times run from 0",
    ],
    [
      "a limit that nobody can reach",
      "regression-to-mean",
      undefined,
      { mean: "10", deviation: "4", correlation: "0.6", above: "1000" },
      "Hardly anybody stands above 1000: it lies 247.5 standard deviations above the mean",
    ],
    [
      "years at risk on one side alone",
      "trajectories",
      "examples/stats/trajectories.csv",
      { before: "offences_before", after: "offences_after", beforeYears: "years_before" },
      "--before-years needs --after-years beside it",
    ],
    [
      "a threshold that parts nothing",
      "trajectories",
      "examples/stats/trajectories.csv",
      { before: "offences_before", after: "offences_after", high: "0" },
      "The rate that is high is given as 0",
    ],
    [
      "no such column",
      "km",
      LEUKAEMIA,
      { time: "week", event: "relapsed" },
      "There is no column “week”. The columns are weeks, relapsed",
    ],
    ["no such file", "km", "nowhere.csv", { time: "a", event: "b" }, "There is no file nowhere.csv"],
    [
      "a name where a number is wanted",
      "km",
      LEUKAEMIA,
      { time: "treatment", event: "relapsed" },
      "Column “treatment”, row 1: “6-MP” is not a time from 0",
    ],
    [
      "a number where yes or no is wanted",
      "km",
      LEUKAEMIA,
      { time: "relapsed", event: "weeks" },
      "Column “weeks”, row 1: “35” is not 1 for yes",
    ],
    ["four lists", "capture", "1,2,3,4", {}, "7 are wanted"],
  ])("%s is refused in a sentence", async (_name, method, file, options, words) => {
    expect(await sentence(method, file, options as Texts)).toContain(words);
  });
});

describe("a series of months out of a file of many areas", () => {
  const FILE = "examples/stats/area-months.csv";
  const LITTER = {
    outcome: "count",
    month: "month",
    where: "area=Fenwick,measure=drug-litter",
    began: "2024-10-01",
  };

  test("is the one asked for, and answers as R does", async () => {
    const answered = await answer(named("its"), FILE, LITTER);
    if (!answered.ok) throw new Error(answered.refusal.sentence);
    const step = answered.value.estimates.find(({ what }) => what === "step");
    // R: gls, corrected, src/insight/evaluate/oracle/serial-errors.json; lm with NeweyWest, month-series.json.
    expect(step?.value).toBeCloseTo(-27.6689803661573, 7);
    expect(step?.low).toBeCloseTo(-40.285424447121, 6);
    const beside = answered.value.estimates.find(({ what, by }) => what === "step" && by === "Newey–West");
    expect(beside?.value).toBeCloseTo(-28.5637050869262, 8);
    expect(beside?.low).toBeCloseTo(-35.7453647034909, 8);
  });

  test.each<[string, Texts, string]>([
    [
      "neither --from nor --began",
      { ...LITTER, began: undefined },
      "Say one of --from and --began, and not both.",
    ],
    ["--began without --month", { ...LITTER, month: undefined }, "--began needs --month beside it."],
    [
      "--where without --began",
      { outcome: "count", from: "25", where: "area=Fenwick" },
      "--where needs --began beside it.",
    ],
    [
      "rows that are not written as such",
      { ...LITTER, where: "Fenwick" },
      "--where is “Fenwick”. Write columns with their values, such as area=Fenwick,measure=drug-litter.",
    ],
    [
      "an area that is not there",
      { ...LITTER, where: "area=Fenwik,measure=drug-litter" },
      "No row has area=Fenwik, measure=drug-litter, as --where asks. Look at how the file spells it.",
    ],
    [
      "a comparison without populations",
      { ...LITTER, against: "area=Holmside" },
      "--against needs --population beside it.",
    ],
    [
      "rows of two areas at once",
      { ...LITTER, where: "measure=drug-litter" },
      "2022-10 stands there twice. Choose one area, one measure and one source.",
    ],
    [
      "a day that is none",
      { ...LITTER, began: "spring" },
      "--began is “spring”. Write the day as 2026-03-31.",
    ],
  ])("is refused for %s, in one sentence", async (_name, options, words) => {
    expect(await sentence("its", FILE, options)).toBe(words);
  });
});
