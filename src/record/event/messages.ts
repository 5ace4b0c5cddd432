import { clock, type Instant, type LocalDate, longDate } from "../../kernel/time.ts";
import { eventKind, type Precision } from "./kinds.ts";
import type { EventRefusal } from "./rules.ts";

/** What is wrong with an event as it was told, then what to do. */
export function sayEvent(refusal: EventRefusal): string {
  switch (refusal.code) {
    case "when-not-understood":
      return refusal.typed === ""
        ? "Enter when it happened, as exactly as you know it"
        : `“${refusal.typed}” could not be read. Enter it like 3/3/2026 14:30, 3/3/2026, March 2026 or 2026`;
    case "still-to-come":
      return "That is still to come. Record what has happened; for what must be done, make a task";
    case "before-birth":
      return `The person was born on ${longDate(refusal.born)}. Check the year`;
    case "after-death":
      return `This person's death is recorded on ${longDate(refusal.died)}. Check the day, or reverse the death first if it is wrong`;
    case "kind-not-yours":
      return "Your role does not record this kind of event. Choose another, or ask a colleague who does";
    case "death-has-its-own-page":
      return "A death is recorded from the person's page, because it also stops handovers, tasks and letters";
    case "does-not-last":
      return `“${eventKind(refusal.kind).name}” happens at one moment. Leave the end empty`;
    case "ends-before-it-starts":
      return "It cannot end before it starts. Check both days";
    case "end-still-to-come":
      return "That day is still to come. Leave the end empty until it has ended";
    case "ends-after-death":
      return `This person's death is recorded on ${longDate(refusal.died)}. Enter that day or an earlier one as the end`;
  }
}

/** Which question of the form each refusal stands beside. */
export function fieldOf(refusal: EventRefusal): "kind" | "when" | "until" {
  switch (refusal.code) {
    case "when-not-understood":
    case "still-to-come":
    case "before-birth":
    case "after-death":
      return "when";
    case "kind-not-yours":
    case "death-has-its-own-page":
      return "kind";
    case "does-not-last":
    case "ends-before-it-starts":
    case "end-still-to-come":
    case "ends-after-death":
      return "until";
  }
}

/** The sentence when the reader's agency has nothing to do with the person any more. */
export const SAY_NOT_THERE = "This cannot be recorded here now. Go back to the person's page and look again";

/** The sentence when there is nothing left to withdraw. */
export const SAY_NOTHING_TO_WITHDRAW =
  "This event was withdrawn already, or another agency recorded it. Ask the agency that recorded it.";

/** A time said no more exactly than it is known: `3 March 2026 at 14:30`, `3 March 2026`, `March 2026`, `2026`. */
export function sayWhen(when: {
  readonly on: LocalDate;
  readonly at: Instant | undefined;
  readonly precision: Precision;
}): string {
  switch (when.precision) {
    case "minute":
      return when.at ? `${longDate(when.on)} at ${clock(when.at)}` : longDate(when.on);
    case "day":
      return longDate(when.on);
    case "month":
      return sayMonth(when.on);
    case "year":
      return `${when.on.year}`;
  }
}

/** `March 2026` */
export const sayMonth = (on: LocalDate): string => longDate(on).replace(/^\d+ /, "");

/** Its length in words for something that lasts: `until 3 May 2026 (61 nights)`, or that it goes on. */
export function sayUntil(on: LocalDate, until: LocalDate | undefined, exact: boolean): string {
  if (!until) return "no end recorded";
  const nights = on.until(until, { largestUnit: "day" }).days;
  const length = exact ? ` (${nights} ${nights === 1 ? "night" : "nights"})` : "";
  return `until ${longDate(until)}${length}`;
}
