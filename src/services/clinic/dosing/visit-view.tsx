import { WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { clock, type Instant, longDateTime } from "../../../kernel/time.ts";
import { fullName } from "../../../record/person/identity.ts";
import { shownOf } from "../../../record/person/person-shown.tsx";
import type { FormErrors } from "../../../web/form.tsx";
import { PostButton, Title } from "../../../web/layout.tsx";
import type { Shown } from "../../../web/page.ts";
import { ROUTES } from "../prescribing/order.ts";
import { sayOwnOxygen } from "../prescribing/own-oxygen-words.ts";
import { mg, ml } from "./amount-rules.ts";
import { ClockNote } from "./clock.page.tsx";
import { NotForClinicalUse, sayWhen, sessionName } from "./frame.tsx";
import { sayGap } from "./gap-words.ts";
import { Happened } from "./happened.tsx";
import { PLACES } from "./places.ts";
import { ShortNote } from "./shift-note.tsx";
import type { Prepared } from "./visit.ts";
import type { VisitData } from "./visit-data.ts";
import { STATES } from "./visit-rules.ts";

/** The frame of every page about a visit: who, where it stands, what is known; what is asked now comes between. */
export function visitShown(
  data: VisitData,
  now: Instant,
  title: string,
  errors: FormErrors,
  children: ReactNode,
): Shown {
  const { session, visit } = data;
  const accounts = data.subject.reader.may.includes("dose:account");
  return shownOf(data.subject, now, "medicines", {
    title,
    live: Object.keys(errors).length === 0,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href={`/dosing/${session.id}`}>
          {sessionName(session)}
        </a>
        <Title
          errors={errors}
          caption={`${STATES[visit.state]} since ${clock(visit.steps.at(-1)?.at ?? session.openedAt)}`}
        >
          {title}
        </Title>
        <NotForClinicalUse session={session} />
        <ClockNote jumps={data.jumps} says={accounts} />
        <ShortNote session={session} />
        <Alarm data={data} />
        <Who data={data} />
        <Gap data={data} />
        {children}
        <Known data={data} now={now} />
        <Happened visit={data.visit} accounts={accounts} />
      </>
    ),
  });
}

/** The photo, and whose name is like theirs: beside everything that is done. */
function Who({ data: { photo, alike, subject } }: { readonly data: VisitData }): ReactNode {
  const who = fullName(subject.identity);
  return (
    <div className="who">
      {photo ? (
        <img
          className="who__photo"
          src={`data:${photo.type};base64,${photo.base64}`}
          alt={`${who}, kept ${longDateTime(photo.takenAt)}`}
        />
      ) : (
        <p>
          No photo is kept.{" "}
          {subject.reader.may.includes("dose") ? (
            <a href={`/people/${subject.identity.id}/photo`}>Keep a photo</a>
          ) : null}
        </p>
      )}
      {alike.length > 0 ? (
        <p>
          <strong>Name alert:</strong> {alike.join(", ")} {alike.length === 1 ? "is" : "are"} in this session
          as well. Ask for name and day of birth again.
        </p>
      ) : null}
    </div>
  );
}

/** The emergency in one touch, on every page of a visit. */
function Alarm({ data: { visit, emergency } }: { readonly data: VisitData }): ReactNode {
  if (emergency && !emergency.over)
    return (
      <p className="alarm alarm--in-reach">
        <a
          className="nhsuk-button nhsuk-button--warning alarm__button"
          href={`/dosing/emergencies/${emergency.id}`}
        >
          Emergency since {clock(emergency.beganAt)}: go on
        </a>
      </p>
    );
  return (
    <div className="alarm alarm--in-reach no-print">
      <PostButton
        action={`/dosing/visits/${visit.id}/emergency`}
        fields={{ kind: "overdose" }}
        className="nhsuk-button nhsuk-button--warning alarm__button"
      >
        Emergency: overdose
      </PostButton>
      <PostButton
        action={`/dosing/visits/${visit.id}/emergency`}
        fields={{ kind: "seizure" }}
        className="nhsuk-button nhsuk-button--warning alarm__button"
      >
        Seizure
      </PostButton>
    </div>
  );
}

const AWAY = {
  custody: "They were in custody.",
  hospital: "They were in hospital.",
  elsewhere: "They were elsewhere.",
} as const;

