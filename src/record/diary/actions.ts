import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { holdLife } from "../episode/store.ts";
import type { AppointmentId, Attendance, Span, Wanted } from "./appointment.ts";
import { contactMade, startLadder } from "./ladder.ts";
import { closeStepTask, endLadder, ladderOfAppointment } from "./ladder-store.ts";
import {
  type BookingRefusal,
  decideAttendance,
  decideBooking,
  decideChange,
  decideCorrection,
  type SettleRefusal,
} from "./rules.ts";
import {
  type Appointment,
  appointmentById,
  holdTime,
  insertAppointment,
  insertWalkIn,
  lockAppointment,
  pointAt,
  settle,
  standsThere,
  walkedInThen,
} from "./store.ts";

/** What stands there already: told only as far as whoever asks may see it. */
export type Clash = {
  readonly code: "person-busy" | "worker-busy" | "room-busy";
  readonly at: Instant;
  readonly name: string;
  readonly with: Appointment | undefined;
};
export type ActRefusal =
  | NotThere
  | BookingRefusal
  | SettleRefusal
  | Clash
  | { readonly code: "came-already"; readonly at: Instant };

const NOT_THERE = { code: "not-there" } as const;

/** Books an appointment, or offers it; every week of one that repeats, or none of them. */
export async function book(
  tx: Tx,
  wanted: Wanted,
  now: Instant,
): Promise<Result<readonly AppointmentId[], ActRefusal>> {
  const life = await holdLife(tx, wanted.person);
  if (!life) return refuse(NOT_THERE);
  const decision = decideBooking(wanted, { life, now });
  if (!decision.ok) return decision;
  const made: AppointmentId[] = [];
  for (const span of decision.value) {
    const one = await bookOne(tx, wanted, span);
    if (!one.ok) return one;
    made.push(one.value);
  }
  tx.log({ what: "changed", about: "appointment booked", people: [wanted.person] });
  return accept(made);
}

/** The person first, then workers and room: always in this order, so that two never wait for each other in a circle. */
async function bookOne(tx: Tx, wanted: Wanted, span: Span): Promise<Result<AppointmentId, Clash>> {
  const id = await insertAppointment(tx, wanted, span);
  if (!id) {
    const there = await standsThere(tx, { person: wanted.person }, span);
    return refuse({ code: "person-busy", at: span.from, name: there?.person_name ?? "", with: there });
  }
  const taken = await holdTime(tx, id);
  if (!taken) return accept(id);
  const there = await standsThere(tx, { taken: taken.key, beside: id }, span);
  return refuse({
    code: taken.what === "worker" ? "worker-busy" : "room-busy",
    at: span.from,
    name: taken.name,
    with: there,
  });
}

/** Writes down that somebody came without an appointment. Contact was made. */
export async function walkIn(
  tx: Tx,
  wanted: Wanted,
  now: Instant,
): Promise<Result<AppointmentId, ActRefusal>> {
  const life = await holdLife(tx, wanted.person);
  if (!life) return refuse(NOT_THERE);
  if (life.died) return refuse({ code: "person-has-died" });
  if (Temporal.Instant.compare(wanted.at, now) > 0) return refuse({ code: "not-yet", at: wanted.at });
  const span = { from: wanted.at, to: wanted.at.add({ minutes: wanted.minutes }) };
  const recorded = await walkedInThen(tx, wanted, span);
  if (recorded) return refuse({ code: "came-already", at: recorded });
  const id = await insertWalkIn(tx, wanted, span);
  tx.log({ what: "changed", about: "came without an appointment", people: [wanted.person] });
  await contactMade(tx, wanted.person, "Came without an appointment");
  return accept(id);
}

type Held = { readonly appointment: Appointment; readonly died: boolean };

/** Holds the life of the person, then the appointment, and reads it again. */
async function hold(tx: Tx, id: AppointmentId): Promise<Held | undefined> {
  const seen = await appointmentById(tx, id);
  if (!seen?.ours) return undefined;
  const life = await holdLife(tx, seen.person_id);
  const appointment = life && (await lockAppointment(tx, id));
  return appointment && { appointment, died: life.died !== undefined };
}

/**
 * Marks somebody as attended, missed or excused. Missed begins the ladder of missed contact; attended ends one that is open.
 */
