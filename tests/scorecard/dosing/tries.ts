import fc from "fast-check";
import type { Command } from "./commands.ts";
import { at, balanceOf, type Model, type Who } from "./model.ts";
import { giver, nextFor, outcomeOf } from "./next.ts";

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
  "watch",
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
  "release",
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
    case "watch":
      return { do: what, visit, who: giver(who) };
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
      return how < 7
        ? { do: what, kind: "receipt", ug: 100_000 * (1 + (how % 4)) }
        : { do: what, kind: how < 9 ? "transfer-out" : "spill", ug: -150_000 };
    case "release":
      return m.differences.length > 0
        ? {
            do: what,
            difference: newest(m.differences.length, which),
            who: who < 5 ? giver(who) : "lead",
            fresh: how !== 11,
          }
        : undefined;
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
        ? {
            do: what,
            session,
            who: pick(["nurse", "second", "checker"] as const, who),
            on: how > 3,
            fresh: how !== 11,
          }
        : undefined;
    case "close":
      return m.sessions.length > 0
        ? { do: what, session, cancel: how % 3 === 0, who: giver(who) }
        : undefined;
    default:
      return undefined;
  }
}
