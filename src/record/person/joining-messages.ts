import { longDateTime } from "../../kernel/time.ts";
import type { Entry } from "./store-joining.ts";

export type JoinRefusal = {
  readonly code: "not-there" | "already-joined" | "one-has-died" | "needs-own-yes";
};
export type SeparateRefusal = { readonly code: "not-there" | "joined-again-since" };

/** Why two records were not joined. */
export function sayJoin({ code }: JoinRefusal): string {
  switch (code) {
    case "not-there":
      return "This pair was decided already, just now or before. Go back to the list";
    case "already-joined":
      return "One of these records has been joined to another meanwhile. Go back to the list";
    case "one-has-died":
      return "One record says that the person has died, the other does not. Ask an agency that knows the person to put that right first, then join them";
    case "needs-own-yes":
      return "These records can only be joined with the person’s own agreement, recorded by the service that keeps one of them. Leave the pair open until then";
  }
}

/** Why two records were not separated. */
export function saySeparate({ code }: SeparateRefusal): string {
  switch (code) {
    case "not-there":
      return "These records were separated already, just now or before. Go back to the list";
    case "joined-again-since":
      return "One of these records was joined once more since. Separate the latest joining first";
  }
}

const KINDS: Readonly<Record<string, string>> = {
  account: "Way to sign in",
  alert: "Alert",
  alias: "Other name",
  told: "Answer of an assessment",
  assessment: "Assessment",
  risk: "Judgement of a risk",
  plan_goal: "Goal of a plan",
  plan_step: "Step of a plan",
  plan_review: "Review of a plan",
  contact: "Contact",
  intervention: "Intervention",
  concern: "Concern",
  referral: "Referral",
  consent: "Decision about sharing",
  death_decision: "Death recorded or reversed",
  episode: "Stay",
  event: "Event",
  handover: "Handover",
  handover_draft: "Referral being written",
  identifier: "Number",
  measure: "Measure",
  note: "Note",
  registration: "Registration",
  task: "Task",
};

/** Something recorded since, as the clerk is asked about it: which kind of entry, whose and when; never what it says. */
export const sayEntry = ({ kind, agency, at }: Entry): string =>
  [KINDS[kind] ?? "Entry", agency ? `by ${agency}` : "by the person", at ? longDateTime(at) : ""]
    .filter((part) => part !== "")
    .join(", ");
