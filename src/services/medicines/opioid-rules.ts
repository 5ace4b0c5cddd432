import { daysBetween, type Instant, type LocalDate, londonDay, shortDate } from "../../kernel/time.ts";
import { counted, listed } from "../../kernel/words.ts";
import { amountWords, type Micrograms } from "./amount-rules.ts";
import { type Standing, standingOn } from "./plan-rules.ts";
import { drugWords } from "./products.ts";

/** A prescription as far as what somebody takes altogether depends on it. */
export type Taken = {
  readonly id: string;
  /** Code of the drug: one by mouth or as a depot, or one that is injected at a clinic. */
  readonly drug: string;
  readonly micrograms: Micrograms;
  readonly everyDays: number | undefined;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly stopsOn: LocalDate | undefined;
  readonly state: "draft" | "queued" | "signed" | "held" | "changed" | "ended" | "cancelled";
  /** The one it takes the place of, which stops when it starts. */
  readonly replaces: string | undefined;
  /** The last day for which its doses were given out, where some were taken home for days to come. */
  readonly givenUntil: LocalDate | undefined;
  /** Ordered by a clinic for its sessions: the amount is that of a day. */
  readonly injected?: true;
  /** Who prescribes it. */
  readonly agency: string;
};

/** A dose that a worker saw taken. */
export type Observed = { readonly drug: string; readonly micrograms: Micrograms; readonly givenAt: Instant };

/** What adds to the danger of an opioid, kept as an alert that begins with these words. */
export const ADDS_TO_OPIOIDS = {
  benzodiazepine: "Takes benzodiazepines or z-drugs",
  gabapentinoid: "Takes pregabalin or gabapentin",
  alcohol: "Drinks alcohol dependently",
  opioid: "Takes another opioid",
  qt: "Takes a medicine that lengthens the QT interval",
} as const;
export type Adds = keyof typeof ADDS_TO_OPIOIDS;

const WHY: Readonly<Record<Adds, string>> = {
  benzodiazepine: "Together with an opioid they slow breathing.",
  gabapentinoid: "Together with an opioid it slows breathing.",
  alcohol: "Together with an opioid it slows breathing.",
  opioid: "Its dose is not in the sums here. No dose of one opioid is worked out from another.",
  qt: "Methadone lengthens it as well: an ECG is advised before and after a raise.",
};

/** Something to weigh before signing or giving, with how it was worked out. */
export type Warning = {
  readonly code: "same-drug-twice" | "two-opioids" | "above-last-seen" | "gap" | "at-home" | Adds;
  readonly words: string;
  readonly sum: string;
};

const later = (a: LocalDate, b: LocalDate): LocalDate => (Temporal.PlainDate.compare(a, b) > 0 ? a : b);
const earlier = (a: LocalDate, b: LocalDate): LocalDate => (Temporal.PlainDate.compare(a, b) < 0 ? a : b);

/** The last day on which something is taken of it, before it stops or another takes its place. */
const lastDay = (one: Taken, all: readonly Taken[]): LocalDate => {
  const replacing = all.filter(({ replaces }) => replaces === one.id).map(({ startsOn }) => startsOn);
  const ends = one.everyDays ? one.endsOn.add({ days: one.everyDays - 1 }) : one.endsOn;
  return [one.stopsOn, ...replacing].reduce<LocalDate>(
    (day, stop) => (stop ? earlier(day, stop.subtract({ days: 1 })) : day),
    ends,
  );
};

/** Days on which both are taken, held ones included: a hold may end. */
function overlap(a: Taken, b: Taken, all: readonly Taken[]): readonly [LocalDate, LocalDate] | undefined {
  const from = later(a.startsOn, b.startsOn);
  const to = earlier(lastDay(a, all), lastDay(b, all));
  return Temporal.PlainDate.compare(from, to) <= 0 ? [from, to] : undefined;
}

const counts = (one: Taken, today: LocalDate): boolean => {
  const standing: Standing = standingOn(one, today);
  return !["draft", "run out", "changed", "ended", "cancelled"].includes(standing);
};

/**
 * What to weigh of everything somebody takes, with its arithmetic. Doses of one drug are added; doses of two are named beside each
 * other and never added, since no factor between them is safe.
 */
