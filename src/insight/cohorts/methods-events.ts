import { accept } from "../../kernel/result.ts";
import { beforeAfter, equallyLong } from "../evaluate/before-after.ts";
import type { PersonArms } from "../evaluate/clustered.ts";
import { compareRates } from "../evaluate/compare-rates.ts";
import { differenceInDifferences } from "../evaluate/difference-in-differences.ts";
import type { Found } from "../evaluate/finding.ts";
import { geeRegression } from "../evaluate/gee.ts";
import { matched } from "../evaluate/matching.ts";
import { cannot, warn } from "../evaluate/messages.ts";
import { negativeBinomialRegression } from "../evaluate/negative-binomial.ts";
import { permutationTest } from "../evaluate/permutation.ts";
import { type Counts, poissonRegression } from "../evaluate/poisson.ts";
import type { Groups } from "../evaluate/propensity.ts";
import type { Arm } from "../evaluate/rate-ratio.ts";
import type { Covariate } from "../evaluate/risk-sets.ts";
import { weighted } from "../evaluate/weighting.ts";
import type { Case } from "./case.ts";
import { clustersOf, covariatesOf, numbersOf, programmeOf } from "./people-columns.ts";
import { type CohortMethod, described, grouped, type Question } from "./question.ts";

const NO_ARM: Arm = { events: 0, personYears: 0 };
const beforeOf = (one: Case): Arm => one.before ?? NO_ARM;
const afterOf = (one: Case): Arm => one.after ?? NO_ARM;
const armsOf = (one: Case): PersonArms => ({ comparison: beforeOf(one), rate: afterOf(one) });
const rateOf = ({ events, personYears }: Arm): number => events / personYears;
const hasTime = (arm: Arm): boolean => arm.personYears > 0;

const pooled = (arms: readonly Arm[]): Arm =>
  arms.reduce(
    (all, one) => ({ events: all.events + one.events, personYears: all.personYears + one.personYears }),
    NO_ARM,
  );

/** Models need time at risk in each row: whoever has none is left out of them, and how many stands among the counts. */
function withTime(
  question: Question,
  needed: (one: Case) => boolean,
  model: (cases: readonly Case[]) => Found,
): Found {
  const kept = question.cases.filter(needed);
  const found = model(kept);
  const without = question.cases.length - kept.length;
  if (!found.ok || without === 0) return found;
  return accept({
    ...found.value,
    counts: { ...found.value.counts, "without time at risk, left out": without },
  });
}

const bothSides = (one: Case): boolean => hasTime(beforeOf(one)) && hasTime(afterOf(one));
const afterSide = (one: Case): boolean => hasTime(afterOf(one));

/** Rows of counts: with nobody to compare with, two for each person (before and after), else one (after). */
function countsOf(question: Question, cases: readonly Case[]): Counts & { readonly cluster: Float64Array } {
  const columns = covariatesOf({ ...question, cases });
  const clusters = clustersOf(cases);
  if (!grouped(question.comparison)) {
    const twice = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from({ length: 2 * cases.length }, (_, r) => values[r >> 1] as number);
    const arms = cases.flatMap((one) => [beforeOf(one), afterOf(one)]);
    const after = { name: "after", values: Float64Array.from(arms, (_, r) => r % 2) };
    return {
      count: Float64Array.from(arms, (arm) => arm.events),
      time: Float64Array.from(arms, (arm) => arm.personYears),
      columns: [after, ...columns.map((one): Covariate => ({ name: one.name, values: twice(one.values) }))],
      cluster: twice(clusters),
    };
  }
  return {
    count: numbersOf(cases, (one) => afterOf(one).events),
    time: numbersOf(cases, (one) => afterOf(one).personYears),
    columns: [{ name: "programme", values: programmeOf(cases) }, ...columns],
    cluster: clusters,
  };
}

const model =
  (fitted: (counts: Counts & { readonly cluster: Float64Array }, level: number) => Found) =>
  (question: Question): Found =>
    withTime(question, grouped(question.comparison) ? afterSide : bothSides, (cases) =>
      fitted(countsOf(question, cases), question.level),
    );

function ratio({ cases, comparison, level }: Question): Found {
  if (!grouped(comparison)) {
    const both = cases.filter(bothSides);
    return compareRates(pooled(both.map(afterOf)), pooled(both.map(beforeOf)), level);
  }
  const arms = (programme: boolean): Arm =>
    pooled(cases.filter(({ member }) => member.programme === programme).map(afterOf));
  return compareRates(arms(true), arms(false), level);
}

