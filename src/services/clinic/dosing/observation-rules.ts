import type { Instant } from "../../../kernel/time.ts";
import type { Sedation } from "./assessment-rules.ts";
import type { Thresholds } from "./thresholds.ts";

/** One look at somebody after an injection. */
export type Look = {
  readonly at: Instant;
  readonly sedation: Sedation;
  /** Breaths in a minute. */
  readonly rate: number;
  readonly spo2: number;
  readonly onOxygen: boolean;
  /** For how long the saturation had been so low, as seen on the monitor. */
  readonly lowForSeconds: number;
};

/** What the ladder asks for now. Short dips are expected after an injection: it goes by how long, and by what helped. */
export type Rung = "watch" | "stimulate" | "oxygen" | "naloxone";

/** The same in two words, for a card that is read across a room. */
export const RUNG_WORDS: Readonly<Record<Exclude<Rung, "watch">, string>> = {
  stimulate: "Rouse them",
  oxygen: "Oxygen",
  naloxone: "Naloxone and 999",
};

export const RUNGS: Readonly<Record<Rung, string>> = {
  watch: "Go on watching.",
  stimulate: "Speak to them, rouse them, prompt each breath.",
  oxygen: "It did not lift: open the airway and give oxygen.",
  naloxone: "Naloxone now, bag-mask if they do not breathe, and 999.",
};

/**
 * The rung of the escalation ladder after the newest look. A dip is told from a fall by how long it lasts; whoever is on the ladder already is on it until
 * a look finds both lines reached again, however short the seconds that this look counted.
 */
export function rungOf(looks: readonly Look[], { escalate: t }: Thresholds): Rung {
  const last = looks.at(-1);
  if (!last) return "watch";
  if (isAtItsWorst(last, t)) return "naloxone";
  const since = onLadderSince(looks, t);
  if (!since) return "watch";
  return since.until(last.at).total("seconds") >= t.liftWithinSeconds ? "oxygen" : "stimulate";
}

type Escalate = Thresholds["escalate"];

const isAtItsWorst = (look: Look, t: Escalate): boolean =>
  look.sedation === "4" ||
  look.rate < t.naloxoneBreathsBelow ||
  (look.onOxygen && look.spo2 < t.naloxoneSpo2Below);

/** Since when help was called for without a break, or nothing where it is not now. */
function onLadderSince(looks: readonly Look[], t: Escalate): Instant | undefined {
  let since: Instant | undefined;
  for (const look of looks) {
    const isBelow = look.rate < t.breathsBelow || look.spo2 < t.spo2Below;
    if (!isBelow && !isAtItsWorst(look, t)) since = undefined;
    else since ??= began(look, t);
  }
  return since;
}

/** From when this look alone calls for help: saturation from when it was low for longer than a dip. */
function began(look: Look, t: Escalate): Instant | undefined {
  const beyond = look.spo2 < t.spo2Below ? look.lowForSeconds - t.spo2ForSeconds : 0;
  if (beyond > 0) return look.at.subtract({ seconds: beyond });
  return look.rate < t.breathsBelow || isAtItsWorst(look, t) ? look.at : undefined;
}

/** Until when somebody is watched without a break after an injection, or nothing once that is over. */
export function watchedUntil(
  ended: Instant | undefined,
  now: Instant,
  { postDose }: Thresholds,
): Instant | undefined {
  const until = ended?.add({ minutes: postDose.watchMinutes });
  return until && Temporal.Instant.compare(now, until) < 0 ? until : undefined;
}

/** What is due of a visit that is observed. */
export type Due = {
  /** When the next reading is due; undefined when only the one on leaving is left. */
  readonly next: Instant | undefined;
  readonly overdue: boolean;
  readonly mayLeaveFrom: Instant;
};

