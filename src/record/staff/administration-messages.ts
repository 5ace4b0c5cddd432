import type { Said } from "../../web/page.ts";
import { NOT_FRESH } from "../../web/proof.tsx";
import type { Outcome, WorkerState } from "./administration-store.ts";

/** Where a member of staff stands, in the words of the list. */
export const STATES: Readonly<Record<WorkerState, string>> = {
  working: "Working",
  away: "Away",
  "no-password": "Has not chosen a password",
  "no-post": "Holds no post",
  disabled: "Disabled",
  left: "Has left",
};

/** What stands in the way of an act of administration. */
export type AdministrationRefusal = { readonly code: Exclude<Outcome, "done" | "added" | "made"> };

/** What the administrator reads: what is wrong, then what to do. */
export function sayAdministration({ code }: AdministrationRefusal): Said {
  switch (code) {
    case "not-allowed":
      return "Your role does not manage staff. Ask an administrator.";
    case "not-fresh":
      return NOT_FRESH;
    case "not-there":
      return "This is no longer there. Go back to the list and look again.";
    case "own-account":
      return "You cannot do this to your own account. Ask another administrator.";
    case "username-taken":
      return { field: "username", words: "Somebody has this user name. Choose another." };
    case "post-does-not-fit":
      return { field: "place", words: "Choose an agency, or a team that is one of its own." };
    case "same-post":
      return "They hold this post already. Choose another role or team.";
    case "only-post":
      return "It is the only post they hold. Record that they are leaving, or give them another first.";
    case "subject-taken":
      return {
        field: "subject",
        words:
          "This is somebody else's already, or they are linked to that organisation. Take that link away first.",
      };
    case "disabled":
      return "This account is disabled. Enable it first, then make a link.";
    case "overlaps":
      return {
        field: "from",
        words: "Some of these days are in an absence already. Enter other days, or end that one first.",
      };
    case "code-taken":
      return { field: "code", words: "This code is used already. Choose another." };
    case "lead-works-elsewhere":
      return {
        field: "lead",
        words: "The lead must work for the service's agency. Choose one of its workers, or add one first.",
      };
  }
}
