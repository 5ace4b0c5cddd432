import type { ReactNode } from "react";
import { accept, refuse } from "../../../kernel/result.ts";
import { clock, type Instant } from "../../../kernel/time.ts";
import { textOf } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { rescueKey } from "../protocol/emergency-medicines.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";
import { PremisesId } from "../register/index.ts";
import * as acts from "./acts-store.ts";
import { loadEmergency, params, whoIn } from "./emergency-frame.tsx";
import { isMedicine, More } from "./emergency-more.page.tsx";
import { counted, Next } from "./emergency-next.tsx";
import { naloxoneGiven, readPress, rescueLabel, secondsWords } from "./emergency-rules.ts";
import { type ActKind, type Emergency, emergencyById } from "./emergency-store.ts";
import { Mistaken } from "./mistake.page.tsx";
import { WhoIsIt } from "./not-known.page.tsx";
import { sayAct, sayMedicine } from "./press-words.ts";
import { EmergencyId, VisitId } from "./visit.ts";
import { visitById } from "./visit-store.ts";

type Of = { readonly emergency: Emergency; readonly protocol: Protocol | undefined };
type Press = { readonly what: ActKind; readonly label: string; readonly value?: string };

/** What stands before the medicines, and what after. Nothing else is asked while hands are needed. */
const BEFORE: readonly Press[] = [
  { what: "ambulance-called", label: "999 called" },
  { what: "stimulate", label: "Stimulated" },
  { what: "airway", label: "Airway opened" },
  { what: "oxygen", label: "Oxygen" },
];
const AFTER: readonly Press[] = [
  { what: "cpr", label: "CPR" },
  { what: "aed", label: "AED" },
  { what: "ambulance-arrived", label: "Ambulance here" },
  { what: "recovered", label: "Recovered" },
  { what: "to-hospital", label: "Taken to hospital" },
];

/** Every medicine of the protocol in every emergency: an overdose may end in a fit. What fits this one stands first. */
const medicines = ({ kind }: Emergency, protocol: Protocol | undefined): readonly Press[] => {
  const first = kind === "seizure" ? "benzodiazepine" : "naloxone";
  const all = protocol?.emergencyMedicines ?? [];
  return [...all.filter(({ what }) => what === first), ...all.filter(({ what }) => what !== first)].map(
    (one) => ({ what: one.what, label: rescueLabel(one), value: rescueKey(one) }),
  );
};

const begin: Route = {
  path: "/dosing/visits/:visit/emergency",
  allow: "dose:board",
  fromAnyPost: true,
  post: async (tx, ask, typed) => {
    const id = VisitId.parse(ask.params.visit ?? "");
    const visit = id && (await visitById(tx, id));
    if (!visit) return refuse({ code: "not-there" });
    const made = await acts.beginEmergency(
      tx,
      visit,
      textOf(typed.kind) === "seizure" ? "seizure" : "overdose",
    );
    return made
      ? accept({ to: `/dosing/emergencies/${made}#hands`, done: "Begun. Call for help." })
      : refuse({ code: "not-there" });
  },
};

/** The same for somebody not known, or nobody of the session: a visitor, the waiting room, the toilet. */
const beginHere: Route = {
  path: "/dosing/premises/:premises/emergency",
  allow: "dose:board",
  fromAnyPost: true,
  post: async (tx, ask, typed) => {
    const id = PremisesId.parse(ask.params.premises ?? "");
    const made =
      id &&
      (await acts.beginEmergencyHere(tx, id, textOf(typed.kind) === "seizure" ? "seizure" : "overdose"));
    return made
      ? accept({ to: `/dosing/emergencies/${made}#hands`, done: "Begun. Call for help." })
      : refuse({ code: "not-there" });
  },
};

