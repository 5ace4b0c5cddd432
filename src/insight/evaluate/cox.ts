import { accept } from "../../kernel/result.ts";
import { type CoxFit, fitCox, scoreTest } from "./cox-fit.ts";
import { chiSquareAbove, normalReach, normalTwoSided } from "./distributions.ts";
import type { Estimate, Finding, Found } from "./finding.ts";
import { inverse, split } from "./matrix.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { type ProportionalTest, proportionalTests } from "./proportional-hazards.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { type Covariate, prepare, type Ties } from "./risk-sets.ts";
import { type Followed, wrongTimes } from "./survival-data.ts";

/** How the model is fitted. */
export type CoxOptions = { readonly ties?: Ties; readonly level?: number };

/** Fewer events for each covariate than this and effects come out too large. Source: Peduzzi 1995. */
const EVENTS_PER_COVARIATE = 10;
/** Below it a changing effect is warned about. */
const UNLIKELY = 0.05;

/**
 * How covariates change the hazard of an event: Cox's proportional hazards model.
 *
 * Partial likelihood with Efron's (usual) or Breslow's ties, climbed by Newton's steps; the interval is Wald's on the
 * logarithm. Hazard ratios are for one unit of the column as it was given. The same as R's `coxph`. Warns of separation
 * (the likelihood is flat while a coefficient still grows), of few events for each covariate and of effects that change
 * over time (as `cox.zph`). Source: Cox 1972; Efron 1977.
 */
export function cox(followed: Followed, covariates: readonly Covariate[], options: CoxOptions = {}): Found {
  const { ties = "efron", level = USUAL_LEVEL } = options;
  const wrong = wrongTimes(followed) ?? wrongCovariates(followed.time.length, covariates);
  if (wrong) return wrong;
  const people = prepare(followed.time, followed.event, covariates);
  const constant = covariates.find((_, j) => !((people.spreads[j] as number) > 0));
  if (constant) return cannot("constant", { column: constant.name });
  const events = people.event.reduce((sum, each) => sum + each, 0);
  if (events === 0) return cannot("no-events", { where: "in the file" });
  const fit = fitCox(people, ties);
  if ("dependent" in fit) return cannot("dependent", { column: covariates[fit.dependent]?.name ?? "" });
  if ("tries" in fit) return cannot("no-fit", fit);
  const tests = fit.boundless.includes(true) ? [] : proportionalTests(people, fit.beta, ties);
  return accept({
    method: "cox",
    level,
    estimates: [...ratios(covariates, people.spreads, fit, level), ...overall(fit)],
    counts: { people: followed.time.length, events },
    assumptions: [
      "Each covariate multiplies the hazard by the same factor throughout.",
      "Who is no longer followed would have fared like those who still are.",
      ties === "efron"
        ? "Events at one time are treated by Efron's method."
        : "Events at one time are treated by Breslow's method.",
    ],
    warnings: warningsOf(covariates, events, fit, tests),
    tables: testTable(covariates, tests),
  });
}

function wrongCovariates(
  people: number,
  covariates: readonly Covariate[],
): ReturnType<typeof cannot> | undefined {
  if (covariates.length === 0) return cannot("nobody", { where: "to compare: name at least one covariate" });
  if (covariates.length >= people)
    return cannot("too-many-covariates", { covariates: covariates.length, rows: people });
  for (const { name, values } of covariates) {
    if (values.length !== people) return cannot("unequal-lengths");
    for (let i = 0; i < people; i++)
      if (!Number.isFinite(values[i])) return cannot("not-finite", { where: name, row: i + 1 });
  }
  return undefined;
}

function ratios(
  covariates: readonly Covariate[],
  spreads: Float64Array,
  fit: CoxFit,
  level: number,
): Estimate[] {
  const lower = split(fit.atTop.information);
  const variance = lower.ok ? inverse(lower.lower) : [];
  return covariates.map(({ name }, j) => {
    const coefficient = (fit.beta[j] as number) / (spreads[j] as number);
    const standardError = Math.sqrt(variance[j]?.[j] ?? Number.NaN) / (spreads[j] as number);
    const estimate = { what: "hazard ratio", of: name, value: Math.exp(coefficient) };
    if (fit.boundless[j]) return { ...estimate, value: coefficient > 0 ? Number.POSITIVE_INFINITY : 0 };
    const reach = normalReach(level) * standardError;
    return {
      ...estimate,
      low: Math.exp(coefficient - reach),
      high: Math.exp(coefficient + reach),
      standardError,
      p: normalTwoSided(coefficient / standardError),
      by: "Wald",
    };
  });
}

function overall(fit: CoxFit): Estimate[] {
  const p = fit.beta.length;
  const ratio = 2 * (fit.atTop.logLikelihood - fit.atNought.logLikelihood);
  const score = scoreTest(fit.atNought);
  return [
    { what: "likelihood-ratio chi-squared", value: ratio, p: chiSquareAbove(ratio, p) },
    { what: "score chi-squared", value: score, p: chiSquareAbove(score, p) },
    { what: "log-likelihood", value: fit.atTop.logLikelihood },
  ];
}

function warningsOf(
  covariates: readonly Covariate[],
  events: number,
  fit: CoxFit,
  tests: readonly ProportionalTest[],
): Warned[] {
  return [
    ...covariates.flatMap(({ name }, j) => (fit.boundless[j] ? [warn("separation", { column: name })] : [])),
    ...(events < EVENTS_PER_COVARIATE * covariates.length
      ? [warn("few-events-per-covariate", { events, covariates: covariates.length })]
      : []),
    ...covariates.flatMap(({ name }, j) => {
      const p = tests[j]?.p ?? 1;
      return p < UNLIKELY ? [warn("not-proportional", { column: name, p: p.toPrecision(2) })] : [];
    }),
  ];
}

function testTable(covariates: readonly Covariate[], tests: readonly ProportionalTest[]): Finding["tables"] {
  if (tests.length === 0) return [];
  const rows = tests.map((test, j) => [
    covariates[j]?.name ?? "all together",
    test.chiSquared,
    test.degreesOfFreedom,
    test.p,
  ]);
  return [
    {
      name: "is the effect constant",
      columns: ["covariate", "chi-squared", "degrees of freedom", "p"],
      rows,
    },
  ];
}
