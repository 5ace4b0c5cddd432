import { accept } from "../../kernel/result.ts";
import type { Found } from "../evaluate/finding.ts";
import { warn } from "../evaluate/messages.ts";
import type { Counts } from "../evaluate/poisson.ts";
import { readAround } from "./around-store.ts";
import { said } from "./messages.ts";
import { type Asked, type Given, type Method, type Option, withLeftOut } from "./method.ts";
import type { Wanted } from "./store.ts";
import { COVARIATES, covariatesOf, covariatesWanted } from "./survival.ts";
import type { Table } from "./table-store.ts";

const EVENTS: Option = { name: "events", kind: "column", says: "the column of counts", needed: true };
const TIME: Option = {
  name: "time",
  kind: "column",
  says: "the column of time at risk (one each where it is left out)",
};
const CLUSTER: Option = {
  name: "cluster",
  kind: "column",
  says: "the column of the person or area that rows belong to",
};

const countsWanted = (given: Given): Wanted => {
  const [time, cluster] = [given.maybe("time"), given.maybe("cluster")];
  return {
    count: { column: given.text("events"), kind: "count" },
    ...(time ? { time: { column: time, kind: "positive" as const } } : {}),
    ...(cluster ? { cluster: { column: cluster, kind: "id" as const } } : {}),
    ...covariatesWanted(given),
  };
};

const countsOf = (given: Given, table: Table): Counts => ({
  count: table.numbers("count"),
  time: table.has("time") ? table.numbers("time") : undefined,
  cluster: table.has("cluster") ? table.numbers("cluster") : undefined,
  columns: covariatesOf(given, table),
});

type Fit = (counts: Counts, level: number) => Found;
/** Methods are loaded when they are asked for: nobody waits for the others. */
const fitted =
  (loaded: () => Promise<Fit>) =>
  async ({ given, read }: Asked) => {
    const [table, model] = await Promise.all([read(countsWanted(given)), loaded()]);
    return table.ok ? withLeftOut(table.value, model(countsOf(given, table.value), given.level)) : table;
  };

const ARMS = ["before-events", "before-time", "after-events", "after-time"] as const;

async function around(asked: Asked) {
  const { given, read } = asked;
  const events = given.maybe("events-file");
  if (events !== undefined) return fromEvents(asked, events);
  for (const name of ARMS)
    if (given.maybe(name) === undefined)
      return said({
        code: "missing-option",
        option: `--${name}`,
        says: "the column of it, or else --events-file",
      });
  const { beforeAfter } = await import("../evaluate/before-after.ts");
  const table = await read(
    Object.fromEntries(
      ARMS.map(
        (name) =>
          [name, { column: given.text(name), kind: name.endsWith("events") ? "count" : "time" }] as const,
      ),
    ),
  );
  if (!table.ok) return table;
  const [x0, t0, x1, t1] = ARMS.map((name) => table.value.numbers(name));
  const people = Array.from({ length: table.value.rows }, (_, i) => ({
    comparison: { events: x0?.[i] as number, personYears: t0?.[i] as number },
    rate: { events: x1?.[i] as number, personYears: t1?.[i] as number },
  }));
  return withLeftOut(table.value, beforeAfter(people, given.level));
}

async function fromEvents({ given, file }: Asked, events: string) {
  const days = given.number("days") ?? 365;
  if (!(Number.isSafeInteger(days) && days > 0))
    return said({ code: "bad-days", option: "--days", value: given.text("days") });
  const [counted, { beforeAfter }] = await Promise.all([
    readAround({
      people: file ?? "",
      events,
      person: given.maybe("person") ?? "person",
      entry: given.maybe("entry") ?? "entered",
      day: given.maybe("day") ?? "day",
      days,
      completeTo: given.maybe("complete-to"),
    }),
    import("../evaluate/before-after.ts"),
  ]);
  if (!counted.ok) return counted;
  const { people, apart, inferredTo, repeats } = counted.value;
  const found = beforeAfter(people, given.level, "calendar");
  if (!found.ok) return found;
  const inferred =
    inferredTo === undefined
      ? []
      : [
          `Nobody said to which day the events are complete (--complete-to): they are taken as complete to ${inferredTo}, the day of the last one, and nobody is followed beyond it. Where the source goes on, the rate after is too high.`,
        ];
  return accept({
    ...found.value,
    assumptions: [...inferred, ...found.value.assumptions],
    counts: { ...found.value.counts, ...apart },
    warnings: [...(repeats ? [warn("repeated-rows", repeats)] : []), ...found.value.warnings],
  });
}

