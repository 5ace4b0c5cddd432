import type { LocalDate } from "./kernel/time.ts";
import { counted, listed } from "./kernel/words.ts";
import { planReviews } from "./record/diary/ladder-plans.ts";
import type { Parameter, ServiceKinds } from "./record/episode/service-kind.ts";
import type { MeasureDefinition } from "./record/measure/definition.ts";
import { MATCH_REVIEW } from "./record/person/matching.ts";

/** A value or definition that somebody is to look at again, by a day. */
export type Reviewed = { readonly name: string; readonly by: LocalDate };

/** Everything here that has such a day: spans, what the services declare, the measures. */
export function reviewed(
  parameters: Readonly<Record<string, Parameter>>,
  services: ServiceKinds,
  measures: readonly MeasureDefinition[],
): readonly Reviewed[] {
  const of = (name: string, day: string): Reviewed => ({ name, by: Temporal.PlainDate.from(day) });
  return [
    ...Object.entries(parameters).map(([code, { checkBy }]) => of(code.replaceAll("-", " "), checkBy)),
    ...services.flatMap(({ name, retentionDays, firstContactHours: { usual, from = {} } }) => [
      of(`days of sight after ${name}`, retentionDays.checkBy),
      ...[usual, ...Object.values(from)].map(({ checkBy }) =>
        of(`hours to first contact of ${name}`, checkBy),
      ),
    ]),
    ...planReviews(),
    of("the weights of possible duplicates", MATCH_REVIEW.checkBy),
    ...measures.map(({ name, nextReview }) => of(`the measure ${name}`, nextReview)),
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