/** Until when the next look is due where the last one asked for more than to go on watching, or nothing where it did not: what was done has so long to help. */
export function looksAgainBy(
  last: { readonly at: Instant; readonly rung: Rung } | undefined,
  { escalate }: Thresholds,
): Instant | undefined {
  return last && last.rung !== "watch" ? last.at.add({ seconds: escalate.liftWithinSeconds }) : undefined;
}

/** When readings are due, from the end of the injection, until when they stay and the looks made since. Each look answers for one time of the list; where the last one was on the ladder, the next comes at once. */
export function dueAfter(
  ended: Instant,
  looks: readonly { readonly at: Instant; readonly rung?: Rung }[],
  stays: Instant,
  now: Instant,
  thresholds: Thresholds,
): Due {
  const { postDose: t } = thresholds;
  const last = looks.at(-1);
  const again = looksAgainBy(last && { at: last.at, rung: last.rung ?? "watch" }, thresholds);
  if (again) return { next: again, overdue: Temporal.Instant.compare(now, again) > 0, mayLeaveFrom: stays };
  const made = looks.filter(({ at }) => Temporal.Instant.compare(at, ended) >= 0).length;
  const minutes = t.checksAtMinutes[made];
  const next = minutes === undefined ? undefined : ended.add({ minutes });
  const late = (at: Instant): boolean =>
    Temporal.Instant.compare(now, at.add({ minutes: t.checkLateMinutes })) > 0;
  return { next, overdue: next ? late(next) : late(stays), mayLeaveFrom: stays };
}

export type LeaveRefusal =
  | { readonly code: "too-early"; readonly from: Instant }
  | { readonly code: "too-few-checks"; readonly made: number; readonly needed: number }
  /** The last readings are older than the protocol lets them hold. */
  | { readonly code: "look-first" }
  | {
      readonly code: "not-fit";
      readonly because: "drowsy" | "breathing" | "oxygen" | "unsteady" | "lost" | "not-told";
    };

/** May somebody leave as fit? What stands against it, or nothing. Own baseline counts as it does before a dose. */
export function standsAgainstLeaving(
  {
    ended,
    looks,
    stays,
    now,
    walks,
    oriented,
    toldNotToDrive,
    baselineSpo2,
  }: {
    readonly ended: Instant;
    readonly looks: readonly Look[];
    /** Until when they stay, as the database has it from the protocol and from what happened. */
    readonly stays: Instant;
    readonly now: Instant;
    readonly walks: boolean;
    /** Know where they are. */
    readonly oriented: boolean;
    readonly toldNotToDrive: boolean;
    readonly baselineSpo2: number | undefined;
  },
  thresholds: Thresholds,
): LeaveRefusal | undefined {
  const { postDose: t } = thresholds;
  const { mayLeaveFrom } = dueAfter(ended, looks, stays, now, thresholds);
  if (Temporal.Instant.compare(now, mayLeaveFrom) < 0) return { code: "too-early", from: mayLeaveFrom };
  const since = looks.filter(({ at }) => Temporal.Instant.compare(at, ended) >= 0);
  const last = since.at(-1);
  if (!last || since.length < t.leastChecks)
    return { code: "too-few-checks", made: since.length, needed: t.leastChecks };
  const holds = last.at.add({ minutes: t.leave.lookHoldsMinutes });
  if (Temporal.Instant.compare(now, holds) > 0) return { code: "look-first" };
  if (last.sedation === "asleep" || Number(last.sedation) > t.leave.sedationMost)
    return { code: "not-fit", because: "drowsy" };
  if (last.rate < t.leave.breathsLeast) return { code: "not-fit", because: "breathing" };
  const usual = baselineSpo2 !== undefined && last.spo2 >= baselineSpo2;
  if (!usual && last.spo2 < t.leave.spo2Least) return { code: "not-fit", because: "oxygen" };
  if (!walks) return { code: "not-fit", because: "unsteady" };
  if (!oriented) return { code: "not-fit", because: "lost" };
  return toldNotToDrive ? undefined : { code: "not-fit", because: "not-told" };
}
