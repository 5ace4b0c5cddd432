import { InsetText, Tag, WarningCallout } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  fromNow,
  type Instant,
  type LocalDate,
  londonDay,
  longDateTime,
  shortDate,
} from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { loadSubject, loadToRead, type Subject } from "../../record/person/person-shown.tsx";
import { categoriesOf } from "../../record/staff/role-categories.ts";
import type { NotThere } from "../../web/page.ts";
import { amountWords } from "./amount-rules.ts";
import { type InjectedPlan, injectedPlans, type VisitToday, visitsOn } from "./injected-store.ts";
import {
  givenUntil,
  lastObserved,
  type ObservedDose,
  observedDoses,
  standingAlerts,
  WAYS,
} from "./observed-store.ts";
import type { Taken, Warning } from "./opioid-rules.ts";
import { warningsOf } from "./opioid-rules.ts";
import { standingOn } from "./plan-rules.ts";
import type { Prescription } from "./prescription.ts";
import { doseWords, drugWords } from "./products.ts";
import { PROTOCOLS, protocolFor } from "./protocols.ts";
import { prescriptionsOf } from "./store.ts";
import { sumWords } from "./strengths-rules.ts";

/** Does this role's work need medicines? */
export const readsMedicines = (role: string | null): boolean => categoriesOf(role).includes("medication");

/** The person a page of medicines is about, to read. Not there for a role whose work does not need them. */
export const loadMedicinesReader = async (tx: Tx, person: PersonId): Promise<Result<Subject, NotThere>> =>
  readsMedicines(tx.asking.role) ? loadToRead(tx, person, "medicines") : refuse({ code: "not-there" });

/** The person an act on medicines is about. */
export const loadMedicinesSubject = async (tx: Tx, person: PersonId): Promise<Result<Subject, NotThere>> =>
  readsMedicines(tx.asking.role) ? loadSubject(tx, person, "medicines") : refuse({ code: "not-there" });

/** Everything of one person's opioids that the reader may know of. */
export type Opioids = {
  readonly prescriptions: readonly Prescription[];
  readonly doses: readonly ObservedDose[];
  /** What clinics order to be injected, which is part of the same plan. */
  readonly injected: readonly InjectedPlan[];
  readonly warnings: readonly Warning[];
};

/** Reads all of somebody's opioids, and what to weigh of them. */
export async function loadOpioids(tx: Tx, person: PersonId, now: Instant): Promise<Opioids> {
  const prescriptions = await prescriptionsOf(tx, person);
  const doses = await observedDoses(tx, person);
  const alerts = await standingAlerts(tx, person);
  const until = await givenUntil(tx, person);
  const injected = await injectedPlans(tx, person);
  const taken = [...prescriptions.map((one) => takenOf(one, until.get(one.id))), ...injected];
  return { prescriptions, doses, injected, warnings: warningsOf(taken, alerts, lastObserved(doses), now) };
}

const takenOf = (one: Prescription, givenUntil: LocalDate | undefined): Taken => ({
  givenUntil,
  id: one.id,
  drug: one.product.drug,
  micrograms: one.micrograms,
  everyDays: one.product.everyDays,
  startsOn: one.startsOn,
  endsOn: one.endsOn,
  stopsOn: one.stopsOn,
  state: one.state,
  replaces: one.replaces,
  agency: one.agency,
});

/** What to weigh, each with its arithmetic. */
export function Warnings({ warnings }: { readonly warnings: readonly Warning[] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">
        {warnings.length === 1 ? "One thing to weigh" : `${warnings.length} things to weigh`}
      </WarningCallout.Heading>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {warnings.map((warning) => (
          <li key={`${warning.code} ${warning.sum}`}>
            <strong>{warning.words}</strong> {warning.sum}
          </li>
        ))}
      </ul>
    </WarningCallout>
  );
}

/** The last observed dose with its age: one fact, from whatever site saw it. */
export function LastSeen({
  doses,
  now,
}: {
  readonly doses: readonly ObservedDose[];
  readonly now: Instant;
}): ReactElement {
  const last = lastObserved(doses);
  return (
    <p className="last-dose">
      <strong>Last observed dose: </strong>
      {last ? (
        <>
          {`${drugName(last.drug)} ${amountWords(last.micrograms)}, ${fromNow(last.givenAt, now)}`}
          <span className="last-dose__more">
            {` (${longDateTime(last.givenAt)}, ${last.site}${last.staff ? `, seen by ${last.staff}` : ""}; ${WAYS[last.way].toLowerCase()})`}
          </span>
        </>
      ) : (
        "none that your agency may see. That is no proof that none was taken: ring the pharmacy or the prescriber."
      )}
    </p>
  );
}

/** The name of a drug as it is kept. */
export const drugName = drugWords;

