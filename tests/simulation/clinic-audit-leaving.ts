import { gapAt, given } from "./clinic-audit-gaps.ts";
import type { Facts } from "./clinic-facts.ts";

// What the reference says of leaving after a dose (section 1.10), once more.

const MINUTE = 60_000;
const leaving = ({ steps }: Facts) => steps.filter(({ to }) => to === "fit-to-leave");

/** Leaves with a sedation of at most 2, ten breaths a minute and a saturation of 92 per cent at the last reading. */
export const leftUnfit = (facts: Facts): readonly string[] =>
  leaving(facts).flatMap(({ visit, at }) => {
    const last = facts.looks
      .filter((l) => l.visit === visit && l.at <= at)
      .toSorted((a, b) => a.at - b.at)
      .at(-1);
    return last && ["1", "2"].includes(last.sedation) && last.rate >= 10 && last.spo2 >= 92 ? [] : [visit];
  });

/** Twenty minutes, or thirty in titration, after a restart or a gap, a rise above a tenth, or whatever was flagged; two hours after naloxone. */
export function leftTooEarly(facts: Facts): readonly string[] {
  const byVisit = new Map(given(facts).map((it) => [it.first.visit, it]));
  return leaving(facts).flatMap(({ visit, at }) => {
    const last = facts.injections.filter((i) => i.visit === visit && i.injected > 0).at(-1);
    const it = byVisit.get(visit);
    if (!last || !it) return [`${visit}: left and had nothing`];
    const readings = facts.looks.filter((l) => l.visit === visit && l.at >= last.ended && l.at <= at).length;
    const before = largestBefore(facts, it.first.person, it.first.at);
    const flagged = facts.assessments.some(
      (a) =>
        a.visit === visit &&
        a.at <= it.first.at &&
        a.at === Math.max(...facts.assessments.filter((b) => b.visit === visit).map((b) => b.at)) &&
        a.reasons.length > 0,
    );
    const long = it.order.phase === "titration" || flagged || (before > 0 && it.total > before * 1.1);
    // Longer by half an hour from 24 to 48 hours after the last dose, without methadone: where that was so at the dose and when they left.
    const ofGap = (moment: number): boolean => {
      const gap = gapAt(facts, it.first.person, visit, moment);
      return gap !== undefined && gap.hours >= 24 && gap.hours < 48 && !gap.seen;
    };
    const unseen = it.order.phase === "stable" && ofGap(it.first.at) && ofGap(at);
    const naloxone = facts.emergencies.find((e) => e.visit === visit && e.naloxone !== null)?.naloxone;
    const until = Math.max(
      last.ended + ((long ? 30 : 20) + (unseen ? 30 : 0)) * MINUTE,
      naloxone ? naloxone + 120 * MINUTE : 0,
    );
    return readings < 2 || at < until
      ? [`${visit}: ${readings} readings, ${((at - last.ended) / MINUTE).toFixed(1)} minutes`]
      : [];
  });
}

/** The largest session of the fortnight before. */
const largestBefore = (facts: Facts, person: string, at: number): number => {
  const of = facts.authorities.filter(
    (a) => a.person === person && a.at < at && a.at > at - 14 * 24 * 60 * MINUTE,
  );
  const here = facts.authorities.find((a) => a.person === person && a.at === at)?.visit;
  const totals = Map.groupBy(
    of.filter(({ visit }) => visit !== here),
    ({ visit }) => visit,
  );
  return Math.max(0, ...[...totals.values()].map((parts) => parts.reduce((all, { dose }) => all + dose, 0)));
};
