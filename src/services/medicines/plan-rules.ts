import { accept, type Result, refuse } from "../../kernel/result.ts";
import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import type { Micrograms } from "./amount-rules.ts";
import type { Product } from "./products.ts";
import { LIMITS, type Protocol } from "./protocols.ts";

/** What a prescription says of its days. */
export type Course = {
  readonly micrograms: Micrograms;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  /** Days of the week on which it is collected, 1 for Monday. */
  readonly weekdays: readonly number[];
  readonly supervised: "every" | "none";
  readonly wordings: readonly string[];
};

/** One day of collection, and what is given on it. */
export type Instalment = {
  readonly dueOn: LocalDate;
  readonly days: number;
  readonly supervised: Micrograms;
  readonly home: Micrograms;
};

export type PlanRefusal =
  | { readonly code: "ends-before-it-starts" }
  | { readonly code: "too-many-days"; readonly days: number; readonly most: number }
  | { readonly code: "closed-on-first-day"; readonly day: LocalDate }
  | { readonly code: "first-day-not-collected"; readonly day: LocalDate }
  | { readonly code: "depot-day-closed"; readonly day: LocalDate }
  | { readonly code: "starts-too-late"; readonly days: number };

/**
 * The days on which a course is collected. A day that is no day of collection, or on which the pharmacy is closed, is taken home
 * on the last day of collection before it. Whole days of the calendar are counted, never hours.
 */
export function planCollections(
  course: Course,
  { everyDays }: Pick<Product, "everyDays">,
  isOpen: (day: LocalDate) => boolean,
): Result<readonly Instalment[], PlanRefusal> {
  const { startsOn, endsOn, micrograms } = course;
  const length = daysBetween(startsOn, endsOn) + 1;
  if (length < 1) return refuse({ code: "ends-before-it-starts" });
  if (everyDays !== undefined) return planDepot(course, everyDays, isOpen);
  if (!isOpen(startsOn)) return refuse({ code: "closed-on-first-day", day: startsOn });
  const dueDays = Array.from({ length }, (_, i) => startsOn.add({ days: i })).filter(
    (day) => course.weekdays.includes(day.dayOfWeek) && isOpen(day),
  );
  if (!dueDays[0]?.equals(startsOn)) return refuse({ code: "first-day-not-collected", day: startsOn });
  return accept(
    dueDays.map((dueOn, i) => {
      const days = daysBetween(dueOn, dueDays[i + 1] ?? endsOn.add({ days: 1 }));
      const there = course.supervised === "every" ? 1 : 0;
      return { dueOn, days, supervised: there * micrograms, home: (days - there) * micrograms };
    }),
  );
}

/** A depot is injected where it is collected, every so many days. */
function planDepot(
  { startsOn, endsOn, micrograms }: Course,
  everyDays: number,
  isOpen: (day: LocalDate) => boolean,
): Result<readonly Instalment[], PlanRefusal> {
  const count = Math.floor(daysBetween(startsOn, endsOn) / everyDays) + 1;
  const days = Array.from({ length: count }, (_, i) => startsOn.add({ days: i * everyDays }));
  const closed = days.find((day) => !isOpen(day));
  if (closed) return refuse({ code: "depot-day-closed", day: closed });
  return accept(days.map((dueOn) => ({ dueOn, days: everyDays, supervised: micrograms, home: 0 })));
}

/** May a prescription be for these days? Not for more than its form allows, nor begun so late that it is no longer valid. */
export function decideSpan(
  { startsOn, endsOn }: Pick<Course, "startsOn" | "endsOn">,
  protocol: Protocol,
  today: LocalDate,
): Result<undefined, PlanRefusal> {
  const days = daysBetween(startsOn, endsOn) + 1;
  if (days < 1) return refuse({ code: "ends-before-it-starts" });
  const most = Math.min(protocol.mostDays.value, LIMITS.advisedDays.value);
  if (days > most) return refuse({ code: "too-many-days", days, most });
  const valid = LIMITS.validDays.value;
  return daysBetween(today, startsOn) > valid
    ? refuse({ code: "starts-too-late", days: valid })
    : accept(undefined);
}

/** Everything a plan comes to. */
export const totalOf = (plan: readonly Instalment[]): Micrograms =>
  plan.reduce((sum, { supervised, home }) => sum + supervised + home, 0);

/** Where a prescription stands on a day, as people say it. */
export type Standing =
  | "draft"
  | "to sign"
  | "signed"
  | "running"
  | "held"
  | "run out"
  | "changed"
  | "ended"
  | "cancelled";

/** What a prescription is on a day: one that is signed runs between its days, and not from the day on which another takes its place. */
export function standingOn(
  prescription: {
    readonly state: "draft" | "queued" | "signed" | "held" | "changed" | "ended" | "cancelled";
    readonly startsOn: LocalDate;
    readonly endsOn: LocalDate;
    readonly stopsOn: LocalDate | undefined;
  },
  day: LocalDate,
): Standing {
  const { state, startsOn, endsOn, stopsOn } = prescription;
  const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;
  switch (state) {
    case "queued":
      return "to sign";
    case "signed":
      if (stopsOn && !before(day, stopsOn)) return "changed";
      if (before(endsOn, day)) return "run out";
      return before(day, startsOn) ? "signed" : "running";
    case "draft":
    case "held":
    case "changed":
    case "ended":
    case "cancelled":
      return state;
  }
}
