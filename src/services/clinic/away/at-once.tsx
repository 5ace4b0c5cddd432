import { WarningCallout } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { clock, type Instant, londonDay, shortDate } from "../../../kernel/time.ts";
import { sayNaloxone } from "../../../record/supply/messages.ts";
import { naloxoneOf } from "../../../record/supply/rules.ts";
import { suppliesOf } from "../../../record/supply/store.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { lastDosePart } from "../../medicines/index.ts";
import {
  drugName,
  LastSeen,
  loadOpioids,
  type Opioids,
  readsMedicines,
} from "../../medicines/medicines-parts.tsx";
import { lastObserved } from "../../medicines/observed-store.ts";
import { ADDS_TO_OPIOIDS } from "../../medicines/opioid-rules.ts";
import { standingOn } from "../../medicines/plan-rules.ts";
import { doseWords } from "../../medicines/products.ts";
import { dangersNow, meetsThemElsewhere } from "./rules.ts";
import { type Absence, absencesOf, placesToRing, type ToRing } from "./store.ts";

type Shown = {
  readonly person: PersonId;
  readonly opioids: Opioids;
  readonly naloxone: string;
  readonly ring: readonly ToRing[];
  readonly absences: readonly Absence[];
  readonly says: boolean;
};

/**
 * What somebody is on, at the top of their page: for health staff of custody, prison and hospital all of it at once, for everybody else
 * who needs medicines the last observed dose. Nothing for a role that does not read medicines.
 */
export async function opioidsPart(tx: Tx, person: PersonId, now: Instant): Promise<ReactNode> {
  if (!readsMedicines(tx.asking.role)) return null;
  if (!meetsThemElsewhere(tx.asking.agency_kind)) return lastDosePart(tx, person, now);
  const opioids = await loadOpioids(tx, person, now);
  if (!isOnAny(opioids, now)) return tx.asking.may.includes("clinical") ? <NoneSeen person={person} /> : null;
  const supplies = (await suppliesOf(tx, person)).filter(({ withdrawnBecause }) => !withdrawnBecause);
  const shown: Shown = {
    person,
    opioids,
    naloxone: sayNaloxone(naloxoneOf(supplies, londonDay(now)), londonDay(now)),
    ring: await placesToRing(tx, person),
    absences: await absencesOf(tx, person),
    says: tx.asking.may.includes("clinical"),
  };
  return <AtOnce shown={shown} now={now} />;
}

/** Nothing that the reader may see: which proves nothing, and does not keep them from telling whoever prescribes. */
const NoneSeen = ({ person }: { readonly person: PersonId }): ReactElement => (
  <p className="last-dose">
    <strong>Prescribed opioids: </strong>none that your agency may see. That is no proof that there are none.{" "}
    <a className="no-print" href={`/people/${person}/here-now`}>
      They are here now: tell whoever prescribes
    </a>
  </p>
);

const GOING = ["signed", "running", "held"];
const goingOf = (opioids: Opioids, now: Instant) => ({
  injected: opioids.injected.filter((one) => GOING.includes(standingOn(one, londonDay(now)))),
  byMouth: opioids.prescriptions.filter((one) => GOING.includes(standingOn(one, londonDay(now)))),
});

function isOnAny(opioids: Opioids, now: Instant): boolean {
  const { injected, byMouth } = goingOf(opioids, now);
  return injected.length + byMouth.length > 0 || lastObserved(opioids.doses) !== undefined;
}

function AtOnce({ shown, now }: { readonly shown: Shown; readonly now: Instant }): ReactElement {
  const { opioids, ring, person } = shown;
  const { injected, byMouth } = goingOf(opioids, now);
  const said = shown.absences.find(({ ours, reviewedAt }) => ours && !reviewedAt);
  const adds = opioids.warnings.filter(({ code }) => Object.hasOwn(ADDS_TO_OPIOIDS, code));
  const dangers = dangersNow(
    {
      lastDose: lastObserved(opioids.doses)?.givenAt,
      injected: injected.length > 0,
      byMouth: byMouth.length > 0,
      adds: adds.map(({ words }) => words),
    },
    now,
  );
  return (
    <section aria-label="Opioids" className="at-once">
      <WarningCallout>
        <WarningCallout.Heading headingLevel="h2">On prescribed opioids</WarningCallout.Heading>
        <LastSeen doses={opioids.doses} now={now} />
        <Plans opioids={opioids} now={now} />
        <p>
          <strong>{shown.naloxone}</strong>
        </p>
        <ul className="nhsuk-list nhsuk-list--bullet">
          {dangers.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        {ring.length > 0 ? (
          <p>
            <strong>Ring: </strong>
            {ring.map(({ name, phone }) => `${name} ${phone}`).join("; ")}
          </p>
        ) : null}
        {said ? (
          <p>
            Your agency told the clinic at {clock(said.notedAt)} on {shortDate(londonDay(said.notedAt))}. The
            plan there is on hold.
          </p>
        ) : shown.says ? (
          <p className="no-print">
            <a className="nhsuk-button" href={`/people/${person}/here-now`}>
              They are here now: tell the prescriber
            </a>
          </p>
        ) : null}
      </WarningCallout>
    </section>
  );
}

/** What is injected at a clinic, with the doses of the last days, and what is taken by mouth. */
function Plans({ opioids, now }: { readonly opioids: Opioids; readonly now: Instant }): ReactElement {
  const { injected, byMouth } = goingOf(opioids, now);
  const from = londonDay(now).subtract({ days: 2 });
  const lately = opioids.doses.filter(
    ({ way, withdrawnBecause, givenAt }) =>
      way === "injected" && !withdrawnBecause && Temporal.PlainDate.compare(londonDay(givenAt), from) >= 0,
  );
  return (
    <ul className="nhsuk-list">
      {injected.map((one) => (
        <li key={one.id}>
          <strong>Injected at {one.premises}: </strong>
          {drugName(one.drug)} {amountWords(one.micrograms)} a day ({one.parts})
          {one.state === "held" ? ", on hold" : ""}
        </li>
      ))}
      {lately.length > 0 ? (
        <li>
          <strong>Injected and seen, the last three days: </strong>
          {lately
            .map(
              ({ givenAt, micrograms }) =>
                `${shortDate(londonDay(givenAt))} ${clock(givenAt)} ${amountWords(micrograms)}`,
            )
            .join("; ")}
        </li>
      ) : null}
      {byMouth.map((one) => (
        <li key={one.id}>
          <strong>By mouth or as a depot: </strong>
          {one.product.name}, {doseWords(one.product, one.micrograms)}{" "}
          {one.product.everyDays ? `every ${one.product.everyDays} days` : "a day"}, {one.pharmacyName},{" "}
          {one.supervised === "every" ? "taken in sight" : "taken home"}
          {one.state === "held" ? ", on hold" : ""}
        </li>
      ))}
    </ul>
  );
}
