import { fromEvents } from "./columns.ts";
import type { Design, Only, Outcome } from "./design.ts";
import { spanText } from "./windows-rules.ts";

const list = (values: readonly string[]): string => values.map((value) => `“${value}”`).join(" or ");

/** A rule in words: “age” is from 18 to 64. */
function ruleWords({ column, is, not, from, to }: Only): string {
  const limits = [from === undefined ? "" : ` from ${from}`, to === undefined ? "" : ` to ${to}`].join("");
  return [
    ...(is ? [`“${column}” is ${list(is)}`] : []),
    ...(not ? [`“${column}” is not ${list(not)}`] : []),
    ...(limits === "" ? [] : [`“${column}” is${limits}`]),
  ].join(", and ");
}

const KINDS: Readonly<Record<Design["comparison"]["kind"], string>> = {
  none: "",
  "eligible-not-offered": "who could have had it and were not offered it",
  matched: "made alike by propensity matching",
  randomised: "drawn by lot",
  "other-areas": "of other areas",
};

function comparisonWords({ comparison }: Design): string {
  const { kind, column, programme, against, covariates, factors, area } = comparison;
  if (kind === "none") return "Compared with: nobody. Each person is looked at before and after entry.";
  const alike = [...covariates, ...factors];
  return [
    `Compared with: those ${KINDS[kind]} (“${column}” is “${against}”; the programme's people have “${programme}”)`,
    ...(alike.length > 0 ? [`alike or not in ${alike.map((one) => `“${one}”`).join(", ")}`] : []),
    ...(area ? [`people of one “${area}” hang together`] : []),
  ]
    .join("; ")
    .concat(".");
}

function windowWords({ windows }: Design): string[] {
  const { before, after, gap, gapAfter, awayBefore, awayAfter } = windows;
  const away = [awayBefore, awayAfter].flatMap((one) => one ?? []);
  return [
    ...(before
      ? [
          "from" in before
            ? `Before: ${before.from} to ${before.to}.`
            : `Before: the ${spanText(before)} up to ${gap && gap.count > 0 ? `${spanText(gap)} before entry; that gap is not looked at` : "the day before entry"}.`,
        ]
      : []),
    ...(after
      ? [
          "from" in after
            ? `After: ${after.from} to ${after.to}.`
            : `After: the ${spanText(after)} from ${gapAfter && gapAfter.count > 0 ? `${spanText(gapAfter)} after entry on; that gap is not looked at` : "the day of entry on"}.`,
        ]
      : []),
    ...(away.length > 0
      ? [`Days away (${away.map((one) => `“${one}”`).join(", ")}) are taken off the time at risk.`]
      : []),
  ];
}

/** The cohort in words, a sentence each: who, what they entered and when, compared with whom, over what, who stayed. */
export function cohortWords(design: Design): readonly string[] {
  const { cohort, followUp, stayed } = design;
  return [
    `Who: ${cohort.words}`,
    `Entered: ${cohort.into}${cohort.entered ? `, on the day in “${cohort.entered}”` : ""}${cohort.trigger ? `, after ${cohort.trigger}` : ""}.`,
    ...(cohort.only.length > 0 ? [`In are those of whom ${cohort.only.map(ruleWords).join("; ")}.`] : []),
    ...(cohort.repeats === "first" ? ["Whoever entered several times counts from the first."] : []),
    comparisonWords(design),
    ...windowWords(design),
    ...(followUp.ends.length > 0
      ? [
          `Nobody is looked at beyond ${followUp.ends.map((one) => `“${one}”`).join(" or ")}. Leaving the programme ends nothing: everyone who entered is followed.`,
        ]
      : ["Everyone who entered is followed, whether they stayed or not."]),
    ...(stayed
      ? [
          `Stayed: ${stayed.words} (${stayed.column ? `“${stayed.column}”` : `“${stayed.left}” is empty, or ${stayed.atLeast ? spanText(stayed.atLeast) : ""} or more after entry`}).`,
        ]
      : []),
  ];
}

/** One outcome in words. */
export function outcomeWords(outcome: Outcome): string {
  const rules =
    "only" in outcome && outcome.only.length > 0
      ? `, those of whom ${outcome.only.map(ruleWords).join("; ")}`
      : "";
  switch (outcome.kind) {
    case "events":
      return fromEvents(outcome)
        ? `events of the second file${rules}, counted over time at risk`
        : `events counted over time at risk (${[outcome.before, outcome.after].flatMap((one) => (one ? [`“${one}”`] : [])).join(", ")})`;
    case "time-to":
      return fromEvents(outcome)
        ? `days from entry to the first event of the second file${rules}`
        : outcome.time === undefined
          ? `days from entry to “${outcome.on}”, empty where it did not come`
          : `“${outcome.time}”, until it came where “${outcome.happened}” says so`;
    case "yes-or-no":
      return `yes or no (${[outcome.before, outcome.after].flatMap((one) => (one ? [`“${one}”`] : [])).join(", ")})`;
    case "score":
      return `a score from “${outcome.before}” to “${outcome.after}”; ${outcome.better} is better`;
  }
}
