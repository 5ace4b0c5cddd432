import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { doTask } from "../task/actions.ts";
import { type CheckUpRefusal, decideCheckUp, type Outcome } from "./rules.ts";
import { type CheckUp, writeCheckUp } from "./store.ts";

/** What came of a check-up. */
export type Held = { readonly outcome: Outcome; readonly on: LocalDate; readonly words: string };

/** Records what came of a check-up; the task that asked for it is done with it. */
export async function recordCheckUp(
  tx: Tx,
  person: PersonId,
  checkUp: CheckUp,
  held: Held,
  now: Instant,
): Promise<Result<Held, CheckUpRefusal>> {
  const known = { heldAlready: checkUp.outcome !== null, today: londonDay(now) };
  const decision = decideCheckUp(held, known);
  if (!decision.ok) return decision;
  if (!(await writeCheckUp(tx, person, checkUp.id, held))) return refuse({ code: "held-already" });
  // A task done or cancelled by hand before stays as it is.
  if (checkUp.task_id) await doTask(tx, checkUp.task_id, now);
  return decision;
}
