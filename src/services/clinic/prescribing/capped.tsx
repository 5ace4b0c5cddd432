import { WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { amountWords } from "../../medicines/amount-rules.ts";
import { slotWords } from "./amounts.ts";
import type { CapToday } from "./cap-today.ts";
import { type Order, slotsOf } from "./order.ts";
import { sayCap } from "./order-messages.ts";

/** What the gap since the last injection leaves of an order now. */
export function Capped({
  order,
  cap,
}: {
  readonly order: Order;
  readonly cap: CapToday | undefined;
}): ReactElement | null {
  if (!cap || cap.share === "whole") return null;
  const slots = order.slot ? [order.slot] : slotsOf(order.sessionsADay);
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">
        {cap.share === "nothing" ? "Not given after this gap" : "Less after this gap"}
      </WarningCallout.Heading>
      <p>
        {sayCap(cap.cap)}{" "}
        {cap.share === "nothing"
          ? "A licensed doctor writes another order first."
          : `Now: ${slots.map((slot) => `${slotWords(slot).toLowerCase()} ${amountWords(cap.most(slot))}`).join(", ")} at most.`}
      </p>
    </WarningCallout>
  );
}
