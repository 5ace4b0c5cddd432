import type { Instant } from "../../kernel/time.ts";
import type { StepOwner } from "./ladder-plans.ts";

/** A step as the partnership's plan has it. */
export type PlannedStep = {
  readonly position: number;
  readonly title: string;
  readonly hours: number;
  readonly owner: StepOwner;
};

/** How an open ladder stands, as far as its next move depends on it. */
export type Standing = {
  /** The step it is at; 0 before the first. */
  readonly position: number;
  readonly task: { readonly open: boolean; readonly dueAt: Instant } | undefined;
  readonly died: boolean;
  /** Whether the stay it belongs to is over. One that began without a stay goes on without. */
  readonly stayEnded: boolean;
};

/** What happens to a ladder now. */
export type Move =
  | { readonly move: "wait" }
  | { readonly move: "end"; readonly state: "stay-ended" | "person-died" }
  | { readonly move: "step"; readonly step: PlannedStep; readonly again: boolean };

/**
 * The next move of an open ladder. A step whose task was done without contact, was dropped, or is past its time gives way
 * to the next; the last is given again once it is no longer open, and stays with its owner, late, until then. Only contact,
 * the end of the stay or a death ends it.
 */
export function nextMove(standing: Standing, plan: readonly PlannedStep[], now: Instant): Move {
  const { position, task, died, stayEnded } = standing;
  if (died) return { move: "end", state: "person-died" };
  if (stayEnded) return { move: "end", state: "stay-ended" };
  const last = plan.at(-1);
  if (!last) return { move: "wait" };
  const next = plan.find((step) => step.position > position);
  const late = task !== undefined && Temporal.Instant.compare(task.dueAt, now) < 0;
  if (next) return !task?.open || late ? { move: "step", step: next, again: false } : { move: "wait" };
  return task?.open ? { move: "wait" } : { move: "step", step: last, again: true };
}
