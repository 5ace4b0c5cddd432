import { accept, type Result, refuse } from "../../kernel/result.ts";
import { daysBetween, type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { Micrograms } from "./amount-rules.ts";
import type { Protocol } from "./protocols.ts";

/** What became of a day of collection. */
export const OUTCOMES = {
  supervised: "Taken here, in sight",
  collected: "Collected",
  missed: "Missed",
  refused: "Not given",
  held: "On hold",
  closed: "Pharmacy closed",
} as const;
export type Outcome = keyof typeof OUTCOMES;

/** Why a pharmacist did not give it. */
export const REASONS = {
  intoxicated: "Intoxicated",
  unwell: "Unwell",
  behaviour: "Behaviour in the pharmacy",
  prescription: "Something wrong with the prescription",
  person: "Not sure that it was them",
  other: "Something else",
} as const;
export type Because = keyof typeof REASONS;

/** A day of collection as it stands, with all that decides whether it may be given. */
export type DueDay = {
  readonly dueOn: LocalDate;
  readonly days: number;
  readonly supervised: Micrograms;
  readonly home: Micrograms;
  readonly state: "signed" | "held" | "changed" | "ended" | "draft" | "queued" | "cancelled";
  readonly stopsOn: LocalDate | undefined;
  /** The line that counts now: the last of a chain of corrections. */
  readonly outcome: Outcome | undefined;
  readonly died: boolean;
  readonly wordings: readonly string[];
};

/** What a pharmacist says happened. */
export type Told = {
  readonly what: "given" | "refused" | "not-given";
  readonly at: Instant;
  readonly because?: Because | undefined;
  /** It has happened already, whatever stood against it, and this is how. */
  readonly despite?: string | undefined;
};

export type CollectionRefusal =
  | { readonly code: "not-due-yet"; readonly dueOn: LocalDate }
  | { readonly code: "day-is-over"; readonly dueOn: LocalDate }
  | { readonly code: "recorded-already"; readonly outcome: Outcome }
  | { readonly code: "on-hold" }
  | { readonly code: "stopped" }
  | { readonly code: "has-died" }
  | { readonly code: "still-to-come" }
  | { readonly code: "reason-needed" }
  | { readonly code: "nothing-left"; readonly dueOn: LocalDate };

/** A line to be kept. */
export type Line = {
  readonly outcome: Outcome;
  readonly because: Because | undefined;
  readonly micrograms: Micrograms;
  readonly supervised: Micrograms;
  readonly fromOn: LocalDate;
  readonly givenAt: Instant | undefined;
  readonly despite: string | undefined;
};

/**
 * May this be recorded of a day of collection? What is about to be given is refused when the prescription is held, over, or the day is
 * another. What has happened already is never refused: it is kept with how it came about, and told to whoever prescribed.
 */
export function decideCollection(due: DueDay, told: Told, now: Instant): Result<Line, CollectionRefusal> {
  const { despite } = told;
  if (Temporal.Instant.compare(told.at, now) > 0) return refuse({ code: "still-to-come" });
  if (despite === undefined) {
    const against = standsAgainst(due, told, londonDay(now));
    if (against) return refuse(against);
  } else if (despite.trim() === "") return refuse({ code: "reason-needed" });
  if (told.what === "refused" && !told.because) return refuse({ code: "reason-needed" });
  if (told.what === "refused")
    return accept({ ...NOTHING, fromOn: due.dueOn, outcome: "refused", because: told.because, despite });
  if (told.what === "not-given") return accept({ ...NOTHING, fromOn: due.dueOn, outcome: "missed", despite });
  return given(due, told);
}

const NOTHING = { because: undefined, micrograms: 0, supervised: 0, givenAt: undefined } as const;

/** What is given: all of it on its day; of an instalment of several days that is come for late, what is for the days left. */
function given(due: DueDay, { at, despite }: Told): Result<Line, CollectionRefusal> {
  const late = Math.max(0, daysBetween(due.dueOn, londonDay(at)));
  const perDay = (due.supervised + due.home) / due.days;
  const isDepot = due.home === 0;
  if (!isDepot && late >= due.days && despite === undefined)
    return refuse({ code: "nothing-left", dueOn: due.dueOn });
  const missedDays = isDepot ? 0 : Math.min(late, due.days - 1);
  const micrograms = isDepot ? due.supervised : perDay * (due.days - missedDays);
  return accept({
    outcome: due.supervised > 0 ? "supervised" : "collected",
    because: undefined,
    micrograms,
    supervised: Math.min(due.supervised, micrograms),
    fromOn: due.dueOn.add({ days: missedDays }),
    givenAt: at,
    despite,
  });
}

function standsAgainst(due: DueDay, told: Told, today: LocalDate): CollectionRefusal | undefined {
  const compared = Temporal.PlainDate.compare(due.dueOn, today);
  if (compared > 0) return { code: "not-due-yet", dueOn: due.dueOn };
  if (due.died) return { code: "has-died" };
  if (due.state === "held") return { code: "on-hold" };
  if (!isLive(due)) return { code: "stopped" };
  const late =
    compared < 0 &&
    told.what === "given" &&
    due.outcome === "missed" &&
    due.wordings.includes("remaining-days");
  if (late && daysBetween(due.dueOn, today) < due.days) return undefined;
  if (due.outcome) return { code: "recorded-already", outcome: due.outcome };
  return compared < 0 ? { code: "day-is-over", dueOn: due.dueOn } : undefined;
}

/** Does the prescription of this day still give anything on it? */
export const isLive = (due: Pick<DueDay, "state" | "stopsOn" | "dueOn">): boolean =>
  due.state === "signed" &&
  (due.stopsOn === undefined || Temporal.PlainDate.compare(due.dueOn, due.stopsOn) < 0);

/** A day of collection with what became of it, as far as missed days depend on it. */
export type Past = {
  readonly dueOn: LocalDate;
  readonly days: number;
  readonly outcome: Outcome | undefined;
};

/**
 * How many days, up to this one, went by one after another without a dose: missed or not given. Counted in days and not in
 * collections, so that three days to be taken home and never fetched are three. Days on which the pharmacy was closed, and days before
 * `since`, neither count nor break the row; a day on hold breaks it, because somebody has it in hand.
 */
export function daysMissed(past: readonly Past[], lastDay: LocalDate, since?: LocalDate): number {
  let missed = 0;
  const inOrder = past.toSorted((a, b) => Temporal.PlainDate.compare(b.dueOn, a.dueOn));
  for (const { dueOn, days, outcome } of inOrder) {
    if (Temporal.PlainDate.compare(dueOn, lastDay) > 0 || outcome === "closed") continue;
    if (since && Temporal.PlainDate.compare(dueOn, since) < 0) break;
    if (outcome !== "missed" && outcome !== "refused") break;
    missed += Math.min(days, daysBetween(dueOn, lastDay) + 1);
  }
  return missed;
}

/** Do so many days without a dose alert and hold? */
export const alertsAt = (
  days: number,
  phase: "titration" | "stable",
  protocol: Pick<Protocol, "alertInTitration" | "alertWhenStable">,
): boolean => days >= (phase === "titration" ? protocol.alertInTitration : protocol.alertWhenStable).value;
