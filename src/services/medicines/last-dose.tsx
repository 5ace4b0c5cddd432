import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import { LastSeen, readsMedicines } from "./medicines-parts.tsx";
import { lastObserved, observedDoses } from "./observed-store.ts";

/**
 * The last observed dose on the overview of a person, for every role whose work needs medicines. Nothing where none is known: most
 * people take none, and the page of medicines says what that does not prove.
 */
export async function lastDosePart(tx: Tx, person: PersonId, now: Instant): Promise<ReactNode> {
  if (!readsMedicines(tx.asking.role)) return null;
  const doses = await observedDoses(tx, person, 10);
  return lastObserved(doses) ? <LastSeen doses={doses} now={now} /> : null;
}
