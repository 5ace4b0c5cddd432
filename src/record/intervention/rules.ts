import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { type Exit, type Modality, subOf } from "./codes.ts";

/** The days of an intervention, as far as it has got. */
export type Days = {
  readonly referredOn: LocalDate;
  readonly offeredOn?: LocalDate | undefined;
  readonly startedOn?: LocalDate | undefined;
  readonly endedOn?: LocalDate | undefined;
  readonly exit?: Exit | undefined;
};

/** Why days of an intervention cannot be so. */
export type DaysRefusal =
  | { readonly code: "day-in-the-future"; readonly field: keyof Days; readonly today: LocalDate }
  | { readonly code: "before-the-stay"; readonly opened: LocalDate }
  | { readonly code: "offered-before-referred"; readonly referred: LocalDate }
  | { readonly code: "started-before-referred"; readonly referred: LocalDate }
  | { readonly code: "started-before-triage"; readonly triaged: LocalDate | undefined }
  | { readonly code: "ended-before-started"; readonly started: LocalDate }
  | { readonly code: "ended-not-started" }
  | { readonly code: "exit-and-end-together"; readonly field: "exit" | "endedOn" };

const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** Rules of the national return at entry: referred, then offered and started (after triage), then ended with how. */
export function decideDays(
  days: Days,
  known: { readonly opened: LocalDate; readonly triaged: LocalDate | undefined; readonly today: LocalDate },
): Result<Days, DaysRefusal> {
  const { referredOn, offeredOn, startedOn, endedOn, exit } = days;
  for (const field of ["referredOn", "startedOn", "endedOn"] as const) {
    const day = days[field];
    if (day && before(known.today, day))
      return refuse({ code: "day-in-the-future", field, today: known.today });
  }
  if (before(referredOn, known.opened)) return refuse({ code: "before-the-stay", opened: known.opened });
  if (offeredOn && before(offeredOn, referredOn))
    return refuse({ code: "offered-before-referred", referred: referredOn });
  if (startedOn && before(startedOn, referredOn))
    return refuse({ code: "started-before-referred", referred: referredOn });
  if (startedOn && (!known.triaged || before(startedOn, known.triaged)))
    return refuse({ code: "started-before-triage", triaged: known.triaged });
  if ((endedOn === undefined) !== (exit === undefined))
    return refuse({ code: "exit-and-end-together", field: endedOn ? "exit" : "endedOn" });
  if (endedOn && !startedOn) return refuse({ code: "ended-not-started" });
  if (endedOn && startedOn && before(endedOn, startedOn))
    return refuse({ code: "ended-before-started", started: startedOn });
  return accept(days);
}

/** An intervention as far as what a contact begins depends on it. */
export type Running = {
  readonly modality: Modality;
  readonly started: LocalDate | undefined;
  readonly ended: LocalDate | undefined;
};

/** What these deliveries on a day begin: the interventions they belong to that are not running then. */
export function beginsWith(
  delivered: readonly string[],
  on: LocalDate,
  running: readonly Running[],
): readonly Modality[] {
  const needed = [...new Set(delivered.map((code) => subOf(code).modality))];
  return needed.filter(
    (modality) =>
      !running.some(
        (each) =>
          each.modality === modality &&
          each.started !== undefined &&
          !before(on, each.started) &&
          (each.ended === undefined || !before(each.ended, on)),
      ),
  );
}

/** Months between two reviews of what is delivered, at most. Source: sub-intervention reviews at least every six months and at exit. */
const REVIEW_MONTHS = 6;

/** One line of sub-intervention reviews of the national return: by which day, what was delivered in the months before. */
export type SubReview = { readonly on: LocalDate; readonly codes: readonly string[] };

/**
 * The reviews that the contacts of an intervention add up to: one at the end of each six months, and one at its end. What was
 * delivered on the day on which a half-year ends belongs to the next, but for the day it ended.
 */
export function subReviews(
  modality: Modality,
  span: { readonly started: LocalDate; readonly ended: LocalDate | undefined },
  contacts: readonly { readonly on: LocalDate; readonly delivered: readonly string[] }[],
  asOf: LocalDate,
): readonly SubReview[] {
  const last = span.ended && !before(asOf, span.ended) ? span.ended : undefined;
  const until = last ?? asOf;
  const own = contacts.map(({ on, delivered }) => ({
    on,
    codes: delivered.filter((code) => subOf(code).modality === modality),
  }));
  const review = (from: LocalDate, on: LocalDate, withTheDay: boolean): SubReview => ({
    on,
    codes: [
      ...new Set(
        own
          .filter((one) => !before(one.on, from) && (withTheDay ? !before(on, one.on) : before(one.on, on)))
          .flatMap((one) => one.codes),
      ),
    ].toSorted(),
  });
  const reviews: SubReview[] = [];
  let [from, k] = [span.started, 1];
  for (;;) {
    const end = span.started.add({ months: REVIEW_MONTHS * k });
    if (!before(end, until)) break;
    reviews.push(review(from, end, false));
    [from, k] = [end, k + 1];
  }
  if (last) reviews.push(review(from, last, true));
  return reviews;
}

/** Why a contact is not kept. */
export type ContactRefusal =
  | { readonly code: "contact-in-the-future" }
  | { readonly code: "minutes-needed" }
  | { readonly code: "no-minutes"; readonly given: string }
  | { readonly code: "recorded-already"; readonly at: Instant }
  | { readonly code: "corrected-already" }
  | { readonly code: "not-there" };

/** Contacts of one worker in the same words, so near to each other, are one that was sent again from behind the back button. */
export const SAME_CONTACT_MINUTES = 10;

/** How long a contact took: needed where people met or spoke, and between one minute and ten hours. */
export function decideMinutes(how: string, typed: string): Result<number | undefined, ContactRefusal> {
  if (typed === "") {
    return how === "letter" || how === "text" ? accept(undefined) : refuse({ code: "minutes-needed" });
  }
  const minutes = /^\d{1,3}$/.test(typed) ? Number(typed) : 0;
  return minutes >= 1 && minutes <= 600 ? accept(minutes) : refuse({ code: "no-minutes", given: typed });
}
