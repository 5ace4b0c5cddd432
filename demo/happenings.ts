import { type EventCode, eventKind } from "../src/record/event/kinds.ts";
import { waitFor, weighted } from "./chance.ts";
import type { LifeEvent } from "./life.ts";
import { placeOf } from "./places.ts";
import { severityOn, type Teller } from "./teller.ts";

const POLICE = "northmoor-police";
const HOSPITAL = "northmoor-general";

type More = {
  readonly what?: string;
  readonly outcome?: string;
  readonly place?: string;
  readonly source: string;
  readonly until?: number;
  readonly minutes?: number;
  readonly agency?: string;
  readonly certainty?: string;
  readonly sourceRef?: string;
};

/** Something that happened on a day. */
export function event(teller: Teller, kind: EventCode, day: number, more: More): void {
  const { minutes, agency, until, ...rest } = more;
  const { category } = eventKind(kind);
  const made: LifeEvent = {
    id: teller.id(),
    kind,
    day,
    category,
    agency: agency ?? POLICE,
    certainty: "confirmed",
    ...rest,
    ...(minutes === undefined ? {} : { at: teller.calendar.at(day, minutes) }),
    ...(until === undefined ? {} : { until }),
  };
  teller.life.events.push(made);
}

/** A spell in custody. What the files do not hold yet (this month) stays out, and a spell that goes on has no end. */
export function custody(teller: Teller, from: number, until: number): void {
  const { complete } = teller.calendar;
  if (from > complete) return;
  const over = until <= complete;
  event(teller, "custody", from, {
    what: teller.random.chance(0.4) ? "Remand" : "Sentence",
    place: "HMP Northmoor",
    source: "prison file",
    agency: "hmp-northmoor",
    sourceRef: teller.reference("C"),
    ...(over ? { until } : {}),
  });
  if (over)
    event(teller, "release", until, {
      what: "Released",
      place: "HMP Northmoor",
      source: "prison file",
      agency: "hmp-northmoor",
      sourceRef: teller.reference("R"),
    });
}

/** An overdose and what comes with it: an ambulance, often A&E, sometimes a bed. */
export function overdose(teller: Teller, day: number, toHospital: boolean): void {
  const { random } = teller;
  if (day >= 0) return;
  const minutes = random.between(10, 1430);
  const record = { agency: HOSPITAL, source: "hospital record" };
  event(teller, "overdose", day, {
    what: random.pick(["Opioids", "Opioids and benzodiazepines", "Unknown substance", "Crack and heroin"]),
    minutes,
    ...record,
  });
  event(teller, "ambulance", day, {
    minutes: Math.min(1438, minutes + 9),
    what: "Naloxone given by crew",
    ...record,
  });
  if (!toHospital && !random.chance(0.6)) return;
  event(teller, "ae-attendance", day, { minutes: Math.min(1439, minutes + 40), what: "Overdose", ...record });
  if (random.chance(toHospital ? 0.5 : 0.2))
    event(teller, "admission", day, {
      what: "Observation after overdose",
      until: Math.min(-1, day + random.between(1, 4)),
      ...record,
    });
}

/** What offences are called in the police's made-up file, and how often each. */
export const OFFENCES = [
  ["Theft from a shop", 45],
  ["Possession of a controlled drug", 13],
  ["Common assault", 9],
  ["Burglary", 6],
  ["Theft from a vehicle", 8],
  ["Public order", 8],
  ["Criminal damage", 6],
  ["Breach of an order", 5],
] as const;
const WARDS = [
  "Castle ward",
  "Bridge ward",
  "Quayside",
  "Millbrook",
  "Northgate",
  "Station Road",
  "Fell End",
  "Market Place",
  "Old Town",
];
const OUTCOMES = [
  ["Charged", 38],
  ["No further action", 30],
  ["Community resolution", 14],
  ["Caution", 10],
  ["Under investigation", 8],
] as const;

