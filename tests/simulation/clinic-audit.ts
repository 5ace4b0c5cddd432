import { handedOverFrozen, outOfOrder } from "./clinic-audit-book.ts";
import {
  aboveTheCap,
  begunUnchosen,
  dayOf,
  noDoctorFirst,
  notInHalves,
  outlivedItsGap,
  risesTooFast,
  signedAboveTheTable,
  signedNotInHalves,
} from "./clinic-audit-gaps.ts";
import { leftTooEarly, leftUnfit } from "./clinic-audit-leaving.ts";
import { type Facts, factsOf } from "./clinic-facts.ts";
import type { LivedClinic } from "./lived-clinic.ts";

/**
 * The auditor: what must be true of any month, asked of the tables' plain rows. Written from the reference's own tables, each number again;
 * it shares no code with the rules, neither the program's nor its database's functions. Answers what it found of each.
 */
export const RULES = {
  "no dose is handed over closer to the end of the injection before than its part allows": (facts) =>
    facts.authorities.flatMap((a) => {
      const least = facts.parts.find(({ id }) => id === a.part)?.least ?? 0;
      const near = facts.injections.some(
        (i) =>
          i.person === a.person &&
          i.injected > 0 &&
          i.authority !== a.id &&
          i.recorded < a.at &&
          i.ended <= a.at &&
          a.at < i.ended + least * MINUTE,
      );
      return near ? [a.id] : [];
    }),
  "no part of a plan is handed over twice in the sessions of a day": (facts) => {
    const day = new Map(facts.sessions.map((s) => [s.id, s.day]));
    return twice(facts.authorities.map((a) => `${a.part} on ${day.get(a.session)}`));
  },
  "no part of a session is handed over before those that come before it": outOfOrder,
  "no more is given in a calendar day than the plan allows": (facts) =>
    facts.authorities.flatMap((a) => {
      const most = facts.orders.find(({ id }) => id === a.order)?.daily ?? 0;
      const today = hadBefore(facts, a).filter((i) => dayOf(i.ended) === dayOf(a.at));
      return a.dose + sum(today) > most ? [a.id] : [];
    }),
  "no more is given in any 24 hours than the protocol allows": (facts) =>
    facts.authorities.flatMap((a) => {
      const rolling = hadBefore(facts, a).filter((i) => i.ended > a.at - 24 * 60 * MINUTE);
      return a.dose + sum(rolling) > 900_000 ? [a.id] : [];
    }),
  "no single dose is above the plan's, the protocol's or its part's": (facts) =>
    facts.authorities.flatMap((a) => {
      const single = facts.orders.find(({ id }) => id === a.order)?.single ?? 0;
      const part = facts.parts.find(({ id }) => id === a.part)?.dose;
      return a.dose > Math.min(single, 400_000) || a.dose !== part ? [a.id] : [];
    }),
  "after a gap no more is given than the table leaves": aboveTheCap,
  "after a gap no more is signed than the table leaves": signedAboveTheTable,
  "nobody is begun with before a doctor has accepted them, or says why nobody chose them": begunUnchosen,
  "two days after the last dose, without methadone, it is given in halves": notInHalves,
  "two days after the last dose, without methadone, it is signed in halves": signedNotInHalves,
  "what was signed within a gap is given only while the table leaves as much as then": outlivedItsGap,
  "three days after the last dose nothing is given before a doctor has seen them": noDoctorFirst,
  "a dose that is being found rises by no more than half of what was borne": risesTooFast,
  "nothing is prepared or given without an assessment under 15 minutes old that lets it be": (facts) => {
    const wrong = (visit: string, at: number): boolean => {
      const newest = facts.assessments.filter((a) => a.visit === visit && a.at <= at).at(-1);
      const lets =
        newest?.decision === "clear" ||
        (newest?.decision === "reduce" && newest.agreed !== null && newest.agreed !== newest.staff);
      return !newest || !lets || at - newest.at > 15 * MINUTE;
    };
    return [...facts.preparations, ...facts.authorities]
      .filter(({ visit, at }) => wrong(visit, at))
      .map(({ id }) => id);
  },
  "nothing is given without a plan signed for that day under a licence that holds": (facts) =>
    facts.authorities.flatMap((a) => {
      const order = facts.orders.find(({ id }) => id === a.order);
      const day = facts.sessions.find(({ id }) => id === a.session)?.day ?? "";
      const held = facts.licences.some(
        (l) => l.staff === order?.by && l.from <= dayOf(a.at) && dayOf(a.at) <= l.until,
      );
      return order && order.signed <= a.at && order.starts <= day && day <= order.ends && held ? [] : [a.id];
    }),
  "nothing is given after an emergency before a doctor has reviewed it": (facts) =>
    facts.authorities.flatMap((a) =>
      facts.emergencies.some(
        (e) =>
          e.person === a.person &&
          e.at < a.at &&
          !facts.reviews.some(
            (r) => r.person === e.person && r.kind === "after-event" && r.at >= e.at && r.at <= a.at,
          ),
      )
        ? [a.id]
        : [],
    ),
  "whoever leaves fit has had two readings since the last dose and has stayed their time": leftTooEarly,
  "nobody leaves fit who is drowsy, breathes too slowly or is short of oxygen": leftUnfit,
  "one nurse observes at most four people at once": (facts) =>
    facts.authorities.flatMap((a) => {
      const others = facts.authorities.filter(
        (b) => b.session === a.session && b.by === a.by && b.visit !== a.visit && b.at < a.at,
      );
      const open = new Set(
        others.map(({ visit }) => visit).filter((visit) => stateAt(facts, visit, a.at) !== "over"),
      );
      return open.size >= 4 ? [a.id] : [];
    }),
  "two people prepare, each in a sign-in of their own, and one who is on shift to check": (facts) =>
    facts.authorities.flatMap((a) => {
      const p = facts.preparations.find(({ id }) => id === a.preparation);
      const checks = facts.duties.some(
        (d) => d.session === a.session && d.staff === p?.checkedBy && d.duty === "checker",
      );
      return p &&
        p.checkedBy !== null &&
        p.by !== p.checkedBy &&
        p.in !== p.checkedIn &&
        a.by === p.by &&
        checks
        ? []
        : [a.id];
    }),
  "nothing is handed over before a nurse, a checker and a doctor have each said that they are there": (
    facts,
  ) =>
    facts.authorities.flatMap((a) =>
      ["nurse", "checker", "doctor"].every((duty) =>
        facts.duties.some(
          (d) => d.session === a.session && d.duty === duty && d.confirmed !== null && d.confirmed <= a.at,
        ),
      )
        ? []
        : [a.id],
    ),
  "two different people stand under every line of the register": (facts) =>
    facts.lines
      .filter((l) => !l.first || !l.second || l.first === l.second || l.firstIn === l.secondIn)
      .map(({ key }) => key),
  "what is wasted or put back is seen by another": (facts) =>
    facts.wastes.filter((w) => !w.seenBy || w.by === w.seenBy).map(({ id }) => id),
  "of every visit and session that is closed, what was prepared is injected, wasted and returned": (facts) =>
    unbalanced(facts),
  "a book's numbers have no gap, and each balance is the sum of what came before": (facts) => {
    let balance = 0;
    return facts.lines.flatMap((l, n) => {
      balance += l.quantity;
      return l.seq !== n + 1 || l.balance !== balance || balance < 0 ? [l.key] : [];
    });
  },
  "the book says what lies in the cupboard": ({ lines, stock }) =>
    lines.reduce((all, { quantity }) => all + quantity, 0) === stock
      ? []
      : ["the book and the cupboard differ"],
  "nothing is handed over while a count that differed waits for its explanation and for the lead":
    handedOverFrozen,
  "every dose has its line, and every line that gives has its dose": (facts) => {
    const lines = new Map(facts.lines.map((l) => [l.key, l]));
    const seconded = facts.lates.filter(({ second }) => second !== null);
    const doses = [...facts.authorities.map(({ line, dose }) => ({ line, dose })), ...seconded];
    const without = doses
      .filter(({ line, dose }) => lines.get(line)?.quantity !== -dose)
      .map(({ line }) => line);
    const given = facts.lines.filter(({ kind }) => kind === "administer").length;
    return given === doses.length ? without : [...without, `${given} lines, ${doses.length} doses`];
  },
  "a dose recorded late has its two people, its incident, its amount, and a second one too soon is a clash": (
    facts,
  ) =>
    facts.lates.flatMap((l) => {
      const its = facts.injections.find(({ id }) => id === l.injection);
      const near = facts.injections.some(
        (i) =>
          i.person === l.person &&
          i.id !== l.injection &&
          i.injected > 0 &&
          i.recorded < (its?.recorded ?? 0) &&
          Math.abs(i.ended - l.given) < 240 * MINUTE,
      );
      const kind = l.clashes.length > 0 ? "clash" : "recorded-late";
      const right = its?.injected === l.dose && l.second !== null && l.second !== l.by && l.incident === kind;
      return right && (!near || l.clashes.includes("second-dose")) ? [] : [l.id];
    }),
  "whatever was acknowledged is there, once, whatever crashed": ({ missing }) => missing,
  "nothing was handed over that nobody was told of": (facts) => {
    const told = new Set(facts.handed);
    return facts.authorities.filter(({ key }) => !told.has(key)).map(({ key }) => key);
  },
  "of each dose that was handed over it is known once what became of it": (facts) => {
    const known = Map.groupBy(facts.injections, ({ authority }) => authority);
    return facts.authorities
      .filter(({ id, dose }) => {
        const of = known.get(id) ?? [];
        return of.length !== 1 || (of[0]?.injected ?? 0) + (of[0]?.left ?? 0) !== dose;
      })
      .map(({ id }) => id);
  },
} satisfies Record<string, (facts: Facts) => readonly string[]>;
export type Rule = keyof typeof RULES;