/** What the gap since the last dose leaves of this session, with its arithmetic; and whether a doctor must look first. */
function Gap({ data: { gap, away, visit, subject } }: { readonly data: VisitData }): ReactNode {
  const words = gap && sayGap(gap);
  const person = visit.person;
  if (away)
    return (
      <WarningCallout>
        <WarningCallout.Heading headingLevel="h2">Nothing is given yet</WarningCallout.Heading>
        <p>
          {AWAY[away]} A licensed doctor reviews the gap first.{" "}
          {subject.reader.may.includes("person:read") ? (
            <a href={`/people/${person}/reviews/new`}>Record the review</a>
          ) : null}
        </p>
        {words ? <p>{words.sum.join(" ")}</p> : null}
      </WarningCallout>
    );
  if (!words) return null;
  return (
    <section aria-labelledby="gap" className="gap">
      <h2 id="gap" className="nhsuk-heading-s">
        After the gap: {words.says.charAt(0).toLowerCase() + words.says.slice(1)}
      </h2>
      <ul className="nhsuk-list gap__sum">
        {words.sum.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function Known({ data, now }: { readonly data: VisitData; readonly now: Instant }): ReactNode {
  const { due, last, places, beside, ownOxygen, waits, subject, session, thresholds } = data;
  const own = sayOwnOxygen(ownOxygen, thresholds.preDose.ownOxygen, session.day);
  return (
    <section aria-labelledby="known">
      <h2 id="known" className="nhsuk-heading-m">
        What is known
      </h2>
      {waits ? (
        <p>
          <strong>An emergency has not been reviewed by a prescriber.</strong> Nothing is given until it is.
        </p>
      ) : null}
      <dl className="facts">
        <Fact label="Last dose seen">
          {last
            ? `${mg(last.micrograms)} of ${last.drug}, ${last.way === "injected" ? "injected" : "by mouth or depot"}, ${sayWhen(last.givenAt, now)}, ${last.site}`
            : "None is known. That does not prove that there was none."}
        </Fact>
        <Fact label="Last injected where">
          {places.length === 0
            ? "Nobody said yet"
            : places.map(({ place, at }) => `${PLACES[place]}, ${sayWhen(at, now)}`).join("; ")}
        </Fact>
        <Fact label="Ordered for this session">
          {due
            ? `${due.parts.map(({ micrograms, route }) => `${mg(micrograms)}${route ? ` ${ROUTES[route]}` : ""}`).join(", then ")}${due.order.kind === "single-session" ? ", for this session alone" : ""}; signed by ${due.order.signedBy ?? "nobody"}`
            : "Nothing"}
        </Fact>
        {own ? <Fact label="Own oxygen on air">{own}</Fact> : null}
        <Fact label="Else today">
          {beside.length === 0
            ? "Nothing is booked. "
            : `${beside.map(({ at, service }) => `${clock(at)} ${service}`).join("; ")}. `}
          {subject.reader.may.includes("person:read") ? (
            <a href={`/people/${subject.identity.id}/appointments/new`}>Book beside the dose</a>
          ) : null}
        </Fact>
      </dl>
    </section>
  );
}

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode => (
  <div className="facts__one">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** Milligrams, millilitres and strength, twice in different words, so that a slip of one is seen in the other. */
export function Amounts({
  it,
}: {
  readonly it: Pick<
    Prepared,
    "dose" | "microlitres" | "microgramsPerMillilitre" | "units" | "taken" | "rest"
  >;
}): ReactNode {
  return (
    <div className="amounts">
      <p className="amounts__dose">
        <strong>{mg(it.dose)}</strong> is <strong>{ml(it.microlitres)}</strong> of{" "}
        {mg(it.microgramsPerMillilitre)}/ml
      </p>
      <p>
        Draw up {ml(it.microlitres)} at {mg(it.microgramsPerMillilitre)} in each millilitre: {mg(it.dose)}.
        {it.units > 0
          ? ` ${it.units} ${it.units === 1 ? "ampoule" : "ampoules"} opened, ${mg(it.taken)} in all.`
          : ""}
        {it.rest > 0 ? ` ${mg(it.rest)} is left and wasted at once before the second person.` : ""}
      </p>
    </div>
  );
}
