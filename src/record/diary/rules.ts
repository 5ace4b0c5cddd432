import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromLondon, type Instant, londonDateTime } from "../../kernel/time.ts";
import type { Life } from "../episode/rules.ts";
import type { AppointmentState, Attendance, Span, Wanted } from "./appointment.ts";

/** How often an appointment may repeat at once: half a year, so that nobody fills a diary for ever. */
export const WEEKS_MOST = 26;
/** How far ahead people book: later than this is a slip of the keys. */
const DAYS_AHEAD_MOST = 400;
/** Who comes early may be marked as come. */
const EARLY_MINUTES = 60;

export type BookingRefusal =
  | { readonly code: "person-has-died" }
  | { readonly code: "time-has-passed"; readonly at: Instant }
  | { readonly code: "too-far-ahead"; readonly at: Instant }
  | { readonly code: "minutes-wrong" }
  | { readonly code: "weeks-wrong" }
  | { readonly code: "same-worker-twice" };

export type SettleRefusal =
  | { readonly code: "not-yet"; readonly at: Instant }
  | { readonly code: "settled-already"; readonly state: AppointmentState }
  | { readonly code: "not-recorded-yet" }
  | { readonly code: "same-as-before" }
  | { readonly code: "reason-needed" };

const before = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) < 0;

/** The times of an appointment that repeats weekly, by the clock on the wall: ten o'clock stays ten when clocks change. */
export function weekly(at: Instant, minutes: number, weeks: number): readonly Span[] {
  const first = londonDateTime(at);
  return Array.from({ length: weeks }, (_, week) => {
    // The first is the very moment that was chosen, also in the hour that comes twice.
    const from = week === 0 ? at : fromLondon(first.add({ weeks: week }));
    return { from, to: from.add({ minutes }) };
  });
}

/** May this be booked? Whether everyone is free is asked of the database, which alone can promise it. */
export function decideBooking(
  wanted: Pick<Wanted, "at" | "minutes" | "weeks" | "staff" | "alsoStaff">,
  known: { readonly life: Life; readonly now: Instant },
): Result<readonly Span[], BookingRefusal> {
  const { at, minutes, weeks } = wanted;
  if (known.life.died) return refuse({ code: "person-has-died" });
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > 720) return refuse({ code: "minutes-wrong" });
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > WEEKS_MOST) return refuse({ code: "weeks-wrong" });
  if (wanted.alsoStaff && wanted.alsoStaff === wanted.staff) return refuse({ code: "same-worker-twice" });
  if (before(at, known.now)) return refuse({ code: "time-has-passed", at });
  if (before(known.now.add({ hours: DAYS_AHEAD_MOST * 24 }), at))
    return refuse({ code: "too-far-ahead", at });
  return accept(weekly(at, minutes, weeks));
}

/** Still to come or to be marked: it can be moved, cancelled or marked. */
export const isOpenState = (state: AppointmentState): boolean => state === "offered" || state === "booked";

/** May somebody be marked as attended, missed or excused? Missed only once it began; come early is come. */
export function decideAttendance(
  appointment: { readonly state: AppointmentState; readonly startsAt: Instant },
  attendance: Attendance,
  reason: string,
  now: Instant,
): Result<Attendance, SettleRefusal> {
  const { state, startsAt } = appointment;
  if (!isOpenState(state)) return refuse({ code: "settled-already", state });
  if (attendance === "missed" && before(now, startsAt)) return refuse({ code: "not-yet", at: startsAt });
  const early = startsAt.subtract({ minutes: EARLY_MINUTES });
  if (attendance === "attended" && before(now, early)) return refuse({ code: "not-yet", at: startsAt });
  if (attendance === "excused" && !reason.trim()) return refuse({ code: "reason-needed" });
  return accept(attendance);
}

/** May what was marked be corrected? It stays written down what it said first. */
export function decideCorrection(
  state: AppointmentState,
  to: Attendance,
  reason: string,
): Result<Attendance, SettleRefusal> {
  if (isOpenState(state)) return refuse({ code: "not-recorded-yet" });
  if (state !== "attended" && state !== "missed" && state !== "excused")
    return refuse({ code: "settled-already", state });
  if (state === to) return refuse({ code: "same-as-before" });
  if (!reason.trim()) return refuse({ code: "reason-needed" });
  return accept(to);
}

/** May it be cancelled or moved, and is it said why? */
export function decideChange(state: AppointmentState, reason: string): Result<undefined, SettleRefusal> {
  if (!isOpenState(state)) return refuse({ code: "settled-already", state });
  if (!reason.trim()) return refuse({ code: "reason-needed" });
  return accept(undefined);
}
