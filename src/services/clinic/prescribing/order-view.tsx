import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../../kernel/id.ts";
import { fromNow, type Instant, londonDay, longDateTime } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
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

/** How many prescriptions of the reader's own agency are on hold in the oral part: whoever restarts an order restarts none of them. */
export const oralOnHold = (prescriptions: Opioids["prescriptions"], now: Instant): number =>
  prescriptions.filter((one) => one.ours && standingOn(one, londonDay(now)) === "held").length;

/** That the oral part waits, and where it is restarted; nothing where none is on hold. */
export const sayOralOnHold = (held: number): { readonly waits: string; readonly restart: string } => ({
  waits: `The oral part is still on hold: ${counted(held, "prescription")}.`,
  restart: `Restart ${held === 1 ? "it" : "them"} under Medicines`,
});

/** The same beside an order that is given by, with the way there. */
export function OralOnHold({
  opioids: { prescriptions },
  person,
  now,
}: {
  readonly opioids: Opioids;
  readonly person: PersonId;
  readonly now: Instant;
}): ReactElement | null {
  const held = oralOnHold(prescriptions, now);
  if (held === 0) return null;
  const { waits, restart } = sayOralOnHold(held);
  return (
    <InsetText>
      {waits} <a href={`/people/${person}/medicines`}>{restart}</a>, once whoever prescribes it has decided.
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
