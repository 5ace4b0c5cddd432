import type { LocalDate } from "../../kernel/time.ts";
import type { CountedEvent } from "../changed/catalogue.ts";
import { type CustodySpell, exposureOf, personYears } from "../changed/exposure.ts";
import type { Both } from "../economics/costing.ts";
import { codeOfEvent, type EventCode } from "../economics/event-codes.ts";
import type { EventsRead } from "../economics/events-store.ts";
import type { ProgrammeKind } from "../programmes/entrants.ts";
import { WINDOW_DAYS } from "../programmes/events.ts";
import { isFew } from "../programmes/keep-back.ts";
import { hasStayed } from "../programmes/people.ts";
import { shownCodes } from "./shown-codes.ts";

/** One event as the record gives it: its kind, the code of its words where they have one, its day from entry, its nights once it is over. */
export type LivedEvent = {
  readonly kind: string;
  readonly at: number;
  readonly byWords?: string;
  readonly nights?: number;
};

/** One person who entered, without a name, with what happened in the year before and the year after. */
export type Lived = {
  readonly key: string;
  readonly enteredOn: LocalDate;
  readonly endedOn: LocalDate | undefined;
  readonly ending: string | undefined;
  readonly diedOn: LocalDate | undefined;
  readonly known: Readonly<Record<CountedEvent["linkedBy"], boolean>>;
  /** Days with the service in the year after entry, as far as the data are complete. */
  readonly daysThere: number;
  readonly events: readonly LivedEvent[];
  readonly custody: readonly CustodySpell[];
};

/** Who was counted, for how long, and what happened to them. Nothing in it tells of one to four people. */
export type Counted = {
  readonly people: number;
  /** Person-years at risk before and after entry. */
  readonly personYears: Both;
  /** Person-years with the service in the year after entry, of all and of those who stayed. */
  readonly there: { readonly all: number; readonly stayed: number | undefined };
  /** What may be priced, as files of events are read. */
  readonly events: EventsRead;
  /** Codes of which too few people stand behind one side, or that would tell of such. */
  readonly keptBack: readonly string[];
  /** Events whose words are on no list, of all of the kind that words decide; nothing where it would tell of few. */
  readonly withoutCode: { readonly events: number; readonly of: number } | undefined;
  /** Still there a year after entry, of those who entered a year ago or more; nothing where either part is of few. */
  readonly retained: { readonly with: number; readonly of: number } | undefined;
  /** Died within a year of entry, in so many person-years of life; nothing where they are few. */
  readonly deaths: { readonly observed: number; readonly personYears: number } | undefined;
};

/** What people are counted by. */
export type CountBy = {
  readonly kinds: readonly CountedEvent[];
  readonly mapping: readonly EventCode[];
  readonly completeTo: LocalDate;
  /** The day on which the record was read. */
  readonly asAt: LocalDate;
  readonly kind: ProgrammeKind;
  /** The kinds of event that are told, of the same people and with the same codes kept back as where all are; else all. */
  readonly only?: readonly string[] | undefined;
};

/** One person's events by code and side, and their time at risk. */
type Own = { readonly lived: Lived; readonly days: Both; readonly codes: ReadonlyMap<string, Both> };

/**
 * Counts the same people on both sides, in their events, their time and what they cost: those who can be found in every source by its number
 * and whom complete data follow. Time at risk is days outside custody. Nothing is counted of fewer than five people.
 */
export function countedOf(people: readonly Lived[], by: CountBy): Counted | undefined {
  const own = people.flatMap((one) => ownOf(one, by) ?? []);
  if (own.length === 0 || isFew(own.length)) return undefined;
  const told = (code: string): boolean => by.only === undefined || by.only.includes(kindOf(code, by));
  const codes = inOrder([...new Set(own.flatMap((one) => [...one.codes.keys()]))], by);
  const whom = (code: string, side: keyof Both) =>
    own.flatMap((one) => (one.codes.get(code)?.[side] ? [one.lived.key] : []));
  // Told in the list's own order, thefts from shops first.
  const shown = by.kinds.flatMap((kind) =>
    shownCodes(
      codes.filter((code) => kindOf(code, by) === kind.code),
      whom,
    )
      .filter(told)
      .toReversed(),
  );
  const sum = (of: (one: Own) => number): number => own.reduce((total, one) => total + of(one), 0);
  const at = (code: string, side: keyof Both) => sum((one) => one.codes.get(code)?.[side] ?? 0);
  const stayed = own.filter(({ lived }) => hasStayed({ ...lived, laterStays: 0 }, by));
  const tells = stayed.length === 0 || isFew(stayed.length) || isFew(own.length - stayed.length);
  return {
    people: own.length,
    personYears: {
      without: personYears(sum(({ days }) => days.without)),
      with: personYears(sum(({ days }) => days.with)),
    },
    there: {
      all: personYears(sum(({ lived }) => lived.daysThere)),
      stayed: tells
        ? undefined
        : personYears(stayed.reduce((total, { lived }) => total + lived.daysThere, 0)),
    },
    events: {
      counts: new Map(shown.map((code) => [code, { without: at(code, "without"), with: at(code, "with") }])),
      people: { without: unevenness(own, shown, "without"), with: unevenness(own, shown, "with") },
    },
    keptBack: codes.filter((code) => told(code) && !shown.includes(code)),
    withoutCode: withoutCodeOf(shown, at, by),
    retained: retainedOf(own, by),
    deaths: deathsOf(own, by),
  };
}

