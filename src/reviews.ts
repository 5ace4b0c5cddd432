import type { LocalDate } from "./kernel/time.ts";
import { counted, listed } from "./kernel/words.ts";
import { ASSESSMENTS } from "./record/assessment/definitions/index.ts";
import { planReviews } from "./record/diary/ladder-plans.ts";
import type { Parameter, ServiceKinds } from "./record/episode/service-kind.ts";
import { INTERVENTIONS_REVIEW } from "./record/intervention/codes.ts";
import { TEMPLATES } from "./record/letter/templates.ts";
import type { MeasureDefinition } from "./record/measure/definition.ts";
import { MATCH_REVIEW } from "./record/person/matching.ts";
import { ADULT_FROM } from "./record/referral/adult.ts";
import { SOURCES_REVIEW } from "./record/referral/sources.ts";
import { NEXT_AFTER } from "./record/virus/definitions.ts";

/** A value or definition that somebody is to look at again, by a day. */
export type Reviewed = { readonly name: string; readonly by: LocalDate };

/** Everything here that has such a day: spans, what the services declare, the measures. */
export function reviewed(
  parameters: Readonly<Record<string, Parameter>>,
  services: ServiceKinds,
  measures: readonly MeasureDefinition[],
  others: readonly { readonly name: string; readonly checkBy: string }[] = [],
): readonly Reviewed[] {
  const of = (name: string, day: string): Reviewed => ({ name, by: Temporal.PlainDate.from(day) });
  return [
    ...Object.entries(parameters).map(([code, { checkBy }]) => of(code.replaceAll("-", " "), checkBy)),
    ...services.flatMap(({ name, checkUps }) =>
      (checkUps ?? []).map(({ checkBy }) => of(`check-ups of ${name}`, checkBy)),
    ),
    ...services.flatMap(({ name, retentionDays, firstContactHours: { usual, from = {} } }) => [
      of(`days of sight after ${name}`, retentionDays.checkBy),
      ...[usual, ...Object.values(from)].map(({ checkBy }) =>
        of(`hours to first contact of ${name}`, checkBy),
      ),
    ]),
    ...Object.entries(NEXT_AFTER).map(([code, { checkBy }]) => of(code.replaceAll("-", " "), checkBy)),
    ...TEMPLATES.map(({ name, checkBy }) => of(`the template ‘${name}’`, checkBy)),
    of("the kinds of supply and of drug test", "2027-04-01"),
    ...planReviews(),
    of("the weights of possible duplicates", MATCH_REVIEW.checkBy),
    of("the doors by which people are referred", SOURCES_REVIEW.checkBy),
    of("the national set of interventions", INTERVENTIONS_REVIEW.checkBy),
    ...ASSESSMENTS.map(({ name, nextReview }) => of(`the assessment ${name}`, nextReview)),
    of("the age from which somebody is taken as an adult", ADULT_FROM.checkBy),
    ...measures.map(({ name, nextReview }) => of(`the measure ${name}`, nextReview)),
    ...others.map(({ name, checkBy }) => of(name, checkBy)),
  ];
}

const MOST_NAMED = 5;

/** What should have been looked at again before today, in a sentence; undefined when nothing should. */
export function sayOverdue(all: readonly Reviewed[], today: LocalDate): string | undefined {
  const late = all.filter(({ by }) => Temporal.PlainDate.compare(by, today) < 0);
  const names = [...new Set(late.map(({ name }) => name))];
  if (names.length === 0) return undefined;
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return `${counted(names.length, "value is", "values are")} past the day by which somebody was to look at them again: ${listed([...names.slice(0, MOST_NAMED), ...more])}.`;
}
