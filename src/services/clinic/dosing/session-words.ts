import { DUTIES, type Lack } from "./session-rules.ts";

/** Everything that is missing, in words that say what to do. */
export function sayLack(lack: Lack): string {
  switch (lack.code) {
    case "too-few":
      return `${DUTIES[lack.duty]}: ${lack.there} of ${lack.needed} that the protocol asks for. Name who is on shift.`;
    case "twice":
      return `${lack.staff} is named for two duties. Each has one for the whole session.`;
    case "no-book":
      return "These premises have no book of the register. The controlled-drugs lead opens one first.";
    case "not-counted":
      return `${lack.book}: the stock was not counted for this session. Two people count it first.`;
    case "differs":
      return `${lack.book}: a count did not agree. It is explained, or released by the controlled-drugs lead, before anything is issued.`;
    case "discrepancy":
      return `${lack.book}: a discrepancy is open. Tell the controlled-drugs lead.`;
    case "no-licence":
      return "No licence for these premises is valid today.";
    case "no-protocol":
      return "The protocol is not signed off for clinical use.";
  }
}
