import { createHash } from "node:crypto";
import { type Random, randomFrom } from "../src/kernel/random.ts";
import type { Calendar } from "./calendar.ts";
import { clamp, idFrom, normal, weighted } from "./chance.ts";
import { diesOn } from "./death.ts";
import { standsOpen } from "./handing-over.ts";
import { offences, otherHappenings } from "./happenings.ts";
import { namesAndAlertsOf, numbersOf, personOf, registered } from "./identity.ts";
import { JOURNEYS, tellJourney } from "./journeys.ts";
import type { Life } from "./life.ts";
import { measuresOf } from "./measuring.ts";
import { handsOnNow, looksOf, notesOf, tasksOf } from "./present.ts";
import { consentsOf } from "./sharing.ts";
import { idsFor, referencesFor, stay, type Teller } from "./teller.ts";

/** The first person of the story can sign in and see their own record: in treatment, with a handover under way. */
export const OWN_RECORD = 0;

/** Of a thousand people, so many die within the story (about 15 a year for each thousand known, some before they are met). */
const DEATHS_PER_THOUSAND = 14;

/** Identifiers carry a time; that of the story's is long past, so that whatever is made later sorts behind it. */
const FIRST_IDENTIFIER_AT = Date.UTC(2024, 0, 1);
const MILLISECONDS_PER_PERSON = 100;

/** Some people are registered twice: this number is the same person as the one so many before. */
export const TWICE_AFTER = 40;
export const isTwice = (index: number): boolean => index % 150 === 120 || index === 50;

const calledLike = (seed: string, index: number): Random =>
  randomFrom(`${seed}/name/${isTwice(index) ? index - TWICE_AFTER : index}`);

/** The same name as another desk would write it down. */
const misspelt = ({ familyName }: { familyName: string }): { familyName: string } => ({
  familyName: familyName.length > 5 ? familyName.slice(0, -2) + familyName.slice(-1) : `${familyName}e`,
});

/**
 * The key under which insight counts a person of the story: the same on every day. It is hashed, because streams of chance
 * start from 32 bits, and of 300,000 people some would share one.
 */
export function insightKeyOf(seed: string, index: number): string {
  const hex = createHash("sha256").update(`${seed}/${index}/insight key`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Tells the life of one invented person: the same for a seed, a number and a day. */
export function lifeOf(seed: string, index: number, calendar: Calendar): Life {
  const random = randomFrom(`${seed}/${index}`);
  const started = FIRST_IDENTIFIER_AT + index * MILLISECONDS_PER_PERSON;
  const id = idsFor(random.fork("ids"), started);
  const person = personOf(
    calledLike(seed, index),
    calendar,
    idFrom(random, started, 0),
    insightKeyOf(seed, index),
  );
  if (isTwice(index)) Object.assign(person, misspelt(person));
  const life: Life = {
    person,
    identifiers: [],
    aliases: [],
    alerts: [],
    registrations: [],
    consents: [],
    episodes: [],
    stages: [],
    handovers: [],
    tasks: [],
    events: [],
    measures: [],
    notes: [],
    looks: [],
  };
  // The first few go through every journey in turn, so that a small Northmoor has people in every service too.
  const journey =
    JOURNEYS[index - 1] ??
    weighted(
      random,
      JOURNEYS.map((one) => [one, one.often] as const),
    );
  const crime = journey.code === "diversion" || journey.code === "prison";
  const teller: Teller = {
    random,
    calendar,
    life,
    id,
    reference: referencesFor(index),
    severity: clamp(normal(random, 0.68, 0.14), 0.2, 0.98),
    change: normal(random, 0.3, 0.28),
    // A few people account for most offences: a log-normal rate, and many have none at all.
    offending:
      crime || random.chance(0.42) ? Math.min(40, Math.exp(normal(random, crime ? 0.6 : -0.5, 1.1))) : 0,
  };
  const entry = Math.max(
    calendar.first + 40,
    Math.min(-3, Math.floor(calendar.first * (1 - random.next() ** 1.15))),
  );
  if (index === OWN_RECORD) tellOwnRecord(teller);
  else tellJourney(teller, journey, index <= JOURNEYS.length ? Math.max(entry, -150) : entry);
  if (index !== OWN_RECORD) handsOnNow(teller, index <= JOURNEYS.length);
  offences(teller);
  otherHappenings(teller);
  measuresOf(teller);
  tasksOf(teller);
  notesOf(teller);
  const last = life.episodes.at(-1);
  if (index > JOURNEYS.length && last && random.chance(DEATHS_PER_THOUSAND / 1000))
    diesOn(teller, random.between(last.start, Math.min(last.end ?? -2, -2)));
  consentsOf(teller);
  registered(life);
  if (!isTwice(index)) numbersOf(teller, index);
  namesAndAlertsOf(teller);
  looksOf(teller);
  return life;
}

function tellOwnRecord(teller: Teller): void {
  const episode = stay(teller, "wayside-community", -400);
  Object.assign(episode, { keyworker: "keyworker" });
  const kept = { ...teller, random: teller.random.fork("beside") };
  if (episode.end === undefined) standsOpen(kept, episode, "northmoor-housing", "accepted", true);
}
