import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock, type Instant, longDate } from "../../../kernel/time.ts";
import { fullName } from "../../../record/person/identity.ts";
import { loadToRead, type Subject } from "../../../record/person/person-shown.tsx";
import { textOf } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../../web/page.ts";
import * as acts from "./acts-store.ts";
import { naloxoneGiven, secondsWords } from "./emergency-rules.ts";
import { type ActKind, type Emergency, type EmergencyAct, emergencyById } from "./emergency-store.ts";
import { EmergencyId, VisitId } from "./visit.ts";
import { visitById } from "./visit-store.ts";

/** What each button says. Nothing else is asked while hands are needed. */
const BUTTONS: readonly {
  readonly what: ActKind;
  readonly label: string;
  readonly route?: "muscle" | "nose" | "vein";
  readonly ug?: number;
  readonly kind?: "overdose" | "seizure";
}[] = [
  { what: "ambulance-called", label: "999 called" },
  { what: "stimulate", label: "Stimulated" },
  { what: "airway", label: "Airway opened" },
  { what: "oxygen", label: "Oxygen" },
  { what: "naloxone", label: "Naloxone 400 µg, muscle", route: "muscle", ug: 400 },
  { what: "naloxone", label: "Naloxone 1.8 mg, nose", route: "nose", ug: 1800 },
  { what: "naloxone", label: "Naloxone 100 µg, vein", route: "vein", ug: 100 },
  { what: "naloxone", label: "Naloxone 400 µg, vein", route: "vein", ug: 400 },
  { what: "benzodiazepine", label: "Benzodiazepine", kind: "seizure" },
  { what: "cpr", label: "CPR" },
  { what: "aed", label: "AED" },
  { what: "ambulance-arrived", label: "Ambulance here" },
  { what: "recovered", label: "Recovered" },
  { what: "to-hospital", label: "Taken to hospital" },
];
const LABELS: Readonly<Record<ActKind, string>> = {
  stimulate: "Stimulated",
  airway: "Airway opened",
  oxygen: "Oxygen",
  naloxone: "Naloxone",
  "ambulance-called": "999 called",
  "ambulance-arrived": "Ambulance here",
  cpr: "CPR",
  aed: "AED",
  benzodiazepine: "Benzodiazepine",
  recovered: "Recovered",
  "to-hospital": "Taken to hospital",
  note: "Note",
};
const ROUTES = { muscle: "into a muscle", nose: "into the nose", vein: "into a vein" } as const;

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

type Shown = { readonly emergency: Emergency; readonly subject: Subject };

async function load(tx: Tx, id: EmergencyId): Promise<Result<Shown, NotThere>> {
  const emergency = await emergencyById(tx, id);
  const subject = emergency && (await loadToRead(tx, emergency.person, "emergency at the clinic"));
  return emergency && subject?.ok
    ? accept({ emergency, subject: subject.value })
    : refuse({ code: "not-there" });
}

const params = z.object({ emergency: EmergencyId.schema });

const emergencyPage = page({
  path: "/dosing/emergencies/:emergency",
  allow: "dose:board",
  params,
  load: (tx, ask) => load(tx, ask.params.emergency),
  // Without the bars of other pages: on a phone the buttons come first.
  view: ({ emergency, subject }, { now }) => ({
    title: emergency.kind === "seizure" ? "Seizure" : "Overdose",
    live: true,
    body: (
      <>
        <h1 id="hands" className="nhsuk-heading-l alarm__title">
          {emergency.kind === "seizure" ? "Seizure" : "Overdose"} since {clock(emergency.beganAt)}
          <span className="nhsuk-caption-l">
            {fullName(subject.identity)}, born {longDate(subject.identity.bornOn)}
            {emergency.over ? ", over" : `, ${secondsWords(emergency.beganAt, now)}`}
          </span>
        </h1>
        {emergency.over ? null : <Buttons emergency={emergency} />}
        <Done emergency={emergency} now={now} />
        {emergency.visit ? (
          <p>
            <a href={`/dosing/visits/${emergency.visit}`}>The visit</a>
          </p>
        ) : null}
        {emergency.over ? (
          <p>
            <a href="/dosing/incidents">The incident</a> waits for review. Nothing more is given until a
            prescriber has reviewed it.
          </p>
        ) : null}
      </>
    ),
  }),
});

/** Large enough for one hand, each writing its own time. */
function Buttons({ emergency }: { readonly emergency: Emergency }): ReactNode {
  return (
    <PostForm action={`/dosing/emergencies/${emergency.id}/did`} className="hands no-print">
      {BUTTONS.filter(({ kind }) => kind === undefined || kind === emergency.kind).map(
        ({ what, label, route, ug }) => (
          <button
            key={label}
            type="submit"
            name="what"
            value={[what, route, ug].filter(Boolean).join(" ")}
            className={`hands__one hands__one--${what}`}
          >
            {label}
          </button>
        ),
      )}
    </PostForm>
  );
}

function Done({ emergency, now }: { readonly emergency: Emergency; readonly now: Instant }): ReactNode {
  const naloxone = naloxoneGiven(emergency.acts);
  const words = (one: EmergencyAct): string =>
    `${LABELS[one.what]}${one.micrograms && one.route ? ` ${one.micrograms} micrograms ${ROUTES[one.route]}` : ""}${one.words ? `: ${one.words}` : ""}`;
  return (
    <section aria-label="Done so far">
      <h2 className="nhsuk-heading-m">Done so far ({emergency.acts.length})</h2>
      {naloxone.doses > 0 && naloxone.last ? (
        <p>
          Naloxone: {naloxone.doses} {naloxone.doses === 1 ? "dose" : "doses"}, {naloxone.micrograms}{" "}
          micrograms in all, the last {secondsWords(naloxone.last, now)} ago. It wears off in 20 to 30
          minutes: stay with them.
        </p>
      ) : null}
      <ol className="nhsuk-list">
        {emergency.acts.map((one) => (
          <li key={`${one.at.epochNanoseconds}`}>
            {clock(one.at)} {words(one)}
            {one.staff ? <span className="lines__who">{one.staff}</span> : null}
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
    const [what, route, ug] = textOf(typed.what).split(" ");
    const known = BUTTONS.find(
      (one) =>
        one.what === what &&
        (one.route ?? undefined) === route &&
        (one.ug === undefined || one.ug === Number(ug)),
    );
    if (!emergency || !known) return refuse({ code: "not-there" });
    const done = await acts.actInEmergency(tx, emergency.person, emergency.id, {
      what: known.what,
      route: known.route,
      micrograms: known.ug,
    });
    return done.ok
      ? accept({ to: `/dosing/emergencies/${emergency.id}#hands`, done: `${known.label}.` })
      : refuse({ code: "not-there" });
  },
};

/** Emergencies in one touch. */
export const emergencyRoutes: readonly Route[] = [begin, emergencyPage, did];
