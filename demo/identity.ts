import type { Random } from "../src/kernel/random.ts";
import { invariant } from "../src/kernel/result.ts";
import { parsePnc } from "../src/record/person/identifiers.ts";
import type { Calendar } from "./calendar.ts";
import { clamp, normal } from "./chance.ts";
import type { Life, LifePerson } from "./life.ts";
import { anotherFamilyName, called, nickname } from "./names.ts";
import { placeOf } from "./places.ts";
import { type Teller, workerAt } from "./teller.ts";

/** Spreads 0, 1, 2, ... over a million without meeting twice: 387,413 has no factor in common with a million. */
const spread = (index: number): string => String((index * 387_413 + 104_729) % 1_000_000).padStart(6, "0");

/**
 * An NHS number from the block 999 that is kept for tests and given to nobody. None for the one in eleven whose check
 * digit would be ten: such numbers are never issued, and some people are registered without one.
 */
export function nhsNumber(index: number): string | undefined {
  const nine = `999${spread(index)}`;
  const sum = [...nine].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? undefined : nine + String(check);
}

const PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY";

/** A PNC number of a year, high in its range. */
export function pncNumber(index: number, year: number): string {
  const digits = `${String(year).slice(2)}9${spread(index)}`;
  const read = parsePnc(`${year}/${digits.slice(2)}${PNC_LETTERS[Number(digits) % 23]}`, year);
  invariant(read.ok, "an invented PNC number passes its own check");
  return read.value;
}

const letter = (number: number): string => String.fromCharCode(65 + (number % 26));

/** A prison number: a letter, four digits, two letters. */
export const prisonNumber = (index: number): string => {
  const six = spread(index);
  return `A${six.slice(0, 4)}${letter(Number(six.slice(4, 5)) + Math.floor(index / 1_000_000))}${letter(Number(six.slice(4)))}`;
};

/** Who somebody is: name, birth, sex. Ages as in treatment in England: few under 25, most around 43. */
export function personOf(random: Random, calendar: Calendar, id: string, insightKey: string): LifePerson {
  const { familyName, givenNames, sex, knownAs } = called(random);
  const age = clamp(normal(random, 41, 11), 18, 79);
  const born = calendar.today.subtract({ days: Math.round(age * 365.25) + random.between(0, 300) });
  return {
    id,
    insightKey,
    familyName,
    givenNames,
    sex,
    bornOn: born.toString(),
    registeredAt: "",
    ...(knownAs ? { knownAs } : {}),
  };
}

/** Numbers as the agencies that met the person know them. */
export function numbersOf(teller: Teller, index: number): void {
  const { random, life, calendar } = teller;
  const [first] = life.episodes;
  const at = first?.openedAt ?? calendar.at(-1, 600);
  const agencies = [...new Set(life.episodes.map((one) => placeOf(one.service)))];
  const care = agencies.find(
    (one) =>
      !["police", "probation", "prison", "housing", "supervised-use", "office"].includes(one.agencyKind),
  );
  const nhs = nhsNumber(index);
  if (care && nhs && random.chance(0.9))
    life.identifiers.push({ scheme: "nhs", value: nhs, agency: care.agency, at });
  const known =
    agencies.some((one) => ["police", "probation", "liaison"].includes(one.agencyKind)) ||
    life.events.some((one) => one.agency === "northmoor-police");
  const turned = Number(life.person.bornOn.slice(0, 4)) + random.between(16, 30);
  if (known)
    life.identifiers.push({
      scheme: "pnc",
      value: pncNumber(index, Math.min(turned, calendar.today.year - 3)),
      agency: "northmoor-police",
      at,
    });
  if (
    life.events.some((one) => one.kind === "custody") ||
    agencies.some((one) => one.agencyKind.startsWith("prison"))
  ) {
    life.identifiers.push({ scheme: "prison", value: prisonNumber(index), agency: "hmp-northmoor", at });
    life.identifiers.push({
      scheme: "prison",
      value: prisonNumber(index),
      agency: "hmp-northmoor-health",
      at,
    });
  }
  if (agencies.some((one) => one.agency === "wayside")) {
    life.identifiers.push({ scheme: "client", value: `WS${100_000 + index}`, agency: "wayside", at });
  }
}

const ALERTS = [
  ["health", "Overdose in the last year: offer naloxone"],
  ["health", "Allergic to penicillin"],
  ["health", "Epilepsy: knows what to do"],
  ["health", "Diabetes, on insulin"],
  ["health", "Allergic to latex"],
  ["health", "Pregnant: midwife involved"],
  ["safeguarding", "Children at home: plan with the family team"],
  ["safeguarding", "See in pairs on home visits"],
  ["safeguarding", "At risk from a former partner: do not leave messages"],
] as const;

/** Other names and alerts, for some. */
export function namesAndAlertsOf(teller: Teller): void {
  const { random, life } = teller;
  const [first] = life.episodes;
  if (!first) return;
  const { agency } = placeOf(first.service);
  if (random.chance(0.12))
    life.aliases.push({
      id: teller.id(),
      name: nickname(random),
      kind: "nickname",
      agency,
      at: first.openedAt,
    });
  if (random.chance(0.07)) {
    life.aliases.push({
      id: teller.id(),
      name: `${life.person.givenNames.split(" ")[0]} ${anotherFamilyName(random)}`,
      kind: random.chance(0.5) ? "alias" : "former-name",
      agency,
      at: first.openedAt,
    });
  }
  const care = life.episodes.find((one) => one.service === "wayside-community") ?? first;
  const [category, words] = random.pick(ALERTS);
  if (!random.chance(0.16) || !placeOf(care.service).categories.includes(category)) return;
  life.alerts.push({
    id: teller.id(),
    category,
    words,
    agency: placeOf(care.service).agency,
    by: workerAt(teller, care.service),
    at: care.openedAt,
    ...(random.chance(0.15) ? { endedAt: teller.calendar.at(-1, 900) } : {}),
  });
}

/** The agency that met the person first and why. */
export function registered(life: Life): void {
  const [first] = life.episodes.toSorted((a, b) => a.start - b.start);
  if (!first) return;
  life.person.registeredAt = first.openedAt;
  life.registrations.push({
    agency: placeOf(first.service).agency,
    at: first.openedAt,
    reason: `Came to ${placeOf(first.service).name}`,
  });
}
