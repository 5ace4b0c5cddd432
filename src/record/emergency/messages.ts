import { NOT_FRESH } from "../../web/proof.tsx";
import type { EmergencyRefusal } from "./store.ts";

/** Why nobody's record was opened, and what to do. */
export function sayEmergency(refusal: EmergencyRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "Your role may not open this record in an emergency.";
    case "nobody":
      return "Nobody is known here by exactly that. Check the number, or the spelling of both names and the date of birth. Treat the person as unknown to us meanwhile.";
    case "not-fresh":
      return NOT_FRESH;
    case "too-many":
      return "That was tried too often within the hour. Ring the duty team of the service you think has the person.";
  }
}

/** What a review found, in words. */
export const FINDINGS = {
  justified: "It was justified",
  "not-justified": "It was not justified",
} as const;

/** What is told before a record is opened: who will know. */
export const WHO_WILL_KNOW =
  "The teams that look after the person and the information governance lead are told at once, with your name and your reason; the person reads your agency and the reason. The opening is reviewed.";
