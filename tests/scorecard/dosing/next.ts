import type { Command } from "./commands.ts";
import {
  at,
  balanceOf,
  dayOf,
  MINUTE,
  type Model,
  type Part,
  uncounted,
  type Visit,
  type Who,
} from "./model.ts";

/** Whoever may give, by a number: mostly the nurse. */
export const giver = (n: number): Who => (n === 0 ? "checker" : n <= 2 ? "second" : "nurse");

/** What became of what was handed over, one way or another; nothing where nothing was. */
export function outcomeOf(m: Model, preparation: number, how: number, who: number): Command | undefined {
  const it = m.preparations[preparation];
  if (it?.handedAt === undefined) return undefined;
  const what = (["full", "full", "part", "none", "spilled"] as const)[how % 5] ?? "full";
  const injected = what === "full" ? it.part.ug : what === "part" ? it.part.ug / 2 : 0;
  const ago = how === 10 ? 10 : how === 11 ? -10 : 0;
  return { do: "outcome", preparation, what, injected, ago, who: giver(who) };
}

/** The next thing that the day of this person needs. */
export function nextFor(m: Model, person: number, how: number, who: number): Command {
  const session = m.sessions.findLastIndex(({ closedAt }) => closedAt === undefined);
  if (m.kept.length > 0)
    return how % 2 === 0 ? { do: "line", kind: "receipt", ug: 300_000 } : { do: "put-in" };
  if (at(m.people, person).order === "held") return { do: "order", person, step: "restarted" };
  const emergency = m.visits.findLastIndex((one) => one.person === person && one.emergencies.length > 0);
  const last = m.visits[emergency]?.emergencies.at(-1);
  if (last && !last.over) return { do: "recovered", visit: emergency };
  if (last && last.at > at(m.people, person).reviewedAt) return { do: "review", person };
  const frozen = m.differences.findIndex(({ released }) => !released);
  if (frozen >= 0) return { do: "release", difference: frozen, who: "lead", fresh: true };
  if (session < 0) return towardsSession(m);
  const visit = m.visits.findIndex((one) => one.session === session && one.person === person);
  const it = m.visits[visit];
  if (!it) return towardsSession(m);
  // Each of the two nurses mostly has one of the two people.
  const nurse: Who = (person === 1) === (who !== 9) ? "second" : "nurse";
  switch (it.state) {
    case "scheduled":
    case "excused":
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
      return before(m, visit, nurse, how);
    default:
      return how % 4 > 0 && uncounted(m, at(m.sessions, session))
        ? { do: "count", expected: balanceOf(m), found: balanceOf(m) }
        : { do: "close", session, cancel: true, who: nurse };
  }
}

function towardsSession(m: Model): Command {
  const today = m.sessions.filter(({ day }) => day === dayOf(m, m.at));
  const closed = Math.max(...today.map(({ closedAt }) => closedAt ?? 0));
  if (m.countedAt < closed) return { do: "count", expected: balanceOf(m), found: balanceOf(m) };
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

function before(m: Model, n: number, who: Who, how: number): Command {
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
  // Now and then somebody takes the later part first.
  const no = how === 5 && part.slot === "morning" ? 2 : part.part;
  return { do: "prepare", visit: n, slot: part.slot, part: no, who, fresh: true };
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
