import type { Command } from "./commands.ts";
import {
  ampoulesFor,
  at,
  balanceOf,
  dayOf,
  done,
  enter,
  isFrozen,
  MINUTE,
  type Model,
  onShift,
  type Part,
  PROMISED,
  raise,
  reasons,
  type Verdict,
  watchedBy,
} from "./model.ts";
import { waitsForReview } from "./model-visits.ts";

// Preparing, checking, handing over, what became of it, what is left, doses on paper, and the book.

type Of<What extends Command["do"]> = Extract<Command, { readonly do: What }>;
const DAY = 24 * 60 * MINUTE;

const partOf = (m: Model, person: number, { slot, part }: Pick<Part, "slot" | "part">): Part | undefined =>
  at(m.people, person).parts.find((one) => one.slot === slot && one.part === part);

/** Whether a part of somebody's order was handed over on a day. */
const wasTaken = (m: Model, person: number, part: Part, day: number): boolean =>
  m.preparations.some(
    (one) =>
      one.person === person &&
      one.part.slot === part.slot &&
      one.part.part === part.part &&
      one.day === day &&
      one.handedAt !== undefined,
  );

/** How many parts of this session that come before this one were not handed over. */
const partsBefore = (
  m: Model,
  person: number,
  slot: Part["slot"],
  no: number,
  { day }: { readonly day: number },
): number =>
  at(m.people, person).parts.filter(
    (one) => one.slot === slot && one.part < no && !wasTaken(m, person, one, day),
  ).length;

/** How many doses somebody had by paper since then. */
const onPaperSince = (m: Model, person: number, since: number): number =>
  m.lates.filter((one) => one.person === person && one.when >= since).length;

const tooOld = (m: Model, assessedAt: number): boolean =>
  m.at >= assessedAt + PROMISED["assessment-holds"] * MINUTE;

/** What stands against giving anything to somebody, or from the book. */
const standing = (m: Model, person: number) => ({
  order: at(m.people, person).order !== "signed",
  "waits-for-review": waitsForReview(m, person),
  pending: m.kept.length > 0,
  difference: isFrozen(m),
});

/** Prepares one part of their order, in a session whose it is, while the assessment holds. */
export function prepare(m: Model, { visit: n, slot, part: no, who, fresh }: Of<"prepare">): Verdict {
  const visit = at(m.visits, n);
  const session = at(m.sessions, visit.session);
  const part = partOf(m, visit.person, { slot, part: no });
  return done(
    reasons({
      "not-there": !onShift(session, who, "nurse") || part === undefined,
      "not-fresh": !fresh,
      "moved-since": visit.state !== "cleared",
      "not-due": slot !== session.slot,
      "part-before":
        partsBefore(m, visit.person, slot, no, session) > onPaperSince(m, visit.person, session.opened),
      ...standing(m, visit.person),
      "too-old": tooOld(m, visit.assessedAt),
      "taken-already": part !== undefined && wasTaken(m, visit.person, part, session.day),
    }),
    () => {
      if (!part) return;
      visit.state = "prepared";
      session.shown.add(who);
      m.preparations.push({
        visit: n,
        person: visit.person,
        part,
        day: session.day,
        taken: ampoulesFor(part.ug),
        by: who,
        assessedAt: visit.assessedAt,
        stopped: false,
        checked: false,
        checkedBy: undefined,
        handedAt: undefined,
        outcome: undefined,
      });
    },
  );
}

const isUndone = (m: Model, n: number): boolean =>
  m.wastes.some(({ preparation }) => preparation === n) && at(m.preparations, n).handedAt === undefined;

/** The second person enters what is in front of them; what does not agree stops it. */
export function check(m: Model, { preparation: n, right, who, fresh }: Of<"check">): Verdict {
  const it = at(m.preparations, n);
  const session = at(m.sessions, at(m.visits, it.visit).session);
  return done(
    reasons({
      "not-there": !onShift(session, who, "checker"),
      "not-fresh": !fresh,
      "checked-already": it.checked,
      undone: isUndone(m, n),
      "too-old": tooOld(m, it.assessedAt),
      stopped: it.stopped,
    }),
    () => {
      it.checked = right;
      it.checkedBy = right ? who : undefined;
      if (right) session.shown.add(who);
      it.stopped = !right;
    },
    right ? "done" : "mismatch",
  );
}

/** Whoever prepared it has looked again. */
export function lookAgain(m: Model, { preparation: n, who }: Of<"look-again">): Verdict {
  const it = at(m.preparations, n);
  const session = at(m.sessions, at(m.visits, it.visit).session);
  return done(reasons({ "not-there": it.by !== who || !onShift(session, who, "nurse") }), () => {
    it.stopped = false;
  });
}

