import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { type DrugTest, decideTest, decideTestCorrection, type TestRefusal } from "./rules.ts";
import { holdTest, insertTest, testsOf } from "./store.ts";

/** Records a test, or corrects one by a new one that points at it: read, decide, write. */
export async function recordTest(
  tx: Tx,
  person: PersonId,
  test: DrugTest,
  now: Instant,
  corrects?: string,
): Promise<Result<DrugTest, TestRefusal>> {
  if (corrects) {
    await holdTest(tx, corrects);
    const current = (await testsOf(tx, person)).find((each) => each.id === corrects);
    const may = current ? decideTestCorrection(current) : refuse({ code: "not-ours" } as const);
    if (!may.ok) return may;
  }
  const decision = decideTest(test, londonDay(now));
  if (decision.ok) await insertTest(tx, person, decision.value, corrects);
  return decision;
}
