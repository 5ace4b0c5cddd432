import type { Instant } from "../../../kernel/time.ts";
import {
  RESCUE_ROUTES,
  type RescueMedicine,
  type RescueRoute,
  rescueMicrograms,
} from "../protocol/emergency-medicines.ts";

/** A press as it counts here: what was given, how much, and when. */
type Given = {
  readonly what: string;
  readonly drug: string | undefined;
  readonly route: RescueRoute | undefined;
  readonly micrograms: number | undefined;
  readonly at: Instant;
};
/** From when, and by when, something is due. */
export type Due = { readonly from: Instant; readonly by: Instant };

/** `400 micrograms` of naloxone, which is counted so throughout; `10 mg` of what ends a fit. */
export const micrograms = ({
  what,
  micrograms: ug,
}: {
  readonly what: string;
  readonly micrograms: number | undefined;
}): string => (what === "naloxone" ? `${ug} micrograms` : `${(ug ?? 0) / 1000} mg`);

const SHORT: Readonly<Record<RescueRoute, string>> = {
  muscle: "muscle",
  nose: "nose",
  vein: "vein",
  skin: "under the skin",
  cheek: "inside the cheek",
  rectum: "rectum",
};

/** What a button says: `Naloxone 400 µg, muscle`, `Midazolam 10 mg, inside the cheek`. */
export const rescueLabel = ({ drug, milligrams, route }: RescueMedicine): string =>
  `${drug.charAt(0).toUpperCase()}${drug.slice(1)} ${milligrams < 1 ? `${rescueMicrograms({ milligrams })} µg` : `${milligrams} mg`}, ${SHORT[route]}`;

/** What a button sends: a press that a newer protocol no longer names is kept all the same, since it happened. */
export function readPress(
  pressed: string,
):
  | { readonly what: string; readonly route: RescueRoute; readonly micrograms: number; readonly drug: string }
  | undefined {
  const [what = "", route = "", ug = "", drug = what] = pressed.split(" ");
  const isRoute = (text: string): text is RescueRoute => Object.hasOwn(RESCUE_ROUTES, text);
  if (!isRoute(route) || !/^[1-9]\d{0,4}$/.test(ug) || !/^[a-z][a-z-]{2,39}$/.test(drug)) return undefined;
  if (what !== "naloxone" && (what !== "benzodiazepine" || drug === what)) return undefined;
  return { what, route, micrograms: Number(ug), drug };
}

/** When the next dose of what was given last may be due, by the protocol's list; nothing where it says nothing of that presentation. */
export function nextDose(
  what: RescueMedicine["what"],
  given: readonly Given[],
  medicines: readonly RescueMedicine[],
): Due | undefined {
  const last = given.findLast((one) => one.what === what);
  const found = medicines.find(
    (one) =>
      last !== undefined &&
      one.what === what &&
      one.route === last.route &&
      rescueMicrograms(one) === last.micrograms &&
      one.drug === (last.drug ?? what),
  );
  return last && found && found.againFrom !== null && found.againBy !== null
    ? { from: last.at.add({ minutes: found.againFrom }), by: last.at.add({ minutes: found.againBy }) }
    : undefined;
}

/** When breathing, saturation and sedation are read next: so long after the last readings, or after it began. */
export function nextReadings(
  beganAt: Instant,
  acts: readonly { readonly what: string; readonly at: Instant }[],
  minutes: { readonly from: number; readonly by: number },
): Due {
  const last = acts.findLast(({ what }) => what === "response")?.at ?? beganAt;
  return { from: last.add({ minutes: minutes.from }), by: last.add({ minutes: minutes.by }) };
}

/** Naloxone that was given: how many doses, how much in all, and when the last. */
export function naloxoneGiven(
  acts: readonly { readonly what: string; readonly micrograms: number | undefined; readonly at: Instant }[],
): { readonly doses: number; readonly micrograms: number; readonly last: Instant | undefined } {
  const given = acts.filter(({ what }) => what === "naloxone");
  return {
    doses: given.length,
    micrograms: given.reduce((sum, { micrograms }) => sum + (micrograms ?? 0), 0),
    last: given.at(-1)?.at,
  };
}

/** How long something goes on, as it is counted in an emergency: `40 seconds`, `3 minutes`. */
export function secondsWords(from: Instant, now: Instant): string {
  const seconds = Math.max(0, Math.round((now.epochMilliseconds - from.epochMilliseconds) / 1000));
  if (seconds < 120) return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  return `${Math.floor(seconds / 60)} minutes`;
}
