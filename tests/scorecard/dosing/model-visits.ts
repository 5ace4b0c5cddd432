import type { Command } from "./commands.ts";
import {
  at,
  dayOf,
  done,
  isAway,
  isFrozen,
  leastStay,
  MINUTE,
  type Model,
  onShift,
  PROMISED,
  raise,
  reasons,
  type State,
  unaccounted,
  uncounted,
  type Verdict,
  watchedBy,
} from "./model.ts";

// Sessions, who is on shift, where a visit stands, and how it ends.

type Of<What extends Command["do"]> = Extract<Command, { readonly do: What }>;

/** Visits at their end. */
const OVER: readonly State[] = ["closed", "no-show", "excused", "cancelled"];

/** A session opens once for a day and slot, with its staff, over books that were counted for it and agree. */
export function openSession(m: Model, { slot, withChecker }: Of<"open">): Verdict {
  const day = dayOf(m, m.at);
  const closings = m.sessions.flatMap(({ closedAt }) =>
    closedAt !== undefined && dayOf(m, closedAt) === day ? [closedAt] : [],
  );
  const midnight = m.midnights.findLast((begins) => begins <= m.at) ?? Number.NEGATIVE_INFINITY;
  const since = closings.length > 0 ? Math.max(...closings) : midnight;
  return done(
    reasons({
      "too-few": !withChecker,
      "opened-already": m.sessions.some((one) => one.slot === slot && one.day === day),
      discrepancy: m.kept.length > 0 || isFrozen(m),
      "not-counted": m.countedAt < since,
    }),
    () => {
      const session = m.sessions.length;
      m.sessions.push({
        slot,
        day,
        opened: m.at,
        end: m.at + 180 * MINUTE,
        duty: { nurse: "nurse", second: "nurse", checker: "checker" },
        away: [],
        shown: new Set(["nurse"]),
        closedAt: undefined,
        linesBefore: m.lines.length,
      });
      for (const [person, { order, parts }] of m.people.entries())
        if (order !== "ended" && parts.some((part) => part.slot === slot))
          m.visits.push({
            session,
            person,
            state: order === "held" ? "excused" : "scheduled",
            assessedAt: Number.NEGATIVE_INFINITY,
            waitsUntil: Number.NEGATIVE_INFINITY,
            watchedUntil: Number.NEGATIVE_INFINITY,
            watcher: undefined,
            looks: [],
            emergencies: [],
          });
    },
  );
}

/** Somebody goes off shift, or comes back as what they were. */
export function shift(m: Model, { session: n, who, on, fresh }: Of<"shift">): Verdict {
  const session = at(m.sessions, n);
  const there = session.closedAt === undefined && session.duty[who] !== undefined;
  const against = {
    "not-there": !there || (!on && isAway(session, who)),
    "still-watches": !on && there && watchedBy(m, n, who).length > 0,
  };
  return done(reasons(against), () => {
    const last = session.away.findLast((one) => one.who === who);
    // Whoever comes back shows anew who they are; whoever was there all the while and has shown it once need not.
    if (on && isAway(session, who)) session.shown.delete(who);
    if (on && fresh) session.shown.add(who);
    if (on && last) last.back ??= m.at;
    if (!on) session.away.push({ who, at: m.at, back: undefined });
  });
}

/**
 * A session closes when every visit has come to its end and two have counted what moved; cancelled, whoever is still expected is let go, and
 * that waits for no count.
 */
export function closeSession(m: Model, { session: n, cancel, who }: Of<"close">): Verdict {
  const session = at(m.sessions, n);
  const visits = m.visits.filter((visit) => visit.session === n);
  return done(
    reasons({
      "not-there": session.closedAt !== undefined || who === "checker",
      "visits-go-on": visits.some(({ state }) => state !== "scheduled" && !OVER.includes(state)),
      "still-expected": !cancel && visits.some(({ state }) => state === "scheduled"),
      "count-first": uncounted(m, session) && !visits.some(({ state }) => state === "scheduled"),
    }),
    () => {
      for (const visit of visits) if (visit.state === "scheduled") visit.state = "cancelled";
      session.closedAt = m.at;
    },
  );
}

