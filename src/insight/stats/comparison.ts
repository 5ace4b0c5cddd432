import type { Found } from "../evaluate/finding.ts";
import type { Groups } from "../evaluate/propensity.ts";
import { type Asked, type Method, type Option, type Picture, withLeftOut } from "./method.ts";
import { SERIES_METHOD } from "./series.ts";
import { COVARIATES, covariatesOf, covariatesWanted } from "./survival.ts";

const TREATED: Option = {
  name: "treated",
  kind: "column",
  says: "the column that says who was treated (1) or not (0)",
  needed: true,
};
const OUTCOME: Option = {
  name: "outcome",
  kind: "column",
  says: "the column of what came of it, a number or 1 and 0",
  needed: true,
};

const compared = (method: (groups: Groups, asked: Asked) => Promise<Found>) => async (asked: Asked) => {
  const { given, read } = asked;
  const id = given.maybe("id");
  const table = await read({
    treated: { column: given.text("treated"), kind: "yes-or-no" },
    outcome: { column: given.text("outcome"), kind: "number" },
    ...(id ? { id: { column: id, kind: "id" as const } } : {}),
    ...covariatesWanted(given),
  });
  if (!table.ok) return table;
  const groups = {
    treated: table.value.numbers("treated"),
    outcome: table.value.numbers("outcome"),
    id: id ? table.value.numbers("id") : undefined,
    covariates: covariatesOf(given, table.value),
  };
  return withLeftOut(table.value, await method(groups, asked));
};

async function differences({ given, read }: Asked) {
  const [time, cluster, span] = [given.maybe("time"), given.maybe("cluster"), given.maybe("span")];
  const table = await read({
    count: { column: given.text("events"), kind: "count" },
    treated: { column: given.text("treated"), kind: "yes-or-no" },
    after: { column: given.text("after"), kind: "yes-or-no" },
    ...(time ? { time: { column: time, kind: "positive" as const } } : {}),
    ...(cluster ? { cluster: { column: cluster, kind: "id" as const } } : {}),
    ...(span ? { span: { column: span, kind: "name" as const } } : {}),
  });
  if (!table.ok) return table;
  const panel = {
    count: table.value.numbers("count"),
    treated: table.value.numbers("treated"),
    after: table.value.numbers("after"),
    time: time ? table.value.numbers("time") : undefined,
    cluster: cluster ? table.value.numbers("cluster") : undefined,
    span: span ? table.value.names("span") : undefined,
  };
  const { differenceInDifferences } = await import("../evaluate/difference-in-differences.ts");
  return withLeftOut(table.value, differenceInDifferences(panel, given.level));
}

const BALANCE_PICTURE: Picture = {
  table: "balance",
  draw: async (rows) => {
    const [{ lovePlot }, { UNBALANCED }] = await Promise.all([
      import("../charts/love-plot.ts"),
      import("../evaluate/balance.ts"),
    ]);
    return lovePlot(rows, UNBALANCED);
  },
};

const CLIENTS = "examples/stats/clients.csv";
const ASKED = [
  CLIENTS,
  "--treated",
  "treated",
  "--outcome",
  "offences_after",
  "--covariates",
  "age,offences_before",
  "--factors",
  "housing",
];

/** What a programme changed, against a line, against people alike, against other places. */
export const COMPARISON_METHODS: readonly Method[] = [
  SERIES_METHOD,
  {
    name: "match",
    answers: "How did the treated fare against people like them? One to one by propensity.",
    takes: "file",
    options: [
      TREATED,
      OUTCOME,
      ...COVARIATES,
      {
        name: "caliper",
        kind: "number",
        says: "the furthest match, in standard deviations of the log-odds (0.2)",
      },
      { name: "id", kind: "column", says: "a person's number, which settles ties (the row)" },
    ],
    example: [...ASKED, "--caliper", "0.2"],
    picture: BALANCE_PICTURE,
    run: compared(async (groups, { given }) => {
      const { matched } = await import("../evaluate/matching.ts");
      return matched(groups, { caliper: given.number("caliper"), level: given.level });
    }),
  },
  {
    name: "weight",
    answers: "The same by weighting everybody, about the treated or about everyone.",
    takes: "file",
    options: [
      TREATED,
      OUTCOME,
      ...COVARIATES,
      {
        name: "about",
        kind: "choice",
        choices: ["treated", "everyone"],
        says: "whom the figure is about (treated)",
      },
    ],
    example: [...ASKED, "--about", "everyone"],
    picture: BALANCE_PICTURE,
    run: compared(async (groups, { given }) => {
      const { weighted } = await import("../evaluate/weighting.ts");
      return weighted(groups, given.maybe("about") === "everyone" ? "everyone" : "treated", given.level);
    }),
  },
  {
    name: "did",
    answers: "Did it change more where the programme came to? Difference in differences, both scales.",
    takes: "file",
    options: [
      { name: "events", kind: "column", says: "the column of counts", needed: true },
      { name: "treated", kind: "column", says: "1 where the programme came to, in every span", needed: true },
      { name: "after", kind: "column", says: "1 from when it began", needed: true },
      { name: "time", kind: "column", says: "time at risk (one each where it is left out)" },
      { name: "cluster", kind: "column", says: "the area or person that rows belong to" },
      {
        name: "span",
        kind: "column",
        says: "the year or month of each row: rates of both groups, span by span",
      },
    ],
    example: [
      "examples/stats/areas.csv",
      "--events",
      "deaths",
      "--treated",
      "programme",
      "--after",
      "after",
      "--time",
      "person_years",
      "--cluster",
      "area",
      "--span",
      "year",
    ],
    picture: {
      table: "rates by span",
      needs: "span",
      draw: async (rows) => (await import("../charts/spans-chart.ts")).spansPicture(rows),
    },
    run: differences,
  },
];
