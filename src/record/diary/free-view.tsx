import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { clock, type Instant, londonDay, weekdayAndDate } from "../../kernel/time.ts";
import type { Member } from "../staff/teams-store.ts";
import { typedMoment } from "../task/times.ts";
import type { Span } from "./appointment.ts";
import { freeTimes } from "./free-rules.ts";
import { absencesOf, hoursOf, takenOf } from "./places-store.ts";

/** How long an appointment usually is. */
export const USUAL_MINUTES = 45;
const DAYS_LOOKED = 28;

/** The free times of somebody, and whether they have said when they see people. */
export type Free = { readonly of: string; readonly spans: readonly Span[]; readonly hours: boolean };

/** Whom free times are looked for among, and where choosing one leads. */
type Looking = {
  readonly here: string;
  readonly members: readonly Member[];
  readonly me: string | undefined;
  readonly free: Free | undefined;
};

/** The free times of a worker. */
export async function freeOf(
  tx: Tx,
  { staff_id: staff, name }: Pick<Member, "staff_id" | "name">,
  minutes: number,
  now: Instant,
): Promise<Free> {
  const hours = await hoursOf(tx, staff);
  const taken = await takenOf(tx, staff, now, now.add({ hours: (DAYS_LOOKED + 1) * 24 }));
  const absences = await absencesOf(tx, staff, londonDay(now));
  const compare = Temporal.PlainDate.compare;
  const away = (day: Temporal.PlainDate): boolean =>
    absences.some((one) => compare(one.from, day) <= 0 && compare(day, one.to) <= 0);
  const spans = freeTimes({ hours, taken, away, minutes, now, days: DAYS_LOOKED });
  return { of: name, spans, hours: hours.length > 0 };
}

/** A form to look for a free time of one worker; its answers lead back here with the time written in. */
export function FreeTimes({ here, members, me, free }: Looking): ReactNode {
  const chosen = members.find((each) => each.name === free?.of)?.staff_id;
  return (
    <details className="nhsuk-details no-print" open={free !== undefined}>
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">Find a free time</span>
      </summary>
      <div className="nhsuk-details__text">
        <form action={here} method="get" className="free-form">
          <label className="nhsuk-label" htmlFor="free">
            Of whom?
          </label>
          <select id="free" name="free" className="nhsuk-select" defaultValue={chosen ?? me ?? ""}>
            {members.map((each) => (
              <option key={each.staff_id} value={each.staff_id}>
                {each.name}
              </option>
            ))}
          </select>
          <label className="nhsuk-label" htmlFor="free-minutes">
            For how many minutes?
          </label>
          <input
            id="free-minutes"
            name="minutes"
            className="nhsuk-input nhsuk-input--width-4"
            defaultValue={String(USUAL_MINUTES)}
          />
          <button type="submit" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
            Look
          </button>
        </form>
        {free ? <FreeList free={free} here={here} staff={chosen ?? ""} /> : null}
      </div>
    </details>
  );
}

function FreeList({
  free,
  here,
  staff,
}: {
  readonly free: Free;
  readonly here: string;
  readonly staff: string;
}): ReactNode {
  if (free.spans.length === 0)
    return (
      <p>
        {free.hours
          ? `${free.of} has no free time of that length in the next ${DAYS_LOOKED} days.`
          : `${free.of} has not said yet when in the week they see people. They do so under Diary, My hours.`}
      </p>
    );
  return (
    <>
      <p>
        {free.spans.length} free times of {free.of}, the soonest first. Choosing one writes it into the form.
      </p>
      <ul className="free-times" data-list="">
        {free.spans.map(({ from, to }) => {
          const minutes = Math.round((to.epochMilliseconds - from.epochMilliseconds) / 60_000);
          const query = new URLSearchParams({ at: typedMoment(from), staff, minutes: String(minutes) });
          return (
            <li key={from.toString()}>
              <a href={`${here}?${query}`} data-item="">
                {weekdayAndDate(londonDay(from)).replace(/ \d{4}$/, "")}, {clock(from)}
              </a>
            </li>
          );
        })}
      </ul>
    </>
  );
}
