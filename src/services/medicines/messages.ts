import { longDate, shortDate, weekdayAndDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { type AmountRefusal, amountWords } from "./amount-rules.ts";
import { type CollectionRefusal, OUTCOMES } from "./collection-rules.ts";
import type { Asked, DoseRefusal, RestartRefusal } from "./dose-rules.ts";
import type { PlanRefusal } from "./plan-rules.ts";

/** Why an amount was not read. */
export function sayAmount(refusal: AmountRefusal): string {
  switch (refusal.code) {
    case "not-an-amount":
      return `“${refusal.typed}” is not a dose. Enter it in milligrams, like 40 or 0.4`;
    case "millilitres":
      return `“${refusal.typed}” is in millilitres. Enter milligrams; the millilitres are worked out and shown beside them`;
    case "unit-not-known":
      return `“${refusal.typed}” has a unit that is not read here. Enter milligrams, like 40, or write micrograms in full`;
    case "finer-than-a-microgram":
      return `“${refusal.typed}” is finer than a microgram. Enter it with at most three decimals`;
  }
}

/** Why a dose may not be prescribed: the limit, and what is possible instead. */
export function sayDose(refusal: DoseRefusal): string {
  switch (refusal.code) {
    case "no-protocol":
      return "There is no protocol for this product, so it cannot be prescribed here.";
    case "not-whole-units":
      return `That is no whole number of ${refusal.product.form} of ${refusal.product.strength}. Choose another strength, or another dose`;
    case "one-strength-a-depot":
      return `An injection of this product is ${refusal.product.strength}. Enter that, or choose another strength`;
    case "above-start":
      return `${refusal.gap === undefined ? "No dose is known in the last days" : `${counted(refusal.gap, "day")} without a dose`}, so it is begun anew: ${amountWords(refusal.most)} at most. If another prescriber gave it until now, say below what was taken last, when, and who confirmed it`;
    case "step-too-large":
      return `From ${amountWords(refusal.from)} it is raised to ${amountWords(refusal.most)} at most at once`;
    case "step-too-soon":
      return `It was raised on ${shortDate(refusal.raisedOn)}. The next raise is ${counted(refusal.days, "day")} after that at the earliest`;
    case "raised-after-gap":
      return `${counted(refusal.gap, "day")} without a dose: it is not raised above ${amountWords(refusal.last)} now`;
    case "never-above":
      return `The protocol never goes above ${amountWords(refusal.most)} a dose. Check for a slip of a figure`;
  }
}

/** What a reason is asked for. */
export function sayAsked(asked: Asked): string {
  switch (asked.code) {
    case "below-start":
      return `This begins below the usual ${amountWords(asked.least)}. Say why`;
    case "above-usual":
      return `This is above the usual most of ${amountWords(asked.most)}. Say why`;
    case "after-gap":
      return `${counted(asked.gap, "day")} without a dose. Say who saw the person and why the same dose is safe`;
  }
}

/** Why days cannot be prescribed so. */
export function sayPlan(refusal: PlanRefusal): string {
  switch (refusal.code) {
    case "ends-before-it-starts":
      return "The last day is before the first. Check both";
    case "too-many-days":
      return `That is ${counted(refusal.days, "day")}; one prescription is for ${refusal.most} at most. Choose an earlier last day`;
    case "closed-on-first-day":
      return `The pharmacy is closed on ${weekdayAndDate(refusal.day)}. Begin on a day on which it is open`;
    case "first-day-not-collected":
      return `${weekdayAndDate(refusal.day)} is no day of collection, so nothing would be given for it. Begin on a day of collection, or tick that day`;
    case "depot-day-closed":
      return `The pharmacy is closed on ${weekdayAndDate(refusal.day)}, on which an injection would be due. Choose another first day`;
    case "starts-too-late":
      return `A prescription is valid for ${refusal.days} days. Choose an earlier first day`;
  }
}

/** Why a hold cannot be ended with the dose as it was. */
export const sayRestart = ({ gap, restarts }: RestartRefusal): string =>
  `${counted(gap, "day")} without a dose, and from ${restarts} it is begun anew: tolerance may be lost, and the dose as it was could kill. Write a new prescription from the start of the protocol, and end this one.`;

/** Why a collection was not recorded: do not give, or where to record what has happened. */
export function sayCollection(refusal: CollectionRefusal): string {
  switch (refusal.code) {
    case "not-due-yet":
      return `This is due on ${longDate(refusal.dueOn)}, not today. Do not give it.`;
    case "day-is-over":
      return `This was due on ${longDate(refusal.dueOn)}, and that day is over. Do not give it. If it was given then, use “Record what happened”.`;
    case "recorded-already":
      return `This is recorded already: ${OUTCOMES[refusal.outcome].toLowerCase()}. Do not give it again. If that is wrong, use “Record what happened”.`;
    case "on-hold":
      return "This prescription is on hold. Do not give it; ring the prescriber. If it was given before you knew, use “Record what happened”.";
    case "stopped":
      return "This prescription has stopped or been changed. Do not give it. If it was given before you knew, use “Record what happened”.";
    case "has-died":
      return "This person’s death is recorded. Do not give it.";
    case "still-to-come":
      return "That time is still to come. Enter when it happened";
    case "reason-needed":
      return "Choose why it was not given, or say how it came about";
    case "nothing-left":
      return `Every day of what was due on ${longDate(refusal.dueOn)} has gone by. Nothing of it is left to give.`;
  }
}

/** Why an act on a prescription was not done. */
export type PrescriptionActRefusal = {
  readonly code:
    | "not-there"
    | "not-fresh"
    | "has-died"
    | "not-queued"
    | "changed-since"
    | "begins-in-the-past"
    | "stands-elsewhere"
    | "signed-already";
};

/** Why a prescription was not signed, held, restarted or ended. */
export function sayPrescriptionAct({ code }: PrescriptionActRefusal): string {
  switch (code) {
    case "not-there":
      return "This prescription is not there, or is not your agency’s.";
    case "not-fresh":
      return "It was too long ago that you showed that it is you. Send it again.";
    case "has-died":
      return "This person’s death is recorded, so nothing is prescribed.";
    case "not-queued":
      return "This prescription is not waiting to be signed any more. Go back and see where it stands.";
    case "changed-since":
      return "Somebody changed this prescription, or the pharmacy’s days, after this page was shown to you. It is shown as it is now: read it again before you sign.";
    case "begins-in-the-past":
      return "Its first day has gone by. Change the days, then sign.";
    case "stands-elsewhere":
      return "Somebody else has moved this prescription meanwhile. Go back and see where it stands.";
    case "signed-already":
      return "This prescription is signed. It is changed by writing another.";
  }
}
