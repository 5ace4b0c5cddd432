import { CODES, type DosingRefusal, sayDosing } from "../dosing/messages.ts";

const SAYS = {
  "declared-already": "A downtime of these premises goes on already. Open it instead.",
  "no-such-form":
    "This number is not of the forms that were used in this downtime. Read it again; or say first that another set was used.",
  "finished-already": "This downtime is finished: all of its paper was accounted for and counted.",
  "ended-already": "This downtime has been ended already.",
  "ticked-already":
    "This form is ticked off already. To answer otherwise about one that is no dose, say why.",
  "other-form":
    "This number is of another kind of form: the first of a set are for doses, the last are pages of the register.",
  "late-ticked-already": "This dose is of another form already. Two forms are two doses.",
  "not-printed": "No pack was sent to print yet. Print one first.",
  "say-how-else": "Say how there is paper all the same.",
  "not-enough-said": "Say in words how it was spoiled, or which lines of the book its lines became.",
  "goes-on": "This downtime goes on. End it first.",
  "same-person":
    "You ticked off forms of this downtime. A second person, who did not, counts them and finishes it.",
  "forms-missing":
    "Some numbers are not accounted for yet. Each form is found, or it is said what became of it.",
  "waits-for-second": "Some doses wait for their second signature.",
  "count-differs":
    "That is not how many forms are entered as a dose. Nothing is finished. Lay the paper beside the list and go through it together.",
} as const;
export type DowntimeCode = keyof typeof SAYS;
export type DowntimeRefusal = { readonly code: DowntimeCode } | DosingRefusal;

/** The words in which the database answers, as a refusal; undefined when it is done. */
export function downtimeRefusal(answer: string): DowntimeRefusal | undefined {
  if (answer === "done") return undefined;
  if (answer === "mismatch") return { code: "count-differs" };
  if (answer in SAYS) return { code: answer as DowntimeCode };
  return { code: answer in CODES ? (answer as keyof typeof CODES) : "not-there" };
}

/** What whoever enters paper reads. */
export const sayDowntime = (refusal: DowntimeRefusal): string =>
  refusal.code in SAYS ? SAYS[refusal.code as DowntimeCode] : sayDosing(refusal as DosingRefusal);