/** The reviewed list from its end: what has no cost is kept back with others first, thefts from shops, which decide most, last. Never by size. */
function inOrder(codes: readonly string[], { mapping }: CountBy): readonly string[] {
  const place = (code: string): number => mapping.findLastIndex((row) => row.code === code);
  return codes.toSorted((a, b) => place(b) - place(a) || (a < b ? -1 : 1));
}

/** The kind of event that a code is of: what is left of a kind is told by its total. */
export const kindOf = (code: string, { mapping }: Pick<CountBy, "mapping">): string =>
  mapping.find((row) => row.code === code)?.kind ?? code.toLowerCase();

function ownOf(lived: Lived, { kinds, mapping, completeTo }: CountBy): Own | undefined {
  if (kinds.some(({ linkedBy }) => !lived.known[linkedBy])) return undefined;
  const of = (events: readonly number[]) =>
    exposureOf({ ...lived, events }, { windowDays: WINDOW_DAYS, completeTo });
  const life = of([]);
  if (!life.ok) return undefined;
  const byCode = Map.groupBy(lived.events, (event) => codeOfEvent(mapping, event));
  const codes = new Map<string, Both>();
  for (const [code, events] of byCode) {
    const counted = of(events.map(({ at }) => at));
    if (counted.ok)
      codes.set(code, { without: counted.value.before.events, with: counted.value.after.events });
  }
  return { lived, codes, days: { without: life.value.before.days, with: life.value.after.days } };
}

/** How unevenly what is priced falls on people, as files of events have it. */
function unevenness(own: readonly Own[], shown: readonly string[], side: keyof Both) {
  const each = own.map(({ codes }) => shown.reduce((sum, code) => sum + (codes.get(code)?.[side] ?? 0), 0));
  return {
    people: each.filter((n) => n > 0).length,
    sum: each.reduce((sum, n) => sum + n, 0),
    squares: each.reduce((sum, n) => sum + n * n, 0),
  };
}

function withoutCodeOf(
  shown: readonly string[],
  at: (code: string, side: keyof Both) => number,
  { mapping, kinds }: CountBy,
): Counted["withoutCode"] {
  const worded = kinds.filter(({ code }) => mapping.some(({ kind, words }) => kind === code && words !== ""));
  const bare = worded.map(({ code }) => code.toUpperCase());
  const known = new Set(
    mapping.flatMap(({ kind, code }) => (worded.some((one) => one.code === kind) ? [code] : [])),
  );
  const both = (codes: readonly string[]) =>
    codes.reduce((sum, code) => sum + at(code, "without") + at(code, "with"), 0);
  const of = both(shown.filter((code) => known.has(code) || bare.includes(code)));
  return of === 0 || !bare.some((code) => shown.includes(code))
    ? undefined
    : { events: both(bare.filter((code) => shown.includes(code))), of };
}

const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;

function retainedOf(own: readonly Own[], { asAt }: CountBy): Counted["retained"] {
  const yearOn = ({ lived }: Own) => lived.enteredOn.add({ days: WINDOW_DAYS });
  const followed = own.filter((one) => !before(asAt, yearOn(one)));
  const stayed = followed.filter((one) => !one.lived.endedOn || !before(one.lived.endedOn, yearOn(one)));
  const parts = [
    followed.length,
    stayed.length,
    followed.length - stayed.length,
    own.length - followed.length,
  ];
  return followed.length === 0 || parts.some(isFew)
    ? undefined
    : { with: stayed.length, of: followed.length };
}

function deathsOf(own: readonly Own[], { asAt }: CountBy): Counted["deaths"] {
  let [observed, days] = [0, 0];
  for (const { lived } of own) {
    const end = lived.enteredOn.add({ days: WINDOW_DAYS - 1 });
    const last = before(asAt, end) ? asAt : end;
    const died = lived.diedOn !== undefined && !before(last, lived.diedOn);
    observed += died ? 1 : 0;
    const until = died && lived.diedOn ? lived.diedOn : last;
    days += Math.max(0, lived.enteredOn.until(until, { largestUnit: "day" }).days) + 1;
  }
  return isFew(observed) ? undefined : { observed, personYears: personYears(days) };
}
