import { daysBetween, daysInWords, type LocalDate, longDate, shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import type { Said } from "../../web/page.ts";
import type { HandingRefusal, NaloxoneFact } from "./rules.ts";

/** Why something handed over was not recorded, beside the question it is about. */
export function sayHanding(refusal: HandingRefusal): Said {
  switch (refusal.code) {
    case "nothing-given":
      return "Nothing is recorded yet. Enter a number beside what was given or brought back.";
    case "in-the-future":
      return { field: "on", words: "This day is still to come. Enter today or the day it was given." };
    case "expiry-needed":
      return { field: "expiresOn", words: "Enter the expiry date printed on the kit" };
    case "out-of-date":
      return {
        field: "expiresOn",
        words: `A kit that expired on ${longDate(refusal.expiresOn)} is not given. Give another, or correct the date.`,
      };
    case "why-needed":
      return { field: "why", words: "Choose why naloxone is given now" };
  }
}

const ago = (day: LocalDate, today: LocalDate): string => {
  const days = daysBetween(day, today);
  return days === 0 ? "today" : `${daysInWords(days)} ago`;
};

/** Whether somebody has naloxone in date, in one line with its age. */
export function sayNaloxone(fact: NaloxoneFact, today: LocalDate): string {
  switch (fact.has) {
    case "in-date":
      return `Naloxone in date: ${counted(fact.kits, "kit")} until ${shortDate(fact.until)}, given ${shortDate(fact.given)} (${ago(fact.given, today)})`;
    case "out-of-date":
      return `Naloxone is out of date since ${shortDate(fact.since)}`;
    case "gone":
      return `Naloxone was used or lost, and no new kit is recorded; the last was given ${shortDate(fact.given)} (${ago(fact.given, today)})`;
    case "never":
      return "No naloxone recorded";
  }
}
