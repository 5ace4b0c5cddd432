import { dummies } from "../evaluate/design.ts";
import type { Covariate } from "../evaluate/risk-sets.ts";
import { said } from "./messages.ts";
import { type Asked, type Given, type Method, type Option, withLeftOut } from "./method.ts";
import type { Wanted } from "./store.ts";
import type { Table } from "./table-store.ts";

const TIME: Option = { name: "time", kind: "column", says: "the column of follow-up times", needed: true };
const EVENT: Option = {
  name: "event",
  kind: "column",
  says: "the column that says whether it ended with the event (1) or was lost from sight (0)",
  needed: true,
};
const GROUP: Option = { name: "group", kind: "column", says: "the column of groups to compare" };

/** The options that name covariates: numbers by one, names by the other. */
export const COVARIATES: readonly Option[] = [
  { name: "covariates", kind: "columns", says: "columns of numbers, with commas between" },
  { name: "factors", kind: "columns", says: "columns of names, compared with the first by letter" },
];

/** What to read for them. */
export function covariatesWanted(given: Given): Wanted {
  return Object.fromEntries([
    ...given.list("covariates").map((column) => [`covariate ${column}`, { column, kind: "number" }]),
    ...given.list("factors").map((column) => [`factor ${column}`, { column, kind: "name" }]),
  ]);
}

/** Them, read. */
export const covariatesOf = (given: Given, table: Table): Covariate[] => [
  ...given.list("covariates").map((name) => ({ name, values: table.numbers(`covariate ${name}`) })),
  ...given.list("factors").flatMap((name) => dummies(name, table.names(`factor ${name}`))),
];

const wanted = (given: Given): Wanted => {
  const group = given.maybe("group");
  return {
    time: { column: given.text("time"), kind: "time" },
    event: { column: given.text("event"), kind: "yes-or-no" },
    ...(group ? { group: { column: group, kind: "name" as const } } : {}),
  };
};

async function curves({ given, read }: Asked) {
  const [table, { survivalCurves }] = await Promise.all([
    read(wanted(given), "alike-together"),
    import("../evaluate/kaplan-meier.ts"),
  ]);
  if (!table.ok) return table;
  const group = given.maybe("group") ? table.value.names("group") : undefined;
  const { numbers, standFor: people } = table.value;
  const followed = { time: numbers("time"), event: numbers("event"), group, people };
  const until = given.number("until");
  return withLeftOut(
    table.value,
    survivalCurves(followed, { level: given.level, until, at: given.numbers("at") }),
  );
}

async function hazards({ given, read }: Asked) {
  const [table, { cox }] = await Promise.all([
    read({ ...wanted(given), ...covariatesWanted(given) }),
    import("../evaluate/cox.ts"),
  ]);
  if (!table.ok) return table;
  const followed = { time: table.value.numbers("time"), event: table.value.numbers("event") };
  const ties = given.maybe("ties") === "breslow" ? "breslow" : "efron";
  return withLeftOut(
    table.value,
    cox(followed, covariatesOf(given, table.value), { ties, level: given.level }),
  );
}

async function endings({ given, read }: Asked) {
  const { competingRisks } = await import("../evaluate/competing-risks.ts");
  const table = await read({
    time: { column: given.text("time"), kind: "time" },
    ending: { column: given.text("ending"), kind: "name" },
  });
  if (!table.ok) return table;
  const still = given.maybe("still") ?? "0";
  const { codes, names } = table.value.names("ending");
  // Spelled otherwise than in the file, those still followed would be an ending of their own.
  if (given.maybe("still") !== undefined && !names.includes(still))
    return said({ code: "no-such-rows", option: "--still", value: `“${still}”` });
  const kept = names.filter((name) => name !== still);
  const number = names.map((name) => kept.indexOf(name) + 1);
  const ending = Float64Array.from(codes, (code) => number[code] ?? 0);
  const time = table.value.numbers("time");
  return withLeftOut(
    table.value,
    competingRisks({ time, ending, names: kept }, given.level, given.numbers("at")),
  );
}

