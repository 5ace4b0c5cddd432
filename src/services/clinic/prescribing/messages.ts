/** What may stand against giving by an order on a day. */
export const STANDS_AGAINST = [
  "not-there",
  "not-signed",
  "has-died",
  "held",
  "stopped",
  "not-yet",
  "lapsed",
  "no-open-stay",
  "protocol-not-signed",
  "no-licence",
] as const;
export type StandsAgainst = { readonly code: (typeof STANDS_AGAINST)[number] };

/** Why nothing is given by an order, and what to do. */
export function sayStandsAgainst({ code }: StandsAgainst): string {
  switch (code) {
    case "not-there":
      return "There is no such order at this clinic. Give nothing.";
    case "not-signed":
      return "Nobody has signed this order. Give nothing until a licensed doctor has.";
    case "has-died":
      return "This person’s death is recorded. Give nothing.";
    case "held":
      return "This order is on hold. Give nothing; a licensed doctor decides how it goes on.";
    case "stopped":
      return "This order has stopped or been changed. Give nothing by it; look for the one that took its place.";
    case "not-yet":
      return "This order has not begun. Give nothing by it today.";
    case "lapsed":
      return "The last day of this order has gone by. Give nothing; ask a licensed doctor for a new one.";
    case "no-open-stay":
      return "This person has no open stay at this clinic’s service. Give nothing; open their episode first.";
    case "protocol-not-signed":
      return "The protocol of this order is not signed off for clinical use, or was withdrawn. Give nothing; the licensed doctor and the clinical safety lead sign it under Protocols of the clinic.";
    case "no-licence":
      return "No licence covers this order here today. Give nothing; another licensed doctor may take the order over.";
  }
}

/** What is said where a first order has no selection before it. */
export const NOT_SELECTED = "Not accepted and agreed yet: open Selection, or say why there was no selection.";

/** Why an act on an order was not done. */
export const ACT_REFUSALS = [
  "not-there",
  "not-fresh",
  "has-died",
  "not-queued",
  "changed-since",
  "begins-in-the-past",
  "stands-elsewhere",
  "no-open-stay",
  "protocol-not-signed",
  "above-its-own-most",
  "above-the-protocol",
  "held",
  "rise-stopped",
  "no-licence",
  "another-stands",
  "begins-anew",
  "above-the-gap",
  "not-in-halves",
  "not-selected",
  "selection-goes-on",
  "not-today",
  "no-range",
  "outside-the-range",
  "not-whole-steps",
  "prepared-already",
  "not-signed",
  "stopped",
  "not-yet",
  "lapsed",
  "service-ends",
  "after-the-last-day",
  "nobody-has-arrived",
] as const;
export type ActRefusal = { readonly code: (typeof ACT_REFUSALS)[number] };

/** Why an order was not signed, held, restarted, ended, reduced or taken over. */
export function sayAct({ code }: ActRefusal): string {
  switch (code) {
    case "not-there":
      return "This order is not there, or is not yours to decide.";
    case "not-fresh":
      return "It was too long ago that you showed that it is you. Send it again.";
    case "has-died":
      return "This person’s death is recorded, so nothing is ordered.";
    case "not-queued":
      return "This order is not waiting to be signed any more. Go back and see where it stands.";
    case "changed-since":
      return "Something of this order, of what it takes the place of or of its protocol changed after this page was shown to you. It is shown as it is now: read it again before you sign.";
    case "begins-in-the-past":
      return "Its first day has gone by. Write it anew, then sign.";
    case "stands-elsewhere":
      return "Somebody else has moved this order meanwhile. Go back and see where it stands.";
    case "no-open-stay":
      return "This person has no open stay at the service of these premises. Open their episode first, then sign.";
    case "protocol-not-signed":
      return "Its protocol is not signed off for clinical use. The licensed doctor and the clinical safety lead sign it first, under Protocols of the clinic.";
    case "above-its-own-most":
      return "Its parts come to more than its own most, or are not of the sessions of its day. Write it anew.";
    case "above-the-protocol":
      return "It is above what its protocol ever allows. Write it anew.";
    case "held":
      return "The standing order is on hold, so no single session is ordered. Decide first how the plan goes on.";
    case "rise-stopped":
      return "Sedation, oxygen, naloxone or a seizure was recorded and no licensed doctor has reviewed it since, so nothing is raised. Record your review first.";
    case "no-licence":
      return "You hold no licence for this drug at these premises on every day of it. Choose an earlier last day, or ask the controlled-drugs lead to record your licence.";
    case "another-stands":
      return "Another order stands for the same days or session. End it, or write this one to take its place.";
    case "begins-anew":
      return "No dose was seen lately, or this person was in custody, in hospital or elsewhere since their last dose and no opioid by mouth is confirmed for every night. It is begun anew: write it anew with a first dose.";
    case "above-the-gap":
      return "This is more than the table of gaps leaves of what was ordered before, for the sessions that were missed or the hours since the last dose. After a gap nothing is raised: write it anew with less.";
    case "not-in-halves":
      return "A night’s opioid by mouth is not confirmed, so what the table of gaps leaves is given in halves: write each session as two parts, none above half of what is left, as many minutes apart as the protocol says.";
    case "not-selected":
      return NOT_SELECTED;
    case "selection-goes-on":
      return "Not accepted and agreed yet: open Selection. A licensed doctor accepts, the person signs the agreement, and then the first order is signed.";
    case "not-today":
      return "A nurse reduces a session of today alone.";
    case "no-range":
      return "The doctor signed no range for this order, so a smaller dose needs a doctor’s own order.";
    case "outside-the-range":
      return "That is outside the range that the doctor signed: less than was ordered, and no less than the range allows.";
    case "not-whole-steps":
      return "Each part is a whole number of the steps in which the protocol measures doses.";
    case "prepared-already":
      return "A part of this session was prepared by what was reduced before, so it is not reduced anew. A doctor orders what is given in the rest of it.";
    case "not-signed":
      return "Nobody has signed this order.";
    case "stopped":
      return "This order has stopped or been changed.";
    case "not-yet":
      return "This order has not begun.";
    case "lapsed":
      return "The last day of this order has gone by.";
    case "service-ends":
      return "This service is ending, so nobody new begins here. The list of the ending says where people go.";
    case "after-the-last-day":
      return "This service is ending, and its last day of doses comes before the last day of this order. Choose an earlier last day.";
    case "nobody-has-arrived":
      return "This service is ending, and nobody has received this person yet. Their handover arrives first, then the last dose. Until then hold the order if nothing may be given.";
  }
}
