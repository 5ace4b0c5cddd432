import type { ReactElement } from "react";
import { longDateTime } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import { sayCategory } from "../sharing/messages.ts";
import { groundName } from "./grounds.ts";
import { STATES } from "./messages.ts";
import type { SharedWithout } from "./store.ts";

/** What was shared of one record without consent, for the person and those who care for them. Nothing where there is none. */
export function SharedWithoutConsent(props: {
  readonly all: readonly SharedWithout[];
  /** Where one of them is ended; without, nothing is offered. */
  readonly endAt?: (one: SharedWithout) => string;
}): ReactElement | null {
  if (props.all.length === 0) return null;
  return (
    <section aria-labelledby="without">
      <h2 id="without" className="nhsuk-heading-m">
        Shared without consent
      </h2>
      <ul className="looked">
        {props.all.map((one) => (
          <li key={one.id}>
            <strong>{capital(listed(one.categories.map(sayCategory)))}</strong>, with {one.to_agency}.{" "}
            {groundName(one.ground)}: {one.reason}
            <span className="looked__when">
              {STATES[one.state]}
              {one.state === "approved" ? ` until ${longDateTime(one.until)}` : ""}
              {one.ended_at ? ` ${longDateTime(one.ended_at)}` : ""}. Asked {longDateTime(one.asked_at)}
              {props.endAt ? ` by ${one.asked_by}` : ""}
              {one.answer ? `; answered: ${one.answer}` : ""}
              {props.endAt && !one.person_told ? " The person is not told." : ""}
            </span>
            {props.endAt && one.state === "approved" ? (
              <a className="no-print" href={props.endAt(one)}>
                End sharing
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
