/** Where one group of people ends and the next begins, before anybody's course is looked at. */
export type TrajectoryThresholds = {
  /** So many events a year at risk and more before are high. */
  readonly high: number;
  /** A sharp change is at least so many times the rate, up or down. */
  readonly times: number;
  /** And at least so many events a year more, or fewer. */
  readonly more: number;
  /** And at least so many events on the higher side: one alone is no sharp change, however short the time. */
  readonly events: number;
};

type Threshold = { readonly value: number; readonly what: string; readonly source: string };

const SOURCE =
  "proposed: no report that was found says by what number it told a sharp rise; chosen here before any figures were looked at";

/**
 * The thresholds of groups by course, in one version. They cut a rise and a fall alike: what is a sharp rise one way is a sharp fall the other.
 *
 * Status: proposed; this partnership's analysts have not confirmed them.
 */
export const TRAJECTORY_THRESHOLDS = {
  version: 1,
  status: "proposed",
  checkBy: "2027-04-01",
  high: { value: 3, what: "Events a year at risk before, from which somebody is high.", source: SOURCE },
  times: {
    value: 2,
    what: "Times the rate from which a rise is sharp, and a fall the other way.",
    source: SOURCE,
  },
  more: { value: 2, what: "Events a year by which a sharp change differs at least.", source: SOURCE },
  events: {
    value: 2,
    what: "Events on the higher side that a sharp change needs at least.",
    source: SOURCE,
  },
} as const satisfies Readonly<Record<string, Threshold | number | string>>;

/** For the list of what somebody is to look at again. */
export const TRAJECTORIES_REVIEWED = {
  name: "the thresholds of groups by course",
  checkBy: TRAJECTORY_THRESHOLDS.checkBy,
};

/** The thresholds where nobody gives others. */
export const USUAL_THRESHOLDS: TrajectoryThresholds = {
  high: TRAJECTORY_THRESHOLDS.high.value,
  times: TRAJECTORY_THRESHOLDS.times.value,
  more: TRAJECTORY_THRESHOLDS.more.value,
  events: TRAJECTORY_THRESHOLDS.events.value,
};

/** The thresholds as a reader must know them, wherever groups are told. */
export const thresholdWords = ({ high, times, more, events }: TrajectoryThresholds): string =>
  `High is ${high} events a year at risk and more before. A sharp rise is at least ${times} times the rate before, at least ${more} a year more, and at least ${events} events after; a sharp fall is the same the other way.`;