export async function markAttendance(
  tx: Tx,
  id: AppointmentId,
  marked: { readonly as: Attendance; readonly reason: string },
  now: Instant,
): Promise<Result<Appointment, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { appointment } = held;
  const startsAt = appointment.starts_at;
  const decision = decideAttendance({ state: appointment.state, startsAt }, marked.as, marked.reason, now);
  if (!decision.ok) return decision;
  await settle(tx, id, { state: decision.value, reason: marked.reason.trim() });
  tx.log({ what: "changed", about: `appointment ${decision.value}`, people: [appointment.person_id] });
  await followUp(tx, appointment, decision.value, now);
  return accept(appointment);
}

/** What follows: a ladder for who did not come, the end of one for who did. */
async function followUp(tx: Tx, one: Appointment, marked: Attendance, now: Instant): Promise<void> {
  if (marked === "attended") await contactMade(tx, one.person_id, "Came to an appointment");
  if (marked !== "missed") return;
  await startLadder(
    tx,
    one.person_id,
    { because: "missed-appointment", service: one.service_id, appointment: one.id },
    now,
  );
}

/** Corrects what was marked. What it said first stays written down; a ladder it began ends, or begins now. */
export async function correctAttendance(
  tx: Tx,
  id: AppointmentId,
  to: { readonly as: Attendance; readonly reason: string },
  now: Instant,
): Promise<Result<Appointment, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { appointment } = held;
  const decision = decideCorrection(appointment.state, to.as, to.reason);
  if (!decision.ok) return decision;
  await settle(tx, id, { state: decision.value, reason: to.reason.trim() });
  tx.log({ what: "changed", about: "attendance corrected", people: [appointment.person_id] });
  const ladder = await ladderOfAppointment(tx, id);
  if (ladder && decision.value !== "missed") {
    await endLadder(tx, ladder.id, "not-missed", "The appointment was marked wrongly");
    if (ladder.task_id) await closeStepTask(tx, ladder.task_id, "cancelled");
  }
  await followUp(tx, appointment, decision.value, now);
  return accept(appointment);
}

/** The person says yes to what was offered. */
export async function acceptOffered(tx: Tx, id: AppointmentId): Promise<Result<Appointment, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { appointment } = held;
  if (appointment.state !== "offered") return refuse({ code: "settled-already", state: appointment.state });
  await settle(tx, id, { state: "booked", reason: "" });
  tx.log({ what: "changed", about: "appointment agreed", people: [appointment.person_id] });
  return accept(appointment);
}

/** Cancels an appointment: by whom, and why. */
export async function cancel(
  tx: Tx,
  id: AppointmentId,
  why: { readonly by: "person" | "service"; readonly reason: string },
): Promise<Result<Appointment, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { appointment } = held;
  const decision = decideChange(appointment.state, why.reason);
  if (!decision.ok) return decision;
  await settle(tx, id, { state: "cancelled", reason: why.reason.trim(), cancelledBy: why.by });
  tx.log({ what: "changed", about: "appointment cancelled", people: [appointment.person_id] });
  return accept(appointment);
}

/** Moves an appointment: the first stays, and points at the one it became. */
export async function move(
  tx: Tx,
  id: AppointmentId,
  to: Pick<Wanted, "at" | "minutes" | "staff" | "room"> & { readonly reason: string },
  now: Instant,
): Promise<Result<AppointmentId, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { appointment: was } = held;
  const decision = decideChange(was.state, to.reason);
  if (!decision.ok) return decision;
  const wanted = { ...wantedFrom(was), at: to.at, minutes: to.minutes, staff: to.staff, room: to.room };
  const booking = decideBooking(wanted, { life: {}, now });
  if (!booking.ok) return booking;
  await settle(tx, id, { state: "moved", reason: to.reason.trim() });
  const [span] = booking.value;
  const made = span && (await bookOne(tx, wanted, span));
  if (!made?.ok) return made ?? refuse(NOT_THERE);
  await pointAt(tx, id, made.value);
  tx.log({ what: "changed", about: "appointment moved", people: [was.person_id] });
  return made;
}

function wantedFrom(one: Appointment): Wanted {
  return {
    person: one.person_id,
    service: one.service_id,
    category: one.category,
    team: one.team_id,
    episode: one.episode_id ?? undefined,
    kind: one.kind,
    purpose: one.purpose,
    at: one.starts_at,
    minutes: minutesOf(one),
    staff: one.staff_id ?? undefined,
    alsoStaff: one.also_staff_id ?? undefined,
    room: one.room_id ?? undefined,
    place: one.place,
    forOrder: one.for_order,
    offered: one.state === "offered",
    weeks: 1,
  };
}

/** How long an appointment is. */
export const minutesOf = (one: Pick<Appointment, "starts_at" | "ends_at">): number =>
  Math.round((one.ends_at.epochMilliseconds - one.starts_at.epochMilliseconds) / 60_000);
