import oracle from "./oracle/counts.json" with { type: "json" };

const { data } = oracle;
const columnOf = (name: keyof (typeof data)[number]): number[] => data.map((row) => row[name]);

/** Forty made-up people over up to three spans; R holds the same. */
export const fortyPeople = {
  count: columnOf("count"),
  time: columnOf("time"),
  cluster: columnOf("person"),
  columns: (["after", "x", "treated"] as const).map((name) => ({ name, values: columnOf(name) })),
};

/** The columns' names as findings tell them. */
export const NAMES = ["after", "x", "treated"];