export function warningsOf(
  prescriptions: readonly Taken[],
  alerts: readonly string[],
  lastSeen: Observed | undefined,
  now: Instant,
): readonly Warning[] {
  const today = londonDay(now);
  const going = prescriptions.filter((one) => counts(one, today));
  const pairs = going.flatMap((a, i) => going.slice(i + 1).map((b) => [a, b] as const));
  const together = pairs.flatMap(([a, b]) => {
    const days = overlap(a, b, going);
    return days ? [bothTaken(a, b, days)] : [];
  });
  const atHome = going.flatMap((one) => prescriptions.flatMap((other) => stillAtHome(one, other)));
  const adds = (Object.keys(ADDS_TO_OPIOIDS) as Adds[]).flatMap((code): readonly Warning[] => {
    const said = alerts.find((words) => words.startsWith(ADDS_TO_OPIOIDS[code]));
    return said && going.length > 0 ? [{ code, words: said, sum: WHY[code] }] : [];
  });
  return [...together, ...atHome, ...going.flatMap((one) => againstLastSeen(one, lastSeen, today)), ...adds];
}

function bothTaken(a: Taken, b: Taken, [from, to]: readonly [LocalDate, LocalDate]): Warning {
  const days = from.equals(to) ? `On ${shortDate(from)}` : `From ${shortDate(from)} to ${shortDate(to)}`;
  const each = [a, b].map(
    (one) => `${amountWords(one.micrograms)} (${one.agency}${one.state === "held" ? ", on hold" : ""})`,
  );
  if (a.drug !== b.drug || (a.everyDays ?? b.everyDays) !== undefined)
    return {
      code: a.drug === b.drug ? "same-drug-twice" : "two-opioids",
      words: `Two opioid prescriptions at once: ${listed([a, b].map((one) => sayTaken(one)))}.`,
      sum: `${days}. ${listed(each)}. They are not added: no dose of one is worked out from the other.`,
    };
  return {
    code: "same-drug-twice",
    words: `${drugWords(a.drug)} is prescribed twice for the same days.`,
    sum: `${days}: ${each.join(" + ")} = ${amountWords(a.micrograms + b.micrograms)} a day.`,
  };
}

/** Doses of one prescription that were taken home for days for which another gives them again. */
function stillAtHome(one: Taken, other: Taken): readonly Warning[] {
  const until = other.givenUntil;
  if (one.id === other.id || one.drug !== other.drug || one.everyDays || other.everyDays || !until) return [];
  const from = later(one.startsOn, other.startsOn);
  const days = daysBetween(from, until) + 1;
  if (Temporal.PlainDate.compare(other.startsOn, one.startsOn) >= 0 || days < 1) return [];
  return [
    {
      code: "at-home",
      words: `Doses for ${counted(days, "day")} of it are at home already.`,
      sum: `${shortDate(from)} to ${shortDate(until)}: ${days} × ${amountWords(other.micrograms)} = ${amountWords(days * other.micrograms)}, beside ${amountWords(one.micrograms)} a day from ${shortDate(one.startsOn)}.`,
    },
  ];
}

const sayTaken = ({ drug, everyDays, injected }: Taken): string =>
  `${drugWords(drug).toLowerCase()} ${injected ? "injected at a clinic" : everyDays ? `every ${everyDays} days` : "daily"}`;

/** What is prescribed, beside the dose of the same drug that was last seen taken. */
function againstLastSeen(one: Taken, seen: Observed | undefined, today: LocalDate): readonly Warning[] {
  // A clinic's sessions are several a day: what was seen last is one of them, and its own rules weigh it.
  if (!seen || seen.drug !== one.drug || one.everyDays || one.injected) return [];
  const gap = Math.max(0, daysBetween(londonDay(seen.givenAt), later(today, one.startsOn)) - 1);
  const last = amountWords(seen.micrograms);
  if (gap >= 3)
    return [
      {
        code: "gap",
        words: `${counted(gap, "day")} without a dose that anybody saw. Tolerance may be lost.`,
        sum: `Last seen: ${last} on ${shortDate(londonDay(seen.givenAt))}. Prescribed: ${amountWords(one.micrograms)}.`,
      },
    ];
  if (one.micrograms <= seen.micrograms) return [];
  return [
    {
      code: "above-last-seen",
      words: `More ${drugWords(one.drug).toLowerCase()} than was last seen taken.`,
      sum: `${amountWords(one.micrograms)} − ${last} = ${amountWords(one.micrograms - seen.micrograms)} more a day.`,
    },
  ];
}
