import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { fromNow, type Instant, longDateTime } from "../../../kernel/time.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import type { Protocol } from "../protocol/protocol.ts";
import { capNow } from "./gap-rules.ts";
import type { Known } from "./history-store.ts";
import { sayCap } from "./order-messages.ts";

/** What is known of the last injection, and what the table of gaps allows because of it. */
export function GapNow({
  known: { history },
  protocol,
  now,
}: {
  readonly known: Known;
  readonly protocol: Protocol;
  readonly now: Instant;
}): ReactElement {
  const last = history.taken.at(-1);
  const cap = capNow(protocol, history, now);
  return (
    <InsetText>
      <strong>Last injection seen: </strong>
      {last
        ? `${amountWords(last.micrograms)}, ${fromNow(last.endedAt, now)} (${longDateTime(last.endedAt)}). `
        : "none that your clinic may know of. It is begun anew, with a first dose. "}
      {last ? (cap.row === undefined ? "No session was missed since." : sayCap(cap)) : null}
    </InsetText>
  );
}
