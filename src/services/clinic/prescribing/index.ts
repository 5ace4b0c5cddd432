import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import { holdAll } from "./acts-store.ts";
import type { Order, OrderPart, Slot } from "./order.ts";
import { orderInForce } from "./store.ts";

/** What somebody is due in a session: the order, and its parts for that session. Nothing of a session of no order. */
export async function partsDue(
  tx: Tx,
  person: PersonId,
  day: LocalDate,
  slot: Slot,
): Promise<{ readonly order: Order; readonly parts: readonly OrderPart[] } | undefined> {
  const order = await orderInForce(tx, person, day, slot);
  const parts = order?.parts.filter((part) => part.slot === slot) ?? [];
  return order && parts.length > 0 ? { order, parts } : undefined;
}

/** Holds every order of the acting clinic for somebody, and by it the oral part of the plan. Answers how many orders. */
export const suspendOrders = (tx: Tx, person: PersonId, reason: string): Promise<number | undefined> =>
  holdAll(tx, person, reason);

export { standsAgainst as standsAgainstOrder } from "./acts-store.ts";
export { type StandsAgainst, sayStandsAgainst } from "./messages.ts";
export type { Order, OrderPart, OrderPartId, Slot } from "./order.ts";
