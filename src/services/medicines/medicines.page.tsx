import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { type Instant, londonDay, longDateTime, shortDate } from "../../kernel/time.ts";
import { personParams } from "../../record/person/identity-bar.tsx";
import { shownOf } from "../../record/person/person-shown.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { amountWords } from "./amount-rules.ts";
import {
  drugName,
  LastSeen,
  loadMedicines,
  type MedicinesShown,
  ProtocolsNotForUse,
  StandingTag,
  Warnings,
} from "./medicines-parts.tsx";
import { type ObservedDose, WAYS } from "./observed-store.ts";
import { standingOn } from "./plan-rules.ts";
import type { Prescription } from "./prescription.ts";
import { doseWords } from "./products.ts";

type Part = { readonly shown: MedicinesShown; readonly now: Instant };

/** One view of all of somebody's opioids: what is prescribed by whom, what was last seen taken, what to weigh. */
export const medicinesPage = page({
  path: "/people/:person/medicines",
  allow: "person:read",
  params: personParams,
  load: (tx, { params, now }) => loadMedicines(tx, params.person, now),
  view: (shown, { now }) =>
    shownOf(shown.subject, now, "medicines", {
      title: "Medicines",
      live: true,
      body: (
        <>
          <Title>Medicines</Title>
          <Acts shown={shown} now={now} />
          {shown.opioids.prescriptions.length > 0 ? <ProtocolsNotForUse /> : null}
          <TodaysVisits of={shown.visits} />
          <LastSeen doses={shown.opioids.doses} now={now} />
          <Warnings warnings={shown.opioids.warnings} />
          <Injected shown={shown} now={now} />
          <Prescriptions shown={shown} now={now} />
          <Doses shown={shown} now={now} />
        </>
      ),
    }),
});

const SESSIONS = { morning: "Morning", midday: "Midday", evening: "Evening" } as const;

/** The way to what goes on with them today, for whoever is of the clinic's sessions. */
const TodaysVisits = ({ of }: { readonly of: MedicinesShown["visits"] }): ReactElement | null =>
  of.length === 0 ? null : (
    <p className="acts__more no-print">
      {of.map(({ id, slot }) => (
        <a key={id} href={`/dosing/visits/${id}`}>
          {SESSIONS[slot]} visit of today
        </a>
      ))}
    </p>
  );

function Acts({ shown: { subject } }: Part): ReactElement | null {
  const { identity, reader } = subject;
  if (!identity.known || identity.diedOn) return null;
  const here = `/people/${identity.id}/medicines`;
  return (
    <p className="person-acts no-print">
      {reader.may.includes("prescribe:draft") ? (
        <a className="person-acts__one" href={`${here}/new`}>
          Write a prescription
        </a>
      ) : null}
      {reader.may.includes("clinical") && reader.role?.startsWith("clinic-") ? (
        <a className="person-acts__one" href={`/people/${identity.id}/orders`}>
          The clinic’s plan
        </a>
      ) : null}
      {reader.may.includes("clinical") ? (
        <>
          <a className="person-acts__one" href={`${here}/doses/new`}>
            Record a dose you saw given
          </a>
          <a className="person-acts__one" href={`${here}/risks/new`}>
            Record what adds to the risk
          </a>
        </>
      ) : null}
      {reader.may.includes("dose") ? (
        <>
          <a className="person-acts__one" href={`/people/${identity.id}/dose-otherwise`}>
            Record a dose given otherwise
          </a>
          <a className="person-acts__one" href={`/people/${identity.id}/dose-by-mouth`}>
            Book a dose by mouth from the clinic’s stock
          </a>
          <a className="person-acts__one" href={`/people/${identity.id}/photo`}>
            Keep a photo
          </a>
        </>
      ) : null}
    </p>
  );
}

