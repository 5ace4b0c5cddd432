import type { LocalDate } from "../../../kernel/time.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";

/** A review that falls on a day. */
export type DueReview = { readonly kind: "dose" | "benefit" | "second-opinion"; readonly dueOn: LocalDate };

/**
 * The reviews of somebody who began on a day that have come due by another: of the dose every week of the first month and then every
 * four weeks; of the benefit after 3, 6 and 12 months and then every year.
 */
export function reviewsDue(startedOn: LocalDate, today: LocalDate, protocol: Protocol): readonly DueReview[] {
  const due: DueReview[] = [];
  const hasCome = (day: LocalDate): boolean => Temporal.PlainDate.compare(day, today) <= 0;
  const weekly = numberOf(protocol, "review-first-month-every");
  const after = numberOf(protocol, "review-every");
  let days = weekly;
  while (hasCome(startedOn.add({ days }))) {
    due.push({ kind: "dose", dueOn: startedOn.add({ days }) });
    days += days < after ? weekly : after;
  }
  const third = numberOf(protocol, "benefit-third");
  let months = numberOf(protocol, "benefit-first");
  while (hasCome(startedOn.add({ months }))) {
    due.push({ kind: "benefit", dueOn: startedOn.add({ months }) });
    if (months < numberOf(protocol, "benefit-second")) months = numberOf(protocol, "benefit-second");
    else if (months < third) months = third;
    else months += numberOf(protocol, "benefit-every");
  }
  return due;
}

/**
 * The second opinion from outside, where it has come due: so many months of the protocol after the last one, or after they began where there was
 * none. Germany asks for one at the latest every two years (BtMVV s.5a, as the reference has it in 1.13).
 */
export function opinionDue(
  startedOn: LocalDate,
  last: LocalDate | undefined,
  today: LocalDate,
  protocol: Protocol,
): DueReview | undefined {
  const dueOn = (last ?? startedOn).add({ months: numberOf(protocol, "second-opinion") });
  return Temporal.PlainDate.compare(dueOn, today) <= 0 ? { kind: "second-opinion", dueOn } : undefined;
}
