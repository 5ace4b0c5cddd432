import { daysBetween, daysInWords, type LocalDate, longDate } from "../../../kernel/time.ts";
import { type OwnOxygenRule, standsAgainstOwnOxygen } from "./own-oxygen-rules.ts";
import type { OwnOxygen, OwnOxygenRefusal } from "./own-oxygen-store.ts";

/** `90 %, measured on 3 October 2026 (57 days ago), recorded by Dr Achebe: COPD. It counts here.` Nothing where none is recorded. */
export function sayOwnOxygen(
  newest: OwnOxygen | undefined,
  rule: OwnOxygenRule,
  day: LocalDate,
): string | undefined {
  if (!newest?.measured) return undefined;
  const { spo2, measuredOn } = newest.measured;
  const days = daysBetween(measuredOn, day);
  const age = days === 0 ? "today" : `${daysInWords(days)} ago`;
  return `${spo2} %, measured on ${longDate(measuredOn)} (${age}), recorded by ${newest.by}: ${newest.reason}. ${sayCounts(newest.measured, rule, day)}`;
}

function sayCounts(
  measured: Parameters<typeof standsAgainstOwnOxygen>[0],
  rule: OwnOxygenRule,
  day: LocalDate,
): string {
  const against = standsAgainstOwnOxygen(measured, rule, day);
  if (!against) return "It counts before a dose and on leaving.";
  switch (against.code) {
    case "not-by-protocol":
      return "It does not count: by this protocol nobody’s own does.";
    case "too-low":
      return `It does not count: by this protocol none below ${against.least} % does.`;
    case "too-old":
      return `It has not counted since ${longDate(against.until)}: measure it again.`;
  }
}

/** Why it was not recorded, and what to do; beside which question, where it is about one. */
export function sayOwnOxygenRefusal({ code }: OwnOxygenRefusal): string | { field: string; words: string } {
  switch (code) {
    case "not-there":
      return "A licensed doctor of this clinic records it, of somebody in treatment here.";
    case "not-fresh":
      return "Show again that it is you, then record it.";
    case "has-died":
      return "This person’s death is recorded.";
    case "changed-since":
      return "Somebody else has recorded one meanwhile. Open the page again, look at theirs, then decide.";
    case "nothing-to-take-back":
      return "None is recorded that could be taken back.";
    case "not-measured-yet":
      return { field: "on", words: "Enter the day on which it was measured: today or before" };
  }
}
