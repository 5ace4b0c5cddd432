import { accept, type Result, refuse } from "../../kernel/result.ts";
import { daysBetween, type LocalDate } from "../../kernel/time.ts";

/** A day of somebody's life: as a date, or as whole days from their entry (0 is the day of entry), which is far quicker. */
export type LifeDay = LocalDate | number;

/** One stay in custody. The day in is a day inside, the day out is not. */
export type CustodySpell = {
  readonly inOn: LifeDay;
  /** Undefined while still inside: counted to the end of complete data. */
  readonly outOn?: LifeDay | undefined;
};

/** What is known of one person around their entry. */
export type Followed = {
  readonly enteredOn: LocalDate;
  /** In any order; spells that overlap are counted once. */
  readonly custody: readonly CustodySpell[];
  /** The day of each event, in any order; two on one day are two. */
  readonly events: readonly LifeDay[];
  /** The day of death: the last day at risk. */
  readonly diedOn?: LocalDate | undefined;
};

/** How far to look, and how far the sources can see. */
export type ExposureOptions = {
  /** Days before and days after entry; the day of entry is the first day after. */
  readonly windowDays: number;
  /** The last day, itself included, of which every source is complete. */
  readonly completeTo: LocalDate;
  /** The first complete day, where the sources do not reach back for ever. */
  readonly completeFrom?: LocalDate | undefined;
};

/** Time at risk and what happened in it. */
export type AtRisk = {
  /** Days free to offend: in the window, in complete data, not in custody. */
  readonly days: number;
  /** Events on those days. */
  readonly events: number;
};

/** One of the two windows. */
export type WindowExposure = AtRisk & {
  /** Events dated on a day in custody. They belong to no rate, since that day is no time at risk. */
  readonly eventsInCustody: number;
};

/** A twelfth of a year's window, numbered from entry: -1 is the last before, 0 the first after. */
export type MonthExposure = AtRisk & { readonly month: number };

/** One person's time at risk and events on both sides of their entry. */
export type Exposure = {
  readonly before: WindowExposure;
  readonly after: WindowExposure;
  /** Every month of both windows, oldest first. Their days and events add up to the windows'. */
  readonly months: readonly MonthExposure[];
  /** Whether the whole of the window after entry lies in complete data. */
  readonly fullWindow: boolean;
  /** The day after the last day followed: the end of the window, of complete data or of life, whichever comes first. */
  readonly followedUntil: LocalDate;
  /** Whether they died in the window after entry, as far as it is followed. The day of death is then the last followed. */
  readonly died: boolean;
};

/** Why a person has no exposure. */
export type ExposureRefusal =
  | { readonly code: "entered-after-complete-data" }
  | { readonly code: "custody-ends-before-it-begins" };

/** Days in a year, leap years averaged, for turning days at risk into person-years. */
export const DAYS_A_YEAR = 365.25;

/** Person-years of so many days. */
export const personYears = (days: number): number => days / DAYS_A_YEAR;

/** Months on each side for a window: twelve for a year of 365 days. */
export const monthsIn = (windowDays: number): number => Math.max(1, Math.round((windowDays * 12) / 365));

/** Days from a span's first to the day after its last, counted from entry. */
type Span = { readonly from: number; readonly to: number };

/**
 * One person's days at risk and events in the window before entry and the window after it.
 *
 * Before is [entry − W, entry), after is [entry, entry + W); both are cut to complete data and end with the day of death.
 * A day in custody (in ≤ day < out) is no day at risk, and an event dated on such a day is counted apart, so that a rate's
 * events and its time are always of the same days. Months are equal parts of the window, rounded to days, so they add up.
 *
 * Refuses: entry after the end of complete data (nothing after entry can be known); custody that ends before it begins.
 */
export function exposureOf(person: Followed, options: ExposureOptions): Result<Exposure, ExposureRefusal> {
  const dayOf = (day: LifeDay): number =>
    typeof day === "number" ? day : daysBetween(person.enteredOn, day);
  const end = dayOf(options.completeTo) + 1;
  if (end <= 0) return refuse({ code: "entered-after-complete-data" });
  // A death dated before entry is somebody's slip: the person was there on the day they entered.
  const alive = person.diedOn ? Math.max(dayOf(person.diedOn), 0) + 1 : Number.POSITIVE_INFINITY;
  const last = Math.min(end, alive);
  const begin = options.completeFrom ? dayOf(options.completeFrom) : Number.NEGATIVE_INFINITY;

  const spells = person.custody.map((spell) => ({
    from: dayOf(spell.inOn),
    to: spell.outOn !== undefined ? dayOf(spell.outOn) : Math.max(end, dayOf(spell.inOn)),
  }));
  if (spells.some((spell) => spell.to < spell.from)) return refuse({ code: "custody-ends-before-it-begins" });
  const inside = eachDayOnce(spells);
  const events = person.events.map(dayOf);

  const cut = (from: number, to: number): Span => ({ from: Math.max(from, begin), to: Math.min(to, last) });
  const { windowDays } = options;
  const count = monthsIn(windowDays);
  const edge = (month: number): number => Math.round((month * windowDays) / count);
  const months = Array.from({ length: 2 * count }, (_, i) => i - count).map((month) => {
    const { days, events: happened } = windowOf(cut(edge(month), edge(month + 1)), inside, events);
    return { month, days, events: happened };
  });
  return accept({
    before: windowOf(cut(-windowDays, 0), inside, events),
    after: windowOf(cut(0, windowDays), inside, events),
    months,
    fullWindow: last >= windowDays,
    followedUntil: person.enteredOn.add({ days: Math.min(windowDays, last) }),
    died: alive <= Math.min(end, windowDays),
  });
}

/** Spells that touch or overlap become one, so that no day is counted twice. */
function eachDayOnce(spells: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const spell of spells.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && spell.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, spell.to) };
    else merged.push(spell);
  }
  return merged;
}

function windowOf(window: Span, inside: readonly Span[], events: readonly number[]): WindowExposure {
  if (window.to <= window.from) return { days: 0, events: 0, eventsInCustody: 0 };
  const overlap = (spell: Span): number =>
    Math.max(0, Math.min(spell.to, window.to) - Math.max(spell.from, window.from));
  const daysInside = inside.reduce((sum, spell) => sum + overlap(spell), 0);
  const happened = events.filter((day) => window.from <= day && day < window.to);
  const eventsInCustody = happened.filter((day) => inside.some((s) => s.from <= day && day < s.to)).length;
  return {
    days: window.to - window.from - daysInside,
    events: happened.length - eventsInCustody,
    eventsInCustody,
  };
}
