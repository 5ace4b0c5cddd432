import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { rateByPerson } from "../evaluate/by-person.ts";
import { type ClusteredRatio, type ClusteredRefusal, clusteredRateRatio } from "../evaluate/clustered.ts";
import { exactRate, type Rate } from "../evaluate/rate.ts";
import type { RateRatio, RateRatioRefusal } from "../evaluate/rate-ratio.ts";
import {
  type CompareRefusal,
  compareTotals,
  type Percentage,
  type PercentageRefusal,
  percentageOf,
} from "./compare.ts";
import type { SmallRefusal } from "./disclosure.ts";
import {
  type AtRisk,
  type Exposure,
  exposureOf,
  type Followed,
  monthsIn,
  personYears,
  type WindowExposure,
} from "./exposure.ts";
import { type Moved, movedOf } from "./moved.ts";
import { type Warning, type WarningFacts, warningsFor } from "./warnings.ts";

/** One person who entered the service, without a name. */
export type Entrant = Followed & {
  /** A pseudonymous key; the same person twice counts once, by the earliest entry. */
  readonly key: string;
  /** Whether the person can be found in the source of the events at all (a PNC number, say). */
  readonly linkable: boolean;
  /** The last day with the service; undefined while still there. */
  readonly endedOn?: LocalDate | undefined;
  readonly ending?: "completed" | "other" | undefined;
  /** Where this person's source is complete to another day than the rest. */
  readonly completeTo?: LocalDate | undefined;
};

/** Everyone who entered, and how far the sources see. */
export type ChangedInput = {
  readonly people: readonly Entrant[];
  /** Days before and after entry, 365 as a rule. */
  readonly windowDays: number;
  /** The last complete day of every source; undefined when nobody has said. */
  readonly completeTo: LocalDate | undefined;
  readonly completeFrom?: LocalDate | undefined;
  /** The earliest day of any event in the sources: before it there may be no data, and nobody says. */
  readonly firstOn?: LocalDate | undefined;
  /** Further entries of the same people that are not among `people`. */
  readonly laterEntries?: number | undefined;
};

/** One window of all the people together. The rate's limits are exact or, from ten people on, the wider ones by person. */
export type Side = WindowExposure & { readonly personYears: number; readonly rate: Rate };

/** Before and after for one set of people. */
export type Comparison = Moved & {
  readonly people: number;
  readonly before: Side;
  readonly after: Side;
  /** After over before, exact, as if events did not depend on one another. */
  readonly ratio: Result<RateRatio, RateRatioRefusal>;
  /** The same ratio with an interval that allows for repeat offenders. */
  readonly clustered: Result<ClusteredRatio, ClusteredRefusal>;
  readonly percentage: Result<Percentage, PercentageRefusal>;
  /** How many people had any event before and after, for whoever must not tell of very few. */
  readonly peopleWith: { readonly before: number; readonly after: number };
};

/** A month from entry, all people together; no rate where nobody was at risk. */
export type Month = {
  readonly month: number;
  readonly events: number;
  readonly days: number;
  readonly personYears: number;
  readonly rate: Rate | undefined;
};

/** Those who entered and are in neither rate, each kind counted apart. */
export type Apart = {
  readonly notLinkable: number;
  /** Entered after the end of complete data. */
  readonly notYetFollowed: number;
  readonly withoutEndOfData: number;
  /** A custody spell ends before it begins. */
  readonly custodyUnclear: number;
};

/** What changed for everyone who entered a service, or for one person. */
export type Changed = {
  /** People, each counted once. They are the followed and those apart, nobody else. */
  readonly entered: number;
  readonly apart: Apart;
  /** Further entries of the same people, followed from the first. */
  readonly laterEntries: number;
  readonly windowDays: number;
  /** The earliest of the followed people's last complete days. */
  readonly completeTo: LocalDate;
  /** People followed for the whole window after entry. */
  readonly fullWindow: number;
  /** People who died in the window after entry, as far as it is followed. Undefined where they are too few to be told. */
  readonly died: number | undefined;
  /** The headline: everyone who entered, whatever became of them. */
  readonly everyone: Comparison;
  /** Those still with the service when their follow-up ended, by death as well, or who completed. No fair sample. */
  readonly stayed: Result<Comparison, ChangedRefusal | SmallRefusal>;
  readonly months: readonly Month[];
  readonly warnings: readonly Warning[];
};

