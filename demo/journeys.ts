import { waitFor, weighted } from "./chance.ts";
import { chanceOfReturn, communityStay } from "./community.ts";
import { arrives, comesToNothing, declined, standsOpen } from "./handing-over.ts";
import { custody, event, overdose } from "./happenings.ts";
import type { LifeEpisode } from "./life.ts";
import { end, stay, type Teller } from "./teller.ts";

/** One way through the partnership, told from the day it begins. */
export type Journey = {
  readonly code: string;
  readonly often: number;
  readonly tell: (teller: Teller, day: number) => void;
};

const TREATMENT = "wayside-community";

/** What becomes of a sender's offer of treatment: most arrive, some late, some are declined, some want none of it. */
function toTreatment(teller: Teller, from: LifeEpisode, day: number, keep: boolean): void {
  const { random } = teller;
  const leaves = from.end ?? Number.POSITIVE_INFINITY;
  if (day >= -3 || day + 8 > leaves) return;
  const what = weighted(random, [
    ["arrives", 66],
    ["late", 12],
    ["declined", 6],
    ["nothing", 16],
  ] as const);
  if (what === "declined") declined(teller, from, TREATMENT, day);
  if (what === "nothing") comesToNothing(teller, from, TREATMENT, day);
  const arrival = day + (what === "late" ? random.between(12, 45) : random.between(1, 5));
  if (arrival >= 0 || what === "declined" || what === "nothing") return;
  if (arrival > leaves) return;
  const episode = arrives(teller, from, TREATMENT, {
    offered: day,
    arrives: arrival,
    late: what === "late",
    keep,
  });
  communityStay(teller, episode);
}

function diversion(teller: Teller, day: number): void {
  const { random } = teller;
  event(teller, "arrest", day, { what: "Arrested and brought to custody", source: "custody record" });
  const service = random.chance(0.78) ? "northmoor-diversion" : "northmoor-orders";
  if (random.chance(0.35)) briefAdvice(teller, "northmoor-brief-advice", day);
  const lasts = random.between(95, 130);
  const done = day + lasts;
  const ending = weighted(random, [
    ["contract-completed", 70],
    ["contract-broken", 20],
    ["contract-cancelled", 10],
  ] as const);
  const early = ending === "contract-completed" ? done : day + random.between(20, lasts);
  const episode = stay(
    teller,
    service,
    day,
    early < 0 ? { day: early, ending, reason: REASONS[ending] ?? "" } : undefined,
  );
  if (random.chance(0.62)) toTreatment(teller, episode, day + random.between(3, 14), true);
}

const REASONS: Readonly<Record<string, string>> = {
  "contract-completed": "Every condition met; final review done",
  "contract-broken": "Missed three meetings and was charged with a new offence",
  "contract-cancelled": "The case was dropped by the prosecutor",
};

function prison(teller: Teller, day: number): void {
  const { random } = teller;
  const release = day + Math.round(30 + random.next() ** 2 * 330);
  const charged = day - random.between(1, 20);
  if (charged <= teller.calendar.complete)
    event(teller, "charge", charged, { what: "Charged", source: "police file" });
  custody(teller, day, release);
  const reception = Math.min(day + random.between(1, 4), -1);
  const inside = stay(teller, "hmp-northmoor-treatment", reception);
  if (random.chance(0.45) && reception + 10 < -1) {
    const housed = arrives(teller, inside, "hmp-northmoor-resettlement", {
      offered: reception + 2,
      arrives: reception + 10,
      keep: true,
    });
    if (release < -10)
      end(teller, housed, {
        day: release + 10,
        ending: "support-completed",
        reason: "Met at the gate and brought to an address",
      });
  }
  if (release >= -1) return;
  const offered = Math.max(reception, release - random.between(5, 21));
  // In 2023/24 of those released in England 53 % were in treatment outside within three weeks (NDTMS secure settings).
  if (random.chance(0.53)) {
    const arrival = Math.min(-1, release + random.between(0, 5));
    communityStay(teller, arrives(teller, inside, TREATMENT, { offered, arrives: arrival }));
  } else if (random.chance(0.3) && release + 25 < 0) {
    const arrival = Math.min(-1, release + random.between(22, 60));
    communityStay(teller, arrives(teller, inside, TREATMENT, { offered, arrives: arrival, late: true }));
  } else {
    comesToNothing(teller, inside, TREATMENT, offered);
    end(teller, inside, { day: release, ending: "declined-on-release", reason: "Did not want help outside" });
  }
}

function hospital(teller: Teller, day: number): void {
  overdose(teller, day, true);
  const arrival = day + 1;
  if (arrival >= 0) return;
  const episode = stay(teller, "northmoor-hospital-team", arrival);
  toTreatment(teller, episode, arrival + teller.random.between(0, 3), false);
  closeAdvice(teller, episode);
}

function community(teller: Teller, day: number): void {
  communityStay(teller, stay(teller, TREATMENT, day));
}

