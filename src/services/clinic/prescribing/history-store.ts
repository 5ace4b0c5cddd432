import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { fromLondon, type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import { lastGivenNights, type ObservedDose, observedDoses } from "../../medicines/observed-store.ts";
import { type Away, everyNightConfirmed } from "./gap-rules.ts";
import type { Injected } from "./interval-rules.ts";
import { type Order, totalOf } from "./order.ts";
import type { History } from "./order-rules.ts";
import { type RiseStop, standsAgainstRise } from "./rise-rules.ts";

const instant = z.instanceof(Temporal.Instant);
const StopRow = z.object({
  because: z.enum(["sedation", "oxygen", "naloxone", "seizure"]),
  happened_at: instant,
  noted_at: instant,
});

/** What happened to somebody after which nothing is raised, as far as no licensed doctor has reviewed it. */
export async function riseStopOf(tx: Tx, person: PersonId): Promise<RiseStop | undefined> {
  const stops = await tx`
    select because, happened_at, noted_at from clinic_rise_stop where person_id = ${person} order by happened_at desc limit 200`;
  const reviews = await tx<{ noted_at: Instant }[]>`
    select noted_at from clinic_review where person_id = ${person} and kind = 'after-event' order by noted_at desc limit 200`;
  if (stops.length > 0) tx.log({ what: "read", about: "clinic events", people: [person] });
  return standsAgainstRise(
    stops.map((raw) => {
      const { because, happened_at: happenedAt, noted_at: notedAt } = StopRow.parse(raw);
      return { because, happenedAt, notedAt };
    }),
    reviews.map((row) => row.noted_at),
  );
}

const day = z.instanceof(Temporal.PlainDate);
const EventRow = z.object({ happened_on: day, until_on: day.nullable(), noted_at: instant });

/**
 * When somebody was elsewhere since a moment: what health staff of custody, prison or hospital told the clinic, and events in custody or
 * hospital as far as the reader may know of them. Of an event its day counts: it is after every dose of that day, unless it ended on it.
 */
async function awayOf(tx: Tx, person: PersonId, since: Instant | undefined): Promise<readonly Away[]> {
  if (!since) return [];
  const told = await tx`
    select noted_at from clinic_absence where person_id = ${person} and agency_id = acting_agency() and noted_at > ${since}`;
  const events = await tx`
    select happened_on, until_on, noted_at from event
     where person_id = ${person} and kind in ('custody', 'admission') and withdrawn_at is null and happened_on >= ${londonDay(since)}::date`;
  const begins = (on: LocalDate): Instant => fromLondon(on.toPlainDateTime({ hour: 0 }));
  return [
    ...told.map((raw) => instant.parse(raw.noted_at)).map((at) => ({ before: at, noted: at })),
    ...events.map((raw) => {
      const { happened_on: from, until_on: until, noted_at: noted } = EventRow.parse(raw);
      const endsThen = until !== null && Temporal.PlainDate.compare(until, from) <= 0;
      return { before: begins(endsThen ? from : from.add({ days: 1 })), noted: begins(londonDay(noted)) };
    }),
  ];
}

/** When the sessions of this clinic ended since a moment to which somebody did not come: not excused makes no difference to a gap. */
async function missedOf(tx: Tx, person: PersonId, since: Instant | undefined): Promise<readonly Instant[]> {
  if (!since) return [];
  const rows = await tx`
    select s.ends_at from dosing_visit v join dosing_session s on s.id = v.session_id
     where v.person_id = ${person} and v.agency_id = acting_agency() and s.ends_at > ${since}
       and dosing_state(v.id) in ('no-show', 'cancelled', 'excused')`;
  return rows.map((raw) => instant.parse(raw.ends_at));
}

/** What was seen of somebody, and what follows from it for an order of one drug. */
export type Known = { readonly doses: readonly ObservedDose[]; readonly history: History };

/** What is known of somebody when an order of a drug is decided. What was withdrawn counts for nothing. */
export async function knownOf(
  tx: Tx,
  person: PersonId,
  drugClass: string,
  orders: readonly Order[],
  now: Instant,
): Promise<Known> {
  const doses = await observedDoses(tx, person, 300);
  const seen = doses.filter(({ withdrawnBecause }) => withdrawnBecause === undefined);
  const taken: readonly Injected[] = seen
    .filter(({ way, drug }) => way === "injected" && drug === drugClass)
    .map(({ givenAt, micrograms }) => ({ endedAt: givenAt, micrograms }))
    .toReversed();
  const lastEnd = taken.at(-1)?.endedAt;
  const oral = seen
    .filter(({ way }) => way === "mouth")
    .map(({ drug, givenAt }) => ({ code: drug, at: givenAt }));
  const nights = [...oral, ...(await lastGivenNights(tx, person))];
  return {
    doses,
    history: {
      taken,
      current: currentOf(orders, drugClass, now),
      raisedOn: raisedOn(orders, drugClass, now),
      nightsSeen: (until) => everyNightConfirmed(nights, lastEnd, until),
      missed: await missedOf(tx, person, lastEnd),
      away: await awayOf(tx, person, taken[0]?.endedAt),
      riseStop: await riseStopOf(tx, person),
    },
  };
}

/** The first day of the amount a day that stands now: of the oldest of the last orders that come to the same. */
function raisedOn(orders: readonly Order[], drugClass: string, now: Instant): LocalDate | undefined {
  const given = givenBy(orders, drugClass, now).toReversed();
  const [last] = given;
  const other = given.findIndex((one) => last && totalOf(one.parts) !== totalOf(last.parts));
  return (other === -1 ? given.at(-1) : given[other - 1])?.startsOn;
}

/** The standing order by which somebody was given a drug last, whatever became of it: what a rise is a rise above. */
const currentOf = (orders: readonly Order[], drugClass: string, now: Instant): Order | undefined =>
  givenBy(orders, drugClass, now).at(-1);

/** The standing orders by which somebody was given a drug until now, oldest first. */
const givenBy = (orders: readonly Order[], drugClass: string, now: Instant): readonly Order[] =>
  orders
    .filter(
      (one) =>
        one.kind === "standing" &&
        one.drugClass === drugClass &&
        ["signed", "held", "changed", "ended"].includes(one.state) &&
        Temporal.PlainDate.compare(one.startsOn, londonDay(now)) <= 0 &&
        // One that was ended on its first day was given until then.
        (one.stopsOn === undefined || Temporal.PlainDate.compare(one.startsOn, one.stopsOn) <= 0),
    )
    .toSorted(
      (a, b) =>
        Temporal.PlainDate.compare(a.startsOn, b.startsOn) ||
        (a.signedAt && b.signedAt ? Temporal.Instant.compare(a.signedAt, b.signedAt) : 0),
    );
