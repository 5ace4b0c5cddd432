import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Result } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { decideStep, type Step, type StepRefusal } from "./rules.ts";
import { insertStep } from "./store.ts";

/** Records one step of a virus: decide, write. */
export async function recordStep(
  tx: Tx,
  person: PersonId,
  step: Step,
  now: Instant,
): Promise<Result<Step, StepRefusal>> {
  const decision = decideStep(step, londonDay(now));
  if (decision.ok) await insertStep(tx, person, decision.value);
  return decision;
}
