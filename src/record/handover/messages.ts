import { longDate, longDateTime } from "../../kernel/time.ts";
import { DOORS, isDoor } from "../episode/service-kind.ts";
import type { Handover } from "./handover.ts";
import type { HandoverRefusal } from "./rules.ts";
import type { Listed } from "./standing-rules.ts";

/** The state of a handover in the words users read. */
export function stateInWords(state: Handover["state"]): string {
  switch (state) {
    case "offered":
      return "Offered, waiting for an answer";
    case "accepted":
      return "Accepted, waiting for the person to arrive";
    case "arrived":
      return "Arrived";
    case "declined":
      return "Declined";
    case "withdrawn":
      return "Withdrawn";
    case "refused-by-person":
      return "Person said no";
    case "ended-by-death":
      return "Ended by death";
  }
}

/** Why a handover is on this list. */
export function listedInWords(because: Listed["because"]): string {
  switch (because) {
    case "answer":
      return "Answer this handover";
    case "first-contact":
      return "Make first contact";
    case "silence-escalated":
      return "No answer in time: escalated to you";
    case "silence-returned":
      return "No answer in time: the person is still yours";
  }
}

const OVER = {
  offered: "is waiting for an answer",
  accepted: "was accepted and waits for the person to arrive",
  arrived: "is over: the person has arrived",
  declined: "is over: the service said no",
  withdrawn: "is over: it was withdrawn",
  "refused-by-person": "is over: the person said no",
  "ended-by-death": "was ended by a recorded death",
} as const satisfies Record<Handover["state"], string>;

/**
 * What users read when a handover cannot be made or changed so: what is wrong, then what to do. `nameOf` gives the
 * name of a service's kind; doors are named here.
 */
export function sayHandover(refusal: HandoverRefusal, nameOf: (serviceKind: string) => string): string {
  switch (refusal.code) {
    case "person-has-died":
      return `This person's death is recorded on ${longDate(refusal.on)}. If that is wrong, reverse it first.`;
    case "only-the-sender":
      return "Only a team of the sending service can do this. Ask them.";
    case "only-the-receiver":
      return "Only a team of the receiving service can do this. Ask them.";
    case "only-the-two-sides":
      return "Only the sending or the receiving service can do this. Ask one of them.";
    case "does-not-take-from": {
      const names = refusal.takesFrom.map((code) => (isDoor(code) ? DOORS[code] : nameOf(code)));
      return `${refusal.service} does not take people from here. It takes them from: ${names.join(", ")}.`;
    }
    case "sender-does-not-have-them":
      return "The sending service has no open episode with this person. Open or reopen one first.";
    case "receiver-has-them":
      return `That service already has this person, since ${longDate(refusal.since)}. Speak to them instead.`;
    case "already-offered":
      return `This person was offered to that service on ${longDateTime(refusal.on)} and waits for it. Chase that handover instead.`;
    case "same-service":
      return "That is the service the person is with. Choose another.";
    case "summary-needed":
      return "Enter what the receiving service needs to know to decide.";
    case "next-step-needed":
      return "Enter what happens instead.";
    case "owner-not-the-receivers":
      return "Choose a team of the receiving service.";
    case "next-step-not-the-senders":
      return "Choose a team of the sending service for the next step.";
    case "time-has-passed":
      return `${longDateTime(refusal.time)} has passed. Enter a time still to come.`;
    case "arrival-outside":
      return `Enter a time of arrival between ${longDateTime(refusal.from)} and ${longDateTime(refusal.to)}.`;
    case "reason-needed":
      return "Enter a reason.";
    case "nothing-to-change":
      return "Choose another team or another time.";
    case "not-waiting-for-an-answer":
      return `This handover ${OVER[refusal.state]}, so it cannot be answered now.`;
    case "not-open":
      return `This handover ${OVER[refusal.state]}, so it cannot be changed.`;
  }
}
