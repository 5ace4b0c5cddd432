import { NOT_FRESH } from "../../web/proof.tsx";
import type { KeepingRefusal, Part } from "./store.ts";

/** Why something about keeping was not done, and what to do. */
export function sayKeeping(refusal: KeepingRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "This cannot be changed by you, or no longer. Reload the page.";
    case "own":
      return "You looked for this yourself, or asked for it. Somebody else decides.";
    case "answered":
      return "This was decided just now. Reload the page.";
    case "not-fresh":
      return NOT_FRESH;
    case "held":
      return "There is a hold on this record. It is erased only when the hold has been ended.";
    case "register":
      return "Lines of your controlled-drug register were given to this person, and the law keeps a register two years from its last entry. It is erased only after that.";
    case "still":
      return "Your service still has to do with the person: an episode, a handover or a task is open. End that first.";
    case "asked":
      return "Your service has asked for this already. It waits for the information governance lead.";
    case "has-passed":
      return "That day has passed. Choose a later one.";
  }
}

/** Where a disposal stands, in a word. */
export const STATES = {
  looking: "Being looked for",
  prepared: "To decide",
  approved: "Being disposed of",
  refused: "Refused",
  done: "Done",
} as const;

/** What became of a part, in a few words. */
export function sayPart(part: Pick<Part, "state" | "person_gone">): string {
  switch (part.state) {
    case "waiting":
      return "Due";
    case "held":
      return "Kept: a hold stands over it, or the register of controlled drugs does";
    case "not-due":
      return "Kept: not due any more";
    case "gone":
      return "Was gone already";
    case "done":
      return part.person_gone ? "Disposed of, with all that was left of the person" : "Disposed of";
  }
}

const TABLES: Readonly<Record<string, readonly [string, string]>> = {
  told: ["answer of an assessment", "answers of an assessment"],
  assessment: ["assessment", "assessments"],
  risk: ["judgement of a risk", "judgements of risks"],
  plan_goal: ["goal", "goals"],
  plan_step: ["step", "steps"],
  plan_review: ["review of the plan", "reviews of the plan"],
  contact: ["contact", "contacts"],
  intervention: ["intervention", "interventions"],
  concern: ["concern", "concerns"],
  referral: ["referral", "referrals"],
  alert: ["alert", "alerts"],
  alias: ["other name", "other names"],
  death_decision: ["decision about a death", "decisions about a death"],
  episode: ["episode", "episodes"],
  event: ["event", "events"],
  handover: ["handover", "handovers"],
  handover_draft: ["handover being written", "handovers being written"],
  identifier: ["number", "numbers"],
  measure: ["measure", "measures"],
  note: ["note", "notes"],
  registration: ["registration", "registrations"],
  task: ["task", "tasks"],
};

/** Rows of tables, in words: 3 notes, 1 episode. */
export function sayRows(counts: Readonly<Record<string, number>> | null): string {
  const words = Object.entries(counts ?? {}).map(([table, n]) => {
    const [one, several] = TABLES[table] ?? [table, table];
    return `${n} ${n === 1 ? one : several}`;
  });
  return words.join(", ") || "–";
}

/** Months, in words people use: years where they are whole. */
export const sayMonths = (months: number): string => {
  const [n, unit] = months % 12 === 0 ? [months / 12, "year"] : [months, "month"];
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
};
