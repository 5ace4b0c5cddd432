import { daysBetween, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { DoseHistory, LastDose } from "./dose-rules.ts";
import type { Observed } from "./opioid-rules.ts";
import type { Prescription } from "./prescription.ts";
import type { Product } from "./products.ts";
import { protocolFor } from "./protocols.ts";
import { productOf } from "./strengths-rules.ts";

/** A dose that was seen, with how it was given. */
export type Seen = Observed & { readonly way: "mouth" | "depot" | "injected" };

/** What was given at a pharmacy to be taken: the dose of a day, and the last day it was for. */
export type Given = { readonly product: string; readonly micrograms: number; readonly lastDay: LocalDate };

const newest = (doses: readonly LastDose[]): LastDose | undefined =>
  doses.toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on)).at(-1);

const isBefore = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** The newest dose known of this drug taken in this way: seen by anybody, given at a pharmacy, or confirmed by another prescriber. */
export function lastKnownDose(
  product: Product,
  known: {
    readonly seen: readonly Seen[];
    readonly given: readonly Given[];
    readonly told?: LastDose | undefined;
  },
): LastDose | undefined {
  const way = product.everyDays === undefined ? "mouth" : "depot";
  const seen = known.seen
    .filter((dose) => dose.drug === product.drug && dose.way === way)
    .map(({ micrograms, givenAt }) => ({ micrograms, on: londonDay(givenAt) }));
  const given = known.given
    .filter((dose) => isSameWay(productOf(dose.product), product))
    .map(({ micrograms, lastDay }) => ({ micrograms, on: lastDay }));
  return newest([...seen, ...given, ...(known.told ? [known.told] : [])]);
}

const isSameWay = (a: Product | undefined, b: Product): boolean =>
  a !== undefined && a.drug === b.drug && a.everyDays === b.everyDays;

/**
 * What a dose is decided by. Where a prescription is being collected and goes on until the new one starts, its dose is the last one:
 * what is written ahead of time is no gap. One that is held, or whose doses have not been known for days, promises nothing.
 */
export function doseHistory(
  product: Product,
  startsOn: LocalDate,
  today: LocalDate,
  known: LastDose | undefined,
  prescriptions: readonly Prescription[],
): DoseHistory {
  const same = prescriptions
    .filter(
      (one) =>
        one.signedAt !== undefined && isSameWay(one.product, product) && isBefore(one.startsOn, startsOn),
    )
    .toSorted((a, b) => Temporal.PlainDate.compare(b.startsOn, a.startsOn));
  const [current] = same;
  const gapAsks = protocolFor(product)?.gapAsks.value ?? 0;
  const isCollected = known !== undefined && daysBetween(known.on, today) <= gapAsks;
  const isToCome = current !== undefined && !isBefore(current.startsOn, today);
  const planned =
    current?.state === "signed" && (isCollected || isToCome)
      ? { micrograms: current.micrograms, on: lastPlanned(current, startsOn) }
      : undefined;
  const last = newest([known, planned].filter((dose) => dose !== undefined));
  return { last, raisedOn: raisedOn(same) };
}

function lastPlanned(
  { product, startsOn: first, endsOn, stopsOn }: Prescription,
  startsOn: LocalDate,
): LocalDate {
  if (product.everyDays !== undefined) {
    const last = stopsOn && isBefore(stopsOn, endsOn) ? stopsOn.subtract({ days: 1 }) : endsOn;
    const until = isBefore(last, startsOn) ? last : startsOn.subtract({ days: 1 });
    const times = Math.max(0, Math.floor(daysBetween(first, until) / product.everyDays));
    return first.add({ days: times * product.everyDays });
  }
  return [endsOn, startsOn.subtract({ days: 1 }), ...(stopsOn ? [stopsOn.subtract({ days: 1 })] : [])].reduce(
    (a, b) => (isBefore(b, a) ? b : a),
  );
}

/** The first day of the dose prescribed now, where it was raised to it or begun: of prescriptions, the newest first. */
function raisedOn(same: readonly Prescription[]): LocalDate | undefined {
  const [current] = same;
  if (!current) return undefined;
  const before = same.findIndex((one) => one.micrograms !== current.micrograms);
  if (before === -1) return same.at(-1)?.startsOn;
  const previous = same[before];
  return previous && previous.micrograms < current.micrograms ? same[before - 1]?.startsOn : undefined;
}
