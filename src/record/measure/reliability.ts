/** How well a score agrees with itself when nothing has changed, from 0 to 1, with what a reader needs to trust or replace it. */
export type Reliability = {
  readonly value: number;
  /** What the number is of: asked again by another worker, asked again later, or how its items agree. */
  readonly source: string;
  readonly status: "looked-up" | "from-memory";
  /** The day by which somebody looks at it again. */
  readonly checkBy: string;
};

/**
 * The criterion that twenty of the profile's items met: their own reliabilities lie at it or above and have not been loaded. To use the
 * criterion asks for more change than their own numbers would, so that fewer people count as changed, on either side.
 */
const TOP_CRITERION: Reliability = {
  value: 0.75,
  source:
    "at least 0.75 for the items that met the criterion (Marsden and others, Addiction 2008;103:1450-60; the list of items looked up, the criterion from memory)",
  status: "from-memory",
  checkBy: "2027-04-01",
};

/** The items whose meeting the criterion the abstract of that paper names, and that are numbers. */
const TOP_ITEMS = [
  "alcohol",
  "opiates",
  "crack",
  "cocaine",
  "amphetamines",
  "cannabis",
  "other-substance",
  "injected",
  "psychological-health",
  "physical-health",
] as const;

const KNOWN: ReadonlyMap<string, Reliability> = new Map([
  ...TOP_ITEMS.map((item) => [`top ${item}`, TOP_CRITERION] as const),
  [
    "phq-9 phq-9",
    {
      value: 0.89,
      source:
        "0.89, how its nine items agree (Cronbach's alpha; Kroenke and others, J Gen Intern Med 2001;16:606-13; looked up)",
      status: "looked-up",
      checkBy: "2027-04-01",
    },
  ],
]);

/** The reliability of a score of a measure; nothing where nobody has looked one up, and then no change is called reliable. */
export const reliabilityOf = (measure: string, score: string): Reliability | undefined =>
  KNOWN.get(`${measure} ${score}`);
