import type { Command } from "./commands.ts";
import {
  at,
  balanceOf,
  dayOf,
  done,
  enter,
  isFrozen,
  MINUTE,
  type Model,
  PROMISED,
  raise,
  reasons,
  type Verdict,
  wasOnShift,
} from "./model.ts";

// Doses on paper, and the book.

const DAY = 24 * 60 * MINUTE;
type Of<What extends Command["do"]> = Extract<Command, { readonly do: What }>;

/** A dose on paper is never refused: it counts at once, and its incident says whether it breaks a rule. */
export function late(m: Model, { person: n, ug, ago, who, fresh }: Of<"late">): Verdict {
  const person = at(m.people, n);
  const when = m.at - ago * MINUTE;
  const apart = PROMISED["min-interval"] * MINUTE;
  const theirs = m.had.filter((one) => one.person === n);
  const ordered = when < person.endedAt;
  return done(reasons({ "not-there": who === "checker", "not-fresh": !fresh }), () => {
    const clashes = reasons({
      "order-lapsed": !ordered,
      "order-held": ordered && (person.holds.findLast((one) => one.at <= when)?.held ?? false),
      "order-unsigned": ordered && when < person.signedAt,
      "waits-for-review": m.visits.some(
        (visit) =>
          visit.person === n &&
          visit.emergencies.some(
            (one) => one.at <= when && !person.reviews.some((then) => then >= one.at && then <= when),
          ),
      ),
      "second-dose": theirs.some((one) => Math.abs(one.at - when) <= apart),
      "above-most-single": ordered && ug > person.mostSingle,
      "above-most-daily":
        ordered &&
        (ug + onDayOf(m, theirs, when) > person.mostDaily ||
          ug + together(m, theirs, when) > OF_THE_PROTOCOL),
    });
    m.had.push({ person: n, ug, at: when });
    m.lates.push({ person: n, ug, when, by: who, clashes, second: false, beside: false });
    raise(m, clashes.length === 0 ? "recorded-late" : "clash");
  });
}

/** The most in any 24 hours by the protocol that the order was written by, which is not the session's here. */
const OF_THE_PROTOCOL = 900_000;

/** What was had on the day of a dose. */
const onDayOf = (m: Model, theirs: Model["had"], when: number): number =>
  theirs.reduce((all, one) => (dayOf(m, one.at) === dayOf(m, when) ? all + one.ug : all), 0);

/** The most that comes together with a dose: on its day, and in any 24 hours that hold it. */
function together(m: Model, theirs: Model["had"], when: number): number {
  const sum = (among: (one: number) => boolean) =>
    theirs.reduce((all, one) => (among(one.at) ? all + one.ug : all), 0);
  const after = theirs.flatMap((one) => (one.at >= when && one.at < when + DAY ? [one.at] : []));
  return Math.max(
    sum((one) => dayOf(m, one) === dayOf(m, when)),
    ...[when, ...after].map((upto) => sum((one) => one > upto - DAY && one <= upto)),
  );
}

/** The second signature puts its line into the book, or beside it. */
export function countersign(m: Model, { late: n, right, who, fresh }: Of<"countersign">): Verdict {
  const it = at(m.lates, n);
  return done(
    reasons({
      "not-fresh": !fresh,
      "recorded-already": it.second,
      "same-person": it.by === who,
      mismatch: !right,
    }),
    () => {
      it.second = true;
      if (!wasOnShift(m, who, it.when)) raise(m, "other");
      it.beside = !enter(m, "administer", -it.ug);
      if (it.beside) raise(m, "below-zero");
    },
  );
}

/**
 * A check of stock expects what stands in the book. What it finds otherwise stays a difference, also when the next one agrees; found again just
 * as the lead has let it be, it is the same one, until a count agreed in between.
 */
export function count(m: Model, { expected, found }: Of<"count">): Verdict {
  return done(reasons({ "moved-since": expected !== balanceOf(m) }), () => {
    m.lines.push({ kind: "count", ug: 0 });
    m.countedAt = m.at;
    const ug = found - expected;
    if (ug === 0) for (const one of m.differences) one.settled = true;
    else if (!m.differences.some((one) => one.ug === ug && one.released && !one.settled))
      m.differences.push({ ug, released: false, settled: false });
  });
}

/** What was delivered, broken or moved away. What happened stands in the book, or beside it; out of a book that is stopped nothing is moved. */
export const line = (m: Model, { kind, ug }: Of<"line">): Verdict =>
  done(
    reasons({ "book-frozen": kind === "transfer-out" && (m.kept.length > 0 || isFrozen(m)) }),
    () => void enter(m, kind, ug),
    balanceOf(m) + ug < 0 ? "pending" : "done",
  );

/** Whoever leads on controlled drugs lets doses go on, once, and shows that it is they. */
export function release(m: Model, { difference: n, who, fresh }: Of<"release">): Verdict {
  const it = at(m.differences, n);
  return done(
    reasons({ "not-there": who !== "lead", "not-fresh": !fresh, "released-already": it.released }),
    () => {
      it.released = true;
    },
  );
}

/** The oldest of what waits beside the book is put in, once the balance allows it. */
export function putIn(m: Model): Verdict {
  const [first] = m.kept;
  const stands = first !== undefined && balanceOf(m) + first.ug >= 0;
  return done(
    [],
    () => {
      if (!first || !stands) return;
      m.kept.shift();
      m.lines.push(first);
    },
    stands ? "done" : "pending",
  );
}
