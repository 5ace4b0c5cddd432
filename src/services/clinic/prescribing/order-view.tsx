import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { fromNow, type Instant, londonDay, longDateTime } from "../../../kernel/time.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { type Opioids, StandingTag } from "../../medicines/medicines-parts.tsx";
import { standingOn } from "../../medicines/plan-rules.ts";
import { doseWords } from "../../medicines/products.ts";
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

/** The oral part of the same plan. */
export function Oral({ opioids, now }: { readonly opioids: Opioids; readonly now: Instant }): ReactElement {
  const going = opioids.prescriptions.filter((one) =>
    ["signed", "running", "held", "to sign"].includes(standingOn(one, londonDay(now))),
  );
  return (
    <>
      <h2 className="nhsuk-heading-s">In the same plan, by mouth or as a depot ({going.length})</h2>
      {going.length === 0 ? (
        <p>Nothing that your agency may see. A hold of one part of the plan holds the other.</p>
      ) : (
        <ul className="lines">
          {going.map((one) => (
            <li key={one.id} className="lines__line">
              <span className="lines__what">
                <a href={`/people/${one.person}/medicines/${one.id}`}>
                  {one.product.name}: {doseWords(one.product, one.micrograms)}
                </a>
                <span className="lines__who">
                  {one.agency}, {one.supervised === "every" ? "taken in sight" : "taken home"}
                </span>
              </span>
              <span className="lines__when">
                <StandingTag prescription={one} today={londonDay(now)} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