/** Why there is nothing to show. */
export type ChangedRefusal =
  | CompareRefusal
  | { readonly code: "window-not-whole-days" }
  | { readonly code: "nobody-entered" }
  | { readonly code: "nobody-linkable"; readonly entered: number }
  | { readonly code: "nobody-followed-yet"; readonly entered: number };

/** One person who is in the rates. */
export type Traced = {
  readonly entrant: Entrant;
  readonly exposure: Exposure;
  readonly completeTo: LocalDate;
};

/**
 * What changed: events per person-year at risk before and after entry, for everyone who entered.
 *
 * People who cannot be linked, are not yet followed or have no known end of data are counted apart and are in neither
 * rate. Time at risk is as `exposureOf` has it. The headline is everyone; those who stayed stand beside it.
 *
 * Refuses: a window that is not a whole number of days from 1; nobody to follow; no time at risk, or nobody who knows it.
 */
export function whatChanged(input: ChangedInput): Result<Changed, ChangedRefusal> {
  if (!Number.isSafeInteger(input.windowDays) || input.windowDays < 1) {
    return refuse({ code: "window-not-whole-days" });
  }
  const people = firstEntries(input.people);
  const entered = people.length;
  if (entered === 0) return refuse({ code: "nobody-entered" });
  const { traced, apart } = trace(people, input);
  invariant(
    traced.length + Object.values(apart).reduce((sum, count) => sum + count, 0) === entered,
    "everyone who entered is either followed or counted apart",
  );
  if (apart.notLinkable === entered) return refuse({ code: "nobody-linkable", entered });
  if (traced.length === 0) {
    return refuse(
      apart.withoutEndOfData > 0 ? { code: "exposure-missing" } : { code: "nobody-followed-yet", entered },
    );
  }
  const everyone = compare(traced, apart.withoutEndOfData);
  if (!everyone.ok) return everyone;
  const months = monthsOf(traced, input.windowDays);
  const fullWindow = traced.filter((one) => one.exposure.fullWindow).length;
  const died = traced.filter((one) => one.exposure.died).length;
  const completeTo = traced.map((one) => one.completeTo).reduce(earlier);
  return accept({
    entered,
    apart,
    laterEntries: input.people.length - entered + (input.laterEntries ?? 0),
    windowDays: input.windowDays,
    completeTo,
    fullWindow,
    died,
    everyone: everyone.value,
    stayed: compare(traced.filter(hasStayed), apart.withoutEndOfData),
    months,
    warnings: warningsFor({
      traced,
      apart,
      comparison: everyone.value,
      months,
      completeTo,
      died,
      beforeTheData: beforeTheData(traced, input),
    }),
  });
}

/** Still with the service when follow-up ended, by death as well, or left it with treatment completed. */
export function hasStayed({ entrant, exposure }: Traced): boolean {
  if (!entrant.endedOn || entrant.ending === "completed") return true;
  // A death ends the stay and what is followed on one day, its last: they were there to the end and did not leave.
  const end = exposure.died ? exposure.followedUntil.subtract({ days: 1 }) : exposure.followedUntil;
  return Temporal.PlainDate.compare(entrant.endedOn, end) >= 0;
}

/** People whose time before entry reaches back beyond the first day of any event, and that day. */
function beforeTheData(
  traced: readonly Traced[],
  { firstOn, windowDays }: ChangedInput,
): WarningFacts["beforeTheData"] {
  if (!firstOn) return undefined;
  const people = traced.filter(
    ({ entrant }) =>
      Temporal.PlainDate.compare(entrant.enteredOn.subtract({ days: windowDays }), firstOn) < 0,
  ).length;
  return people > 0 ? { firstOn, people } : undefined;
}

