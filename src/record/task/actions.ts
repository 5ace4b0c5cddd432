import type { Tx } from "../../kernel/database/door.ts";
import { type PersonId, type StaffId, TaskId, type TeamId } from "../../kernel/id.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import type { Life } from "../episode/rules.ts";
import { holdLife } from "../episode/store.ts";
import { type Member, membersOf } from "../staff/teams-store.ts";
import { cancelTask, finishTask, openTask, reassignTask, type TaskRefusal, undoTask } from "./rules.ts";
import { insertTask, lockTask, taskById, updateTask } from "./store.ts";
import type { Task } from "./task.ts";

const NOT_THERE = { code: "not-there" } as const;
/** Why a task was not made or changed. */
export type TaskActRefusal = TaskRefusal | NotThere | { readonly code: "not-of-the-team" };

/** Adds a task for one of the asker's teams, perhaps for someone in it by name, perhaps about a person. */
export async function addTask(
  tx: Tx,
  wanted: {
    readonly title: string;
    readonly dueAt: Instant;
    readonly team: TeamId;
    readonly staff?: StaffId;
    readonly person?: PersonId;
  },
  now: Instant,
): Promise<Result<Task, TaskActRefusal>> {
  const { title, dueAt, team, staff, person } = wanted;
  const life = person ? await holdLife(tx, person) : {};
  if (!life) return refuse(NOT_THERE);
  if (life.died) return refuse({ code: "person-has-died" });
  if (staff && !(await worksIn(tx, staff, { team, personId: person })))
    return refuse({ code: "not-of-the-team" });
  const decision = openTask(
    {
      id: TaskId.fresh(),
      kind: "to-do",
      title,
      dueAt,
      team,
      ...(staff ? { staff } : {}),
      ...(person ? { personId: person } : {}),
    },
    now,
  );
  if (!decision.ok) return decision;
  await insertTask(tx, decision.value);
  tx.log({ what: "changed", about: "task added", people: person ? [person] : [] });
  return decision;
}

/** Marks a task done. */
export const doTask = (tx: Tx, id: TaskId, now: Instant): Promise<Result<Task, TaskActRefusal>> =>
  change(tx, id, "task done", ({ task }, by) => finishTask(task, { by, at: now }));

/** Takes *done* back, within the minutes the rules allow. */
export const undoDone = (tx: Tx, id: TaskId, now: Instant): Promise<Result<Task, TaskActRefusal>> =>
  change(tx, id, "task not done after all", ({ task, life }) => undoTask(task, now, life));

/** Cancels a task that no longer needs doing. */
export const dropTask = (
  tx: Tx,
  id: TaskId,
  reason: string,
  now: Instant,
): Promise<Result<Task, TaskActRefusal>> =>
  change(tx, id, "task cancelled", ({ task }, by) => cancelTask(task, { by, at: now, reason }));

/** Gives an open task to someone of its team, or to the team as a whole. */
export async function giveTask(
  tx: Tx,
  id: TaskId,
  to: { readonly staff?: StaffId; readonly dueAt: Instant },
  now: Instant,
): Promise<Result<Task, TaskActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { task } = held;
  if (to.staff && !(await worksIn(tx, to.staff, task))) return refuse({ code: "not-of-the-team" });
  const decision = reassignTask(task, to, now);
  if (!decision.ok) return decision;
  await updateTask(tx, decision.value);
  tx.log({ what: "changed", about: "task given to someone", people: task.personId ? [task.personId] : [] });
  return decision;
}

async function change(
  tx: Tx,
  id: TaskId,
  about: string,
  decide: (held: Held, by: StaffId) => Result<Task, TaskRefusal>,
): Promise<Result<Task, TaskActRefusal>> {
  const held = await hold(tx, id);
  if (!held || !tx.asking.staff_id) return refuse(NOT_THERE);
  const { task } = held;
  const decision = decide(held, tx.asking.staff_id);
  if (!decision.ok) return decision;
  await updateTask(tx, decision.value);
  tx.log({ what: "changed", about, people: task.personId ? [task.personId] : [] });
  return decision;
}

/** A task, with the life of the person it is about; no days where it is about nobody. */
type Held = { readonly task: Task; readonly life: Life };

/**
 * Holds the person it is about, then the task, and reads it again. A death holds them in the same order, so that neither
 * waits for the other in a circle.
 */
async function hold(tx: Tx, id: TaskId): Promise<Held | undefined> {
  const before = await taskById(tx, id);
  const about = before?.task.personId;
  const life = about ? await holdLife(tx, about) : {};
  const task = before && life ? await lockTask(tx, id) : undefined;
  return task && life ? { task, life } : undefined;
}

/** Those who may be named for a task: of its team, and for one about a person those whose role reads people. */
export const membersFor = (
  tx: Tx,
  { team, personId }: { readonly team: TeamId; readonly personId?: PersonId | undefined },
): Promise<readonly Member[]> => membersOf(tx, [team], personId ? "about-a-person" : "about-nobody");

const worksIn = async (tx: Tx, staff: StaffId, task: Parameters<typeof membersFor>[1]): Promise<boolean> =>
  (await membersFor(tx, task)).some((each) => each.staff_id === staff);
