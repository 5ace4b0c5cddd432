import { accept } from "../../kernel/result.ts";
import type { ThreeLists } from "../evaluate/capture-recapture.ts";
import { said } from "./messages.ts";
import { type Asked, type Method, withLeftOut } from "./method.ts";

async function fallsBack({ given, read, file }: Asked) {
  const { regressionInFile, regressionToMean } = await import("../evaluate/regression-to-mean.ts");
  const limit = given.number("above") ?? 0;
  if (file !== undefined) {
    for (const name of ["before", "after"])
      if (given.maybe(name) === undefined)
        return said({ code: "missing-option", option: `--${name}`, says: "the column of readings" });
    const table = await read({
      before: { column: given.text("before"), kind: "number" },
      after: { column: given.text("after"), kind: "number" },
    });
    if (!table.ok) return table;
    return withLeftOut(
      table.value,
      regressionInFile(table.value.numbers("before"), table.value.numbers("after"), limit),
    );
  }
  for (const name of ["mean", "deviation", "correlation"])
    if (given.number(name) === undefined)
      return said({
        code: "missing-option",
        option: `--${name}`,
        says: "of everybody, where no file is given",
      });
  const [before, after] = given.numbers("seen");
  return regressionToMean(
    {
      mean: given.number("mean") ?? Number.NaN,
      deviation: given.number("deviation") ?? Number.NaN,
      correlation: given.number("correlation") ?? Number.NaN,
    },
    limit,
    before !== undefined && after !== undefined ? { before, after } : undefined,
  );
}

async function ownRates({ given, read }: Asked) {
  const { shrinkage } = await import("../evaluate/shrinkage.ts");
  const time = given.maybe("time");
  const table = await read({
    count: { column: given.text("events"), kind: "count" },
    ...(time ? { time: { column: time, kind: "positive" as const } } : {}),
  });
  if (!table.ok) return table;
  const years = time ? table.value.numbers("time") : undefined;
  return withLeftOut(
    table.value,
    shrinkage(table.value.numbers("count"), years, given.number("chosen-from"), given.level),
  );
}

async function beyondNoise({ given, read }: Asked) {
  const { reliableChange } = await import("../evaluate/reliable-change.ts");
  const table = await read({
    before: { column: given.text("before"), kind: "number" },
    after: { column: given.text("after"), kind: "number" },
  });
  if (!table.ok) return table;
  const options = {
    reliability: given.number("reliability") ?? Number.NaN,
    deviation: given.number("deviation"),
    better: given.maybe("better") === "higher" ? ("higher" as const) : ("lower" as const),
    wellFrom: given.number("well-from"),
    level: given.level,
  };
  return withLeftOut(
    table.value,
    reliableChange(table.value.numbers("before"), table.value.numbers("after"), options),
  );
}

async function courses({ given, read }: Asked) {
  const { trajectories } = await import("../evaluate/trajectories.ts");
  const { USUAL_THRESHOLDS: usual } = await import("../evaluate/trajectory-thresholds.ts");
  const years = ["before-years", "after-years"].map((name) => given.maybe(name));
  const [yearsBefore, yearsAfter] = years;
  if ((yearsBefore === undefined) !== (yearsAfter === undefined))
    return said({
      code: "needs-also",
      option: yearsBefore === undefined ? "--after-years" : "--before-years",
      needs: yearsBefore === undefined ? "--before-years" : "--after-years",
    });
  const table = await read({
    before: { column: given.text("before"), kind: "count" },
    after: { column: given.text("after"), kind: "count" },
    ...(yearsBefore && yearsAfter
      ? {
          yearsBefore: { column: yearsBefore, kind: "time" as const },
          yearsAfter: { column: yearsAfter, kind: "time" as const },
        }
      : {}),
  });
  if (!table.ok) return table;
  const numbers = (name: string, without = 1) =>
    table.value.has(name) ? table.value.numbers(name) : new Float64Array(table.value.rows).fill(without);
  const [x0, t0, x1, t1] = [
    numbers("before"),
    numbers("yearsBefore"),
    numbers("after"),
    numbers("yearsAfter"),
  ];
  const people = Array.from({ length: table.value.rows }, (_, i) => ({
    comparison: { events: x0[i] as number, personYears: t0[i] as number },
    rate: { events: x1[i] as number, personYears: t1[i] as number },
  }));
  const thresholds = {
    high: given.number("high") ?? usual.high,
    times: given.number("times") ?? usual.times,
    more: given.number("more") ?? usual.more,
    events: given.number("fewest") ?? usual.events,
  };
  const found = trajectories(people, { thresholds, level: given.level });
  if (!found.ok || yearsBefore) return withLeftOut(table.value, found);
  const equal = "Everybody was at risk for one year before and one year after: no years were given.";
  return withLeftOut(
    table.value,
    accept({ ...found.value, assumptions: [equal, ...found.value.assumptions] }),
  );
}