/** What clinics order, in the same plan: what holds one part of it holds the other. */
function Injected({ shown: { subject, opioids }, now }: Part): ReactElement | null {
  if (opioids.injected.length === 0) return null;
  const today = londonDay(now);
  const over = opioids.injected.filter((one) => IS_OVER.includes(standingOn(one, today)));
  const going = opioids.injected.filter((one) => !over.includes(one));
  return (
    <>
      <h2 className="nhsuk-heading-m">Injected at a clinic ({going.length})</h2>
      <ul className="lines" data-list>
        {[...going, ...over.slice(0, 3)].map((one) => (
          <li key={one.id} className="lines__line">
            <span className="lines__what">
              <a href={`/people/${subject.identity.id}/orders/${one.id}`} data-item>
                {drugName(one.drug)}: {amountWords(one.micrograms)} a day ({one.parts})
              </a>
              <span className="lines__who">
                {one.agency}, at {one.premises}
              </span>
            </span>
            <span className="lines__when">
              <StandingTag prescription={one} today={today} /> {shortDate(one.startsOn)} to{" "}
              {shortDate(one.endsOn)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

const IS_OVER: readonly string[] = ["run out", "changed", "ended", "cancelled"];

function Prescriptions({ shown: { subject, opioids }, now }: Part): ReactElement {
  const today = londonDay(now);
  const isOver = (one: Prescription): boolean => IS_OVER.includes(standingOn(one, today));
  const [going, over] = [
    opioids.prescriptions.filter((one) => !isOver(one)),
    opioids.prescriptions.filter(isOver),
  ];
  const list = (prescriptions: readonly Prescription[]) => (
    <ul className="lines" data-list>
      {prescriptions.map((one) => (
        <li key={one.id} className="lines__line">
          <span className="lines__what">
            <a href={`/people/${subject.identity.id}/medicines/${one.id}`} data-item>
              {one.product.name}: {doseWords(one.product, one.micrograms)}
            </a>
            <span className="lines__who">
              {one.agency}, at {one.pharmacyName}
            </span>
          </span>
          <span className="lines__when">
            <StandingTag prescription={one} today={today} /> {shortDate(one.startsOn)} to{" "}
            {shortDate(one.endsOn)}
          </span>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <h2 className="nhsuk-heading-m">Prescriptions ({going.length})</h2>
      {going.length === 0 ? (
        <InsetText>
          No prescription goes on that your agency may see. What other agencies prescribe is shown where it is
          shared with yours.
        </InsetText>
      ) : (
        list(going)
      )}
      {over.length > 0 ? (
        <details className="nhsuk-details">
          <summary className="nhsuk-details__summary">
            <span className="nhsuk-details__summary-text">Over, the newest first ({over.length})</span>
          </summary>
          <div className="nhsuk-details__text">{list(over)}</div>
        </details>
      ) : null}
    </>
  );
}

function Doses({ shown: { subject, opioids } }: Part): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Doses that were seen ({opioids.doses.length})</h2>
      {opioids.doses.length === 0 ? (
        <InsetText>
          None yet. What a pharmacist or a nurse sees taken is listed here, at whatever site it was.
        </InsetText>
      ) : (
        <ul className="lines">
          {opioids.doses.map((dose) => (
            <OneDose key={dose.id} dose={dose} person={subject.identity.id} />
          ))}
        </ul>
      )}
    </>
  );
}

function OneDose({ dose, person }: { readonly dose: ObservedDose; readonly person: string }): ReactElement {
  const words = `${drugName(dose.drug)} ${amountWords(dose.micrograms)}`;
  return (
    <li className="lines__line">
      <span className="lines__what">
        {dose.withdrawnBecause ? <s>{words}</s> : words}
        <span className="lines__who">
          {WAYS[dose.way]}; {dose.site}
          {dose.staff ? `, seen by ${dose.staff}` : ""}
          {dose.withdrawnBecause ? `; withdrawn: ${dose.withdrawnBecause}` : ""}
        </span>
      </span>
      <span className="lines__when">
        {longDateTime(dose.givenAt)}{" "}
        {dose.ours && !dose.withdrawnBecause && !dose.signedByTwo ? (
          <a className="no-print" href={`/people/${person}/medicines/doses/${dose.id}/withdraw`}>
            Withdraw<span className="nhsuk-u-visually-hidden"> {words}</span>
          </a>
        ) : null}
      </span>
    </li>
  );
}