function firstEntries(people: readonly Entrant[]): readonly Entrant[] {
  const first = new Map<string, Entrant>();
  for (const person of people) {
    const known = first.get(person.key);
    if (!known || Temporal.PlainDate.compare(person.enteredOn, known.enteredOn) < 0)
      first.set(person.key, person);
  }
  // In one order whatever order they came in, so that sums are the same to the last digit.
  return [...first.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function trace(people: readonly Entrant[], input: ChangedInput): { traced: readonly Traced[]; apart: Apart } {
  const traced: Traced[] = [];
  const apart = { notLinkable: 0, notYetFollowed: 0, withoutEndOfData: 0, custodyUnclear: 0 };
  for (const entrant of people) {
    const completeTo = entrant.completeTo ?? input.completeTo;
    if (!entrant.linkable) {
      apart.notLinkable++;
    } else if (!completeTo) {
      apart.withoutEndOfData++;
    } else {
      const { windowDays, completeFrom } = input;
      const exposure = exposureOf(entrant, { windowDays, completeTo, completeFrom });
      if (exposure.ok) traced.push({ entrant, exposure: exposure.value, completeTo });
      else if (exposure.refusal.code === "entered-after-complete-data") apart.notYetFollowed++;
      else apart.custodyUnclear++;
    }
  }
  return { traced, apart };
}

function compare(traced: readonly Traced[], withoutEndOfData: number): Result<Comparison, CompareRefusal> {
  const [before, after] = [sideOf(traced, "before"), sideOf(traced, "after")];
  const compared = compareTotals(before, after);
  if (!compared.ok) return compared;
  const arm = ({ events, days }: AtRisk) => ({ events, personYears: personYears(days) });
  const rate = (window: "before" | "after") =>
    rateByPerson(traced.map(({ exposure }) => arm(exposure[window])));
  const [past, present] = [rate("before"), rate("after")];
  invariant(past.ok && present.ok, "a window with time at risk and whole counts has a rate");
  const clustered = clusteredRateRatio(
    traced.map(({ exposure }) => ({ rate: arm(exposure.after), comparison: arm(exposure.before) })),
  );
  const { ratio } = compared.value;
  return accept({
    people: traced.length,
    before: { ...before, rate: past.value },
    after: { ...after, rate: present.value },
    ratio,
    clustered,
    percentage: percentageOf(ratio, before, after, withoutEndOfData, clustered),
    ...movedOf(traced.map(({ exposure }) => exposure)),
    peopleWith: {
      before: traced.filter(({ exposure }) => exposure.before.events > 0).length,
      after: traced.filter(({ exposure }) => exposure.after.events > 0).length,
    },
  });
}

function sideOf(traced: readonly Traced[], window: "before" | "after"): Omit<Side, "rate"> {
  const sum = { days: 0, events: 0, eventsInCustody: 0 };
  for (const { exposure } of traced) {
    sum.days += exposure[window].days;
    sum.events += exposure[window].events;
    sum.eventsInCustody += exposure[window].eventsInCustody;
  }
  return { ...sum, personYears: personYears(sum.days) };
}

function monthsOf(traced: readonly Traced[], windowDays: number): readonly Month[] {
  const count = monthsIn(windowDays);
  return Array.from({ length: 2 * count }, (_, place) => {
    let [days, events] = [0, 0];
    for (const { exposure } of traced) {
      days += exposure.months[place]?.days ?? 0;
      events += exposure.months[place]?.events ?? 0;
    }
    const rate = exactRate({ events, personYears: personYears(days) });
    return {
      month: place - count,
      events,
      days,
      personYears: personYears(days),
      rate: rate.ok ? rate.value : undefined,
    };
  });
}

const earlier = (a: LocalDate, b: LocalDate): LocalDate => (Temporal.PlainDate.compare(a, b) <= 0 ? a : b);
