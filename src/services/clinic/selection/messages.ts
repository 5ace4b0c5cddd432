import type { Said } from "../../../web/page.ts";

const WORDS: Readonly<Record<string, Said>> = {
  "not-there": "This is not yours to do, or it has been done. Go back and look at where it stands",
  "has-died": "This person has died. Nothing is nominated",
  already: "Your agency has nominated this person already, and it still goes on",
  "no-panel": "This clinic has no panel yet. Set it up under Selection, How it goes",
  "no-consent": "The person has not agreed to the panel. Record their decision first",
  "service-ends":
    "This clinic’s service is ending, so nobody new is taken on. Offer the person another service",
  elsewhere: "It has moved on since this page was shown. Go back and look at where it stands",
  "not-fresh": "Show again that it is you, then send it once more",
  "no-licence":
    "Your licence for diamorphine does not hold today at these premises. Only the doctor who holds one accepts, or makes an exception",
  "no-second-doctor": { field: "second", words: "Choose another doctor of the clinic, who is told" },
  "no-such-place": {
    field: "place",
    words: "There is no such place on the list. Enter a number of the list",
  },
  "same-place": { field: "place", words: "They have that place already. Enter another" },
  "not-before-the-panel":
    "The panel does not have this person at this meeting. Put them before it, or choose the meeting at which it was decided",
  "corrected-already": "This was corrected already. Go back and correct the newest line",
  "words-needed": { field: "words", words: "Say in words what the reason is" },
  "reason-needed": { field: "reason", words: "Choose the reason" },
  "chair-needed": { field: "chaired_by", words: "Choose the agency that leads the panel" },
  "no-agency": { field: "agencies", words: "Choose the agencies to which the person agrees" },
  "kept-where-needed": { field: "kept_where", words: "Say where the paper is kept" },
  "signed-later": {
    field: "signed_on",
    words: "The day of signing is still to come. Enter the day it was signed",
  },
  "checklist-open":
    "The checklist is not complete. Answer what is open, or have the licensed doctor make an exception, then accept",
  "agree-first": "Accept the person first, then have the agreement signed",
  "again-has-passed": { field: "again", words: "That day has passed. Enter a later one" },
  "both-ticked": { field: "there", words: "One is ticked in both lists. Tick it in one" },
  "nothing-ticked": { field: "there", words: "Tick what is there, or what was looked at and is not there" },
  "no-team": "Your post has no duty team. Ask an administrator to give you one",
  "no-service": "Your agency has no clinic",
};

/** The words of a refusal. */
export const saySelection = ({ code }: { readonly code: string }): Said =>
  WORDS[code] ?? "It could not be done. Go back and try again";

/** What was said for the panel, by what it is. */
export const WORD_NAMES = {
  summary: "Summary for everyone on the panel",
  health: "Health, for care members alone",
  concern: "Concern",
  contacts: "Contacts with the person",
  offending: "Summary of offending",
  housing: "Housing",
} as const;

/** Who reads a part. */
export const PART_NAMES = {
  all: "read by everyone named",
  support: "not read by police and probation",
  care: "read by care members alone",
} as const;

/** The one banner of data that nobody has signed off. */
export const NOT_SIGNED_OFF = "Not for clinical use";
