import type { LocalDate } from "../../../kernel/time.ts";
import type { Slot } from "./order.ts";

/** Why a scheduled session counts against nobody. */
export const EXCUSES = [
  "hospital",
  "custody",
  "agreed absence",
  "service closed",
  "prescriber suspended",
] as const;
export type Excuse = (typeof EXCUSES)[number];

/**
 * One session that the plan in force that day scheduled for somebody. A second visit after they were asked to wait is the same session.
 */
export type SessionRow = {
  readonly day: LocalDate;
  readonly slot: Slot;
  /** `arrived` also of those whose dose was withheld or deferred and of those who left early. */
  readonly state: "arrived" | "no-show" | "excused";
  readonly excuse?: Excuse;
  readonly prescribed_ug: number;
  readonly injected_ug: number;
};

/** So many of so many. The percentage is worked out where it is shown, with both numbers beside it. */
export type Share = { readonly of: number; readonly outOf: number };

/** The three measures of one person or of many, and attendance with nothing excused. Reported together, never one alone. */
export type Attendance = {
  readonly attendance: Share;
  readonly dosing: Share;
  readonly fullDose: Share;
  readonly allScheduled: Share;
};

/** Attendance, dosing and full doses, as the definitions say, of these sessions. */
export function attendanceOf(rows: readonly SessionRow[]): Attendance {
  const counted = rows.filter(({ state }) => state !== "excused");
  const outOf = counted.length;
  const arrived = counted.filter(({ state }) => state === "arrived");
  const dosed = arrived.filter(({ injected_ug }) => injected_ug > 0);
  const full = dosed.filter(({ injected_ug, prescribed_ug }) => injected_ug >= prescribed_ug);
  return {
    attendance: { of: arrived.length, outOf },
    dosing: { of: dosed.length, outOf },
    fullDose: { of: full.length, outOf },
    allScheduled: { of: arrived.length, outOf: rows.length },
  };
}

/** A share as a percentage; undefined where there is nothing to count. */
export const percentOf = ({ of, outOf }: Share): number | undefined =>
  outOf === 0 ? undefined : (of * 100) / outOf;

/** A measure over people: each person's own first, then their mean and median; and all sessions pooled. */
export type OverPeople = {
  readonly people: number;
  readonly mean: number | undefined;
  readonly median: number | undefined;
  readonly pooled: Share;
};

/** One of the measures over people who each had something scheduled. */
export function overPeople(each: readonly (readonly SessionRow[])[], measure: keyof Attendance): OverPeople {
  const shares = each.map((rows) => attendanceOf(rows)[measure]);
  const percents = shares
    .map(percentOf)
    .filter((percent) => percent !== undefined)
    .toSorted((a, b) => a - b);
  const middle = Math.floor(percents.length / 2);
  const [low, high] = percents.length % 2 === 1 ? [middle, middle] : [middle - 1, middle];
  return {
    people: percents.length,
    mean: percents.length === 0 ? undefined : percents.reduce((sum, one) => sum + one, 0) / percents.length,
    median: percents.length === 0 ? undefined : ((percents[low] ?? 0) + (percents[high] ?? 0)) / 2,
    pooled: {
      of: shares.reduce((sum, { of }) => sum + of, 0),
      outOf: shares.reduce((sum, { outOf }) => sum + outOf, 0),
    },
  };
}

/** Somebody who ever started, as far as retention depends on it. */
export type Started = {
  readonly firstDose: LocalDate;
  readonly doses: readonly LocalDate[];
  readonly dischargedOn?: LocalDate;
  readonly diedOn?: LocalDate;
};

/** Who is still in treatment on a day since their start, of all who started and of whom that day has come. Deaths are told apart, not left out. */
export type Retention = { readonly retained: Share; readonly died: number };

/**
 * Retention at day t: no discharge, and a gap since the last dose of no more than the protocol's days. Everybody who ever started
 * counts whose day t has come; nobody is censored.
 */
export function retentionAt(
  t: number,
  people: readonly Started[],
  today: LocalDate,
  mostGap: number,
): Retention {
  const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) <= 0;
  const reached = people.filter(({ firstDose }) => before(firstDose.add({ days: t }), today));
  const dead = reached.filter(
    ({ firstDose, diedOn }) => diedOn && before(diedOn, firstDose.add({ days: t })),
  );
  const still = reached.filter((one) => {
    const at = one.firstDose.add({ days: t });
    if (dead.includes(one) || (one.dischargedOn && before(one.dischargedOn, at))) return false;
    return one.doses.some((dose) => before(dose, at) && before(at, dose.add({ days: mostGap })));
  });
  return { retained: { of: still.length, outOf: reached.length }, died: dead.length };
}
