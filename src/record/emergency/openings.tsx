import type { ReactElement } from "react";
import { longDateTime } from "../../kernel/time.ts";
import { FINDINGS } from "./messages.ts";
import type { Opening } from "./store.ts";

/** The openings of one record in an emergency, for the person and for those who care for them. Nothing where there is none. */
export function Openings(props: {
  readonly openings: readonly Opening[];
  readonly whose: "your" | "this";
}): ReactElement | null {
  const { openings, whose } = props;
  if (openings.length === 0) return null;
  return (
    <section aria-labelledby="openings">
      <h2 id="openings" className="nhsuk-heading-m">
        Opened in an emergency
      </h2>
      <p>
        These workers opened {whose} record in an emergency, to read it for an hour at most. Each opening is
        reviewed.
      </p>
      <ul className="looked">
        {openings.map((one) => (
          <li key={one.id}>
            <strong>
              {whose === "this" ? `${one.staff_name}, ` : ""}
              {one.agency_name}
            </strong>
            : {one.reason}
            <span className="looked__when">
              {longDateTime(one.opened_at)} to {longDateTime(one.until)}
              {one.finding ? `. Reviewed: ${FINDINGS[one.finding].toLowerCase()}` : ". Not yet reviewed"}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
