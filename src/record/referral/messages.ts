import type { NotThere, Said } from "../../web/page.ts";
import { sayEpisode } from "../episode/messages.ts";
import type { DaysRefusal } from "../episode/rules.ts";
import type { CorrectRefusal } from "../person/details-rules.ts";
import { sayCorrect } from "../person/messages.ts";

/** Why a referral was not recorded. */
export type ReferralRefusal =
  | DaysRefusal
  | CorrectRefusal
  | NotThere
  | { readonly code: "no-team" }
  | { readonly code: "a-child" };

/** What a worker reads when a referral is not recorded, beside the question it is about. */
export function sayReferral(refusal: ReferralRefusal): Said {
  switch (refusal.code) {
    case "not-there":
      return "Your agency cannot open an episode on that record: a handover of this person may wait for your answer on your board.";
    case "no-team":
      return {
        field: "service",
        words: "This service has no duty team yet. Ask an administrator to add one.",
      };
    case "a-child":
      return {
        field: "bornOn",
        words: "This is somebody under 18. They are referred to safeguarding, and to no service for adults.",
      };
    case "too-young":
      return { field: "bornOn", words: sayEpisode(refusal) };
    case "before-birth":
    case "after-death":
    case "in-the-future":
    case "ends-before-it-starts":
    case "overlaps":
      return { field: "referredOn", words: sayEpisode(refusal) };
    case "already-open":
      return { field: "service", words: sayEpisode(refusal) };
    default:
      return sayCorrect(refusal);
  }
}

/** What stands where a draft was that is gone. */
export const DRAFT_GONE =
  "That referral is not being written any more: it was recorded or thrown away, perhaps in another window.";
