import { firstContactHours, HANDED_OVER } from "../src/record/episode/service-kind.ts";
import { codedText, DECLINE_REASONS, PERSON_REFUSAL_REASONS } from "../src/record/handover/handover.ts";
import type { LifeEpisode, LifeHandover } from "./life.ts";
import { placeOf } from "./places.ts";
import { type Ended, end, stay, type Teller, task, workerAt, workingTime } from "./teller.ts";
import { summaryOf } from "./words.ts";

const minutesOf = (hours: number): number => Math.round(hours * 60);

/** Offers a person from one stay to another service on a day. It waits for an answer until it is given one. */
function offer(teller: Teller, from: LifeEpisode, to: string, day: number, keep: boolean): LifeHandover {
  const { random, calendar, life } = teller;
  const receiver = placeOf(to);
  const minutes = random.between(9 * 60 + 30, 15 * 60);
  const hours = firstContactHours(receiver.kind, placeOf(from.service).kind.code);
  // Half are for nobody in particular; of the others many go to whoever is first on the rota.
  const named = random.chance(0.4) ? receiver.workers[0] : random.pick(receiver.workers);
  const staff = random.chance(0.5) ? named : undefined;
  const handover: LifeHandover = {
    id: teller.id(),
    from,
    to,
    state: "offered",
    afterArrival: keep ? "keep" : "close",
    summary: summaryOf(teller, from, to),
    offeredDay: day,
    offeredAt: calendar.at(day, minutes),
    offeredBy: from.keyworker ?? from.openedBy,
    dueAt: calendar.at(day, minutes + minutesOf(hours) / 2),
    ...(staff ? { staff } : {}),
  };
  life.handovers.push(handover);
  return handover;
}

/** The receiver said yes so many days after the offer, and promised first contact so many days after that. */
function accepted(teller: Teller, handover: LifeHandover, answered: number, contact: number): LifeHandover {
  const made = {
    ...handover,
    state: "accepted",
    answeredDay: answered,
    answeredAt: teller.calendar.at(answered, 15 * 60 + teller.random.between(15, 90)),
    answeredBy: workerAt(teller, handover.to),
    firstContactAt: teller.calendar.at(contact, 10 * 60 + 30 * teller.random.between(0, 10)),
  };
  const with_ = { ...made, dueAt: made.firstContactAt };
  teller.life.handovers[teller.life.handovers.indexOf(handover)] = with_;
  return with_;
}

/** A person passed on who arrives: the receiver's stay begins that day. `late` days are days lost on the way. */
export function arrives(
  teller: Teller,
  from: LifeEpisode,
  to: string,
  days: {
    readonly offered: number;
    readonly arrives: number;
    readonly late?: boolean;
    readonly keep?: boolean;
  },
  ended?: Ended,
): LifeEpisode {
  const { random, calendar } = teller;
  const offered = offer(teller, from, to, days.offered, days.keep ?? false);
  const answered = Math.min(days.offered + random.between(0, 2), days.arrives);
  const promised = days.late ? Math.min(answered + random.between(1, 3), days.arrives) : days.arrives;
  const handover = accepted(teller, offered, answered, promised);
  const receiver = stay(teller, to, days.arrives, ended);
  handover.state = "arrived";
  handover.toEpisode = receiver.id;
  handover.arrivedDay = days.arrives;
  handover.arrivedAt = calendar.at(days.arrives, 17 * 60 + random.between(5, 55));
  if (!days.keep && from.end === undefined) {
    end(teller, from, { day: days.arrives, ending: HANDED_OVER, reason: `Arrived at ${placeOf(to).name}` });
  }
  return receiver;
}

// What police and probation referred comes back to health-side liaison: the referrer may not learn that a service said no.
const LIAISON = "northmoor-brief-advice";

const NEXT_STEPS = [
  "Keep seeing them weekly and ask again in a month",
  "Talk with them about another service",
  "Joint meeting of both services to agree who does what",
  "Ask their GP to refer instead",
  "Review at the Tuesday meeting",
];

/** A person whom the receiver would not take. What happens instead is the sender's task, open when it is recent. */
export function declined(teller: Teller, from: LifeEpisode, to: string, day: number): void {
  const { random, calendar } = teller;
  const handover = offer(teller, from, to, day, true);
  const answered = Math.min(-1, day + random.between(1, 3));
  const due = answered + 2;
  const open = due >= -3;
  const nextStep = random.pick(NEXT_STEPS);
  const keeper = ["police", "probation"].includes(placeOf(from.service).agencyKind) ? LIAISON : from.service;
  const codes = Object.keys(DECLINE_REASONS).filter((code) => code !== "other");
  Object.assign(handover, {
    state: "declined",
    answeredDay: answered,
    answeredAt: calendar.at(answered, 16 * 60 + 10),
    answeredBy: workerAt(teller, to),
    declineReason: codedText({ code: random.pick(codes) }),
    nextStep,
    nextStepService: keeper,
    nextStepDueAt: calendar.at(due, 12 * 60),
  });
  task(teller, {
    service: keeper,
    kind: "handover-returned",
    title: `Referral declined: ${nextStep}`,
    made: answered,
    due,
    minutes: 12 * 60,
    open,
    handover: handover.id,
  });
}

/** A handover that came to nothing: the sender took it back, or the person said no. */
export function comesToNothing(teller: Teller, from: LifeEpisode, to: string, day: number): void {
  const { random } = teller;
  const handover = offer(teller, from, to, day, true);
  const ended = Math.min(-1, day + random.between(1, 6));
  const refused = random.chance(0.6);
  const codes = Object.keys(PERSON_REFUSAL_REASONS).filter((code) => code !== "other");
  Object.assign(handover, {
    state: refused ? "refused-by-person" : "withdrawn",
    endedDay: ended,
    endedAt: workingTime(teller, ended),
    endReason: refused
      ? codedText({ code: random.pick(codes) })
      : random.pick([
          "Offered to the wrong team",
          "Plans changed with the person",
          "Moved sooner than expected",
        ]),
  });
}

/** Where an open handover stands today. */
export type Standing = "offered" | "offered-late" | "accepted" | "accepted-late";

/** A handover that is open today, in time or late. */
export function standsOpen(
  teller: Teller,
  from: LifeEpisode,
  to: string,
  standing: Standing,
  keep: boolean,
): void {
  const { random } = teller;
  const hours = firstContactHours(placeOf(to).kind, placeOf(from.service).kind.code);
  const answerDays = Math.ceil(hours / 48);
  const earliest = from.start;
  if (standing === "offered") {
    offer(teller, from, to, Math.max(earliest, -1), keep);
  } else if (standing === "offered-late") {
    offer(teller, from, to, Math.max(earliest, -answerDays - random.between(1, 5)), keep);
  } else {
    const late = standing === "accepted-late";
    const answered = Math.max(earliest, late ? -random.between(4, 9) : -random.between(1, 3));
    const offered = offer(teller, from, to, Math.max(earliest, answered - 1), keep);
    accepted(teller, offered, answered, late ? -random.between(1, 3) : random.between(0, 4));
  }
}
