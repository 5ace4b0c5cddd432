import fc from "fast-check";
import type { Command } from "./commands.ts";
import { at, balanceOf, dayOf, MINUTE, type Model, type Part, type Visit, type Who } from "./model.ts";

/** What is tried: mostly the next thing that a person's visit needs, so that sequences come far; and anything else, at any time. */
const OTHERS = [
  "wait",
  "wait",
  "wait",
  "take",
  "take",
  "take",
  "outcome",
  "waste",
  "witness",
  "check",
  "look-again",
  "prepare",
  "identify",
  "assess",
  "arrive",
  "leave",
  "leave",
  "look",
  "late",
  "late",
  "countersign",
  "ask",
  "order",
  "emergency",
  "recovered",
  "review",
  "count",
  "line",
  "put-in",
  "open",
  "shift",
  "close",
  "by-itself",
] as const;
const ACTS = [...OTHERS, ...Array.from({ length: 2 * OTHERS.length }, () => "next" as const)];

/** One thing tried, by numbers that choose among what is there. `with`: at the same moment as the one after it. */
export type Try = {
  readonly what: (typeof OTHERS)[number] | "next";
  readonly which: number;
  readonly how: number;
  readonly who: number;
  readonly with: boolean;
};

export const anyTry: fc.Arbitrary<Try> = fc.record({
  what: fc.constantFrom(...ACTS),
  which: fc.nat(7),
  how: fc.nat(11),
  who: fc.nat(9),
  with: fc.nat(7).map((n) => n === 0),
});

const pick = <T>(all: readonly T[], n: number): T => at(all, n % all.length);
/** Mostly the nurse; now and then somebody whose act it is not. */
const giver = (n: number): Who => (n === 0 ? "checker" : n <= 2 ? "second" : "nurse");
const checker = (n: number): Who => (n === 0 ? "nurse" : n === 1 ? "second" : "checker");
const WAITS = [1, 5, 14, 15, 20, 29, 30, 60, 120, 239, 240, 241] as const;

/** The newest of what is there, mostly; else any. */
const newest = (length: number, which: number): number =>
  which < 5 ? length - 1 : which % Math.max(length, 1);

/** What a try means as things stand; nothing where there is nothing to try it on. */
export function commandOf(m: Model, { what, which, how, who }: Try): Command | undefined {
  const fresh = how !== 11;
  const visits = m.visits.length > 0;
  const visit = newest(m.visits.length, which);
  const preparation = newest(m.preparations.length, which);
  const some = m.preparations.length > 0;
  switch (what) {
    case "next":
      return nextFor(m, which < 5 ? 0 : 1, how, who);
    case "wait":
      return { do: "wait", minutes: pick(WAITS, how) };
    case "prepare":
      return visits
        ? {
            do: what,
            visit,
            slot: which % 2 === 0 ? "morning" : "evening",
            part: 1 + (how % 2),
            who: giver(who),
            fresh,
          }
        : undefined;
    case "check":
      return some ? { do: what, preparation, right: how > 2, who: checker(who), fresh } : undefined;
    case "look-again":
      return some ? { do: what, preparation, who: giver(who) } : undefined;
    case "ask":
      return some ? { do: what, preparation } : undefined;
    case "take":
      return some ? taking(m, preparation, how, who) : undefined;
    case "outcome":
      return outcomeOf(m, preparation, how, who);
    case "waste":
      return some ? { do: what, preparation, unopened: how % 2 === 0, who: giver(who), fresh } : undefined;
    case "witness":
      return m.wastes.length > 0
        ? { do: what, waste: newest(m.wastes.length, which), right: how > 2, who: checker(who), fresh }
        : undefined;
    case "countersign":
      return m.lates.length > 0
        ? { do: what, late: newest(m.lates.length, which), right: how > 2, who: checker(who), fresh }
        : undefined;
    default:
      return (
        ofVisits(m, { what, which, how, who, with: false }) ??
        ofClinic(m, { what, which, how, who, with: false })
      );
  }
}

function taking(m: Model, preparation: number, how: number, who: number): Command {
  const key = how === 0 ? undefined : how === 1 ? (preparation + 1) % m.preparations.length : preparation;
  return { do: "take", preparation, key, who: giver(who), fresh: how !== 11, dies: how === 2 };
}

