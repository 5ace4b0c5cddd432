import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { HandoverId, PersonId, StaffId, TaskId, TeamId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { OpenTask, Task } from "./task.ts";

const At = z.instanceof(Temporal.Instant);
const Row = z.object({
  id: TaskId.schema,
  team_id: TeamId.schema,
  team_name: z.string(),
  staff_id: StaffId.schema.nullable(),
  staff_name: z.string().nullable(),
  available: z.boolean(),
  person_id: PersonId.schema.nullable(),
  person_name: z.string().nullable(),
  handover_id: HandoverId.schema.nullable(),
  kind: z.string(),
  title: z.string(),
  due_at: At,
  state: z.enum(["open", "done", "cancelled", "stopped-by-death"]),
  closed_at: At.nullable(),
  closed_by: StaffId.schema.nullable(),
  close_reason: z.string().nullable(),
});
type Row = z.infer<typeof Row>;

/** A task with the names a list shows, and who has it now: the named person, or the team while they are away. */
export type ShownTask<T extends Task = Task> = {
  readonly task: T;
  readonly teamName: string;
  /** Named, and at work today. */
  readonly staffName?: string;
  /** Named, but away or gone: the team has it. */
  readonly awayName?: string;
  readonly personName?: string;
};

function decoded(raw: unknown): ShownTask {
  const row = Row.parse(raw);
  return {
    task: taskOf(row),
    teamName: row.team_name,
    ...(row.staff_name && row.available ? { staffName: row.staff_name } : {}),
    ...(row.staff_name && !row.available ? { awayName: row.staff_name } : {}),
    ...(row.person_name ? { personName: row.person_name } : {}),
  };
}

function taskOf(row: Row): Task {
  const core = {
    id: row.id,
    team: row.team_id,
    ...(row.staff_id ? { staff: row.staff_id } : {}),
    kind: row.kind,
    title: row.title,
    dueAt: row.due_at,
    ...(row.person_id ? { personId: row.person_id } : {}),
    ...(row.handover_id ? { handoverId: row.handover_id } : {}),
  };
  if (row.state === "open") return { ...core, state: "open" };
  invariant(row.closed_at, "a closed task says when");
  if (row.state === "stopped-by-death") return { ...core, state: row.state, stoppedAt: row.closed_at };
  if (row.state === "cancelled")
    return {
      ...core,
      state: "cancelled",
      cancelledAt: row.closed_at,
      ...(row.closed_by ? { cancelledBy: row.closed_by } : {}),
      because: row.close_reason ?? "",
    };
  invariant(row.closed_by, "a task that is done says by whom");
  return { ...core, state: "done", doneAt: row.closed_at, doneBy: row.closed_by };
}

const columns = (tx: Tx) => tx`
  k.id, k.team_id, t.name as team_name, k.staff_id, s.name as staff_name, staff_available(k.staff_id, k.team_id) as available,
  k.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name, k.handover_id, k.kind, k.title,
  k.due_at, k.state, k.closed_at, k.closed_by, k.close_reason`;
const tables = (tx: Tx) => tx`
  task k join team t on t.id = k.team_id left join staff s on s.id = k.staff_id left join person p on p.id = k.person_id`;

/** What a team does about people is for those of it who may read a person's record. */
const forReaders = (tx: Tx) => tx`(k.person_id is null or ${tx.asking.may.includes("person:read")})`;

const isOpenTask = (shown: ShownTask): shown is ShownTask<OpenTask> => shown.task.state === "open";

/**
 * The open tasks of the asker and their team, late first. `mine` are those named to the asker; the team's are those of
 * nobody in particular, or of somebody who is away.
 */
export async function openTasks(
  tx: Tx,
  whose: "mine" | "team" | "both",
  most = 200,
): Promise<readonly ShownTask<OpenTask>[]> {
  const { staff_id: me, team_id: team } = tx.asking;
  const mine = tx`k.staff_id = ${me}`;
  const teams = tx`k.team_id = ${team} and (k.staff_id is null or not staff_available(k.staff_id, k.team_id)) and ${forReaders(tx)}`;
  const whom = whose === "mine" ? mine : whose === "team" ? teams : tx`(${mine} or (${teams}))`;
  const rows = await tx`
    select ${columns(tx)} from ${tables(tx)} where k.state = 'open' and ${whom} order by k.due_at, k.title, k.id limit ${most}`;
  return rows.map(decoded).filter(isOpenTask);
}

/** Open tasks of the asker's team that follow from a no: people handed back to it. */
export async function handedBack(tx: Tx): Promise<readonly ShownTask<OpenTask>[]> {
  const rows = await tx`
    select ${columns(tx)} from ${tables(tx)}
     where k.state = 'open' and k.kind = 'handover-returned' and k.team_id = ${tx.asking.team_id} order by k.due_at, k.id limit 100`;
  return rows.map(decoded).filter(isOpenTask);
}

/** Tasks of the asker's team marked done in the last minutes, newest first: what can still be taken back. */
export async function justDone(tx: Tx, minutes: number): Promise<readonly ShownTask[]> {
  const rows = await tx`
    select ${columns(tx)} from ${tables(tx)}
     where k.state = 'done' and k.team_id = ${tx.asking.team_id} and k.closed_at > now() - make_interval(mins => ${minutes})
       and (k.closed_by = ${tx.asking.staff_id} or ${forReaders(tx)})
     order by k.closed_at desc limit 20`;
  return rows.map(decoded);
}

/** One task, if the asker may see it. */
export async function taskById(tx: Tx, id: TaskId): Promise<ShownTask | undefined> {
  const rows = await tx`select ${columns(tx)} from ${tables(tx)} where k.id = ${id}`;
  return rows[0] ? decoded(rows[0]) : undefined;
}

/** The task, held until the end of the transaction. Hold the life of the person it is about first. */
export async function lockTask(tx: Tx, id: TaskId): Promise<Task | undefined> {
  const held = await tx`select id from task where id = ${id} for update`;
  return held.length > 0 ? (await taskById(tx, id))?.task : undefined;
}

/** Writes a new task of one of the asker's own teams. */
export async function insertTask(tx: Tx, task: OpenTask): Promise<void> {
  await tx`
    insert into task (id, team_id, staff_id, person_id, handover_id, kind, title, due_at)
    values (${task.id}, ${task.team}, ${task.staff ?? null}, ${task.personId ?? null}, ${task.handoverId ?? null},
            ${task.kind}, ${task.title}, ${task.dueAt})`;
}

/** Writes what a task has become. Deaths are written by the database's own function. */
export async function updateTask(tx: Tx, task: Task): Promise<void> {
  invariant(task.state !== "stopped-by-death", "a death stops tasks in the database");
  const closed =
    task.state === "done"
      ? { at: task.doneAt, by: task.doneBy }
      : task.state === "cancelled"
        ? { at: task.cancelledAt, by: task.cancelledBy }
        : undefined;
  await tx`
    update task
       set state = ${task.state}, team_id = ${task.team}, staff_id = ${task.staff ?? null}, due_at = ${task.dueAt},
           closed_at = ${closed?.at ?? null}, closed_by = ${closed?.by ?? null},
           close_reason = ${task.state === "cancelled" ? task.because : null}
     where id = ${task.id}`;
}
