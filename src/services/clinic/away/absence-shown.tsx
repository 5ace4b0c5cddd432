import { WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../../kernel/id.ts";
import { fromNow, type Instant, longDateTime } from "../../../kernel/time.ts";
import { type Absence, PLACES } from "./store.ts";

/** Says that somebody was elsewhere and that nothing is given until a licensed doctor has reviewed the gap. Nothing once it is reviewed. */
export function AbsenceShown({
  absences,
  person,
  reviews,
  now,
}: {
  readonly absences: readonly Absence[];
  readonly person: PersonId;
  readonly reviews: boolean;
  readonly now: Instant;
}): ReactElement | null {
  const waiting = absences.filter(({ reviewedAt }) => reviewedAt === undefined);
  if (waiting.length === 0) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">
        Nothing is given until the gap is reviewed
      </WarningCallout.Heading>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {waiting.map((one) => (
          <li key={one.notedAt.toString()}>
            {PLACES[one.place]} since {longDateTime(one.from)}
            {one.toldBy ? `, told by ${one.toldBy}` : ", by an event in the record"}{" "}
            {fromNow(one.notedAt, now)}.
          </li>
        ))}
      </ul>
      {reviews ? (
        <p>
          Ask what they were given there and when, then{" "}
          <a href={`/people/${person}/reviews/new`}>record your review of the gap</a>. What is left of the
          order after it is shown at the visit; more needs an order of its own.
        </p>
      ) : (
        <p>A licensed doctor reviews it. What they were given there, and when, is asked for by telephone.</p>
      )}
    </WarningCallout>
  );
}
