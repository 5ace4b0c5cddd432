import { RULES, type Rule } from "./clinic-audit.ts";
import { dayOf, gapAt, given } from "./clinic-audit-gaps.ts";
import type { Facts } from "./clinic-facts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A dose that came after another one, with that other: most faults are planted there. */
function second(facts: Facts) {
  for (const it of given(facts)) {
    const gap = gapAt(facts, it.first.person, it.first.visit, it.first.at);
    const mine = facts.injections.find(({ authority }) => authority === it.first.id);
    if (gap && mine && gap.last.authority !== null) return { ...it, gap, mine };
  }
  throw new Error("nobody had two doses");
}

/** Whoever had no dose before in all that happened: what is before the last dose is moved back so many hours, as if they had stayed away. */
function stayedAway(facts: Facts, hours: number): void {
  const { first, order } = second(facts);
  for (const i of facts.injections)
    if (i.person === first.person && i.ended < first.at) {
      i.ended -= hours * HOUR;
      i.recorded -= hours * HOUR;
    }
  facts.nights = facts.nights.filter(({ person }) => person !== first.person);
  for (const o of facts.orders)
    if (o.person === first.person) {
      o.signed = order.signed - 10_000 * HOUR;
      o.starts = "2020-01-01";
      o.phase = "stable";
    }
}

/** The plan of somebody is signed once more, so many hours after their last dose and without methadone, each part with another dose. */
function signedAgain(facts: Facts, hours: number, dose: (before: number) => number): void {
  const { first, order } = second(facts);
  const last = facts.injections.filter((i) => i.person === first.person && i.injected > 0).at(-1);
  facts.nights = [];
  facts.orders = facts.orders.filter(({ id, person }) => id === order.id || person !== first.person);
  Object.assign(order, { phase: "stable", stops: "" });
  facts.orders.push({
    ...order,
    id: "o",
    signed: Math.max(last?.recorded ?? 0, (last?.ended ?? 0) + hours * HOUR),
  });
  for (const p of facts.parts.filter((one) => one.order === order.id))
    facts.parts.push({ ...p, id: `${p.id} again`, order: "o", dose: dose(p.dose) });
}