/** What the program does once a minute: after the end and its grace, whoever did not come is closed as not come. */
export function byItself(m: Model): Verdict {
  return done([], () => {
    for (const [n, session] of m.sessions.entries()) {
      if (session.closedAt !== undefined || m.at < session.end + PROMISED.grace * MINUTE) continue;
      const visits = m.visits.filter((visit) => visit.session === n);
      for (const visit of visits) if (visit.state === "scheduled") visit.state = "no-show";
      if (visits.every(({ state }) => OVER.includes(state))) session.closedAt = m.at;
    }
  });
}

/** Somebody comes. */
export function arrive(m: Model, { session: n, person, who }: Of<"arrive">): Verdict {
  const session = at(m.sessions, n);
  const visit = m.visits.find((one) => one.session === n && one.person === person);
  return done(
    reasons({
      "not-there": !onShift(session, who, "nurse") && !onShift(session, who, "checker"),
      "nothing-ordered": visit === undefined,
      "moved-since": visit !== undefined && visit.state !== "scheduled" && visit.state !== "excused",
    }),
    () => {
      if (visit) visit.state = "arrived";
    },
  );
}

/** Photo and two identifiers, once, when they have come. */
export function identify(m: Model, { visit: n, signs, who }: Of<"identify">): Verdict {
  const visit = at(m.visits, n);
  return done(
    reasons({
      "not-there": !onShift(at(m.sessions, visit.session), who, "nurse"),
      "not-identified": signs < 3,
      "moved-since": visit.state !== "arrived",
    }),
    () => {
      visit.state = "identified";
    },
  );
}

/** Minutes after which whoever is deferred is looked at again, as each command says it. */
const AGAIN = 30;
const ASSESSED = { clear: "cleared", defer: "deferred", withhold: "withheld" } as const;

/** How they are decides what may be given, and holds for a while. */
export function assess(m: Model, { visit: n, as, who }: Of<"assess">): Verdict {
  const visit = at(m.visits, n);
  const from: readonly State[] = ["identified", "cleared", "deferred", "withheld", "observing"];
  return done(
    reasons({
      "not-there": !onShift(at(m.sessions, visit.session), who, "nurse"),
      "moved-since": !from.includes(visit.state),
      "wait-first": as === "clear" && m.at < visit.waitsUntil,
    }),
    () => {
      visit.state = ASSESSED[as];
      visit.assessedAt = m.at;
      if (as === "clear") {
        visit.waitsUntil = Number.NEGATIVE_INFINITY;
        visit.watchedUntil = Number.NEGATIVE_INFINITY;
      }
      if (as === "defer") visit.waitsUntil = Math.max(visit.waitsUntil, m.at + AGAIN * MINUTE);
      if (as === "withhold") visit.watchedUntil = m.at + PROMISED["least-stay-titration"] * MINUTE;
    },
  );
}

/** Another nurse takes somebody over after a dose, and never more than one nurse may watch. */
export function watch(m: Model, { visit: n, who }: Of<"watch">): Verdict {
  const visit = at(m.visits, n);
  const left = visit.state === "fit-to-leave" || visit.state === "left-early" || visit.state === "closed";
  return done(
    reasons({
      "not-there": !onShift(at(m.sessions, visit.session), who, "nurse"),
      "moved-since": visit.watcher === undefined || left,
      "too-many-observed":
        visit.watcher !== who &&
        watchedBy(m, visit.session, who, visit).length >= PROMISED["observed-at-once"],
    }),
    () => {
      visit.watcher = who;
    },
  );
}

/** Readings after a dose are kept whenever they are taken. */
export function look(m: Model, { visit: n }: Of<"look">): Verdict {
  return done([], () => void at(m.visits, n).looks.push(m.at));
}