function outcomeOf(m: Model, preparation: number, how: number, who: number): Command | undefined {
  const it = m.preparations[preparation];
  if (it?.handedAt === undefined) return undefined;
  const what = (["full", "full", "part", "none", "spilled"] as const)[how % 5] ?? "full";
  const injected = what === "full" ? it.part.ug : what === "part" ? it.part.ug / 2 : 0;
  const ago = how === 10 ? 10 : how === 11 ? -10 : 0;
  return { do: "outcome", preparation, what, injected, ago, who: giver(who) };
}

const TO = [
  "fit-to-leave",
  "fit-to-leave",
  "left-early",
  "closed",
  "closed",
  "observing",
  "observing",
  "excused",
] as const;

function ofVisits(m: Model, { what, which, how, who }: Try): Command | undefined {
  if (m.visits.length === 0) return undefined;
  const visit = newest(m.visits.length, which);
  switch (what) {
    case "identify":
      return { do: what, visit, signs: how < 2 ? 2 : 3, who: giver(who) };
    case "assess":
      return { do: what, visit, as: how === 0 ? "withhold" : how === 1 ? "defer" : "clear", who: giver(who) };
    case "look":
      return { do: what, visit, who: checker(who) };
    case "leave":
      return { do: what, visit, to: pick(TO, how), said: who > 2, who: giver(who) };
    case "emergency":
      return how < 3 ? { do: what, visit } : undefined;
    case "recovered":
      return at(m.visits, visit).emergencies.length > 0 ? { do: what, visit } : undefined;
    default:
      return undefined;
  }
}

const LATE_AGO = [3, 33, 101, 187] as const;

function ofClinic(m: Model, { what, which, how, who }: Try): Command | undefined {
  const session = newest(m.sessions.length, which);
  const person = which % 2;
  switch (what) {
    case "late":
      return {
        do: what,
        person,
        ug: pick([20_000, 60_000, 130_000, 300_000], how),
        ago: pick(LATE_AGO, which),
        who: giver(who),
        fresh: how !== 11,
      };
    case "review":
      return { do: what, person };
    case "order":
      return { do: what, person, step: how > 8 ? "restarted" : how === 0 ? "ended" : "held" };
    case "count":
      return { do: what, expected: balanceOf(m), found: balanceOf(m) + (how < 3 ? -1000 : 0) };
    case "line":
      return how < 8
        ? { do: what, kind: "receipt", ug: 100_000 * (1 + (how % 4)) }
        : { do: what, kind: "spill", ug: -150_000 };
    case "put-in":
      return m.kept.length > 0 ? { do: what } : undefined;
    case "open":
      return { do: what, slot: which % 2 === 0 ? "morning" : "evening", withChecker: how > 1 };
    case "by-itself":
      return { do: what };
    case "arrive":
      return m.sessions.length > 0 ? { do: what, session, person, who: giver(who) } : undefined;
    case "shift":
      return m.sessions.length > 0
        ? { do: what, session, who: pick(["nurse", "second", "checker"] as const, who), on: how > 3 }
        : undefined;
    case "close":
      return m.sessions.length > 0
        ? { do: what, session, cancel: how % 3 === 0, who: giver(who) }
        : undefined;
    default:
      return undefined;
  }
}

/** The next thing that the day of this person needs. */
function nextFor(m: Model, person: number, how: number, who: number): Command {
  const session = m.sessions.findLastIndex(({ closedAt }) => closedAt === undefined);
  if (m.kept.length > 0)
    return how % 2 === 0 ? { do: "line", kind: "receipt", ug: 300_000 } : { do: "put-in" };
  if (at(m.people, person).order === "held") return { do: "order", person, step: "restarted" };
  const emergency = m.visits.findLastIndex((one) => one.person === person && one.emergencies.length > 0);
  const last = m.visits[emergency]?.emergencies.at(-1);
  if (last && !last.over) return { do: "recovered", visit: emergency };
  if (last && last.at > at(m.people, person).reviewedAt) return { do: "review", person };
  if (session < 0 || !m.lastCount.agrees) return towardsSession(m);
  const visit = m.visits.findIndex((one) => one.session === session && one.person === person);
  const it = m.visits[visit];
  if (!it) return towardsSession(m);
  const nurse: Who = who === 9 ? "second" : "nurse";
  switch (it.state) {
    case "scheduled":
      return { do: "arrive", session, person, who: nurse };
    case "arrived":
      return { do: "identify", visit, signs: 3, who: nurse };
    case "prepared":
    case "handed-over":
      return withPreparation(m, visit, how);
    case "fit-to-leave":
    case "left-early":
      return closing(m, visit, how);
    case "observing":
      return partsLeft(m, it).length > 0 && how % 3 === 0
        ? { do: "assess", visit, as: "clear", who: nurse }
        : observing(visit, how);
    case "identified":
    case "cleared":
    case "deferred":
    case "withheld":
      return before(m, visit, nurse);
    default:
      return { do: "close", session, cancel: true, who: nurse };
  }
}

