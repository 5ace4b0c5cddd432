import { NOT_FRESH } from "../../web/proof.tsx";
import { daysOf, PARAMETERS } from "../parameters.ts";
import type { GatewayRefusal } from "./store.ts";

/** Why a gateway was not asked for, answered or ended, and what to do. */
export function sayGateway(refusal: GatewayRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "This cannot be changed by you, or no longer. Reload the page.";
    case "never-to-enforcement":
      return "Health and medicines are never opened to police or probation here. What a court orders of them, the service that keeps the record answers with a document.";
    case "has-passed":
      return "That day has passed. Choose a later one.";
    case "too-long":
      return `Share for ${daysOf(PARAMETERS["gateway-longest"])} days at most. It can be asked for anew.`;
    case "own":
      return "You asked for this yourself. Somebody else answers it.";
    case "answered":
      return "This was answered or ended just now. Reload the page.";
    case "not-fresh":
      return NOT_FRESH;
  }
}

/** Where a gateway stands, in a word. */
export const STATES = {
  asked: "To answer",
  approved: "Shared",
  refused: "Refused",
  ended: "Ended",
} as const;