/** The one fault that is planted for each rule: a row as it would stand had the rule been loose. */
export const PLANTED: Readonly<Record<Rule, readonly [words: string, plant: (facts: Facts) => void]>> = {
  "no dose is handed over closer to the end of the injection before than its part allows": [
    "the injection before ended 100 minutes before the next dose",
    (facts) => {
      const { gap, first } = second(facts);
      gap.last.ended = first.at - 100 * MINUTE;
      gap.last.recorded = gap.last.ended + MINUTE;
    },
  ],
  "no part of a plan is handed over twice in the sessions of a day": [
    "one handing over stands there twice",
    (facts) => void facts.authorities.push({ ...one(facts.authorities), key: "again" }),
  ],
  "no part of a session is handed over before those that come before it": [
    "before the part of a dose another was ordered, and is not given",
    (facts) => {
      const mine = one(facts.parts.filter(({ id }) => id === one(facts.authorities).part));
      facts.parts.push({ ...mine, id: "left out" });
      mine.part += 1;
    },
  ],
  "no more is given in a calendar day than the plan allows": [
    "the plan's most in a day is less than what one session has",
    (facts) => {
      const { order: id, dose } = one(facts.authorities);
      const order = facts.orders.find((each) => each.id === id);
      if (order) order.daily = dose - 1;
    },
  ],
  "no more is given in any 24 hours than the protocol allows": [
    "an hour before a dose 900 mg were had",
    (facts) => {
      const { person, at } = one(facts.authorities);
      const before = at - 3_600_000;
      facts.injections.push({
        ...one(facts.injections),
        ...{ id: "more", person, authority: "another", injected: 900_000, ended: before, recorded: before },
      });
    },
  ],
  "no single dose is above the plan's, the protocol's or its part's": [
    "a dose is ten times its part",
    (facts) => {
      one(facts.authorities).dose *= 10;
    },
  ],
  "after a gap no more is given than the table leaves": [
    "a full dose 30 hours after the last, without methadone",
    (facts) => stayedAway(facts, 30),
  ],
  "after a gap no more is signed than the table leaves": [
    "as much as before is signed 30 hours after the last dose, without methadone",
    (facts) => {
      signedAgain(facts, 30, (dose) => dose);
    },
  ],
  "nobody is begun with before a doctor has accepted them, or says why nobody chose them": [
    "the first plan was signed without a word",
    (facts) => {
      one(facts.orders).words = "";
    },
  ],
  "two days after the last dose, without methadone, it is given in halves": [
    "a whole dose 50 hours after the last",
    (facts) => stayedAway(facts, 50),
  ],
  "two days after the last dose, without methadone, it is signed in halves": [
    "half of it is signed 50 hours after the last dose, in one",
    (facts) => {
      signedAgain(facts, 50, (dose) => Math.floor(dose / 2 / 5000) * 5000);
    },
  ],
  "what was signed within a gap is given only while the table leaves as much as then": [
    "a quarter was signed at 74 hours, when each night had been seen, and is given after a night that was not",
    (facts) => {
      stayedAway(facts, 90);
      const { first, order, gap } = second(facts);
      order.signed = gap.last.ended + 74 * HOUR;
      for (let at = gap.last.ended; dayOf(at) < dayOf(order.signed); at += 24 * HOUR)
        facts.nights.push({ person: first.person, at, noted: at });
    },
  ],
  "three days after the last dose nothing is given before a doctor has seen them": [
    "a dose 80 hours after the last, and no review",
    (facts) => {
      stayedAway(facts, 80);
      facts.reviews = [];
    },
  ],
  "a dose that is being found rises by no more than half of what was borne": [
    "twice the dose before",
    (facts) => {
      const { order, parts, first } = second(facts);
      order.rule = "label-twice-daily";
      const had = facts.injections.filter((i) => i.person === first.person && i.ended < first.at);
      for (const i of had) i.injected = parts.reduce((all, { dose }) => all + dose, 0) / 2;
    },
  ],
  "nothing is prepared or given without an assessment under 15 minutes old that lets it be": [
    "the assessment was 16 minutes old",
    (facts) => {
      const { first } = second(facts);
      for (const a of facts.assessments)
        if (a.visit === first.visit) a.at = Math.min(a.at, first.at - 16 * MINUTE);
    },
  ],
  "nothing is given without a plan signed for that day under a licence that holds": [
    "the licence ended before the clinic began",
    (facts) => {
      for (const l of facts.licences) l.until = "2020-01-01";
    },
  ],
  "nothing is given after an emergency before a doctor has reviewed it": [
    "an overdose the evening before, and no review",
    (facts) => {
      const { first } = second(facts);
      facts.emergencies.push({
        id: "e",
        person: first.person,
        visit: "v",
        at: first.at - 12 * HOUR,
        naloxone: 0,
        over: 0,
      });
      facts.reviews = [];
    },
  ],
  "whoever leaves fit has had two readings since the last dose and has stayed their time": [
    "they left 19 minutes after the dose",
    (facts) => {
      const left = one(facts.steps.filter(({ to }) => to === "fit-to-leave"));
      const dose = one(facts.injections.filter((i) => i.visit === left.visit && i.injected > 0));
      left.at = dose.ended + 19 * MINUTE;
    },
  ],
  "nobody leaves fit who is drowsy, breathes too slowly or is short of oxygen": [
    "they drifted off at every reading",
    (facts) => {
      const left = one(facts.steps.filter(({ to }) => to === "fit-to-leave"));
      for (const l of facts.looks) if (l.visit === left.visit) l.sedation = "3";
    },
  ],
  "one nurse observes at most four people at once": [
    "four others of the same nurse never left",
    (facts) => {
      const last = one(facts.authorities.toReversed());
      for (let n = 0; n < 4; n += 1)
        facts.authorities.push({ ...last, id: `a${n}`, visit: `v${n}`, at: last.at - MINUTE });
    },
  ],
  "two people prepare, each in a sign-in of their own, and one who is on shift to check": [
    "who prepared it checked it",
    (facts) => {
      const { first } = second(facts);
      const p = one(facts.preparations.filter(({ id }) => id === first.preparation));
      p.checkedBy = p.by;
    },
  ],
  "nothing is handed over before a nurse, a checker and a doctor have each said that they are there": [
    "the doctor was named, and confirmed an hour after the dose",
    (facts) => {
      const { session, at } = one(facts.authorities);
      for (const d of facts.duties) if (d.session === session && d.duty === "doctor") d.confirmed = at + HOUR;
    },
  ],
  "two different people stand under every line of the register": [
    "one person signed a line twice",
    (facts) => {
      const line = one(facts.lines);
      line.second = line.first;
    },
  ],
  "what is wasted or put back is seen by another": [
    "nobody saw a waste",
    (facts) => {
      one(facts.wastes).seenBy = null as never;
    },
  ],
  "of every visit and session that is closed, what was prepared is injected, wasted and returned": [
    "one microgram more was taken",
    (facts) => {
      const closed = new Set(facts.steps.filter(({ to }) => to === "closed").map(({ visit }) => visit));
      one(facts.preparations.filter(({ visit }) => closed.has(visit))).taken += 1;
    },
  ],
  "a book's numbers have no gap, and each balance is the sum of what came before": [
    "a line in the middle is gone",
    (facts) => void facts.lines.splice(Math.floor(facts.lines.length / 2), 1),
  ],
  "the book says what lies in the cupboard": [
    "an ampoule lies in the cupboard that is in no book",
    (facts) => {
      facts.stock += 100_000;
    },
  ],
  "nothing is handed over while a count that differed waits for its explanation and for the lead": [
    "the first count found an ampoule less, and the next ones agreed",
    (facts) => {
      one(facts.lines.filter(({ kind }) => kind === "count")).found -= 100_000;
      facts.releases = [];
    },
  ],
  "every dose has its line, and every line that gives has its dose": [
    "a line gives a milligram less than was given",
    (facts) => {
      one(facts.lines.filter(({ kind }) => kind === "administer")).quantity += 1000;
    },
  ],
  "a dose recorded late has its two people, its incident, its amount, and a second one too soon is a clash": [
    "a dose on paper has no incident",
    (facts) => {
      one(facts.lates).incident = null as never;
    },
  ],
  "whatever was acknowledged is there, once, whatever crashed": [
    "what was acknowledged is not there (the question itself is tried on a row that is taken away)",
    (facts) => {
      facts.missing = ["authority 1"];
    },
  ],
  "nothing was handed over that nobody was told of": [
    "a handing over of which nobody was told",
    (facts) => {
      facts.handed = facts.handed.slice(1);
    },
  ],
  "of each dose that was handed over it is known once what became of it": [
    "of one nobody said what became of it",
    (facts) => {
      const { mine } = second(facts);
      facts.injections = facts.injections.filter((i) => i !== mine);
    },
  ],
};

function one<T>(rows: readonly T[]): T {
  const [first] = rows;
  if (first === undefined) throw new Error("there is no row to plant a fault in");
  return first;
}

/** Plants each fault in a copy of what is true, and asks its own rule. Answers the rules that found nothing. */
export const unnoticed = (facts: Facts): readonly string[] =>
  (Object.keys(PLANTED) as Rule[]).filter((rule) => {
    const copy = structuredClone(facts);
    const before = RULES[rule](copy).length;
    PLANTED[rule][1](copy);
    return RULES[rule](copy).length <= before;
  });