const MINUTE = 60_000;
/** What somebody had, as it was known when a dose was handed over to them. */
const hadBefore = (facts: Facts, a: Facts["authorities"][number]): Facts["injections"] =>
  facts.injections.filter((i) => i.person === a.person && i.authority !== a.id && i.recorded < a.at);

const sum = (had: readonly { readonly injected: number }[]): number =>
  had.reduce((all, i) => all + i.injected, 0);
const twice = (all: readonly string[]): readonly string[] => all.filter((one, n) => all.indexOf(one) !== n);

const stateAt = ({ steps }: Facts, visit: string, at: number): "open" | "over" => {
  const last = steps.filter((s) => s.visit === visit && s.at <= at).at(-1)?.to ?? "";
  return ["fit-to-leave", "left-early", "closed"].includes(last) ? "over" : "open";
};

function unbalanced(facts: Facts): readonly string[] {
  const of = (visits: ReadonlySet<string>): number => {
    const handed = new Set(facts.authorities.map(({ preparation }) => preparation));
    const prepared = facts.preparations.filter((p) => visits.has(p.visit));
    const rest = prepared.filter(({ id }) => handed.has(id)).reduce((all, p) => all + p.rest, 0);
    const seen = facts.wastes.filter((w) => visits.has(w.visit) && w.seenBy !== null);
    const accounted =
      sum(facts.injections.filter((i) => i.authority !== null && visits.has(i.visit))) +
      rest +
      seen.reduce((all, w) => all + w.wasted + w.returned, 0);
    return prepared.reduce((all, { taken }) => all + taken, 0) - accounted;
  };
  const closed = facts.steps.filter(({ to }) => to === "closed").map(({ visit }) => visit);
  const sessions = facts.sessions.filter((s) => s.closed !== null);
  const ofSession = (id: string) => new Set(facts.visits.filter((v) => v.session === id).map((v) => v.id));
  return [
    ...closed.filter((visit) => of(new Set([visit])) !== 0),
    ...sessions.filter((s) => of(ofSession(s.id)) !== 0).map((s) => s.id),
  ];
}

/** What is wrong with a clinic, by rule, in words. */
export const faultsIn = (facts: Facts): readonly string[] =>
  Object.entries(RULES).flatMap(([sentence, ask]) => {
    const found = (ask as (facts: Facts) => readonly string[])(facts);
    return found.length > 0 ? [`${sentence}: ${found.length}, first ${found[0]}`] : [];
  });

/** Reads a clinic's tables and judges them. */
export const auditClinic = async (
  clinic: LivedClinic,
): Promise<{ readonly facts: Facts; readonly faults: readonly string[] }> => {
  const facts = await factsOf(clinic);
  return { facts, faults: faultsIn(facts) };
};
