import { accept, type Result } from "../../kernel/result.ts";
import { competingRisks } from "../evaluate/competing-risks.ts";
import { cox } from "../evaluate/cox.ts";
import type { Found } from "../evaluate/finding.ts";
import { survivalCurves } from "../evaluate/kaplan-meier.ts";
import { pairsWithin } from "../evaluate/matching.ts";
import { type Cannot, warn } from "../evaluate/messages.ts";
import type { Case } from "./case.ts";
import { covariatesOf, numbersOf, programmeOf } from "./people-columns.ts";
import { type CohortMethod, described, grouped, type Question } from "./question.ts";

const timeOf = (cases: readonly Case[]): Float64Array => numbersOf(cases, (one) => one.time ?? Number.NaN);
const eventOf = (cases: readonly Case[]): Float64Array =>
  numbersOf(cases, (one) => (one.ending === 1 ? 1 : 0));

/** Of a matched comparison the pairs alone, the more alike; of any other everybody. */
function chosen(question: Question): Result<readonly Case[], Cannot> {
  const { cases, comparison } = question;
  if (comparison.kind !== "matched") return accept(cases);
  const pairs = pairsWithin(
    {
      treated: programmeOf(cases),
      outcome: timeOf(cases),
      covariates: covariatesOf(question),
      id: Float64Array.from(cases, (_, i) => i),
    },
    comparison.caliper,
  );
  if (!pairs.ok) return pairs;
  const kept = new Set(pairs.value.flat());
  return accept(cases.filter((_, i) => kept.has(i)));
}

const amongChosen =
  (method: (cases: readonly Case[], question: Question) => Found) =>
  (question: Question): Found => {
    const cases = chosen(question);
    if (!cases.ok) return cases;
    const found = method(cases.value, question);
    if (!found.ok) return found;
    const { counts, warnings } = found.value;
    const ended = cases.value.some(({ ending }) => (ending ?? 0) > 1);
    const unmatched = question.cases.length - cases.value.length;
    return accept({
      ...found.value,
      counts: { ...counts, ...(unmatched > 0 ? { "left out, no match": unmatched } : {}) },
      warnings: [
        ...warnings,
        ...(ended && found.value.method !== "competing" ? [warn("competing")] : []),
        ...(question.comparison.kind === "matched" ? [warn("unmeasured")] : []),
      ],
    });
  };

function curves(cases: readonly Case[], { outcome, comparison, level }: Question): Found {
  const { at, until } = outcome.kind === "time-to" ? outcome : { at: [], until: undefined };
  // The programme's people first, so that differences read as its gain.
  const codes = numbersOf(cases, ({ member }) => (member.programme ? 0 : 1));
  const names = [comparison.programme ?? "", comparison.against ?? ""];
  const group = grouped(comparison) ? { codes, names } : undefined;
  return survivalCurves({ time: timeOf(cases), event: eventOf(cases), group }, { level, at, until });
}

function hazards(cases: readonly Case[], question: Question): Found {
  const { outcome, comparison, level } = question;
  const ties = outcome.kind === "time-to" ? outcome.ties : "efron";
  const group = grouped(comparison) ? [{ name: "programme", values: programmeOf(cases) }] : [];
  const followed = { time: timeOf(cases), event: eventOf(cases) };
  return cox(followed, [...group, ...covariatesOf({ ...question, cases })], { ties, level });
}

function endings(cases: readonly Case[], { outcome, ends, level }: Question): Found {
  const names = [outcome.name, ...ends];
  const at = outcome.kind === "time-to" ? outcome.at : [];
  return competingRisks(
    { time: timeOf(cases), ending: numbersOf(cases, (one) => one.ending ?? 0), names },
    level,
    at,
  );
}

/** Methods for the time until something happens. */
export const TIME_METHODS: readonly CohortMethod[] = [
  { name: "km", unfit: () => undefined, run: amongChosen(curves) },
  {
    name: "cox",
    unfit: (_, comparison) =>
      grouped(comparison) || described(comparison) ? undefined : "needs two groups, or comparison.covariates",
    run: amongChosen(hazards),
  },
  {
    name: "competing",
    unfit: (_, comparison, { ends }) =>
      grouped(comparison)
        ? "tells one group's endings, and this design has two"
        : ends
          ? undefined
          : "needs followUp.ends: the columns of what else may end it",
    run: amongChosen(endings),
  },
];