/** Where a visit may be moved to by hand, and from where. What was handed over is first said what became of it. */
const LEAVING: Readonly<Record<Of<"leave">["to"], readonly State[]>> = {
  observing: ["identified", "cleared", "deferred", "withheld"],
  "fit-to-leave": ["observing"],
  "left-early": ["observing"],
  closed: ["arrived", "identified", "cleared", "deferred", "withheld", "fit-to-leave", "left-early"],
  excused: ["scheduled", "no-show"],
};

/** Leaving, closing, excusing, going on being observed. */
export function leave(m: Model, { visit: n, to, said, who }: Of<"leave">): Verdict {
  const visit = at(m.visits, n);
  const ends = m.preparations.flatMap(({ visit: of, outcome }) =>
    of === n && outcome && outcome.injected > 0 ? [outcome.end] : [],
  );
  const end = ends.length > 0 ? Math.max(...ends) : undefined;
  const gone = visit.state === "fit-to-leave" || visit.state === "left-early";
  const looks = visit.looks.filter((when) => end !== undefined && when >= end).length;
  return done(
    reasons({
      "not-there": who === "checker",
      "moved-since": !LEAVING[to].includes(visit.state) || (to === "observing" && end === undefined),
      "outcome-not-known": visit.state === "handed-over",
      "emergency-goes-on":
        (to === "fit-to-leave" || to === "closed") && visit.emergencies.some(({ over }) => !over),
      "too-early":
        to === "fit-to-leave" &&
        (looks < PROMISED["least-checks"] || m.at < (end ?? 0) + leastStay(m, n) * MINUTE),
      "look-first":
        to === "fit-to-leave" && (visit.looks.at(-1) ?? 0) < m.at - PROMISED["leave-look-holds"] * MINUTE,
      "watched-on": to === "closed" && end === undefined && m.at < visit.watchedUntil,
      "not-enough-said": !said && (to === "left-early" || (to === "closed" && end === undefined)),
      "still-observed": to === "closed" && end !== undefined && !gone,
      "not-accounted-for": to === "closed" && unaccounted(m, n) !== 0,
    }),
    () => {
      visit.state = to;
    },
  );
}

/** One touch. While one goes on, touching again begins no other. */
export function emergency(m: Model, { visit: n }: Of<"emergency" | "recovered">): Verdict {
  const visit = at(m.visits, n);
  return done([], () => {
    if (visit.emergencies.some(({ over }) => !over)) return;
    visit.emergencies.push({ at: m.at, over: false });
    raise(m, "emergency");
  });
}

/** It is over. */
export function recovered(m: Model, { visit: n }: Of<"emergency" | "recovered">): Verdict {
  return done([], () => {
    const last = at(m.visits, n).emergencies.at(-1);
    if (last) last.over = true;
  });
}

/** Has something happened to somebody that no doctor has reviewed since? */
export const waitsForReview = (m: Model, person: number): boolean =>
  m.visits.some(
    (visit) =>
      visit.person === person && visit.emergencies.some((one) => one.at > at(m.people, person).reviewedAt),
  );

export function review(m: Model, { person }: Of<"review">): Verdict {
  return done([], () => {
    at(m.people, person).reviewedAt = m.at;
    at(m.people, person).reviews.push(m.at);
  });
}

/** Holding an order, ending the hold, ending it. */
export function order(m: Model, { person: n, step }: Of<"order">): Verdict {
  const person = at(m.people, n);
  const from = { held: ["signed"], restarted: ["held"], ended: ["signed", "held"] }[step];
  return done(reasons({ "stands-elsewhere": !from.includes(person.order) }), () => {
    person.order = step === "restarted" ? "signed" : step;
    if (step === "ended") person.endedAt = m.at;
    else person.holds.push({ at: m.at, held: step === "held" });
  });
}
