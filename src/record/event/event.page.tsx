import { BodyText, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { aboutPerson, loadWhose, type Whose } from "../sharing/whose-page.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import { newEventPage, withdrawEventPage } from "./event-acts.page.tsx";
import { CERTAINTIES, EVENT_KINDS, type EventKind, eventKind } from "./kinds.ts";
import { sayMonth, sayUntil, sayWhen } from "./messages.ts";
import { kindsFor } from "./rules.ts";
import { eventsOf, MOST_EVENTS, type RecordedEvent } from "./store.ts";

type Listed = { readonly whose: Whose; readonly events: readonly RecordedEvent[] };

async function loadList(tx: Tx, person: PersonId, now: Instant): Promise<Result<Listed, NotThere>> {
  const whose =
    kindsFor(categoriesOf(tx.asking.role)).length > 0 ? await loadWhose(tx, person, now) : undefined;
  if (!whose?.reads) return refuse({ code: "not-there" });
  return accept({ whose, events: await eventsOf(tx, person) });
}

const listPage = page({
  path: "/people/:person/events",
  allow: "person:read",
  params: z.object({ person: PersonId.schema }),
  query: z.object({ kind: z.string().optional() }),
  load: (tx, { params, now }) => loadList(tx, params.person, now),
  view: ({ whose, events }, { query }) => {
    const shown = events.filter((event) => query.kind === undefined || event.kind === query.kind);
    return aboutPerson(whose, "events", {
      title: "Events",
      live: true,
      body: (
        <>
          <Title>Events</Title>
          {whose.known ? (
            <p className="person-acts no-print">
              <a className="person-acts__one" href={`/people/${whose.id}/events/new`}>
                Record event
              </a>
            </p>
          ) : null}
          <Chips whose={whose} events={events} chosen={query.kind} />
          {shown.length === 0 ? (
            <InsetText>
              <p>
                {events.length === 0
                  ? "No events yet. Offences, arrests, hospital visits, moves and jobs are listed here when they are recorded or brought in from an agency's file."
                  : "No events of this kind. Choose All to see the others."}
              </p>
            </InsetText>
          ) : (
            <Months whose={whose} events={shown} />
          )}
          {events.length === MOST_EVENTS ? (
            <BodyText>The newest {MOST_EVENTS} are shown; older ones are kept.</BodyText>
          ) : null}
        </>
      ),
    });
  },
});

type Chosen = { whose: Whose; events: readonly RecordedEvent[]; chosen: string | undefined };

function Chips({ whose, events, chosen }: Chosen): ReactElement | null {
  const kinds: readonly EventKind[] = EVENT_KINDS;
  const present = kinds
    .map((kind) => ({ kind, count: events.filter((event) => event.kind === kind.code).length }))
    .filter(({ count }) => count > 0);
  if (present.length < 2) return null;
  const here = `/people/${whose.id}/events`;
  return (
    <nav aria-label="Kind of event" className="no-print">
      <ul className="chips">
        <li>
          <a
            href={here}
            aria-current={chosen === undefined ? "true" : undefined}
          >{`All (${events.length})`}</a>
        </li>
        {present.map(({ kind, count }) => (
          <li key={kind.code}>
            <a
              href={`${here}?kind=${kind.code}`}
              aria-current={chosen === kind.code ? "true" : undefined}
            >{`${kind.plural} (${count})`}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Months({ whose, events }: { whose: Whose; events: readonly RecordedEvent[] }): ReactElement {
  const months = Map.groupBy(events, headingOf);
  return (
    <>
      <BodyText className="nhsuk-u-margin-bottom-3">{`${events.length} ${events.length === 1 ? "event" : "events"}, newest first.`}</BodyText>
      <div data-list>
        {[...months].map(([month, inMonth]) => (
          <section key={month} aria-label={month} className="event-month">
            <h2 className="nhsuk-heading-s">{month}</h2>
            <ul className="event-list">
              {inMonth.map((event) => (
                <OneEvent key={event.id} whose={whose} event={event} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

/** What is known only to its year stands under the year, not under a month it was never known to be in. */
const headingOf = (event: RecordedEvent): string =>
  event.precision === "year" ? `${event.on.year}, month not known` : sayMonth(event.on);

function OneEvent({ whose, event }: { whose: Whose; event: RecordedEvent }): ReactElement {
  const kind = eventKind(event.kind);
  const details = [event.what, event.place, event.outcome].filter((part) => part !== undefined);
  const exact = event.precision === "day" || event.precision === "minute";
  const body = (
    <>
      <span className="event-list__what">
        <strong>{kind.name}</strong>
        {details.length > 0 ? ` – ${details.join("; ")}` : ""}
      </span>
      <span className="event-list__when">
        {sayWhen(event)}
        {kind.spell ? `, ${sayUntil(event.on, event.until, exact)}` : ""}
      </span>
    </>
  );
  return (
    <li className={event.withdrawn ? "event-list__one is-withdrawn" : "event-list__one"}>
      {event.withdrawn ? <s>{body}</s> : body}
      <span className="event-list__source">
        {capital(
          event.source === event.agencyName ? event.source : `${event.source}, from ${event.agencyName}`,
        )}
        {`; ${CERTAINTIES[event.certainty]}`}
        {event.staffName ? `; entered by ${event.staffName}` : ""}
        {event.ours && !event.withdrawn ? (
          <a className="no-print" href={`/people/${whose.id}/events/${event.id}/withdraw`} data-item>
            Withdraw
            <span className="nhsuk-u-visually-hidden">{` ${kind.name}, ${sayWhen(event)}`}</span>
          </a>
        ) : null}
      </span>
      {event.withdrawn ? (
        <span className="event-list__source">
          <Tag modifier="grey">Withdrawn</Tag> {longDateTime(event.withdrawn.at)}: {event.withdrawn.because}
        </span>
      ) : null}
    </li>
  );
}

/** Events of a person: the list, recording one by hand, withdrawing one. */
export const eventRoutes: readonly Route[] = [listPage, newEventPage, withdrawEventPage];