async function hidden({ given }: Asked) {
  const { threeLists, twoLists } = await import("../evaluate/capture-recapture.ts");
  const numbers = given.numbers("lists");
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = numbers;
  if (numbers.length === 3) return twoLists(a, b, c, given.level);
  const cells: ThreeLists = [a, b, c, d, e, f, g];
  return numbers.length === 7
    ? threeLists(cells, given.level)
    : said({ code: "wrong-length", option: "--lists", wanted: 7, given: numbers.length });
}

/** What falls by itself, whose change is real, and how many are not seen. */
export const INDIVIDUAL_METHODS: readonly Method[] = [
  {
    name: "regression-to-mean",
    answers: "How far would those chosen for a high reading fall by themselves?",
    takes: "either",
    options: [
      { name: "above", kind: "number", says: "those above this reading are chosen", needed: true },
      { name: "before", kind: "column", says: "in a file of everybody: the reading before" },
      { name: "after", kind: "column", says: "and the reading after, nothing having been done" },
      { name: "mean", kind: "number", says: "without a file: the mean of everybody" },
      { name: "deviation", kind: "number", says: "the standard deviation of one reading" },
      { name: "correlation", kind: "number", says: "the correlation of two readings" },
      { name: "seen", kind: "numbers", says: "mean readings of those chosen, before and after", length: 2 },
    ],
    example: [
      "--mean",
      "10",
      "--deviation",
      "4",
      "--correlation",
      "0.6",
      "--above",
      "14",
      "--seen",
      "16.1,12",
    ],
    run: fallsBack,
  },
  {
    name: "shrinkage",
    answers: "What is each one's own rate likely to be? Empirical Bayes, and the fall to expect.",
    takes: "file",
    options: [
      {
        name: "events",
        kind: "column",
        says: "the column of counts, one row a person or area",
        needed: true,
      },
      { name: "time", kind: "column", says: "time at risk (one each where it is left out)" },
      {
        name: "chosen-from",
        kind: "number",
        says: "tell what those with so many or more would come to by themselves",
      },
    ],
    example: ["examples/stats/clients.csv", "--events", "offences_before", "--chosen-from", "6"],
    run: ownRates,
  },
  {
    name: "reliable-change",
    answers: "Who changed by more than the measure's own noise? Jacobson and Truax.",
    takes: "file",
    options: [
      { name: "before", kind: "column", says: "the reading before", needed: true },
      { name: "after", kind: "column", says: "the reading after", needed: true },
      {
        name: "reliability",
        kind: "number",
        says: "how well the measure agrees with itself, such as 0.8",
        needed: true,
      },
      {
        name: "deviation",
        kind: "number",
        says: "the standard deviation of readings (that of the readings before)",
      },
      {
        name: "better",
        kind: "choice",
        choices: ["lower", "higher"],
        says: "which way is better: lower or higher",
        needed: true,
      },
      { name: "well-from", kind: "number", says: "the reading of those who are well" },
    ],
    example: [
      "examples/stats/wellbeing.csv",
      "--before",
      "start",
      "--after",
      "review",
      "--reliability",
      "0.8",
      "--better",
      "higher",
    ],
    run: beyondNoise,
  },
  {
    name: "trajectories",
    answers: "Who rose sharply, who fell, from what level, and what comes by itself? Declared groups.",
    takes: "file",
    options: [
      { name: "before", kind: "column", says: "events before, one row a person", needed: true },
      { name: "after", kind: "column", says: "events after", needed: true },
      { name: "before-years", kind: "column", says: "years at risk before (one each where left out)" },
      { name: "after-years", kind: "column", says: "years at risk after" },
      { name: "high", kind: "number", says: "so many events a year before and more are high (3, proposed)" },
      {
        name: "times",
        kind: "number",
        says: "a sharp change is at least so many times the rate (2, proposed)",
      },
      { name: "more", kind: "number", says: "and at least so many events a year apart (2, proposed)" },
      { name: "fewest", kind: "number", says: "and of so many events on the higher side (2, proposed)" },
    ],
    example: [
      "examples/stats/trajectories.csv",
      "--before",
      "offences_before",
      "--after",
      "offences_after",
      "--before-years",
      "years_before",
      "--after-years",
      "years_after",
    ],
    run: courses,
  },
  {
    name: "capture",
    answers: "How many are there in all, from lists that overlap? Two lists or three.",
    takes: "numbers",
    options: [
      {
        name: "lists",
        kind: "numbers",
        says: "two lists: first, second, both; three lists: on all, on 1 and 2, 1 and 3, 2 and 3, only 1, only 2, only 3",
        needed: true,
      },
    ],
    example: ["12,31,19,25,210,140,96"],
    run: hidden,
  },
];
