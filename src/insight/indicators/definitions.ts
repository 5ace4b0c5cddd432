import type { IndicatorCode, Spans } from "./indicators.ts";

/** An indicator in words, reviewed as data: what is counted, from where the definition is, and what it cannot tell. */
export type Indicator = {
  readonly code: IndicatorCode;
  readonly title: string;
  /** What is above the line. */
  readonly numerator: string;
  /** What is below it. */
  readonly denominator: string;
  readonly better: "high" | "low";
  /** Whether everybody is counted on one day, so that a year counts what its months do; or at any time, so that who is in two months is once in both. */
  readonly addsUp: boolean;
  readonly cannotTell: string;
  readonly source: string;
};

/** Where a definition comes from, and who has to look at it again. */
export const VERSION = {
  version: 1,
  status: "proposed",
  source:
    "the national treatment monitoring system's definitions as collected in this project's reference, most of them second hand; for the partnership's commissioner to confirm against the current guidance",
  checkBy: "2027-04-01",
} as const;

/** Days by which the figures count, with their sources in the definitions below. */
export const SPANS: Spans = { link: 21, wait: 21, retained: 84, comesBack: 182, profile: 14, review: 182 };

const WAITS = "National waiting-time standard, three weeks";
const RETENTION = "National definition of effective treatment: twelve weeks or completed before";
const PROFILES =
  "National rules for the outcomes profile: start and exit within two weeks, reviews within half a year";

/** Every indicator, in the order people read them. */
export const INDICATORS: readonly Indicator[] = [
  {
    code: "waited-three-weeks",
    title: "Waited three weeks at most",
    numerator:
      "first interventions for which the first appointment was offered within 21 days of the referral",
    denominator: "first interventions that began in the period",
    better: "high",
    addsUp: true,
    cannotTell:
      "How long those wait who have not begun. Where no first offer is recorded, the day treatment began stands for it, which is later.",
    source: WAITS,
  },
  {
    code: "retained-twelve-weeks",
    title: "Stayed twelve weeks",
    numerator: "journeys that lasted 84 days or more",
    denominator: "journeys that began in the period, at least 84 days ago",
    better: "high",
    addsUp: true,
    cannotTell: "Whether those who left went on elsewhere outside the partnership.",
    source: RETENTION,
  },
  {
    code: "effective-treatment",
    title: "Effective treatment",
    numerator: "journeys that lasted 84 days or more, or were completed as planned before",
    denominator: "journeys that began in the period, at least 84 days ago",
    better: "high",
    addsUp: true,
    cannotTell: "Whether anybody got better: it says that they stayed or completed.",
    source: RETENTION,
  },
  {
    code: "early-unplanned-exit",
    title: "Left early, unplanned",
    numerator: "journeys that ended unplanned within 84 days",
    denominator: "journeys that began in the period, at least 84 days ago",
    better: "low",
    addsUp: true,
    cannotTell: "Why they left.",
    source: RETENTION,
  },
  {
    code: "unplanned-exits",
    title: "Left unplanned",
    numerator: "journeys that ended unplanned",
    denominator: "journeys that ended in the period, but by death",
    better: "low",
    addsUp: true,
    cannotTell: "Nothing of those who are still in treatment. Transfers count below the line.",
    source: "National discharge reasons: dropped out, withdrawn, declined, kept in custody",
  },
  {
    code: "completed-and-not-back",
    title: "Completed and did not come back within six months",
    numerator: "people who completed as planned and began no new journey within 182 days",
    denominator: "people in treatment in a year that ended so long ago that this is known",
    better: "high",
    addsUp: false,
    cannotTell:
      "Whether somebody came back to treatment in another area. The national figure splits by substance; this one does not yet.",
    source: "Public health outcomes framework, successful completion without re-presentation",
  },
  {
    code: "died-in-treatment",
    title: "Died in treatment",
    numerator: "people whose journey ended by their death",
    denominator: "people in treatment at some time of the period",
    better: "low",
    addsUp: false,
    cannotTell: "Of what they died, and who died after leaving: both need the register of deaths.",
    source: "National deaths in treatment",
  },
  {
    code: "profile-at-start",
    title: "Outcomes profile at the start",
    numerator: "journeys with a start profile within 14 days of their beginning",
    denominator: "journeys that began in the period, more than 14 days ago",
    better: "high",
    addsUp: true,
    cannotTell: "Whether what was answered is true.",
    source: PROFILES,
  },
  {
    code: "profile-reviewed",
    title: "Outcomes profile reviewed",
    numerator: "journeys with a review profile in the 182 days before the period's last day",
    denominator: "journeys open on the period's last day and begun 182 days before it or earlier",
    better: "high",
    addsUp: false,
    cannotTell: "How it went: see change in use below.",
    source: PROFILES,
  },
  {
    code: "profile-at-exit",
    title: "Outcomes profile at the end",
    numerator: "journeys with an exit profile within 14 days of their end",
    denominator: "journeys that ended in the period, but by death, more than 14 days ago",
    better: "high",
    addsUp: true,
    cannotTell: "Those who leave unplanned are the hardest to ask: what is missing is not missing by chance.",
    source: PROFILES,
  },
];

/** The indicator of this code. */
export const indicatorNamed = (code: string): Indicator | undefined =>
  INDICATORS.find((one) => one.code === code);
