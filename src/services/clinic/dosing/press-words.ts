import { RESCUE_ROUTES, type RescueRoute } from "../protocol/emergency-medicines.ts";
import { micrograms } from "./emergency-rules.ts";
import type { ActKind, EmergencyAct } from "./emergency-store.ts";
import type { LookTaken } from "./visit.ts";

// What was pressed or read, in words: on the page of what happened, and on that of a mistake.

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
  response: "How they are",
};

/** `Midazolam 10 mg inside the cheek`, as it was pressed. */
export const sayMedicine = ({
  what,
  drug,
  route,
  micrograms: ug,
}: {
  readonly what: string;
  readonly drug: string;
  readonly route: RescueRoute;
  readonly micrograms: number;
}): string =>
  `${drug.charAt(0).toUpperCase()}${drug.slice(1)} ${micrograms({ what, micrograms: ug })} ${RESCUE_ROUTES[route]}`;

/** `Midazolam`: the drug where it was said, else what kind it is. */
const named = ({ what, drug }: EmergencyAct): string =>
  drug && what === "benzodiazepine" ? drug.charAt(0).toUpperCase() + drug.slice(1) : LABELS[what];

/** What was done, in words: of a medicine with its batch and who gave it, of a response with what was read. */
export const sayAct = (one: EmergencyAct): string =>
  [
    `${named(one)}${one.micrograms && one.route ? ` ${micrograms(one)} ${RESCUE_ROUTES[one.route]}` : ""}${one.words ? `: ${one.words}` : ""}`,
    one.batch ? `, batch ${one.batch.batch}, given by ${one.batch.giver}` : "",
    one.response
      ? `: ${one.response.breaths} breaths a minute, oxygen ${one.response.spo2} %, sedation ${one.response.sedation}`
      : "",
  ].join("");

/** `Readings: sedation 1, 14 breaths a minute, oxygen 97 %`. */
export const sayLook = (one: LookTaken): string =>
  `Readings: sedation ${one.sedation}, ${Math.round((one.breaths * 60) / one.seconds)} breaths a minute, oxygen ${one.spo2} %${one.onOxygen ? " with oxygen" : ""}`;
