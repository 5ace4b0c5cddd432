import type { Tx } from "../../../kernel/database/door.ts";
import type { Instant } from "../../../kernel/time.ts";
import { type GapDue, gapDue, unreviewedGap } from "./gap-store.ts";
import { type Order, type Slot, slotsOf } from "./order.ts";

/** What the gap since the last injection lets somebody have now of what is ordered for them, as the authority to hand over is refused by it. */
export type CapToday = {
  readonly gap: GapDue;
  /** Where they were, while no licensed doctor has reviewed that gap: nothing is given before. */
  readonly unreviewed: Awaited<ReturnType<typeof unreviewedGap>>;
  /** The most of each session of the order, in micrograms. */
  readonly most: readonly { readonly slot: Slot; readonly micrograms: number }[];
};

/** The cap of this moment for a signed order of the reader's own clinic, by the order's own protocol. Nothing of any other. */
export async function capToday(tx: Tx, order: Order, now: Instant): Promise<CapToday | undefined> {
  if (!order.signedAt) return undefined;
  const most: { slot: Slot; micrograms: number }[] = [];
  let gap: GapDue | undefined;
  for (const slot of order.slot ? [order.slot] : slotsOf(order.sessionsADay)) {
    const due = await gapDue(tx, order, slot, undefined, now);
    if (due) most.push({ slot, micrograms: due.most });
    gap ??= due;
  }
  return gap && { gap, most, unreviewed: await unreviewedGap(tx, order.person) };
}
