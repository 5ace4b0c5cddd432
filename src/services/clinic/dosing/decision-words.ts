import { clock, type Instant } from "../../../kernel/time.ts";
import {
  breathsAMinute,
  type Decision,
  type DecisionKind,
  REASONS,
  type Readings,
} from "./assessment-rules.ts";

/** What a decision is called on buttons and boards. */
export const DECISION_WORDS: Readonly<Record<DecisionKind, string>> = {
  clear: "Full dose",
  reduce: "Less than the full dose",
  defer: "Wait, then look again",
  withhold: "Nothing now",
  block: "Blocked",
};

const BY = {
  nobody: "",
  "second-staff": " A second member of staff may agree to the full dose; otherwise a smaller one is ordered.",
  prescriber: " The prescriber decides: a smaller dose is ordered, or nothing is given.",
} as const;

/** The decision and why, in a sentence a nurse would say. */
export function sayDecision(decision: Decision, read: Readings, now: Instant, ownSpo2?: number): string {
  const why = decision.reasons.map((reason) => REASONS[reason]).join("; ");
  if (decision.kind === "clear")
    return `Full dose: awake and clear, breathing ${Math.round(breathsAMinute(read))} a minute, oxygen ${read.spo2} %${ownSpo2 === undefined ? "" : ` (their own is ${ownSpo2} %)`}, no alcohol, nothing flagged.`;
  const again = decision.againAfter
    ? ` Look again from ${clock(now.add({ minutes: decision.againAfter }))}.`
    : decision.kind === "block"
      ? " Look again once that is put right."
      : " Look again at the next session.";
  const watch =
    decision.kind === "withhold" &&
    decision.reasons.some((one) => one === "SEDATED" || one === "LOW_RR" || one === "LOW_SPO2")
      ? " Treat as a possible overdose: keep them here and watch."
      : "";
  const said =
    read.judged && decision.reasons.includes(read.judged.reason ?? "JUDGEMENT")
      ? ` “${read.judged.why}”`
      : "";
  return `${DECISION_WORDS[decision.kind]}: ${why}.${said}${BY[decision.by]}${watch}${again}`;
}