function outreach(teller: Teller, day: number): void {
  const episode = stay(teller, "wayside-outreach", day);
  if (teller.random.chance(0.55)) toTreatment(teller, episode, day + teller.random.between(5, 40), false);
  closeAdvice(teller, episode);
}

function lantern(teller: Teller, day: number): void {
  const episode = stay(teller, "lantern-room", day);
  if (teller.random.chance(0.35)) toTreatment(teller, episode, day + teller.random.between(20, 120), true);
  if (teller.random.chance(0.2)) overdose(teller, Math.min(-1, day + teller.random.between(10, 150)), false);
  const leaves = day + teller.random.between(60, 500);
  if (leaves < 0)
    end(teller, episode, { day: leaves, ending: "stopped-coming", reason: "Not seen for two months" });
}

function briefAdvice(teller: Teller, service: string, day: number): void {
  const lasts = day + teller.random.between(3, 60);
  const ending = weighted(teller.random, [
    ["advice-completed", 6],
    ["not-wanted", 2],
    ["lost-contact", 2],
  ] as const);
  stay(teller, service, day, lasts < 0 ? { day: lasts, ending, reason: ADVICE[ending] ?? "" } : undefined);
}

const ADVICE: Readonly<Record<string, string>> = {
  "advice-completed": "Advice given and followed up",
  "not-wanted": "Did not want to talk further",
  "lost-contact": "Could not be reached after three tries",
};

/** Advice does not last: a conversation that led nowhere is over after some weeks. */
function closeAdvice(teller: Teller, episode: LifeEpisode): void {
  const over = episode.start + teller.random.between(20, 170);
  if (
    episode.end === undefined &&
    over < 0 &&
    !teller.life.handovers.some((one) => one.from === episode && one.toEpisode)
  ) {
    const latest = Math.max(
      over,
      ...teller.life.handovers
        .filter((one) => one.from === episode)
        .map((one) => (one.endedDay ?? one.answeredDay ?? over) + 1),
    );
    if (latest < 0)
      end(teller, episode, { day: latest, ending: "lost-contact", reason: ADVICE["lost-contact"] ?? "" });
  }
}

function housingFirst(teller: Teller, day: number): void {
  const lasts = day + teller.random.between(60, 400);
  const ending = weighted(teller.random, [
    ["settled-home", 5],
    ["support-completed", 3],
    ["left-without-notice", 2],
  ] as const);
  stay(teller, "northmoor-housing", day, lasts < 0 ? { day: lasts, ending, reason: "" } : undefined);
}

function clinicRoute(teller: Teller, day: number): void {
  const start = Math.min(day, -120);
  if (teller.random.chance(0.25)) {
    const waiting = stay(teller, TREATMENT, start);
    stay(teller, "northmoor-panel", -teller.random.between(4, 30));
    standsOpen(
      teller,
      waiting,
      "harbour-hat",
      teller.random.pick(["offered", "accepted", "offered-late"] as const),
      false,
    );
    return;
  }
  stay(
    teller,
    "northmoor-panel",
    Math.min(-2, start + 60),
    start + 90 < 0
      ? { day: start + 90, ending: "advice-completed", reason: "Considered by the panel" }
      : undefined,
  );
  const first = stay(teller, TREATMENT, start);
  // Of those who began, 88 % were still there after 26 weeks (RIOTT, Strang 2010); half to three quarters after a year.
  const leaves = start + 95 + Math.round(waitFor(teller.random, 0.4));
  const ending = weighted(teller.random, [
    ["dropped-out", 4],
    ["completed-drug-free", 2],
    ["completed", 3],
  ] as const);
  arrives(
    teller,
    first,
    "harbour-hat",
    { offered: start + 62, arrives: start + 95 },
    leaves < 0
      ? {
          day: leaves,
          ending,
          reason:
            ending === "dropped-out"
              ? "Stopped attending; letters and visits without answer"
              : "Stepped down as planned",
        }
      : undefined,
  );
}

/** Every journey, with how often it is begun. */
export const JOURNEYS: readonly Journey[] = [
  { code: "diversion", often: 22, tell: diversion },
  { code: "prison", often: 15, tell: prison },
  { code: "hospital", often: 8, tell: hospital },
  { code: "community", often: 27, tell: community },
  { code: "outreach", often: 7, tell: outreach },
  { code: "overdose-prevention", often: 6, tell: lantern },
  { code: "early-help", often: 6, tell: (teller, day) => briefAdvice(teller, "northmoor-brief-advice", day) },
  { code: "housing", often: 5, tell: housingFirst },
  { code: "clinic", often: 4, tell: clinicRoute },
];

/** Tells one journey, and perhaps the return to treatment that follows a stay which broke off. */
export function tellJourney(teller: Teller, journey: Journey, day: number): void {
  journey.tell(teller, day);
  const last = teller.life.episodes.filter((one) => one.service === TREATMENT).at(-1);
  if (last?.end === undefined || last.ending === "handed-over") return;
  const back = last.end + teller.random.between(20, 360);
  if (teller.random.chance(chanceOfReturn(last)) && back < -5)
    communityStay(teller, stay(teller, TREATMENT, back));
}
