import type { ReactNode } from "react";
import { longDateTime } from "../../../kernel/time.ts";
import { mg } from "./amount-rules.ts";
import { asSentence } from "./frame.tsx";
import type { Late } from "./late-store.ts";

const CLASHES: Readonly<Record<string, string>> = {
  "no-order": "no order stood for that day",
  "order-lapsed": "the order had lapsed or was ended",
  "another-drug": "another drug than was ordered",
  "order-held": "the order was held",
  "order-unsigned": "the order had not been signed yet",
  "no-licence": "no licence covered that day",
  "gap-review-needed": "nobody had reviewed the gap after custody, hospital or a stay elsewhere",
  "gap-above-cap": "more than was left after the gap since the dose before",
  "gap-begin-anew": "so long after the dose before that it is begun anew",
  "gap-prescriber-first": "so long after the dose before that a licensed doctor sees them first",
  "gap-order-anew": "the order was written within a gap that had grown since",
  "waits-for-review": "an emergency had not been reviewed",
  "second-dose": "closer to another injection than the protocol allows",
  "above-most-single": "more than may be given in one injection",
  "above-most-daily": "more than may be given in a day",
};

/** `It breaks: closer to another injection than the protocol allows.` */
const sayClashes = (clashes: readonly string[]): string =>
  clashes.length === 0
    ? "It breaks no rule."
    : `It breaks: ${clashes.map((one) => CLASHES[one] ?? one).join("; ")}.`;

/** A dose recorded late in a list: what is known of it, where it stands, and what the reader may do. One that was set aside is struck through. */
export function LateLine({ one, may }: { readonly one: Late; readonly may: readonly string[] }): ReactNode {
  const { aside } = one;
  const waits = aside ? !aside.second : !one.second;
  const dose = `${mg(one.ug)}: ${asSentence(one.words)}`;
  return (
    <li className={waits ? "lines__line lines__line--late" : "lines__line"}>
      <span className="lines__what">
        <a href={`/people/${one.person}/medicines`} data-item="">
          {one.name}
        </a>
        <span className="lines__who">
          {aside?.second ? <s>{dose}</s> : dose} {aside?.second ? "" : sayClashes(one.clashes)}
          {one.secondNotOnShift
            ? ` ${one.second} signed as the second without being on shift here, then or now: an incident says so.`
            : ""}
          {one.keptBeside ? " Its line waits beside the book: the balance would be below zero." : ""}
        </span>
        {aside ? (
          <span className="lines__who">
            <strong>
              {aside.second ? "Set aside." : "Said to be none; it counts until a second has signed."}
            </strong>{" "}
            {asSentence(aside.reason)} {aside.by}
            {aside.second ? ` and ${aside.second}` : ""}
          </span>
        ) : null}
      </span>
      <span className="lines__when">
        {longDateTime(one.givenAt)}
        <span className="lines__who">recorded late by {one.staff}</span>
      </span>
      <span className="lines__act">
        <Acts one={one} may={may} />
      </span>
    </li>
  );
}

function Acts({ one, may }: { readonly one: Late; readonly may: readonly string[] }): ReactNode {
  const { aside } = one;
  if (aside?.second) return null;
  if (aside)
    return (
      <>
        {!aside.mine && may.includes("dose:check") ? (
          <>
            <a href={`/dosing/late/asides/${aside.id}`}>Sign that it was none</a>
            <br />
          </>
        ) : null}
        {may.includes("dose") ? <a href={`/dosing/late/asides/${aside.id}/drop`}>Let it stand</a> : null}
      </>
    );
  return (
    <>
      {one.second ? (
        `Signed also by ${one.second}`
      ) : one.mine || !may.includes("dose:check") ? (
        "Waits for a second"
      ) : (
        <a href={`/dosing/late/${one.id}`}>Sign as the second</a>
      )}
      {may.includes("dose") ? (
        <>
          <br />
          <a href={`/dosing/late/${one.id}/aside`}>This was none: set it aside</a>
        </>
      ) : null}
    </>
  );
}