const emergencyPage = page({
  path: "/dosing/emergencies/:emergency",
  allow: "dose:board",
  params,
  load: (tx, ask) => loadEmergency(tx, ask.params.emergency),
  // Without the bars of other pages: on a phone the buttons come first.
  view: ({ emergency, subject, couldBe, accounts, protocol }, { now }) => ({
    title: emergency.kind === "seizure" ? "Seizure" : "Overdose",
    live: true,
    body: (
      <>
        <h1 id="hands" className="nhsuk-heading-l alarm__title">
          {emergency.kind === "seizure" ? "Seizure" : "Overdose"} since {clock(emergency.beganAt)}
          <span className="nhsuk-caption-l">
            {whoIn({ emergency, subject })}
            {emergency.over ? ", over" : `, ${secondsWords(emergency.beganAt, now)}`}
          </span>
        </h1>
        {emergency.over ? null : <Next emergency={emergency} protocol={protocol} now={now} />}
        {emergency.over ? null : <Buttons emergency={emergency} protocol={protocol} />}
        <WhoIsIt emergency={emergency} couldBe={couldBe} />
        <Done emergency={emergency} protocol={protocol} now={now} accounts={accounts} />
        <More emergency={emergency} accounts={accounts} />
        {emergency.visit ? (
          <p>
            <a href={`/dosing/visits/${emergency.visit}`}>The visit</a>
          </p>
        ) : null}
        {emergency.over ? (
          <p>
            {accounts ? <a href="/dosing/incidents">The incident</a> : "The incident"} waits for review.{" "}
            {emergency.person && emergency.mistake?.second === undefined
              ? "Nothing more is given until a prescriber has reviewed it."
              : null}
          </p>
        ) : null}
      </>
    ),
  }),
});

/** Large enough for one hand, each writing its own time. */
function Buttons({ emergency, protocol }: Of): ReactNode {
  return (
    <PostForm action={`/dosing/emergencies/${emergency.id}/did`} className="hands no-print">
      {[...BEFORE, ...medicines(emergency, protocol), ...AFTER].map(({ what, label, value }) => (
        <button
          key={label}
          type="submit"
          name="what"
          value={value ?? what}
          className={`hands__one hands__one--${what}`}
        >
          {label}
        </button>
      ))}
    </PostForm>
  );
}

function Done({
  emergency,
  protocol,
  now,
  accounts,
}: Of & { readonly now: Instant; readonly accounts: boolean }): ReactNode {
  const naloxone = naloxoneGiven(counted(emergency));
  return (
    <section aria-label="Done so far">
      <h2 className="nhsuk-heading-m">Done so far ({emergency.acts.length})</h2>
      {naloxone.doses > 0 && naloxone.last ? (
        <p>
          Naloxone: {naloxone.doses} {naloxone.doses === 1 ? "dose" : "doses"}, {naloxone.micrograms}{" "}
          micrograms in all, the last {secondsWords(naloxone.last, now)} ago.{" "}
          {protocol
            ? `It may wear off from ${clock(naloxone.last.add({ minutes: numberOf(protocol, "naloxone-wears-off") }))}: `
            : "It wears off before an opioid does: "}
          stay with them
          {emergency.observe
            ? `, until ${clock(naloxone.last.add({ minutes: emergency.observe }))} at least`
            : ""}
          .
        </p>
      ) : null}
      <ol className="nhsuk-list">
        {emergency.acts.map((one) => (
          <li key={one.id}>
            {clock(one.at)} {one.mistake && !one.mistake.waits ? <s>{sayAct(one)}</s> : sayAct(one)}
            {one.staff ? <span className="lines__who">{one.staff}</span> : null}{" "}
            {isMedicine(one) && !one.batch && !one.mistake ? (
              <a href={`/dosing/emergencies/${emergency.id}/naloxone/${one.id}`}>
                Batch and who gave it: not said yet
              </a>
            ) : null}{" "}
            <Mistaken
              mistake={one.mistake}
              at={accounts ? `/dosing/emergencies/${emergency.id}/mistakes/${one.id}` : undefined}
              what={sayAct(one)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

const did: Route = {
  path: "/dosing/emergencies/:emergency/did",
  allow: "dose:board",
  fromAnyPost: true,
  post: async (tx, ask, typed) => {
    const id = EmergencyId.parse(ask.params.emergency ?? "");
    const emergency = id && (await emergencyById(tx, id));
    const typedWhat = textOf(typed.what);
    const given = readPress(typedWhat);
    const known = [...BEFORE, ...AFTER].find(({ what }) => what === typedWhat);
    if (!emergency || !(given ?? known)) return refuse({ code: "not-there" });
    const done = await acts.actInEmergency(tx, emergency, given ?? { what: typedWhat });
    return done.ok
      ? accept({
          to: `/dosing/emergencies/${emergency.id}#hands`,
          done: known ? `${known.label}.` : given ? `${sayMedicine(given)}.` : "",
        })
      : refuse({ code: "not-there" });
  },
};

/** Emergencies in one touch. */
export const emergencyRoutes: readonly Route[] = [begin, beginHere, emergencyPage, did];
