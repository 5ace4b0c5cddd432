import type { Found } from "../evaluate/finding.ts";
import { matched } from "../evaluate/matching.ts";
import { permutationTest } from "../evaluate/permutation.ts";
import type { Groups } from "../evaluate/propensity.ts";
import { reliableChange } from "../evaluate/reliable-change.ts";
import { share, twoByTwo } from "../evaluate/two-by-two.ts";
import { weighted } from "../evaluate/weighting.ts";
import type { Case } from "./case.ts";
import type { Outcome } from "./design.ts";
import { covariatesOf, numbersOf, programmeOf } from "./people-columns.ts";
import { type CohortMethod, described, grouped, type Question } from "./question.ts";

const isOf = (one: Case): number => one.is ?? Number.NaN;
const changeOf = (one: Case): number => isOf(one) - (one.was ?? Number.NaN);

/** What counts as the outcome: yes; of a score, that it went towards better at all. */
function isGood(outcome: Outcome): (one: Case) => boolean {
  if (outcome.kind !== "score") return (one) => isOf(one) === 1;
  return (one) => (outcome.better === "lower" ? changeOf(one) < 0 : changeOf(one) > 0);
}

function inTwoGroups({ cases, outcome, level }: Question): Found {
  const good = isGood(outcome);
  const cells = (programme: boolean): [number, number] => {
    const group = cases.filter(({ member }) => member.programme === programme);
    const part = group.filter(good).length;
    return [part, group.length - part];
  };
  return twoByTwo([...cells(true), ...cells(false)], level);
}

function changed({ cases, outcome, level }: Question): Found {
  const {
    reliability = Number.NaN,
    deviation,
    better,
    wellFrom,
  } = outcome.kind === "score" ? outcome : { better: "lower" as const };
  const [before, after] = [numbersOf(cases, (one) => one.was ?? Number.NaN), numbersOf(cases, isOf)];
  return reliableChange(before, after, { reliability, deviation, better, wellFrom, level });
}

/** Two groups made alike in the columns named and in the reading before; what is compared is the change, or yes and no. */
function alike(question: Question): Groups {
  const { cases, outcome } = question;
  const before = hasBefore(outcome);
  return {
    treated: programmeOf(cases),
    outcome: numbersOf(cases, outcome.kind === "score" ? changeOf : isOf),
    covariates: [
      ...covariatesOf(question),
      ...(before
        ? [{ name: `${outcome.name}, before`, values: numbersOf(cases, (one) => one.was ?? Number.NaN) }]
        : []),
    ],
    id: Float64Array.from(cases, (_, i) => i),
  };
}

const hasBefore = (outcome: Outcome): boolean => "before" in outcome && outcome.before !== undefined;
const twoGroups = "compares two groups, and this design compares with nobody";
const oneGroup = "is about one group, and this design has two";
const noColumns = "needs comparison.covariates or comparison.factors, by which people are alike";

/** Methods for yes or no and for scores. */
export const READING_METHODS: readonly CohortMethod[] = [
  {
    name: "share",
    unfit: ({ kind }, comparison) =>
      kind !== "yes-or-no"
        ? "is about yes or no, and this is a score"
        : grouped(comparison)
          ? oneGroup
          : undefined,
    run: ({ cases, level }) => share(cases.filter((one) => isOf(one) === 1).length, cases.length, level),
  },
  {
    name: "reliable-change",
    unfit: (outcome, comparison) =>
      outcome.kind !== "score"
        ? "is about scores, and this is yes or no"
        : grouped(comparison)
          ? oneGroup
          : outcome.reliability === undefined
            ? "needs the outcome's reliability"
            : undefined,
    run: changed,
  },
  {
    name: "permutation",
    unfit: (outcome, comparison) =>
      grouped(comparison) ? oneGroup : hasBefore(outcome) ? undefined : "needs the outcome's before",
    run: ({ cases, level }) => permutationTest(cases.map(changeOf), level),
  },
  {
    name: "two-by-two",
    unfit: (_, comparison) => (grouped(comparison) ? undefined : twoGroups),
    run: inTwoGroups,
  },
  {
    name: "match",
    unfit: (_, comparison) =>
      !grouped(comparison) ? twoGroups : described(comparison) ? undefined : noColumns,
    run: (question) =>
      matched(alike(question), { caliper: question.comparison.caliper, level: question.level }),
  },
  {
    name: "weight",
    unfit: (_, comparison) =>
      !grouped(comparison) ? twoGroups : described(comparison) ? undefined : noColumns,
    run: (question) => weighted(alike(question), "treated", question.level),
  },
];
