/** A number of people below which something is not told, or told with a warning: with its source and a day to look again. */
export type Threshold = {
  readonly value: number;
  readonly what: string;
  readonly source: string;
};

/**
 * Every number of people by which figures are kept back, rounded or flagged, in one version. Nothing else in insight names one.
 *
 * Status: proposed; this partnership's information governance lead has not confirmed it.
 */
export const THRESHOLDS = {
  version: 1,
  status: "proposed",
  checkBy: "2027-04-01",
  fewest: {
    value: 5,
    what: "Counts of people from 1 to one less than this are kept back, in cells and in totals.",
    source: "public pages of the National Drug Treatment Monitoring System, which show no cell below 5",
  },
  width: {
    value: 5,
    what: "What an outsider can work a kept-back count out to is at least this wide.",
    source:
      "the project’s reference of methods, section 4: the interval has to be wider than the threshold; the width itself is chosen here",
  },
  few: {
    value: 10,
    what: "A rate of fewer people than this above the line, or a figure about fewer people, is flagged.",
    source: "the project’s reference of methods, sections 2.1 and 4",
  },
  roundTo: {
    value: 5,
    what: "Where counts are rounded instead of kept back, to the nearest multiple of this.",
    source: "the project’s reference of methods, section 4",
  },
} as const satisfies Readonly<Record<string, Threshold | number | string>>;

/** Figures of fewer people than this say something of one of them to whoever knows who they are, and are not shown to readers of figures. */
export const FEWEST_SHOWN: number = THRESHOLDS.fewest.value;

/** Below this many people a figure about them is a story, and is marked so. */
export const FEW_PEOPLE: number = THRESHOLDS.few.value;

/** What counts are rounded to. */
export const ROUND_TO: number = THRESHOLDS.roundTo.value;

/** Whether a count speaks of somebody, but of so few that it is not told. */
export const isFew = (n: number): boolean => n > 0 && n < FEWEST_SHOWN;
