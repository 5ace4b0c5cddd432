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
  /** The handover it follows from: what happens next after a no. */
  readonly handoverId?: HandoverId;
};

export type OpenTask = TaskCore & { readonly state: "open" };
export type DoneTask = TaskCore & {
  readonly state: "done";
  readonly doneAt: Instant;
  readonly doneBy: StaffId;
};
export type CancelledTask = TaskCore & {
  readonly state: "cancelled";
  readonly cancelledAt: Instant;
  /** Nobody where the server dropped it: the next step of missed contact was given in its place. */
  readonly cancelledBy?: StaffId;
  readonly because: string;
};
/** The person it was about died; kept so, in case the death was recorded in error. */
export type StoppedTask = TaskCore & { readonly state: "stopped-by-death"; readonly stoppedAt: Instant };

/** Something a team, and perhaps one of its people by name, must do by a moment. */
export type Task = OpenTask | DoneTask | CancelledTask | StoppedTask;