/** Offences per year on each stretch of days: more just before care, fewer in it, none in custody. */
function stretches(teller: Teller): readonly { from: number; to: number; rate: number }[] {
  const { life, offending, calendar } = teller;
  const care = life.episodes.filter(
    (one) => !["early-help", "housing"].includes(placeOf(one.service).kind.code),
  );
  const entry = Math.min(0, ...care.map((one) => one.start));
  const leaving = Math.max(...care.map((one) => one.end ?? 0), entry);
  const response = Math.min(1.3, Math.max(0.15, 0.65 - teller.change * 0.7));
  const all = [
    { from: calendar.first, to: entry - 60, rate: offending },
    { from: Math.max(calendar.first, entry - 60), to: entry, rate: offending * 1.9 },
    { from: entry, to: Math.min(leaving, 0), rate: offending * response },
    { from: Math.min(leaving, 0), to: 0, rate: offending * Math.min(1.1, response + 0.3) },
  ];
  return all.filter((one) => one.to > one.from && one.rate > 0);
}

/** Recorded offences: some people none, a few very many, by a rate of their own that care changes. */
export function offences(teller: Teller): void {
  const { random, life, calendar } = teller;
  const inside = life.events.filter((one) => one.kind === "custody");
  for (const { from, to, rate } of stretches(teller)) {
    for (let day = from + waitFor(random, rate); day < to; day += waitFor(random, rate)) {
      const on = Math.floor(day);
      if (on > calendar.complete || inside.some((one) => on >= one.day && on < (one.until ?? 1))) continue;
      const what = weighted(random, OFFENCES);
      event(teller, "offence", on, {
        what,
        outcome: weighted(random, OUTCOMES),
        place: random.pick(WARDS),
        source: "police file",
        sourceRef: teller.reference("O"),
        ...(random.chance(0.6) ? { minutes: random.between(0, 1439) } : {}),
      });
      if (random.chance(0.12))
        event(teller, "conviction", Math.min(on + random.between(20, 120), calendar.complete), {
          what,
          source: "police file",
          sourceRef: teller.reference("V"),
        });
    }
  }
}

/** Overdoses, jobs and moves of home, by how hard things are at the time. */
export function otherHappenings(teller: Teller): void {
  const { random, life, calendar } = teller;
  for (let day = calendar.first + waitFor(random, 0.11); day < -1; day += waitFor(random, 0.11)) {
    if (random.chance(severityOn(teller, Math.floor(day)) * 0.7)) overdose(teller, Math.floor(day), false);
  }
  for (const release of life.events.filter((one) => one.kind === "release")) {
    if (random.chance(0.03)) overdose(teller, Math.min(-1, release.day + random.between(1, 20)), false);
  }
  const carer = life.episodes.find((one) =>
    ["wayside-community", "northmoor-housing", "new-leaf-checkups"].includes(one.service),
  );
  if (!carer) return;
  const agency =
    carer.service === "northmoor-housing"
      ? "northmoor-council"
      : carer.service === "new-leaf-checkups"
        ? "new-leaf"
        : "wayside";
  const years = -carer.start / 365.25;
  const told = { source: "told by the person", certainty: "reported", agency };
  if (random.chance(Math.min(0.5, 0.16 * years + teller.change * 0.25))) {
    event(teller, "job-start", -random.between(1, Math.max(1, -carer.start)), {
      what: random.pick([
        "Warehouse work",
        "Kitchen porter",
        "Cleaning",
        "Building site labourer",
        "Care assistant",
        "Shop work",
        "Delivery driver",
      ]),
      ...told,
    });
  }
  if (random.chance(Math.min(0.6, 0.25 * years))) {
    event(teller, "home-move", -random.between(1, Math.max(1, -carer.start)), {
      what: random.pick([
        "To supported housing",
        "To own tenancy",
        "To family",
        "To a hostel",
        "Sofa-surfing",
      ]),
      ...told,
    });
  }
}
