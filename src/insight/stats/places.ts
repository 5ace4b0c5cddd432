import { said } from "./messages.ts";
import { type Asked, type Method, withLeftOut } from "./method.ts";

async function places({ given, read }: Asked) {
  const [of, time] = [given.maybe("of"), given.maybe("time")];
  if ((of === undefined) === (time === undefined))
    return said({ code: "one-of", options: ["--of", "--time"] });
  const { funnel } = await import("../evaluate/funnel.ts");
  const table = await read({
    unit: { column: given.text("unit"), kind: "name" },
    events: { column: given.text("events"), kind: "count" },
    over: { column: of ?? time ?? "", kind: of === undefined ? "positive" : "count" },
  });
  if (!table.ok) return table;
  const { names, numbers } = table.value;
  return withLeftOut(
    table.value,
    funnel(
      {
        unit: names("unit"),
        events: numbers("events"),
        over: numbers("over"),
        kind: of === undefined ? "rate" : "share",
      },
      given.level,
    ),
  );
}

/** Places beside one another, never in an order. */
export const PLACE_METHODS: readonly Method[] = [
  {
    name: "funnel",
    answers:
      "Which places stand out beyond chance? A funnel with exact limits, and with more spread allowed for.",
    takes: "file",
    options: [
      { name: "unit", kind: "column", says: "the column of the place: its rows are added up", needed: true },
      { name: "events", kind: "column", says: "the column of counts", needed: true },
      { name: "time", kind: "column", says: "the column of time at risk, for rates" },
      { name: "of", kind: "column", says: "the column of how many people were counted, for shares" },
    ],
    picture: {
      table: "funnel",
      draw: async (rows) => (await import("../charts/funnel-plot.ts")).funnelPicture(rows),
    },
    example: ["examples/stats/areas.csv", "--unit", "area", "--events", "deaths", "--time", "person_years"],
    run: places,
  },
];
