import type { Tx } from "../../../kernel/database/door.ts";
import type { Instant } from "../../../kernel/time.ts";
import { protocolOfOrder } from "../protocol/in-force.ts";
import { microgramsOf } from "../protocol/protocol.ts";
import { type DueNow, dueNow, mostUnder } from "./gap-rules.ts";
import { knownOf } from "./history-store.ts";
import { type Order, type Slot, totalOf } from "./order.ts";
import { ordersOf } from "./store.ts";

/** What the gap since the last injection lets somebody have now of what is ordered for them. */
export type CapToday = DueNow & { readonly most: (slot: Slot) => number };

/** The cap of this moment for a signed order, by the order's own protocol. Nothing of an order that is not signed. */
export async function capToday(tx: Tx, order: Order, now: Instant): Promise<CapToday | undefined> {
  const standing = await protocolOfOrder(tx, order);
  if (!standing || !order.signedAt) return undefined;
  const orders = await ordersOf(tx, order.person);
  const { history } = await knownOf(tx, order.person, order.drugClass, orders, now);
  const due = dueNow(standing.protocol, history, order.signedAt, now);
  const step = microgramsOf(standing.protocol, "dispensing-step");
  return {
    ...due,
    most: (slot) => {
      if (due.share === "nothing") return 0;
      const whole = totalOf(order.parts, slot);
      return due.share === "whole" ? whole : mostUnder(due.cap, whole, step);
    },
  };
}