async function whereabouts({ given, read }: Asked) {
  const { markov } = await import("../evaluate/markov.ts");
  const table = await read({
    from: { column: given.text("state"), kind: "name" },
    time: { column: given.text("time"), kind: "time" },
    to: { column: given.text("next"), kind: "name" },
  });
  if (!table.ok) return table;
  const still = given.maybe("still") ?? "0";
  const [from, to] = [table.value.names("from"), table.value.names("to")];
  if (given.maybe("still") !== undefined && !to.names.includes(still))
    return said({ code: "no-such-rows", option: "--still", value: `“${still}”` });
  const states = [...new Set([...from.names, ...to.names.filter((name) => name !== still)])];
  const start = states.indexOf(given.text("start"));
  if (start < 0) return said({ code: "no-such-rows", option: "--start", value: `“${given.text("start")}”` });
  const place = (names: readonly string[]) =>
    names.map((name) => (name === still ? -1 : states.indexOf(name)));
  const [fromAt, toAt] = [place(from.names), place(to.names)];
  const stays = {
    states,
    from: Int32Array.from(from.codes, (code) => fromAt[code] ?? -1),
    time: table.value.numbers("time"),
    to: Int32Array.from(to.codes, (code) => toAt[code] ?? -1),
  };
  return withLeftOut(table.value, markov(stays, { start, at: given.numbers("at"), level: given.level }));
}

const LEUKAEMIA = "examples/stats/leukaemia.csv";

/** How long until, what hastens it, and which ending comes. */
export const SURVIVAL_METHODS: readonly Method[] = [
  {
    name: "km",
    answers: "How long until it happens? Kaplan–Meier curves, medians, restricted means, log-rank.",
    takes: "file",
    options: [
      TIME,
      EVENT,
      GROUP,
      { name: "until", kind: "number", says: "restricted means are taken to this time" },
      { name: "at", kind: "numbers", says: "tell the share without the event at these times" },
    ],
    example: [LEUKAEMIA, "--time", "weeks", "--event", "relapsed", "--group", "treatment"],
    run: curves,
  },
  {
    name: "cox",
    answers: "What makes it come sooner? Hazard ratios, with the checks that they need.",
    takes: "file",
    options: [
      TIME,
      EVENT,
      ...COVARIATES,
      {
        name: "ties",
        kind: "choice",
        choices: ["efron", "breslow"],
        says: "how events at one time are treated (efron)",
      },
    ],
    example: [
      LEUKAEMIA,
      "--time",
      "weeks",
      "--event",
      "relapsed",
      "--covariates",
      "log_white_cells",
      "--factors",
      "treatment",
      "--ties",
      "efron",
    ],
    run: hazards,
  },
  {
    name: "competing",
    answers: "Which ending comes, by when? Shares of each, by Aalen and Johansen.",
    takes: "file",
    options: [
      TIME,
      { name: "ending", kind: "column", says: "the column of how it ended", needed: true },
      { name: "still", kind: "column", says: "what that column says of those still followed (0)" },
      { name: "at", kind: "numbers", says: "tell the shares at these times" },
    ],
    example: [
      "examples/stats/treatment.csv",
      "--time",
      "days",
      "--ending",
      "ending",
      "--still",
      "in treatment",
      "--at",
      "90,180",
    ],
    run: endings,
  },
  {
    name: "markov",
    answers: "Who is where after so long, if people go on moving like this? Shares by rates that compete.",
    takes: "file",
    options: [
      { name: "state", kind: "column", says: "the column of the state somebody was in", needed: true },
      { name: "time", kind: "column", says: "the column of how long they were in it", needed: true },
      { name: "next", kind: "column", says: "the column of the state they went into", needed: true },
      { name: "still", kind: "column", says: "what that column says of stays that still go on (0)" },
      { name: "start", kind: "column", says: "the state in which people begin", needed: true },
      { name: "at", kind: "numbers", says: "tell the shares after these times", needed: true },
    ],
    example: [
      "examples/stats/stays.csv",
      "--state",
      "state",
      "--time",
      "days",
      "--next",
      "next",
      "--still",
      "still there",
      "--start",
      "in treatment",
      "--at",
      "90,365",
    ],
    run: whereabouts,
  },
];