function towardsSession(m: Model): Command {
  const today = m.sessions.filter(({ day }) => day === dayOf(m, m.at));
  const closed = Math.max(...today.map(({ closedAt }) => closedAt ?? 0));
  if (!m.lastCount.agrees || m.lastCount.at < closed)
    return { do: "count", expected: balanceOf(m), found: balanceOf(m) };
  const slot = today.some((one) => one.slot === "morning") ? "evening" : "morning";
  return { do: "open", slot, withChecker: true };
}

const partsLeft = (m: Model, visit: Visit): readonly Part[] =>
  at(m.people, visit.person).parts.filter(
    (part) =>
      part.slot === at(m.sessions, visit.session).slot &&
      !m.preparations.some(
        (one) => one.handedAt !== undefined && one.person === visit.person && one.part === part,
      ),
  );

function before(m: Model, n: number, who: Who): Command {
  const visit = at(m.visits, n);
  const [part] = partsLeft(m, visit);
  if (!part) {
    const unsaid = m.preparations.findIndex(
      ({ visit: of, outcome }, place) =>
        of === n && outcome && outcome.left > 0 && !m.wastes.some(({ preparation }) => preparation === place),
    );
    if (unsaid >= 0) return { do: "waste", preparation: unsaid, unopened: false, who, fresh: true };
    const had = m.preparations.some(({ visit: of, outcome }) => of === n && (outcome?.injected ?? 0) > 0);
    return had ? { do: "leave", visit: n, to: "observing", said: true, who } : closing(m, n, 0);
  }
  if (visit.state !== "cleared" || m.at >= visit.assessedAt + 15 * MINUTE)
    return { do: "assess", visit: n, as: "clear", who };
  return { do: "prepare", visit: n, slot: part.slot, part: part.part, who, fresh: true };
}

function withPreparation(m: Model, visit: number, how: number): Command {
  const preparation = m.preparations.findLastIndex((one) => one.visit === visit);
  const it = at(m.preparations, preparation);
  const who = it.by;
  if (it.handedAt !== undefined)
    return outcomeOf(m, preparation, how % 5, who === "second" ? 1 : 9) ?? { do: "ask", preparation };
  if (it.stopped) return { do: "look-again", preparation, who };
  if (m.at >= it.assessedAt + 15 * MINUTE)
    return { do: "waste", preparation, unopened: how % 2 === 0, who, fresh: true };
  if (!it.checked) return { do: "check", preparation, right: true, who: "checker", fresh: true };
  return { do: "take", preparation, key: preparation, who, fresh: true, dies: false };
}

function observing(visit: number, how: number): Command {
  if (how % 4 === 1) return { do: "wait", minutes: 20 };
  if (how % 4 === 2) return { do: "leave", visit, to: "fit-to-leave", said: true, who: "nurse" };
  return { do: "look", visit, who: "checker" };
}

function closing(m: Model, visit: number, how: number): Command {
  const unseen = m.wastes.findIndex(
    ({ preparation, seen }) => !seen && at(m.preparations, preparation).visit === visit,
  );
  if (unseen >= 0) return { do: "witness", waste: unseen, right: true, who: "checker", fresh: true };
  const unsaid = m.preparations.findIndex(
    ({ visit: of, outcome }, n) =>
      of === visit && outcome && outcome.left > 0 && !m.wastes.some(({ preparation }) => preparation === n),
  );
  if (unsaid >= 0)
    return { do: "waste", preparation: unsaid, unopened: how % 2 === 0, who: "nurse", fresh: true };
  return { do: "leave", visit, to: "closed", said: true, who: "nurse" };
}
