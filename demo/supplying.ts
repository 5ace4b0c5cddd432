import { type Random, randomFrom } from "../src/kernel/random.ts";
import { invariant } from "../src/kernel/result.ts";
import type { Calendar } from "./calendar.ts";
import type { Life, LifeEpisode } from "./life.ts";
import { placeOf } from "./places.ts";
import type { Directory, Row } from "./rows.ts";

const GIVING = ["naloxone", "viruses"];

/** What every row of a stay's agency has in common. */
type Of = {
  readonly life: Life;
  readonly episode: LifeEpisode;
  readonly calendar: Calendar;
  readonly common: Row;
  readonly random: Random;
};

const at = (of: Of, day: number): Row => ({
  ...of.common,
  on_day: of.calendar.day(day),
  noted_at: of.calendar.at(day, 690),
});

/** Naloxone and packs over a stay: most have a kit in date, some an old one, some none. */
function suppliesIn(of: Of): readonly Row[] {
  const { random, episode, calendar } = of;
  const last = Math.min(episode.end ?? -1, -1);
  const given: Row[] = [];
  const kit = (day: number, why: string): Row => ({
    ...at(of, day),
    kind: random.chance(0.7) ? "naloxone-nasal" : "naloxone-injectable",
    how_many: 1,
    given_to: random.chance(0.9) ? "person" : "family",
    trained: random.chance(0.85),
    expires_on: calendar.day(day + random.between(300, 900)),
    why,
  });
  const first = episode.start + random.between(0, 20);
  if (first < last && random.chance(0.72)) given.push(kit(first, "first"));
  if (first + 400 < last && random.chance(0.5)) given.push(kit(first + 400, "expired"));
  if (!random.chance(0.2)) return given;
  for (let day = episode.start + random.between(5, 20); day < last; day += random.between(20, 60))
    given.push({
      ...at(of, day),
      kind: "pack-fixed-1ml",
      how_many: random.between(1, 4),
      given_to: "person",
      trained: null,
      expires_on: null,
      why: null,
    });
  return given;
}

/** A screen at the start and at reviews. */
function testsIn(of: Of): readonly Row[] {
  const { random, episode } = of;
  const last = Math.min(episode.end ?? -1, -1);
  const rows: Row[] = [];
  for (let day = episode.start + random.between(0, 14); day < last; day += random.between(80, 140)) {
    if (!random.chance(0.5)) continue;
    const results = {
      opiates: random.chance(0.4) ? "positive" : "negative",
      methadone: random.chance(0.6) ? "expected" : "negative",
      cocaine: random.chance(0.35) ? "positive" : "negative",
      benzodiazepines: random.chance(0.15) ? "positive" : "negative",
    };
    rows.push({
      ...at(of, day),
      sample: random.chance(0.6) ? "oral-fluid" : "urine",
      why: rows.length === 0 ? "assessment" : "review",
      consented: true,
      observed: random.chance(0.3),
      confirmed: random.chance(0.15),
      results,
    });
  }
  return rows;
}

const step = (of: Of, day: number, virus: string, code: string, result: string | null = null): Row => ({
  ...at(of, day),
  virus,
  step: code,
  result,
});

/** What is known of each virus after the first weeks of a stay. */
function stepsIn(of: Of): readonly Row[] {
  const { random, episode } = of;
  const last = Math.min(episode.end ?? -1, -1);
  const day = episode.start + random.between(3, 30);
  if (day >= last) return [];
  const rows: Row[] = [];
  if (random.chance(0.3)) rows.push(step(of, day, "hepatitis-b", "immunised-already"));
  else if (random.chance(0.7)) {
    rows.push(step(of, day, "hepatitis-b", "vaccination-1"));
    if (day + 8 < last && random.chance(0.7)) rows.push(step(of, day + 8, "hepatitis-b", "vaccination-2"));
    if (day + 24 < last && random.chance(0.5)) rows.push(step(of, day + 24, "hepatitis-b", "vaccination-3"));
  } else rows.push(step(of, day, "hepatitis-b", "offered-refused"));
  if (random.chance(0.75)) {
    const antibody = random.chance(0.3);
    rows.push(step(of, day, "hepatitis-c", "antibody", antibody ? "positive" : "negative"));
    if (antibody && day + 10 < last)
      rows.push(step(of, day + 10, "hepatitis-c", "pcr", random.chance(0.4) ? "positive" : "negative"));
  }
  if (random.chance(0.6)) rows.push(step(of, day, "hiv", "tested", "negative"));
  return rows;
}

/** What somebody was given to stay well, their drug tests and what is known of viruses, as rows of their tables. */
export function supplyRowsOf(
  seed: string,
  life: Life,
  where: Directory,
  calendar: Calendar,
): readonly (readonly [string, readonly Row[]])[] {
  const random = randomFrom(`${seed} supplies ${life.person.insightKey}`);
  const of = life.episodes.flatMap((episode): readonly Of[] => {
    const place = placeOf(episode.service);
    if (!GIVING.every((each) => (place.kind.asksAbout as readonly string[] | undefined)?.includes(each)))
      return [];
    const agency = where.agencies.get(place.agency);
    const worker = where.workers.get(episode.keyworker ?? episode.openedBy);
    invariant(agency && worker, "Northmoor has the agency and the worker of each stay");
    const common = {
      person_id: life.person.id,
      category: "health",
      agency_id: agency.id,
      owner_kind: agency.kind,
      noted_by: worker.staffId,
    };
    return [{ life, episode, calendar, common, random }];
  });
  return [
    ["supply", of.flatMap(suppliesIn)],
    ["drug_test", of.flatMap(testsIn)],
    // Asked once, in the first stay: what is known then goes with the person.
    ["virus_step", of.slice(0, 1).flatMap(stepsIn)],
  ];
}
