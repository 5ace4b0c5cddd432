import type { HandoverId, PersonId, StaffId, TaskId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Owner } from "../staff/owner.ts";

type TaskCore = Owner & {
  readonly id: TaskId;
  /** What sort of work it is, as a code: lists group and icons choose by it. */
  readonly kind: string;
  /** What to do, as an act: `Meet Dean Hall at the gate`. */
  readonly title: string;
  readonly dueAt: Instant;
  readonly personId?: PersonId;
  /** The handover it follows from: the next step after a decline. */
  readonly handoverId?: HandoverId;
};

/** Why a task was not done: someone decided so, or the person died. */
export type CancelledBecause =
  | { readonly code: "not-needed"; readonly by: StaffId; readonly reason: string }
  | { readonly code: "death" };

export type OpenTask = TaskCore & { readonly state: "open" };
export type DoneTask = TaskCore & {
  readonly state: "done";
  readonly doneAt: Instant;
  readonly doneBy: StaffId;
};
export type CancelledTask = TaskCore & {
  readonly state: "cancelled";
  readonly cancelledAt: Instant;
  readonly because: CancelledBecause;
};

/** Something a team, and perhaps one of its people by name, must do by a moment. */
export type Task = OpenTask | DoneTask | CancelledTask;
