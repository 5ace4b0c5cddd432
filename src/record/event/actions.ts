import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { holdLife } from "../episode/store.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import type { Certainty } from "./kinds.ts";
import { decideEvent, type EventRefusal, type Told } from "./rules.ts";
import { type EventId, insertEvent, markEventWithdrawn } from "./store.ts";

/**
 * Records an event as the acting agency's. Refuses what did not happen in the person's life so far, and kinds the role
 * does not work with.
 */
export async function recordEvent(
  tx: Tx,
  person: PersonId,
  told: Told & {
    readonly certainty: Certainty;
    readonly what: string;
    readonly outcome: string;
    readonly place: string;
  },
  now: Instant,
): Promise<Result<EventId, EventRefusal | NotThere>> {
  const life = await holdLife(tx, person);
  if (!life) return refuse({ code: "not-there" });
  const decision = decideEvent(told, { ...life, categories: categoriesOf(tx.asking.role) }, now);
  if (!decision.ok) return decision;
  const { kind, when, until } = decision.value;
  const { certainty, what, outcome, place } = told;
  return accept(
    await insertEvent(tx, {
      person,
      kind: told.kind,
      category: kind.category,
      when,
      until,
      certainty,
      what,
      outcome,
      place,
    }),
  );
}

/** Withdraws an event found wrong. It stays, struck through, with the reason, and no longer counts. */
export async function withdrawEvent(
  tx: Tx,
  person: PersonId,
  id: EventId,
  because: string,
): Promise<Result<EventId, { readonly code: "nothing-to-withdraw" }>> {
  const done = await markEventWithdrawn(tx, person, id, because);
  return done ? accept(id) : refuse({ code: "nothing-to-withdraw" });
}
