import { clock, type Instant, londonDay, weekdayAndDate } from "../../kernel/time.ts";
import type { Said } from "../../web/page.ts";
import type { ActRefusal, Clash } from "./actions.ts";
import { APPOINTMENT_KINDS, type AppointmentState } from "./appointment.ts";
import { WEEKS_MOST } from "./rules.ts";
import type { Appointment } from "./store.ts";

/** What became of an appointment, in words. */
export const STATE_WORDS = {
  offered: "Offered, not agreed yet",
  booked: "Booked",
  moved: "Moved",
  cancelled: "Cancelled",
  attended: "Attended",
  missed: "Missed",
  excused: "Excused",
  "stopped-by-death": "Stopped by a recorded death",
} as const satisfies Record<AppointmentState, string>;

/** `Tuesday 1 December 2026 at 10:00` */
export const sayWhen = (at: Instant): string => `${weekdayAndDate(londonDay(at))} at ${clock(at)}`;

/** `10:00 to 10:45` */
export const sayHours = ({ starts_at, ends_at }: Pick<Appointment, "starts_at" | "ends_at">): string =>
  `${clock(starts_at)} to ${clock(ends_at)}`;

/** What an appointment is, in words that give nothing away. */
export const sayWhat = (one: Appointment): string =>
  one.group_name ?? (one.purpose === "" ? APPOINTMENT_KINDS[one.kind] : one.purpose);

/** Where it is, where that is known. */
export const sayWhere = (one: Appointment): string => one.room_name ?? one.place;

/** Why something was not booked, moved or marked, and what to do. */
export function sayDiary(refusal: Exclude<ActRefusal, { code: "not-there" }>): Said {
  switch (refusal.code) {
    case "person-has-died":
      return "This person's death is recorded, so nothing more is booked for them.";
    case "time-has-passed":
      return { field: "at", words: `${sayWhen(refusal.at)} has passed. Enter a time still to come.` };
    case "too-far-ahead":
      return { field: "at", words: `${sayWhen(refusal.at)} is more than a year away. Check the date.` };
    case "minutes-wrong":
      return { field: "minutes", words: "Enter how many minutes it lasts, from 5 to 720" };
    case "weeks-wrong":
      return { field: "weeks", words: `Enter a number of weeks from 1 to ${WEEKS_MOST}` };
    case "same-worker-twice":
      return { field: "alsoStaff", words: "Choose another second worker, or nobody" };
    case "person-busy":
    case "worker-busy":
    case "room-busy":
      return { field: refusal.code === "room-busy" ? "room" : "at", words: sayClash(refusal) };
    case "came-already":
      return {
        field: "at",
        words: `It is recorded already that they came on ${sayWhen(refusal.at)}. Enter another time if they came again`,
      };
    case "not-yet":
      return `It begins on ${sayWhen(refusal.at)}. Mark it when the time has come, or cancel it.`;
    case "settled-already":
      return `This appointment is ${STATE_WORDS[refusal.state].toLowerCase()} already. Open it to see what became of it.`;
    case "not-recorded-yet":
      return "Nothing is recorded of this appointment yet. Mark it as attended, missed or excused.";
    case "same-as-before":
      return { field: "as", words: "It says that already. Choose what it should say" };
    case "reason-needed":
      return { field: "reason", words: "Enter why" };
  }
}

/** With what it clashes, as far as whoever asks may see it. */
function sayClash({ code, at, name, with: there }: Clash): string {
  const who = code === "person-busy" ? "The person" : name;
  const what = there
    ? ` has ${code === "person-busy" ? sayWhat(there).toLowerCase() : `${sayWhat(there).toLowerCase()} with ${there.person_name}`} from ${sayHours(there)}`
    : code === "room-busy"
      ? " is taken"
      : " has something else then";
  return `${who}${what} on ${sayWhen(at)}. Choose another time${code === "room-busy" ? " or room" : ""}.`;
}

/** Why contact counts as missed. */
export const BECAUSE_WORDS: Readonly<Record<string, string>> = {
  "missed-appointment": "An appointment was missed",
  "missed-collections": "Collections were missed",
  "missed-session": "A session was missed",
  "not-seen": "Nobody has seen them for some time",
};
