import { longDateTime } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { sayAmount } from "../../medicines/messages.ts";
import { type PartsRefusal, slotWords } from "./amounts.ts";
import type { Cap } from "./gap-rules.ts";
import type { Asked, OrderRefusal } from "./order-rules.ts";
import { STOPS_RISES } from "./rise-rules.ts";

/** A gap and what it allows, in a sentence. */
export function sayCap(cap: Cap): string {
  if (cap.beginAnew)
    return `${capital(cap.words)}: it is begun anew with a first dose. Tolerance may be lost, and the dose as it was could kill.`;
  const more = [
    cap.prescriberFirst && "a licensed doctor sees the person first",
    cap.tellPrescriber && !cap.prescriberFirst && "a licensed doctor is told",
    cap.halves && "split in two halves",
    cap.observeLonger && "observed for longer",
  ].filter(Boolean);
  return `${capital(cap.words)}: at most ${cap.percent}% of what was ordered${more.length > 0 ? `; ${more.join("; ")}` : ""}. Nothing that was missed is ever added.`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Why an order may not be written: the limit, and what is possible instead. */
export function sayOrder(refusal: OrderRefusal): string {
  switch (refusal.code) {
    case "ends-before-it-starts":
      return "The last day is before the first. Check both";
    case "starts-in-the-past":
      return "The first day has gone by. Enter today or a later day";
    case "too-many-days":
      return `That is ${counted(refusal.days, "day")}; one order is for ${refusal.most} at most. Choose an earlier last day`;
    case "not-this-drug":
      return `That product is not ${refusal.substance} made up for injection. Choose another`;
    case "parts-missing":
      return `Enter the dose of the ${slotWords(refusal.slot).toLowerCase()} session in milligrams`;
    case "parts-too-many":
      return `There is no ${slotWords(refusal.slot).toLowerCase()} session in this order. Leave it empty, or choose three sessions a day`;
    case "parts-not-numbered":
      return `The parts of the ${slotWords(refusal.slot).toLowerCase()} session are not numbered from 1. Enter them in order`;
    case "not-in-steps":
      return `${amountWords(refusal.micrograms)} cannot be measured here. Rounded down it is ${amountWords(refusal.below)}; it is never rounded up`;
    case "above-protocol-single":
      return `The protocol never goes above ${amountWords(refusal.most)} in one injection. Check for a slip of a figure`;
    case "above-protocol-daily":
      return `The protocol never goes above ${amountWords(refusal.most)} a day. Check for a slip of a figure`;
    case "above-own-single":
      return `A part is above the most in one injection of this order, ${amountWords(refusal.most)}. Check both`;
    case "above-own-daily":
      return `The parts come to ${amountWords(refusal.sum)} a day, above the most of this order, ${amountWords(refusal.most)}. Check both`;
    case "interval-too-short":
      return refusal.part === 1
        ? `A session begins ${refusal.least} minutes after the end of the injection before, at least. Enter that or more`
        : `Part ${refusal.part} of the ${slotWords(refusal.slot).toLowerCase()} session follows after ${refusal.least} minutes, at least. Only a second part of a first dose may follow straight away, where its schedule does not say otherwise`;
    case "range-not-below":
      return `The range must be below what a session comes to, ${amountWords(refusal.least)}. Enter less, or leave it empty`;
    case "no-such-rule":
      return "The protocol in force has no such rule of titration. Choose another";
    case "rule-of-other-sessions":
      return "That rule is for another number of sessions a day. Choose the rule, or the number of sessions, to match";
    case "too-many-sessions":
      return `The protocol has ${counted(refusal.sessions, "session")} a day at most. Choose that, or have the protocol changed and signed first`;
    case "above-first-dose":
      return `No injection is known in the last days, or they were elsewhere since, so it is begun anew: ${amountWords(refusal.most)} at most for part ${refusal.part} of the ${slotWords(refusal.slot).toLowerCase()} session`;
    case "above-schedule":
      return refusal.most === 0
        ? `On day ${refusal.day} this schedule has no part ${refusal.part} in the ${slotWords(refusal.slot).toLowerCase()} session. Leave it out`
        : `On day ${refusal.day} of this schedule part ${refusal.part} of the ${slotWords(refusal.slot).toLowerCase()} session is ${amountWords(refusal.most)} at most. Days count from when it was begun anew`;
    case "above-rule":
      return `From ${amountWords(refusal.from)} that was really injected, the ${slotWords(refusal.slot).toLowerCase()} session may be ${amountWords(refusal.most)} at most by this rule`;
    case "after-gap":
      return `${sayCap(refusal.cap)} For the ${slotWords(refusal.slot).toLowerCase()} session that is ${amountWords(refusal.most)}`;
    case "not-in-halves":
      return `A night’s opioid by mouth is not confirmed, so what the gap leaves is given in halves. Write the ${slotWords(refusal.slot).toLowerCase()} session as two parts of at most ${amountWords(refusal.most)}, at least ${refusal.apart} minutes apart`;
    case "rise-stopped":
      return `${STOPS_RISES[refusal.stop.because]} on ${longDateTime(refusal.stop.happenedAt)}, and no licensed doctor has reviewed it since. Nothing is raised until the review is recorded`;
  }
}

/** What a reason is asked for. */
export function sayAsked(asked: Asked): string {
  switch (asked.code) {
    case "short-interval":
      return `This is below the usual ${asked.usual} minutes between sessions. Say why`;
    case "after-gap":
      return `${sayCap(asked.cap)} Say who saw the person and why this dose is safe`;
  }
}

/** Why the parts of a session were not read. */
export function sayParts(refusal: PartsRefusal): string {
  switch (refusal.code) {
    case "too-many-parts":
      return "A session has nine parts at most";
    case "amount":
      return sayAmount(refusal.amount);
  }
}
