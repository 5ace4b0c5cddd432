import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { type HandoverId, type PersonId, TaskId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Outcome } from "./rules.ts";

/** Writes that a stay ends so once the handover it offered to the recovery service has arrived. */
export async function insertStep(
  tx: Tx,
  step: { readonly person: PersonId; readonly handover: HandoverId; readonly ending: string },
): Promise<void> {
  const [row] = await tx`select note_step_to_recovery(${step.handover}, ${step.ending}) as done`;
  invariant(row?.done === true, "the sender of a handover just offered says how its stay ends");
  tx.log({ what: "changed", about: "step to recovery", people: [step.person] });
}

const Day = z.instanceof(Temporal.PlainDate);
const CheckUpRow = z.object({
  id: z.string(),
  episode_id: z.string(),
  due_on: Day,
  outcome: z.enum(["well", "struggling", "not-reached"]).nullable(),
  held_on: Day.nullable(),
  words: z.string().nullable(),
  task_id: TaskId.schema.nullable(),
  service: z.string(),
  open: z.boolean(),
  ours: z.boolean(),
});

/** A check-up of the series: due, held, or tried. */
export type CheckUp = z.infer<typeof CheckUpRow>;

/** The check-ups of this person that the reader may see, the next first to last. */
export async function checkUpsOf(tx: Tx, person: PersonId): Promise<readonly CheckUp[]> {
  const rows = await tx`
    select c.id, c.episode_id, c.due_on, c.outcome, c.held_on, c.words, c.task_id, s.name as service, e.ended_on is null as open,
           coalesce(c.agency_id = acting_agency(), false) as ours
      from check_up c join episode e on e.id = c.episode_id join service s on s.id = e.service_id
     where c.person_id = ${person} order by c.due_on, c.id limit 100`;
  return rows.map((row) => CheckUpRow.parse(row));
}

/** Writes what came of a check-up of the acting agency. False when it was held already. */
export async function writeCheckUp(
  tx: Tx,
  person: PersonId,
  id: string,
  held: { readonly outcome: Outcome; readonly on: LocalDate; readonly words: string },
): Promise<boolean> {
  const rows = await tx`
    update check_up set outcome = ${held.outcome}, held_on = ${held.on}, words = ${held.words.trim() || null}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and outcome is null returning id`;
  if (rows.length > 0) tx.log({ what: "changed", about: "check-up recorded", people: [person] });
  return rows.length > 0;
}
