import { sayIdentifiers } from "./assessment-words.ts";
import type { VisitState } from "./visit-rules.ts";

/** What is asked of somebody who leaves before they should, with the words of each answer. */
export const LEFT_EARLY = {
  advised: { asked: "Were they advised to stay?", said: { yes: "Yes", no: "There was no time" } },
  capacity: {
    asked: "Could they decide it?",
    said: { yes: "Yes, they had capacity", doubt: "In doubt: the doctor was called" },
  },
  naloxone: {
    asked: "Naloxone to take along?",
    said: { taken: "Taken", refused: "Offered and refused" },
  },
} as const;
export const WITNESS = "Who else saw it?";

/** What is asked of somebody who is to leave. */
export const LEAVING = {
  walks: "Do they walk unaided?",
  oriented: "Do they know where they are?",
  toldNotToDrive: "Were they told not to drive?",
} as const;
const YES_NO = { yes: "Yes", no: "No" } as const;
const TOLD = { prescriber: "the prescriber", keyworker: "their keyworker" } as const;

const wordOf = (of: Readonly<Record<string, string>>, code: unknown): string =>
  of[String(code)] ?? String(code);

/** What else was said of a move of a visit, in words; empty where nothing was. */
export function sayDetails(to: VisitState, details: Readonly<Record<string, unknown>>): string {
  if (to === "identified" && Array.isArray(details.by)) return sayIdentifiers(details.by.map(String));
  if (to === "fit-to-leave")
    return Object.entries(LEAVING)
      .flatMap(([key, asked]) => (key in details ? `${asked} ${wordOf(YES_NO, details[key])}` : []))
      .join(". ");
  if (to === "left-early")
    return [
      ...Object.entries(LEFT_EARLY).flatMap(([key, { asked, said }]) =>
        key in details ? `${asked} ${wordOf(said, details[key])}` : [],
      ),
      ...("witness" in details ? [`${WITNESS} ${String(details.witness)}`] : []),
    ].join(". ");
  if (to === "closed" && Array.isArray(details.told) && details.told.length > 0)
    return `Told: ${details.told.map((who) => wordOf(TOLD, who)).join(" and ")}`;
  return "";
}
