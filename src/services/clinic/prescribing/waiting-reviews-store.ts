import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { type Instant, londonDay, shortDate } from "../../../kernel/time.ts";
import { printOf } from "../protocol/protocol.ts";
import { DIAMORPHINE, SHIPPED } from "../protocol/shipped.ts";
import { keptProtocols } from "../protocol/store.ts";
import { type DueReview, opinionDue, reviewsDue } from "./review-rules.ts";

const day = z.instanceof(Temporal.PlainDate);
const Row = z.object({
  person_id: z.string(),
  protocol_print: z.string(),
  started_on: day,
  dose_on: day.nullable(),
  benefit_on: day.nullable(),
  opinion_on: day.nullable(),
});

/**
 * The reviews of the acting clinic's people that have come due and that nobody has held since: the newest of each kind. Counted from the
 * first signed order of the stay that goes on.
 */
export async function waitingReviews(
  tx: Tx,
  people: readonly PersonId[],
  now: Instant,
): Promise<ReadonlyMap<string, readonly DueReview[]>> {
  if (people.length === 0) return new Map();
  const rows = await tx`
    select distinct on (o.person_id) o.person_id, o.protocol_print,
           (select min(f.starts_on) from clinic_order f join premises r on r.id = f.premises_id
              join episode e on e.service_id = r.service_id and e.person_id = f.person_id and e.ended_on is null
             where f.person_id = o.person_id and f.agency_id = o.agency_id and f.kind = 'standing' and f.signed_at is not null and f.starts_on >= e.started_on) as started_on,
           (select max(london_day(w.noted_at)) from clinic_review w where w.person_id = o.person_id and w.agency_id = o.agency_id and w.kind = 'dose') as dose_on,
           (select max(london_day(w.noted_at)) from clinic_review w where w.person_id = o.person_id and w.agency_id = o.agency_id and w.kind = 'benefit') as benefit_on,
           (select max(w.given_on) from clinic_review w where w.person_id = o.person_id and w.agency_id = o.agency_id and w.kind = 'second-opinion') as opinion_on
      from clinic_order o
     where o.agency_id = acting_agency() and o.person_id = any (${tx.array([...people], 2950)}) and o.kind = 'standing' and o.state in ('signed', 'held')
       and o.in_force @> ${londonDay(now)}::date
     order by o.person_id, o.starts_on desc`;
  const kept = await keptProtocols(tx);
  return new Map(
    rows
      .filter((raw) => raw.started_on !== null)
      .map((raw) => {
        const row = Row.parse(raw);
        const protocol =
          kept.find(({ print }) => print === row.protocol_print)?.protocol ??
          SHIPPED.find((one) => printOf(one) === row.protocol_print) ??
          DIAMORPHINE;
        const today = londonDay(now);
        const opinion = opinionDue(row.started_on, row.opinion_on ?? undefined, today, protocol);
        return [
          row.person_id,
          [...notHeld(reviewsDue(row.started_on, today, protocol), row), ...(opinion ? [opinion] : [])],
        ] as const;
      }),
  );
}

/** Of the reviews that have come due the newest of each kind, unless one was held since its day. */
function notHeld(
  due: readonly DueReview[],
  { dose_on: dose, benefit_on: benefit }: Pick<z.infer<typeof Row>, "dose_on" | "benefit_on">,
): readonly DueReview[] {
  const held = { dose, benefit };
  return (["dose", "benefit"] as const).flatMap((kind) => {
    const newest = due.findLast((one) => one.kind === kind);
    const last = held[kind];
    return newest && (last === null || Temporal.PlainDate.compare(last, newest.dueOn) < 0) ? [newest] : [];
  });
}

const DUE = {
  dose: "Review of the dose",
  benefit: "Review of the benefit",
  "second-opinion": "Second opinion from outside",
} as const;

/** `Review of the dose due since 3 Nov` */
export const sayReviewDue = ({ kind, dueOn }: DueReview): string =>
  `${DUE[kind]} due since ${shortDate(dueOn)}`;