function differences(question: Question): Found {
  return withTime(question, bothSides, (cases) => {
    const clusters = clustersOf(cases);
    const earlier = Math.max(0, ...cases.map(({ quarters }) => quarters?.length ?? 0));
    const rows = cases.flatMap((one, i) => {
      const cluster = clusters[i] as number;
      const before = earlier > 1 && one.quarters ? one.quarters : [beforeOf(one)];
      return [
        // The earliest span first; a quarter of which nobody could see anything of this person is none of theirs.
        ...before
          .map((arm, q) => ({
            arm,
            after: 0,
            one,
            cluster,
            span: before.length > 1 ? earlier - 1 - q : earlier - 1,
          }))
          .filter(({ arm }) => hasTime(arm))
          .reverse(),
        { arm: afterOf(one), after: 1, one, cluster, span: earlier },
      ];
    });
    const names = [...Array.from({ length: earlier }, (_, q) => `quarter ${earlier - q} before`), "after"];
    const found = differenceInDifferences(
      {
        count: Float64Array.from(rows, ({ arm }) => arm.events),
        time: Float64Array.from(rows, ({ arm }) => arm.personYears),
        treated: Float64Array.from(rows, ({ one }) => (one.member.programme ? 1 : 0)),
        after: Float64Array.from(rows, ({ after }) => after),
        cluster: Float64Array.from(rows, ({ cluster }) => cluster),
        ...(earlier > 1 ? { span: { codes: rows.map(({ span }) => span), names } } : {}),
      },
      question.level,
    );
    if (!found.ok || earlier > 1) return found;
    return accept({ ...found.value, warnings: [...found.value.warnings, warn("one-span-before")] });
  });
}

/** Two groups made alike in the columns named and, where it is known, in each one's own rate before. */
function alike(question: Question, cases: readonly Case[]): Groups {
  const before = cases.every((one) => one.before !== undefined);
  return {
    treated: programmeOf(cases),
    outcome: numbersOf(cases, (one) => rateOf(afterOf(one))),
    covariates: [
      ...covariatesOf({ ...question, cases }),
      ...(before ? [{ name: "rate before", values: numbersOf(cases, (one) => rateOf(beforeOf(one))) }] : []),
    ],
    id: Float64Array.from(cases, (_, i) => i),
  };
}

const varies = (values: ArrayLike<number>): boolean => Array.from(values).some((one) => one !== values[0]);

/** Two groups compared once they are alike. What is the same for everybody leaves nobody unlike, and no model can weigh it: it is left out. */
const compared =
  (method: (groups: Groups, question: Question) => Found) =>
  (question: Question): Found => {
    const before = question.cases.every((one) => one.before !== undefined);
    return withTime(question, before ? bothSides : afterSide, (cases) => {
      const groups = alike(question, cases);
      const covariates = groups.covariates.filter(({ values }) => varies(values));
      const same = groups.covariates.filter(({ values }) => !varies(values)).map(({ name }) => name);
      const found = method({ ...groups, covariates }, question);
      if (!found.ok || same.length === 0) return found;
      const warnings = [...found.value.warnings, warn("same-for-everybody", { columns: same.join(", ") })];
      return accept({ ...found.value, warnings });
    });
  };

const noGroups = "compares the same people before and after, and this design has two groups";
const twoGroups = "compares two groups, and this design compares with nobody";
const noBefore = "needs what was before: name the outcome's before, or windows.before";
const noColumns = "needs comparison.covariates or comparison.factors, by which people are alike";

/** Methods for events counted over time at risk, the usual first. */
export const EVENT_METHODS: readonly CohortMethod[] = [
  {
    name: "before-after",
    unfit: (_, comparison, { before }) => (grouped(comparison) ? noGroups : before ? undefined : noBefore),
    run: ({ cases, level, time }) => beforeAfter(cases.map(armsOf), level, time),
  },
  {
    name: "permutation",
    unfit: (_, comparison, { before }) => (grouped(comparison) ? noGroups : before ? undefined : noBefore),
    run: (question) =>
      withTime(question, bothSides, (cases) =>
        equallyLong(cases.map(armsOf))
          ? permutationTest(
              cases.map((one) => rateOf(afterOf(one)) - rateOf(beforeOf(one))),
              question.level,
            )
          : cannot("unequal-windows"),
      ),
  },
  {
    name: "rate-ratio",
    unfit: (_, comparison, { before }) => (grouped(comparison) || before ? undefined : noBefore),
    run: ratio,
  },
  {
    name: "poisson",
    unfit: (_, comparison, { before }) => (grouped(comparison) || before ? undefined : noBefore),
    run: model(poissonRegression),
  },
  {
    name: "negbin",
    // Two rows of one person hang together, which it does not allow for.
    unfit: (_, comparison) => (grouped(comparison) ? undefined : twoGroups),
    run: model(negativeBinomialRegression),
  },
  {
    name: "gee",
    unfit: (_, comparison, { before }) =>
      grouped(comparison)
        ? comparison.area === undefined
          ? "needs rows that hang together: name comparison.area"
          : undefined
        : before
          ? undefined
          : noBefore,
    run: model(geeRegression),
  },
  {
    name: "did",
    unfit: (_, comparison, { before }) => (!grouped(comparison) ? twoGroups : before ? undefined : noBefore),
    run: differences,
  },
  {
    name: "match",
    unfit: (_, comparison) =>
      !grouped(comparison) ? twoGroups : described(comparison) ? undefined : noColumns,
    run: compared((groups, { comparison, level }) => matched(groups, { caliper: comparison.caliper, level })),
  },
  {
    name: "weight",
    unfit: (_, comparison) =>
      !grouped(comparison) ? twoGroups : described(comparison) ? undefined : noColumns,
    run: compared((groups, { level }) => weighted(groups, "treated", level)),
  },
];
