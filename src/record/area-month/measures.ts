/** One thing that is counted of an area month by month, as reviewed data. */
export type AreaMeasure = {
  readonly code: string;
  /** In the middle of a sentence: `drug litter`. */
  readonly name: string;
  /** What one of the count is. */
  readonly unit: string;
  /** Whether each of the count is a person, so that a small one could be somebody. */
  readonly ofPeople: boolean;
  /** What files write for it, besides its code and name. */
  readonly written: readonly string[];
  /** How the way it is recorded can make a change that is none, and what a reader must ask. */
  readonly cautions: readonly string[];
  readonly source: string;
  /** The day by which somebody looks at it again. */
  readonly checkBy: string;
};

/** The measures of an area that a file may hold. */
export const AREA_MEASURES: readonly AreaMeasure[] = [
  {
    code: "anti-social-behaviour",
    name: "anti-social behaviour",
    unit: "incidents recorded",
    ofPeople: false,
    written: ["asb", "antisocial behaviour", "anti social behaviour", "asb incidents"],
    cautions: [
      "Police count what is reported to them. A new telephone line, app or patrol, a campaign, or a force's own change of categories moves the count by itself; from 2020 to 2022 breaches of the rules on the pandemic were counted with it in many forces.",
    ],
    source:
      "Home Office, annual data requirement, anti-social behaviour incidents (personal, nuisance, environmental); from memory",
    checkBy: "2027-04-01",
  },
  {
    code: "drug-litter",
    name: "drug litter",
    unit: "needles and other items found",
    ofPeople: false,
    written: ["needles", "discarded needles", "sharps", "drug related litter", "needle finds", "syringes"],
    cautions: [
      "What is found depends on who looks: a new cleaning contract, another round or a request to report raises it. Some count finds and some count items; ask that one way was kept throughout.",
    ],
    source:
      "Defra, Tackling drug-related litter (guidance for councils), as councils' cleansing teams log it; from memory",
    checkBy: "2027-04-01",
  },
  {
    code: "open-drug-use",
    name: "open drug use",
    unit: "sightings recorded",
    ofPeople: false,
    written: ["public drug use", "open use", "public injecting", "drug use in public", "street drug use"],
    cautions: [
      "Sightings follow patrols and wardens. Ask how many hours were walked before and after: with twice as many eyes there are twice as many sightings.",
    ],
    source:
      "No national definition; as wardens, outreach and the public report it. Ask the sender for theirs",
    checkBy: "2027-04-01",
  },
  {
    code: "drug-deaths",
    name: "drug deaths",
    unit: "deaths",
    ofPeople: true,
    written: [
      "drug related deaths",
      "drug poisoning deaths",
      "deaths related to drug poisoning",
      "drug misuse deaths",
    ],
    cautions: [
      "A strong or adulterated supply, or its end, moves deaths everywhere at once. Look at an area without the service before believing a change.",
    ],
    source:
      "Office for National Statistics, Deaths related to drug poisoning in England and Wales: definition, and that it counts by month of registration; from memory",
    checkBy: "2027-04-01",
  },
];

/** By which day a death is put into a month. It matters: an inquest comes before a death is registered. */
export type DeathBasis = "occurred" | "registered";
