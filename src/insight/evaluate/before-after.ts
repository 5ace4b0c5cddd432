import { accept, type Result } from "../../kernel/result.ts";
import {
  type ClusteredRatio,
  type ClusteredRefusal,
  clusteredRateRatio,
  type PersonArms,
} from "./clustered.ts";
import { compareRates } from "./compare-rates.ts";
import type { Estimate, Found } from "./finding.ts";
import { estimateOf } from "./finding.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { permutationTest } from "./permutation.ts";
import { type Arm, USUAL_LEVEL } from "./rate-ratio.ts";
import { clopperPearson } from "./two-by-two.ts";

/** Beyond so many people the swaps tell nothing that the clustered interval does not. */
const FEW_ENOUGH_TO_SWAP = 2000;

/** Where the times at risk came from: whether days in custody and hospital were taken off them. */
export type TimeAtRisk = "as given" | "calendar" | "without days away";

const TIME: Readonly<Record<TimeAtRisk, string>> = {
  "as given": "Time at risk, as it was given, leaves out custody and hospital.",
  calendar:
    "Nobody was in custody or hospital on either side: such days were not taken off the time at risk.",
  "without days away": "Time at risk leaves out custody and hospital.",
};

/** Two times may differ by so much and still be as good as equal. Proposed. */
const AS_LONG = 1.1;

/**
 * Whether each person's rate before could as well have been the one after if nothing changed, as swapping takes for granted.
 * Only over equal times: of an unchanged rate, 19 years show it smoothly and half a year as none or far too much.
 */
export const equallyLong = (people: readonly PersonArms[]): boolean =>
  people.every(({ rate, comparison }) => {
    const [one, other] = [rate.personYears, comparison.personYears];
    return Math.max(one, other) <= AS_LONG * Math.min(one, other);
  });

/**
 * The same people before and after, by events over time at risk: never a percentage of two counts.
 *
 * Tells the two rates; their ratio with the exact interval (which takes events as independent) and with the one that lets
 * one person's events hang together (from ten people); the exact test by swapping each person's before and after, where
 * both of everybody's times are as long; and who rose, held and fell, with exact intervals. Whoever has no time at risk on one side cannot be compared with
 * themselves and is counted apart.
 */
export function beforeAfter(
  people: readonly PersonArms[],
  level = USUAL_LEVEL,
  time: TimeAtRisk = "as given",
): Found {
  for (const [i, person] of people.entries()) {
    for (const arm of [person.rate, person.comparison]) {
      if (!(Number.isSafeInteger(arm.events) && arm.events >= 0))
        return cannot("not-a-count", { where: `Row ${i + 1}` });
      // A time below nought is a wrong date, and not a window of unknown length.
      if (arm.personYears < 0) return cannot("negative-time", { row: i + 1, value: arm.personYears });
      if (!(Number.isFinite(arm.personYears) && arm.personYears >= 0)) return cannot("unequal-exposure");
    }
  }
  const both = people.filter((one) => one.rate.personYears > 0 && one.comparison.personYears > 0);
  if (both.length === 0) return cannot("nobody", { where: "with time at risk both before and after" });
  const [after, before] = [pooled(both.map((one) => one.rate)), pooled(both.map((one) => one.comparison))];
  const exact = compareRates(after, before, level);
  if (!exact.ok) return exact;
  const clustered = clusteredRateRatio(both, level);
  const differences = both.map(
    ({ rate, comparison }) => rate.events / rate.personYears - comparison.events / comparison.personYears,
  );
  const swapped =
    both.length <= FEW_ENOUGH_TO_SWAP && equallyLong(both) ? permutationTest(differences, level) : undefined;
  const ratio = estimateOf(exact.value, "rate ratio");
  return accept({
    method: "before-after",
    level,
    estimates: [
      { what: "rate before", value: before.events / before.personYears },
      { what: "rate after", value: after.events / after.personYears },
      ...(clustered.ok
        ? [
            {
              what: "rate ratio",
              value: clustered.value.ratio,
              low: clustered.value.low,
              high: clustered.value.high,
              standardError: clustered.value.standardError,
              by: "clustered by person, HC0 × G / (G − 1), t",
            },
          ]
        : []),
      ...(ratio ? [{ ...ratio, what: "rate ratio exact" }] : []),
      ...(swapped?.ok
        ? swapped.value.estimates.map((one) => ({ ...one, what: "average difference of rates" }))
        : []),
      ...whoChanged(differences, level),
    ],
    counts: {
      people: both.length,
      "without time on one side": people.length - both.length,
      "events before": before.events,
      "time before": before.personYears,
      "events after": after.events,
      "time after": after.personYears,
    },
    assumptions: [
      "Nothing else that changes these events came between before and after.",
      TIME[time],
      "Events are complete on both sides. Convictions come months after the offence: the newest part of a window is short of them and looks like a fall.",
    ],
    warnings: warningsOf(both, clustered, swapped),
    tables: [],
  });
}

function pooled(arms: readonly Arm[]): Arm {
  return arms.reduce(
    (all, one) => ({ events: all.events + one.events, personYears: all.personYears + one.personYears }),
    { events: 0, personYears: 0 },
  );
}

function whoChanged(differences: readonly number[], level: number): Estimate[] {
  const all = differences.length;
  const of = (what: string, count: number): Estimate => ({
    what,
    value: count / all,
    ...clopperPearson(count, all, level),
    by: "Clopper–Pearson",
  });
  return [
    of("share whose rate rose", differences.filter((each) => each > 0).length),
    of("share whose rate held", differences.filter((each) => each === 0).length),
    of("share whose rate fell", differences.filter((each) => each < 0).length),
  ];
}

function warningsOf(
  people: readonly PersonArms[],
  clustered: Result<ClusteredRatio, ClusteredRefusal>,
  swapped: Found | undefined,
): Warned[] {
  const several = people.some(({ rate, comparison }) => rate.events + comparison.events > 1);
  return [
    ...(people.length < 10 ? [warn("few-people", { people: people.length })] : []),
    ...aboutClustered(clustered),
    ...(several
      ? [warn("exact-takes-independent", { clustered: clustered.ok, swapped: swapped !== undefined })]
      : []),
    ...(equallyLong(people) ? [] : [warn("unequal-windows")]),
    ...(swapped?.ok ? swapped.value.warnings.filter(({ code }) => code === "lopsided") : []),
    warn("no-comparison"),
    warn("regression-to-mean"),
  ];
}

function aboutClustered(clustered: Result<ClusteredRatio, ClusteredRefusal>): Warned[] {
  if (clustered.ok)
    return clustered.value.few ? [warn("few-clusters", { clusters: clustered.value.withEvents })] : [];
  const { code } = clustered.refusal;
  // Fewer than ten people are said to be few, and an empty window shows itself.
  return code === "too-few-people" || code === "no-events-in-one-window"
    ? []
    : [warn("no-clustered-interval", { why: code })];
}
