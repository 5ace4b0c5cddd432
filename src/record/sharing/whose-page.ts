import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Shown } from "../../web/page.ts";
import { type Subject, shownOf } from "../person/person-shown.tsx";
import { identitiesOf } from "../person/store-identity.ts";

/** Whose record a page is about, and who reads it. */
export type Whose = Subject & {
  readonly id: PersonId;
  /** False while a handover is only offered: the reader then sees the minimum, and no part of the record. */
  readonly known: boolean;
  /** Whether they may turn to the parts of the record: known, or open in an emergency. */
  readonly reads: boolean;
  readonly now: Instant;
};

/**
 * Whose record this is, or undefined when the reader may not know that they are here. Whatever reads their rows notes
 * the read in the log; a page that shows nothing but who they are notes that itself.
 */
export async function loadWhose(tx: Tx, person: PersonId, now: Instant): Promise<Whose | undefined> {
  const [identity] = await identitiesOf(tx, [person]);
  if (!identity) return undefined;
  const known = identity.known || tx.asking.person_id === person;
  const { role, may } = tx.asking;
  return {
    id: person,
    known,
    reads: known || identity.reads,
    identity,
    reader: { role, may },
    now,
  };
}

/** A page about one person: who they are stays in view above it, with the tab it belongs to. */
export const aboutPerson = (whose: Whose, at: string, shown: Parameters<typeof shownOf>[3]): Shown =>
  shownOf(whose, whose.now, at, shown);