/** Everything that stands against handing a preparation over now. */
function againstHandingOver(m: Model, { preparation: n, key, who, fresh }: Of<"take">): readonly string[] {
  const it = at(m.preparations, n);
  const visit = at(m.visits, it.visit);
  const session = at(m.sessions, visit.session);
  const person = at(m.people, it.person);
  const theirs = m.preparations.filter((one) => one.person === it.person && one.handedAt !== undefined);
  const last = Math.max(
    ...m.had.filter((one) => one.person === it.person).map((one) => one.at),
    ...theirs.map(({ handedAt = 0 }) => handedAt),
  );
  const had = (within: (when: number) => boolean): number =>
    m.had.reduce((sum, one) => (one.person === it.person && within(one.at) ? sum + one.ug : sum), 0);
  return reasons({
    "not-there": !onShift(session, who, "nurse"),
    "not-who-prepared-it": it.by !== who,
    "not-fresh": !fresh,
    "other-body": key !== n,
    "taken-already": wasTaken(m, it.person, it.part, it.day),
    "not-checked": !it.checked,
    "checker-not-on-shift": it.checkedBy !== undefined && !onShift(session, it.checkedBy, "checker"),
    // A session asks for one checker and one nurse: one of them who left just now leaves too few.
    "too-few-now":
      !(["nurse", "second"] as const).some((one) => onShift(session, one, "nurse")) ||
      !onShift(session, "checker", "checker"),
    "not-confirmed":
      !(["nurse", "second"] as const).some(
        (one) => onShift(session, one, "nurse") && session.shown.has(one),
      ) || !session.shown.has("checker"),
    "moved-since": visit.state !== "prepared" || isUndone(m, n),
    ...standing(m, it.person),
    "too-old": tooOld(m, it.assessedAt),
    "above-most-single": it.part.ug > Math.min(person.mostSingle, PROMISED["max-single"] * 1000),
    "above-most-daily":
      it.part.ug + had((when) => dayOf(m, when) === it.day) >
        Math.min(person.mostDaily, PROMISED["max-daily"] * 1000) ||
      it.part.ug + had((when) => when > m.at - DAY) > PROMISED["max-daily"] * 1000,
    "too-soon": m.at < last + it.part.leastMinutes * MINUTE,
    "outcome-not-known": theirs.some(({ outcome }) => outcome === undefined),
    "too-many-observed": watchedBy(m, visit.session, who, visit).length >= PROMISED["observed-at-once"],
    "no-stock": it.taken > balanceOf(m),
  });
}

/**
 * The authority. A key that was used is answered with what it did, whoever asks and whatever holds now, or refused where it was another's;
 * otherwise it is taken when nothing stands against it, and line, rest and move are one.
 */
export function take(m: Model, command: Of<"take">): Verdict {
  const { preparation: n, key, who, dies } = command;
  const used = key !== undefined && m.preparations[key]?.handedAt !== undefined;
  if (used) return done(reasons({ "other-body": key !== n }), () => {}, "replayed");
  const it = at(m.preparations, n);
  return done(againstHandingOver(m, command), () => {
    if (dies) return;
    it.handedAt = m.at;
    m.lines.push({ kind: "administer", ug: -it.part.ug });
    if (it.taken > it.part.ug) m.lines.push({ kind: "waste-part", ug: it.part.ug - it.taken });
    const visit = at(m.visits, it.visit);
    visit.state = "handed-over";
    visit.watcher = who;
  });
}

/** Whoever got no answer asks by the key. */
export function ask(m: Model, { preparation: n }: Of<"ask">): Verdict {
  const stands = at(m.preparations, n).handedAt !== undefined;
  return done([], () => {}, stands ? "handed-over" : "not-arrived");
}

/** What became of it: recorded once, whatever it was; refused only where it says what cannot be. */
export function outcome(m: Model, { preparation: n, what, injected, ago, who }: Of<"outcome">): Verdict {
  const it = at(m.preparations, n);
  const end = m.at - ago * MINUTE;
  return done(
    reasons({
      "not-there": who === "checker",
      "recorded-already": it.outcome !== undefined,
      "more-than-handed-over": injected > it.part.ug,
      "not-that-time": end < (it.handedAt ?? 0) || ago < 0,
    }),
    () => {
      it.outcome = { injected, left: it.part.ug - injected, end };
      if (what === "spilled") raise(m, "spill");
      if (injected > 0) m.had.push({ person: it.person, ug: injected, at: end });
      at(m.visits, it.visit).state = injected > 0 ? "observing" : "identified";
    },
  );
}

/** What is left, or was prepared and not handed over, goes by a second person's eyes. */
export function waste(m: Model, { preparation: n, unopened, who, fresh }: Of<"waste">): Verdict {
  const it = at(m.preparations, n);
  const handed = it.handedAt !== undefined;
  return done(
    reasons({
      "not-there": who === "checker",
      "not-fresh": !fresh,
      "outcome-not-known": handed && it.outcome === undefined,
      "recorded-already": m.wastes.some(({ preparation }) => preparation === n) || it.outcome?.left === 0,
    }),
    () => {
      const back = unopened && !handed;
      m.wastes.push({
        preparation: n,
        wasted: back ? 0 : handed ? (it.outcome?.left ?? 0) : it.taken,
        returned: back ? it.taken : 0,
        line: handed ? "correction" : back ? "none" : "waste-part",
        by: who,
        seen: false,
      });
      if (!handed) at(m.visits, it.visit).state = "identified";
    },
  );
}

/** Another person of the shift saw it, and entered how much. */
export function witness(m: Model, { waste: n, right, who, fresh }: Of<"witness">): Verdict {
  const it = at(m.wastes, n);
  const session = at(m.sessions, at(m.visits, at(m.preparations, it.preparation).visit).session);
  return done(
    reasons({
      "not-there": !onShift(session, who, "nurse") && !onShift(session, who, "checker"),
      "not-fresh": !fresh,
      "recorded-already": it.seen,
      "same-person": it.by === who,
      mismatch: !right,
    }),
    () => {
      it.seen = true;
      if (it.line !== "none") enter(m, it.line, it.line === "correction" ? 0 : -it.wasted);
    },
  );
}
