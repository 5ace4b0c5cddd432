import { WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { amountWords } from "../../medicines/amount-rules.ts";
import { slotWords } from "./amounts.ts";
import type { CapToday } from "./cap-today.ts";
import { sayCap } from "./order-messages.ts";

const WHERE = { custody: "in custody", hospital: "in hospital", elsewhere: "elsewhere" } as const;

/** What the gap since the last injection leaves of an order now, in the words of what is refused at handing over. */
export function Capped({ cap }: { readonly cap: CapToday | undefined }): ReactElement | null {
  if (!cap || (cap.gap.share === "whole" && !cap.unreviewed)) return null;
  const nothing = cap.unreviewed !== undefined || cap.gap.share === "nothing";
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">
        {nothing ? "Not given after this gap" : "Less after this gap"}
      </WarningCallout.Heading>
      <p>
        {cap.gap.share === "whole" ? "" : `${sayCap({ ...cap.gap, row: undefined })} `}
        {nothing ? whatFirst(cap) : `Now: ${cap.most.map(sayMost).join(", ")} at most.`}
      </p>
    </WarningCallout>
  );
}

const sayMost = ({ slot, micrograms }: CapToday["most"][number]): string =>
  `${slotWords(slot).toLowerCase()} ${amountWords(micrograms)}`;

/** What a licensed doctor does before anything is given. */
const whatFirst = ({ gap, unreviewed }: CapToday): string =>
  unreviewed
    ? `They were ${WHERE[unreviewed]}, and nobody has reviewed that gap: nothing is given until a licensed doctor has.`
    : !gap.beginAnew && gap.prescriberFirst
      ? "Nothing is given until a licensed doctor has seen them and recorded a review of the gap."
      : "A licensed doctor writes another order first.";