async function swapped({ given, read }: Asked) {
  const { permutationTest } = await import("../evaluate/permutation.ts");
  const table = await read({
    before: { column: given.text("before"), kind: "number" },
    after: { column: given.text("after"), kind: "number" },
  });
  if (!table.ok) return table;
  const [before, after] = [table.value.numbers("before"), table.value.numbers("after")];
  return withLeftOut(
    table.value,
    permutationTest(
      Array.from(after, (value, i) => value - (before[i] as number)),
      given.level,
    ),
  );
}

async function repeated({ given, read }: Asked) {
  const { geeRegression } = await import("../evaluate/gee.ts");
  const table = await read(countsWanted(given));
  if (!table.ok) return table;
  return withLeftOut(
    table.value,
    geeRegression({ ...countsOf(given, table.value), cluster: table.value.numbers("cluster") }, given.level),
  );
}

const OFFENCES = "examples/stats/offences.csv";
const MODEL = [OFFENCES, "--events", "offences", "--time", "years", "--covariates", "after,age"];

/** Events before and after, and counts compared by columns. */
export const COUNT_METHODS: readonly Method[] = [
  {
    name: "before-after",
    answers: "Did the same people's events change? Rates before and after, by time at risk.",
    takes: "file",
    options: [
      { name: "before-events", kind: "column", says: "events before, one row a person" },
      { name: "before-time", kind: "column", says: "time at risk before" },
      { name: "after-events", kind: "column", says: "events after" },
      { name: "after-time", kind: "column", says: "time at risk after" },
      {
        name: "events-file",
        kind: "file",
        says: "or a second file of one row an event; the first then has one row a person",
      },
      { name: "person", kind: "column", says: "the column of the person in both files (person)" },
      { name: "entry", kind: "column", says: "the day of entry in the first file (entered)" },
      { name: "day", kind: "column", says: "the day of the event in the second file (day)" },
      { name: "days", kind: "number", says: "days before and after entry (365)" },
      {
        name: "complete-to",
        kind: "day",
        says: "the last day to which events are complete; whoever was not followed so long is shortened",
      },
    ],
    example: [
      "examples/stats/people.csv",
      "--events-file",
      "examples/stats/events.csv",
      "--days",
      "365",
      "--complete-to",
      "2026-09-30",
    ],
    run: around,
  },
  {
    name: "permutation",
    answers: "Did a few people change? The exact test by swapping each one's before and after.",
    takes: "file",
    options: [
      { name: "before", kind: "column", says: "each person's rate or reading before", needed: true },
      { name: "after", kind: "column", says: "and after", needed: true },
    ],
    example: ["examples/stats/six.csv", "--before", "before", "--after", "after"],
    run: swapped,
  },
  {
    name: "poisson",
    answers: "What goes with more events? Rate ratios, with errors that allow for one person's events.",
    takes: "file",
    options: [EVENTS, TIME, ...COVARIATES, CLUSTER],
    example: [...MODEL, "--cluster", "person"],
    run: fitted(async () => (await import("../evaluate/poisson.ts")).poissonRegression),
  },
  {
    name: "negbin",
    answers: "The same where people's own rates differ: negative binomial, with theta.",
    takes: "file",
    options: [EVENTS, TIME, ...COVARIATES],
    example: MODEL,
    run: fitted(async () => (await import("../evaluate/negative-binomial.ts")).negativeBinomialRegression),
  },
  {
    name: "gee",
    answers: "The same over repeated spans of each person: exchangeable GEE, small-sample errors.",
    takes: "file",
    options: [EVENTS, TIME, ...COVARIATES, { ...CLUSTER, needed: true }],
    example: [...MODEL, "--cluster", "person"],
    run: repeated,
  },
];
