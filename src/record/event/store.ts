import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { type Id, idOf, type PersonId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import {
  CERTAINTIES,
  type Certainty,
  type EventCode,
  isEventCode,
  PRECISIONS,
  type Precision,
} from "./kinds.ts";
import type { When } from "./rules.ts";

export type EventId = Id<"event">;
export const EventId = idOf("event");

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);

const EventRow = z.object({
  id: EventId.schema,
  kind: z.string(),
  what: z.string().nullable(),
  outcome: z.string().nullable(),
  place: z.string().nullable(),
  happened_on: day,
  happened_at: instant.nullable(),
  until_on: day.nullable(),
  precision: z.enum(Object.keys(PRECISIONS) as [Precision, ...Precision[]]),
  certainty: z.enum(Object.keys(CERTAINTIES) as [Certainty, ...Certainty[]]),
  source: z.string(),
  agency_name: z.string(),
  ours: z.boolean(),
  staff_name: z.string().nullable(),
  noted_at: instant,
  withdrawn_at: instant.nullable(),
  withdrawn_because: z.string().nullable(),
});

/** Something that happened, as it is kept. */
export type RecordedEvent = {
  readonly id: EventId;
  readonly kind: EventCode;
  readonly what: string | undefined;
  readonly outcome: string | undefined;
  readonly place: string | undefined;
  readonly on: LocalDate;
  readonly at: Instant | undefined;
  readonly until: LocalDate | undefined;
  readonly precision: Precision;
  readonly certainty: Certainty;
  readonly source: string;
  readonly agencyName: string;
  /** Recorded by the reader's own agency, which alone may withdraw it. */
  readonly ours: boolean;
  readonly staffName: string | undefined;
  readonly notedAt: Instant;
  readonly withdrawn: { readonly at: Instant; readonly because: string } | undefined;
};

function decode(raw: unknown): RecordedEvent {
  const row = EventRow.parse(raw);
  invariant(isEventCode(row.kind), "an event's kind is declared");
  return {
    id: row.id,
    kind: row.kind,
    what: row.what ?? undefined,
    outcome: row.outcome ?? undefined,
    place: row.place ?? undefined,
    on: row.happened_on,
    at: row.happened_at ?? undefined,
    until: row.until_on ?? undefined,
    precision: row.precision,
    certainty: row.certainty,
    source: row.source,
    agencyName: row.agency_name,
    ours: row.ours,
    staffName: row.staff_name ?? undefined,
    notedAt: row.noted_at,
    withdrawn:
      row.withdrawn_at && row.withdrawn_because !== null
        ? { at: row.withdrawn_at, because: row.withdrawn_because }
        : undefined,
  };
}

const eventRows = (tx: Tx) => tx`
  select e.id, e.kind, e.what, e.outcome, e.place, e.happened_on, e.happened_at, e.until_on, e.precision, e.certainty,
         e.source, g.name as agency_name, coalesce(e.agency_id = acting_agency(), false) as ours, s.name as staff_name,
         e.noted_at, e.withdrawn_at, e.withdrawn_because
    from event e
    join agency g on g.id = e.agency_id
    left join staff s on s.id = e.noted_by`;

/** Most events listed on one page; nobody's list is longer than a few hundred. */
export const MOST_EVENTS = 1000;

/** Events of this person the reader may see, the withdrawn among them, newest first. Notes the read. */
export async function eventsOf(tx: Tx, person: PersonId): Promise<readonly RecordedEvent[]> {
  tx.log({ what: "read", about: "events", people: [person] });
  const rows = await tx`
    ${eventRows(tx)} where e.person_id = ${person}
     order by e.happened_on desc, e.happened_at desc nulls last, e.id desc limit ${MOST_EVENTS}`;
  return rows.map(decode);
}

/** One event of this person, or undefined when it is not there or not the reader's to see. Notes the read. */
export async function eventOf(tx: Tx, person: PersonId, id: EventId): Promise<RecordedEvent | undefined> {
  const [row] = await tx`${eventRows(tx)} where e.person_id = ${person} and e.id = ${id}`;
  if (!row) return undefined;
  tx.log({ what: "read", about: "events", people: [person] });
  return decode(row);
}

/** An event to be kept. */
export type NewEvent = {
  readonly person: PersonId;
  readonly kind: EventCode;
  readonly category: string;
  readonly when: When;
  readonly until: LocalDate | undefined;
  readonly certainty: Certainty;
  readonly what: string;
  readonly outcome: string;
  readonly place: string;
};

/** Keeps an event as the acting agency's, which is also its source. */
export async function insertEvent(tx: Tx, event: NewEvent): Promise<EventId> {
  tx.log({ what: "changed", about: "event recorded", people: [event.person] });
  const [row] = await tx`
    insert into event (person_id, kind, what, outcome, place, happened_on, happened_at, until_on, precision, certainty,
                       source, category)
    values (${event.person}, ${event.kind}, ${event.what || null}, ${event.outcome || null}, ${event.place || null},
            ${event.when.on}, ${event.when.precision === "minute" ? event.when.at : null}, ${event.until ?? null},
            ${event.when.precision}, ${event.certainty}, ${tx.asking.agency_name}, ${event.category})
    returning id`;
  return EventId.schema.parse(row?.id);
}

/** Marks an event of the acting agency as withdrawn. False when there is none to withdraw. */
export async function markEventWithdrawn(
  tx: Tx,
  person: PersonId,
  id: EventId,
  because: string,
): Promise<boolean> {
  const rows = await tx`
    update event set withdrawn_at = now(), withdrawn_because = ${because}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and withdrawn_at is null
    returning id`;
  if (rows.length === 0) return false;
  tx.log({ what: "changed", about: "event withdrawn", people: [person] });
  return true;
}
