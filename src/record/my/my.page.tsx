import { BodyText, Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { ForThePerson, loadWhoLooked } from "../access-log/who-looked.page.tsx";
import { sayHours, sayWhen, sayWhere } from "../diary/messages.ts";
import { type Appointment, appointmentsOf } from "../diary/store.ts";
import { Openings } from "../emergency/openings.tsx";
import { openingsOf } from "../emergency/store.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { measures } from "../measure/definitions/index.ts";
import { changed, readingsOf, type Series, SeriesCharts, seriesOf } from "../measure/measure-list.tsx";
import { measuresOf } from "../measure/store.ts";
import { journeyOf } from "../person/journey-of.ts";
import { JourneyPicture } from "../person/journey-picture.tsx";
import { factsOf, type JourneyStay, passesOf, staysOf } from "../person/store-journey.ts";
import { sayReferredOn, sayToPerson } from "./messages.ts";
import { myKeptPage } from "./my-kept.page.tsx";
import { chooseSharingPage, mySharingPage } from "./my-sharing.page.tsx";
import { myPage } from "./my-shown.tsx";
import { myUsePage } from "./my-use.page.tsx";

/** The person who asks, about themselves; nobody else has pages here. */
export const themselves = (tx: Tx): Result<PersonId, NotThere> =>
  tx.asking.person_id ? accept(tx.asking.person_id) : refuse({ code: "not-there" });

const OWN = "own record";

const happeningPage = page({
  path: "/my",
  allow: "own-record",
  load: async (tx, { now }) => {
    const person = themselves(tx);
    if (!person.ok) return person;
    tx.log({ what: "read", about: "episodes and handovers", people: [person.value], basis: OWN });
    const booked = (await appointmentsOf(tx, person.value)).filter(
      (one) =>
        (one.state === "booked" || one.state === "offered") && Temporal.Instant.compare(one.ends_at, now) > 0,
    );
    const passes = await passesOf(tx, person.value);
    const stays = await staysOf(tx, person.value);
    const waiting = passes.flatMap((pass) => {
      const words = sayToPerson(pass, now);
      return words ? [{ id: pass.id, words, since: sayReferredOn(pass) }] : [];
    });
    return accept({ waiting, booked: booked.toReversed(), now: stays.filter((stay) => !stay.ended_on) });
  },
  view: ({ waiting, booked, now }) =>
    myPage(
      "",
      "What is happening",
      <>
        <Title>What is happening</Title>
        {waiting.length > 0 ? (
          <>
            <h2 className="nhsuk-heading-m">What is due</h2>
            <ul className="my-lines" data-list>
              {waiting.map((line) => (
                <li key={line.id}>
                  {line.words}
                  <span className="looked__when">{line.since}</span>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <InsetText>
            <p>
              Nothing is waiting. When a service refers you to another, you see here who should contact you
              and by when.
            </p>
          </InsetText>
        )}
        <Booked booked={booked} />
        <WithYouNow stays={now} />
        <BodyText>
          If you feel unsafe or unwell right now, do not wait for anyone here: call 999 in an emergency, or
          111 for medical advice.
        </BodyText>
      </>,
    ),
});

/** The person's own appointments, the soonest first. */
function Booked({ booked }: { readonly booked: readonly Appointment[] }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Your appointments ({booked.length})</h2>
      {booked.length === 0 ? (
        <BodyText>Nothing is booked. What a service books with you stands here.</BodyText>
      ) : (
        <ul className="my-lines" data-list>
          {booked.map((one) => (
            <li key={one.id}>
              <span className="my-when">{sayWhen(one.starts_at)}</span>
              {one.state === "offered" ? " (offered: tell them whether it suits you)" : ""}
              <span className="looked__when">
                {[sayHours(one), one.staff_name, sayWhere(one), one.service_name].filter(Boolean).join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function WithYouNow({ stays }: { stays: readonly JourneyStay[] }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Who is helping you now</h2>
      {stays.length === 0 ? (
        <BodyText>No service has you with them at the moment.</BodyText>
      ) : (
        <ul className="looked">
          {stays.map((stay) => (
            <li key={stay.id}>
              <strong>{stay.service_name}</strong>
              {stay.keyworker_name ? `: ${stay.keyworker_name}` : `: ${stay.team_name}`}
              <span className="looked__when">Since {longDate(stay.started_on)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const progressPage = (kinds: ServiceKinds): Route =>
  page({
    path: "/my/progress",
    allow: "own-record",
    load: async (tx, { now }) => {
      const person = themselves(tx);
      if (!person.ok) return person;
      tx.log({ what: "read", about: "journey", people: [person.value], basis: OWN });
      const facts = await factsOf(tx, person.value, londonDay(now));
      const taken = (await measuresOf(tx, person.value)).filter((one) => !one.withdrawn);
      return accept({
        journey: journeyOf(facts, kinds, { diedOn: undefined, now }),
        series: seriesOf(measures, taken).filter((each) => each.definition.scores.length > 0),
      });
    },
    view: ({ journey, series }) =>
      myPage(
        "progress",
        "My progress",
        <>
          <Title>My progress</Title>
          <JourneyPicture journey={journey} />
          <h2 className="nhsuk-heading-m">How things have been</h2>
          {series.length === 0 ? (
            <InsetText>
              <p>Nothing to draw yet. Each time you answer a questionnaire with a worker, it shows here.</p>
            </InsetText>
          ) : (
            series.map((each) => (
              <section key={each.definition.code} aria-labelledby={`series-${each.definition.code}`}>
                <h3 id={`series-${each.definition.code}`} className="nhsuk-heading-s">
                  {each.definition.name}
                </h3>
                <Progress series={each} />
              </section>
            ))
          )}
        </>,
      ),
  });

/** What changed is drawn; what stayed as it was, or was asked once, waits one press away. */
function Progress({ series }: { series: Series }): ReactElement {
  const still = series.definition.scores
    .map((of) => readingsOf(series, of))
    .filter((all) => all.length > 0 && !changed(all));
  return (
    <>
      <SeriesCharts series={series} chosen={changed} />
      {still.length === 0 ? null : (
        <Details>
          <Details.Summary>{`Stayed the same, or asked once (${still.length})`}</Details.Summary>
          <Details.Text>
            <SeriesCharts series={series} chosen={(readings) => !changed(readings)} />
          </Details.Text>
        </Details>
      )}
    </>
  );
}

const whoLookedPage = page({
  path: "/my/who-looked",
  allow: "own-record",
  query: z.object({ after: z.string().optional() }),
  load: async (tx, { query }) => {
    const person = themselves(tx);
    if (!person.ok) return person;
    const looked = await loadWhoLooked(tx, person.value, query.after);
    return looked.ok
      ? accept({ looked: looked.value, openings: await openingsOf(tx, person.value) })
      : looked;
  },
  view: ({ looked, openings }) =>
    myPage(
      "who-looked",
      "Who has looked",
      <>
        <ForThePerson looked={looked} at="/my/who-looked" />
        <Openings openings={openings} whose="your" />
      </>,
    ),
});

/** The person's own pages: what is due, how it goes, who may see what, who has looked, how long it is kept. */
export const myRoutes = (kinds: ServiceKinds): readonly Route[] => [
  happeningPage,
  progressPage(kinds),
  mySharingPage,
  chooseSharingPage,
  myUsePage,
  whoLookedPage,
  myKeptPage,
];
