import { clock, type Instant } from "../../../kernel/time.ts";
import { type StandsAgainst, sayStandsAgainst } from "../prescribing/index.ts";

/** What the functions of this area answer when they refuse, beside what an order itself stands against. */
export const CODES = {
  "not-there":
    "This is not there, or is not yours to do. You must be on shift in this session, as what the act asks for.",
  "not-fresh": "Show again that it is you, then sign.",
  "not-signed":
    "It could not be signed: you must keep the register here, and have shown just now that it is you. Nothing was entered.",
  "moved-since":
    "Somebody else has moved this visit meanwhile. It is shown as it stands now: go on from there.",
  "same-person":
    "The second must be another person, on a sign-in of their own. Ask a colleague who is on shift.",
  "checked-already": "This has been checked already.",
  undone: "This preparation was undone. Nothing of it is handed over.",
  "too-old": "The assessment is too old. Assess them again, just before the dose.",
  stopped:
    "The amounts did not agree, so this is stopped. Whoever prepared it looks again first, and says so.",
  mismatch:
    "That is not what was prepared. Nothing is signed. Look at label, order and syringe together, and tell whoever prepared it.",
  "not-who-prepared-it": "Whoever prepared it hands it over. If they cannot, it is undone and prepared anew.",
  "other-body":
    "This form belongs to another preparation. Go back to the visit and use the form that is shown there.",
  "taken-already":
    "This part has been handed over today. It is not handed over twice. Look at the visit for when and by whom.",
  "not-checked":
    "The second person has not checked this yet. Ask the checker to enter it on their own sign-in.",
  "checker-not-on-shift":
    "Whoever checked this is not on shift as checker in this session. Undo it and prepare it anew.",
  "session-closed": "This session is closed. Open a session first.",
  "part-before":
    "The part before it goes first, part 1 and then part 2, so that the time between sessions is kept. If that part is not to be given, a prescriber orders the rest for this session alone.",
  "not-due": "This part is not of this person’s order for this session.",
  "another-order": "An order for this session alone stands before the standing one. Prepare what it says.",
  "waits-for-review":
    "An emergency of this person has not been reviewed. A prescriber reviews it first; until then nothing is given.",
  "gap-review-needed":
    "They were in custody, in hospital or elsewhere. A licensed doctor reviews the gap first; until then nothing is given.",
  "gap-begin-anew":
    "Too long since the last dose that was seen: it is begun anew. A licensed doctor writes an order for a first dose; nothing is given by this one.",
  "gap-prescriber-first":
    "It is days since the last dose that was seen. A licensed doctor sees them and reviews the gap first; until then nothing is given.",
  "gap-order-anew":
    "This order was written within a gap that has grown since. A licensed doctor writes another; until then nothing is given by it.",
  "gap-above-cap":
    "After this gap that is more than may be given in this session. The visit shows how much, and how it was worked out. A licensed doctor orders less for this session alone, or it is reduced within their range.",
  "gap-halves":
    "After this gap the dose is split in two halves. A licensed doctor orders two parts for this session alone.",
  "gap-halves-apart":
    "After this gap the dose is split in two halves, and the second follows later. The visit shows from when.",
  "not-assessed": "Nobody has assessed them for this part yet. Assess them first.",
  "not-cleared": "By the last assessment nothing is given now.",
  "reduced-order-needed":
    "Less is to be given: it needs an order for this session alone by a prescriber, or within the range a prescriber signed; or, where two may decide, the agreement of a second.",
  "never-the-increase":
    "This is more than they had before, and a second member of staff agrees to no rise. A prescriber orders what is given in this session.",
  "wait-first":
    "They wait before they are looked at again for a dose: the visit shows from when. Until then you may only decide that nothing is given.",
  "book-not-opened": "The book of this product has no opening stock. Two people count and enter it first.",
  pending:
    "Something that happened waits beside this book, so nothing more is issued from it. Tell the controlled-drugs lead.",
  difference:
    "A count of this book did not agree and is neither explained nor released, so nothing more is issued from it, whatever was counted since. Tell the controlled-drugs lead.",
  "above-most-single": "This is more than may be given in one injection. Ask the prescriber.",
  "above-most-daily":
    "With what they had today this is more than the order’s most in a day, or with what they had in the last 24 hours more than the protocol’s. Ask the prescriber.",
  "too-soon": "It is too soon after the last dose.",
  "paper-not-entered":
    "A downtime goes on, or its forms for a dose are not all ticked off. What they had on paper counts: enter it first.",
  "outcome-not-known":
    "Something was handed over to them and nobody has said what became of it. Record that first.",
  "too-many-observed":
    "You observe as many people as one nurse may. Wait until one has left, or have another nurse give.",
  "still-watches":
    "You watch people after their dose. Another nurse on shift opens each of them and presses “I watch them from now on”; then leave.",
  "no-stock":
    "The book says that there is not so much in the cupboard. Nothing was handed over. Count the book.",
  expired: "This lot has expired. Choose another, and put this one apart.",
  "used-until-passed":
    "This solution may not be used any more: its time has passed. Put it apart, have another made up, and undo what was prepared from it.",
  "set-aside":
    "This stock is set aside, and nothing is given from it. Choose another lot; if there is none, tell the controlled-drugs lead.",
  "not-drawn-exactly":
    "This dose cannot be drawn up to a hundredth of a millilitre from that. Ask the prescriber, or choose another strength.",
  "not-identified":
    "The photo that is kept, or that you know them yourself, and two more signs are needed. If you are not certain, nothing is given: ask somebody who knows them.",
  "not-theirs-to-decide": "Here a second member of staff may not decide otherwise.",
  "recorded-already": "This has been recorded already.",
  "corrected-since":
    "This entry has been corrected meanwhile. Open the visit again, and correct what counts now.",
  "correction-waits":
    "A correction of this entry waits for its second signature already. Have it signed or drop it, then correct again.",
  "correction-open":
    "What they had is in doubt: a correction waits for its second signature. A second person signs it, here or under “Doses given otherwise”, or it is dropped; until then nothing is given.",
  "clock-in-doubt":
    "The clock of this system jumped, so it cannot be said how long ago the last dose was. Nothing is handed over until two people have said what time it is, under “Dosing”, “The clock”.",
  "clock-is-wrong":
    "That is not what this system’s clock shows, so its clock is still wrong, or the time was misread. Look again; if this clock is wrong, have it set right first.",
  "clock-is-right": "The clock is trusted again already. Nothing more needs to be said.",
  "said-by-you": "You have said so already. A second person does the same on their own sign-in.",
  "aside-already":
    "That this dose was none is said already. A second person signs that, or it is dropped; look at the list again.",
  "line-waits-beside":
    "The line of this dose waits beside its book. The controlled-drugs lead settles that first; then it can be set aside.",
  "correction-dropped": "This correction was dropped. Nothing of it counts.",
  "left-first":
    "What was left of it is not accounted for yet. It is wasted and seen by a second person first, then this is corrected.",
  "left-where": "Say where what was left went, since not all of it was injected.",
  "leave-first":
    "They are observed after this dose and stay so. Once they have left, record that nothing was injected.",
  "nothing-to-correct": "That is what is recorded. Nothing was corrected.",
  "more-than-handed-over": "That is more than was handed over.",
  "yet-to-come": "That lies ahead. Enter when it happened.",
  "by-mouth":
    "That book is of what is taken by mouth. Choose the book it was injected from, or record a dose by mouth among the person’s medicines.",
  "not-that-time": "Enter a time after it was handed over, and not one to come.",
  "emergency-goes-on": "The emergency is not ended. Record how it ended first.",
  "look-first": "The last readings are too old. Take readings, then let them go.",
  "watched-on":
    "They are watched for a while after what was found, or after naloxone: the visit shows until when. If they have gone, close it as left: they are then called.",
  "not-fit": "By the last readings they are not fit to leave.",
  "too-early": "It is too early to leave as fit, or too few readings were taken.",
  "not-enough-said": "Say why nothing was given, or what was advised to whoever leaves early.",
  "still-observed": "They had a dose: they leave first, as fit or early.",
  "not-accounted-for":
    "What was prepared is not accounted for yet: injected, wasted and returned must come to it, each before a second person.",
  "nothing-ordered": "No order of this person has a part for this session. Ask the prescriber.",
  "no-protocol": "The protocol is not signed off, so no session opens.",
  "no-licence": "No licence for these premises is valid today, so no session opens.",
  "not-their-duty": "Somebody named here does not hold the post that the duty asks for.",
  twice: "Somebody is named for two duties. Each has one for the whole session.",
  "too-few-now":
    "Fewer are on shift than the protocol asks for. Nothing is handed over until somebody comes on shift; observing and emergencies go on.",
  "not-confirmed":
    "Not everybody whom the protocol asks for has confirmed that they are on shift. Nothing is handed over until they have: each opens this session on their own sign-in and presses I am on shift. Observing and emergencies go on.",
  "too-few": "There are fewer staff than the protocol asks for.",
  "no-book": "These premises have no book of the register yet.",
  "not-counted":
    "The stock was not counted for this session, or the count did not agree. Two people count each book first.",
  discrepancy: "A book has an open discrepancy. Nothing is issued until it is explained.",
  "opened-already": "This session has been opened already.",
  "visits-go-on": "Some visits have not come to their end.",
  "still-expected":
    "Some are still expected. They close by themselves after the end of the session, or are excused.",
  "count-first":
    "Something was entered in a book since this session opened, and nobody has counted it after that. Two people count it first, then the session closes.",
  "took-part": "You raised this, or had a part in that dose. Somebody else of the clinic reviews it.",
  "harm-not-said": "Say what the harm was, or that nobody was harmed: an emergency is not reviewed without.",
  "doctor-reviews": "An emergency, and harm after a dose, are reviewed by a licensed doctor.",
  "no-nurse":
    "No nurse is on shift in this session: a recovery worker takes readings under a nurse alone. Call one. If they are not well, press Emergency: help comes first.",
  "another-duty": "You are on shift as something else in this session, and stay so until it ends.",
} as const;
export type Code = keyof typeof CODES;

export type DosingRefusal =
  | { readonly code: Code; readonly earliest?: Instant }
  | { readonly code: "order"; readonly because: StandsAgainst };

/** What a nurse reads. Says what is wrong, then what to do. */
export function sayDosing(refusal: DosingRefusal): string {
  if (refusal.code === "order") return sayStandsAgainst(refusal.because);
  if (refusal.code === "too-soon" && refusal.earliest)
    return `It is too soon after the last dose. This part can be handed over from ${clock(refusal.earliest.round({ smallestUnit: "minute", roundingMode: "ceil" }))}.`;
  return CODES[refusal.code];
}
