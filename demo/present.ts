import { weighted } from "./chance.ts";
import { declined, type Standing, standsOpen } from "./handing-over.ts";
import type { LifeEpisode } from "./life.ts";
import { placeOf } from "./places.ts";
import { type Teller, task, workingTime } from "./teller.ts";
import { noteWords, taskWords } from "./words.ts";

/** Where people are passed on to from each kind of service today. */
const ONWARDS: Readonly<Record<string, readonly string[]>> = {
  community: [
    "northmoor-housing",
    "northmoor-housing",
    "northmoor-dual",
    "new-leaf-checkups",
    "new-leaf-checkups",
    "highfold-rehab",
    "fenwick-supervised",
    "fenwick-supervised",
    "harbour-hat",
  ],
  diversion: ["wayside-community"],
  prison: ["wayside-community", "hmp-northmoor-resettlement"],
  "early-help": ["wayside-community"],
  "overdose-prevention": ["wayside-community", "northmoor-housing"],
  residential: ["new-leaf-checkups", "northmoor-housing"],
  clinic: ["northmoor-housing", "northmoor-dual"],
  housing: ["wayside-community", "northmoor-dual"],
  "mental-health": ["wayside-community", "highfold-rehab"],
  recovery: ["wayside-community"],
};
const KEEPS = ["northmoor-housing", "northmoor-dual", "fenwick-supervised", "hmp-northmoor-resettlement"];

const takes = (from: LifeEpisode, to: string): boolean =>
  (placeOf(to).kind.takesFrom as readonly string[]).includes(placeOf(from.service).kind.code) &&
  from.service !== to;

/** How many of those at each kind of service are being passed on today; those who keep people long pass on few. */
const PASSING_ON: Readonly<Record<string, number>> = {
  community: 0.06,
  recovery: 0.05,
  "early-help": 0.6,
  prison: 0.5,
  diversion: 0.5,
};

/** Hands a person on today, in one of the states that boards must show. */
export function handsOnNow(teller: Teller, always: boolean): void {
  const { random, life } = teller;
  for (const episode of life.episodes.filter((one) => one.end === undefined && one.start < -2)) {
    if (!random.chance(always ? 0.9 : (PASSING_ON[placeOf(episode.service).kind.code] ?? 0.15))) continue;
    const choices = (ONWARDS[placeOf(episode.service).kind.code] ?? []).filter(
      (to) =>
        takes(episode, to) &&
        !life.episodes.some((one) => one.service === to && one.end === undefined) &&
        !life.handovers.some((one) => one.to === to && ["offered", "accepted"].includes(one.state)),
    );
    if (choices.length === 0) continue;
    const to = random.pick(choices);
    const what = weighted(random, [
      ["offered", 34],
      ["offered-late", 12],
      ["accepted", 30],
      ["accepted-late", 10],
      ["declined", 14],
    ] as const);
    if (what === "declined") declined(teller, episode, to, Math.max(episode.start, -random.between(2, 4)));
    else standsOpen(teller, episode, to, what satisfies Standing, KEEPS.includes(to));
  }
}

/** What is to be done for a person: some of it today, some of it late, most in the next fortnight, much of it done. */
export function tasksOf(teller: Teller): void {
  const { random, life } = teller;
  for (const episode of life.episodes) {
    const { kind } = placeOf(episode.service);
    const words = (): readonly [string, string] => taskWords(random, kind.code);
    const staff = episode.keyworker;
    if (random.chance(0.5)) {
      const made = Math.min(-8, episode.start + random.between(1, 60));
      const due = made + random.between(2, 14);
      if (made > episode.start && due < Math.min(episode.end ?? 0, 0)) {
        const [code, title] = words();
        task(teller, {
          service: episode.service,
          staff,
          kind: code,
          title,
          made,
          due,
          minutes: 16 * 60,
          open: false,
        });
      }
    }
    if (episode.end !== undefined || episode.start >= -1 || !random.chance(0.4)) continue;
    const [code, title] = words();
    const due = weighted(random, [
      ["late", 9],
      ["today", 22],
      ["later", 69],
    ] as const);
    const day = due === "late" ? -random.between(1, 6) : due === "today" ? 0 : random.between(1, 14);
    task(teller, {
      service: episode.service,
      staff: random.chance(0.75) ? staff : undefined,
      kind: code,
      title,
      made: Math.max(episode.start, Math.min(-1, day - random.between(3, 10))),
      due: day,
      minutes: 9 * 60 + 30 * random.between(0, 15),
      open: true,
    });
  }
}

/** Notes through each stay, in the category its worker writes. */
export function notesOf(teller: Teller): void {
  const { random, life } = teller;
  for (const episode of life.episodes) {
    const { kind, categories, agency } = placeOf(episode.service);
    const category = episode.service === "fenwick-supervised" ? "medication" : kind.category;
    if (!categories.includes(category)) continue;
    const last = Math.min(episode.end ?? -1, -1);
    for (let day = episode.start; day <= last; day += random.between(20, 120)) {
      life.notes.push({
        id: teller.id(),
        category,
        words: noteWords(teller, category, day),
        agency,
        by: episode.keyworker ?? episode.openedBy,
        day,
        at: workingTime(teller, day),
      });
    }
  }
}

const READ = [
  ["person", "/people/:person"],
  ["notes", "/people/:person/notes"],
  ["measures", "/people/:person/measures"],
  ["journey", "/people/:person"],
] as const;

/** Who looked lately: lines of the access log, for those who answer for it and for the person. */
export function looksOf(teller: Teller): void {
  const { random, life } = teller;
  for (const episode of life.episodes) {
    if (episode.end !== undefined && episode.end < -60) continue;
    for (let looks = random.between(0, 3); looks > 0; looks--) {
      const [about, route] = random.pick(READ);
      const day = Math.max(episode.start, -random.between(1, 60));
      life.looks.push({
        by: random.chance(0.8)
          ? (episode.keyworker ?? episode.openedBy)
          : random.pick(placeOf(episode.service).workers),
        agency: placeOf(episode.service).agency,
        what: "read",
        about,
        route,
        at: workingTime(teller, Math.min(-1, day)),
      });
    }
  }
}
