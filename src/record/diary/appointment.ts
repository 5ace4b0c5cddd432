import { type Id, idOf, type PersonId, type ServiceId, type StaffId, type TeamId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";

export type AppointmentId = Id<"appointment">;
export const AppointmentId = idOf("appointment");
export type RoomId = Id<"room">;
export const RoomId = idOf("room");
export type SessionId = Id<"session">;
export const SessionId = idOf("session");
export type GroupId = Id<"group">;
export const GroupId = idOf("group");

/** Kinds of appointment, with words that give nothing away whoever reads them over a shoulder. */
export const APPOINTMENT_KINDS = {
  first: "First meeting",
  assessment: "Assessment",
  keywork: "Keywork",
  review: "Review",
  clinical: "Clinical",
  call: "Telephone call",
  visit: "Visit",
  group: "Group",
  other: "Other",
} as const;
export type AppointmentKind = keyof typeof APPOINTMENT_KINDS;

/** Is this the code of a kind of appointment? For rows. */
export const isAppointmentKind = (code: string): code is AppointmentKind =>
  Object.hasOwn(APPOINTMENT_KINDS, code);

export const APPOINTMENT_STATES = [
  "offered",
  "booked",
  "moved",
  "cancelled",
  "attended",
  "missed",
  "excused",
  "stopped-by-death",
] as const;
/** What became of an appointment. */
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

/** How somebody's coming is recorded. */
export type Attendance = "attended" | "missed" | "excused";

/** An appointment somebody wants to make. */
export type Wanted = {
  readonly person: PersonId;
  readonly service: ServiceId;
  readonly category: string;
  readonly team: TeamId;
  readonly episode?: string | undefined;
  readonly kind: AppointmentKind;
  readonly purpose: string;
  readonly at: Instant;
  readonly minutes: number;
  readonly staff?: StaffId | undefined;
  readonly alsoStaff?: StaffId | undefined;
  readonly room?: RoomId | undefined;
  readonly place: string;
  readonly forOrder: boolean;
  /** Offered to the person, who has not said yes yet. Its time is kept for them. */
  readonly offered: boolean;
  /** How many weeks it repeats at the same time of the wall clock; 1 is once. */
  readonly weeks: number;
};

/** One stretch of time. */
export type Span = { readonly from: Instant; readonly to: Instant };
