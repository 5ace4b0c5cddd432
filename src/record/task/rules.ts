import type { StaffId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Life } from "../episode/rules.ts";
import type { CancelledTask, DoneTask, OpenTask, Task } from "./task.ts";

/** Minutes in which *Done*, pressed by mistake, can be taken back. Longer and others may have acted on it. */
export const UNDO_MINUTES = 10;

export type TaskRefusal =
  | { readonly code: "title-needed" }
  | { readonly code: "due-has-passed"; readonly dueAt: Instant }
  | { readonly code: "not-open"; readonly state: Task["state"] }
  | { readonly code: "not-done"; readonly state: Task["state"] }
  | { readonly code: "too-late-to-undo"; readonly doneAt: Instant }
  | { readonly code: "person-has-died" }
  | { readonly code: "reason-needed" };

const after = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) > 0;

/** A new task. It needs words that say what to do and a time still to come. */
export function openTask(task: Omit<OpenTask, "state">, now: Instant): Result<OpenTask, TaskRefusal> {
  if (!task.title.trim()) return refuse({ code: "title-needed" });
  if (!after(task.dueAt, now)) return refuse({ code: "due-has-passed", dueAt: task.dueAt });
  return accept({ ...task, title: task.title.trim(), state: "open" });
}

/** Gives it to someone else, or another time, which must still be to come; late work goes on with the time it had. */
export function reassignTask(
  task: Task,
  to: { readonly staff?: StaffId; readonly dueAt: Instant },
  now: Instant,
): Result<OpenTask, TaskRefusal> {
  if (task.state !== "open") return refuse({ code: "not-open", state: task.state });
  const isSame = Temporal.Instant.compare(task.dueAt, to.dueAt) === 0;
  if (!isSame && !after(to.dueAt, now)) return refuse({ code: "due-has-passed", dueAt: to.dueAt });
  const { staff: _, ...core } = task;
  return accept({ ...core, dueAt: to.dueAt, ...(to.staff ? { staff: to.staff } : {}) });
}

/** It is done. Late work can still be done. */
export function finishTask(task: Task, done: { by: StaffId; at: Instant }): Result<DoneTask, TaskRefusal> {
  if (task.state !== "open") return refuse({ code: "not-open", state: task.state });
  return accept({ ...task, state: "done", doneAt: done.at, doneBy: done.by });
}

/**
 * *Done* was pressed by mistake: the task is open again, with the due time it had. Not about somebody who has died since:
 * a death stops what is open, and what was done then is not begun again.
 */
export function undoTask(
  task: Task,
  now: Instant,
  { died }: Pick<Life, "died"> = {},
): Result<OpenTask, TaskRefusal> {
  if (task.state !== "done") return refuse({ code: "not-done", state: task.state });
  if (died) return refuse({ code: "person-has-died" });
  const { doneAt, doneBy: _, state: __, ...core } = task;
  if (after(now, doneAt.add({ minutes: UNDO_MINUTES }))) return refuse({ code: "too-late-to-undo", doneAt });
  return accept({ ...core, state: "open" });
}

/** It no longer needs doing, and someone says why. */
export function cancelTask(
  task: Task,
  cancelled: { by: StaffId; at: Instant; reason: string },
): Result<CancelledTask, TaskRefusal> {
  if (task.state !== "open") return refuse({ code: "not-open", state: task.state });
  const because = cancelled.reason.trim();
  if (!because) return refuse({ code: "reason-needed" });
  return accept({
    ...task,
    state: "cancelled",
    cancelledAt: cancelled.at,
    cancelledBy: cancelled.by,
    because,
  });
}

/** Is it open and past its time? At the very moment it is due it is not yet late. */
export const isTaskLate = (task: Task, now: Instant): boolean =>
  task.state === "open" && after(now, task.dueAt);