/** Where something prescribed stands on a day, as a word in its colour. */
const TAGS = {
  draft: "grey",
  "to sign": "yellow",
  signed: "blue",
  running: "green",
  held: "red",
  "run out": "grey",
  changed: "grey",
  ended: "grey",
  cancelled: "grey",
} as const;

/** Where a prescription stands, in a word. */
export function StandingTag({
  prescription,
  today,
}: {
  readonly prescription: Parameters<typeof standingOn>[0];
  readonly today: LocalDate;
}): ReactElement {
  const standing = standingOn(prescription, today);
  return (
    <Tag modifier={TAGS[standing]}>
      {standing === "held" ? "On hold" : standing.charAt(0).toUpperCase() + standing.slice(1)}
    </Tag>
  );
}

/** Says that nobody may rely on a protocol that nobody has signed off. */
export function NotForUse({
  prescription,
}: {
  readonly prescription: Pick<Prescription, "product">;
}): ReactElement | null {
  const protocol = protocolFor(prescription.product);
  if (!protocol || protocol.signedOff) return null;
  return (
    <InsetText>
      <strong>Not for clinical use.</strong> {protocol.name}, version {protocol.version}: nobody has signed
      this protocol off. <a href={`/protocols#${protocol.code}`}>See the protocol</a>
    </InsetText>
  );
}

/** Says so where prescriptions by several protocols stand together. */
export function ProtocolsNotForUse(): ReactElement | null {
  if (PROTOCOLS.every(({ signedOff }) => signedOff !== undefined)) return null;
  return (
    <InsetText>
      <strong>Not for clinical use.</strong> There are <a href="/protocols">protocols</a> here that nobody has
      signed off.
    </InsetText>
  );
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** Days of the week as people say them. */
export const sayWeekdays = (weekdays: readonly number[]): string =>
  weekdays.length === 7 ? "every day" : listed(weekdays.map((weekday) => WEEKDAYS[weekday - 1] ?? ""));

/** Days of the week, 1 for Monday, as choices. */
export const WEEKDAY_CHOICES = WEEKDAYS.map((label, i) => ({ value: String(i + 1), label }));

/** One line of a definition list. */
export const Fact = ({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ReactNode;
}): ReactElement => (
  <div className="facts__one">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** What a prescription says, in the order in which it is read aloud. */
export function PrescriptionFacts({ prescription }: { readonly prescription: Prescription }): ReactElement {
  const { product, micrograms, startsOn, endsOn, total } = prescription;
  return (
    <dl className="facts">
      <Fact name="Medicine">{product.name}</Fact>
      <Fact name="Dose">
        <strong>{doseWords(product, micrograms)}</strong>{" "}
        {product.everyDays ? `every ${product.everyDays} days` : "a day"}
        {product.parts ? `: ${sumWords(product.parts)}` : ""}
      </Fact>
      <Fact name="Days">
        {shortDate(startsOn)} to {shortDate(endsOn)}
      </Fact>
      <Fact name="Collected">
        {product.everyDays ? `injected every ${product.everyDays} days` : sayWeekdays(prescription.weekdays)}
        {product.everyDays ? "" : prescription.supervised === "every" ? ", taken in sight" : ", taken home"}
      </Fact>
      <Fact name="Altogether">{doseWords(product, total)}</Fact>
      <Fact name="Pharmacy">{prescription.pharmacyName}</Fact>
      <Fact name="Prescribed by">
        {prescription.agency}
        {prescription.signedBy && prescription.signedAt
          ? `, signed by ${prescription.signedBy}, ${longDateTime(prescription.signedAt)}`
          : `, not signed; last written by ${prescription.changedBy ?? "a colleague"}`}
      </Fact>
      {prescription.continues ? (
        <Fact name="Goes on from">
          {amountWords(prescription.continues.micrograms)}, last taken {shortDate(prescription.continues.on)},
          confirmed by {prescription.continues.confirmedBy}
        </Fact>
      ) : null}
      {prescription.reason ? <Fact name="Reason">{prescription.reason}</Fact> : null}
    </dl>
  );
}

/** The subject and all of their opioids. */
export type MedicinesShown = {
  readonly subject: Subject;
  readonly opioids: Opioids;
  /** Their visits of today to the reader's own clinic. */
  readonly visits: readonly VisitToday[];
};

/** Reads the subject of a page and all of their opioids. */
export async function loadMedicines(
  tx: Tx,
  person: PersonId,
  now: Instant,
): Promise<Result<MedicinesShown, NotThere>> {
  const subject = await loadMedicinesReader(tx, person);
  return subject.ok
    ? accept({
        subject: subject.value,
        opioids: await loadOpioids(tx, person, now),
        visits: await visitsOn(tx, person, londonDay(now)),
      })
    : subject;
}
