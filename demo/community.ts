import { communityStayDays, weighted } from "./chance.ts";
import { arrives } from "./handing-over.ts";
import type { LifeEpisode } from "./life.ts";
import { end, stay, type Teller } from "./teller.ts";

const ENDINGS = [
  ["dropped-out", 52],
  ["completed-drug-free", 9],
  ["completed", 8],
  ["completed-alcohol-free", 6],
  ["moved-away", 8],
  ["withdrawn-by-service", 6],
  ["declined-to-start", 5],
  ["custody-elsewhere", 6],
] as const;

const REASONS: Readonly<Record<string, string>> = {
  "dropped-out": "Not seen for eight weeks in spite of calls and visits",
  "completed-drug-free": "Goals met; leaving by plan",
  completed: "Goals met; leaving by plan",
  "completed-alcohol-free": "Goals met; leaving by plan",
  "moved-away": "Moved; record transferred with consent",
  "withdrawn-by-service": "After threats to staff; offered the hospital's service instead",
  "declined-to-start": "Decided against treatment for now",
  "custody-elsewhere": "Taken into custody in another area",
};

/** How likely someone comes back within a year: 36 % after a drop-out (Beynon 2006), 20 % after completing (NTA 2009). */
export const chanceOfReturn = (episode: LifeEpisode): number =>
  episode.ending === "dropped-out" ? 0.36 : episode.ending?.startsWith("completed") ? 0.2 : 0;

/** A stay in community treatment: how long it lasts, what else opens beside it, how it ends and what follows. */
export function communityStay(teller: Teller, episode: LifeEpisode): void {
  const { random } = teller;
  const left = episode.start + communityStayDays(random);
  const until = Math.min(left, 0);
  beside(
    teller,
    episode,
    "fenwick-supervised",
    0.3,
    random.between(6, 20),
    until,
    until < 0 ? "completed" : undefined,
  );
  beside(teller, episode, "northmoor-dual", 0.13, random.between(20, 120), until, "plan-completed");
  beside(teller, episode, "northmoor-housing", 0.13, random.between(10, 150), until, "settled-home");
  if (left >= 0) return;
  const ending = weighted(random, ENDINGS);
  const checked = teller.life.episodes.some((one) => one.service === "new-leaf-checkups");
  if (random.chance(0.14) && until - episode.start > 60) toRehab(teller, episode, until);
  else if (ending.startsWith("completed") && !checked && random.chance(0.7))
    toCheckUps(teller, episode, until);
  else end(teller, episode, { day: until, ending, reason: REASONS[ending] ?? "" });
}

/** A second service beside treatment: arrived from it, and perhaps over since. */
function beside(
  teller: Teller,
  from: LifeEpisode,
  service: string,
  chance: number,
  after: number,
  until: number,
  ending: string | undefined,
): void {
  const { random } = teller;
  const day = from.start + after;
  if (
    !random.chance(chance) ||
    day + 3 >= until ||
    teller.life.episodes.some((one) => one.service === service)
  )
    return;
  const late = random.chance(0.1);
  const arrival = Math.min(until - 1, day + (late ? random.between(14, 40) : random.between(1, 6)));
  const lasts = arrival + random.between(60, 320);
  const over =
    ending !== undefined && (lasts < 0 || until < 0) ? Math.min(lasts, until < 0 ? until : lasts) : undefined;
  arrives(
    teller,
    from,
    service,
    { offered: day, arrives: arrival, late, keep: true },
    over !== undefined && over < 0
      ? { day: Math.max(over, arrival), ending: ending ?? "", reason: "Agreed together" }
      : undefined,
  );
}

function toRehab(teller: Teller, from: LifeEpisode, day: number): void {
  const { random } = teller;
  const lasts = day + random.between(40, 170);
  const ending = weighted(random, [
    ["completed-drug-free", 5],
    ["dropped-out", 4],
    ["completed", 2],
  ] as const);
  const house = arrives(
    teller,
    from,
    "highfold-rehab",
    { offered: Math.max(from.start, day - random.between(5, 14)), arrives: day },
    lasts < 0
      ? {
          day: lasts,
          ending,
          reason: ending === "dropped-out" ? "Left in the third week against advice" : "Programme finished",
        }
      : undefined,
  );
  if (house.end === undefined || ending === "dropped-out" || random.chance(0.5) || house.end + 8 >= 0) return;
  stay(teller, "new-leaf-checkups", house.end + random.between(1, 7));
}

function toCheckUps(teller: Teller, from: LifeEpisode, day: number): void {
  const { random } = teller;
  const lasts = day + random.between(120, 600);
  const ending = weighted(random, [
    ["completed", 3],
    ["lost-contact", 3],
    ["stopped-by-choice", 2],
  ] as const);
  const offered = Math.max(from.start, day - random.between(2, 10));
  arrives(
    teller,
    from,
    "new-leaf-checkups",
    { offered, arrives: day },
    lasts < 0
      ? {
          day: lasts,
          ending,
          reason: ending === "lost-contact" ? "Three calls without an answer" : "As agreed",
        }
      : undefined,
  );
}
